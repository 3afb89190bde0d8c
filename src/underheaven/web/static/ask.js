import { byId, complain, post } from "./common.js";

// parts that are left open stay out of the link
byId("asking").addEventListener("submit", (event) => {
  for (const select of event.target.querySelectorAll("select")) if (!select.value) select.disabled = true;
});
addEventListener("pageshow", () => document.querySelectorAll("#asking select").forEach((select) => (select.disabled = false)));

const switches = document.querySelector(".switches");
switches?.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  button.disabled = true;
  const { ok, said } = await post("/api/runs", { scenario: button.dataset.scenario, query: button.dataset.query });
  button.disabled = false;
  if (ok) location.assign(`${said.url}?against=${encodeURIComponent(switches.dataset.run)}`);
  else complain(byId("mistakes"), said);
});
