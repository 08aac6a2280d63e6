// Planned newsletters move by drag, or by Alt and an arrow. Either way the page that says what follows opens; it asks for a yes.
const said = document.querySelector("[data-said]");
const movable = [...document.querySelectorAll("[data-newsletter]")];
const linkOf = (newsletter) => newsletter.querySelector("[data-move]");
const cellOf = (element) => element.closest("[data-day]");

function dayAfter(iso, days) {
  const day = new Date(`${iso}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + days);
  return day.toISOString().slice(0, 10);
}

function aim(newsletter, iso) {
  const link = linkOf(newsletter);
  link.dataset.to = iso;
  link.href = `${link.href.split("?")[0]}?to=${iso}`;
}

function inWords(iso) {
  const day = new Date(`${iso}T00:00:00Z`);
  return day.toLocaleDateString(document.documentElement.lang, { weekday: "long", month: "long", day: "numeric", timeZone: "UTC" });
}

function step(newsletter, days) {
  const from = linkOf(newsletter).dataset.to || cellOf(newsletter).dataset.day;
  const to = dayAfter(from, days);
  aim(newsletter, to);
  const cell = document.querySelector(`[data-day="${to}"]`);
  (cell?.querySelector("td") ?? cell)?.append(newsletter);
  newsletter.classList.add("waits");
  const link = linkOf(newsletter);
  link.textContent = said.dataset.follows;
  link.focus();
  said.textContent = said.dataset.aimed.replace("{day}", inWords(to));
}

const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
let dragged = null;
for (const newsletter of movable) {
  newsletter.addEventListener("keydown", (event) => {
    const days = event.altKey && STEPS[event.key];
    if (!days) return;
    event.preventDefault();
    step(newsletter, days);
  });
  newsletter.draggable = true;
  for (const link of newsletter.querySelectorAll("a")) link.draggable = false;
  newsletter.addEventListener("dragstart", (event) => { dragged = newsletter; event.dataTransfer.effectAllowed = "move"; });
  newsletter.addEventListener("dragend", () => { dragged = null; });
}

for (const cell of document.querySelectorAll("[data-day]")) {
  cell.addEventListener("dragover", (event) => { if (dragged) { event.preventDefault(); cell.classList.add("over"); } });
  cell.addEventListener("dragleave", () => cell.classList.remove("over"));
  cell.addEventListener("drop", (event) => {
    event.preventDefault();
    cell.classList.remove("over");
    if (!dragged || cellOf(dragged) === cell) return;
    aim(dragged, cell.dataset.day);
    location.assign(linkOf(dragged).href);
  });
}

if (movable.length) document.querySelector("[data-how]").hidden = false;
