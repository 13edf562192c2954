const lost = (what) => () => say(`This browser cannot unpack the ${what}; the files beside this page hold them.`);
function openHash() {
  if (location.hash && !reveal(decodeURIComponent(location.hash.slice(1)))) followHash();
}
gatherRows();
foldPage();
unpackArticles().catch(lost("articles")).then(async () => {
  if (panel) showMarks();
  // Each chart takes its room before it is drawn, or a page opened at a sentence would slide away from it.
  holders.forEach((holder) => { one(".plot", holder).style.height = `${holder.dataset.high}px`; });
  measureSticky();
  openHash();
  holders.forEach((holder) => watcher.observe(holder));
  performance.mark("ready");
  await gatherMore().catch(lost("claims"));
  texts = "";
  if (/^#(claims\?|g)/.test(location.hash)) openHash();
  all("table.claims details[open]").forEach(addTools);
  performance.mark("complete");
  root.dataset.ready = "true";
});
