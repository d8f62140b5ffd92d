// In forced colours (the person's own palette): what has lost its border, its words or its
// line, as sentences. The browser replaces every colour but those of pictures.
() => {
  const found = [];
  const all = (selector) => [...document.querySelectorAll(selector)].filter((it) => it.checkVisibility());
  const fault = (what, it) => found.push(`${what}: ${it.localName}.${it.getAttribute("class") || ""}`);
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\d.]+/g).slice(0, 3).map((part) => part / 255)
      .map((part) => (part <= 0.04 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const apart = (one, other) => {
    const [a, b] = [light(one), light(other)].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  };
  if (!matchMedia("(forced-colors: active)").matches) return ["the colours are not forced"];
  const paper = getComputedStyle(document.body).backgroundColor;

  const edged = ".btn, .chip, .ban, .erased, .clock, .pan, .msg, .key, dialog, "
    + "input:not([type=hidden], [type=checkbox], [type=radio]), select, textarea";
  for (const it of all(edged)) {
    const { borderBottomWidth, borderBottomStyle, borderBottomColor, backgroundColor } = getComputedStyle(it);
    const line = parseFloat(borderBottomWidth) >= 1 && borderBottomStyle !== "none"
      && apart(borderBottomColor, paper) >= 3;
    if (!line && apart(backgroundColor, paper) < 3) fault("no border", it);
  }
  for (const it of all("[type=checkbox], [type=radio]")) {
    if (getComputedStyle(it).appearance !== "auto") fault("a tick of our own drawing", it);
  }
  for (const it of all("a, button, b, h1, h2, td, th, label, span")) {
    const { color, forcedColorAdjust } = getComputedStyle(it);
    // The browser puts a plate of the paper's colour behind words, so these must differ.
    if (forcedColorAdjust !== "none" && apart(color, paper) < 4.5 && !it.closest("[disabled], [aria-disabled]")) {
      fault("words like the paper", it);
    }
  }
  for (const it of all("a[aria-current], [aria-pressed=true], .stepper [aria-current]")) {
    if (getComputedStyle(it).outlineStyle === "none") fault("current, and nothing shows it", it);
  }
  for (const it of all(".chart :is(path, line, polyline, circle, rect), .meter *, .track *")) {
    const { fill, stroke } = getComputedStyle(it);
    if (it.closest("defs, pattern") || it.matches(".off, .grid") || /url/.test(fill)) continue;
    const drawn = [fill, stroke].filter((colour) => colour !== "none" && !/, 0\)$/.test(colour));
    if (drawn.length && !drawn.some((colour) => apart(colour, paper) >= 3)) fault("a line like the paper", it);
  }
  return [...new Set(found)];
}
