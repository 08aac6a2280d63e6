// The toolbar above a text in Markdown. execCommand keeps the browser's own undo, which setting a value would lose.
const toolbar = document.querySelector(".toolbar");
const text = toolbar && document.getElementById(toolbar.getAttribute("aria-controls"));
const type = (words) => document.execCommand("insertText", false, words);
const selected = () => text.value.slice(text.selectionStart, text.selectionEnd);

function wrap(sign) {
  const words = selected();
  const from = text.selectionStart;
  type(`${sign}${words}${sign}`);
  text.setSelectionRange(from + sign.length, from + sign.length + words.length);
}

function begin(sign) {
  const start = text.value.lastIndexOf("\n", text.selectionStart - 1) + 1;
  const lines = text.value.slice(start, text.selectionEnd).split("\n");
  text.setSelectionRange(start, text.selectionEnd);
  type(lines.map((line) => (line.startsWith(sign) ? line.slice(sign.length) : sign + line)).join("\n"));
}

function link() {
  const words = selected() || toolbar.dataset.words;
  const from = text.selectionStart;
  type(`[${words}](https://)`);
  text.setSelectionRange(from + words.length + 3, from + words.length + 11);
}

// On a line of its own, between empty lines, after the one the caret is in.
function block(line) {
  const end = text.value.indexOf("\n", text.selectionEnd);
  const at = end < 0 ? text.value.length : end;
  const [before, after] = [text.value.slice(0, at), text.value.slice(at)];
  text.setSelectionRange(at, at);
  const lead = !before.trim() || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  type(`${lead}${line}${after.startsWith("\n\n") ? "" : after ? "\n" : "\n\n"}`);
}

function press(event) {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.to) {
    const field = document.getElementById(button.dataset.to);
    field.focus();
    field.scrollIntoView({ block: "center" });
    return;
  }
  text.focus();
  if (button.dataset.wrap) wrap(button.dataset.wrap);
  else if (button.dataset.line) begin(button.dataset.line);
  else if (button.dataset.insert) type(button.dataset.insert);
  else link();
}

if (text) {
  toolbar.hidden = false;
  toolbar.addEventListener("click", press);
  text.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const act = { b: () => wrap("**"), k: link }[event.key.toLowerCase()];
    if (act) { event.preventDefault(); act(); }
  });
  // Without this file the button adds its line at the end of the text.
  for (const button of document.querySelectorAll("[data-block]")) button.addEventListener("click", (event) => {
    event.preventDefault();
    text.focus();
    block(button.dataset.block);
  });
}
