(least) => {
  // Everything that is read is at least so large. Drawings scale as a whole, and what is hidden from a screen reader is decoration.
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = new Map();
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const parent = text.parentElement;
    if (!/[\p{L}\p{N}]/u.test(text.data) || parent.closest("svg, [aria-hidden=true], script, style, template, option, .sr-only")) continue;
    if (!parent.checkVisibility({ visibilityProperty: true })) continue;
    const size = parseFloat(getComputedStyle(parent).fontSize);
    if (size < least - 0.05) found.set(parent, size);
  }
  return [...found].map(([each, size]) => `only ${size.toFixed(1)} px letters: ${each.outerHTML.slice(0, 160)}`);
}
