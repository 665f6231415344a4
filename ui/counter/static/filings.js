"use strict";
// What was filed from home: which came, what they say, and what an officer answers. Names stand in the dialog only.
import {make} from "./words.js";

const at = (id) => document.getElementById(id);
const IMAGES = ["image/png", "image/jpeg"];
const REASONED = [5, 3];

// `ask`, `send`, `fill`, `day` and `words` are the page's; `moved` is called when a dossier has another state.
export function watch({ask, send, fill, day, words, moved}) {
  let filings = [];

  async function refresh() {
    const {told} = await ask("GET", "/api/v1/filings");
    if (told === undefined) return;
    filings = told.filings;
    const held = document.activeElement?.dataset.filing;
    at("filings").hidden = !filings.length;
    at("filed").tBodies[0].replaceChildren(...filings.map(line));
    const fresh = filings.filter((one) => one.news).length;
    at("fresh").textContent = fresh ? fill(words.fresh, {n: fresh}) : "";
    if (held) document.querySelector(`[data-filing="${CSS.escape(held)}"]`)?.focus();
  }

  function line(one) {
    const name = make("th", one.code, make("small", one.name));
    name.scope = "row";
    const news = one.news ? make(`em.${one.news}`, words.news[one.news]) : null;
    const button = make(one.news ? "button.primary" : "button", words.open);
    button.type = "button";
    button.dataset.filing = one.code;
    button.setAttribute("aria-label", `${words.open} ${one.code}`);
    button.addEventListener("click", () => open(one.code));
    return make("tr", name, make("td", age(one.came_at)), make("td", news, make("span", words.states[one.state])), make("td", button));
  }

  function age(instant) {
    const minutes = Math.max(0, Math.floor((Date.now() - Date.parse(instant)) / 60000));
    if (minutes < 1) return words.just;
    if (minutes < 60) return fill(words.minutes, {n: minutes});
    if (minutes < 48 * 60) return fill(words.hours, {n: Math.floor(minutes / 60)});
    return fill(words.days, {n: Math.floor(minutes / 1440)});
  }

  // In Vietnam's time, whatever this computer's clock is set to.
  function moment(instant) {
    const there = new Date(Date.parse(instant) + 7 * 3600000).toISOString();
    return `${there.slice(11, 16)} ${day(there.slice(0, 10))}`;
  }

  // ---------------------------------------------------------- one of them

  async function open(code) {
    const {told, problem} = await ask("GET", `/api/v1/filings/${encodeURIComponent(code)}`);
    at("filing-lost").textContent = problem ?? "";
    if (!told) return;
    const form = at("filing-form");
    form.reset();
    form.dataset.code = told.code;
    form.querySelector("[data-problem]").textContent = "";
    at("filing-title").textContent = told.name;
    const due = told.due ? ` · ${words.due} ${day(told.due)}` : "";
    at("filing-what").textContent = `${told.code} · ${words.states[told.state]}${due}`;
    at("filing-turns").replaceChildren(...told.turns.toReversed().map((turn) => section(told.code, turn)));
    const keys = [...form.querySelectorAll("[data-state]")];
    for (const key of keys) key.hidden = !told.next.includes(Number(key.dataset.state));
    at("filing-answer").hidden = keys.every((key) => key.hidden);
    at("filing").showModal();
    at("filing-turns").scrollTop = 0;
    at("filing-close").focus();
  }

  function section(code, turn) {
    const title = turn.turn === 1 ? words.first : fill(words.supplement, {n: turn.turn - 1});
    const who = [[words.filer, turn.name], ...(turn.phone ? [[words.phone, turn.phone]] : []), ...turn.answers];
    const list = make("dl", ...who.flatMap(([label, text]) => [make("dt", label), make("dd", text)]));
    const papers = turn.attachments.map((one, place) => paper(`/api/v1/filings/${encodeURIComponent(code)}/${turn.turn}/${place}`, one));
    return make("section", make("h3", `${title} · ${moment(turn.filed_at)}`), list, papers.length ? make("ul.papers", ...papers) : null);
  }

  function paper(address, one) {
    const size = one.size < 1048576 ? `${Math.ceil(one.size / 1024)} KB` : `${(one.size / 1048576).toFixed(1).replace(".", words.point)} MB`;
    const keep = make("a.button", words.keep);
    Object.assign(keep, {href: `${address}?download`, download: ""});
    keep.setAttribute("aria-label", `${words.keep} ${one.file}`);
    const told = make("div", make("strong", one.label), make("small", `${one.file} · ${size}`));
    if (!IMAGES.includes(one.type)) return make("li", make("span.kind", "PDF"), told, keep);
    const look = make("a.button", words.look), picture = make("img");
    Object.assign(look, {href: address, target: "_blank", rel: "noopener"});
    look.setAttribute("aria-label", `${words.look} ${one.file}`);
    Object.assign(picture, {src: address, alt: one.label, loading: "lazy"});
    return make("li", picture, told, look, keep);
  }

  async function answer(event) {
    event.preventDefault();
    const form = event.target, state = Number(event.submitter?.dataset.state), reason = at("filing-reason").value.trim();
    if (!state) return;
    if (REASONED.includes(state) && !reason) {
      form.querySelector("[data-problem]").textContent = words.needs_reason;
      at("filing-reason").focus();
      return;
    }
    const path = `/api/v1/dossiers/${encodeURIComponent(form.dataset.code)}/move`;
    const told = await send(form, "POST", path, {state, reason});
    if (!told) return;
    at("filing").close();
    const values = {code: told.code, state: words.states[told.state], due: day(told.due)};
    at("filing-done").textContent = fill(state === 2 ? words.accepted : words.answered, values);
    await moved();
  }

  at("filing-form").addEventListener("submit", answer);
  at("filing-close").addEventListener("click", () => at("filing").close());
  return refresh;
}
