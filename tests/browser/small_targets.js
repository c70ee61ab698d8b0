(least) => {
  // Everything that is pressed is at least so high. A link within a sentence is as high as its line (WCAG 2.5.8, "inline").
  const PRESSED =
    "a[href], button, summary, select, textarea, label:has(> :is([type=checkbox], [type=radio])), " +
    "input:not([type=hidden], [type=checkbox], [type=radio])";
  const LOOSE = "[type=checkbox], [type=radio]"; // a box whose label is somewhere else is pressed itself

  const inSentence = (link) =>
    link.matches("a") && [...link.parentNode.childNodes].some((each) => each.nodeType === 3 && /\p{L}{2}/u.test(each.data));
  const boxes = [...document.querySelectorAll(LOOSE)].filter((box) => !box.closest("label"));

  return [...document.querySelectorAll(PRESSED), ...boxes]
    .filter((each) => each.checkVisibility({ visibilityProperty: true }) && !inSentence(each))
    .map((each) => [each, each.getBoundingClientRect()])
    .filter(([, box]) => box.width > 1 && Math.round(box.height) < least)
    .map(([each, box]) => `only ${Math.round(box.height)} px high: ${each.outerHTML.slice(0, 160)}`);
}
