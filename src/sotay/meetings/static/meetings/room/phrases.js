// What a unit writes often stands above the keyboard: a tap puts it where the words are.

const FIELDS = ["#sheet-statement textarea", "#sheet-note textarea"];

export function offer_phrases(page, phrases, words) {
  if (!phrases.length) return;
  for (const field of FIELDS.map((each) => page.querySelector(each)).filter(Boolean)) {
    const box = Object.assign(document.createElement("div"), { className: "phrases" });
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", words);
    box.append(...phrases.map((phrase) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "pick", textContent: phrase });
      button.dataset.phrase = "";
      return button;
    }));
    field.after(box);
  }
}

/** Where the cursor stands, with a space before; the words of the person stay. */
export function write_phrase(button) {
  const field = button.closest(".phrases").parentElement.querySelector("textarea");
  const before = field.value.slice(0, field.selectionEnd);
  const space = before && !/\s$/.test(before) ? " " : "";
  field.setRangeText(space + button.textContent, field.selectionEnd, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}
