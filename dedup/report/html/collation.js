"use strict";
(() => {
  for (const view of document.querySelectorAll(".dedup .collated:not([data-live])")) {
    view.dataset.live = "";
    if (view.querySelector(".matrix")) start(view);
  }

  function start(view) {
    const table = view.querySelector(".matrix");
    const scroll = view.querySelector(".scroll");
    const heads = [...table.tHead.rows[0].cells];
    const rows = [...table.tBodies[0].rows];
    const cells = rows.map((row) => [...row.cells].map((cell) => cell.querySelector("a")));
    const passages = view.querySelectorAll(".shared > li");
    let opened = null, from = null;

    // One stop for the Tab key; the arrows go on from there.
    for (const link of cells.flat()) if (link) link.tabIndex = -1;
    const first = cells.flat().find((link) => link?.classList.contains("cell"));
    if (first) first.tabIndex = 0;

    function place(link) {
      const cell = link.closest("th, td");
      return [rows.indexOf(cell.parentElement), cell.cellIndex];
    }
    function close() {
      opened?.remove();
      from?.classList.remove("is-open");
      from?.setAttribute("aria-expanded", "false");
      opened = from = null;
    }
    function part(...nodes) {
      const box = document.createElement("div");
      box.append(...nodes);
      return box;
    }
    function text(name, content, className) {
      const node = document.createElement(name);
      node.textContent = content;
      if (className) node.className = className;
      return node;
    }
    function copyOf(item) {
      const box = part(...[...item.childNodes].map((node) => node.cloneNode(true)));
      box.className = item.className;
      return box;
    }
    function open(link) {
      close();
      const [row, column] = place(link);
      const passage = passages[row];
      const items = [...passage.querySelectorAll("details > ul > li")];
      const box = document.createElement("div");
      box.className = "beside";
      box.style.maxWidth = `${scroll.clientWidth}px`;
      const wanted = column && items.find((item) => link.getAttribute("href") === `#${item.id}`);
      const isReference = link.classList.contains("reference");
      if (wanted) {
        const words = text("p", passage.querySelector("summary .text").textContent);
        words.dir = "auto";
        const title = text("div", "The reference wording, ", "who");
        const named = document.createElement("b");
        named.textContent = passage.dataset.reference;
        title.append(named);
        if (!isReference) box.append(part(title, words), copyOf(wanted));
        else { const whole = copyOf(wanted); whole.classList.add("whole"); box.append(whole); }
      } else {
        for (const item of items) box.append(copyOf(item));
      }
      const button = text("button", "✕", "close");
      button.type = "button";
      button.setAttribute("aria-label", "close");
      button.addEventListener("click", () => { const back = from; close(); back?.focus(); });
      box.append(button);
      opened = document.createElement("tr");
      opened.className = "opened";
      const cell = opened.insertCell();
      cell.colSpan = heads.length;
      cell.append(box);
      rows[row].after(opened);
      from = link;
      link.classList.add("is-open");
      link.setAttribute("aria-expanded", "true");
      opened.scrollIntoView({ block: "nearest" });
    }
    function point(column) {
      heads.forEach((head, index) => head.classList.toggle("is-active", index === column));
    }
    table.addEventListener("click", (event) => {
      const link = event.target.closest("tbody a");
      if (!link || opened?.contains(link)) return;
      event.preventDefault();
      if (link === from) close(); else open(link);
    });
    table.addEventListener("pointerover", (event) => point(event.target.closest("tbody td")?.cellIndex ?? -1));
    table.addEventListener("focusin", (event) => point(event.target.closest("tbody td")?.cellIndex ?? -1));
    table.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && opened) {
        const back = from;
        close();
        back.focus();
        return;
      }
      const link = event.target.closest("tbody a");
      const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
      if (!link || !step || opened?.contains(link) || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      let [row, column] = place(link);
      do { row += step[0]; column += step[1]; } while (cells[row] && column < heads.length && column >= 0 && !cells[row][column]);
      const next = cells[row]?.[column];
      if (!next) return;
      link.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
      if (opened) open(next);
    });
  }
})();
