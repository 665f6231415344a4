"use strict";
// Dossiers for officers: receive one, and move those that are open. Whatever is shown as done is on disk.
import {watch} from "./filings.js";
import {make} from "./words.js";

const REFRESH_MS = 20000, TYPING_MS = 250;
const words = JSON.parse(document.getElementById("words").textContent);
const at = (id) => document.getElementById(id);
let open = [], found = [], picked = null, marked = -1, typing = 0;

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const day = (iso) => iso ? iso.split("-").reverse().join("/") : words.ask;

async function ask(method, path, body) {
  const request = {method, headers: {}};
  if (body) Object.assign(request, {headers: {"Content-Type": "application/json"}, body: JSON.stringify(body)});
  try {
    const answer = await fetch(path, request);
    const told = await answer.json();
    if (answer.ok) return {told};
    return {problem: words[told.code] ?? `${words.other} ${told.detail ?? answer.status}`};
  } catch {
    return {problem: words.unreachable};
  }
}

// While one request is on its way its form takes no second one: one click is one request.
async function send(form, method, path, body) {
  if (form.dataset.busy) return null;
  form.dataset.busy = "yes";
  const {told, problem} = await ask(method, path, body);
  delete form.dataset.busy;
  form.querySelector("[data-problem]").textContent = problem ?? "";
  return told ?? null;
}

// ------------------------------------------------------------ the open ones

async function refresh() {
  const {told} = await ask("GET", "/api/v1/dossiers?open=1");
  at("lost").hidden = told !== undefined;
  if (told === undefined) return;
  open = told.dossiers;
  draw();
  await refreshFilings();
}

function draw() {
  const wanted = at("filter").value.trim().toLowerCase();
  const shown = open.filter((one) => `${one.code} ${one.name}`.toLowerCase().includes(wanted));
  const held = document.activeElement?.dataset ?? {};
  at("open").tBodies[0].replaceChildren(...shown.map(line));
  at("open").hidden = !shown.length;
  at("none").hidden = shown.length > 0;
  at("count").textContent = open.length || "";
  if (held.code) document.querySelector(`[data-code="${CSS.escape(held.code)}"][data-to="${held.to}"]`)?.focus();
}

function line(one) {
  const name = make("th", one.code, make("small", `${one.name} · ${words[one.channel]}`));
  name.scope = "row";
  const due = make("td", day(one.due), one.late ? make("br") : null, one.late ? make("em", words.late) : null);
  const again = one.state < 9 && one.due ? [key(one, one.state, words.again)] : [];
  const moves = make("div.moves", ...one.next.map((state) => key(one, state, words.states[state])), ...again);
  return make(one.late ? "tr.late" : "tr", name, due, make("td", words.states[one.state]), make("td", moves));
}

function key(one, state, text) {
  const button = make("button", text);
  button.type = "button";
  Object.assign(button.dataset, {code: one.code, to: state});
  button.addEventListener("click", () => consider(one, state, text));
  return button;
}

function consider(one, state, text) {
  const form = at("move-form"), again = state === one.state;
  form.reset();
  form.querySelector("[data-problem]").textContent = "";
  Object.assign(form.dataset, {code: one.code, state});
  at("move-title").textContent = text;
  at("move-what").textContent = `${one.code} · ${one.name}`;
  at("due-row").hidden = at("reason-needed").hidden = !again;
  at("due").required = at("reason").required = again;
  at("move").showModal();
  (again ? at("due") : at("reason")).focus();
}

async function move(form) {
  const body = {state: Number(form.dataset.state), reason: at("reason").value.trim()};
  if (at("due").value) body.due = at("due").value;
  const path = `/api/v1/dossiers/${encodeURIComponent(form.dataset.code)}/move`;
  if (!await send(form, "POST", path, body)) return;
  at("move").close();
  await refresh();
}

// ------------------------------------------------------------ receiving

async function receive(form) {
  const fields = form.elements, body = {procedure: picked?.code ?? fields.procedure.value.trim(), channel: fields.channel.value};
  for (const name of ["phone", "code"]) if (fields[name].value.trim()) body[name] = fields[name].value.trim();
  at("taken").textContent = "";
  const told = await send(form, "POST", "/api/v1/dossiers", body);
  if (!told) return;
  const done = fill(words.taken, {code: told.code, due: day(told.due)});
  at("taken").textContent = `${done} ${told.pin_printed ? words.pin : words.no_pin}`;
  form.reset();
  pick(null);
  fields.procedure.focus();
  await refresh();
}

function pick(one) {
  picked = one;
  if (one) at("procedure").value = one.code;
  at("chosen").textContent = one ? fill(words.chosen, {name: one.name}) : "";
  offer([]);
}

function offer(lines) {
  found = lines;
  marked = -1;
  at("found").replaceChildren(...found.map((one, place) => {
    const item = make("li", one.name, make("small", one.code));
    item.id = `found-${place}`;
    item.setAttribute("role", "option");
    item.addEventListener("click", () => { pick(one); at("procedure").focus(); });
    return item;
  }));
  at("found").hidden = !found.length;
  at("procedure").setAttribute("aria-expanded", String(found.length > 0));
  mark(-1);
}

function mark(place) {
  marked = place;
  for (const [index, item] of [...at("found").children].entries()) item.setAttribute("aria-selected", String(index === place));
  if (place < 0) at("procedure").removeAttribute("aria-activedescendant");
  else at("procedure").setAttribute("aria-activedescendant", `found-${place}`);
}

async function search() {
  const query = at("procedure").value.trim(), mine = ++typing;
  picked = null;
  at("chosen").textContent = "";
  if (query.length < 2) return offer([]);
  await new Promise((done) => setTimeout(done, TYPING_MS));
  if (mine !== typing) return;
  const {told} = await ask("GET", `/api/v1/procedures?limit=6&q=${encodeURIComponent(query)}`);
  if (mine !== typing || !Array.isArray(told)) return;
  const exact = told.find((one) => one.code === query);
  if (exact) return pick(exact);
  offer(told);
  at("chosen").textContent = told.length ? "" : words.nothing;
}

at("procedure").addEventListener("input", search);
at("procedure").addEventListener("keydown", (event) => {
  if (!found.length) return;
  const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
  if (step) mark((marked + step + found.length) % found.length);
  else if (event.key === "Enter" && marked >= 0) pick(found[marked]);
  else if (event.key === "Escape") offer([]);
  else return;
  event.preventDefault();
});
at("filter").addEventListener("input", draw);
at("receive").addEventListener("submit", (event) => { event.preventDefault(); receive(event.target); });
at("move-form").addEventListener("submit", (event) => { event.preventDefault(); move(event.target); });
document.querySelector("[data-close]").addEventListener("click", () => at("move").close());
const refreshFilings = watch({ask, send, fill, day, words, moved: refresh});
setInterval(() => { if (!document.hidden && !document.querySelector("dialog[open]")) refresh(); }, REFRESH_MS);
refresh();
