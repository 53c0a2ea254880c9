// A link may lead into a folded solution or code cell: unfold what hides its target.
(() => {
  function unfold() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let around = target; around; around = around.parentElement) {
      if (around.matches("details")) around.open = true;
      if (around.matches(".toggle-hidden")) around.querySelector(".toggle-button")?.click();
    }
    target.scrollIntoView();
  }

  addEventListener("hashchange", unfold);
  // The fold buttons are made while the page loads, and formulas change its height.
  addEventListener("load", () => Promise.resolve(window.MathJax?.startup?.promise).then(unfold));
})();
