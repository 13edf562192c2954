// ---- corrections: marked where something is wrong, gathered in one section, handed over as a file
const KEY = `narrative corrections ${root.dataset.page}`;
const blank = () => ({ narratives: [], same: [], different: [], verdicts: [], aliases: {}, ignore_lines: [] });
let marks = blank();
try { marks = { ...blank(), ...JSON.parse(localStorage.getItem(KEY) || "{}") }; } catch { /* a page without storage forgets them when it is closed */ }
const quoted = (text) => JSON.stringify(text);
const pair = (left, right) => (left < right ? [left, right] : [right, left]);
const samePair = (one_, other) => one_[0] === other[0] && one_[1] === other[1];
function writeYaml() {
  const lines = [];
  const list = (key, items) => { if (items.length) lines.push(`${key}:`, ...items.map((item) => `  - ${item}`)); };
  list("narratives", marks.narratives.map((n) => `{id: ${n.id}, ${n.rename ? `rename: ${quoted(n.rename)}` : `merge_into: ${n.merge_into}`}}`));
  list("same", marks.same.map(([left, right]) => `[${left}, ${right}]`));
  list("different", marks.different.map(([left, right]) => `[${left}, ${right}]`));
  list("verdicts", marks.verdicts.map((v) => `{left: ${v.left}, right: ${v.right}, relation: ${v.relation}${v.divergence ? `, divergence: ${v.divergence}` : ""}}`));
  const names = Object.entries(marks.aliases);
  if (names.length) lines.push("aliases:", ...names.map(([old, name]) => `  ${quoted(old)}: ${quoted(name)}`));
  list("ignore_lines", marks.ignore_lines.map(quoted));
  return lines.length ? `${lines.join("\n")}\n` : "";
}
const clip = (text) => (text.length > 80 ? `${text.slice(0, 80).replace(/\s+\S*$/, "")}…` : text);
const claimWords = (id) => { const at = byId(id); return at ? `“${clip(at.textContent.trim())}” (${at.closest(".outlet").dataset.source})` : id; };
const labelOf = (id) => { const head = byId(id) && one("h3, h4", byId(id)); return head ? head.textContent : id; };
const without = (gone) => { marks.different = marks.different.filter((kept) => !gone.includes(kept)); };
// A sentence taken out of its claim is a pair with each of the others in the file, and one correction for who made it.
function describeDifferent() {
  const often = (id) => marks.different.filter((p) => p.includes(id)).length;
  const found = new Map();
  for (const p of marks.different) {
    const out = often(p[0]) > often(p[1]) ? p[0] : p[1];
    const key = often(out) > 1 ? out : p.join();
    found.set(key, [...(found.get(key) || []), p]);
  }
  return [...found].map(([key, pairs]) => [pairs.length > 1 ? `Not this claim: ${claimWords(key)}` : `Not the same claim: ${claimWords(pairs[0][0])} and ${claimWords(pairs[0][1])}`, () => without(pairs)]);
}
function describeMarks() {
  return [
    ...marks.narratives.map((n, at) => [n.rename ? `“${labelOf(n.id)}” is renamed “${n.rename}”` : `“${labelOf(n.id)}” is part of “${labelOf(n.merge_into)}”`, () => marks.narratives.splice(at, 1)]),
    ...marks.same.map((p, at) => [`The same claim: ${claimWords(p[0])} and ${claimWords(p[1])}`, () => marks.same.splice(at, 1)]),
    ...describeDifferent(),
    ...marks.verdicts.map((v, at) => [`${claimWords(v.left)} and ${claimWords(v.right)}: ${v.relation}${v.divergence ? `, ${v.divergence}` : ""}`, () => marks.verdicts.splice(at, 1)]),
    ...Object.keys(marks.aliases).map((old) => [`${old} is ${marks.aliases[old]}`, () => { delete marks.aliases[old]; }]),
    ...marks.ignore_lines.map((line, at) => [`Ignored line: “${line}”`, () => marks.ignore_lines.splice(at, 1)]),
  ];
}
const panel = one(".corrections");
function showMarks(words = "") {
  const found = describeMarks();
  try { localStorage.setItem(KEY, JSON.stringify(marks)); } catch { /* see above */ }
  const items = found.map(([text, undo]) => {
    const button = make("button", { type: "button", textContent: "Take back", className: "copy" });
    button.addEventListener("click", () => { undo(); showMarks("Taken back"); });
    return make("li", {}, `${text} `, button);
  });
  one(".marks", panel).replaceChildren(...items);
  all(".tools .out").forEach(showOut);
  one("pre", panel).textContent = writeYaml();
  for (const part of all(".given", panel)) part.hidden = !found.length;
  one(".nomarks", panel).hidden = found.length > 0;
  const chip = one(".chip");
  chip.hidden = !found.length;
  chip.textContent = `${found.length} ${found.length === 1 ? "correction" : "corrections"}`;
  if (words) say(words);
}
const claimOf = (tools) => `c${tools.closest(".quote").id.slice(1)}`;
let chosen = "";
function markSame(id) {
  if (!chosen || chosen === id) { chosen = chosen === id ? "" : id; say(chosen ? "Now choose the sentence that makes the same claim" : "Let go"); } else {
    marks.same.push(pair(chosen, id)); chosen = ""; showMarks("Marked as the same claim");
  }
  root.classList.toggle("choosing", Boolean(chosen));
}
const pairsOf = (tools) => { const id = claimOf(tools); return all(".quote .tools", tools.closest(".quotes")).map(claimOf).filter((other) => other !== id).map((other) => pair(id, other)); };
const keptOf = (tools) => pairsOf(tools).map((mark) => marks.different.find((kept) => samePair(kept, mark)));
function showOut(button) {
  const kept = keptOf(button.parentElement);
  const out = kept.length > 0 && kept.every(Boolean);
  button.textContent = out ? "Take back" : "Not this claim";
  button.closest(".quote").classList.toggle("taken", out);
  return out;
}
function markDifferent(button) {
  const tools = button.parentElement;
  if (showOut(button)) { without(keptOf(tools)); showMarks("Taken back"); return; }
  marks.different.push(...pairsOf(tools).filter((mark) => !marks.different.some((kept) => samePair(kept, mark))));
  showMarks("Noted among the corrections");
}
function addMarks(tools) {
  const different = make("button", { type: "button", className: "copy out", textContent: "Not this claim" });
  const same = make("button", { type: "button", className: "copy same", textContent: "Same as…" });
  different.addEventListener("click", () => markDifferent(different));
  same.addEventListener("click", () => markSame(claimOf(tools)));
  tools.append(different, same);
  showOut(different);
}
const VERDICTS = [["", "Wrong? Say what it is"], ["agrees", "they agree"], ["repeats", "same wording, copied"], ["diverges update", "an update"], ...["number", "date", "place", "actor", "negation", "modality", "other"].map((kind) => [`diverges ${kind}`, `they differ: ${kind}`]), ["different", "not the same claim"]];
function addVerdict(reason) {
  if (one("select", reason)) return;
  const [left, right] = pair(reason.dataset.left, reason.dataset.right);
  const select = make("select", { ariaLabel: "Correct this verdict" }, ...VERDICTS.filter(([value]) => value !== reason.dataset.verdict || !value).map(([value, textContent]) => make("option", { value, textContent })));
  select.addEventListener("change", () => {
    const [relation, divergence = ""] = select.value.split(" ");
    marks.verdicts = marks.verdicts.filter((v) => v.left !== left || v.right !== right);
    if (relation === "different") marks.different.push([left, right]); else if (relation) marks.verdicts.push({ left, right, relation, divergence });
    showMarks(relation ? "Noted among the corrections" : "Taken back");
  });
  reason.append(select);
}
function addNaming(article) {
  const others = all("article.narrative").filter((other) => other !== article);
  const name = make("input", { value: labelOf(article.id), ariaLabel: "Name of this narrative" });
  const whole = make("select", { ariaLabel: "Part of another narrative" }, make("option", { value: "", textContent: "a narrative of its own" }), ...others.map((other) => make("option", { value: other.id, textContent: `part of ${labelOf(other.id)}` })));
  const set = (mark) => { marks.narratives = marks.narratives.filter((n) => n.id !== article.id); if (mark) marks.narratives.push(mark); showMarks(mark ? "Noted among the corrections" : "Taken back"); };
  name.addEventListener("change", () => set(name.value.trim() && name.value.trim() !== labelOf(article.id) ? { id: article.id, rename: name.value.trim() } : null));
  whole.addEventListener("change", () => set(whole.value ? { id: article.id, merge_into: whole.value } : null));
  all("details.wide", article).pop().append(make("p", { className: "naming" }, make("label", {}, "Rename it ", name), make("label", {}, "or make it ", whole)));
}
if (panel) {
  all("article.narrative").forEach(addNaming);
  const sources = all(".outlet").map((outlet) => outlet.dataset.source);
  for (const select of all("select", panel)) select.append(...sources.map((name) => make("option", { value: name, textContent: name })));
  const form_ = one("form", panel);
  form_.addEventListener("submit", (event) => {
    event.preventDefault();
    const { old, name, line } = Object.fromEntries([...new FormData(form_)].map(([key, value]) => [key, value.trim()]));
    if (old && name && old !== name) marks.aliases[old] = name;
    if (line && !marks.ignore_lines.includes(line)) marks.ignore_lines.push(line);
    form_.reset(); showMarks("Noted among the corrections");
  });
  one("[data-do=copy]", panel).addEventListener("click", async () => { await copy(writeYaml()); say("Copied"); });
  one("[data-do=save]", panel).addEventListener("click", () => {
    const href = URL.createObjectURL(new Blob([writeYaml()], { type: "text/yaml" }));
    const link = make("a", { href, download: "corrections.yaml" });
    link.click(); setTimeout(() => URL.revokeObjectURL(href), 1000);
  });
  one("[data-do=clear]", panel).addEventListener("click", () => { marks = blank(); showMarks("All taken back"); });
}
