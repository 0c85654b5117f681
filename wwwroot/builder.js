"use strict";

// Drag and drop into and between the areas of a filter; Add and Move do the same without it.
customElements.get("filter-board") ?? customElements.define("filter-board", class extends HTMLElement {
  connectedCallback() {
    if (this.sortables || !window.Sortable) return;
    this.sortables = [...this.querySelectorAll("[data-area]")].map(area => Sortable.create(area, {
      group: "segments",
      handle: ".handle",
      animation: 120,
      onEnd: event => this.drop(event),
    }));
    this.sortables.push(Sortable.create(this.querySelector("[data-palette]"), {
      group: { name: "segments", pull: "clone", put: false },
      sort: false,
      onEnd: event => this.add(event),
    }));
    this.dataset.ready = "";
  }

  disconnectedCallback() {
    this.sortables?.forEach(sortable => sortable.destroy());
    this.sortables = null;
  }

  drop({ item, from, to, oldIndex, newIndex }) {
    if (from === to && oldIndex === newIndex) return;
    this.press(`move:${item.dataset.place}>${to.dataset.area}.${newIndex}`);
  }

  add({ item, from, to }) {
    if (from === to) return;
    this.querySelector(`[name="Add[${to.dataset.area}]"]`).value = item.dataset.add;
    this.press(`add:${to.dataset.area}`);
  }

  press(action) {
    const button = this.querySelector("[data-move]");
    button.value = action;
    this.closest("form").requestSubmit(button);
  }
});

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
