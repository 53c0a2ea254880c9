"""What a reader does with a widget: drag, press keys, read, reset, copy."""

from playwright.sync_api import Locator, Page

SAID = "[aria-live]"
HANDLE = "[role=slider][data-handle]"

# The lowest contrast of any visible text against the nearest ground that is painted.
CONTRAST = """(root) => {
  const parse = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number);
  const luminance = (rgb) => rgb.slice(0, 3).map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      if (at.namespaceURI.includes("svg")) {
        const disc = at.parentElement?.querySelector(":scope > .setnb-disc");
        if (!disc || !node.classList.contains("setnb-value")) continue;
        return parse(getComputedStyle(disc).fill);
      }
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] > 0.99) return colour;
    }
    return [255, 255, 255];
  };
  const silent = ["STYLE", "title"];
  const texts = [...root.querySelectorAll("*")].filter((node) => !silent.includes(node.nodeName)
    && !node.closest("noscript") && !node.disabled
    && [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim()));
  const found = texts.map((node) => {
    const style = getComputedStyle(node);
    const ink = luminance(parse(node.namespaceURI.includes("svg") ? style.fill : style.color));
    const paper = luminance(ground(node));
    const contrast = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
    return [contrast, node.textContent.slice(0, 40)];
  });
  return found.sort((a, b) => a[0] - b[0])[0];
}"""

# Milliseconds from a key press to the new layout; the fastest of many, for busy machines.
UPDATE_TIME = """async ([selector, there, back]) => {
  const disc = document.querySelector(selector);
  const times = [];
  for (let i = 0; i < 21; i++) {
    const key = i % 2 ? back : there, start = performance.now();
    disc.dispatchEvent(new KeyboardEvent("keydown", { key }));
    await Promise.resolve();
    disc.getBoundingClientRect();
    times.push(performance.now() - start);
  }
  return Math.min(...times);
}"""


def said(root: Locator) -> str:
    """Return the sentence that a screen reader hears."""
    return root.locator(SAID).inner_text()


def drag(page: Page, handle: Locator, dx: float) -> None:
    """Drag a disc sideways by `dx` pixels with the mouse."""
    handle.scroll_into_view_if_needed()
    box = handle.locator(".setnb-disc").first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx, y, steps=5)
    page.mouse.up()


def value(handle: Locator) -> float:
    """Return a disc's value as ARIA tells it."""
    return float(handle.get_attribute("aria-valuenow"))


def python_code(root: Locator) -> str:
    """Press the copy button and return the code it puts on view."""
    root.locator("[data-action=copy]").click()
    return root.locator(".setnb-python").inner_text()


def worst_contrast(root: Locator) -> tuple[float, str]:
    """Return the lowest text contrast inside a widget, and the text that has it."""
    return tuple(root.evaluate(CONTRAST))


def update_time(
    page: Page, control: str = "[data-handle]", keys: tuple[str, str] = ("ArrowRight", "ArrowLeft")
) -> float:
    """Return how long an update takes, in milliseconds, when `control` gets one of two keys."""
    return page.evaluate(UPDATE_TIME, [control, *keys])
