// A link that leads to a page of its own opens the same in a dialog over this one: <a href="..." data-dialog="id">.

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-dialog]");
  const dialog = link && document.getElementById(link.dataset.dialog);
  if (!dialog?.showModal || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
});

// A tap beside it closes it, as a tap beside a menu does.
document.addEventListener("click", (event) => {
  const dialog = event.target;
  if (!dialog.matches?.("dialog.help[open]")) return;
  const box = dialog.getBoundingClientRect();
  const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
  if (!inside) dialog.close();
});
