// ---- claims: a click on a row opens it
const table = one("table.claims");
if (table) {
  table.addEventListener("click", (event) => {
    const row = event.target.closest("tr.row");
    if (!row || event.target.closest("a") || String(getSelection())) return;
    const details = one("td > details", row.parentElement);
    if (details) details.open = !details.open;
  });
}

// ---- claims on a narrow screen: the columns fold, and each mark takes the name of its source with it
const narrow = matchMedia("(max-width: 700px)");
const heads = table ? [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim()) : [];
function nameCells(bodies) {
  for (const body of bodies) {
    [...body.rows[0].cells].forEach((cell, n) => {
      if (n === 1) cell.dataset.s = cell.firstChild && cell.firstChild.data === "1" ? "origin" : "origins";
      else if (n > 1 && cell.className) (one("a", cell) || cell).dataset.s = heads[n];
    });
    // A row that is shut tells how many are silent; open, it names them.
    const quiet = all(".q", body.rows[0]).length;
    if (quiet) body.rows[0].dataset.q = `${quiet} silent`;
  }
}
narrow.addEventListener("change", () => { if (table && narrow.matches) nameCells(table.tBodies); });

// ---- filters and order, kept in the address; of many rows only a window is in the page, the others wait in the pool
const form = one(".filters");
// As many rows as can be laid out anew between two keystrokes; a table of fewer than FEW is shown whole.
const WINDOW = narrow.matches ? 10 : 25;
const FEW = narrow.matches ? 12 : 30;
const pool = document.createDocumentFragment();
const pooled = (id) => pool.getElementById(id);
const BATCH = 250;
let rows = [];
let room = FEW;
const speaks = (stand) => stand && stand !== "q" && stand !== "n";
function readRow(body, n) {
  const cells = [...body.rows[0].cells].slice(2);
  const stands = cells.map((cell) => cell.className);
  return {
    body, n, stands, narrative: body.dataset.n, kinds: (body.dataset.k || "").split(" "),
    days: (body.dataset.d || " ").split(" "), origins: parseInt(body.rows[0].cells[1].textContent, 10) || 0,
    pairs: (body.dataset.r || "").split(" ").filter(Boolean).map((code) => code.match(/(\d+)-(\d+)(\w)/).slice(1)),
    sources: stands.filter(speaks).length, words: body.textContent.toLowerCase().replace(/\s+/g, " "),
  };
}
const firstRoom = () => (rows.length > FEW ? WINDOW : FEW);
function gatherRows() {
  if (!table) return;
  rows = [...table.tBodies].map(readRow);
  room = firstRoom();
  if (narrow.matches) nameCells(table.tBodies);
  if (rows.length > room) applyFilters();
}
// They name a claim of the packed articles by its place there, with its words or without.
function fillIn(html) {
  const told = [...texts.matchAll(/id="(c[0-9a-f]{16})"[^>]*>([^<]*)/g)];
  return html.replace(/href="#~(\d+);"/g, (_, n) => `href="#${told[n][1]}"`)
    .replace(/([\ue000\ue001])(\d+);/g, (_, sign, n) => { const words = told[n][2].trim().replace(/\s+/g, " "); return sign === "\ue000" ? words : words.charAt(0).toUpperCase() + words.slice(1); });
}
// The rows of a large page that stand nowhere without scripts; they join once the page can be used.
async function gatherMore() {
  if (!byId("rows")) return;
  const parts = fillIn(await unpack("rows")).split(/(?=<tbody )/);
  for (let at = 0; at < parts.length; at += BATCH) {
    const holder = document.createElement("table");
    holder.innerHTML = parts.slice(at, at + BATCH).join("");
    for (const body of [...holder.tBodies]) { rows.push(readRow(body, rows.length)); pool.append(body); }
    // Between two batches the page answers whoever reads it already.
    await new Promise((next) => { setTimeout(next); });
  }
  room = Math.min(room, firstRoom());
  applyFilters();
}
function relates(row, want) {
  const between = [want.source, want.with].filter(Boolean);
  return row.pairs.some(([left, right, letter]) => (!want.relation || letter === want.relation) && between.every((place) => place === left || place === right));
}
// Who says it first and otherwise elsewhere does both. Where two are against each other and neither is the one that
// differs from the rest, both say otherwise.
function takes(row, place, stand) {
  const own = row.stands[Number(place)];
  if (own === stand || (own === "t" && (stand === "o" || stand === "d"))) return true;
  if (stand !== "d" || row.stands.some((one) => one === "d" || one === "t")) return false;
  return row.pairs.some(([left, right, letter]) => letter === "d" && (left === place || right === place));
}
function fits(row, want) {
  if (want.narrative && row.narrative !== want.narrative) return false;
  if (want.kind && !row.kinds.includes(want.kind)) return false;
  if (want.origins && (want.origins === "3" ? row.origins < 3 : row.origins !== Number(want.origins))) return false;
  if (want.from && (!row.days[1] || row.days[1] < want.from)) return false;
  if (want.to && (!row.days[0] || row.days[0] > want.to)) return false;
  if (want.words && !want.words.toLowerCase().split(/\s+/).every((word) => row.words.includes(word))) return false;
  if ((want.relation || want.with) && !relates(row, want)) return false;
  if (want.source) return want.stand ? takes(row, want.source, want.stand) : speaks(row.stands[Number(want.source)]);
  return !want.stand || row.stands.some((_, place) => takes(row, String(place), want.stand));
}
const late = (row) => row.days[1] || "0";
const early = (row) => row.days[0] || "9";
const ORDERS = {
  sources: (a, b) => b.sources - a.sources,
  independent: (a, b) => b.origins - a.origins,
  copied: (a, b) => (b.sources - b.origins) - (a.sources - a.origins),
  first: (a, b) => (early(a) < early(b) ? -1 : early(a) > early(b) ? 1 : 0),
  last: (a, b) => (late(a) > late(b) ? -1 : late(a) < late(b) ? 1 : 0),
};
function showRows(fitting) {
  const shown = fitting.slice(0, room).map((row) => row.body);
  const keep = new Set(shown);
  const now = [...table.tBodies];
  for (const body of now) if (!keep.has(body)) pool.append(body);
  // Only what is out of place moves: a row that is put in anew is laid out anew, with all its sentences.
  let at = table.tBodies[0] || null;
  for (const body of shown) { if (body === at) at = at.nextElementSibling; else table.insertBefore(body, at); }
  if (narrow.matches) nameCells(shown);
  const left = fitting.length - shown.length;
  const more = one(".morerows");
  more.hidden = left < 1;
  more.textContent = `Show ${Math.min(left, WINDOW)} more of ${left}`;
}
function wanted() { return Object.fromEntries([...new FormData(form)].map(([key, value]) => [key, value.trim()]).filter(([, value]) => value)); }
function applyFilters() {
  const want = wanted();
  const fitting = rows.filter((row) => fits(row, want));
  const order = ORDERS[want.sort];
  if (order) fitting.sort((a, b) => order(a, b) || a.n - b.n);
  showRows(fitting);
  const filtered = Object.keys(want).some((key) => key !== "sort");
  one("output", form).textContent = filtered ? `${fitting.length} of ${rows.length} fit` : "";
  one(".nomatch").hidden = fitting.length > 0;
  return new URLSearchParams(want).toString();
}
function readFilters(query) {
  if (!form) return;
  const want = new URLSearchParams(query);
  for (const field of form.elements) if (field.name) field.value = want.get(field.name) || "";
  const rare = one(".rare", form);
  if (rare && all("[name]", rare).some((field) => field.value)) rare.open = true;
  room = firstRoom();
  applyFilters();
}
// Filters that are cleared to show a row must not hide it again when the form says that it was cleared.
let clearing = false;
function resetFilters(id = "") {
  if (!form) return;
  clearing = true;
  form.reset();
  clearing = false;
  room = firstRoom();
  const at = id ? rows.findIndex((row) => row.body.id === id || one(`[id="${id}"]`, row.body)) : -1;
  if (at >= room) room = at + 1;
  applyFilters();
}
if (form) {
  const changed = () => { room = firstRoom(); const query = applyFilters(); history.replaceState(null, "", query ? `#claims?${query}` : "#claims"); };
  form.addEventListener("input", changed);
  form.addEventListener("reset", () => { if (!clearing) setTimeout(changed); });
  form.addEventListener("submit", (event) => event.preventDefault());
  one(".morerows").addEventListener("click", () => { room += WINDOW; applyFilters(); });
  // Paper has no button: every row that fits the filters is printed.
  let before = room;
  addEventListener("beforeprint", () => { before = room; room = rows.length; applyFilters(); });
  addEventListener("afterprint", () => { room = before; applyFilters(); });
}
