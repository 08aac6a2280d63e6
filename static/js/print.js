// The print link needs script, so it shows only where script runs. The browser's own menu prints the page as well.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
