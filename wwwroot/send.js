"use strict";

// Links that send ask in a dialog what their page asks; whoever holds a key down, or has no scripts, gets the page.
(() => {
  const ask = async (link) => {
    const dialog = document.createElement("dialog");
    dialog.className = "confirm send";
    dialog.setAttribute("aria-label", "Before anything is sent");
    const article = document.createElement("article");
    article.setAttribute("aria-busy", "true");
    dialog.append(article);
    document.body.append(dialog);
    dialog.addEventListener("close", () => {
      const cancel = dialog.querySelector("#send-cancel");
      // A count that nobody waits for any more is given up.
      if (cancel?.countId.value) fetch(cancel.action, { method: "POST", body: new FormData(cancel), redirect: "manual" });
      dialog.remove();
      link.focus();
    });
    dialog.showModal();
    const address = new URL(link.href);
    address.searchParams.set("dialog", "true");
    try {
      await htmx.ajax("GET", address.pathname + address.search, { target: article, swap: "innerHTML" });
    } catch {
      // The page below says it.
    }
    article.removeAttribute("aria-busy");
    if (!dialog.isConnected) return;
    if (!article.querySelector("#send")) location.assign(link.href);
    else {
      dialog.removeAttribute("aria-label");
      dialog.setAttribute("aria-labelledby", "send-title");
      article.querySelector("#send-title").focus();
    }
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-send]");
    if (link && event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      ask(link);
    }
    const close = event.target.closest("dialog [data-close]");
    if (close) {
      event.preventDefault();
      close.closest("dialog").close();
    }
  });

  // What was sent once is not sent again by a second click; the server holds to that too.
  document.addEventListener("submit", (event) => {
    if (!event.target.matches(".send-form")) return;
    if ("sent" in event.target.dataset) event.preventDefault();
    event.target.dataset.sent = "";
  });
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll(".send-form")) delete form.dataset.sent;
  });
})();
