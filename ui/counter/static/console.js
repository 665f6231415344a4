"use strict";
// The officer's console: who is signed in, what the keys do, and what was not done.
import {showFigures} from "./console_figures.js";
import {ask, choosing} from "./console_dialog.js";
import {draw, mine} from "./console_draw.js";
import {NotDone, request} from "./kiosk.js";
import {allow, ring} from "./ring.js";
import {listen} from "./stream.js";
import {dress, known, language, remember, remembered, speak, t} from "./words.js";

const at = (id) => document.getElementById(id);
const desk = {me: null, queue: null, kiosk: null, busy: false, waited: null};
let stream = null;
let checking = false;

// ---------------------------------------------------------------- what each key does

const here = (action) => `counters/${desk.me.counter}/${action}`;
const simple = (action) => async () => say(`did.${action}`, await request("POST", here(action), {}));

const acts = {
  async call() { called(await request("POST", here("call"), {})); },
  serve: simple("serve"),
  recall: simple("recall"),
  "no-show": simple("no-show"),
  async hold() {
    const reason = await ask("hold", {number: mine(desk).number});
    if (reason) return async () => say("did.hold", await request("POST", here("hold"), {reason}));
  },
  async transfer() {
    const target = await ask("transfer", {number: mine(desk).number, queue: desk.queue, me: desk.me});
    if (target) return async () => say("did.transfer", await request("POST", here("transfer"), target));
  },
  async pause() {
    const resume = Boolean(mine(desk).paused);
    const reason = resume ? null : await ask("pause", {});
    if (reason === undefined) return;
    return async () => say(resume ? "did.resume" : "did.pause", await request("POST", here("pause"), {reason}));
  },
  async walkin() {
    const service = await ask("walkin", {queue: desk.queue, me: desk.me});
    if (service) return async () => say("did.walkin", await request("POST", here("serve"), {service}));
  },
  async help() {
    await request("POST", "help/answer", {});
    desk.kiosk.help = false;
    say("did.help", {});
  },
  async call_this(number) { called(await request("POST", here("call"), {number})); },
  async return(number) { say("did.return", await request("POST", `tickets/${number}/return`, {})); },
};
const ASKS = ["hold", "transfer", "pause", "walkin"];

function called(answer) {
  if (!answer) return say("did.nobody", {});
  const {number, waited_seconds: seconds} = answer.ticket;
  desk.waited = {number, seconds};
  sessionStorage.setItem("waited", JSON.stringify(desk.waited));
  say("did.called", answer.ticket);
}

// One request at a time; the keys are shut meanwhile. Dialogs ask first and shut nothing.
async function act(name, number) {
  if (desk.busy || choosing()) return;
  at("not-done").hidden = true;
  let go = () => acts[name](number);
  if (ASKS.includes(name)) {
    go = await acts[name]();
    if (!go) return;
  }
  const focused = document.activeElement;
  desk.busy = true;
  say("doing", {});
  show();
  try {
    await go();
  } catch (error) {
    say("", {});
    if (!(error instanceof NotDone)) throw error;
    failed(name, error);
  } finally {
    await refresh();
    desk.busy = false;
    show();
    if (document.activeElement === document.body && focused.isConnected && !focused.disabled) focused.focus();
  }
}

async function refresh() {
  try { desk.queue = await request("GET", "queue"); } catch { /* the stream will bring it */ }
}

function say(key, values) {
  at("said").textContent = key ? t(key, values) : "";
}

function failed(name, error) {
  if (error.code === "not_signed_in") return signedOut(true);
  const paused = name === "pause" && mine(desk)?.paused;
  const word = paused ? "key.resume" : `key.${name}`;
  at("not-done-title").textContent = `${t("not_done")}: ${t(word)}`;
  at("not-done-text").textContent = reason(error);
  at("not-done").hidden = false;
}

function reason(error) {
  const word = known(`why.${error.code}`) ? t(`why.${error.code}`) : t("why.unknown");
  return language === "en" && error.detail && error.status ? `${word} (${error.detail})` : word;
}

// ---------------------------------------------------------------- signing in and out

async function signIn(takeOver) {
  const counter = at("counter").value;
  const body = {
    officer: at("officer").value.trim(), pin: at("pin").value,
    counter: counter ? Number(counter) : null, take_over: takeOver,
  };
  at("enter").disabled = at("take-over").disabled = true;
  try {
    desk.me = await request("POST", "session", body);
    remember("counter", counter);
    at("pin").value = "";
    await begin();
  } catch (error) {
    if (!(error instanceof NotDone)) throw error;
    const taken = error.code === "counter_taken";
    at("refused").textContent = taken ? t("signin.taken") : reason(error);
    at("refused").hidden = false;
    at("take-over").hidden = !taken;
    at("enter").disabled = at("take-over").disabled = false;
    taken ? at("take-over").focus() : at("pin").select();
  } finally {
    at("enter").disabled = at("take-over").disabled = false;
  }
}

async function begin() {
  at("sign-in").hidden = true;
  at("over").hidden = true;
  await refresh();
  connect();
  show();
  document.activeElement.blur();
}

function signedOut(over) {
  desk.me = null;
  desk.waited = null;
  at("choose").close();
  at("over").hidden = !over;
  at("refused").hidden = at("take-over").hidden = true;
  at("pin").value = "";
  connect();
  show();
  (at("officer").value ? at("pin") : at("officer")).focus();
}

// Somebody else in my place, or nobody: the session may have ended. Ask before believing it.
async function stillHere() {
  if (!desk.me || checking || desk.busy) return;
  checking = true;
  try {
    desk.me = await request("GET", "session");
  } catch (error) {
    if (error.code === "not_signed_in") signedOut(true);
  } finally {
    checking = false;
  }
}

// ---------------------------------------------------------------- the live stream

function connect() {
  stream?.close();
  stream = listen("kiosk,queue", {
    kiosk(news) { desk.kiosk = news; show(); },
    queue(queue) {
      desk.queue = queue;
      show();
      if (desk.me?.counter && mine(desk)?.officer !== desk.me.officer) stillHere();
    },
  }, linked, stillHere);
}

function linked(up) {
  at("link").textContent = t(up ? "link.live" : "link.lost");
  at("link").classList.toggle("lost", !up);
  at("desk").classList.toggle("stale", !up);
}

function show() {
  at("sign-in").hidden = desk.me !== null;
  at("desk").hidden = desk.me === null;
  at("sign-out").hidden = at("own").hidden = desk.me === null;
  at("to-supervisor").hidden = !desk.me?.supervisor;
  draw(desk, act);
  ring(Boolean(desk.kiosk?.help));
}

// ---------------------------------------------------------------- hands

function typing(target) {
  return target.matches("input:not([type=checkbox]), select, textarea");
}

document.addEventListener("keydown", (event) => {
  allow();
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  if (typing(event.target) || choosing() || at("figures").open) return;
  const letter = /^Key[A-Z]$/.test(event.code) ? event.code[3].toLowerCase() : event.key.toLowerCase();
  const key = document.querySelector(`[data-key="${CSS.escape(letter)}"]`);
  if (!key || key.disabled || key.offsetParent === null) return;
  event.preventDefault();
  act(key.dataset.act);
});
document.addEventListener("pointerdown", allow);
for (const key of document.querySelectorAll("button[data-act]")) {
  key.addEventListener("click", () => act(key.dataset.act));
}
at("sign-in").addEventListener("submit", (event) => { event.preventDefault(); signIn(false); });
at("take-over").addEventListener("click", () => signIn(true));
at("not-done-close").addEventListener("click", () => { at("not-done").hidden = true; });
at("sign-out").addEventListener("click", async () => {
  try { await request("DELETE", "session"); signedOut(false); } catch (error) { failed("sign_out", error); }
});
at("own").addEventListener("click", async () => {
  try { await showFigures(request); } catch (error) { failed("own", error); }
});
at("language").addEventListener("click", async () => {
  const next = language === "vi" ? "en" : "vi";
  remember("language", next);
  await speak(next);
  at("not-done").hidden = true;
  say("", {});
  linked(!at("link").classList.contains("lost"));
  show();
});

async function start() {
  await speak(remembered());
  dress(document);
  try { at("counter").value = localStorage.getItem("counter") ?? ""; } catch { /* private window */ }
  if (at("counter").selectedIndex < 0 || !at("counter").value) at("counter").selectedIndex = 0;
  try { desk.waited = JSON.parse(sessionStorage.getItem("waited")); } catch { /* none */ }
  try {
    desk.me = await request("GET", "session");
    await begin();
  } catch {
    signedOut(false);
  }
  setInterval(show, 10000);
  setInterval(stillHere, 60000);
}

start();
