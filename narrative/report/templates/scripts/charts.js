// ---- interactive charts: unpacked and drawn when they come near
let figures = {};
const escapeLabel = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
let loading = null;
function loadPlotly() {
  loading = loading || (async () => {
    figures = JSON.parse(await unpack("figures"));
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
// ---- labels of the map: where no mark is, as near to their own marks as can be; the legend holds those without room
const CELL = 6;
const ROOMY = 520;
const measure = document.createElement("canvas").getContext("2d");
function findMarks(plot) {
  const { xaxis, yaxis } = plot._fullLayout;
  return plot._fullData.flatMap((trace) => trace.x.map((x, n) => ({ name: trace.name, x: xaxis.d2p(x), y: yaxis.d2p(trace.y[n]), at: [x, trace.y[n]] })));
}
function occupy(taken, box, columns) {
  for (let row = Math.floor(box.top / CELL); row * CELL <= box.bottom; row++) for (let column = Math.floor(box.left / CELL); column * CELL <= box.right; column++) taken.add(row * columns + column);
}
function isFree(taken, box, columns) {
  for (let row = Math.floor(box.top / CELL); row * CELL <= box.bottom; row++) for (let column = Math.floor(box.left / CELL); column * CELL <= box.right; column++) if (taken.has(row * columns + column)) return false;
  return true;
}
function away(box, mark) {
  return Math.hypot(Math.max(box.left - mark.x, 0, mark.x - box.right), Math.max(box.top - mark.y, 0, mark.y - box.bottom));
}
const nearest = (box, marks) => marks.reduce((best, mark) => { const far = away(box, mark); return far < best.far ? { far, mark } : best; }, { far: Infinity, mark: null });
function findRoom(label, marks, taken, size) {
  const mine = marks.filter((mark) => mark.name === label.text).slice(0, 300);
  const others = marks.filter((mark) => mark.name !== label.text).slice(0, 300);
  let best = null;
  for (let top = 2; top + label.high < size.high - 2; top += 2 * CELL) {
    for (let left = 2; left + label.wide < size.wide - 2; left += 2 * CELL) {
      const box = { left, top, right: left + label.wide, bottom: top + label.high };
      if (!isFree(taken, box, size.columns)) continue;
      const own = nearest(box, mine);
      const cost = own.far + 2 * Math.max(0, own.far - nearest(box, others).far);
      if (own.mark && (!best || cost < best.cost)) best = { cost, box, ...own };
    }
  }
  return best;
}
function arrange(plot, labels) {
  const { xaxis, yaxis } = plot._fullLayout;
  const size = { wide: xaxis._length, high: yaxis._length, columns: Math.ceil(xaxis._length / CELL) + 4 };
  const marks = findMarks(plot).filter((mark) => mark.x >= 0 && mark.x <= size.wide && mark.y >= 0 && mark.y <= size.high);
  const taken = new Set();
  for (const mark of marks) occupy(taken, { left: Math.max(0, mark.x - 7), right: mark.x + 7, top: Math.max(0, mark.y - 7), bottom: mark.y + 7 }, size.columns);
  measure.font = `12px ${getComputedStyle(document.body).fontFamily}`;
  return labels.map((label) => {
    const words = make("textarea", { innerHTML: label.text }).value;
    const found = size.wide < ROOMY ? null : findRoom({ text: label.text, wide: measure.measureText(words).width + 10, high: 20 }, marks, taken, size);
    if (!found) return { ...label, visible: false };
    occupy(taken, found.box, size.columns);
    const dx = (found.box.left + found.box.right) / 2 - found.mark.x;
    const dy = (found.box.top + found.box.bottom) / 2 - found.mark.y;
    const line = found.far > 24;
    const shift = line ? { ax: dx, ay: dy, xshift: 0, yshift: 0 } : { xshift: dx, yshift: -dy };
    return { ...label, ...shift, visible: true, x: found.mark.at[0], y: found.mark.at[1], xanchor: "center", yanchor: "middle", showarrow: line, arrowhead: 0, arrowwidth: 1, arrowcolor: colour("--soft") };
  });
}
let arranging = false;
async function placeLabels(plot, labels) {
  if (!labels || !labels.length || arranging) return;
  arranging = true;
  try { await window.Plotly.relayout(plot, { annotations: arrange(plot, labels) }); } finally { arranging = false; }
}
async function draw(holder, key) {
  const plot = one(".plot", holder);
  try { await loadPlotly(); } catch { plot.textContent = "This browser cannot draw the interactive chart; the table below holds its numbers."; return; }
  const figure = paint(key, figures[key]);
  await window.Plotly.newPlot(plot, figure.data, figure.layout, { responsive: true, displayModeBar: false, scrollZoom: false });
  await placeLabels(plot, figure.layout.annotations);
  plot.on("plotly_relayout", () => placeLabels(plot, figures[key].layout.annotations));
  plot.on("plotly_click", (event) => { const id = event.points[0].customdata; if (id) location.hash = id; });
  holder.dataset.drawn = "true";
}
const holders = all("[data-figure]");
const drawn = new Set();
const watcher = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    const key = entry.target.dataset.figure;
    if (!entry.isIntersecting || drawn.has(key) || (narrow.matches && entry.target.matches(".shut"))) continue;
    drawn.add(key); draw(entry.target, key);
  }
}, { rootMargin: "500px" });
if (holders.length) {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    for (const holder of holders) {
      const key = holder.dataset.figure;
      if (!drawn.has(key) || !window.Plotly) continue;
      const figure = paint(key, figures[key]);
      window.Plotly.react(one(".plot", holder), figure.data, figure.layout).then((plot) => placeLabels(plot, figure.layout.annotations));
    }
  });
}
