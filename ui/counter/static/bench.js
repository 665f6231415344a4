"use strict";
// The bench page: a picture of the screen that takes touches, and everything around the kiosk.
const at = (id) => document.getElementById(id);
const screen = at("screen");
let seen = {};
let painting = false;
let again = false;

async function post(path, body) {
  const answer = await fetch("/bench/" + path, {
    method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(body),
  });
  at("problem").textContent = answer.ok ? "" : (await answer.json()).detail;
  repaint();
  return answer.ok;
}

// One picture at a time; a change that comes meanwhile asks for one more.
async function repaint() {
  if (painting) { again = true; return; }
  painting = true;
  try {
    const answer = await fetch("/bench/screen.png", {cache: "no-store"});
    if (answer.ok) {
      const old = screen.src;
      screen.src = URL.createObjectURL(await answer.blob());
      await screen.decode().catch(() => {});
      document.body.classList.toggle("lying", screen.naturalWidth > screen.naturalHeight);
      if (old) URL.revokeObjectURL(old);
    }
  } catch { /* the kiosk restarts; the stream tells when it is back */ }
  painting = false;
  if (again) { again = false; repaint(); }
}

async function showPaper() {
  const answer = await fetch("/bench/paper.png", {cache: "no-store"});
  if (!answer.ok) return;
  const image = new Image();
  image.alt = "Phiếu vừa in · The slip just printed";
  image.src = URL.createObjectURL(await answer.blob());
  at("slip").replaceChildren(image);
}

function show(state) {
  document.querySelectorAll(".lamp").forEach((lamp, i) => lamp.classList.toggle("lit", state.lamps[i]));
  at("s-screen").textContent = state.screen;
  at("s-printer").textContent = state.printer;
  at("s-printer").className = state.printer === "ok" ? "well" : "ill";
  at("s-network").textContent = state.network ? "có · up" : "mất · down";
  at("s-network").className = state.network ? "well" : "ill";
  at("s-seq").textContent = state.seq;
  at("s-backlog").textContent = state.backlog;
  at("network").textContent = state.network ? "Rút dây mạng · Pull the cable" : "Cắm lại mạng · Plug it in";
  if (state.slips !== seen.slips) showPaper();
  seen = state;
  repaint();
}

screen.addEventListener("pointerdown", (event) => {
  const box = screen.getBoundingClientRect();
  const x = (event.clientX - box.left) / box.width;
  const y = (event.clientY - box.top) / box.height;
  const glass = at("glass").getBoundingClientRect();
  const ripple = at("ripple");
  ripple.style.left = event.clientX - glass.left + "px";
  ripple.style.top = event.clientY - glass.top + "px";
  ripple.classList.remove("now");
  void ripple.offsetWidth;
  ripple.classList.add("now");
  post("touch", {x: Math.min(1, Math.max(0, x)), y: Math.min(1, Math.max(0, y))});
});
document.querySelectorAll("[data-press]").forEach((button) =>
  button.addEventListener("click", () => post("press", {button: Number(button.dataset.press)})));
at("printer").addEventListener("change", (event) => post("printer", {state: event.target.value}));
at("network").addEventListener("click", () => post("network", {up: !seen.network}));
at("scan").addEventListener("submit", (event) => {
  event.preventDefault();
  post("scan", {text: at("code").value});
});

const stream = new EventSource("/bench/live");
stream.onmessage = (event) => show(JSON.parse(event.data));
stream.onerror = () => { at("s-screen").textContent = "kiosk không trả lời · no answer"; };
setInterval(repaint, 2000);
showPaper();
