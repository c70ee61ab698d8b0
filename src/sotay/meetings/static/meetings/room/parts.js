// Filling the page: slots take words, lists keep their rows by key, and nothing in a form is drawn again.

/** A copy of the part the page keeps in `<template id="part-…">`. */
export const part = (name) => document.getElementById(`part-${name}`).content.firstElementChild.cloneNode(true);

/** Words into `data-slot`s; what has none is hidden. */
export function fill(root, slots) {
  for (const [name, words] of Object.entries(slots)) {
    const slot = root.querySelector(`[data-slot="${name}"]`);
    if (!slot) continue;
    const text = words === null || words === undefined || words === false ? "" : String(words);
    if (slot.textContent !== text) slot.textContent = text;
    slot.hidden = text === "";
  }
}

/** Show what the state says, hide the rest: `data-show="name"`. */
export function show(root, flags) {
  for (const element of root.querySelectorAll("[data-show]")) element.hidden = !flags[element.dataset.show];
  for (const element of root.querySelectorAll("[data-live]")) element.hidden = !flags.live;
}

/** Rows of a list, one for each thing, kept by key, so that an open or half filled row stays as it is. */
export function rows(list, name, things, key, draw) {
  const wanted = new Set(things.map((thing) => String(key(thing))));
  for (const row of [...list.children]) if (!wanted.has(row.dataset.key)) row.remove(); // first, so that no other has to move
  const known = new Map([...list.children].map((row) => [row.dataset.key, row]));
  let place = list.firstElementChild;
  for (const thing of things) {
    const id = String(key(thing));
    let row = known.get(id);
    if (!row) {
      row = part(name);
      row.dataset.key = id;
      label(row, id);
      draw(row, thing);
      list.insertBefore(row, place);
      row.dispatchEvent(new CustomEvent("keep:look", { bubbles: true }));
      continue;
    }
    draw(row, thing);
    if (row === place) place = place.nextElementSibling;
    else list.insertBefore(row, place);
  }
}

let count = 0;

/** Fields of a copied row have names of their own, for labels and for what is kept of half filled ones. */
function label(row, id) {
  for (const field of row.querySelectorAll("input, textarea")) {
    field.id ||= `part-${++count}`;
    field.dataset.keep = `${id}:${field.name}`;
  }
}

/** A sentence of the page with its places filled in. */
export const sentences = (words) => (name, places = {}) =>
  (words[name] ?? name).replace(/\{(\w+)\}/g, (_all, place) => places[place] ?? "");
