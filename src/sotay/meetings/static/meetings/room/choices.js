// A choice among a few is a tap: buttons for the options of a select, which stays underneath and is what is sent.

const SELECTS = 'dialog select[name="to_level"], dialog select[name="matter"], dialog select[name="method"]';

export class Choices {
  constructor(page) {
    this.all = [...page.querySelectorAll(SELECTS)].map(over);
    page.addEventListener("change", ({ target }) => target.form && this.draw(target.form)); // one choice may settle another
    page.addEventListener("reset", ({ target }) => setTimeout(() => this.draw(target)));
    for (const each of this.all) draw(each);
  }

  draw(form) {
    for (const each of this.all) if (each.select.form === form) draw(each);
  }

  pick(button) {
    const { select } = this.all.find((each) => each.box.contains(button));
    select.value = button.dataset.choice;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function over(select) {
  const box = Object.assign(document.createElement("div"), { className: "picker-names choices-to-tap" });
  const label = select.closest(".field").querySelector("label");
  label.id ||= `label-of-${select.id}`;
  label.removeAttribute("for");
  box.setAttribute("role", "group");
  box.setAttribute("aria-labelledby", label.id);
  for (const { value, textContent } of select.options) {
    if (value === "") continue; // "choose" is what nobody has done yet
    const button = Object.assign(document.createElement("button"), { type: "button", className: "pick", textContent });
    button.dataset.choice = value;
    box.append(button);
  }
  select.before(box);
  select.hidden = true;
  return { select, box };
}

function draw({ select, box }) {
  for (const button of box.children) button.setAttribute("aria-pressed", String(button.dataset.choice === select.value));
}
