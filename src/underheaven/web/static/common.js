// What every script of the page needs.
const proof = document.querySelector('meta[name="proof"]').content;

export const byId = (id) => document.getElementById(id);

export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) key in made ? (made[key] = value) : made.setAttribute(key, value);
  made.append(...children);
  return made;
}

export async function post(url, document_ = {}) {
  try {
    const answer = await fetch(url, {
      method: "POST", headers: { "content-type": "application/json", "x-underheaven": proof }, body: JSON.stringify(document_),
    });
    const type = answer.headers.get("content-type") || "";
    const said = type.includes("json") ? await answer.json() : { title: (await answer.text()).trim(), problems: [] };
    return { ok: answer.ok, said };
  } catch {
    return { ok: false, said: { title: "The server cannot be reached; is it still running?", problems: [] } };
  }
}

export function complain(place, said) {
  const items = (said.problems || []).map((problem) => {
    const where = problem.where ? `${problem.where}${problem.line ? `, line ${problem.line}, column ${problem.column}` : ""}: ` : "";
    return element("li", {}, where ? element("code", {}, where) : "", problem.message);
  });
  place.replaceChildren(element("ul", {}, element("li", {}, element("p", {}, said.title || "That did not work")), ...items));
}

const SPACE = "\u00a0";
export function number(value, digits) {
  const size = Math.abs(value);
  const places = digits ?? (size >= 100 || size === 0 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : Math.min(9, 2 - Math.floor(Math.log10(size))));
  let text = size.toFixed(places);
  if (digits === undefined && text.includes(".")) text = text.replace(/\.?0+$/, "");
  const [whole, part] = text.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, SPACE);
  return (value < 0 && Number(text) !== 0 ? "\u2212" : "") + grouped + (part ? `.${part}` : "");
}
