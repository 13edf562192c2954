// ---- what is secondary waits behind a button, more of it on a phone; on paper and without scripts all stands open
function toggleFold(fold, open) {
  fold.classList.toggle("shut", !open);
  const button = one(".folder", fold);
  button.setAttribute("aria-expanded", String(open));
  button.textContent = open ? "Hide" : "Show";
  // A chart is drawn when it comes near; one that was folded away has been near for long.
  if (open && fold.dataset.figure) { watcher.unobserve(fold); watcher.observe(fold); }
}
function addFolder(fold) {
  const head = one("h3, h4", fold);
  const button = make("button", { type: "button", className: "copy folder", ariaLabel: `Show or hide: ${head.textContent.trim()}` });
  button.addEventListener("click", () => toggleFold(fold, fold.classList.contains("shut")));
  head.append(" ", button);
  toggleFold(fold, false);
}
function showLater(list) {
  for (const part of list.children) part.classList.remove("later");
  if (list.further) { list.further.remove(); list.further = null; }
}
// A list shows data-few of its parts on a phone and data-wide elsewhere, all of them without; once opened it stays so.
function addFurther(list) {
  if (list.opened) return;
  showLater(list);
  const few = Number(narrow.matches ? list.dataset.few : list.dataset.wide) || Infinity;
  // A rest of one is shown instead of a button that says so.
  if (list.children.length <= few + 1) return;
  [...list.children].slice(few).forEach((part) => part.classList.add("later"));
  list.further = make("button", { type: "button", className: "further", textContent: `Show all ${list.children.length}` });
  list.further.addEventListener("click", () => { const next = list.children[few]; list.opened = true; showLater(list); const link = one("a, summary", next); if (link) link.focus({ preventScroll: true }); });
  (list.closest(".scroll") || list).after(list.further);
}
let folded = false;
function foldPage() {
  all("[data-few]").forEach(addFurther);
  if (folded || !narrow.matches) return;
  folded = true;
  all(".fold").forEach(addFolder);
}
function unfold(target) {
  for (let at = target; at.parentElement; at = at.parentElement) {
    if (at.matches(".fold.shut")) toggleFold(at, true);
    if (at.classList.contains("later")) { at.parentElement.opened = true; showLater(at.parentElement); }
  }
}
narrow.addEventListener("change", foldPage);
