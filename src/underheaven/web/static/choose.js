import { byId, complain, post } from "./common.js";

const form = byId("upload"), file = byId("file"), text = byId("text"), mistakes = byId("mistakes");

file.addEventListener("change", async () => {
  const chosen = file.files[0];
  if (!chosen) return;
  if (chosen.size > 1_000_000) return complain(mistakes, { title: "The file is larger than 1 MB", problems: [] });
  text.value = await chosen.text();
  mistakes.replaceChildren();
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  mistakes.replaceChildren();
  const { ok, said } = await post("/api/scenarios", { text: text.value });
  if (ok) location.assign(said.url);
  else complain(mistakes, said);
});
