"use strict";
// One dialog for every question: why held, why paused, where to, what for. Digits choose, Esc cancels.
import {dress, make, t} from "./words.js";

const at = (id) => document.getElementById(id);
const REASONS = {
  hold: ["hold.copy", "hold.missing", "hold.pay", "hold.wait"],
  pause: ["pause.break", "pause.meeting", "pause.files", "pause.leader"],
};
let answer = null;

export function choosing() {
  return at("choose").open;
}

// The answer to `kind`, or undefined where the officer thought better of it.
export function ask(kind, about) {
  at("choose-title").textContent = t(`${kind}.title`, about);
  at("other-row").hidden = !(kind in REASONS);
  at("done-row").hidden = kind !== "transfer";
  at("done").checked = false;
  at("other").value = "";
  at("other").placeholder = t("dialog.other");
  at("choices").replaceChildren(...groups(kind, about));
  dress(at("choose"));
  at("choose").showModal();
  at("choices").querySelector("button")?.focus();
  return new Promise((resolve) => { answer = resolve; });
}

function groups(kind, {queue, me}) {
  if (kind in REASONS) return numbered([[null, REASONS[kind].map((key) => [t(key), t(key)])]]);
  const services = queue.services.map((one) => [one.code, `${one.letter} · ${name(one)}`]);
  if (kind === "walkin") return numbered([[null, ownFirst(services, queue, me)]]);
  const others = queue.counters.filter((one) => one.counter !== me.counter);
  return numbered([
    [t("transfer.service"), services.map(([code, text]) => [{service: code}, text])],
    [t("transfer.counter"), others.map((one) =>
      [{counter: one.counter}, t("counter", {n: one.counter}) + (one.name ? ` · ${one.name}` : "")])],
  ]);
}

function name(service) {
  return document.documentElement.lang === "en" ? service.name_en || service.name : service.name;
}

function ownFirst(services, queue, me) {
  const own = queue.counters.find((one) => one.counter === me.counter)?.services ?? [];
  return [...services].sort(([a], [b]) => own.includes(b) - own.includes(a));
}

function numbered(lists) {
  let n = 0;
  return lists.filter(([, options]) => options.length).map(([title, options]) => {
    const group = make("div.group", title ? make("h3", title) : null);
    for (const [value, text] of options) {
      n += 1;
      const key = make("button", n <= 9 ? make("kbd", String(n)) : null, make("span", text));
      key.type = "button";
      key.dataset.digit = n;
      key.addEventListener("click", () => settle(value));
      group.append(key);
    }
    return group;
  });
}

function settle(value) {
  const done = at("done").checked;
  const resolve = answer;
  answer = null;
  at("choose").close();
  resolve?.(value && typeof value === "object" ? {...value, done} : value);
}

at("choose").addEventListener("keydown", (event) => {
  if (event.target === at("other") || event.ctrlKey || event.altKey || event.metaKey) return;
  const key = at("choices").querySelector(`[data-digit="${CSS.escape(event.key)}"]`);
  if (key) { event.preventDefault(); key.click(); return; }
  const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
  if (!step) return;
  event.preventDefault();
  const keys = [...at("choices").querySelectorAll("button")];
  keys[(keys.indexOf(document.activeElement) + step + keys.length) % keys.length].focus();
});
at("choose").addEventListener("close", () => settle(undefined));
at("choose").querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = at("other").value.trim();
  if (text) settle(text); else at("other").focus();
});
at("cancel").addEventListener("click", () => settle(undefined));
