"use strict";

// A file dragged anywhere onto the form is the file of its field; one dropped beside it does not take the page away.
(() => {
  const form = document.querySelector("[data-drop]");
  const field = form && document.getElementById(form.dataset.drop);
  if (!field) return;
  const problem = form.querySelector("[data-drop-error]");
  const ofFiles = (event) => [...event.dataTransfer.types].includes("Files");

  document.addEventListener("dragover", (event) => {
    if (!ofFiles(event)) return;
    event.preventDefault();
    const over = form.contains(event.target);
    event.dataTransfer.dropEffect = over ? "copy" : "none";
    form.classList.toggle("over", over);
  });
  document.addEventListener("dragleave", ({ relatedTarget }) => {
    if (!relatedTarget) form.classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    form.classList.remove("over");
    if (!ofFiles(event)) return;
    event.preventDefault();
    if (!form.contains(event.target)) return;
    const { files } = event.dataTransfer;
    problem.textContent = files.length > 1 ? "One file at a time, please: each is checked by itself." : "";
    if (files.length !== 1) return;
    field.files = files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.focus();
  });
})();
