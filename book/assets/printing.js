// Paper is light: a dark page is printed in its light colours, and goes back to dark afterwards.
(() => {
  const page = document.documentElement;
  const paper = matchMedia("print");
  let onScreen;

  function follow() {
    if (paper.matches) {
      onScreen = page.dataset.theme;
      page.dataset.theme = "light";
    } else if (onScreen) {
      page.dataset.theme = onScreen;
    }
  }

  paper.addEventListener("change", follow);
})();
