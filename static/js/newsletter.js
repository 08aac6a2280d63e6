// The newsletter saves as you type, and the email beside it follows. Without this file the Save button does it.
const form = document.querySelector("form[data-saves]");
const said = document.getElementById("saved");
const email = document.getElementById("email");
const toMend = document.getElementById("to-mend");
const WAIT = 900; // milliseconds after the last key
let timer;
let unsaved = false;
let saving = false;

async function save() {
  if (saving) return wait();
  saving = true;
  unsaved = false;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
    const told = await answer.json();
    if (told.refused) throw new Error(told.refused);
    form.elements.seen.value = told.seen;
    said.classList.remove("failed");
    said.textContent = told.saved;
    toMend.replaceChildren(...told.to_mend.map((sentence) => Object.assign(document.createElement("li"), { textContent: sentence })));
    email.contentWindow.location.replace(email.src);
  } catch (problem) {
    unsaved = true;
    said.classList.add("failed");
    said.textContent = problem instanceof SyntaxError || problem instanceof TypeError ? form.dataset.unanswered : problem.message;
  } finally {
    saving = false;
  }
}

function wait() {
  clearTimeout(timer);
  timer = setTimeout(save, WAIT);
}

if (form) {
  form.addEventListener("input", (event) => {
    if (event.target.name === "lesson") return;
    unsaved = true;
    wait();
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    unsaved = false;
  });
  addEventListener("beforeunload", (event) => {
    if (unsaved || saving) event.preventDefault();
  });
}
