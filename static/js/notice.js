/* Shows what changed in a privacy policy: dot, banner or pop-up. docs/notices-api.md. */
(() => {
  try {
    const me = document.currentScript, set = me.dataset, app = set.app;
    const api = new URL("/api/v1/notices", me.src), key = `notices_${app}`;
    const all = (q) => document.querySelectorAll(q);
    const known = () => (document.cookie.match(`(?:^|; )${key}=([\\d.]*)`) || [])[1] || "";
    const keep = (ids) => {
      document.cookie = `${key}=${ids.join(".")}; Max-Age=31536000; Path=/; SameSite=Lax`;
    };
    let token = "";
    const ask = (url, options = {}) => fetch(url, {
      ...options, credentials: "omit",
      headers: token ? { Authorization: `Bearer ${token}` } : {},
    });
    const tell = (one, what) => {
      keep([...new Set([...known().split(".").filter(Boolean), one.id])]);
      if (token) ask(`${api}/${one.id}/${what}`, { method: "POST" }).catch(() => {});
    };
    const make = (tag, name, text = "") => Object.assign(document.createElement(tag), {
      className: `privacy-notice-${name}`, textContent: text,
    });
    const words = (one, box, close) => {
      const list = make("ul", "changes");
      one.summary.forEach((line) => list.append(make("li", "change", line)));
      const more = make("a", "more", set.more || "Details");
      more.href = one.diff_url;
      const done = make("button", "close", set.close || "OK");
      done.onclick = () => { tell(one, "ack"); close(); };
      box.lang = one.language;
      box.append(make("strong", "title", one.title), list, more, done);
    };
    const dot = (on) => all("[data-privacy-dot]").forEach((it) => { it.hidden = !on; });
    const show = (list) => {
      const old = known().split(".");
      const open = list.filter((one) => one.unread && !old.includes(String(one.id)));
      dot(open.some((one) => one.shows.includes("red_dot")));
      all("[data-privacy-open]").forEach((it) => it.addEventListener("click", () => {
        open.forEach((one) => tell(one, "seen"));
        dot(false);
      }));
      const one = open.find((each) => each.shows.some((how) => how !== "red_dot"));
      if (!one) return;
      const pop = one.shows.includes("pop_up");
      const box = make(pop ? "dialog" : "aside", pop ? "pop-up" : "banner");
      words(one, box, () => { if (pop) box.close(); box.remove(); });
      if (pop) { document.body.append(box); box.showModal(); } else document.body.prepend(box);
      tell(one, "seen");
    };
    const run = async () => {
      try {
        if (set.token) {
          const got = await fetch(set.token);
          if (got.ok) token = (await got.text()).trim();
        }
        const got = await ask(`${api}?app=${app}&lang=${document.documentElement.lang}`);
        if (got.ok) show((await got.json()).notices);
      } catch { /* the page goes on without us */ }
    };
    if (document.body) run(); else addEventListener("DOMContentLoaded", run);
  } catch { /* nothing here may break the page */ }
})();
