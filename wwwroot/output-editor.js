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
    this.choices = roving(this.querySelector("[data-choices]"));
    this.lists = new Map([this.columns, this.sort].map(list => [list, roving(list, ".output-arrow")]));
    this.addEventListener("click", event => this.press(event));
    for (const list of this.lists.keys()) list.addEventListener("keydown", event => this.key(event, list));
    this.find.hidden = false;
    this.find.addEventListener("input", () => this.filter());
    this.find.addEventListener("keydown", event => event.key === "Enter" && event.preventDefault());
    this.querySelector("[data-common-only]").addEventListener("change", () => this.filter());
    this.querySelector("#output-rows")?.addEventListener("change", () => this.changed());
    dragging(this, () => this.drag());
    this.refresh();
  }

  press(event) {
    const button = event.target.closest("button[name='Output.Do']");
    if (!button) return;
    event.preventDefault();
    const [verb, key] = [button.value.slice(0, button.value.indexOf(":")), button.value.slice(button.value.indexOf(":") + 1)];
    this.act(verb, key, button);
  }

  // Alt and an arrow moves an item, Delete removes it.
  key(event, list) {
    const item = event.target.closest("li");
    const by = event.altKey && { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!item || !(by || event.key === "Delete" || event.key === "Backspace")) return;
    event.preventDefault();
    const columns = list === this.columns;
    const verb = by ? (by < 0 ? "up" : "down") : columns ? "remove" : "unsort";
    this.act(by && !columns ? `sort-${verb}` : verb, item.dataset.key, event.target);
  }

  act(verb, key, button) {
    const list = button.closest("ol");
    const next = this.neighbour(button.closest("li"));
    switch (verb) {
      case "add": this.add(key, this.columns.children.length); break;
      case "remove": this.remove(key); break;
      case "sort": this.cycle(key); break;
      case "flip": this.flip(key); break;
      case "unsort": this.unsort(key); break;
      default: this.move(list, key, verb.endsWith("up") ? -1 : 1);
    }
    this.changed();
    if (button.isConnected) button.focus();
    else if (list) next ? this.lists.get(list).focus(next) : list.parentElement.querySelector("h3").focus();
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

  // None, ascending, descending, none.
  cycle(key) {
    const order = this.order(this.item(this.sort, key));
    if (!order) this.sortBy(key, this.sort.children.length);
    else if (order === "ascending") this.flip(key);
    else this.unsort(key);
  }

  flip(key) {
    const item = this.item(this.sort, key);
    const order = this.order(item) === "ascending" ? "descending" : "ascending";
    item.querySelector("input").value = `${key}:${order}`;
    this.say(`${this.label(key)} is sorted ${order}.`);
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
    for (const text of item.querySelectorAll("[data-label]")) text.textContent = label;
    for (const button of item.querySelectorAll("button")) button.value += key;
    for (const input of item.querySelectorAll("input")) input.value = key + input.value;
    list.insertBefore(item, list.children[index] ?? null);
  }

  // Dragged items go back to where they came from; what the drop means is then done like a press.
  drag() {
    const common = {
      animation: 120, forceFallback: true, fallbackTolerance: 3, filter: ".output-button, .is-chosen", preventOnFilter: false,
      delay: 150, delayOnTouchOnly: true,
    };
    const dropped = (event, put) => {
      const { item, clone, newIndex } = event;
      clone.isConnected ? clone.replaceWith(item) : item.remove();
      put(item.dataset.key, newIndex);
      this.changed();
    };
    // Out of the box: outside the section that holds the list, and outside those that take its items.
    const outside = (event, sections) => {
      const { clientX: x, clientY: y } = event?.changedTouches?.[0] ?? event ?? {};
      return x !== undefined && !sections.some(selector => {
        const box = this.querySelector(selector).getBoundingClientRect();
        return x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
      });
    };
    const removing = (sections, remove) => {
      const look = event => this.toggleAttribute("data-out", outside(event, sections));
      return {
        onStart: () => document.addEventListener("pointermove", look),
        onEnd: event => {
          document.removeEventListener("pointermove", look);
          this.removeAttribute("data-out");
          if (event.to !== event.from || !outside(event.originalEvent, sections)) return;
          remove(event.item.dataset.key);
          this.changed();
        },
      };
    };
    for (const source of this.querySelectorAll("[data-source]")) {
      new Sortable(source, { ...common, group: { name: "catalogue", pull: "clone", put: false }, sort: false });
    }
    new Sortable(this.columns, {
      ...common,
      ...removing([".output-chosen", ".output-sort"], key => this.remove(key)),
      group: { name: "columns", pull: "clone", put: ["catalogue"] },
      onAdd: event => dropped(event, (key, index) => this.add(key, index)),
      onUpdate: event => { this.moved(this.columns, event.item.dataset.key); this.changed(); },
    });
    new Sortable(this.sort, {
      ...common,
      ...removing([".output-sort"], key => this.unsort(key)),
      group: { name: "sort", pull: false, put: ["columns", "catalogue"] },
      onAdd: event => dropped(event, (key, index) => { this.add(key, this.columns.children.length); this.sortBy(key, index); }),
      onUpdate: event => { this.moved(this.sort, event.item.dataset.key); this.changed(); },
    });
  }

  // "change" says that something was typed; "output-changed" that the file would be another.
  changed() {
    this.refresh();
    this.querySelector("#output-error")?.remove();
    this.dispatchEvent(new Event("change", { bubbles: true }));
    this.dispatchEvent(new Event("output-changed", { bubbles: true }));
  }

  refresh() {
    for (const choice of this.querySelectorAll(".output-choice")) {
      const chosen = this.item(this.columns, choice.dataset.key) !== undefined;
      choice.classList.toggle("is-chosen", chosen);
      choice.querySelector("button").value = `${chosen ? "remove" : "add"}:${choice.dataset.key}`;
      choice.querySelector("[data-verb]").textContent = chosen ? "Remove" : "Add";
    }
    for (const item of [...this.columns.children, ...this.sort.children]) {
      this.arrow(item.querySelector(".output-arrow"), this.item(this.sort, item.dataset.key));
      item.querySelector("[value^='up:'], [value^='sort-up:']").setAttribute("aria-disabled", !item.previousElementSibling);
      item.querySelector("[value^='down:'], [value^='sort-down:']").setAttribute("aria-disabled", !item.nextElementSibling);
    }
    for (const list of this.lists.values()) list.refresh();
    this.choices.refresh();
  }

  arrow(button, sorted) {
    const [all, at] = [this.sort.children.length, [...this.sort.children].indexOf(sorted) + 1];
    const [order, number] = [this.order(sorted), sorted && all > 1 ? at : null];
    for (const [name, value] of [["data-order", order], ["data-number", number]]) {
      value ? button.setAttribute(name, value) : button.removeAttribute(name);
    }
    button.querySelector("[data-order-words]").textContent = order ? `, ${order}${number ? `, ${at} of ${all}` : ""}` : "";
  }

  order(sorted) {
    const value = sorted?.querySelector("input").value;
    return value?.slice(value.lastIndexOf(":") + 1);
  }

  filter() {
    const wanted = this.find.value.trim().toLowerCase();
    const commonOnly = this.querySelector("[data-common-only]").checked;
    const rows = this.querySelector("#output-rows input[value=true]")?.checked;
    let shown = 0, kept = 0;
    for (const choice of this.querySelectorAll(".output-choice")) {
      const matches = choice.querySelector("[data-label]").textContent.toLowerCase().includes(wanted)
        || choice.parentElement.ariaLabel.toLowerCase().includes(wanted);
      const common = choice.dataset.common === "true" || (rows && choice.dataset.common === "matched");
      choice.hidden = !matches;
      if (matches && commonOnly && !common) kept++;
      else if (matches) shown++;
    }
    const nothing = this.querySelector("[data-nothing]");
    nothing.hidden = !wanted || (shown > 0 && kept === 0);
    nothing.textContent = kept > 0
      ? `${kept} more when Only show commonly used columns is unticked.`
      : "No column is called that.";
    this.choices.refresh();
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
