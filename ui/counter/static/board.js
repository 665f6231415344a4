"use strict";
// The hall's board: who is called where. Pages by itself, blinks a new call for ten seconds, keeps its last
// picture while the kiosk is away and comes back alone.
import {now, request} from "./kiosk.js";
import {listen} from "./stream.js";
import {language, make, speak, t} from "./words.js";

const PAGE_MS = 10000;
const FRESH_MS = 10000;
const ROW_MM = 138; // digits of 100 mm and air around them
const SERVICE_MM = 60; // one line of names, one of numbers
const NARROW_MM = 1050;
const MARQUEE_MM_A_SECOND = 70;
const ZONE = "Asia/Ho_Chi_Minh";
const ARROW = '<svg viewBox="0 0 46 30" aria-hidden="true"><path d="M3 15h38M28 4l14 11-14 11"/></svg>';
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const at = (id) => document.getElementById(id);

let board = null;
let page = 0;
let step = 0; // counts the ten-second turns of everything that takes turns
let turn = 0;
const fresh = new Map(); // counter -> until when its row blinks
let heardAt = 0;

// ---------------------------------------------------------------- the calls

function show(next) {
  document.documentElement.style.setProperty("--width-mm", next.width_mm);
  document.body.classList.toggle("narrow", next.width_mm < NARROW_MM);
  const before = board ?? remembered();
  board = next;
  const called = board.serving.filter((one) => one.number && isNew(one, before));
  for (const one of called) fresh.set(one.counter, Date.now() + FRESH_MS);
  if (called.length) turnTo(called[0].counter);
  try { sessionStorage.setItem("board", JSON.stringify(board.serving)); } catch { /* full: no matter */ }
  draw();
  fillMarquee();
}

function isNew(one, before) {
  const old = before?.serving.find((each) => each.counter === one.counter);
  return Boolean(old) && (old.number !== one.number || old.calls !== one.calls);
}

// What this page showed before it loaded itself anew.
function remembered() {
  try { return {serving: JSON.parse(sessionStorage.getItem("board")) ?? []}; } catch { return null; }
}

function millimetre() {
  return innerWidth / board.width_mm;
}

function rowsThatFit() {
  return Math.max(1, Math.floor(at("serving").clientHeight / millimetre() / ROW_MM));
}

// All counters where they fit; otherwise those that serve, then in pages.
function rows() {
  const all = board.serving;
  const fit = rowsThatFit();
  const known = all.filter((one) => one.number || one.paused);
  const busy = all.filter((one) => one.number);
  return [all, known].find((some) => some.length <= fit) ?? (busy.length ? busy : all);
}

function turnTo(counter) {
  const index = rows().findIndex((one) => one.counter === counter);
  if (index >= 0) page = Math.floor(index / rowsThatFit());
  clearInterval(turn);
  turn = setInterval(takeTurns, PAGE_MS);
}

function takeTurns() {
  page += 1;
  step += 1;
  draw();
  if (calm.matches) fillMarquee();
}

function draw() {
  if (!board) return;
  const fit = rowsThatFit();
  const list = rows();
  const pages = Math.max(1, Math.ceil(list.length / fit));
  page %= pages;
  const shown = list.slice(page * fit, page * fit + fit);
  at("serving").style.gridTemplateRows = `repeat(${Math.min(fit, Math.max(shown.length, pages > 1 ? fit : 3))}, minmax(0, 1fr))`;
  replace(at("serving"), shown.map(call));
  replace(at("pages"), pages > 1 ? Array.from({length: pages}, (_, i) => make(i === page ? "i.here" : "i")) : []);
  drawAside();
}

function call(one) {
  const blinks = (fresh.get(one.counter) ?? 0) > Date.now() && one.number;
  const words = one.paused ? t("hall.paused") : t("hall.free");
  const to = make("div.to", make("span", t("hall.counter")));
  to.insertAdjacentHTML("beforeend", ARROW);
  const row = make(`div.call${one.number ? "" : ".idle"}${blinks ? ".fresh" : ""}`,
    make("div.number", one.number ?? words), to, make("div.counter", String(one.counter)));
  row.dataset.counter = one.counter;
  row.dataset.calls = one.calls; // a second call of the same number blinks anew
  return row;
}

// ---------------------------------------------------------------- beside them

function drawAside() {
  at("office").textContent = board.office;
  replace(at("last").querySelector("ol"), board.last.map((one) => make("li", make("b", one.number),
    make("span", t("counter", {n: one.counter})), make("time", clock(Date.parse(one.at))))));
  const waiting = board.next.filter((one) => one.waiting > 0);
  const fit = Math.max(1, Math.floor((at("next").clientHeight / millimetre() - 38) / SERVICE_MM));
  const first = (step % Math.max(1, Math.ceil(waiting.length / fit))) * fit;
  replace(at("next").querySelector("ul"), waiting.slice(first, first + fit).map((one) => make("li",
    make("div.name", make("span", language === "en" ? one.name_en || one.name : one.name),
      make("span", t("hall.waiting", {n: one.waiting}))),
    make("div.numbers", ...one.numbers.map((number) => make("span", number))))));
  const notices = [...board.notices, t("hall.missed")];
  at("notice").firstElementChild.textContent = notices[step % notices.length];
}

// Runs slowly where it is too long to stand; takes turns by pages where people asked for less motion.
function fillMarquee() {
  const line = at("marquee");
  const text = line.firstElementChild;
  const said = board.marquee || board.office;
  if (!calm.matches && text.textContent === said) return;
  line.classList.remove("moving");
  text.textContent = said;
  if (text.scrollWidth <= line.clientWidth) return;
  if (calm.matches) {
    const pages = cut(said, text, line.clientWidth);
    text.textContent = pages[step % pages.length];
    return;
  }
  const far = (text.scrollWidth + line.clientWidth) / millimetre();
  line.style.setProperty("--seconds", `${Math.round(far / MARQUEE_MM_A_SECOND)}s`);
  line.classList.add("moving");
}

function cut(said, text, width) {
  const pages = [""];
  for (const word of said.split(" ")) {
    text.textContent = `${pages.at(-1)} ${word}`.trim();
    if (text.scrollWidth > width) pages.push(word); else pages[pages.length - 1] = text.textContent;
  }
  return pages.filter(Boolean);
}

// ---------------------------------------------------------------- time and link

function clock(milliseconds) {
  return new Date(milliseconds).toLocaleTimeString("vi-VN", {timeZone: ZONE, hour: "2-digit", minute: "2-digit", hour12: false});
}

function tick() {
  at("clock").textContent = clock(now());
  at("date").textContent = new Date(now()).toLocaleDateString(language === "en" ? "en-GB" : "vi-VN",
    {timeZone: ZONE, weekday: "long", day: "2-digit", month: "2-digit", year: "numeric"});
  const ended = [...fresh].filter(([, until]) => until <= Date.now());
  for (const [counter] of ended) fresh.delete(counter);
  if (ended.length) draw();
}

function linked(up) {
  if (up) heardAt = now();
  document.body.classList.toggle("lost", !up);
  at("lost").hidden = up || !heardAt;
  if (!up && heardAt) at("lost").textContent = t("hall.lost", {time: clock(heardAt)});
}

// New children only where they differ: an unchanged row goes on blinking in its own rhythm.
function replace(parent, children) {
  const same = parent.children.length === children.length
    && children.every((child, i) => child.outerHTML === parent.children[i].outerHTML);
  if (!same) parent.replaceChildren(...children);
}

async function start() {
  await speak(document.documentElement.lang);
  try { show(await request("GET", "board")); } catch { /* the stream will bring it */ }
  tick();
  setInterval(tick, 1000);
  turn = setInterval(takeTurns, PAGE_MS);
  setInterval(() => request("GET", "board").catch(() => {}), 60000); // sets the clock
  addEventListener("resize", () => { draw(); fillMarquee(); });
  listen("board", {board: show}, linked, () => location.reload());
}

start();
