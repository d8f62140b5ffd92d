// At 320 px, with the text spacing of WCAG 1.4.12: what does not fit, as sentences.
// A sheet made by a script is no inline style, so the strict policy of the page stays on.
() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important } p { margin-bottom: 2em !important }`);
  const before = [...document.adoptedStyleSheets];
  document.adoptedStyleSheets.push(sheet);
  const found = [];
  const name = (it) => `${it.localName}.${[...it.classList].join(".")} “${it.textContent.trim().slice(0, 40)}”`;
  const over = document.documentElement.scrollWidth - innerWidth;
  if (over > 0) {
    const wide = [...document.querySelectorAll("body *")].filter((it) => it.checkVisibility()
      && it.getBoundingClientRect().right > innerWidth + 1 && !it.closest(".tbl, .vh"));
    found.push(`scrolls sideways by ${over} px: ${wide.slice(0, 2).map(name).join(", ")}`);
  }
  for (const it of document.querySelectorAll("body *")) {
    if (!it.checkVisibility() || it.closest("svg, .vh, input, select, textarea")) continue;
    const style = getComputedStyle(it);
    if (/inline/.test(style.display) && style.display === "inline") continue;
    const [x, y] = [it.scrollWidth - it.clientWidth, it.scrollHeight - it.clientHeight];
    if (x > 1 && /auto|scroll/.test(style.overflowX) && !it.matches(".tbl, .views, .code, textarea, input, select")) {
      found.push(`scrolls in a box that is none for a table: ${name(it)}`);
    }
    if ((x > 1 && /hidden|clip/.test(style.overflowX)) || (y > 1 && /hidden|clip/.test(style.overflowY))) {
      if (style.clipPath === "none" && it.clientHeight > 1) found.push(`clips its text: ${name(it)}`);
    }
    if (style.textOverflow === "ellipsis" && x > 1) found.push(`cuts its text: ${name(it)}`);
  }
  document.adoptedStyleSheets = before;
  return [...new Set(found)];
}
