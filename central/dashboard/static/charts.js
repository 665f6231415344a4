// Draws every figure that a page carries as data: <figure class="chart"><script type="application/json">…</script>
// <div class="plot"></div></figure>, in the form of Plotly ({"data": […], "layout": {…}}). A click on a mark with an
// address in customdata goes there. A chart that comes anew with a pushed section moves; it is not drawn from nothing.
"use strict";

const FONT = { family: '"Noto Sans", "Segoe UI", Roboto, Arial, sans-serif', size: 14, color: "#111827" };
const FRAME = { font: FONT, margin: { l: 56, r: 16, t: 12, b: 44 }, paper_bgcolor: "#fff", plot_bgcolor: "#fff",
  hoverlabel: { font: FONT, bgcolor: "#fff" }, legend: { orientation: "h", y: -0.2 } };
const MANNERS = { displayModeBar: false, responsive: true };

function follow(event) {
  const address = event.points[0].customdata;
  if (typeof address === "string" && address.startsWith("?")) location.search = address;
  else if (typeof address === "string" && address.startsWith("/")) location.href = address;
}

function place(figure) {
  const found = figure.querySelector(".plot");
  if (found) return found;
  const made = document.createElement("div");
  figure.append(made);
  return made;
}

function draw(figure) {
  const { data, layout } = JSON.parse(figure.querySelector("script").textContent);
  const plot = place(figure);
  const known = Boolean(plot.layout);
  Plotly.react(plot, data, { ...FRAME, ...layout }, MANNERS);
  if (!known) plot.on("plotly_click", follow);
}

function drawAll(root) {
  for (const figure of root.querySelectorAll("figure.chart")) draw(figure);
}

drawAll(document);
document.addEventListener("replaced", (event) => drawAll(event.target));
