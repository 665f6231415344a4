"use strict";
// Words in the language that was chosen on this machine; one catalogue each, words.vi.json and words.en.json.
const LANGUAGES = ["vi", "en"];
let words = {};
export let language = "vi";

export async function speak(wanted) {
  language = LANGUAGES.includes(wanted) ? wanted : "vi";
  words = await (await fetch(`/static/words.${language}.json`, {cache: "no-cache"})).json();
  document.documentElement.lang = language;
  dress(document);
}

// The word for a key; {n} and the like are filled in from `values`.
export function t(key, values = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export function known(key) {
  return key in words;
}

// Fill every element that names its word: data-word for text, data-hint for its label.
export function dress(root) {
  for (const one of root.querySelectorAll("[data-word]")) one.textContent = t(one.dataset.word);
  for (const one of root.querySelectorAll("[data-hint]")) one.setAttribute("aria-label", t(one.dataset.hint));
}

export function remembered() {
  try { return localStorage.getItem("language") ?? "vi"; } catch { return "vi"; }
}

export function remember(name, value) {
  try { localStorage.setItem(name, value); } catch { /* private window: forgotten at its end */ }
}

// A small builder: make("td.number", "A012", child, …).
export function make(what, ...inside) {
  const [tag, ...classes] = what.split(".");
  const one = document.createElement(tag);
  if (classes.length) one.className = classes.join(" ");
  one.append(...inside.filter((child) => child !== null && child !== undefined));
  return one;
}
