// The page "Add files": a row for each file, two on their way at a time. Without
// this script the form sends its files in one go.
import { pathOf } from "./storage.js";
import { Transfer } from "./transfer.js";

const AT_ONCE = 2;
const BUSY = ["beginning", "sending", "retrying", "hashing", "sealing"];
const BUTTONS = {
  pause: ["beginning", "sending", "retrying"],
  resume: ["paused"],
  again: ["same"],
  leave: ["same"],
  remove: ["ready", "queued", "paused", "failed"],
};

const root = document.getElementById("uploads");
const form = root.querySelector("form");
const list = root.querySelector("[data-rows]");
const live = root.querySelector("[data-live]");
const words = root.querySelector("[data-words]").dataset;
const rows = new Map();

const language = document.documentElement.lang;
const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];

function size(bytes) {
  const power = Math.min(Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(1024)), 4);
  return unit(bytes / 1024 ** power, UNITS[power], power ? 1 : 0);
}

function unit(value, name, digits = 0) {
  const options = { style: "unit", unit: name, unitDisplay: "short", maximumFractionDigits: digits };
  return new Intl.NumberFormat(language, options).format(value);
}

function time(seconds) {
  if (!Number.isFinite(seconds)) return "…";
  if (seconds < 60) return unit(Math.ceil(seconds), "second");
  if (seconds < 3600) return unit(Math.round(seconds / 60), "minute");
  return `${unit(Math.floor(seconds / 3600), "hour")} ${unit(Math.round((seconds % 3600) / 60), "minute")}`;
}

function say(word, values) {
  return words[word].replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");
}

function told(transfer) {
  if (transfer.message) return transfer.message;
  const { size: total } = transfer.file;
  const share = transfer.state === "sending" ? transfer.sent / (total || 1) : transfer.share;
  return say(wordOf(transfer), {
    percent: Math.floor(share * 100),
    done: size(transfer.sent),
    total: size(total),
    rate: size(transfer.rate),
    left: time((total - transfer.sent) / transfer.rate),
    status: transfer.status,
  });
}

const wordOf = ({ state, word }) => (["paused", "failed"].includes(state) ? word : state);

function show(transfer) {
  const row = rows.get(transfer);
  for (const [name, states] of Object.entries(BUTTONS)) {
    row.querySelector(`[data-do="${name}"]`).hidden = !shows(transfer, name, states);
  }
  const share = ["done", "hashing", "sealing"].includes(transfer.state) ? 1 : transfer.sent / (transfer.file.size || 1);
  row.querySelector("progress").value = Math.round(share * 1000);
  const status = row.querySelector("[data-status]");
  status.textContent = told(transfer);
  status.classList.toggle("text-danger", transfer.state === "failed");
  status.classList.toggle("text-success", transfer.state === "done");
  for (const link of row.querySelectorAll("[data-page]")) {
    const isArchive = link.dataset.page === "archive";
    link.hidden = transfer.state !== "done" || transfer.isArchive !== isArchive;
    if (transfer.page) link.href = transfer.page;
  }
}

function shows(transfer, name, states) {
  const goesOn = name === "resume" && transfer.state === "failed" && transfer.canGoOn;
  return goesOn || states.includes(transfer.state);
}

// Called by a transfer; what has ended is also said to those who cannot see it.
function changed(transfer) {
  const before = transfer.shown;
  transfer.shown = transfer.state;
  if (transfer.state === "gone") {
    rows.get(transfer).remove();
    rows.delete(transfer);
  } else {
    show(transfer);
  }
  if (before === transfer.state) return;
  if (transfer.isOver) announce(transfer);
  next();
  sum();
}

function announce(transfer) {
  const name = pathOf(transfer.file);
  const text = transfer.state === "gone" ? "" : told(transfer);
  live.textContent = !text || text.startsWith(name) ? text : `${name}: ${text}`;
}

function next() {
  const all = [...rows.keys()];
  const free = AT_ONCE - all.filter(({ state }) => BUSY.includes(state)).length;
  const waiting = all.filter(({ state }) => state === "queued");
  for (const transfer of waiting.slice(0, Math.max(free, 0))) {
    transfer.start(form.elements.again.checked);
  }
}

function sum() {
  const all = [...rows.keys()];
  const done = all.filter(({ state }) => state === "done");
  list.hidden = !all.length;
  root.querySelector("[data-sum]").textContent = all.length > 1 ? say("sum", { done: done.length, count: all.length }) : "";
  if (!all.length || done.length < all.length) return;
  if (all.length === 1) window.location.assign(done[0].page);
  root.querySelector("[data-back]").textContent = words.toDataset;
}

function add(files) {
  const settings = {
    endpoint: root.dataset.create,
    chunk: Number(root.dataset.chunk),
    salt: root.dataset.salt,
    token: form.elements.csrfmiddlewaretoken.value,
    changed,
  };
  const known = new Set([...rows.keys()].map(({ print }) => print));
  for (const file of files) {
    const transfer = new Transfer(file, settings);
    if (!known.has(transfer.print)) addRow(transfer);
  }
  sum();
}

function addRow(transfer) {
  const row = root.querySelector("[data-row]").content.firstElementChild.cloneNode(true);
  const name = pathOf(transfer.file);
  row.querySelector("[data-name]").textContent = name;
  row.querySelector("progress").setAttribute("aria-label", name);
  for (const button of row.querySelectorAll("button")) {
    button.setAttribute("aria-label", `${button.textContent.trim()}: ${name}`);
    button.addEventListener("click", () => act(transfer, button.dataset.do));
  }
  list.append(row);
  rows.set(transfer, row);
  show(transfer);
}

function act(transfer, what) {
  if (what === "pause") transfer.pause();
  else if (what === "resume") queue(transfer);
  else if (what === "again") transfer.putInAgain();
  else transfer.remove();
  focusOn(transfer);
}

// The button that was pressed is gone: the keyboard stays at its row, or at the form.
function focusOn(transfer) {
  const row = rows.get(transfer);
  const button = row?.querySelector("button:not([hidden])");
  (button ?? form.querySelector("button.btn-primary")).focus();
}

function queue(transfer) {
  transfer.become("queued");
  next();
}

function choose(input) {
  input.addEventListener("change", () => {
    add([...input.files]);
    input.value = "";
  });
}

form.addEventListener("submit", (event) => {
  if (!rows.size) return;
  event.preventDefault();
  for (const transfer of rows.keys()) {
    if (["ready", "paused"].includes(transfer.state)) transfer.become("queued");
  }
  next();
});

window.addEventListener("beforeunload", (event) => {
  if ([...rows.keys()].some(({ state }) => BUSY.includes(state))) event.preventDefault();
});

const folder = root.querySelector("[data-folder]");
choose(form.elements.upload);
choose(folder);
root.querySelector('[data-do="choose-folder"]').addEventListener("click", () => folder.click());
root.querySelector("[data-needs-script]").hidden = false;
