// The supervisor's page: what its buttons ask of the kiosk, and today's figures kept fresh.
// The page is whole without this file; only its buttons need it.
"use strict";

const REFRESH_MS = 20000;
const words = JSON.parse(document.getElementById("words").textContent);

async function ask(method, path, body) {
  const request = {method, headers: {}};
  if (body !== undefined) {
    request.headers["Content-Type"] = "application/json";
    request.body = JSON.stringify(body);
  }
  try {
    const answer = await fetch(path, request);
    if (answer.ok) return "";
    return await explain(answer);
  } catch {
    return words.unreachable;
  }
}

async function explain(answer) {
  const problem = await answer.json().catch(() => ({}));
  const known = words[answer.url.includes("/sms/") ? `sms_${problem.code}` : ""] ?? words[problem.code];
  if (known) return known.replace("{n}", answer.headers.get("Retry-After") ?? "60");
  return `${words.other} (${problem.detail ?? answer.status})`;
}

// While one request is on its way its form takes no second one: one click is one request.
async function submit(form, send) {
  if (form.dataset.busy) return false;
  form.dataset.busy = "yes";
  const done = form.querySelector("p[data-done]");
  if (done) done.textContent = "";
  const problem = await send();
  delete form.dataset.busy;
  form.querySelector("[data-problem]").textContent = problem;
  return problem === "";
}

async function signIn(form) {
  const body = {officer: form.elements.officer.value.trim(), pin: form.elements.pin.value, counter: null};
  if (await submit(form, () => ask("POST", "/api/v1/session", body))) location.reload();
  else form.elements.pin.select();
}

async function reprint(form) {
  const number = form.elements.number.value.trim().toUpperCase();
  const path = `/api/v1/tickets/${encodeURIComponent(number)}/reprint`;
  if (!await submit(form, () => ask("POST", path, {}))) return;
  form.querySelector("p[data-done]").textContent = form.dataset.done + number;
  form.reset();
}

async function addClosing(form) {
  const whole = form.elements.whole.checked;
  const body = {
    day: form.elements.day.value,
    start: whole ? "00:00" : form.elements.start.value,
    end: whole ? "24:00" : form.elements.end.value,
    reason: form.elements.reason.value.trim(),
  };
  if (await submit(form, () => ask("POST", "/api/v1/closings", body))) await refresh(true);
}

async function lift(button) {
  if (!confirm(button.dataset.sure)) return;
  const problem = await ask("DELETE", `/api/v1/closings/${button.dataset.lift}`);
  if (problem) document.getElementById("lift-problem").textContent = problem;
  else await refresh(true);
}

async function decide(button) {
  if (!confirm(button.dataset.sure)) return;
  const problem = await ask("POST", `/api/v1/sms/${button.dataset.sms}`, {});
  if (problem) document.getElementById("sms-problem").textContent = problem;
  else await refresh(true);
}

async function takeBack(form) {
  const dialog = form.closest("dialog");
  const path = `/api/v1/ratings/${encodeURIComponent(dialog.dataset.rating)}/void`;
  const body = {reason: form.elements.reason.value.trim()};
  if (!await submit(form, () => ask("POST", path, body))) return;
  dialog.close();
  await refresh(true);
}

function openVoid(button) {
  const dialog = document.getElementById("void");
  dialog.dataset.rating = button.dataset.void;
  document.getElementById("void-what").textContent = button.dataset.what;
  dialog.querySelector("form").reset();
  dialog.querySelector("[data-problem]").textContent = "";
  dialog.showModal();
}

// Somebody who is typing or reading a list with the keyboard is not interrupted.
function occupied(figures) {
  const typing = figures.contains(document.activeElement) && document.activeElement.matches("input, .scroll");
  return typing || document.querySelector("dialog[open]") !== null;
}

async function refresh(forced) {
  const figures = document.getElementById("figures");
  if (!figures || document.hidden || (!forced && occupied(figures))) return;
  const lost = document.getElementById("lost");
  try {
    const answer = await fetch(location.href, {headers: {Accept: "text/html"}});
    if (!answer.ok) throw new Error(String(answer.status));
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const news = fresh.getElementById("figures");
    if (!news) return location.reload();
    if (!forced && occupied(figures)) return;
    replace(figures, news);
    lost.hidden = true;
  } catch {
    lost.hidden = false;
  }
}

function replace(figures, news) {
  const scrolled = figures.querySelector(".scroll")?.scrollTop ?? 0;
  const held = Object.entries(document.activeElement?.dataset ?? {})[0];
  figures.replaceChildren(...document.adoptNode(news).childNodes);
  const list = figures.querySelector(".scroll");
  if (list) list.scrollTop = scrolled;
  if (held) figures.querySelector(`[data-${held[0]}="${CSS.escape(held[1])}"]`)?.focus();
}

const forms = {"sign-in": signIn, reprint, closing: addClosing};
document.addEventListener("submit", (event) => {
  const form = event.target;
  const send = form.closest("#void") ? takeBack : forms[form.id];
  if (!send) return;
  event.preventDefault();
  send(form);
});
document.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.void) openVoid(button);
  if (button.dataset.lift) lift(button);
  if (button.dataset.sms) decide(button);
  if ("close" in button.dataset) button.closest("dialog").close();
  if (button.id === "sign-out") {
    await ask("DELETE", "/api/v1/session");
    location.reload();
  }
});
document.addEventListener("change", (event) => {
  if (event.target.name !== "whole") return;
  for (const name of ["start", "end"]) event.target.form.elements[name].disabled = event.target.checked;
});
if (document.body.dataset.live === "yes") setInterval(() => refresh(false), REFRESH_MS);
