"use strict";
// Say so when refreshing fails; an old picture must not pass for the present one.
(() => {
  const shown = (lost) => {
    const note = document.querySelector(".offline");
    if (note) note.hidden = !lost;
  };
  document.addEventListener("htmx:sendError", () => shown(true));
  document.addEventListener("htmx:timeout", () => shown(true));
  document.addEventListener("htmx:responseError", () => shown(true));
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) shown(false);
  });
})();
