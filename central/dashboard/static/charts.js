// Draws every figure that a page carries as data: <figure class="chart"><script type="application/json">…</script></figure>,
// in the form of Plotly ({"data": […], "layout": {…}}). A click on a mark with an address in customdata goes there.
"use strict";

const FONT = { family: '"Noto Sans", "Segoe UI", Roboto, Arial, sans-serif', size: 14, color: "#111827" };
const FRAME = { font: FONT, margin: { l: 56, r: 16, t: 12, b: 44 }, paper_bgcolor: "#fff", plot_bgcolor: "#fff",
  hoverlabel: { font: FONT }, legend: { orientation: "h", y: -0.2 } };

for (const chart of document.querySelectorAll("figure.chart")) {
  const { data, layout } = JSON.parse(chart.querySelector("script").textContent);
  const place = document.createElement("div");
  chart.append(place);
  Plotly.newPlot(place, data, { ...FRAME, ...layout }, { displayModeBar: false, responsive: true,
    locale: document.documentElement.lang });
  place.on("plotly_click", (event) => {
    const address = event.points[0].customdata;
    if (typeof address === "string" && address.startsWith("?")) location.search = address;
    else if (typeof address === "string" && address.startsWith("/")) location.href = address;
  });
}
