"use strict";

// Counts that are old are found anew: of lists that are looked at, two at a time. Leaving the page abandons them.
(() => {
  const atOnce = 2;
  let waiting = [];
  let running = 0;
  let leaving = new AbortController();

  const refresh = async (cell, { signal }) => {
    cell.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(cell.dataset.recount, { signal });
      if (!answer.ok) return;
      const { count, when, exact } = await answer.json();
      cell.querySelector(".count").textContent = count;
      cell.querySelector(".age").textContent = when;
      cell.querySelector(".age").title = exact;
    } catch {
      // Left, signed out or not reached: what is stored stays.
    } finally {
      cell.removeAttribute("aria-busy");
    }
  };

  const go = () => {
    while (running < atOnce && waiting.length > 0) {
      running++;
      refresh(waiting.shift(), leaving).finally(() => {
        running--;
        go();
      });
    }
  };

  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (isIntersecting) {
        seen.unobserve(target);
        waiting.push(target);
      }
    }
    go();
  });

  const watch = () => {
    for (const cell of document.querySelectorAll("[data-recount]:not([data-recount=''])")) seen.observe(cell);
  };

  const abandon = () => {
    seen.disconnect();
    waiting = [];
    leaving.abort();
    leaving = new AbortController();
  };

  addEventListener("pagehide", abandon);
  addEventListener("pageshow", ({ persisted }) => persisted && watch());
  document.addEventListener("htmx:after:swap", () => {
    abandon();
    watch();
  });
  watch();
})();

// A list is dragged into a folder; the pencil beside it does the same without dragging.
(() => {
  let dragged = null;

  const folder = (target) => dragged && target.closest?.("[data-folder]:not(.closed)");
  const mark = (place) => {
    for (const marked of document.querySelectorAll(".drop-here")) if (marked !== place) marked.classList.remove("drop-here");
    place?.classList.add("drop-here");
  };

  document.addEventListener("dragstart", ({ target, dataTransfer }) => {
    dragged = target.closest?.("tr[data-list][draggable=true]") ?? null;
    if (!dragged) return;
    dataTransfer.effectAllowed = "move";
    dataTransfer.setData("text/plain", dragged.querySelector("th a").textContent);
    dragged.classList.add("dragged");
  });
  document.addEventListener("dragover", (event) => {
    const place = folder(event.target);
    if (place) event.preventDefault();
    mark(place);
  });
  document.addEventListener("drop", (event) => {
    const place = folder(event.target);
    if (!place) return;
    event.preventDefault();
    const form = document.getElementById("move-list");
    form.action = dragged.dataset.move;
    form.elements.version.value = dragged.dataset.version;
    form.elements.to.value = place.dataset.folder;
    form.requestSubmit();
  });
  document.addEventListener("dragend", () => {
    dragged?.classList.remove("dragged");
    dragged = null;
    mark(null);
  });
})();
