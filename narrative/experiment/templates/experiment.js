"use strict";
(() => {
  const all = (query) => [...document.querySelectorAll(query)];
  // Open whatever hides what a link leads to, and show it.
  function reveal() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    target.scrollIntoView();
  }
  addEventListener("hashchange", reveal);
  reveal();
  // Which section is being read.
  const links = new Map(all(".contents a").map((link) => [link.hash.slice(1), link]));
  const heads = all("main h2[id]");
  let waiting = false;
  function markSection() {
    waiting = false;
    const current = heads.filter((head) => head.getBoundingClientRect().top < 120).pop() || heads[0];
    for (const [id, link] of links) {
      if (current && id === current.id) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
    }
  }
  addEventListener("scroll", () => { if (!waiting) { waiting = true; requestAnimationFrame(markSection); } }, { passive: true });
  markSection();
})();
