// The five steps of a meeting as panels of one page, and the one button of each that is the thing to do next.

import * as rules from "./rules.js";

export class Steps {
  constructor(page, shown) {
    Object.assign(this, { page, shown, panel: null, links: [...page.querySelectorAll(".steps [data-step]")] });
  }

  /** Show what the address asks for, else this step, and from now on whatever it comes to ask for. There is a state to show by then. */
  follow(otherwise) {
    this.show(this.asked() ?? otherwise);
    addEventListener("hashchange", () => {
      const place = this.place();
      this.show(this.asked() ?? this.panel);
      if (place) place.scrollIntoView();
      else scrollTo(0, 0);
    });
  }

  /** What the address asks for: a step, something that stands in one, or a step by its query. */
  asked() {
    const name = location.hash.slice(1);
    if (this.of(name)) return name;
    const inside = this.place()?.closest("[data-panel]");
    return inside?.dataset.panel ?? (this.of(new URLSearchParams(location.search).get("step")) || null)?.dataset.panel ?? null;
  }

  of(name) {
    return name && this.page.querySelector(`[data-panel="${CSS.escape(name)}"]`);
  }

  place() {
    const name = location.hash.slice(1);
    return name && !this.of(name) ? document.getElementById(name) : null;
  }

  go(name) {
    if (location.hash === `#${name}`) this.show(name);
    else location.hash = name;
  }

  show(name) {
    this.panel = name;
    for (const each of this.page.querySelectorAll("[data-panel]")) each.hidden = each.dataset.panel !== name;
    for (const link of this.links)
      if (link.dataset.step === name) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
    const votes = this.page.querySelector("#votes");
    const home = this.page.querySelector(`[data-panel="${name}"] [data-votes]`);
    if (votes && home && votes.parentElement !== home) home.append(votes); // counted where it is put
    this.shown(name);
  }

  /** The steps the meeting has behind it are golden; the opening only when roll, dues and agenda are done. */
  passed(state, bundle) {
    const at = (name) => this.links.findIndex((link) => link.dataset.step === name);
    const now = state.closed_at ? at("after") : at(state.opened_at ? rules.step_of(state) : "start");
    for (const [place, link] of this.links.entries()) {
      const lacks = link.dataset.step === "start" && !state.closed_at && rules.opening_lacks(state, bundle.meeting.is_regular).length;
      const done = place < now && !lacks;
      link.parentElement.classList.toggle("done", done);
      link.querySelector("span").hidden = !done;
    }
  }
}

/** Of the buttons of a panel that could be the next thing to do, the first that is in sight is; a count goes before all. */
export function one_primary(page) {
  for (const panel of page.querySelectorAll("[data-panel]:not([hidden])")) {
    const all = [...panel.querySelectorAll(".btn.primary, .btn[data-primary]")].filter((each) => !each.closest("dialog"));
    for (const each of all) each.dataset.primary ??= "";
    const seen = all.filter((each) => each.checkVisibility());
    const first = seen.find((each) => each.closest('[data-act="count"]')) ?? seen[0];
    for (const each of all) each.classList.toggle("primary", each === first);
  }
}
