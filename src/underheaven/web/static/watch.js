// Watching a run: events from the server, two maps, sentences, time lines. A run belongs to the server; this page only looks.
import { byId, element, number, post } from "./common.js";
import { LINES, Line, course, together } from "./lines.js";
import { Map_, legend } from "./map.js";

const page = byId("watch"), run = page.dataset.run, ARMS = ["regime", "twin"];
const status = byId("status"), progress = byId("progress"), buttons = { pause: byId("pause"), step: byId("step"), cancel: byId("cancel") };
let state = "", begun = null, worlds = [], dirty = false, last = { world: 0, day: 0 };

const meet = (citizen) => {
  if (byId("results").hidden) return said("That life can be read once the run has ended.");
  location.assign(`/runs/${run}/citizens/${citizen}`);
};
const maps = Object.fromEntries(ARMS.map((arm) => [arm, new Map_(byId(`map-${arm}`), arm, meet)]));
const pointed = byId("pointed");
function said(words) { pointed.textContent = words; }
for (const arm of ARMS) maps[arm].onPoint = said;

const lines = LINES.map((line) => new Line(line));
byId("lines").append(...lines.map((line) => line.figure));
byId("colour").addEventListener("change", recolour);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);
function recolour() {
  const mode = byId("colour").value;
  legend(byId("legend"), mode);
  for (const map of Object.values(maps)) { map.mode = mode; map.draw(); }
}
recolour();

const WORDS = {
  queued: "Waiting for other runs to end.", running: "Living both worlds.", paused: "Paused.", finishing: "Both worlds are lived.",
  done: "Finished.", cancelled: "Cancelled. Finished worlds are kept; running it again goes on from there.", failed: "It failed.",
};

function show(told) {
  state = told.state;
  status.textContent = WORDS[state] + (told.message ? ` ${told.message}` : "");
  const live = state === "running" || state === "paused";
  buttons.pause.hidden = !live;
  buttons.pause.textContent = state === "paused" ? "Go on" : "Pause";
  buttons.step.hidden = state !== "paused";
  buttons.cancel.hidden = !(live || state === "queued");
  if (state === "done") ready();
}

function ready() {
  byId("results").hidden = false;
  const against = byId("against");
  if (against) against.hidden = false;
  progress.hidden = true;
  for (const later of document.querySelectorAll(".steps .later")) { later.classList.remove("later"); later.removeAttribute("aria-disabled"); }
}

const HANDLERS = {
  state: show,
  begin(told) {
    begun = told; worlds = [];
    for (const map of Object.values(maps)) map.show(told.people);
    if (told.worlds > 1) byId("meaning").textContent = `Blue: under the regime. Grey: the twin. Means over worlds; the maps show the first. Bands are 95 % Monte-Carlo intervals, from eight worlds on.`;
    else byId("meaning").textContent = "Blue: under the regime. Grey: the twin. † One world: no interval can be estimated.";
  },
  world(told) { worlds[told.world] = { adults: told.adults, days: [], regime: [], twin: [] }; },
  days(told) {
    const world = worlds[told.world];
    const known = new Set(world.days);
    told.days.forEach((day, place) => {
      if (known.has(day)) return;
      world.days.push(day);
      for (const arm of ARMS) if (told[arm]) world[arm].push(told[arm][place]);
    });
    last = { world: told.world, day: told.days.at(-1) };
    progress.value = told.done;
    later();
  },
  frame(told) { for (const arm of ARMS) if (told[arm]) maps[arm].take(told[arm]); },
  phase(told) {
    const words = { writing: "Both worlds are lived; their tables are being written.", beside: "The results are there. The other account is being lived beside it", report: "The results are there. The report is being written." };
    status.textContent = words[told.phase] + (told.phase === "beside" ? `: ${number(100 * told.done, 0)} %.` : "");
    if (told.phase !== "writing") ready();
  },
};

function later() {
  if (dirty) return;
  dirty = true;
  requestAnimationFrame(() => { dirty = false; draw(); });
}

let drawn = 0;
function draw() {
  const world = worlds[last.world];
  if (!world || !begun) return;
  tell(world);
  const now = performance.now();
  if (now - drawn < 160 && state === "running") return void setTimeout(later, 170);
  drawn = now;
  for (const line of lines) {
    const series = {};
    for (const arm of ARMS) {
      const courses = worlds.filter((one) => one && one[arm].length).map((one) => course(line.line, begun.measures, one.days, one[arm], one.adults, begun.days));
      series[arm] = together(courses);
    }
    line.draw(series, begun.days);
  }
}

// Counters in words: what just happened, and since the first day.
const people = (n, one, many) => (n === 1 ? `1 ${one}` : `${number(n)} ${many}`);
function tell(world) {
  const measures = begun.measures, at = (row, name) => row[measures.indexOf(name)] ?? 0;
  const date = new Date(`${begun.start}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + last.day - 1);
  const when = date.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  for (const arm of ARMS) {
    const rows = world[arm];
    if (!rows.length) continue;
    const today = rows.at(-1), sum = (name) => rows.reduce((total, row) => total + at(row, name), 0);
    const week = rows.slice(-7), lately = (name) => week.reduce((total, row) => total + at(row, name), 0);
    const refused = sum("travel_denied_air") + sum("travel_denied_rail");
    byId(`day-${arm}`).textContent = `Day ${number(last.day)} of ${number(begun.days)}, ${when}${begun.worlds > 1 ? ` · world ${last.world + 1} of ${begun.worlds}` : ""}`;
    const items = [
      at(today, "listed") || sum("entries")
        ? [`${people(at(today, "listed"), "adult stands", "adults stand")} on the list, ${number(at(today, "listed_wrongly"))} for what they did not do.`, `This week ${number(lately("entries"))} entered and ${number(lately("exits"))} left it.`]
        : ["Nobody is on a list.", ""],
      refused ? [`${people(refused, "trip was", "trips were")} refused so far, to ${people(sum("persons_denied"), "person", "people")}.`, ""] : ["No trip was refused.", ""],
      sum("records_true") + sum("records_false")
        ? [`${people(lately("records_true") + lately("records_false"), "record", "records")} this week, ${number(lately("records_false"))} of what nobody did.`, ""]
        : ["Nothing is recorded.", ""],
      sum("harassed") ? [`${people(sum("harassed"), "time", "times")} somebody was harassed in public so far.`, ""] : ["Nobody was harassed in public.", ""],
      [`This week ${number(lately("acts_harmful"))} acts that harm somebody, ${number(lately("acts_harmless"))} that harm nobody.`, ""],
    ];
    byId(`told-${arm}`).replaceChildren(...items.map(([first, second]) => element("li", /^(Nobody|No |Nothing)/.test(first) ? { className: "none" } : {}, first, second ? ` ${second}` : "")));
  }
}

buttons.pause.addEventListener("click", () => control(state === "paused" ? "resume" : "pause"));
buttons.step.addEventListener("click", () => control("step"));
buttons.cancel.addEventListener("click", () => control("cancel"));
async function control(what) {
  const { ok, said: answer } = await post(`/api/runs/${run}/${what}`);
  if (!ok) status.textContent = answer.title;
}

// The browser asks again from the last event that it has; when the run is over, we stop asking.
const source = new EventSource(`/api/runs/${run}/events`);
for (const [kind, handle] of Object.entries(HANDLERS)) source.addEventListener(kind, (event) => {
  const told = JSON.parse(event.data);
  handle(told);
  if (kind === "state" && ["done", "cancelled", "failed"].includes(told.state)) source.close();
});
source.addEventListener("error", () => {
  if (source.readyState === EventSource.CLOSED && !["done", "cancelled", "failed"].includes(state)) status.textContent = "The server does not answer; reload the page when it is back.";
  else if (source.readyState === EventSource.CONNECTING) status.textContent = "The connection was lost; looking for the run again…";
});
source.addEventListener("open", () => { if (state) show({ state, message: "" }); });
