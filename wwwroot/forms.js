"use strict";

// Nothing typed is lost, and an error goes when its field is mended. The server stays the judge of both: it says of a form that it shows
// again whether something in it is not saved yet (data-unsaved), and every submit is checked anew.
(() => {
  const changed = new WeakSet();
  let leaving = false;

  // Forms in which something is written that is worth keeping: no search, no password, no choice alone.
  const unwritten = ["hidden", "checkbox", "radio", "file", "search", "password"].map(type => `[type=${type}]`).join();
  const written = `textarea, output-editor, input:not(${unwritten})`;
  const asks = form => form?.matches("main form[method=post]:not(.toolbar, dialog *, .alone *, search *)")
    && !form.querySelector("[type=password]") && (form.hasAttribute("data-unsaved") || form.querySelector(written));
  const isChanged = form => asks(form) && (changed.has(form) || form.hasAttribute("data-unsaved"));
  const formOf = target => target.form ?? target.closest?.("form");
  const others = form => [...document.forms].some(other => other !== form && isChanged(other));

  // Leaving a changed form asks; sending it does not.
  const change = ({ target }) => {
    const form = formOf(target);
    if (asks(form)) changed.add(form);
  };
  document.addEventListener("input", change);
  document.addEventListener("change", change);
  document.addEventListener("submit", event => {
    if (!event.defaultPrevented) leaving = !others(event.target);
  });
  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    const form = formOf(ctx.sourceElement);
    if (!form) return;
    if (ctx.hx?.redirect) leaving = !others(form);
    // Saved, and it stays: what it holds is what is stored.
    else if (form === ctx.sourceElement && ctx.response.status < 300) changed.delete(form);
  });
  // A refused form is a new one in the page, with all that was typed.
  document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
    if (ctx.response?.status !== 422) return;
    const id = formOf(ctx.target)?.getAttribute("id");
    const again = () => {
      const form = id && document.getElementById(id);
      if (form) changed.add(form);
    };
    document.addEventListener("htmx:after:swap", again, { once: true });
  });
  addEventListener("pageshow", () => { leaving = false; });
  addEventListener("beforeunload", event => {
    if (!leaving && [...document.forms].some(isChanged)) event.preventDefault();
  });

  // The message of a field goes when what was refused is changed to what the browser takes for valid, and comes back with what was refused.
  const refused = new WeakMap();
  const messages = field => (field.getAttribute("aria-describedby") ?? "").split(" ")
    .map(id => document.getElementById(id)).filter(message => message?.matches(".field-error"));
  const ticked = field => field.type === "checkbox" || field.type === "radio";
  const valueOf = field => ticked(field) ? field.checked : field.value;
  const sent = field => field.matches("select")
    ? ([...field.options].find(option => option.defaultSelected) ?? field.options[0])?.value
    : ticked(field) ? field.defaultChecked : field.defaultValue;
  const inGroup = field => field.closest("fieldset")?.querySelectorAll(":scope > .field-error:not(:empty)") ?? [];

  const mend = ({ target }) => {
    if (!target.matches?.("input, select, textarea")) return;
    for (const message of inGroup(target)) message.textContent = "";
    if (target.ariaInvalid === "true" && !refused.has(target)) refused.set(target, messages(target).map(message => message.textContent));
    const words = refused.get(target);
    if (!words) return;
    const now = valueOf(target);
    const mended = now !== sent(target) && target.validity.valid && (typeof now !== "string" || now.trim() !== "");
    mended ? target.removeAttribute("aria-invalid") : target.setAttribute("aria-invalid", "true");
    messages(target).forEach((message, at) => { message.textContent = mended ? "" : words[at]; });
  };
  document.addEventListener("input", mend);
  document.addEventListener("change", mend);
})();
