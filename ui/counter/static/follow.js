// A ticket on its owner's phone: asks every five seconds, calls loudly once, says when it hears nothing.
// Every word stands in the page; this file only fills in numbers and shows the part that is true now.
"use strict";

const ASK_MS = 5000;
const PATIENCE_MS = 4000;
const body = document.body;
const address = `/api/v1/tickets/${encodeURIComponent(body.dataset.token)}`;
const title = document.title;
const bell = document.getElementById("bell");
const fresh = document.getElementById("fresh");
let sound = null;
let timer = null;
let asking = false;

const all = (selector) => document.querySelectorAll(selector);

function fill(name, value) {
  for (const node of all(`[data-fill="${name}"]`)) {
    if (node.textContent !== String(value)) node.textContent = value;
  }
}

function show(ticket) {
  const called = ticket.state === "called";
  const again = called && body.dataset.called !== `${ticket.state} ${ticket.counter}`;
  for (const part of all("[data-when]")) part.hidden = part.dataset.when !== ticket.state;
  for (const part of all("[data-line]")) part.hidden = (part.dataset.line === "next") !== (ticket.ahead === 0);
  for (const part of all("[data-guess]")) part.hidden = !ticket.minutes;
  for (const part of all("[data-places]")) part.hidden = ticket.counters.length === 0;
  fill("ahead", ticket.ahead);
  fill("minutes", ticket.minutes ?? "");
  fill("counter", ticket.counter ?? "");
  fill("counters", ticket.counters.join(", "));
  document.title = called ? `● ${ticket.counter} – ${title}` : title;
  body.dataset.state = ticket.state;
  body.dataset.called = called ? `${ticket.state} ${ticket.counter}` : "";
  if (again) summon();
  offerBell();
}

function over() {
  return ["served", "closed"].includes(body.dataset.state);
}

function offerBell() {
  bell.hidden = over() || body.dataset.state === "called" || !(window.AudioContext || navigator.vibrate);
  document.getElementById("hint").hidden = over();
}

// Browsers allow sound and vibration only after a touch: the button is that touch.
function summon() {
  navigator.vibrate?.([400, 200, 400, 200, 400]);
  if (sound) for (const [pitch, start] of [[880, 0], [660, 0.35], [880, 1], [660, 1.35]]) ring(pitch, start);
  window.scrollTo({top: 0});
}

function ring(pitch, start) {
  const tone = sound.createOscillator();
  const loudness = sound.createGain();
  const at = sound.currentTime + start;
  tone.frequency.value = pitch;
  loudness.gain.setValueAtTime(0.4, at);
  loudness.gain.exponentialRampToValueAtTime(0.001, at + 0.6);
  tone.connect(loudness).connect(sound.destination);
  tone.start(at);
  tone.stop(at + 0.6);
}

async function look() {
  if (asking) return;
  asking = true;
  clearTimeout(timer);
  try {
    const answer = await fetch(address, {cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS)});
    if (answer.status === 404) return location.reload();
    if (!answer.ok) throw new Error(String(answer.status));
    show(await answer.json());
    heard(true);
  } catch {
    heard(false);
  }
  asking = false;
  if (!over()) timer = setTimeout(look, ASK_MS);
}

function heard(yes) {
  document.getElementById("lost").hidden = yes;
  if (!yes) return;
  const now = new Date().toLocaleTimeString("vi-VN", {hour12: false});
  fresh.textContent = `${fresh.dataset.words} ${now}`;
}

bell.addEventListener("click", () => {
  if (window.AudioContext) {
    sound ??= new AudioContext();
    sound.resume();
    ring(880, 0);
  }
  navigator.vibrate?.(100);
  bell.textContent = bell.dataset.on;
  bell.disabled = true;
});
document.addEventListener("visibilitychange", () => { if (!document.hidden && !over()) look(); });
look();
