// Accepting a claim without leaving the page. Without this file each form is sent and answered as a page.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-accept]")) return;
  event.preventDefault();
  const body = new FormData(form, event.submitter);
  const page = await answer(form.action, body).catch(() => null);
  if (page) show(page.review, page.next);
  else sendAsAPage(form, event.submitter);
});

// Nothing when the answer has something to say: sent once more as a page, it is refused once more, and says so there.
async function answer(url, body) {
  const answered = await fetch(url, { method: "POST", body });
  const page = new DOMParser().parseFromString(await answered.text(), "text/html");
  const review = page.getElementById("review");
  if (!answered.ok || !review || page.querySelector(".toast")) return null;
  return { review, next: new URL(answered.url).hash.slice(1) };
}

function sendAsAPage(form, button) {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: button?.name ?? "", value: button?.value ?? "" });
  form.append(field);
  form.submit();
}

// The answer is the whole page: its review takes the place of this one, and focus goes on to the next claim.
function show(fresh, next) {
  document.getElementById("review").replaceWith(document.adoptNode(fresh));
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
  const target = document.getElementById(next);
  const focus = target?.querySelector("button, summary, a") ?? target;
  focus?.focus({ preventScroll: true });
  target?.scrollIntoView({ block: "nearest" });
}

// On paper everything is open.
addEventListener("beforeprint", () => document.querySelectorAll("#review details").forEach((one) => { one.open = true; }));
