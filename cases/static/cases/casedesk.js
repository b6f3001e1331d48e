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
