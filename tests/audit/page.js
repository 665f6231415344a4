// What a page says about itself: sizes, colours, names and order, measured where it stands. Changes nothing.
"use strict";

const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]:not([tabindex='-1'])";

// A modal dialog makes everything behind it inert.
function top() {
  return document.querySelector("dialog[open]") ?? document.body;
}

function seen(one) {
  const box = one.getBoundingClientRect();
  return box.width > 1 && box.height > 1
    && one.checkVisibility({opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true});
}

function controls() {
  return [...top().querySelectorAll(CONTROLS)].filter((one) => seen(one) && !one.matches(":disabled"));
}

function called(one) {
  const place = one.id ? `#${one.id}` : one.dataset.act ? `[data-act=${one.dataset.act}]` : one.name ? `[name=${one.name}]` : "";
  const words = (one.innerText ?? "").trim().replace(/\s+/g, " ").slice(0, 40);
  return `${one.tagName.toLowerCase()}${place}${words && !place ? ` "${words}"` : ""}`;
}

function named(one) {
  const by = (one.getAttribute("aria-labelledby") ?? "").split(" ").map((id) => document.getElementById(id)?.textContent ?? "");
  const labels = [...(one.labels ?? [])].map((label) => label.textContent);
  const own = one.matches("input, select, textarea") ? "" : one.textContent;
  return [one.getAttribute("aria-label") ?? "", ...by, ...labels, own].join(" ").trim();
}

// A tick box is as large as the label around it.
function reach(one) {
  const label = one.matches("[type=checkbox], [type=radio]") ? one.closest("label") : null;
  const box = (label ?? one).getBoundingClientRect();
  return Math.round(Math.min(box.width, box.height) * 10) / 10;
}

// ---------------------------------------------------------------- colours

function colour(text) {
  const found = text.match(/^rgba?\(([\d.]+),? ([\d.]+),? ([\d.]+)(?:,? ?\/? ?([\d.]+))?\)$/);
  if (!found) throw new Error(`colour ${text} is not understood`);
  return [...found.slice(1, 4).map(Number), found[4] === undefined ? 1 : Number(found[4])];
}

function over(ink, paper, more = 1) {
  const alpha = ink[3] * more;
  return [0, 1, 2].map((i) => ink[i] * alpha + paper[i] * (1 - alpha)).concat(1);
}

function luminance([r, g, b]) {
  const [x, y, z] = [r, g, b].map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * x + 0.7152 * y + 0.0722 * z;
}

function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

// The surfaces that may lie under an element: several where one of them is a gradient.
function papers(one) {
  let layers = [];
  for (let node = one; node; node = node.parentElement) {
    const style = getComputedStyle(node);
    const stops = style.backgroundImage.includes("gradient") ? style.backgroundImage.match(/rgba?\([^)]*\)/g) : null;
    const own = stops ? stops.map(colour) : [colour(style.backgroundColor)];
    layers.push(own);
    if (own.every((each) => each[3] === 1)) break;
  }
  let below = [[255, 255, 255, 1]];
  for (const own of layers.reverse()) below = own.flatMap((ink) => below.map((paper) => over(ink, paper)));
  return below;
}

function faded(one) {
  let more = 1;
  for (let node = one; node; node = node.parentElement) more *= Number(getComputedStyle(node).opacity);
  return more;
}

function legible(one, ink) {
  return Math.min(...papers(one).map((paper) => contrast(over(ink, paper, faded(one)), paper)));
}

function texts() {
  const found = [];
  const walker = document.createTreeWalker(top(), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const one = walker.currentNode.parentElement;
    const words = walker.currentNode.textContent.trim();
    if (!words || !seen(one) || one.closest("script, style, option, :disabled, .spoken, .fresh")) continue;
    const style = getComputedStyle(one);
    found.push([words.slice(0, 40), legible(one, colour(one.closest("svg") ? style.fill : style.color))]);
  }
  for (const one of top().querySelectorAll("input, select, textarea")) {
    if (!seen(one) || one.disabled || one.matches("[type=checkbox], [type=radio]")) continue;
    found.push([`${called(one)} value`, legible(one, colour(getComputedStyle(one).color))]);
    if (one.placeholder) found.push([`${called(one)} hint`, legible(one, colour(getComputedStyle(one, "::placeholder").color))]);
  }
  return found;
}

// ---------------------------------------------------------------- the board

// Height of the lowest digit as the browser draws it, in CSS pixels.
function digits() {
  const pen = document.createElement("canvas").getContext("2d");
  return [...document.querySelectorAll(".call:not(.idle) .number, .call .counter")].map((one) => {
    const style = getComputedStyle(one);
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const highs = [..."0123456789"].map((digit) => pen.measureText(digit)).map((m) => m.actualBoundingBoxAscent + m.actualBoundingBoxDescent);
    return [one.textContent, Math.min(...highs) / innerWidth];
  });
}

// ---------------------------------------------------------------- focus

// What tells the focused element from the rest, as contrast with what lies around it.
function ring() {
  const one = document.activeElement;
  const style = getComputedStyle(one);
  const around = papers(one.parentElement ?? one);
  const inks = [];
  if (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) inks.push(colour(style.outlineColor));
  if (style.boxShadow !== "none") inks.push(...style.boxShadow.match(/rgba?\([^)]*\)/g).map(colour));
  return inks.length ? Math.max(...inks.map((ink) => Math.min(...around.map((paper) => contrast(over(ink, paper), paper))))) : 0;
}

// Number the controls in the page's order and put the focus before the first. Of a group of radio buttons Tab
// reaches the chosen one; arrows reach the others (WAI-ARIA, radio group).
function prepare() {
  const all = controls().filter((one) => !one.matches("input[type=radio]:not(:checked)"));
  all.forEach((one, index) => { one.auditIndex = index; });
  if (top() === document.body) {
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute("tabindex");
  }
  return all.map(called);
}

// Which control has the focus, and its ring: -1 for something else that can be scrolled, -2 for nothing.
function focused() {
  const one = document.activeElement;
  if (!one || one === document.body || one === document.documentElement) return [-2, 0];
  return one.auditIndex === undefined ? [-1, 0] : [one.auditIndex, ring()];
}

function measure() {
  return {
    lang: document.documentElement.lang,
    headings: [...document.querySelectorAll("h1")].filter(seen).length,
    wide: document.documentElement.scrollWidth,
    window: innerWidth,
    controls: controls().map((one) => [called(one), reach(one)]),
    names: controls().map((one) => [called(one), named(one)]),
    texts: texts(),
    digits: digits(),
    moving: document.getAnimations().map((one) => [one.animationName ?? "transition", one.effect.getTiming().duration]),
  };
}
