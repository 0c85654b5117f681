"use strict";

// The output editor in the browser: the same buttons that post without scripts, and drag and drop.
// The order of the items in the page is the state; their inputs are what the form posts.
customElements.get("output-editor") ?? customElements.define("output-editor", class extends HTMLElement {
  connectedCallback() {
    if (this.ready) return;
    this.ready = true;
    this.columns = this.querySelector("[data-columns]");
    this.sort = this.querySelector("[data-sort]");
    this.find = this.querySelector("[data-find]");
    this.addEventListener("click", event => this.press(event));
    this.find.hidden = false;
    this.find.addEventListener("input", () => this.filter());
    this.find.addEventListener("keydown", event => event.key === "Enter" && event.preventDefault());
    this.querySelector("[data-common-only]").addEventListener("change", () => this.filter());
    if (window.Sortable) this.drag();
    this.refresh();
  }

  press(event) {
    const button = event.target.closest("button[name='Output.Do']");
    if (!button) return;
    event.preventDefault();
    const [verb, key] = [button.value.slice(0, button.value.indexOf(":")), button.value.slice(button.value.indexOf(":") + 1)];
    const list = button.closest("ol");
    const next = this.neighbour(button.closest("li"));
    switch (verb) {
      case "add": this.add(key, this.columns.children.length); break;
      case "remove": this.remove(key); break;
      case "sort": this.item(this.sort, key) ? this.unsort(key) : this.sortBy(key, this.sort.children.length); break;
      case "unsort": this.unsort(key); break;
      default: this.move(list, key, verb.endsWith("up") ? -1 : 1);
    }
    this.changed();
    if (button.isConnected) button.focus();
    else if (list) (next?.querySelector(".output-remove") ?? list.parentElement.querySelector("h3")).focus();
  }

  add(key, index) {
    if (this.item(this.columns, key)) return;
    this.insert(this.columns, "[data-column-template]", key, index);
    this.say(`${this.label(key)} added to Output Columns, ${index + 1} of ${this.columns.children.length}.`);
  }

  remove(key) {
    const label = this.label(key);
    const sorted = this.item(this.sort, key);
    this.item(this.columns, key)?.remove();
    sorted?.remove();
    this.say(`${label} removed from Output Columns${sorted ? " and Sort By" : ""}.`);
  }

  sortBy(key, index) {
    const there = this.item(this.sort, key);
    if (there) this.sort.insertBefore(there, this.sort.children[index] ?? null);
    else this.insert(this.sort, "[data-sort-template]", key, index);
    const at = [...this.sort.children].indexOf(this.item(this.sort, key));
    this.say(`${this.label(key)} added to Sort By, ${at + 1} of ${this.sort.children.length}.`);
  }

  unsort(key) {
    this.item(this.sort, key)?.remove();
    this.say(`${this.label(key)} removed from Sort By.`);
  }

  move(list, key, by) {
    const item = this.item(list, key);
    const other = by < 0 ? item.previousElementSibling : item.nextElementSibling;
    if (!other) return this.say(`${this.label(key)} is ${by < 0 ? "first" : "last"} already.`);
    by < 0 ? other.before(item) : other.after(item);
    this.moved(list, key);
  }

  moved(list, key) {
    const at = [...list.children].indexOf(this.item(list, key));
    this.say(`${this.label(key)} moved to ${at + 1} of ${list.children.length}.`);
  }

  insert(list, template, key, index) {
    const label = this.label(key);
    const item = this.querySelector(template).content.firstElementChild.cloneNode(true);
    item.dataset.key = key;
    for (const text of item.querySelectorAll("[data-label]")) text.textContent = ` ${label}`;
    for (const button of item.querySelectorAll("button")) button.value += key;
    for (const input of item.querySelectorAll("input")) input.value = key;
    for (const select of item.querySelectorAll("select")) select.setAttribute("aria-label", `Order of ${label}`);
    for (const option of item.querySelectorAll("option")) option.value = key + option.value;
    list.insertBefore(item, list.children[index] ?? null);
  }

  // Dragged items go back to where they came from; what the drop means is then done like a press.
  drag() {
    const common = { animation: 120, forceFallback: true, fallbackTolerance: 3, filter: "button, select, .is-chosen", preventOnFilter: false, delay: 150, delayOnTouchOnly: true };
    const dropped = (event, put) => {
      const { item, clone, newIndex } = event;
      clone.isConnected ? clone.replaceWith(item) : item.remove();
      put(item.dataset.key, newIndex);
      this.changed();
    };
    for (const source of this.querySelectorAll("[data-source]")) {
      new Sortable(source, { ...common, group: { name: "catalogue", pull: "clone", put: false }, sort: false });
    }
    new Sortable(this.columns, {
      ...common,
      group: { name: "columns", pull: "clone", put: ["catalogue"] },
      onAdd: event => dropped(event, (key, index) => this.add(key, index)),
      onUpdate: event => { this.moved(this.columns, event.item.dataset.key); this.changed(); },
    });
    new Sortable(this.sort, {
      ...common,
      group: { name: "sort", pull: false, put: ["columns", "catalogue"] },
      onAdd: event => dropped(event, (key, index) => { this.add(key, this.columns.children.length); this.sortBy(key, index); }),
      onUpdate: event => { this.moved(this.sort, event.item.dataset.key); this.changed(); },
    });
  }

  changed() {
    this.refresh();
    this.dispatchEvent(new Event("change", { bubbles: true }));
  }

  refresh() {
    for (const choice of this.querySelectorAll(".output-choice")) {
      const chosen = this.item(this.columns, choice.dataset.key) !== undefined;
      choice.classList.toggle("is-chosen", chosen);
      choice.querySelector("button").value = `${chosen ? "remove" : "add"}:${choice.dataset.key}`;
      choice.querySelector("[data-verb]").textContent = chosen ? "Remove" : "Add";
    }
    for (const item of this.columns.children) {
      const sorted = this.item(this.sort, item.dataset.key) !== undefined;
      item.querySelector("[aria-pressed]").setAttribute("aria-pressed", sorted);
    }
    for (const item of [...this.columns.children, ...this.sort.children]) {
      item.querySelector("[value^='up:'], [value^='sort-up:']").setAttribute("aria-disabled", !item.previousElementSibling);
      item.querySelector("[value^='down:'], [value^='sort-down:']").setAttribute("aria-disabled", !item.nextElementSibling);
    }
  }

  filter() {
    const wanted = this.find.value.trim().toLowerCase();
    const commonOnly = this.querySelector("[data-common-only]").checked;
    let shown = 0, kept = 0;
    for (const choice of this.querySelectorAll(".output-choice")) {
      const matches = choice.querySelector("[data-label]").textContent.toLowerCase().includes(wanted)
        || choice.parentElement.ariaLabel.toLowerCase().includes(wanted);
      choice.hidden = !matches;
      if (matches && commonOnly && choice.dataset.common !== "true") kept++;
      else if (matches) shown++;
    }
    const nothing = this.querySelector("[data-nothing]");
    nothing.hidden = !wanted || (shown > 0 && kept === 0);
    nothing.textContent = kept > 0
      ? `${kept} more when Only show commonly used columns is unticked.`
      : "No column is called that.";
  }

  item(list, key) {
    return [...list.children].find(item => item.dataset.key === key);
  }

  neighbour(item) {
    return item?.nextElementSibling ?? item?.previousElementSibling;
  }

  label(key) {
    const named = [...this.querySelectorAll("li")].find(item => item.dataset.key === key);
    return named?.querySelector("[data-label]").textContent.trim() ?? key;
  }

  say(words) {
    this.querySelector("[data-said]").textContent = words;
  }
});
