// What a page must keep that axe does not ask for (UX.md 9, 10): run in the page, returns
// the faults as sentences. The smallest target is 24 px in the office, 44 px in public.
() => {
  const found = [];
  const least = document.querySelector("header.site") ? 44 : 24;
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const name = (it) => {
    const words = (it.innerText || it.getAttribute("aria-label") || it.name || "").trim();
    return `${it.localName}${it.className ? `.${[...it.classList].join(".")}` : ""} “${words.slice(0, 40)}”`;
  };
  const fault = (what, it) => found.push(it ? `${what}: ${name(it)}` : what);
  const shown = (it) => it.checkVisibility({ visibilityProperty: true });
  const named = (ids) => (ids || "").split(/\s+/).filter(Boolean);
  const text = (it) => it?.textContent.trim() || "";

  const headings = all("h1, h2, h3, h4, h5, h6").filter(shown);
  const firsts = headings.filter((it) => it.localName === "h1");
  if (firsts.length !== 1) fault(`${firsts.length} headings of the first level`);
  let level = 0;
  for (const it of headings) {
    const own = Number(it.localName[1]);
    if (own > level + 1 && level) fault(`a heading that skips a level after h${level}`, it);
    level = own;
  }

  const skip = all("a[href], button, input, select, textarea, summary")[0];
  const goal = skip?.hash && document.getElementById(skip.hash.slice(1));
  if (!skip?.matches(".skip") || goal?.localName !== "main") fault("no way past the head");

  for (const table of all("table:not([role=presentation])").filter(shown)) {
    const label = text(table.caption) || table.getAttribute("aria-label")
      || named(table.getAttribute("aria-labelledby")).map((id) => text(document.getElementById(id))).join("");
    if (!label) fault("a table without a caption", table);
    for (const head of all("th", table)) if (!head.scope) fault("a head without scope", head);
  }
  for (const chart of all("svg.chart").filter(shown)) {
    if (!chart.closest("section, figure")?.querySelector("table")) fault("a chart without a table", chart);
  }

  const fields = all("input:not([type=hidden]), select, textarea").filter(shown);
  for (const field of fields) {
    const label = [...(field.labels || [])].map(text).join("") || field.getAttribute("aria-label")
      || named(field.getAttribute("aria-labelledby")).map((id) => text(document.getElementById(id))).join("");
    if (!label) fault("a field without a label", field);
    if (/^(one-time-code|current-password)$/.test(field.autocomplete) === false
      && (field.type === "password" || field.name === "digits" || field.name === "code")
      && field.autocomplete !== "new-password") fault("a field that no manager fills", field);
  }
  for (const it of all("[aria-describedby], [aria-labelledby]")) {
    for (const id of [...named(it.getAttribute("aria-describedby")), ...named(it.getAttribute("aria-labelledby"))]) {
      if (!document.getElementById(id)) fault(`nothing is called ${id}`, it);
    }
  }
  for (const it of all("[aria-invalid=true]").filter(shown)) {
    const group = it.closest("[aria-describedby]");
    const words = named(group?.getAttribute("aria-describedby")).map((id) => document.getElementById(id));
    if (!words.some((one) => one?.matches(".errorlist") && text(one))) fault("an error that is not tied to its field", it);
  }
  for (const link of all(".summary a[href^='#']")) {
    if (!document.getElementById(link.hash.slice(1))) fault("a summary that leads nowhere", link);
  }

  // Targets: the whole label counts for a box, and a link in a sentence may be a line high.
  const box = (it) => [it, ...(/^(checkbox|radio)$/.test(it.type) ? it.labels : [])]
    .map((one) => one.getBoundingClientRect())
    .reduce((a, b) => ({
      left: Math.min(a.left, b.left), top: Math.min(a.top, b.top),
      right: Math.max(a.right, b.right), bottom: Math.max(a.bottom, b.bottom),
    }));
  const inSentence = (it) => {
    if (getComputedStyle(it).display !== "inline") return false;
    const around = it.parentElement.closest("p, li, dd, td, th, label, div, span, h1, h2, h3");
    return text(around).length > text(it).length;
  };
  for (const it of all("a[href], button, input:not([type=hidden]), select, textarea, summary")) {
    if (!shown(it) || it.matches(".skip, .vh") || it.closest(".vh") || it.disabled) continue;
    const { left, right, top, bottom } = box(it);
    const [width, height] = [right - left, bottom - top].map((side) => Math.round(side * 10) / 10);
    if (right <= 0 || !width || (width >= least && height >= least)) continue;
    if (!inSentence(it)) fault(`a target of ${width} × ${height}`, it);
  }

  // Nothing moves for whom it must not; the test asks for reduced motion.
  for (const it of all("*")) {
    const style = getComputedStyle(it);
    if (style.transitionDuration.split(", ").some((time) => parseFloat(time) > 0)) fault("a transition", it);
    if (style.animationName !== "none") fault("an animation", it);
  }
  return [...new Set(found)];
}
