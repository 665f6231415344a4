"use strict";
// Draws the console from the newest values. Keeps the focus where it was; changes nothing by itself.
import {now} from "./kiosk.js";
import {known, language, make, t} from "./words.js";

const at = (id) => document.getElementById(id);
const drawn = new Map();

// The counter of whoever is signed in.
export function mine(desk) {
  return desk.queue?.counters.find((one) => one.counter === desk.me?.counter);
}

export function draw(desk, act) {
  head(desk);
  alerts(desk);
  if (!desk.me || !desk.queue) return;
  present(desk);
  keys(desk);
  const tickets = (state) => desk.queue.tickets.filter((one) => one.state === state);
  const waits = desk.queue.services.reduce((sum, one) => sum + one.waiting, 0);
  list("waiting", waits, () => waiting(desk, tickets("waiting")));
  list("held", tickets("held").length, () => tickets("held").map((one) => row(desk, one, act, "call_this")));
  list("no-show", tickets("no_show").length, () => tickets("no_show").map((one) => row(desk, one, act, "return")));
  counters(desk);
  const shut = desk.busy;
  for (const one of at("desk").querySelectorAll(".rows button")) {
    one.disabled = shut || (one.dataset.act === "call_this" && !possible(desk).call);
  }
}

function head({me}) {
  const place = me ? (me.counter ? t("counter", {n: me.counter}) : t("desk")) : document.body.dataset.office;
  at("where").textContent = place;
  at("who").textContent = me ? me.name : t("title");
  document.title = `${place} – ${document.body.dataset.office}`;
  at("counter").options[at("counter").options.length - 1].textContent = t("desk");
}

function alerts({kiosk, busy, me}) {
  at("help").hidden = !kiosk?.help;
  if (!kiosk) return;
  if (kiosk.help) document.title = `● ${t("help.title")}`;
  at("help").querySelector("button").disabled = busy;
  at("step").textContent = t("help.step", {step: t(`step.${kiosk.screen}`)});
  at("filed").hidden = !kiosk.filed || !me;
  at("filed").textContent = t("filed", {n: kiosk.filed});
  const low = kiosk.paper_low && !kiosk.printer;
  const word = kiosk.printer ? `machine.${kiosk.printer}` : low ? "machine.paper_low" : "";
  const lines = [word && known(word) ? t(word) : kiosk.printer, kiosk.online ? "" : t("machine.offline")];
  at("machine").textContent = lines.filter(Boolean).join(" · ");
  at("machine").hidden = !at("machine").textContent || !me;
}

function present(desk) {
  const {me, queue, waited} = desk;
  const one = mine(desk);
  const open = one?.number ?? null;
  at("now").className = open ? "card open" : one?.paused ? "card paused" : "card";
  at("number").textContent = open ?? (one?.paused ? t("now.paused") : me.counter ? t("now.nobody") : t("desk"));
  at("priority").hidden = !one?.priority;
  if (one?.priority) badge(at("priority"), queue, one.priority);
  if (open) {
    at("service").textContent = named(queue.services, one.service);
    const since = one.called_at ? Math.floor((now() - Date.parse(one.called_at)) / 60000) : 0;
    const called = since > 0 ? t("now.called", {minutes: since}) : t("now.just");
    const before = waited?.number === open ? t("now.waited", {minutes: Math.round(waited.seconds / 60)}) : "";
    at("times").textContent = [before, called].filter(Boolean).join(" · ");
    return;
  }
  const n = queue.tickets.filter((ticket) => ticket.state === "waiting" && isOwn(ticket, one)).length;
  at("service").textContent = one?.paused || (me.counter ? "" : t("now.desk"));
  at("times").textContent = one?.paused ? t("now.paused_hint")
    : me.counter ? t(n ? "now.ready" : "now.ready_none", {n}) : "";
}

function possible(desk) {
  const one = mine(desk);
  const open = Boolean(one?.number);
  const free = Boolean(one) && !open;
  const ready = free && !one.paused;
  return {
    call: ready, walkin: ready, pause: free,
    serve: open, recall: open, "no-show": open, hold: open, transfer: open,
  };
}

function keys(desk) {
  const can = possible(desk);
  const primary = can.serve ? "serve" : mine(desk)?.paused ? "pause" : "call";
  for (const key of at("keys").querySelectorAll("button")) {
    key.disabled = desk.busy || !can[key.dataset.act];
    key.classList.toggle("primary", key.dataset.act === primary);
  }
  at("pause-word").textContent = t(mine(desk)?.paused ? "key.resume" : "key.pause");
  at("keys").hidden = !desk.me.counter;
}

// ---------------------------------------------------------------- lists

function list(id, count, rows) {
  const heading = at(id).querySelector("h2 b");
  heading.textContent = count || "";
  const children = count ? rows() : [make("p.none", t(`${id.replace("-", "_")}.none`))];
  replace(at(id).querySelector(".rows"), children);
}

function waiting(desk, tickets) {
  const one = mine(desk);
  const own = tickets.filter((ticket) => isOwn(ticket, one));
  const rest = tickets.filter((ticket) => !isOwn(ticket, one));
  const rows = own.map((ticket) => row(desk, ticket));
  if (rest.length) rows.push(make("h3", t("waiting.other")), ...rest.map((ticket) => row(desk, ticket)));
  if (own.length) rows.unshift(make("h3", t("waiting.own")));
  return rows;
}

function isOwn(ticket, one) {
  if (!one) return false;
  return ticket.counter === null ? one.services.includes(ticket.service) : ticket.counter === one.counter;
}

function row(desk, ticket, act, name) {
  const minutes = Math.max(0, Math.floor((now() - Date.parse(ticket.issued_at)) / 60000));
  const notes = [
    ticket.counter ? t("waiting.only", {n: ticket.counter}) : "",
    ticket.returned ? t("waiting.returned") : "",
    ticket.reason,
  ].filter(Boolean).join(" · ");
  const what = make("div.what", make("span", named(desk.queue.services, ticket.service)));
  if (ticket.priority) what.append(badge(make("em"), desk.queue, ticket.priority));
  if (notes) what.append(make("small", notes));
  const line = make("div.ticket", make("b", ticket.number), what, make("span.minutes", t("minutes", {n: minutes})));
  if (name && desk.me.counter) {
    const key = make("button", t(`key.${name}`));
    key.type = "button";
    key.dataset.act = name;
    key.dataset.row = `${name} ${ticket.number}`;
    key.addEventListener("click", () => act(name, ticket.number));
    line.append(key);
  }
  return line;
}

function counters(desk) {
  const others = desk.queue.counters.filter((one) => one.counter !== desk.me.counter);
  replace(at("counters").querySelector("ul"), others.map((one) => {
    const busy = one.number ?? (one.paused ? t("counters.paused", {reason: one.paused}) : t("counters.free"));
    const state = one.officer ? busy : t("counters.empty");
    const line = make("li", make("b", t("counter", {n: one.counter})), make(one.number ? "strong" : "span", state));
    if (one.name) line.append(make("small", one.name));
    return line;
  }));
}

// ---------------------------------------------------------------- small things

// Before its slot a booking is no priority yet: it says that a time was booked, and nothing else.
function badge(element, queue, priority) {
  const booked = priority === "booked";
  const words = [make("b", t(booked ? "priority.booked" : "priority"))];
  element.replaceChildren(...words, ...(booked ? [] : [` ${named(queue.priorities, priority)}`]));
  return element;
}

// What the ward calls a service or a priority class.
function named(list, code) {
  const found = list.find((one) => one.code === code);
  return found ? (language === "en" ? found.name_en || found.name : found.name) : code ?? "";
}

// New children only where they differ, and the focus stays on the same row's key.
function replace(parent, children) {
  const text = children.map((child) => child.outerHTML).join("");
  if (drawn.get(parent) === text) return;
  drawn.set(parent, text);
  const row = parent.contains(document.activeElement) ? document.activeElement.dataset.row : null;
  parent.replaceChildren(...children);
  if (row) parent.querySelector(`[data-row="${CSS.escape(row)}"]`)?.focus();
}
