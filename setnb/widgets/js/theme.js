// Colours come from the page's CSS variables, so that one drawing serves light and dark pages.

/** The nine stops of a map, "diverging" or "sequential", as the page's theme has them now. */
export function mapStops(element, map) {
  const style = getComputedStyle(element);
  return Array.from({ length: 9 }, (_, i) => style.getPropertyValue(`--setnb-${map}-${i}`).trim());
}

/** Call `redraw` when the book, JupyterLab or the system changes between light and dark. */
export function watchTheme(redraw) {
  const observer = new MutationObserver(redraw);
  observer.observe(document.documentElement, { attributeFilter: ["data-theme", "theme"] });
  observer.observe(document.body, { attributeFilter: ["data-jp-theme-light"] });
  const system = matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", redraw);
  return () => {
    observer.disconnect();
    system.removeEventListener("change", redraw);
  };
}
