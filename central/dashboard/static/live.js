// Replaces the sections the centre says have changed. EventSource reconnects by itself after a restart;
// where the browser has given up, we knock again.
"use strict";

const link = document.getElementById("link");
const RETRY_MS = 3000;
const PATIENCE_MS = 2000; // the centre ends every stream now and then; the next one is there at once
const SILENT_MS = 40000;
let stream = null;
let heardAt = Date.now();

function say(up) {
  link.className = up ? "link live" : "link stale";
  link.textContent = up ? link.dataset.live : link.dataset.stale;
}

function watched(section, name) {
  return new Map([...section.querySelectorAll(`[data-${name}]`)].map((node) => [node.dataset[name], node]));
}

// What a reader opened or stands on stays so, and a drawn chart stays the same node.
function kept(section) {
  return {
    open: [...section.querySelectorAll("details[open][id]")].map((node) => node.id),
    focus: section.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null,
    nodes: [...section.querySelectorAll("[data-keep]")],
  };
}

function restore(section, before) {
  for (const id of before.open) section.querySelector(`details#${id}`)?.setAttribute("open", "");
  for (const node of before.nodes) section.querySelector(`[data-keep="${node.dataset.keep}"]`)?.replaceWith(node);
  if (before.focus) section.querySelector(`a[href="${CSS.escape(before.focus)}"]`)?.focus({ preventScroll: true });
}

function replace(name, html) {
  const section = document.getElementById(name);
  if (!section) return;
  const numbers = new Map([...watched(section, "watch")].map(([key, node]) => [key, node.textContent]));
  const rows = watched(section, "cursor");
  const before = kept(section);
  section.innerHTML = html;
  restore(section, before);
  for (const [key, node] of watched(section, "watch")) {
    if (numbers.has(key) && numbers.get(key) !== node.textContent) node.classList.add("moved");
  }
  for (const [cursor, node] of watched(section, "cursor")) {
    if (rows.size && !rows.has(cursor)) node.classList.add("fresh");
  }
  section.dispatchEvent(new CustomEvent("replaced", { bubbles: true }));
}

// The centre answers, but not with the stream: whoever is no longer signed in is led to signing in.
async function knock() {
  const page = await fetch(location.href, { redirect: "manual" }).catch(() => null);
  if (page && page.type === "opaqueredirect") location.reload();
  else connect();
}

function connect() {
  if (stream) stream.close();
  heardAt = Date.now();
  stream = new EventSource(document.body.dataset.stream);
  stream.onopen = () => { heardAt = Date.now(); say(true); };
  stream.onmessage = (message) => {
    heardAt = Date.now();
    say(true);
    for (const [name, html] of Object.entries(JSON.parse(message.data))) replace(name, html);
  };
  stream.addEventListener("beat", () => { heardAt = Date.now(); });
  stream.onerror = () => {
    const lost = stream;
    setTimeout(() => { if (lost === stream && lost.readyState !== EventSource.OPEN) say(false); }, PATIENCE_MS);
    if (stream.readyState === EventSource.CLOSED) setTimeout(knock, RETRY_MS);
  };
}

// A line that is open but silent is dead: the centre speaks at least every 15 seconds.
setInterval(() => {
  if (Date.now() - heardAt < SILENT_MS) return;
  say(false);
  connect();
}, RETRY_MS);

connect();
