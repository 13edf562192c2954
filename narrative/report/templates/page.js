"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const one = (query, from = document) => from.querySelector(query);
  const all = (query, from = document) => [...from.querySelectorAll(query)];
  const byId = (id) => document.getElementById(id);

  function unpack(id) {
    const packed = Uint8Array.from(atob(byId(id).textContent), (c) => c.charCodeAt(0));
    return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  }
  // A large page carries its articles packed; they are put in place before any link is followed.
  async function unpackArticles() {
    if (!byId("bodies")) return;
    const bodies = (await unpack("bodies")).split("<!---->");
    all("details.text").forEach((article, n) => { article.insertAdjacentHTML("beforeend", bodies[n]); });
  }

  // ---- anchors: open whatever hides the target, and show it
  function reveal(id, behavior = "auto") {
    const target = id && byId(id);
    if (!target) return false;
    let row = target.closest("tbody[hidden]");
    if (row) resetFilters();
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    if (target.matches("table.claims tbody")) { const d = one("details", target); if (d) d.open = true; }
    if (target.matches("article.narrative")) { const d = one("details", target); if (d) d.open = true; }
    target.scrollIntoView({ behavior, block: target.matches("h2, h3, details, tbody") ? "start" : "center" });
    return true;
  }
  function followHash() {
    const hash = decodeURIComponent(location.hash.slice(1));
    if (hash.startsWith("claims?")) { readFilters(hash.slice(7)); byId("claims").scrollIntoView(); } else reveal(hash);
  }
  addEventListener("hashchange", followHash);
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    // The same link twice changes no hash, but should open its target again.
    if (link && link.getAttribute("href") === location.hash) { event.preventDefault(); followHash(); }
  });

  // ---- claims: a click on a row opens it
  const table = one("table.claims");
  if (table) {
    table.addEventListener("click", (event) => {
      const row = event.target.closest("tr.row");
      if (!row || event.target.closest("a") || String(getSelection())) return;
      const details = one("details", row.parentElement);
      if (details) details.open = !details.open;
    });
  }

  // ---- claims on a narrow screen: the columns fold, and each mark takes the name of its source with it
  function nameCells() {
    const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim());
    for (const body of table.tBodies) {
      [...body.rows[0].cells].forEach((cell, n) => {
        if (n === 1) cell.dataset.s = cell.firstChild && cell.firstChild.data === "1" ? "origin" : "origins";
        else if (n > 1 && cell.className) (one("a", cell) || cell).dataset.s = heads[n];
      });
    }
  }
  if (table) {
    const narrow = matchMedia("(max-width: 700px)");
    if (narrow.matches) nameCells();
    narrow.addEventListener("change", () => { if (narrow.matches) nameCells(); });
  }

  // ---- filters, kept in the address
  const form = one(".filters");
  const rows = table ? [...table.tBodies].map((body) => ({
    body, narrative: body.dataset.n, kinds: body.dataset.k.split(" "),
    stands: [...body.rows[0].cells].slice(2).map((cell) => cell.className),
    days: (body.dataset.d || " ").split(" "),
    words: body.textContent.toLowerCase().replace(/\s+/g, " "),
  })) : [];
  const speaks = (stand) => stand && stand !== "q";
  function fits(row, want) {
    if (want.narrative && row.narrative !== want.narrative) return false;
    if (want.kind && !row.kinds.includes(want.kind)) return false;
    if (want.from && (!row.days[1] || row.days[1] < want.from)) return false;
    if (want.to && (!row.days[0] || row.days[0] > want.to)) return false;
    if (want.words && !want.words.toLowerCase().split(/\s+/).every((word) => row.words.includes(word))) return false;
    if (want.source) {
      const stand = row.stands[Number(want.source)];
      return want.stand ? stand === want.stand : speaks(stand);
    }
    return want.stand ? row.stands.includes(want.stand) : true;
  }
  function applyFilters() {
    const want = Object.fromEntries([...new FormData(form)].map(([key, value]) => [key, value.trim()]).filter(([, value]) => value));
    let shown = 0;
    for (const row of rows) { const fit = fits(row, want); row.body.hidden = !fit; shown += fit; }
    const filtered = Object.keys(want).length > 0;
    one("output", form).textContent = filtered ? `${shown} of ${rows.length} shown` : "";
    one(".nomatch").hidden = shown > 0;
    return new URLSearchParams(want).toString();
  }
  function readFilters(query) {
    if (!form) return;
    const want = new URLSearchParams(query);
    for (const field of form.elements) if (field.name) field.value = want.get(field.name) || "";
    applyFilters();
  }
  function resetFilters() { if (form) { form.reset(); applyFilters(); } }
  if (form) {
    const changed = () => { const query = applyFilters(); history.replaceState(null, "", query ? `#claims?${query}` : "#claims"); };
    form.addEventListener("input", changed);
    form.addEventListener("reset", () => setTimeout(changed));
    form.addEventListener("submit", (event) => event.preventDefault());
  }

  // ---- copy a quote with its source
  function cite(article) {
    const title = one("summary b", article).textContent;
    const original = one("a.original", article);
    const parts = [article.closest(".outlet").dataset.source, `“${title}”`, one("summary small span", article).textContent];
    return [...parts, ...(original ? [original.href] : [])].join(", ");
  }
  for (const tools of all(".quote .tools")) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "copy", textContent: "Copy with source" });
    tools.append(button);
  }
  const status = one(".said");
  let timer = 0;
  function say(words) { status.textContent = words; clearTimeout(timer); timer = setTimeout(() => { status.textContent = ""; }, 2500); }
  async function copy(text) {
    try { await navigator.clipboard.writeText(text); } catch {
      const area = document.createElement("textarea");
      area.value = text; document.body.append(area); area.select();
      document.execCommand("copy"); area.remove();
    }
  }
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button.copy");
    if (!button) return;
    const quote = one("blockquote", button.closest(".quote")).textContent.trim();
    const figure = button.closest(".quote");
    const claim = byId(one(".tools a", figure).hash.slice(1));
    await copy(`“${quote}” (${cite(claim.closest("details.text"))}, characters ${figure.dataset.at} of the cleaned text)`);
    say("Copied with its source");
  });

  // ---- which section is being read
  const links = new Map(all(".contents a").map((link) => [link.hash.slice(1), link]));
  const heads = all("main h2[id]");
  let waiting = false;
  function markSection() {
    waiting = false;
    let current = heads[0];
    for (const head of heads) if (head.getBoundingClientRect().top < 120) current = head;
    for (const [id, link] of links) { if (current && id === current.id) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current"); }
  }
  addEventListener("scroll", () => { if (!waiting) { waiting = true; requestAnimationFrame(markSection); } }, { passive: true });
  markSection();

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

  unpackArticles().catch(() => say("This browser cannot unpack the articles; articles.jsonl holds them.")).then(() => {
    // Each chart takes its room before it is drawn, or a page opened at a sentence would slide away from it.
    holders.forEach((holder) => { one(".plot", holder).style.height = `${figures[holder.dataset.figure].layout.height}px`; });
    if (location.hash && !reveal(decodeURIComponent(location.hash.slice(1)), "instant")) followHash();
    holders.forEach((holder) => watcher.observe(holder));
  });
})();
