// What axe finds wrong on this page, and which colours it found good.
//
// Two thirds of axe's time go into contrast, and a house has few pairs of colours: a text is asked about
// only when its colours, its size and what lies behind it are not among those axe has passed before.
// `known` are those, as this function gave them back as `good`; null asks about every text, whatever is known.
async (known) => {
  const contrast = "color-contrast";
  const good = new Set(known ?? []);

  const clear = (colour) => colour === "transparent" || colour === "rgba(0, 0, 0, 0)";

  const colours = (element) => {
    const own = getComputedStyle(element);
    const looks = [own.color, own.fontSize, own.fontWeight, own.textShadow];
    for (let each = element; each; each = each.parentElement) {
      const { backgroundColor, backgroundImage, opacity } = getComputedStyle(each);
      if (!clear(backgroundColor)) looks.push(backgroundColor);
      if (backgroundImage !== "none") looks.push(backgroundImage.slice(0, 80));
      if (opacity !== "1") looks.push(`opacity ${opacity}`);
    }
    return looks.join(" ");
  };

  const isRead = (element) =>
    element.matches("input, select, textarea") ||
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());

  const unknown = () =>
    [...document.body.querySelectorAll("*")].filter(
      (each) => each.checkVisibility() && isRead(each) && !good.has(colours(each)),
    );

  const spare = { preload: false, selectors: false, iframes: false }; // we read none of it, and have no frames
  const run = (context, options) => axe.run(context, { ...spare, ...options });
  const results = [
    await run(document, {
      resultTypes: ["violations"],
      rules: { [contrast]: { enabled: !known } },
    }),
  ];
  const texts = known ? unknown() : [];
  if (texts.length) {
    const rule = { type: "rule", values: [contrast] };
    results.push(await run({ include: texts }, { runOnly: rule, elementRef: true }));
    for (const { nodes } of results[1].passes) for (const { element } of nodes) good.add(colours(element));
  }

  // Only what is wrong goes back: all that axe found in order is megabytes to read through.
  const faults = results
    .flatMap(({ violations }) => violations)
    .map(({ id, help, nodes }) =>
      `${id}: ${help}: ${nodes.slice(0, 4).map((node) => node.html.slice(0, 160)).join("; ")}`);
  return { faults, good: [...good] };
}
