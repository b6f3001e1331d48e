// Small comforts; every page works without them.

// A sort or a page must not lose the keyboard's place.
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "list") return;
  const search = document.querySelector('#list input[type="search"]');
  const typed = event.detail.requestConfig?.elt?.matches?.("form.filters");
  if (search && typed && search.value) {
    search.focus();
    search.setSelectionRange(search.value.length, search.value.length);
  }
});

// Of the tabs of a case, a telephone shows a few: the one that is open among them.
const openTab = document.querySelector(".case-tabs .nav-link.active");
if (openTab) openTab.closest(".case-tabs").scrollLeft = openTab.offsetLeft - 24;

// A second click would send a form twice.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "post") return;
  for (const button of event.target.querySelectorAll("button")) {
    setTimeout(() => { button.disabled = true; }, 0);
  }
});

// An open choice closes when one clicks beside it.
document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details.choice[open]")) {
    if (!open.contains(event.target)) open.removeAttribute("open");
  }
});

// A session that ended answers with the sign-in page: go there, rather than
// putting it into a part of this one.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (!event.detail.xhr.responseURL.includes("/sign-in/")) return;
  event.detail.shouldSwap = false;
  window.location.reload();
});

// What is refused or goes wrong says so at the top, in place of what it would show;
// the sentence goes with the next answer.
document.addEventListener("htmx:beforeSwap", (event) => {
  const notices = document.getElementById("notices");
  if (!notices || event.detail.elt.id === "board") return;
  for (const old of notices.querySelectorAll("[data-notice]")) old.remove();
  const { xhr, serverResponse } = event.detail;
  if (xhr.status < 400 || !serverResponse.includes("data-notice")) return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
  event.detail.target = notices;
  event.detail.swapOverride = "beforeend";
});

// A board that no longer follows must say so, or it shows the past as the present.
document.addEventListener("htmx:afterRequest", (event) => {
  const lost = document.getElementById("board-lost");
  if (lost && event.detail.elt.id === "board") lost.hidden = event.detail.successful;
});

// Whoever opens the form of a reveal goes on with the keyboard.
document.addEventListener("toggle", (event) => {
  if (!event.target.matches?.("details.reveal[open]")) return;
  const [reason, words] = event.target.querySelectorAll("select, input[type=text]");
  (reason.value ? words : reason).focus();
}, true);

// A record in the clear goes when its time is up, even where the server that should
// mask it again cannot be reached, and before the browser keeps the page.
document.addEventListener("htmx:load", (event) => {
  const shown = event.detail.elt;
  if (!shown.matches?.(".record.is-clear")) return;
  setTimeout(() => shown.replaceChildren(), (Number(shown.dataset.seconds) + 2) * 1000);
});
window.addEventListener("pagehide", () => {
  for (const shown of document.querySelectorAll(".record.is-clear")) shown.replaceChildren();
});
