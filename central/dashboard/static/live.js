// Replaces the sections the centre says have changed. EventSource reconnects by itself after a restart;
// where the browser has given up, we knock again.
"use strict";

const link = document.getElementById("link");
const RETRY_MS = 3000;
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

function replace(name, html) {
  const section = document.getElementById(name);
  if (!section) return;
  const numbers = new Map([...watched(section, "watch")].map(([key, node]) => [key, node.textContent]));
  const rows = watched(section, "cursor");
  section.innerHTML = html;
  for (const [key, node] of watched(section, "watch")) {
    if (numbers.has(key) && numbers.get(key) !== node.textContent) node.classList.add("moved");
  }
  for (const [cursor, node] of watched(section, "cursor")) {
    if (rows.size && !rows.has(cursor)) node.classList.add("fresh");
  }
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
    say(false);
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
