"use strict";
// The live stream with a watchdog: reconnects by itself, and says so in one call.
const SILENCE_MS = 15000;
const AGAIN_MS = 2000;

// `on` maps event names to functions; `link(true|false)` tells whether the kiosk is heard.
// `restarted` is called when another process of the kiosk answers than the one that made this page.
export function listen(only, on, link, restarted = () => {}) {
  let source = null;
  let boot = null;
  let dog = 0;
  let retry = 0;

  function heard() {
    clearTimeout(dog);
    dog = setTimeout(lost, SILENCE_MS);
    link(true);
  }

  function lost() {
    link(false);
    source.close();
    clearTimeout(dog);
    clearTimeout(retry);
    retry = setTimeout(open, AGAIN_MS);
  }

  function open() {
    source = new EventSource(`/api/v1/live?only=${only}`);
    dog = setTimeout(lost, SILENCE_MS);
    source.onerror = lost;
    source.addEventListener("beat", (event) => {
      const now = JSON.parse(event.data).boot;
      if (boot !== null && boot !== now) restarted();
      boot = now;
      heard();
    });
    for (const [name, show] of Object.entries(on)) {
      source.addEventListener(name, (event) => { heard(); show(JSON.parse(event.data)); });
    }
  }

  open();
  return {
    again() { clearTimeout(retry); source.close(); clearTimeout(dog); open(); },
    close() { clearTimeout(retry); clearTimeout(dog); source.close(); },
  };
}
