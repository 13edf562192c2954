// ---- which section is being read
const bar = one(".contents ul");
const links = new Map(all("a", bar).map((link) => [link.hash.slice(1), link]));
const titles = all("main h2[id]");
let far = false;
let high = 0;
let reading = null;
let waiting = false;
// On a phone the sections stand above the page; once they are out of sight, one line of them stays at the top.
function placeBar() {
  if (!far) high = bar.parentElement.offsetHeight;
  root.style.setProperty("--contents", `${high}px`);
  const now = narrow.matches && scrollY > one("header").offsetHeight + high;
  if (now !== far) reading = null;
  far = now;
  root.classList.toggle("far", far);
}
function markSection() {
  waiting = false;
  placeBar();
  let current = titles[0];
  // Their sections are asked, not they: a title in a section that is not drawn yet would have it laid out.
  for (const head of titles) if (head.closest("section").getBoundingClientRect().top < 120) current = head;
  const link = current && links.get(current.id);
  if (!link || link === reading) return;
  reading = link;
  for (const other of links.values()) other.removeAttribute("aria-current");
  link.setAttribute("aria-current", "true");
  bar.scrollLeft = link.offsetLeft - (bar.clientWidth - link.offsetWidth) / 2;
}
addEventListener("scroll", () => { if (!waiting) { waiting = true; requestAnimationFrame(markSection); } }, { passive: true });
markSection();
