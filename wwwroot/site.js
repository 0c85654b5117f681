"use strict";

// Says in the page why a request of htmx did not go through, and leaves every field as it is.
(() => {
  const words = {
    0: ["The application cannot be reached. Nothing is lost: check the connection, then try again."],
    400: ["This form was opened under another sign-in. Nothing is lost: sign in as before in a new tab, then save again.", "/sign-in"],
    401: ["Sign in in a new tab, then save again. Nothing that you typed is lost.", "/sign-in"],
    403: ["This account is not allowed to do that."],
    404: ["This is no longer here. Somebody may have deleted it meanwhile."],
    413: ["That is too large to be sent."],
    429: ["Too many attempts. Wait a minute, then try again."],
    500: ["Something went wrong. Nothing that you typed is lost; try again, and tell an administrator if it stays."],
  };

  const show = (status) => {
    const [text, link] = words[status] ?? words[500];
    const notices = document.getElementById("notices");
    const notice = document.createElement("div");
    notice.className = "notice bad";
    notice.tabIndex = -1;
    notice.dataset.status = status;
    const line = document.createElement("p");
    line.append(text);
    if (link) {
      const anchor = document.createElement("a");
      anchor.href = link;
      anchor.target = "_blank";
      anchor.rel = "noopener";
      anchor.textContent = "Sign in in a new tab";
      line.append(" ", anchor);
    }
    notice.append(line);
    notices.replaceChildren(notice);
    return notice;
  };

  const byPerson = (context) => context?.request?.method !== "GET";

  document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
    // 422 is the form again with its messages; a lapsed GET follows HX-Redirect.
    if (ctx.response.status !== 422 && !ctx.hx?.redirect) {
      const notice = show(ctx.response.status);
      if (byPerson(ctx)) notice.focus();
    }
  });
  document.addEventListener("htmx:error", ({ detail }) => {
    if (detail.ctx && !detail.ctx.response) show(0);
  });
  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    if (ctx.response.status < 400) document.querySelector("#notices [data-status]")?.remove();
  });

  // A form that came back with messages: go to the first of them.
  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    if (ctx.response?.status === 422) document.querySelector("[aria-invalid=true], .field-error:not(:empty)")?.focus();
  });

  // Ticks all rows, or none where all are ticked.
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-tick-all]");
    if (!button) return;
    const boxes = [...document.querySelectorAll(button.dataset.tickAll)];
    const tick = boxes.some((box) => !box.checked);
    for (const box of boxes) box.checked = tick;
  });

  // A menu of a row closes when one goes on elsewhere.
  document.addEventListener("click", ({ target }) => {
    for (const menu of document.querySelectorAll(".row-menu[open]")) if (!menu.contains(target)) menu.open = false;
  });
  document.addEventListener("keydown", ({ key, target }) => {
    const menu = key === "Escape" && target.closest?.(".row-menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // Browsers that lack invoker commands (<button commandfor command>).
  if (!("commandForElement" in HTMLButtonElement.prototype)) {
    document.addEventListener("click", (event) => {
      const button = event.target.closest("button[commandfor]");
      const dialog = button && document.getElementById(button.getAttribute("commandfor"));
      if (dialog) button.getAttribute("command") === "close" ? dialog.close() : dialog.showModal();
    });
  }
})();
