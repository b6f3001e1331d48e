// A passkey is made or used: the form's options go to the browser, what it answers
// goes back with the form. Without passkeys in the browser the form stays hidden.
(() => {
  if (!window.PublicKeyCredential) return;

  const bytes = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const named = (list = []) => list.map((each) => ({ ...each, id: bytes(each.id) }));

  async function answer(ceremony, options) {
    options.challenge = bytes(options.challenge);
    if (ceremony === "create") {
      options.user.id = bytes(options.user.id);
      options.excludeCredentials = named(options.excludeCredentials);
      return navigator.credentials.create({ publicKey: options });
    }
    options.allowCredentials = named(options.allowCredentials);
    return navigator.credentials.get({ publicKey: options });
  }

  function asJson({ id, rawId, type, response }) {
    const parts = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature"]) {
      if (response[name]) parts[name] = text(response[name]);
    }
    return JSON.stringify({ id, type, rawId: text(rawId), response: parts });
  }

  function complain(form, error) {
    const problems = [...form.querySelectorAll("[data-problem]")];
    const known = problems.find((each) => each.dataset.problem === error?.name);
    for (const each of problems) {
      each.hidden = !error || each !== (known ?? problems.at(-1));
    }
  }

  async function run(form) {
    const button = form.querySelector("button");
    complain(form, null);
    button.disabled = true;
    try {
      const options = JSON.parse(form.dataset.options);
      form.elements.passkey.value = asJson(await answer(form.dataset.passkey, options));
      form.submit();
    } catch (error) {
      complain(form, error);
      button.disabled = false;
    }
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      run(form);
    });
  }
  for (const part of document.querySelectorAll("[data-with-passkey]")) part.hidden = false;
  for (const part of document.querySelectorAll("[data-without-passkey]")) part.hidden = true;
})();
