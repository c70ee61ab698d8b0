// The dock: in sight while something can be written down. A sheet in which words wait says so on its button.

export class Dock {
  constructor(page) {
    this.dock = page.querySelector("#dock");
    this.page = page;
    page.addEventListener("input", ({ target }) => target.closest("dialog.sheet") && this.drafts());
    page.addEventListener("keep:back", () => this.drafts());
  }

  show(panel, live) {
    const shown = live && ["conduct", "close"].includes(panel);
    this.dock.hidden = !shown;
    this.page.classList.toggle("has-dock", shown);
  }

  drafts() {
    for (const button of this.dock.querySelectorAll("[data-sheet]")) {
      const area = this.page.querySelector(`#sheet-${button.dataset.sheet} form textarea`);
      button.toggleAttribute("data-draft", Boolean(area?.value.trim()));
    }
  }
}
