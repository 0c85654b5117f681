"use strict";

// The count and the first rows beside a form refresh by themselves: the element .live asks, some moments after a change. It is busy until
// the answer about the latest change is there; htmx gives up an earlier question, and what an earlier count still says is not shown.
window.live ??= (() => {
  const box = () => document.querySelector(".live");
  const part = ({ sourceElement, target }) => {
    const live = box();
    return live && (live.contains(sourceElement) || live.contains(target)) ? live : null;
  };
  let asked = 0;
  let changed = false;

  const change = () => {
    const live = box();
    if (!live) return;
    changed = true;
    live.ariaBusy = "true";
  };
  const settle = () => {
    const live = box();
    if (live && !changed && asked === 0 && !live.querySelector("progress")) live.ariaBusy = null;
  };
  const known = new WeakSet();
  const begin = () => {
    const live = box();
    if (!live || known.has(live)) return;
    known.add(live);
    changed = false;
    if (live.getAttribute("hx-trigger").includes("load")) change();
  };

  document.addEventListener("output-changed", change);
  document.addEventListener("input", ({ target }) => {
    const form = target.form;
    if (form && form === box()?.closest("form") && box().getAttribute("hx-trigger").includes("input")) change();
  });
  document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
    if (ctx.sourceElement !== box()) return;
    changed = false;
    asked++;
    ctx.live = true;
  });
  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    if (ctx.live) asked--;
    settle();
  });
  document.addEventListener("htmx:before:swap", event => {
    const { ctx } = event.detail;
    if (part(ctx) && !ctx.live && (asked > 0 || changed)) event.preventDefault();
  });
  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    begin();
    const live = box();
    const said = live?.querySelector("[data-live-said]");
    const words = live?.querySelector("[data-live-words]")?.textContent.trim().replace(/\s+/g, " ");
    if (part(ctx) && said && words && said.textContent !== words) said.textContent = words;
  });
  begin();
  return true;
})();
