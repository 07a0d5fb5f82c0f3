// What a person could not read on the page as it lies there: text that leaves
// the window or is cut, and text too faint for its ground (WCAG 2.2, 1.4.3 and
// 1.4.10). Evaluated beside the page, which has no scripts of its own.
(() => {
  const root = document.documentElement, width = root.clientWidth, wide = [], cut = [], faint = [];
  const rgba = text => (text.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number);
  const channel = v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const over = ([r, g, b, a = 1], under) => [r, g, b].map((v, i) => v * a + under[i] * (1 - a));
  const canvas = matchMedia('(prefers-color-scheme: dark)').matches ? [18, 18, 18] : [255, 255, 255];
  const ground = e => e ? over(rgba(getComputedStyle(e).backgroundColor), ground(e.parentElement)) : canvas;
  const short = text => text.trim().replace(/\s+/g, ' ').slice(0, 60);
  for (const e of document.body.querySelectorAll('*')) {
    const box = e.getBoundingClientRect(), style = getComputedStyle(e);
    if (box.width === 0 && box.height === 0) continue;
    if (box.right > width + 0.5 || box.left < -0.5) wide.push(e.tagName + ' ' + short(e.textContent));
    if (style.overflowX !== 'visible' && e.scrollWidth > e.clientWidth + 1 && e.tagName !== 'INPUT') cut.push(e.tagName + ' ' + short(e.textContent));
  }
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode, range = document.createRange(), e = text.parentElement;
    range.selectNodeContents(text);
    if (!text.data.trim() || range.getClientRects().length === 0) continue;
    for (const box of range.getClientRects()) if (box.right > width + 0.5) wide.push('text ' + short(text.data));
    const under = ground(e), [a, b] = [light(over(rgba(getComputedStyle(e).color), under)), light(under)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) faint.push(ratio.toFixed(2) + ' ' + short(text.data));
  }
  return { Client: width, Scroll: root.scrollWidth, Wide: wide, Cut: cut, Faint: faint, Texts: document.body.innerText };
})()
