// The list of requests: counts what is selected, ticks a whole page, and asks now and then
// whether something changed. It says so and never moves a row by itself. Without it the
// same form is sent and the same page comes back.
"use strict";
(() => {
  const form = document.getElementById("bulk");
  if (form) {
    const boxes = [...form.querySelectorAll(".sel")];
    const page = form.querySelector("[name=all][value=page]");
    const matching = form.querySelector("[name=all][value=matching]");
    const label = document.getElementById("selected");
    const show = () => {
      const number = boxes.filter((box) => box.checked).length;
      if (page) {
        page.checked = number > 0 && number === boxes.length;
        page.indeterminate = number > 0 && number < boxes.length;
      }
      if (!label) return;
      const all = matching?.checked ? Number(matching.dataset.total) : number;
      label.textContent = all ? label.dataset.some.replace("{n}", all) : label.dataset.none;
    };
    form.addEventListener("change", (event) => {
      if (event.target === page) for (const box of boxes) box.checked = page.checked;
      if (event.target === page && !page.checked && matching) matching.checked = false;
      show();
    });
    form.addEventListener("reset", () => setTimeout(show));
    window.addEventListener("pageshow", show); // the back button keeps the ticks
    show();
  }

  const hint = document.getElementById("changes");
  if (!hint) return;
  const first = 15_000, longest = 120_000;
  let wait = first, timer = 0;
  const ask = async () => {
    timer = 0;
    try {
      const answer = await fetch(hint.dataset.url, { headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected) return; // signed out: ask no more
      const found = await answer.json();
      if (found.changes && hint.firstElementChild.textContent !== found.text) {
        hint.firstElementChild.textContent = found.text;
        hint.hidden = false;
        wait = first;
      }
    } catch {
      // The server cannot be reached: later again.
    }
    wait = Math.min(wait * 1.5, longest);
    start();
  };
  const start = () => {
    if (!timer && !document.hidden) timer = setTimeout(ask, wait);
  };
  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    timer = 0;
    if (!document.hidden) wait = first;
    start();
  });
  start();
})();
