// Closing what can be closed, menus that let go, and the eye led to what went wrong.

function dress(root) {
  for (const button of root.querySelectorAll("[data-close]")) button.hidden = false;
  root.querySelector?.(".error-summary:not([data-quiet] *)")?.focus();
}

dress(document);
document.addEventListener("htmx:load", (event) => dress(event.target));

document.addEventListener("click", (event) => {
  event.target.closest("[data-close]")?.parentElement.remove();
  for (const menu of document.querySelectorAll(".menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll(".menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
