// A file may be dropped on the box around its field. Without a script the field itself takes one.
for (const box of document.querySelectorAll("[data-drop]")) {
  const field = document.getElementById(box.dataset.drop);
  const said = box.querySelector("[data-dropped]");
  let depth = 0; // of the elements the pointer is in while it drags
  const over = (step) => { depth = Math.max(0, depth + step); box.classList.toggle("over", depth > 0); };
  said.hidden = false;
  box.addEventListener("dragenter", (event) => { event.preventDefault(); over(1); });
  box.addEventListener("dragleave", () => over(-1));
  box.addEventListener("dragover", (event) => event.preventDefault());
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    over(-depth);
    if (!event.dataTransfer.files.length) return;
    field.files = event.dataTransfer.files;
    said.textContent = said.dataset.dropped.replace("{file}", () => field.files[0].name);
  });
}
