// What is wrong with the place where the keys are, as a sentence; empty if nothing is: the
// ring is 3 px wide and nothing that stays in place lies over it (WCAG 2.4.7, 2.4.11).
() => {
  const it = document.activeElement;
  if (!it || it === document.body) return "";
  const name = `${it.localName} “${(it.innerText || it.name || "").trim().slice(0, 40)}”`;
  // The button inside a date field is the browser's own, and so is the ring around it.
  if (/^(date|time|datetime-local)$/.test(it.type) && !it.matches(":focus-visible")) return "";
  const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(it);
  if (outlineStyle === "none" || parseFloat(outlineWidth) < 3 || /, 0\)$/.test(outlineColor)) {
    return `no ring around ${name}`;
  }
  const { left, right, top, bottom } = it.getClientRects()[0] || it.getBoundingClientRect();
  const [x, y] = [
    (Math.max(left, 0) + Math.min(right, innerWidth)) / 2,
    (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2,
  ];
  const met = document.elementFromPoint(x, y);
  if (!met) return `out of sight: ${name}`;
  const own = it.contains(met) || met.contains(it) || [...(it.labels || [])].some((one) => one.contains(met));
  return own ? "" : `hidden by ${met.localName}.${met.className}: ${name}`;
}
