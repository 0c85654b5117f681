"use strict";

// Drag and drop between the areas of a filter; the Move buttons do the same without it.
customElements.get("filter-board") ?? customElements.define("filter-board", class extends HTMLElement {
  connectedCallback() {
    if (this.sortables || !window.Sortable) return;
    this.sortables = [...this.querySelectorAll("[data-area]")].map(area => Sortable.create(area, {
      group: "segments",
      handle: ".handle",
      animation: 120,
      onEnd: event => this.drop(event),
    }));
    this.dataset.ready = "";
  }

  disconnectedCallback() {
    this.sortables?.forEach(sortable => sortable.destroy());
    this.sortables = null;
  }

  drop({ item, from, to, oldIndex, newIndex }) {
    if (from === to && oldIndex === newIndex) return;
    const button = this.querySelector("[data-move]");
    button.value = `move:${item.dataset.place}>${to.dataset.area}.${newIndex}`;
    this.closest("form").requestSubmit(button);
  }
});
