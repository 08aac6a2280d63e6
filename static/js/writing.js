// The editor's comforts: it saves by itself, underlines what it found, and keeps the email beside the text in step.
const form = document.getElementById("writing");
const saved = document.getElementById("saved");
const frame = document.querySelector("#email iframe");
const others = document.getElementById("others");
const PAUSE = 800; // ms after the last key
const AGAIN = 5_000; // ms after a save that failed
const HERE = 15_000; // ms between two words that we are still here
let changed = false, saving = false, timer, scheme = "light";

const fields = () => [...form.elements].filter((one) => one.name && one.name !== "csrfmiddlewaretoken");
const values = () => Object.fromEntries(new FormData(form));
const say = (text, failed = false) => {
  if (saved.textContent !== text) saved.textContent = text;
  saved.classList.toggle("failed", failed);
};

// Saving
class NotSaved extends Error {} // its message is a sentence for the author
form.addEventListener("input", (event) => {
  changed = true;
  say(saved.dataset.writing);
  clearTimeout(timer);
  timer = setTimeout(save, PAUSE);
  reflect(event.target);
});
form.addEventListener("submit", () => { changed = false; });
document.getElementById("save").addEventListener("click", (event) => { event.preventDefault(); changed = true; save(); });

async function save() {
  if (saving) return;
  saving = true;
  changed = false;
  const sent = values();
  const near = lineAtCaret();
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
    if (answer.status >= 500) throw new NotSaved(saved.dataset.fault);
    if (!answer.headers.get("Content-Type")?.includes("json")) throw new NotSaved(saved.dataset.signedOut);
    const told = await answer.json();
    if (told.refused) { say(told.refused, true); return; }
    take(told, sent);
    say(changed ? saved.dataset.writing : told.saved);
    show(near);
  } catch (problem) {
    changed = true;
    say(problem instanceof NotSaved ? problem.message : saved.dataset.unreachable, true);
    clearTimeout(timer);
    timer = setTimeout(save, AGAIN);
  } finally {
    saving = false;
    if (changed && !saved.classList.contains("failed")) { clearTimeout(timer); timer = setTimeout(save, PAUSE); }
  }
}

// What somebody else wrote comes in, unless it would overwrite what was typed meanwhile: then the next save merges again.
function take(told, sent) {
  const now = values();
  const parts = Object.entries(told.parts ?? {});
  const untouched = parts.every(([name]) => (now[name] ?? "") === (sent[name] ?? ""));
  if (untouched) {
    for (const [name, text] of parts) put(name, text);
    form.elements.number.value = told.number;
  }
  if (told.both) announce(told.both); else if (told.others !== undefined) announce(told.others);
  if (told.checks) document.getElementById("checks").innerHTML = told.checks;
  if (told.remarks) underline(told.remarks);
}

function put(name, text) {
  const field = form.elements[name];
  if (!field || field.value === text) return;
  const [from, to] = [field.selectionStart, field.selectionEnd];
  field.value = text;
  if (field === document.activeElement && from !== null) field.setSelectionRange(from, to);
  reflect(field);
}

function announce(sentence) {
  document.getElementById("others-said").textContent = sentence;
  others.hidden = !sentence;
}

async function here() {
  try {
    const said = new FormData(form);
    const sent = values();
    const answer = await fetch(form.dataset.here, { method: "POST", body: said, headers: { Accept: "application/json" } });
    if (answer.ok && !changed && !saving && JSON.stringify(values()) === JSON.stringify(sent)) { take(await answer.json(), sent); show(""); }
  } catch { /* the next save says so */ }
}
setInterval(() => document.hidden || here(), HERE);

addEventListener("beforeunload", (event) => { if (changed || saving || saved.classList.contains("failed")) event.preventDefault(); });
addEventListener("pagehide", () => { if (changed) fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, keepalive: true }); });

// The email
function show(near) {
  const address = new URL(frame.src);
  address.searchParams.set("scheme", scheme);
  address.searchParams.set("at", form.elements.number.value);
  if (near) { address.searchParams.set("near", near); address.hash = "here"; } else { address.searchParams.delete("near"); address.hash = ""; }
  if (frame.src !== address.href) frame.src = address.href;
}
for (const link of document.querySelectorAll("[data-scheme]")) link.addEventListener("click", (event) => {
  event.preventDefault();
  scheme = link.dataset.scheme;
  for (const one of document.querySelectorAll("[data-scheme]")) one.toggleAttribute("aria-current", false);
  link.setAttribute("aria-current", "page");
  show("");
});
function lineAtCaret() {
  const field = document.activeElement;
  if (!field?.form || field.form !== form || field.selectionStart === null || field.selectionStart === undefined) return "";
  const before = field.value.lastIndexOf("\n", field.selectionStart - 1) + 1;
  const after = field.value.indexOf("\n", field.selectionStart);
  return field.value.slice(before, after < 0 ? undefined : after).slice(0, 120);
}

// Counters and the line an inbox shows
const counter = new Map([...document.querySelectorAll("[data-counts]")].map((one) => [one.closest("[data-field]").dataset.field, one]));
const shown = new Map([...document.querySelectorAll("[data-shows]")].map((one) => [one.dataset.shows, one]));
const mailName = document.querySelector(".envelope b").textContent;
function reflect(field) {
  const count = counter.get(field.name);
  if (count) {
    count.textContent = count.dataset.said.replace("{n}", field.value.length).replace("{most}", count.dataset.counts);
    count.classList.toggle("much", field.value.length > Number(count.dataset.counts));
  }
  const line = shown.get(field.name);
  if (line) line.textContent = field.value.replaceAll("{mail_name}", mailName);
  paper(field)?.replaceChildren();
}

// A claim that an address names is open
document.querySelector(":target.claim")?.setAttribute("open", "");

// Underlines lie below the text, in a copy of it that nobody sees
const FINEST = ["hard", "undefined", "passive", "long", "paragraph"]; // a word inside a long sentence shows its own line
const paper = (field) => field.parentElement?.querySelector(".underlines");
function underline(remarks) {
  for (const field of form.querySelectorAll("textarea")) {
    const sheet = paper(field), text = field.value;
    if (!sheet) continue;
    const meant = (remarks[field.name] ?? []).filter((one) => text.slice(one.start, one.end) === one.words);
    const cuts = [...new Set([0, text.length, ...meant.flatMap((one) => [one.start, one.end])])].sort((a, b) => a - b);
    const pieces = cuts.slice(1).map((end, n) => {
      const words = text.slice(cuts[n], end);
      const kinds = meant.filter((one) => one.start <= cuts[n] && one.end >= end).map((one) => one.kind);
      const kind = FINEST.find((one) => kinds.includes(one));
      if (!kind) return words;
      const mark = document.createElement("mark");
      mark.className = kind;
      mark.textContent = words;
      return mark;
    });
    sheet.replaceChildren(...pieces, "\n");
  }
}
const first = document.getElementById("remarks");
if (first) underline(JSON.parse(first.dataset.found));

// "Show" goes to the words, "Use it" puts the plainer ones in their place
document.getElementById("checks").addEventListener("click", (event) => {
  const button = event.target.closest("[data-mends], [data-shows-words], [data-goes-to]");
  if (!button) return;
  event.preventDefault();
  const field = form.elements[button.dataset.field];
  if (button.dataset.goesTo !== undefined) { document.getElementById(button.dataset.goesTo)?.focus(); return; }
  const start = Number(button.dataset.start), end = Number(button.dataset.end);
  if (!field || field.value.slice(start, end) !== button.dataset.words) return;
  field.focus();
  field.setSelectionRange(start, end);
  if (button.dataset.mends !== undefined) document.execCommand("insertText", false, button.dataset.mends); // as typed, so that undo takes it back
});
