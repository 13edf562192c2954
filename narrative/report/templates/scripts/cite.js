// ---- copy a quote with its source
function cite(article) {
  const title = one("summary b", article).textContent;
  const original = one("a.original", article);
  const parts = [article.closest(".outlet").dataset.source, `“${title}”`, one("summary small span", article).textContent];
  return [...parts, ...(original ? [original.href] : [])].join(", ");
}
async function copy(text) {
  try { await navigator.clipboard.writeText(text); } catch {
    const area = make("textarea", { value: text });
    document.body.append(area); area.select();
    document.execCommand("copy"); area.remove();
  }
}
// The buttons of a row are made when it opens: thousands of quotes have them, and few are ever opened.
function addTools(holder) {
  for (const tools of all(".quote .tools", holder)) {
    if (one("button", tools)) continue;
    tools.append(make("button", { type: "button", className: "copy cite", textContent: "Copy with source" }));
    addMarks(tools);
  }
  for (const reason of all(".reason[data-left]", holder)) addVerdict(reason);
}
document.addEventListener("toggle", (event) => { if (event.target.open && event.target.closest && event.target.closest("table.claims")) addTools(event.target); }, true);
document.addEventListener("click", async (event) => {
  const button = event.target.closest("button.cite");
  if (!button) return;
  const figure = button.closest(".quote");
  const said = one("blockquote", figure).cloneNode(true);
  for (const rest of all(".rest", said)) rest.remove();
  const quote = said.textContent.trim();
  const place = one(".tools a", figure);
  const speaker = one("figcaption > span", figure);
  await copy(`“${quote}”${speaker ? `, ${speaker.textContent},` : ""} (${cite(byId(place.hash.slice(1)).closest("details.text"))}, ${one("span", place).textContent})`);
  say("Copied with its source");
});
