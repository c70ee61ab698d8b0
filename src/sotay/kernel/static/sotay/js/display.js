// The size of letters, and light or dark, change at once; the server is told without leaving the page, so that
// what is being typed stays where it is. Without a network the page looks as chosen and is told the next time.

const ATTRIBUTE = { text_size: "text", colours: "colours" };

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-display]");
  const button = event.submitter;
  if (!form || !button) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  document.documentElement.dataset[ATTRIBUTE[button.name]] = button.value;
  for (const other of form.querySelectorAll(`button[name="${button.name}"]`)) {
    other.setAttribute("aria-pressed", String(other === button));
  }
  const body = new FormData(form, button);
  await fetch(form.action, { method: "POST", body, headers: { "X-Requested-With": "fetch" } }).catch(() => null);
}, { capture: true });
