// Choosing people by a tap: whoever waits to speak first, then those named last, then everybody; a few letters without marks
// find a name. The select or the boxes of the form stay underneath, and are what is sent.

import * as rules from "./rules.js";

const bare = (text) => text.toLowerCase().normalize("NFD").replace(/\p{Mn}/gu, "").replaceAll("đ", "d");

/** Everybody who can be named, in the order of how likely they are: waiting, named last, present, the rest. */
export function in_order(state) {
  const seats = state.seats.filter(rules.called);
  const there = rules.present_now(state);
  const waiting = [state.speaking, ...state.queue].filter(Boolean).map((each) => each.member);
  const named = [
    ...state.statements.map((each) => ({ at: each.at, who: [each.speaker] })),
    ...state.tasks.map((each) => ({ at: each.at, who: each.members })),
    ...state.petitions.map((each) => ({ at: each.at, who: [each.raised_by] })),
  ].sort((one, other) => (one.at < other.at ? 1 : -1)).flatMap((each) => each.who);
  const present = seats.filter((seat) => there.has(seat.member)).map((seat) => seat.member);
  const order = new Set([...waiting, ...named, ...present, ...seats.map((seat) => seat.member)]);
  return [...order].map((member) => seats.find((seat) => seat.member === member)).filter(Boolean);
}

const RECENT = 6; // names that change places as things are said; the others keep theirs

/** The pickers of a page, over every field that names people. */
export class Pickers {
  constructor(page, say) {
    this.say = say;
    const selects = [...page.querySelectorAll('select[name="speaker"], select[name="raised_by"], select[data-people]')];
    const boxes = [...page.querySelectorAll('dialog input[type="checkbox"][name="members"]')];
    this.all = selects.map((select) => this.over(select));
    if (boxes.length) this.all.push(this.over_boxes(boxes[0].closest("fieldset"), boxes));
  }

  /** One of them: the select is hidden, and keeps what is chosen. */
  over(select) {
    const box = this.box(select, "one");
    const picker = { box, select, several: false };
    const others = [...select.options].filter((each) => ["", "cell"].includes(each.value));
    picker.none = others.map((each) => ({ member: each.value, name: each.textContent }));
    picker.guest = select.form?.elements.speaker_name?.closest(".field");
    if (picker.guest) picker.guest.hidden = true;
    select.hidden = true;
    select.closest(".field").querySelector("label")?.removeAttribute("for");
    return picker;
  }

  over_boxes(fieldset, boxes) {
    const choices = fieldset.querySelector(".choices");
    choices.hidden = true;
    return { box: this.box(choices, "several"), boxes, several: true };
  }

  box(field, kind) {
    const box = document.createElement("div");
    box.className = "picker";
    box.dataset.picker = kind;
    const label = field.closest(".field").querySelector("label, legend");
    label.id ||= `picker-${field.id || field.closest("form").dataset.act}`;
    const names = Object.assign(document.createElement("div"), { className: "picker-names" });
    names.setAttribute("role", "group");
    names.setAttribute("aria-labelledby", label.id);
    const search = Object.assign(document.createElement("input"), { type: "search", className: "picker-search", autocomplete: "off" });
    search.placeholder = this.say("find_name");
    search.setAttribute("aria-label", this.say("find_name"));
    search.dataset.keep = "off";
    box.append(names, search);
    field.before(box);
    return box;
  }

  /** Draw who can be chosen as the state has it; a choice that was made stays. */
  paint(state) {
    this.state = state;
    for (const picker of this.all) this.draw(picker);
  }

  draw(picker) {
    const { box, several } = picker;
    const [names, search] = box.children;
    const order = in_order(this.state);
    const asked = bare(search.value.trim());
    const found = asked ? order.filter((seat) => bare(seat.name).split(" ").some((word) => word.startsWith(asked)) || bare(seat.name).includes(asked)) : this.steady(order);
    const chosen = new Set(several ? picker.boxes.filter((each) => each.checked).map((each) => each.value) : [picker.select.value]);
    box.dataset.chosen = [...chosen].filter(Boolean).join(" ");
    const whole = asked || several ? [] : (picker.none ?? []).filter((each) => this.speaks_of_all(picker, each));
    const guest = !asked && picker.guest ? [{ member: "guest", name: this.say("guest") }] : [];
    const wanted = [...whole, ...found.map(({ member, name }) => ({ member, name })), ...guest];
    const is_on = ({ member }) => (member === "guest" ? !picker.guest.hidden : chosen.has(member) && (member !== "" || picker.none_chosen));
    if (!several) this.options(picker.select, order, chosen);
    fill_names(names, wanted, is_on);
  }

  /** An empty choice is offered when it means somebody: "the cell as a whole", not "choose". */
  speaks_of_all(picker, { member }) {
    return member !== "" || (picker.select.name === "raised_by" && picker.none.length === 1);
  }

  /** Who waits and who was named last come first; everybody else in the order of the roll, so that eyes find them again. */
  steady(order) {
    const first = order.slice(0, RECENT);
    const rest = this.state.seats.filter((seat) => rules.called(seat) && !first.includes(seat));
    return [...first, ...rest];
  }

  options(select, order, chosen) {
    const wanted = order.map((seat) => seat.member).join();
    if (select.dataset.filled === wanted) return;
    const none = [...select.options].filter((each) => ["", "cell"].includes(each.value));
    select.replaceChildren(...none, ...order.map((seat) => new Option(seat.name, seat.member)));
    select.value = [...chosen][0] ?? "";
    select.dataset.filled = wanted;
  }

  /** A tap on a name. */
  pick(button) {
    const picker = this.all.find((each) => each.box.contains(button));
    const { member } = button.dataset;
    const [, search] = picker.box.children;
    if (picker.several) {
      const box = picker.boxes.find((each) => each.value === member);
      box.checked = !box.checked;
    } else if (member === "guest") {
      picker.select.value = "";
      picker.guest.hidden = false;
      picker.guest.querySelector("input").focus();
    } else this.choose(picker, member);
    search.value = "";
    this.draw(picker);
    picker.box.closest("form").dispatchEvent(new CustomEvent("picker:picked", { bubbles: true, detail: picker }));
  }

  choose(picker, member) {
    picker.select.value = member;
    picker.none_chosen = member === "";
    if (!picker.guest) return;
    picker.guest.hidden = true;
    picker.guest.querySelector("input").value = "";
  }

  /** Somebody is chosen by what just happened: who was given the floor speaks. */
  set(select, member) {
    const picker = this.all.find((each) => each.select === select);
    this.choose(picker, member);
    this.draw(picker);
  }

  /** A form that is empty again names nobody. */
  reset(form) {
    for (const picker of this.all.filter((each) => form.contains(each.box))) {
      if (!picker.several) this.choose(picker, "");
      picker.none_chosen = false;
      this.draw(picker);
    }
  }

  search(input) {
    this.draw(this.all.find((each) => each.box.contains(input)));
  }
}

/** Buttons are kept by member, so that the one under a finger stays what it is. */
function fill_names(box, wanted, is_on) {
  const known = new Map([...box.children].map((button) => [button.dataset.member, button]));
  const buttons = wanted.map((seat) => {
    const button = known.get(seat.member) ?? name_button(seat);
    button.setAttribute("aria-pressed", String(is_on(seat)));
    return button;
  });
  if (buttons.length !== box.children.length || buttons.some((button, place) => box.children[place] !== button)) box.replaceChildren(...buttons);
}

function name_button({ member, name }) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "pick", textContent: name });
  button.dataset.member = member;
  button.dataset.pick = "";
  return button;
}
