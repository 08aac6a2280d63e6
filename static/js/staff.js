// Small comforts. Every page works without them.

// A toast stays until it is closed, or for ten seconds after pointer and focus have left it.
for (const toast of document.querySelectorAll(".toast")) {
  let leaving;
  const stay = () => clearTimeout(leaving);
  const leave = () => { stay(); leaving = setTimeout(() => toast.remove(), 10_000); };
  const close = toast.querySelector("[data-dismiss]");
  close.hidden = false;
  close.addEventListener("click", () => toast.remove());
  toast.addEventListener("pointerenter", stay);
  toast.addEventListener("focusin", stay);
  toast.addEventListener("pointerleave", leave);
  toast.addEventListener("focusout", leave);
  leave();
}

// A form is sent once: its button says so, keeps its width, and a second press does nothing.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button?.dataset.busy || event.defaultPrevented) return;
  if (button.getAttribute("aria-busy")) return event.preventDefault();
  button.style.inlineSize = `${button.offsetWidth}px`;
  button.setAttribute("aria-busy", "true");
  button.textContent = button.dataset.busy;
});
window.addEventListener("pageshow", (event) => event.persisted && document.querySelector("[aria-busy]") && location.reload());
