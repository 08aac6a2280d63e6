// "Sign 3 again" counts what is ticked. Without this file it counts what could be.
const button = document.querySelector("[data-counts]");
const boxes = [...document.querySelectorAll("[name=words]")];
const count = () => { button.querySelector("span").textContent = boxes.filter((box) => box.checked).length; };
if (button) boxes.forEach((box) => box.addEventListener("change", count));
