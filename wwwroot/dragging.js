"use strict";

// Fetches the library for dragging when a pointer first comes near something that can be dragged, and not before: a page that is only read,
// or used with keys, does without its weight.
const dragging = (() => {
  const library = document.currentScript.dataset.library;
  let fetched;
  const fetchOnce = () => fetched ??= new Promise((loaded, failed) => {
    document.head.append(Object.assign(document.createElement("script"), { src: library, onload: loaded, onerror: failed }));
  });
  return (place, begin) => {
    const near = () => fetchOnce().then(() => {
      if (!place.isConnected || "ready" in place.dataset) return;
      begin();
      place.dataset.ready = "";
    }, () => { fetched = undefined; });
    if (window.Sortable) near();
    else for (const type of ["pointerover", "touchstart"]) place.addEventListener(type, near, { passive: true });
  };
})();
