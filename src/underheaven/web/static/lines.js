// Small time lines: the regime in blue, the twin in grey; a band where there are eight worlds or more; the same as a table.
import { element, number } from "./common.js";

const SVG = "http://www.w3.org/2000/svg", WIDTH = 300, HEIGHT = 130, LEFT = 6, RIGHT = 52, TOP = 10, BOTTOM = 20;
const T = [[8, 2.365], [9, 2.306], [10, 2.262], [12, 2.201], [16, 2.131], [21, 2.086], [32, 2.04], [64, 1.998]];

export const LINES = [
  { name: "listed", title: "On the list", unit: "of 1 000 adults" },
  { name: "listed_wrongly", title: "Listed for what they did not do", unit: "of 1 000 adults" },
  { name: "denied", title: "Trips refused so far", unit: "per 1 000 adults", sum: ["travel_denied_air", "travel_denied_rail"], cumulative: true },
  { name: "fear_sum", title: "Fear", unit: "mean, 0 to 255", per: 1, weekly: true },
  { name: "dissent_public", title: "Open dissent", unit: "of 1 000 adults", weekly: true },
  { name: "acts_harmless", title: "Acts that harm nobody", unit: "per 1 000 adults and week", week: true },
  { name: "trust_government", title: "Trust in the government", unit: "mean, 0 to 255", per: 1, weekly: true, close: 24 },
  { name: "support_stated", title: "Would say that they support the government", unit: "of 1 000 adults", weekly: true, close: 200 },
];

// One course a world and arm, from the days that have been told.
export function course(line, measures, days, rows, adults, last) {
  const places = (line.sum || [line.name]).map((name) => measures.indexOf(name)), per = line.per ?? 1000;
  const value = (row) => places.reduce((sum, place) => (row[place] === null ? NaN : sum + row[place]), 0);
  const found = [];
  let total = 0;
  rows.forEach((row, place) => {
    const day = days[place], today = value(row);
    total += Number.isNaN(today) ? 0 : today;
    if (line.week) {
      if (day % 7 === 0) { found.push([day, (total * per) / adults]); total = 0; }
    } else if (line.cumulative) found.push([day, (total * per) / adults]);
    else if (!Number.isNaN(today) && (!line.weekly || day % 7 === 0 || day === last)) found.push([day, (today * per) / adults]);
  });
  return found;
}

// Mean over worlds day by day; ends of a 95 % interval from eight worlds on.
export function together(courses) {
  const byDay = new Map();
  for (const one of courses) for (const [day, value] of one) byDay.has(day) ? byDay.get(day).push(value) : byDay.set(day, [value]);
  return [...byDay].sort((a, b) => a[0] - b[0]).map(([day, values]) => {
    const n = values.length, mean = values.reduce((a, b) => a + b, 0) / n;
    if (n < 8) return { day, mean, low: null, high: null };
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1) / n) * T.findLast(([worlds]) => worlds <= n)[1];
    return { day, mean, low: mean - spread, high: mean + spread };
  });
}

function shape(name, attributes, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

export class Line {
  constructor(line) {
    this.line = line;
    this.picture = shape("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": `${line.title}: nothing yet` });
    this.body = element("tbody");
    const head = element("thead", {}, element("tr", {}, ...["day", "regime", "twin"].map((name) => element("th", { scope: "col" }, name))));
    const table = element("table", {}, element("caption", {}, `${line.title}, ${line.unit}`), head, this.body);
    this.details = element("details", {}, element("summary", {}, "As a table"), element("div", { className: "scroll" }, table));
    this.details.addEventListener("toggle", () => this.tabulate());
    this.figure = element("figure", {}, element("h3", {}, line.title), element("span", { className: "unit" }, line.unit), this.picture, this.details);
  }

  draw(series, days) {
    this.series = series;
    const all = Object.values(series).flat();
    if (!all.length) return;
    const ends = all.flatMap((point) => [point.mean, point.low ?? point.mean, point.high ?? point.mean]);
    let low = this.line.close ? Math.min(...ends) : Math.min(0, ...ends), high = Math.max(...ends);
    if (high - low < 1e-9) high = low + 1;
    if (this.line.close) { const room = Math.max((high - low) * 0.25, (this.line.close - (high - low)) / 2); low -= room; high += room; }
    const x = (day) => LEFT + ((day - 1) / Math.max(1, days - 1)) * (WIDTH - LEFT - RIGHT);
    const y = (value) => TOP + (1 - (value - low) / (high - low)) * (HEIGHT - TOP - BOTTOM);
    const parts = [
      shape("line", { class: "axis", x1: LEFT, x2: WIDTH - RIGHT, y1: HEIGHT - BOTTOM, y2: HEIGHT - BOTTOM }),
      shape("text", { x: LEFT, y: HEIGHT - 5 }, "day 1"), shape("text", { x: WIDTH - RIGHT, y: HEIGHT - 5, "text-anchor": "end" }, `day ${number(days)}`),
    ];
    const labels = [];
    for (const arm of ["twin", "regime"]) {
      const points = series[arm] || [];
      if (!points.length) continue;
      const band = points.filter((point) => point.low !== null);
      if (band.length > 1) {
        const there = band.map((point) => `${x(point.day).toFixed(1)},${y(point.high).toFixed(1)}`), back = band.map((point) => `${x(point.day).toFixed(1)},${y(point.low).toFixed(1)}`).reverse();
        parts.push(shape("path", { class: `band ${arm}`, d: `M${there.join("L")}L${back.join("L")}Z` }));
      }
      parts.push(shape("path", { class: arm, d: `M${points.map((point) => `${x(point.day).toFixed(1)},${y(point.mean).toFixed(1)}`).join("L")}` }));
      const last = points.at(-1);
      labels.push({ arm, at: y(last.mean), x: x(last.day) + 5, text: number(last.mean) });
    }
    if (labels.length === 2 && Math.abs(labels[0].at - labels[1].at) < 12) {
      const upper = labels[0].at < labels[1].at ? 0 : 1, middle = (labels[0].at + labels[1].at) / 2;
      labels[upper].at = middle - 6; labels[1 - upper].at = middle + 6;
    }
    for (const label of labels) parts.push(shape("text", { class: label.arm, x: label.x, y: label.at + 4 }, label.text));
    this.picture.replaceChildren(...parts);
    const said = ["regime", "twin"].filter((arm) => series[arm]?.length).map((arm) => `${arm} ${number(series[arm].at(-1).mean)}`);
    this.picture.setAttribute("aria-label", `${this.line.title}, ${this.line.unit}, day ${number(all.at(-1).day)}: ${said.join(", ")}`);
    if (this.details.open) this.tabulate();
  }

  tabulate() {
    if (!this.details.open || !this.series) return;
    const regime = this.series.regime || [], twin = new Map((this.series.twin || []).map((point) => [point.day, point]));
    const every = Math.max(1, Math.ceil(regime.length / 24));
    const said = (point) => (point ? number(point.mean) + (point.low === null ? " †" : ` [${number(point.low)}, ${number(point.high)}]`) : "–");
    const rows = regime.filter((_, place) => place % every === 0 || place === regime.length - 1);
    this.body.replaceChildren(...rows.map((point) => element("tr", {}, element("th", { scope: "row" }, number(point.day)), element("td", {}, said(point)), element("td", {}, said(twin.get(point.day))))));
  }
}
