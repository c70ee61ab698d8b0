// A form is sent once, and what it makes has an id made here, so that sending it twice is harmless.
//
// A second tap while the first is on its way is ignored. `<input type="hidden" name="id" data-new-id>` gets a
// fresh UUIDv7; the id is renewed only when something new is typed after sending, so a retry keeps the old one.

const sent = new WeakSet();

/** A UUIDv7: 48 bits of time in milliseconds, then chance. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const now = Date.now();
  for (let i = 0; i < 6; i++) bytes[i] = Math.floor(now / 2 ** (8 * (5 - i))) % 256;
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function fillIds(root, renew = false) {
  for (const input of root.querySelectorAll("input[data-new-id]")) if (renew || !input.value) input.value = newId();
}

function release(form) {
  sent.delete(form);
  form.removeAttribute("aria-busy");
}

fillIds(document);
document.addEventListener("htmx:load", (event) => fillIds(event.target));

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.hasAttribute("aria-busy")) return event.preventDefault();
  sent.add(form);
  // After this event, because a form that answers by htmx or is stopped by another listener is not on its way.
  setTimeout(() => event.defaultPrevented || form.setAttribute("aria-busy", "true"));
  // A download answers without leaving the page, and a dead network may never answer.
  setTimeout(() => form.removeAttribute("aria-busy"), 8000);
});

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form && sent.has(form)) {
    release(form);
    fillIds(form, true);
  }
});

addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.forms) form.removeAttribute("aria-busy");
});
