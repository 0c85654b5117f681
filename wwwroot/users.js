"use strict";

// Buttons beside a field: shows what is typed in it, takes a suggestion into it, copies it. Without scripts none of them is seen.
document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-show], [data-use], [data-copy]");
  if (!button) return;
  const { show, use, copy } = button.dataset;
  if (show) toggle(button, document.getElementById(show));
  if (use) take(document.getElementById(use), document.getElementById(button.dataset.for));
  if (copy) copyFrom(button, document.getElementById(copy));
});

const toggle = (button, field) => {
  const shown = field.type === "password";
  field.type = shown ? "text" : "password";
  button.setAttribute("aria-pressed", shown);
};

const take = (suggestion, field) => {
  field.value = suggestion.textContent.trim();
  field.focus();
};

const copyFrom = async (button, field) => {
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    document.execCommand("copy"); // Where the page came without encryption, browsers keep the clipboard to themselves.
  }
  button.nextElementSibling.textContent = "Copied";
};

// What is sent, and what a browser keeps, is a password field.
document.addEventListener("submit", ({ target }) => {
  for (const button of target.querySelectorAll("[data-show][aria-pressed=true]")) toggle(button, document.getElementById(button.dataset.show));
}, true);
