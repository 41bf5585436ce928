// Help while a setting is edited: lists of names and zones when they are needed, recording of keyboard shortcuts.

const byId = (id) => document.getElementById(id);
const NAMES = {
  Escape: "Esc", ArrowUp: "Up", ArrowDown: "Down", ArrowLeft: "Left", ArrowRight: "Right", Backquote: "`", Minus: "-",
  Equal: "=", BracketLeft: "[", BracketRight: "]", Backslash: "\\", Semicolon: ";", Quote: "'", Comma: ",", Period: ".",
  Slash: "/",
};
const HELD = {
  mac: [["ctrlKey", "Control"], ["altKey", "Option"], ["shiftKey", "Shift"], ["metaKey", "Command"]],
  windows: [["ctrlKey", "Ctrl"], ["altKey", "Alt"], ["shiftKey", "Shift"], ["metaKey", "Win"]],
};

// ------------------------------------------------------------------ lists, each loaded once for every page
const loaded = new Set();

document.addEventListener("focusin", async ({ target }) => {
  const list = target.getAttribute?.("list");
  const box = list?.startsWith("list-") ? byId(list) : null;
  const address = document.querySelector(".settings")?.dataset.names;
  if (!box || !address || box.childElementCount || loaded.has(box)) return;
  loaded.add(box);
  try {
    const answer = await fetch(address.replace("kind", list.slice("list-".length)));
    if (answer.ok) box.replaceChildren(...new DOMParser().parseFromString(await answer.text(), "text/html").querySelectorAll("option"));
  } catch {
    loaded.delete(box); // without a list the text is typed
  }
});

// ------------------------------------------------------------------ shortcuts
let recording = null;

function nameOf(code) {
  const found = /^(?:Key([A-Z])|Digit(\d)|(F\d{1,2})|(Space|Enter|Tab|Backspace|Delete|Insert|Home|End|PageUp|PageDown))$/.exec(code);
  return found ? found.slice(1).find(Boolean) : NAMES[code];
}

function stop() {
  if (!recording) return;
  const words = byId("save-count").dataset;
  recording.button.setAttribute("aria-pressed", "false");
  recording.button.textContent = words.record;
  recording = null;
}

function start(button) {
  stop();
  recording = { button, input: byId(button.dataset.for) };
  button.setAttribute("aria-pressed", "true");
  button.textContent = byId("save-count").dataset.recording;
}

export function startEditors(page) {
  stop();
  for (const input of page.querySelectorAll("input[data-keys]")) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "button", textContent: byId("save-count").dataset.record });
    Object.assign(button.dataset, { size: "small", record: "", for: input.id });
    button.id = `record-${input.name}`;
    button.setAttribute("aria-pressed", "false");
    input.closest(".setting").querySelector(".setting-label").id ||= `label-${input.name}`;
    button.setAttribute("aria-describedby", `label-${input.name}`);
    input.after(button);
  }
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-record]");
  if (button && recording?.button !== button) start(button);
  else stop();
});
document.addEventListener("focusout", ({ target }) => {
  if (recording?.button === target) stop();
});
document.addEventListener("keydown", (event) => {
  if (!recording) return;
  if (event.code === "Tab" && !event.ctrlKey && !event.altKey && !event.metaKey) return stop(); // the way on
  event.preventDefault();
  event.stopImmediatePropagation();
  const held = HELD[recording.input.dataset.keys].filter(([flag]) => event[flag]).map(([, name]) => name);
  if (event.code === "Escape" && !held.length) return stop();
  const key = nameOf(event.code);
  if (!key || /^(Control|Alt|Shift|Meta)/.test(event.key)) return undefined;
  recording.input.value = [...held, key].join("+");
  recording.input.dispatchEvent(new Event("input", { bubbles: true }));
  return stop();
}, true);
