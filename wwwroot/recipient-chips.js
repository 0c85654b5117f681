"use strict";

// Email to as chips, with suggestions. The text beneath stays what the form posts: it holds the chips and what is being typed.
customElements.get("recipient-chips") ?? customElements.define("recipient-chips", class extends HTMLElement {
  connectedCallback() {
    if (this.ready) return;
    this.ready = true;
    this.text = this.querySelector("textarea");
    this.field = this.querySelector("[data-field]");
    this.list = this.field.querySelector("ul");
    this.input = this.field.querySelector("input");
    this.options = this.querySelector("[data-options]");
    this.takeOver();
    this.input.addEventListener("input", () => this.type());
    this.input.addEventListener("keydown", event => this.press(event));
    this.input.addEventListener("paste", event => this.paste(event));
    this.input.addEventListener("blur", () => this.leave());
    this.list.addEventListener("keydown", event => this.walk(event));
    this.field.addEventListener("mousedown", event => this.reach(event));
    this.addEventListener("click", event => this.click(event));
    this.options.addEventListener("mousedown", event => event.preventDefault());
    this.querySelector("#GroupName").addEventListener("keydown", event => this.keep(event));
    this.watch(this.options, () => this.offer());
    this.watch(this, () => this.mark());
  }

  // The label is the typed field's from here on; the text is hidden by the style sheet.
  takeOver() {
    this.input.id = "email-to";
    this.parentElement.querySelector(`label[for="${this.text.id}"]`).htmlFor = this.input.id;
    this.field.hidden = false;
    const typing = document.activeElement === this.text;
    this.dataset.on = "";
    if (typing) this.input.focus();
    this.read(this.text.value).forEach(piece => this.isWhole(piece) ? this.chip(piece) : this.later(piece));
    this.mark();
  }

  watch(node, then) {
    new MutationObserver(changes => {
      if (changes.some(change => !this.list.contains(change.target))) then();
    }).observe(node, { childList: true, subtree: node === this });
  }

  get chips() { return [...this.list.children]; }
  get addresses() { return this.chips.map(chip => chip.dataset.chip); }
  get open() { return !this.options.hidden; }

  // As the server reads it: a comma inside "Last, First <address>" separates nothing. Spaces separate addresses, not names.
  read(text) {
    const pieces = text.split(/[,;\r\n\t]+/).map(piece => piece.trim()).filter(piece => piece);
    return pieces.flatMap((piece, i) => {
      const named = /<([^<>]*)>$/.exec(piece);
      if (named) return [named[1].trim()];
      if (!piece.includes("@") && /<[^<>]*>$/.test(pieces[i + 1] ?? "")) return [];
      const words = piece.split(/\s+/);
      return words.every(word => this.isWhole(word)) ? words : [piece];
    });
  }

  isWhole(piece) { return /^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>".]+$/.test(piece); }

  later(piece) { this.input.value = this.input.value ? `${this.input.value}, ${piece}` : piece; }

  chip(address) {
    if (this.addresses.includes(address)) return false;
    const item = this.querySelector("template").content.cloneNode(true).querySelector("li");
    item.dataset.chip = address;
    item.querySelector("[data-name]").textContent = address;
    item.querySelector("button").setAttribute("aria-label", `Remove ${address}`);
    this.list.append(item);
    this.rove();
    return true;
  }

  // Whole addresses become chips; what is not one stays to be typed on. Answers whether anything did.
  take(pieces) {
    const rest = pieces.filter(piece => !this.isWhole(piece));
    const whole = pieces.filter(piece => this.isWhole(piece));
    const added = whole.filter(piece => this.chip(piece));
    if (whole.length > 0) {
      this.input.value = rest.join(", ");
      this.say(added.length > 0 ? `${added.join(", ")} added.` : `${whole.join(", ")} is there already.`);
      this.close();
    }
    this.write();
    return whole.length > 0;
  }

  remove(chip) {
    const next = chip.nextElementSibling ?? chip.previousElementSibling;
    chip.remove();
    this.say(`${chip.dataset.chip} removed.`);
    this.rove();
    this.write();
    (next?.querySelector("button") ?? this.input).focus();
  }

  write() {
    const text = [...this.addresses, this.input.value.trim()].filter(piece => piece).join(", ");
    if (text === this.text.value) return;
    this.text.value = text;
    for (const event of ["input", "change"]) this.text.dispatchEvent(new Event(event, { bubbles: true }));
    if (this.text.ariaInvalid !== "true") this.input.removeAttribute("aria-invalid");
    this.mark();
  }

  type() {
    const typed = this.input.value;
    const separated = typed.split(/[,;\s]/).length > 1 && this.read(typed);
    if (separated && /[,;\s]$/.test(typed) && separated.every(piece => this.isWhole(piece))) this.take(separated);
    else if (separated && /[,;]/.test(typed) && separated.slice(0, -1).some(piece => this.isWhole(piece))) this.takeAllButLast(separated);
    else this.write();
    this.asked = this.chosen = false;
    this.point(null); // What was offered was for what stood there before.
    if (!this.input.value) this.close();
  }

  takeAllButLast(pieces) {
    const last = pieces.at(-1);
    this.take(pieces.slice(0, -1));
    this.later(last);
    this.write();
  }

  paste(event) {
    const text = event.clipboardData.getData("text");
    const pieces = this.read(this.input.value + text);
    if (!pieces.some(piece => this.isWhole(piece)) || this.input.selectionStart !== this.input.value.length) return;
    event.preventDefault();
    this.take(pieces);
  }

  // What is pressed elsewhere does not move away beneath the pointer.
  leave() {
    this.close();
    const then = () => {
      const pieces = this.read(this.input.value);
      if (pieces.some(piece => this.isWhole(piece))) this.take(pieces);
    };
    if (this.matches(":root:active *")) document.addEventListener("pointerup", () => setTimeout(then), { once: true });
    else then();
  }

  press(event) {
    const active = this.active;
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (this.open) this.step(event.key === "ArrowDown" ? 1 : -1);
      else this.ask();
    } else if (event.key === "Escape" && this.open) {
      event.preventDefault();
      this.close();
    } else if (event.key === "Enter" && (active || this.asked || this.input.value.trim())) {
      event.preventDefault();
      if (active && (this.chosen || this.isInside(active))) this.choose(active);
      else if (!this.take(this.read(this.input.value)) && this.input.value.trim()) this.say("This is no whole address yet. Choose a suggestion with the arrow keys.");
    } else if (event.key === "Tab" && !event.shiftKey && active && this.isInside(active)) {
      this.choose(active);
    } else if (event.key === "Backspace" && !this.input.value && this.chips.length > 0) {
      event.preventDefault();
      this.remove(this.chips.at(-1));
      this.input.focus();
    } else if (event.key === "ArrowLeft" && !this.input.value && this.chips.length > 0) {
      event.preventDefault();
      this.chips.at(-1).querySelector("button").focus();
    }
  }

  // Among the chips.
  walk(event) {
    const chip = event.target.closest("li");
    const to = { ArrowLeft: chip.previousElementSibling, ArrowRight: chip.nextElementSibling ?? this.input, Home: this.list.firstElementChild }[event.key];
    if (to) {
      event.preventDefault();
      (to.querySelector("button") ?? to).focus();
      this.rove();
    } else if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      this.remove(chip);
    }
  }

  // One tab stop for all chips: the one that has the focus, or the first.
  rove() {
    const buttons = this.chips.map(chip => chip.querySelector("button"));
    const stop = buttons.find(button => button === document.activeElement) ?? buttons[0];
    for (const button of buttons) button.tabIndex = button === stop ? 0 : -1;
  }

  reach(event) {
    if (event.target.closest("button, input")) return;
    event.preventDefault();
    this.input.focus();
  }

  click(event) {
    const option = event.target.closest("[role=option]");
    const removed = event.target.closest("li[data-chip] button");
    const group = event.target.closest("button[data-addresses]");
    const corrected = event.target.closest("button[data-to]");
    if (option) this.choose(option);
    if (removed) this.remove(removed.closest("li"));
    if (group) this.take([...this.read(this.input.value), ...this.read(group.dataset.addresses)]);
    if (corrected) this.correct(corrected.dataset.from, corrected.dataset.to);
    if (removed || group || corrected) event.preventDefault();
  }

  correct(from, to) {
    const before = this.chips.find(chip => chip.dataset.chip === from);
    const place = this.chips.indexOf(before);
    before?.remove();
    if (!before) this.input.value = "";
    if (this.chip(to) && before) this.list.insertBefore(this.list.lastElementChild, this.list.children[place] ?? null);
    this.rove();
    this.say(`${from} is now ${to}.`);
    this.write();
    this.input.focus();
  }

  keep(event) {
    if (event.key !== "Enter") return;
    event.preventDefault();
    this.querySelector("#keep-group").click();
  }

  // Suggestions
  ask() {
    this.asked = true;
    this.input.dispatchEvent(new CustomEvent("suggest"));
  }

  offer() {
    const all = this.all;
    const wanted = document.activeElement === this.input && all.length > 0 && (this.input.value.trim() || this.asked);
    if (!wanted) return this.close();
    // Named here: what htmx swaps for something of the same id begins with the attributes of that.
    all.forEach((option, i) => { option.id = `recipient-option-${i}`; });
    this.options.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.chosen = false;
    const typed = this.input.value.trim();
    this.point(typed && !this.isWhole(typed) && this.isInside(all[0]) ? all[0] : null);
    this.say(`${all.length} ${all.length === 1 ? "suggestion" : "suggestions"}.`);
  }

  close() {
    this.asked = false;
    this.options.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.point(null);
  }

  get all() { return [...this.options.querySelectorAll("[role=option]")]; }
  get active() { return this.open ? this.options.querySelector("[aria-selected=true]") : null; }
  isInside(option) { return option.dataset.inside === "true"; }

  step(by) {
    const all = this.all;
    const at = all.indexOf(this.active);
    this.chosen = true;
    this.point(all[at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length]);
  }

  point(option) {
    for (const other of this.all) other.setAttribute("aria-selected", other === option);
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }

  choose(option) {
    this.input.value = "";
    this.take(this.read(option.dataset.addresses));
    this.close();
  }

  // What the server found of each, beside its chip.
  mark() {
    const found = new Map([...this.querySelectorAll("#recipients li[data-address]")].map(item => [item.dataset.address, item]));
    for (const chip of this.chips) {
      const item = found.get(chip.dataset.chip);
      chip.dataset.finding = item ? (item.classList.contains("good") ? "good" : "warn") : "";
      chip.querySelector("[data-words]").textContent = item ? ` ${item.querySelector("[data-words]").textContent}` : "";
    }
  }

  say(words) { this.querySelector("[data-heard]").textContent = words; }
});
