// The split wizard's comforts: keys for its buttons, and focus that stays where it was. Every step works without them.
const form = document.querySelector("form.split");
const keys = document.getElementById("keys");
const parts = () => [...form.querySelectorAll('input[name="block"]')];
const chosen = () => form.querySelector('input[name="block"]:checked');
const press = (selector, within = form) => within?.querySelector(selector)?.click();
const lesson = () => chosen()?.closest(".piece");

function choose(step) {
  const all = parts();
  const at = all.indexOf(chosen());
  const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1)];
  if (!next) return;
  next.checked = true;
  next.focus();
  next.closest("li").scrollIntoView({ block: "nearest" });
}

const acts = {
  j: () => choose(1),
  k: () => choose(-1),
  m: () => press('[data-act="merge"]', lesson()),
  s: () => press('[data-act="split"]', lesson()),
  u: () => press('[data-key="u"]'),
  d: () => press('[data-key="d"]'),
  x: () => press('[data-key="x"]'),
  z: () => press('[data-key="z"]'),
  "?": () => keys.showModal(),
};
const withAlt = { ArrowUp: () => press('[data-act="up"]', lesson()), ArrowDown: () => press('[data-act="down"]', lesson()) };

let byKey = false;
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest('input:not([type="radio"]), textarea, select');
  if (event.ctrlKey || event.metaKey || keys.open || typing) return;
  const act = (event.altKey ? withAlt : acts)[event.key];
  if (!act) return;
  event.preventDefault();
  byKey = true;
  act();
  byKey = false;
});
for (const button of document.querySelectorAll("[data-keys]")) {
  button.hidden = false;
  button.addEventListener("click", () => keys.showModal());
}

// A step is sent once. The page then loads anew: focus goes to the chosen part after a key, else to the same button where its lesson is now.
const place = `split:${location.pathname}`;
let sent = false;
form.addEventListener("submit", (event) => {
  if (sent) return event.preventDefault();
  sent = true;
  sessionStorage.setItem(place, byKey ? "a key" : (event.submitter?.dataset.act ?? ""));
});
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

const before = sessionStorage.getItem(place);
sessionStorage.removeItem(place);
addEventListener("load", () => requestAnimationFrame(() => { // the browser itself goes to the address's fragment first
  if (before === null || !location.hash) return;
  const target = document.getElementById(location.hash.slice(1));
  const button = before && target?.querySelector(`[data-act="${CSS.escape(before)}"]`);
  const part = before === "a key" ? chosen() : target?.matches("li") && target.querySelector("input");
  (part || button || target)?.focus();
}));
