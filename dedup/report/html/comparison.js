"use strict";
(() => {
  // Each view once, also where a notebook runs this script again for another one.
  for (const root of document.querySelectorAll(".dedup.comparison:not([data-live])")) {
    root.dataset.live = "";
    start(root);
  }

  function start(root) {
    const list = root.querySelector(".rows");
    const rows = new Map(), shapes = new Map();
    for (const row of list.children) rows.set(row.dataset.p, row);
    for (const group of root.querySelectorAll(".shape g[data-p]")) shapes.set(group.dataset.p, group);
    let active = null, held = false, along = null;

    const marks = (number) => root.querySelectorAll(`[data-fact="${number}"]`);
    const seen = (row) => row.getClientRects().length > 0;

    function activate(p) {
      if (p === active) return;
      for (const map of [rows, shapes]) {
        map.get(active)?.classList.remove("is-active");
        map.get(p)?.classList.add("is-active");
      }
      active = p;
    }
    function hold(on) {
      held = on;
      root.classList.toggle("is-held", on);
    }
    function go(row, focus = true) {
      activate(row.dataset.p);
      for (const other of list.querySelectorAll(".row[tabindex='0']")) other.tabIndex = -1;
      row.tabIndex = 0;
      if (focus) row.focus({ preventScroll: true });
      row.scrollIntoView({ block: "nearest", behavior: "auto" });
    }
    // The passages along one text leave out those that only the other has.
    function walk(from, step) {
      const order = [...list.children].filter(
        (row) => row === from || (seen(row) && (!along || !row.querySelector(along === "s" ? ".source.none" : ".copy.none")))
      );
      if (along) {
        const key = along === "c" ? "c" : "p";
        order.sort((a, b) => a.dataset[key] - b.dataset[key]);
      }
      return order[order.indexOf(from) + step];
    }
    function toward(side) {
      along = along && along !== side ? null : side;
      if (along) root.dataset.along = along; else delete root.dataset.along;
    }

    // Scrolling moves other things under a pointer that rests; that is no choice of the reader's.
    const place = (event) => `${Math.trunc(event.clientX)},${Math.trunc(event.clientY)}`;
    let at = "";
    root.addEventListener("pointerover", (event) => {
      const here = place(event);
      if (here === at) return;
      at = here;
      const part = event.target.closest("[data-p]");
      if (!held) activate(part ? part.dataset.p : null);
      for (const mark of root.querySelectorAll("[data-fact].is-active")) mark.classList.remove("is-active");
      const fact = event.target.closest("[data-fact]");
      if (fact) for (const mark of marks(fact.dataset.fact)) mark.classList.add("is-active");
    });
    root.addEventListener("pointerleave", () => { if (!held) activate(null); });
    list.addEventListener("focusin", (event) => {
      const row = event.target.closest(".row");
      if (row) { if (row.dataset.p !== active) hold(false); activate(row.dataset.p); }
    });
    list.addEventListener("keydown", (event) => {
      const row = event.target.closest(".row");
      if (event.target !== row || event.ctrlKey || event.metaKey || event.altKey) return;
      let next = null;
      switch (event.key) {
        case "ArrowDown": next = walk(row, 1); break;
        case "ArrowUp": next = walk(row, -1); break;
        case "ArrowLeft": toward("s"); break;
        case "ArrowRight": toward("c"); break;
        case "Home": next = [...list.children].find(seen); break;
        case "End": next = [...list.children].findLast(seen); break;
        case "Enter": hold(!held); break;
        case "f": case "F": {
          const order = [...list.children].filter((each) => seen(each) && (each === row || each.querySelector("mark.fact")));
          next = order[order.indexOf(row) + 1];
          break;
        }
        case "Escape": hold(false); activate(null); along = null; delete root.dataset.along; row.blur(); break;
        default: return;
      }
      event.preventDefault();
      if (next) go(next);
    });
    root.querySelector(".shape").addEventListener("click", (event) => {
      at = place(event);
      const row = rows.get(event.target.closest("[data-p]")?.dataset.p);
      if (row) { go(row, false); row.scrollIntoView({ block: "center" }); }
    });
    for (const link of root.querySelectorAll(".facts a[href^='#']")) {
      link.addEventListener("click", (event) => {
        // By hand, because the same comparison may stand in a notebook twice.
        const row = rows.get(link.getAttribute("href").split("-").pop());
        if (row) { event.preventDefault(); go(row); row.scrollIntoView({ block: "center" }); }
      });
    }
    for (const button of root.querySelectorAll("[data-order]")) {
      button.addEventListener("click", () => {
        const key = button.dataset.order === "c" ? "c" : "p";
        list.append(...[...list.children].sort((a, b) => a.dataset[key] - b.dataset[key]));
        for (const other of root.querySelectorAll("[data-order]")) other.setAttribute("aria-pressed", other === button);
        look();
      });
    }

    // What is in sight, framed on both bars.
    const shape = root.querySelector(".shape");
    const frames = ["s", "c"].map((side) => {
      const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      rect.setAttribute("class", `sight sight-${side}`);
      shape.append(rect);
      return rect;
    });
    const extent = (group, side) => {
      const bar = group?.querySelector(`.bar.${side}`);
      return bar ? bar.getBBox() : null;
    };
    const within = new Set();
    let waiting = false;
    function look() {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        const all = within.size >= [...rows.values()].filter(seen).length;
        for (const [index, side] of ["s", "c"].entries()) {
          const boxes = [...within].map((p) => extent(shapes.get(p), side)).filter(Boolean);
          const frame = frames[index];
          frame.setAttribute("visibility", all || !boxes.length ? "hidden" : "visible");
          if (!boxes.length) continue;
          const left = Math.min(...boxes.map((box) => box.x));
          const right = Math.max(...boxes.map((box) => box.x + box.width));
          for (const [name, value] of [["x", left], ["width", right - left], ["y", boxes[0].y + 1], ["height", boxes[0].height - 2]]) {
            frame.setAttribute(name, value);
          }
        }
      });
    }
    const observer = new IntersectionObserver((entries) => {
      for (const entry of entries) {
        if (entry.isIntersecting) within.add(entry.target.dataset.p); else within.delete(entry.target.dataset.p);
      }
      look();
    }, { rootMargin: "-100px 0px 0px 0px" });
    for (const row of rows.values()) observer.observe(row);
  }
})();
