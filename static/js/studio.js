// The studio's comforts: keys, choices that act at once, and a page that follows the files it shows. All of it works without them.
document.documentElement.classList.add("scripted");

const studio = document.querySelector(".studio");
const find = document.getElementById("find");
const keys = document.getElementById("keys");

for (const select of document.querySelectorAll("[data-submits]")) select.addEventListener("change", () => select.form.requestSubmit());
for (const select of document.querySelectorAll("[data-goes]")) select.addEventListener("change", () => location.assign(select.value));

// Typing in the find box hides what doesn't match; Enter asks the server.
find?.addEventListener("input", () => {
  const wanted = find.value.trim().toLowerCase();
  for (const group of document.querySelectorAll(".tree details")) {
    let any = false;
    for (const item of group.querySelectorAll("li")) {
      item.hidden = !item.textContent.toLowerCase().includes(wanted);
      any ||= !item.hidden;
    }
    group.hidden = !any;
    if (wanted && any) group.open = true;
  }
});

const next = (cycle) => {
  const links = [...document.querySelectorAll(`[data-cycle="${cycle}"] a`)];
  const at = links.findIndex((link) => link.hasAttribute("aria-current"));
  links[(at + 1) % links.length]?.click();
};
const acts = {
  j: () => document.querySelector('[data-key="j"]')?.click(),
  k: () => document.querySelector('[data-key="k"]')?.click(),
  "/": () => { find.focus(); find.select(); },
  w: () => next("w"),
  d: () => next("d"),
  "?": () => keys.showModal(),
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || keys.open || event.target.closest("input, select, textarea, [popover]")) return;
  const tab = /^[1-7]$/.test(event.key) && document.querySelectorAll(".tabs a")[event.key - 1];
  const act = tab ? () => tab.click() : acts[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

// A page that is looked at asks twice a second whether what it shows has changed, and keeps its place when it loads anew.
const place = `studio:${location.pathname}`;
const kept = sessionStorage.getItem(place);
if (kept) { scrollTo(0, Number(kept)); sessionStorage.removeItem(place); }

async function follow() {
  if (!document.hidden && !document.querySelector("dialog[open], :popover-open, input:focus:not(:placeholder-shown)")) {
    try {
      const answer = await fetch(studio.dataset.stampUrl, { headers: { Accept: "application/json" } });
      const changed = answer.ok && (await answer.json()).stamp !== studio.dataset.stamp;
      if (changed && (await fetch(location.href)).ok) { // a file is gone while an editor saves it
        sessionStorage.setItem(place, scrollY);
        return location.reload();
      }
    } catch { /* the server is being restarted: ask again */ }
  }
  setTimeout(follow, 500);
}
if (studio) follow();
