() => {
  // What is cut off by the edge of its own box, or squeezed until a name is taken apart.
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const all = (what, wrong) => [...document.querySelectorAll(what)].filter((each) => each.checkVisibility() && wrong(each));
  const hides = (each) => ["hidden", "clip"].some((how) => getComputedStyle(each).overflow.includes(how));
  const wider = (each) => each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 1;
  const higher = (each) => each.scrollHeight > each.clientHeight + 2 && each.clientHeight > 1;
  return [
    ...all(".seg, .seg > *, .btn, .chip, .steps a, .places a, summary", wider),
    ...all("body *", (each) => each.innerText?.trim() && !each.closest("[data-shortened]") && hides(each) && (wider(each) || higher(each))),
    ...all(".roll-row .grow", (each) => each.clientWidth < 5 * rem),
  ].slice(0, 4).map((each) => `cut off or squeezed: ${each.outerHTML.slice(0, 160)}`);
}
