// Shows the buttons that open the browser's own print dialog; without scripts the PDF serves.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
