const root = document.documentElement;
root.classList.add("js");
const one = (query, from = document) => from.querySelector(query);
const all = (query, from = document) => [...from.querySelectorAll(query)];
const byId = (id) => document.getElementById(id) || (id && bring(id));
const make = (tag, fields = {}, ...inside) => { const node = Object.assign(document.createElement(tag), fields); node.append(...inside); return node; };

function unpack(id) {
  const packed = Uint8Array.from(atob(byId(id).textContent), (c) => c.charCodeAt(0));
  return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}
// A large page carries its articles packed. Each is put in place when it is opened, or when something in it is wanted.
let bodies = [];
let texts = "";
async function unpackArticles() {
  if (!document.getElementById("bodies")) return;
  texts = await unpack("bodies");
  bodies = texts.split("<!---->");
}
function place(article) {
  const n = bodies.length ? all("details.text").indexOf(article) : -1;
  if (n >= 0 && bodies[n]) { article.insertAdjacentHTML("beforeend", bodies[n]); bodies[n] = ""; }
}
function bring(id) {
  const n = /^[cp][0-9a-f]{16}$/.test(id) ? bodies.findIndex((body) => body.includes(`id="${id}"`)) : -1;
  if (n < 0) return null;
  place(all("details.text")[n]);
  return document.getElementById(id);
}
document.addEventListener("toggle", (event) => { if (event.target.open && event.target.matches("details.text")) place(event.target); }, true);

// ---- what was just done, said to eyes and screen readers
const status = one(".said");
let timer = 0;
function say(words) { status.textContent = words; clearTimeout(timer); timer = setTimeout(() => { status.textContent = ""; }, 2500); }

// ---- anchors: open whatever hides the target, and show it
// A target must not end under what sticks: the bar of sections and the names of the sources, as high as they are by now.
function measureSticky() {
  const height = (query) => { const at = one(query); return at ? `${Math.ceil(at.getBoundingClientRect().height)}px` : "0px"; };
  root.style.setProperty("--bar", narrow.matches ? "44px" : height(".contents"));
  root.style.setProperty("--heads", narrow.matches ? "0px" : height("table.claims thead"));
  const tall = one(".tall");
  if (!tall) return;
  const fits = narrow.matches || tall.scrollWidth <= tall.clientWidth;
  tall.classList.toggle("fits", fits);
  one(".wider").hidden = fits;
}
// What is drawn only where it is seen moves the rest: the place is taken up again, unless the reader has gone on.
let arriving = 0;
function arrive(target, options) {
  const mine = ++arriving;
  const go = () => { if (mine === arriving) target.scrollIntoView({ ...options, behavior: "instant" }); };
  go();
  requestAnimationFrame(() => requestAnimationFrame(go));
  setTimeout(go, 250);
}
for (const kind of ["wheel", "touchmove", "keydown", "mousedown"]) addEventListener(kind, () => { arriving += 1; }, { passive: true });
function reveal(id) {
  if (!id) return false;
  if (!byId(id) && pooled(id)) resetFilters(id);
  // A quote of an earlier page whose row opens no longer: the same sentence in its article.
  const target = byId(id) || (id.startsWith("q") && byId(`c${id.slice(1)}`));
  if (!target) return false;
  for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
  const inside = target.matches("table.claims tbody") ? one("td > details", target) : target.matches("article.narrative") ? one("details.wide", target) : null;
  if (inside) inside.open = true;
  unfold(target);
  measureSticky();
  arrive(target, { block: target.matches("h2, h3, details, tbody") ? "start" : "center" });
  return true;
}
function followHash() {
  const hash = decodeURIComponent(location.hash.slice(1));
  if (hash.startsWith("claims?")) { readFilters(hash.slice(7)); for (const box of all(".tall")) box.scrollTop = 0; arrive(byId("claims"), { block: "start" }); } else reveal(hash);
}
addEventListener("hashchange", followHash);
addEventListener("resize", () => measureSticky());
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  // The same link twice changes no hash, but should open its target again.
  if (link && link.getAttribute("href") === location.hash) { event.preventDefault(); followHash(); }
});
