// Shows the banner before the session ends, on a page that has been open for long, and
// lets it last without leaving the page. Without this script a form that comes too late
// is kept all the same.
"use strict";
(() => {
  const form = document.querySelector("form[data-session-seconds]");
  if (!form) return;
  const inSeconds = (seconds) => Date.now() + seconds * 1000;
  let endsAt = inSeconds(Number(form.dataset.sessionSeconds));
  const look = () => {
    form.hidden = Date.now() < endsAt - Number(form.dataset.soon) * 1000;
  };
  const stay = async () => {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
    });
    const { seconds, sentence } = await answer.json();
    endsAt = inSeconds(seconds);
    form.querySelector("b").textContent = sentence;
    look();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    // Too late, or no connection: what is typed stays where it is.
    stay().catch(() => { form.querySelector("button").hidden = true; });
  });
  setInterval(look, 15000);
  document.addEventListener("visibilitychange", look);
})();

// Single keys on pages of the office. Each only presses what is on the page already, so
// all of it works without. Off in the profile (then the page does not ask for them), off
// while typing, off with Ctrl, Alt and Meta.
(() => {
  if (!document.body.hasAttribute("data-keys")) return;
  const list = () => [...document.querySelectorAll("main table.cards tbody a.ttl")];
  const row = () => document.activeElement?.closest("main tbody tr");
  const move = (by) => {
    const links = list();
    if (!links.length) return;
    const here = links.findIndex((link) => link.closest("tr") === row());
    const next = here < 0 ? (by > 0 ? 0 : links.length - 1) : here + by;
    links[Math.min(Math.max(next, 0), links.length - 1)].focus();
  };
  const help = () => {
    const dialog = document.getElementById("keys");
    if (dialog) dialog.showModal();
    else location.assign("/desk/requests/keys/");
  };
  const acts = {
    "/": () => document.querySelector(".find [type=search]")?.focus(),
    j: () => move(1),
    k: () => move(-1),
    x: () => row()?.querySelector(".sel")?.click(),
    a: () => {
      const form = document.getElementById("bulk");
      const assign = form?.querySelector("[value=assign]");
      if (!assign) return;
      const chosen = form.querySelector(".sel:checked, [name=all]:checked");
      if (!chosen) row()?.querySelector(".sel")?.click();
      form.requestSubmit(assign);
    },
    e: () => {
      const folds = [...document.querySelectorAll("main details")];
      const open = folds.some((fold) => !fold.open);
      for (const fold of folds) fold.open = open;
    },
    "?": help,
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const { target } = event;
    const types = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";
    if (target.closest?.(types) || document.querySelector("dialog[open]")) return;
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-dialog]");
    const dialog = link && document.getElementById(link.dataset.dialog);
    if (!dialog || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    dialog.showModal();
  });
})();
