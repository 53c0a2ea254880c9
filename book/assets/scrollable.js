// Formulas and tables that are wider than a narrow screen scroll; the keyboard must reach them.
(() => {
  const WIDE = ".bd-article :is(mjx-container, .setnb-figure, .cell_output .output, .pst-scrollable-table-container)";

  function letKeyboardScroll() {
    for (const element of document.querySelectorAll(WIDE)) {
      if (element.scrollWidth > element.clientWidth + 1) element.tabIndex = 0;
      else element.removeAttribute("tabindex");
    }
  }

  addEventListener("resize", letKeyboardScroll);
  addEventListener("load", () => {
    // Formulas take their final size when MathJax is done.
    Promise.resolve(window.MathJax?.startup?.promise).then(letKeyboardScroll);
  });
})();
