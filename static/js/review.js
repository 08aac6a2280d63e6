// Accepting a claim without leaving the page. Without this file each form is sent and answered as a page.
const place = () => document.getElementById("review");

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-accept]")) return;
  event.preventDefault();
  const body = new FormData(form, event.submitter);
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("review");
    if (!answer.ok || !fresh || page.querySelector(".toast")) return location.reload();
    show(fresh, new URL(answer.url).hash.slice(1));
  } catch {
    form.append(named(event.submitter));
    form.submit();
  }
});

// The answer is the whole page: its review takes the place of this one, and focus goes on to the next claim.
function show(fresh, next) {
  place().replaceWith(document.adoptNode(fresh));
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
  const target = document.getElementById(next);
  const focus = target?.querySelector("button, summary, a") ?? target;
  focus?.focus({ preventScroll: true });
  target?.scrollIntoView({ block: "nearest" });
}

function named(button) {
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = button?.name ?? "";
  field.value = button?.value ?? "";
  return field;
}

// On paper everything is open.
addEventListener("beforeprint", () => document.querySelectorAll("#review details").forEach((one) => { one.open = true; }));
