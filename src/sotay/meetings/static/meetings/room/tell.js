// What the room answers to a tap, in one place above the dock, with the way to take it back.

import { fill } from "./parts.js";
import { open_sheet } from "./sheet.js";

/** What was done, and the entries that Undo takes back. It stays until the next tap that does something. */
export class Teller {
  constructor(page) {
    this.page = page;
    this.box = page.querySelector("#told");
    this.made = [];
  }

  told(words, made = []) {
    fill(this.box, { told: words });
    this.made = made;
    this.box.hidden = !words;
    this.box.querySelector('[data-do="undo"]').hidden = !made.length;
  }

  /** What went wrong: in the sheet that is open, because nothing else is in sight then, else over the page. */
  trouble(words) {
    fill(this.page.querySelector("#room"), { trouble: "" });
    for (const line of this.page.querySelectorAll('[data-slot="sheet-trouble"]')) fill(line.parentElement, { "sheet-trouble": "" });
    const over = open_sheet();
    fill(over ?? this.page.querySelector("#room"), { [over ? "sheet-trouble" : "trouble"]: words });
  }
}
