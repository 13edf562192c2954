// ---- interactive charts: unpacked and drawn when they come near
const figures = byId("figures") ? JSON.parse(byId("figures").textContent) : {};
const escapeLabel = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
let loading = null;
function loadPlotly() {
  loading = loading || (async () => {
    const script = document.createElement("script");
    script.textContent = await unpack("plotly");
    document.head.append(script);
    if (!window.Plotly) throw new Error("the charts were not loaded");
  })();
  return loading;
}
const colour = (name) => getComputedStyle(root).getPropertyValue(name).trim();
function wrap(text) {
  const lines = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if ((line + word).length > 60) { lines.push(line); line = ""; }
    line += word + " ";
    if (lines.length === 5) { line = "…"; break; }
  }
  return [...lines, line].map((part) => escapeLabel(part.trim())).join("<br>");
}
function readPassage(id) {
  const anchor = byId(id);
  if (!anchor) return "";
  const article = anchor.closest("details.text");
  if (root.dataset.excerpts) return wrap(cite(article));
  let text = "";
  const walker = document.createTreeWalker(one(".body", article), NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  walker.currentNode = anchor;
  for (let node = walker.nextNode(); node && text.length < 320; node = walker.nextNode()) {
    if (node.nodeType === 1 && /^p[0-9a-f]{16}$/.test(node.id)) break;
    if (node.nodeType === 1 && node.matches("details.dropped")) break;
    if (node.nodeType === 3) text += node.data;
  }
  const source = article.closest(".outlet").dataset.source;
  return `<b>${escapeLabel(source)}</b><br>${wrap(text.trim())}`;
}
function readArticle(id) {
  const article = byId(id);
  return article ? wrap(cite(article)) : "";
}
function paint(key, figure) {
  const read = key === "map" ? readPassage : readArticle;
  const names = [];
  figure.data.forEach((trace) => {
    const tone = trace.name === "Other narratives" || trace.name === "In no narrative" ? 8 : names.push(trace.name) - 1;
    trace.marker.color = colour(`--t${tone}`);
    trace.marker.line = { width: 1, color: colour("--card") };
    trace.text = trace.text || trace.customdata.map(read);
  });
  const layout = figure.layout;
  Object.assign(layout, { paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", font: { family: getComputedStyle(document.body).fontFamily, size: 12, color: colour("--soft") } });
  layout.hoverlabel = { bgcolor: colour("--card"), bordercolor: colour("--line"), font: { color: colour("--ink"), size: 13 }, align: "left" };
  layout.dragmode = matchMedia("(pointer: coarse)").matches ? false : "zoom";
  for (const axis of ["xaxis", "yaxis"]) Object.assign(layout[axis], { gridcolor: colour("--line"), linecolor: colour("--line"), zeroline: false });
  for (const label of layout.annotations || []) Object.assign(label, { font: { size: 12, color: colour("--ink") }, bgcolor: colour("--card"), opacity: 0.85, borderpad: 2 });
  return figure;
}
async function draw(holder, key) {
  const plot = one(".plot", holder);
  try { await loadPlotly(); } catch { plot.textContent = "This browser cannot draw the interactive chart; the table below holds its numbers."; return; }
  const figure = paint(key, figures[key]);
  await window.Plotly.newPlot(plot, figure.data, figure.layout, { responsive: true, displayModeBar: false, scrollZoom: false });
  plot.on("plotly_click", (event) => { const id = event.points[0].customdata; if (id) location.hash = id; });
  holder.dataset.drawn = "true";
}
const holders = all("[data-figure]");
const drawn = new Set();
const watcher = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    const key = entry.target.dataset.figure;
    if (!entry.isIntersecting || drawn.has(key)) continue;
    drawn.add(key); draw(entry.target, key);
  }
}, { rootMargin: "500px" });
if (holders.length) {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    for (const holder of holders) {
      const key = holder.dataset.figure;
      if (!drawn.has(key) || !window.Plotly) continue;
      const figure = paint(key, figures[key]);
      window.Plotly.react(one(".plot", holder), figure.data, figure.layout);
    }
  });
}
