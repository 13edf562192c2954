// ---- keys: J and K go from one thing to the next, N and P from article to article, / searches, ? lists the keys
const STOPS = "table.claims td > details > summary, table.claims tbody:not(:has(summary)) td a, details.text[open] .k, .clashes .said-so:first-child a, .clashes div:first-child > .said-so a, details.pair > summary, details.source > summary, .card li a, details.text > summary";
const seen = (node) => node.getClientRects().length > 0;
function step(nodes, direction) {
  const line = 140;
  const visible = nodes.filter(seen).map((node) => [node, node.getBoundingClientRect().top]);
  const at = visible.findIndex(([node]) => node === document.activeElement);
  let next;
  if (at >= 0) next = visible[at + direction];
  else next = direction > 0 ? visible.find(([, top]) => top >= line - 1) : visible.filter(([, top]) => top < line - 1).pop();
  if (!next) return;
  next[0].focus({ preventScroll: true });
  next[0].scrollIntoView({ block: "center", behavior: "instant" });
}
const keysHelp = one("dialog.keys");
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, dialog")) return;
  const does = {
    j: () => step(all(STOPS), 1), k: () => step(all(STOPS), -1),
    n: () => step(all("details.text > summary"), 1), p: () => step(all("details.text > summary"), -1),
    "/": () => { if (form) { one("[name=words]", form).focus(); byId("claims").scrollIntoView(); } },
    "?": () => { if (keysHelp) keysHelp.showModal(); },
  }[event.key];
  if (does) { event.preventDefault(); does(); }
});
if (keysHelp) {
  one(".showkeys").addEventListener("click", () => keysHelp.showModal());
}
