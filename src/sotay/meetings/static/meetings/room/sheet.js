// Sheets: what is written down opens over the current item and closes into the place where the page stood.
//
// `<button data-sheet="note">` opens `<dialog id="sheet-note">`; `data-close-sheet`, Escape, the way back of a phone and a tap
// beside it close it. What was typed stays in its fields. "sheet:open" is said on a dialog before it is shown.

export const sheet = (name) => document.getElementById(`sheet-${name}`);
export const open_sheet = () => document.querySelector("dialog.sheet[open]");

export function open(name) {
  const dialog = sheet(name);
  open_sheet()?.close();
  dialog.dispatchEvent(new CustomEvent("sheet:open", { bubbles: true }));
  dialog.showModal();
  first_field(dialog)?.focus({ preventScroll: true });
  dialog.scrollTop = 0;
}

/** Where the hand goes on: who it is about while nobody is chosen (no keyboard covers the names), else the words. */
function first_field(dialog) {
  const undecided = [...dialog.querySelectorAll("[data-picker='one']")].find((each) => !each.dataset.chosen && each.checkVisibility());
  const fields = dialog.querySelectorAll("form textarea, form input:not([type=hidden], [type=radio], [type=checkbox], [type=search])");
  return undecided?.querySelector("button") ?? [...fields].find((each) => each.checkVisibility()) ?? dialog.querySelector("button");
}

document.addEventListener("click", ({ target }) => {
  const opener = target.closest("[data-sheet]");
  if (opener) return open(opener.dataset.sheet);
  if (target.closest("[data-close-sheet]")) return target.closest("dialog").close();
  if (target.matches("dialog.sheet[open]")) return target.close(); // the veil belongs to the dialog
  return undefined;
});
