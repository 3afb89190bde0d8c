// Levers: sliders beside their numbers, the scenario in the address, and the run.
import { byId, complain, number, post } from "./common.js";

const form = byId("levers"), mistakes = byId("mistakes"), effort = byId("effort"), link = byId("link"), run = byId("run");
const inputs = [...form.querySelectorAll("[data-kind]")];
const sizes = [...form.querySelectorAll(".sizes input")];

const valueOf = (input) => (input.dataset.kind === "switch" ? (input.checked ? "on" : "off") : input.value.trim());
const usualOf = (input) => input.closest(".lever")?.dataset.usual;
const same = (input, a, b) => (input.dataset.kind === "number" ? Number(a) === Number(b) : a === b);

function query() {
  const parts = new URLSearchParams();
  for (const input of sizes) if (input.value && input.value !== input.dataset.usual) parts.append(input.name, input.value);
  for (const input of inputs) {
    const value = valueOf(input);
    if (value !== "" && (input.dataset.kind === "other" || !same(input, value, usualOf(input)))) {
      parts.append(input.name.replace(/\.on$/, ""), value);
    }
  }
  return parts.toString().replace(/\+/g, "%20");
}

let waiting;
function turned() {
  for (const input of inputs) {
    const value = valueOf(input);
    input.closest(".lever")?.classList.toggle("turned", value !== "" && !same(input, value, usualOf(input)));
  }
  const said = query(), path = `/turn/${form.dataset.scenario}`;
  history.replaceState(null, "", said ? `${path}?${said}` : path);
  link.href = location.href;
  clearTimeout(waiting);
  waiting = setTimeout(() => look(said), 350);
}

async function look(said) {
  try {
    const answer = await fetch(`/api/turn/${form.dataset.scenario}?${said}`);
    const found = await answer.json();
    if (said !== query()) return;
    if (!answer.ok) return complain(mistakes, found);
    mistakes.replaceChildren();
    byId("command").textContent = found.command;
    const seconds = found.seconds < 90 ? `${number(Math.max(1, found.seconds), 0)} seconds` : `${number(found.seconds / 60, 0)} minutes`;
    effort.textContent = `About ${seconds} to live both worlds on this machine; tables and report come after.`;
    run.disabled = found.problems.length > 0;
    if (found.problems.length) complain(mistakes, { title: "Too much for this server", problems: found.problems.map((message) => ({ message })) });
  } catch {
    effort.textContent = "The server cannot be reached; is it still running?";
  }
}

for (const slider of form.querySelectorAll(".slider")) {
  const input = byId(slider.dataset.for), low = Number(slider.dataset.low), high = Number(slider.dataset.high);
  const logarithmic = "logarithmic" in slider.dataset;
  const at = (share) => (logarithmic ? low * (high / low) ** share : low + (high - low) * share);
  const whole = Number.isInteger(low) && Number.isInteger(high) && high - low >= 2 && /count|0–255|256|days/.test(input.closest(".lever").querySelector(".unit").textContent);
  const show = () => {
    const value = Number(input.value);
    const share = logarithmic ? Math.log(Math.max(value, low) / low) / Math.log(high / low) : (value - low) / (high - low);
    slider.value = String(Math.round(100 * Math.min(1, Math.max(0, share))));
    slider.setAttribute("aria-valuetext", `${input.value} ${input.closest(".lever").querySelector(".unit").textContent}`);
  };
  slider.addEventListener("input", () => {
    const value = at(Number(slider.value) / 100);
    input.value = String(whole ? Math.round(value) : Number(value.toPrecision(3)));
    slider.setAttribute("aria-valuetext", input.value);
    turned();
  });
  input.addEventListener("input", show);
  show();
}
form.addEventListener("input", (event) => event.target.classList.contains("slider") || turned());
form.addEventListener("change", (event) => event.target.classList.contains("slider") || turned());

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (!form.reportValidity()) return;
  run.disabled = true;
  const { ok, said } = await post("/api/runs", { scenario: form.dataset.scenario, query: query() });
  run.disabled = false;
  if (ok) location.assign(said.url);
  else complain(mistakes, said);
});
