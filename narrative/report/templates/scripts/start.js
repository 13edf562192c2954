const lost = (what) => () => say(`This browser cannot unpack the ${what}; the files beside this page hold them.`);
Promise.all([unpackArticles().catch(lost("articles")), gatherRows().catch(lost("claims"))]).then(() => {
  if (panel) showMarks();
  // Each chart takes its room before it is drawn, or a page opened at a sentence would slide away from it.
  holders.forEach((holder) => { one(".plot", holder).style.height = `${figures[holder.dataset.figure].layout.height}px`; });
  if (location.hash && !reveal(decodeURIComponent(location.hash.slice(1)), "instant")) followHash();
  all("table.claims details[open]").forEach(addTools);
  holders.forEach((holder) => watcher.observe(holder));
  root.dataset.ready = "true";
  performance.mark("ready");
});
