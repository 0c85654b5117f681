"use strict";

// One tab stop for a list of buttons; arrow keys go along its rows, and along the buttons of a row. Whoever changes the list calls
// refresh(). A row is an li; of its buttons the one that matches `first` is where a visit begins.
window.roving ??= (list, first = "button") => {
  const seen = button => button.getClientRects().length > 0;
  const buttons = row => [...row.querySelectorAll("button")].filter(seen);
  const rows = () => [...list.querySelectorAll("li")].filter(row => buttons(row).length > 0);
  const start = row => buttons(row).find(button => button.matches(first)) ?? buttons(row)[0];

  const stop = button => {
    for (const other of list.querySelectorAll("button")) other.tabIndex = other === button ? 0 : -1;
  };
  const refresh = () => {
    const now = [...list.querySelectorAll("button")].find(button => button.tabIndex === 0 && seen(button));
    const [top] = rows();
    stop(now?.isConnected && list.dataset.roving !== undefined ? now : top && start(top));
    list.dataset.roving = "";
  };
  const focus = row => row && start(row).focus();

  list.addEventListener("focusin", ({ target }) => target.matches("button") && stop(target));
  list.addEventListener("keydown", event => {
    if (event.altKey || event.ctrlKey || event.metaKey || !event.target.matches("button")) return;
    const all = rows();
    const row = event.target.closest("li");
    const own = buttons(row);
    const [at, place] = [all.indexOf(row), own.indexOf(event.target)];
    const single = own.length === 1;
    const along = (by) => {
      const next = all[at + by];
      return next && (buttons(next)[single ? 0 : place] ?? start(next));
    };
    const to = {
      ArrowDown: () => along(1),
      ArrowUp: () => along(-1),
      ArrowRight: () => single ? along(1) : own[place + 1],
      ArrowLeft: () => single ? along(-1) : own[place - 1],
      Home: () => start(all[0]),
      End: () => start(all.at(-1)),
    }[event.key];
    if (!to) return;
    event.preventDefault();
    to()?.focus();
  });
  refresh();
  return { refresh, focus };
};
