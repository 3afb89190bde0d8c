// A map of sampled citizens on a canvas: blocks are districts, marks are adults, the poorest at the bottom of their block.
import { number } from "./common.js";

const CLASSES = ["poorest fifth", "second fifth", "middle fifth", "fourth fifth", "richest fifth"];
const HOMES = { urban_local: "in town, registered", urban_no_hukou: "in town, unregistered", rural: "in the country" };
const GRADES = ["D", "C", "B", "A", "AA", "AAA"];

export function layout(people, width, height) {
  const members = Array.from({ length: people.districts }, () => []);
  people.id.forEach((_, place) => members[people.district[place]].push(place));
  const columns = Math.ceil(Math.sqrt((people.districts * width) / height)), rows = Math.ceil(people.districts / columns);
  const gap = people.districts > 60 ? 3 : 6, tileWidth = (width - gap) / columns, tileHeight = (height - gap) / rows;
  const spots = new Array(people.id.length), blocks = [];
  let radius = Infinity;
  members.forEach((those, district) => {
    const left = gap + (district % columns) * tileWidth, top = gap + Math.floor(district / columns) * tileHeight;
    const inside = [tileWidth - gap, tileHeight - gap];
    blocks.push([left, top, ...inside]);
    those.sort((a, b) => people.class[b] - people.class[a] || a - b);
    const across = Math.max(1, Math.ceil(Math.sqrt((Math.max(1, those.length) * inside[0]) / inside[1])));
    const down = Math.max(1, Math.ceil(those.length / across));
    radius = Math.min(radius, inside[0] / across / 2, inside[1] / down / 2);
    those.forEach((place, order) => {
      spots[place] = [left + ((order % across) + 0.5) * (inside[0] / across), top + (Math.floor(order / across) + 0.5) * (inside[1] / down)];
    });
  });
  return { spots, blocks, radius: Math.max(1.1, radius * 0.78) };
}

function palette() {
  const style = getComputedStyle(document.documentElement);
  const read = (name) => style.getPropertyValue(name).trim();
  return { ink: read("--ink"), quiet: read("--line"), regime: read("--regime"), wrong: read("--wrong"), paper: read("--paper"), muted: read("--muted") };
}

export const KEYS = {
  listing: (c) => [["not listed", c.quiet], ["listed", c.regime], ["listed for what others did", c.wrong]],
  grade: (c) => GRADES.map((name, place) => [name, grade(c, place)]),
  fear: (c) => [0, 85, 170, 255].map((value) => [String(value), blend(c.quiet, c.wrong, value / 255)]),
  dissent: (c) => [["not in the open", c.quiet], ["openly dissenting", c.ink]],
};

function grade(c, place) {
  return [c.wrong, blend(c.wrong, c.quiet, 0.5), c.quiet, blend(c.quiet, c.regime, 0.35), blend(c.quiet, c.regime, 0.7), c.regime][place];
}

function blend(a, b, share) {
  const parse = (colour) => [1, 3, 5].map((place) => parseInt(colour.slice(place, place + 2), 16));
  const [from, to] = [parse(a), parse(b)];
  return `#${from.map((value, i) => Math.round(value + (to[i] - value) * share).toString(16).padStart(2, "0")).join("")}`;
}

export class Map_ {
  constructor(canvas, arm, meet) {
    Object.assign(this, { canvas, arm, meet, people: null, seen: null, mode: "listing", pointed: -1, onPoint: () => {} });
    new ResizeObserver(() => this.fit()).observe(canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
    canvas.addEventListener("click", (event) => { this.point(this.nearest(event)); if (this.pointed >= 0) meet(this.people.id[this.pointed]); });
    canvas.addEventListener("pointermove", (event) => this.point(this.nearest(event)));
    canvas.addEventListener("keydown", (event) => this.key(event));
  }

  show(people) { this.people = people; this.fit(); }

  fit() {
    if (!this.people) return;
    const width = this.canvas.clientWidth || 600, height = Math.round(width * 0.7), scale = Math.min(devicePixelRatio || 1, 2);
    if (this.canvas.width !== Math.round(width * scale)) { this.canvas.width = Math.round(width * scale); this.canvas.height = Math.round(height * scale); }
    this.size = [width, height, scale];
    this.place = layout(this.people, width, height);
    this.draw();
  }

  take(text) {
    this.seen = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    this.draw();
  }

  draw() {
    if (!this.place || this.asked) return;
    this.asked = requestAnimationFrame(() => { this.asked = 0; this.paint(); });
  }

  paint() {
    const c = palette(), pen = this.canvas.getContext("2d"), { spots, blocks, radius } = this.place, n = spots.length;
    pen.setTransform(this.size[2], 0, 0, this.size[2], 0, 0);
    pen.clearRect(0, 0, this.size[0], this.size[1]);
    pen.fillStyle = c.paper;
    for (const block of blocks) pen.fillRect(...block);
    const groups = new Map();
    for (let i = 0; i < n; i++) {
      const colour = this.colour(c, i, n);
      if (!groups.has(colour)) groups.set(colour, []);
      groups.get(colour).push(i);
    }
    const loud = (i) => this.mode === "listing" && this.seen && this.seen[i] & 1;
    for (const [colour, those] of groups) {
      pen.fillStyle = colour;
      pen.beginPath();
      for (const i of those) {
        const size = radius * (loud(i) ? 1.15 : this.mode === "listing" || this.mode === "dissent" ? 0.8 : 1);
        pen.moveTo(spots[i][0] + size, spots[i][1]);
        pen.arc(spots[i][0], spots[i][1], size, 0, 7);
      }
      pen.fill();
    }
    if (this.pointed >= 0) {
      pen.strokeStyle = c.ink; pen.lineWidth = 2; pen.beginPath();
      pen.arc(...spots[this.pointed], radius + 3, 0, 7); pen.stroke();
    }
    this.canvas.setAttribute("aria-label", this.inWords());
  }

  colour(c, i, n) {
    if (!this.seen) return c.quiet;
    const mark = this.seen[i];
    if (this.mode === "listing") return mark & 2 ? c.wrong : mark & 1 ? c.regime : c.quiet;
    if (this.mode === "grade") return grade(c, mark >> 3);
    if (this.mode === "fear") return blend(c.quiet, c.wrong, Math.round(this.seen[n + i] / 16) / 16);
    return mark & 4 ? c.ink : c.quiet;
  }

  inWords() {
    const n = this.people.id.length;
    if (!this.seen) return `Map of ${number(n)} sampled adults; nothing has happened yet`;
    let listed = 0, wrongly = 0, open = 0, fear = 0;
    for (let i = 0; i < n; i++) { listed += this.seen[i] & 1; wrongly += (this.seen[i] >> 1) & 1; open += (this.seen[i] >> 2) & 1; fear += this.seen[n + i]; }
    return `Map of ${number(n)} sampled adults: ${number(listed)} listed, ${number(wrongly)} of them for what others did; ${number(open)} dissent openly; mean fear ${number(fear / n, 0)} of 255`;
  }

  about(i) {
    const n = this.people.id.length, mark = this.seen ? this.seen[i] : 0;
    const state = this.seen ? `${mark & 2 ? "listed for what others did" : mark & 1 ? "listed" : "not listed"}, fear ${this.seen[n + i]} of 255${mark & 4 ? ", openly dissenting" : ""}` : "";
    return `Citizen ${number(this.people.id[i])}, ${CLASSES[this.people.class[i] - 1]}, ${HOMES[this.people.residence[i]]}${state ? `: ${state}` : ""}.`;
  }

  nearest(event) {
    if (!this.place) return -1;
    const box = this.canvas.getBoundingClientRect(), x = event.clientX - box.left, y = event.clientY - box.top;
    let best = -1, least = 400;
    this.place.spots.forEach(([sx, sy], i) => { const far = (sx - x) ** 2 + (sy - y) ** 2; if (far < least) { least = far; best = i; } });
    return best;
  }

  point(i) {
    if (i === this.pointed) return;
    this.pointed = i;
    if (i >= 0) this.onPoint(this.about(i));
    this.draw();
  }

  key(event) {
    if (!this.place) return;
    const directions = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }, way = directions[event.key];
    if (event.key === "Enter" && this.pointed >= 0) return this.meet(this.people.id[this.pointed]);
    if (!way) return;
    event.preventDefault();
    if (this.pointed < 0) return this.point(0);
    const [x, y] = this.place.spots[this.pointed];
    let best = this.pointed, least = Infinity;
    this.place.spots.forEach(([sx, sy], i) => {
      const along = (sx - x) * way[0] + (sy - y) * way[1], aside = Math.abs((sx - x) * way[1]) + Math.abs((sy - y) * way[0]);
      if (i !== this.pointed && along > 0.5 && along + 2.5 * aside < least) { least = along + 2.5 * aside; best = i; }
    });
    this.point(best);
  }
}

export function legend(list, mode) {
  const SVG = "http://www.w3.org/2000/svg";
  list.replaceChildren(...KEYS[mode](palette()).map(([words, colour]) => {
    const item = document.createElement("li"), picture = document.createElementNS(SVG, "svg"), dot = document.createElementNS(SVG, "circle");
    picture.setAttribute("viewBox", "0 0 10 10"); picture.setAttribute("aria-hidden", "true");
    for (const [name, value] of [["cx", 5], ["cy", 5], ["r", 5], ["fill", colour]]) dot.setAttribute(name, value);
    picture.append(dot); item.append(picture, words);
    return item;
  }));
}
