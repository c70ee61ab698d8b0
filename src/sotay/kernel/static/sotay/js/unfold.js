// Paper has everything: what is folded on the screen is opened to print, and folded again afterwards.
// Browsers that know ::details-content need none of it; print.css shows them what is inside.
if (!CSS.supports("selector(::details-content)")) {
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details.more:not([open])")];
    for (const part of opened) part.open = true;
  });
  addEventListener("afterprint", () => {
    for (const part of opened) part.open = false;
    opened = [];
  });
}
