// Reviewing links from the keyboard; every page works without it.

const KEYS = { c: "confirmed", r: "rejected", u: "unsure", t: "open" };
let current = null;

const rows = () => [...document.querySelectorAll('tr[data-link="row"]')];

function select(row) {
  for (const other of document.querySelectorAll("tr.is-current")) {
    other.classList.remove("is-current");
  }
  current = row ? row.id : null;
  if (!row) return;
  row.classList.add("is-current");
  row.scrollIntoView({ block: "nearest" });
}

function move(step) {
  const all = rows();
  const at = all.findIndex((row) => row.id === current);
  const next = at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1);
  select(all[next]);
}

function inList(key) {
  const row = document.getElementById(current);
  if (key === "j") return move(1);
  if (key === "k") return move(-1);
  if (!row) return undefined;
  if (key === "x") return row.querySelector('input[name="link"]')?.click();
  if (key === "Enter") return row.querySelector("a")?.click();
  return row.querySelector(`button[value="${KEYS[key]}"]`)?.click();
}

function onPage(key) {
  if (key === "j") document.querySelector('a[data-key="j"]')?.click();
  else document.querySelector(`form[data-link="page"] button[value="${KEYS[key]}"]`)?.click();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input:not([type=checkbox]), textarea, select, button, a")) return;
  if (!["j", "k", "x", "Enter"].includes(event.key) && !(event.key in KEYS)) return;
  if (rows().length) inList(event.key);
  else onPage(event.key);
});

// A judged row comes back as a new one: the place in the list stays.
document.addEventListener("htmx:afterSettle", () => {
  const row = current && document.getElementById(current);
  if (row) select(row);
});
