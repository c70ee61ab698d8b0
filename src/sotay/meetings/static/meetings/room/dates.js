// A deadline by a tap: in a week, in a fortnight, at the next meeting; another day is typed.

const DAY = 86_400_000;

/** 2026-12-03 as a day people write. */
const shown = (day) => `${day.slice(8, 10)}/${day.slice(5, 7)}/${day.slice(0, 4)}`;
const after = (today, days) => new Date(Date.parse(`${today}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);

export class DayChips {
  constructor(field, say, next_on, today) {
    Object.assign(this, { field, say, next_on, today });
    this.box = Object.assign(document.createElement("div"), { className: "picker-names chips-of-days" });
    this.box.setAttribute("role", "group");
    const label = field.closest(".field").querySelector("label");
    label.id ||= `label-of-${field.id}`;
    this.box.setAttribute("aria-labelledby", label.id);
    field.before(this.box);
    this.draw();
    field.form.addEventListener("reset", () => setTimeout(() => this.draw())); // after the fields are empty
  }

  choices() {
    const { say, next_on, today } = this;
    const days = [["in_a_week", after(today(), 7)], ["in_a_fortnight", after(today(), 14)], ["next_meeting", next_on]];
    return days.filter(([, day]) => day > today()).map(([name, day]) => ({ day: shown(day), words: say(name), short: shown(day).slice(0, 5) }));
  }

  draw() {
    const { field } = this;
    const choices = this.choices();
    const typed = field.value !== "" && !choices.some((each) => each.day === field.value);
    field.hidden = !typed;
    this.box.replaceChildren(
      ...choices.map(({ day, words, short }) => chip(`${words} · ${short}`, day, field.value === day)),
      chip(this.say("another_day"), "other", typed),
    );
  }

  pick(day) {
    const { field } = this;
    if (day === "other") {
      field.value = "";
      this.draw();
      field.hidden = false;
      this.box.lastElementChild.setAttribute("aria-pressed", "true");
      return field.focus();
    }
    field.value = day;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    const at = [...this.box.children].findIndex((each) => each.dataset.day === day);
    this.draw();
    return this.box.children[at].focus();
  }
}

function chip(words, day, on) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "pick", textContent: words });
  button.dataset.day = day;
  button.setAttribute("aria-pressed", String(on));
  return button;
}
