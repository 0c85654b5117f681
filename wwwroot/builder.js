"use strict";

// Drag and drop into and between the areas of a filter; a press on a segment of the palette adds it, and Move moves it, without.
customElements.get("filter-board") ?? customElements.define("filter-board", class extends HTMLElement {
  connectedCallback() {
    dragging(this, () => this.begin());
  }

  begin() {
    const common = { forceFallback: true, fallbackTolerance: 3, animation: 120, delay: 150, delayOnTouchOnly: true };
    this.sortables = [...this.querySelectorAll("[data-area]")].map(area => Sortable.create(area, {
      ...common,
      group: "segments",
      handle: ".handle",
      onEnd: event => this.drop(event),
    }));
    this.sortables.push(Sortable.create(this.querySelector("#palette"), {
      ...common,
      group: { name: "segments", pull: "clone", put: false },
      sort: false,
      onEnd: event => this.add(event),
    }));
  }

  disconnectedCallback() {
    this.sortables?.forEach(sortable => sortable.destroy());
    this.sortables = null;
    delete this.dataset.ready;
  }

  drop({ item, from, to, oldIndex, newIndex }) {
    if (from === to && oldIndex === newIndex) return;
    this.press(`move:${item.dataset.place}>${to.dataset.area}.${newIndex}`);
  }

  add({ item, from, to }) {
    if (from !== to) this.press(`add:${to.dataset.area}:${item.dataset.add}`);
  }

  press(action) {
    const button = this.querySelector("[data-move]");
    button.value = action;
    this.closest("form").requestSubmit(button);
  }
});

// A palette is one tab stop; arrow keys go along it.
(() => {
  const begin = () => document.querySelectorAll("[data-palette]:not([data-roving])").forEach(palette => roving(palette));
  const open = ({ target }) => target.matches?.("details[open].tool-menu") && begin();
  document.addEventListener("toggle", open, true);
  document.addEventListener("htmx:after:swap", begin);
  begin();
})();

// Tick all found: the choices in sight of one list. Without scripts each is ticked by itself.
customElements.get("pick-list") ?? customElements.define("pick-list", class extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("[data-tick-all]");
    if (!button) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      this.querySelectorAll("input[type=checkbox]").forEach(box => { box.checked = true; });
      this.querySelector("input[type=checkbox]").focus();
    });
  }
});
