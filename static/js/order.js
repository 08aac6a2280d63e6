// Moving lessons of a series by drag or Alt and an arrow. The days stay where they stand; the buttons do the same without this script.
const form = document.getElementById("order");
const said = form.querySelector("[data-said]");
const slots = () => [...form.querySelectorAll("[data-slot]")];
const lessonIn = (slot) => slot.querySelector("[data-lesson]");

function move(from, to) {
  const all = slots();
  if (from === to || !all[from] || !all[to]) return;
  const lessons = all.map(lessonIn);
  lessons.splice(to, 0, ...lessons.splice(from, 1));
  all.forEach((slot, place) => slot.querySelector(".bead").after(lessons[place]));
  said.textContent = said.dataset.moved.replace("{number}", to + 1).replace("{title}", () => lessons[to].textContent.trim());
}

form.addEventListener("keydown", (event) => {
  const step = event.altKey && { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const slot = event.target.closest("[data-slot]");
  if (!step || !slot) return;
  event.preventDefault();
  const from = slots().indexOf(slot);
  move(from, from + step);
  slots()[from + step]?.querySelector('input[name="day"]').focus();
});

for (const button of form.querySelectorAll('button[value^="earlier:"], button[value^="later:"]')) {
  button.addEventListener("click", (event) => {
    event.preventDefault();
    const from = slots().indexOf(button.closest("[data-slot]"));
    move(from, from + (button.value.startsWith("earlier") ? -1 : 1));
  });
}

let dragged = null;
for (const slot of slots()) {
  const handle = slot.querySelector("[data-handle]");
  handle.draggable = true;
  handle.addEventListener("dragstart", (event) => { dragged = slot; event.dataTransfer.effectAllowed = "move"; });
  slot.addEventListener("dragover", (event) => { if (dragged) { event.preventDefault(); slot.classList.add("over"); } });
  slot.addEventListener("dragleave", () => slot.classList.remove("over"));
  slot.addEventListener("drop", (event) => {
    event.preventDefault();
    slot.classList.remove("over");
    move(slots().indexOf(dragged), slots().indexOf(slot));
    dragged = null;
  });
}
