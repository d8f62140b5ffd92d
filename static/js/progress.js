// Reloads how far a notice is: every 5 seconds, backing off to 30, never while hidden.
(() => {
  const place = document.querySelector("[data-progress]");
  if (!place || !place.dataset.progress) return;
  let wait = 5000;
  const look = async () => {
    if (!document.hidden) {
      try {
        const answer = await fetch(place.dataset.progress, { headers: { "X-Fragment": "progress" } });
        if (!answer.ok || answer.redirected) return;
        const words = await answer.text();
        if (words.trim() !== place.innerHTML.trim()) {
          place.innerHTML = words;
          wait = 5000;
        } else wait = Math.min(wait * 1.5, 30000);
      } catch { wait = 30000; }
    }
    setTimeout(look, wait);
  };
  setTimeout(look, wait);
})();
