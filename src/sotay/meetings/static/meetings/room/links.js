// Without a network, what needs one says so instead of leading to a page that does not come: links to other pages and forms
// that the server answers.

import { ROOMS } from "./carry.js";

export function guard_links(page, is_cut_off, tell) {
  page.addEventListener("click", async (event) => {
    const link = event.target.closest("main a[href]");
    if (!link || link.hash && link.pathname === location.pathname || !is_cut_off()) return;
    event.preventDefault();
    const kept = await globalThis.caches?.match(link.href, { ignoreSearch: true, cacheName: ROOMS });
    if (kept) location.assign(link.href);
    else tell();
  });
  page.addEventListener("submit", (event) => {
    if (event.target.matches("form[data-act], form[data-queue], form[data-forget]") || !is_cut_off()) return;
    event.preventDefault();
    tell();
  });
}
