// ---- which section is being read
const links = new Map(all(".contents a").map((link) => [link.hash.slice(1), link]));
const titles = all("main h2[id]");
let waiting = false;
function markSection() {
  waiting = false;
  root.classList.toggle("far", scrollY > 1200);
  let current = titles[0];
  for (const head of titles) if (head.getBoundingClientRect().top < 120) current = head;
  for (const [id, link] of links) { if (current && id === current.id) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current"); }
}
addEventListener("scroll", () => { if (!waiting) { waiting = true; requestAnimationFrame(markSection); } }, { passive: true });
markSection();
