"use strict";
// An officer's own ratings: whole days before today, at least five of them, never a single press.
import {dress, make, t} from "./words.js";

const at = (id) => document.getElementById(id);

export async function showFigures(request) {
  const own = await request("GET", "me/figures");
  const until = own.until.split("-").reverse().join("/");
  const rows = own.levels?.map(([level, count]) => [make("dt", t(`level.${level}`)), make("dd", String(count))]);
  at("figures-until").textContent = t("figures.until", {until});
  at("figures-levels").replaceChildren(...(rows ?? []).flat());
  at("figures-few").hidden = Boolean(rows);
  dress(at("figures"));
  at("figures").showModal();
}
