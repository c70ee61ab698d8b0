// A password can be read while it is typed: a box to tick below the last password field of each form.
// Sent away it is hidden again, so that the browser still knows it for a password and offers to keep it.

const HIDDEN = "input[type=password]";

function dress(form) {
  const fields = [...form.querySelectorAll(HIDDEN)];
  if (!fields.length) return;
  const line = Object.assign(document.createElement("label"), { className: "choice" });
  const box = Object.assign(document.createElement("input"), { type: "checkbox", autocomplete: "off" });
  const words = Object.assign(document.createElement("span"), { textContent: document.body.dataset.wordReveal });
  const show = (shown) => fields.forEach((field) => (field.type = shown ? "text" : "password"));
  line.append(box, words);
  box.addEventListener("change", () => show(box.checked));
  form.addEventListener("submit", () => show(false));
  fields.at(-1).after(line);
}

document.querySelectorAll("form").forEach(dress);
