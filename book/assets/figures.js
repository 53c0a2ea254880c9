// Draws the plotly figures of a page, recolours them with the page's theme, and makes their sliders
// and buttons work from the keyboard, which plotly's own do not.
(() => {
  const root = document.documentElement;
  const CONFIG = { displaylogo: false, responsive: true, displayModeBar: false };
  const theme = () => (root.dataset.theme === "dark" ? "dark" : "light");
  const copy = (value) => JSON.parse(JSON.stringify(value));

  // Each theme's hex values name their partners in the other one.
  function exchange(from, to) {
    const partner = new Map();
    for (const [name, hex] of Object.entries(window.setnbPalette[from])) {
      partner.set(hex, window.setnbPalette[to][name]);
    }
    const recolour = (value) => {
      if (typeof value === "string") return partner.get(value.toLowerCase()) ?? exchangeRgba(value);
      if (Array.isArray(value)) return value.map(recolour);
      if (ArrayBuffer.isView(value) || value === null || typeof value !== "object") return value;
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, recolour(inner)]));
    };
    const exchangeRgba = (text) => text.replace(/^rgba\((\d+), ?(\d+), ?(\d+),/, (all, ...rgb) => {
      const hex = `#${rgb.slice(0, 3).map((part) => Number(part).toString(16).padStart(2, "0")).join("")}`;
      const other = partner.get(hex);
      if (!other) return all;
      return `rgba(${[1, 3, 5].map((at) => parseInt(other.slice(at, at + 2), 16)).join(",")},`;
    });
    return recolour;
  }

  async function draw(plot) {
    const figure = JSON.parse(plot.querySelector("script").textContent);
    const coloured = theme() === "dark" ? exchange("light", "dark")(figure) : figure;
    plot.querySelector("script").remove();
    plot.setnbTheme = theme();
    await Plotly.newPlot(plot, { ...coloured, config: { ...coloured.config, ...CONFIG } });
    plot.on("plotly_afterplot", () => reachByKeyboard(plot));
    reachByKeyboard(plot);
  }

  // The description stands in for the drawing, and the place shrinks to it.
  function sayWhatIsMissing(plot, error) {
    const note = document.createElement("p");
    note.className = "setnb-failed";
    note.textContent = `This figure could not be drawn (${error.message}). Reload the page, or use a current browser. What it shows: ${plot.getAttribute("aria-label")}`;
    plot.replaceChildren(note);
    plot.removeAttribute("role");
    plot.style.height = "auto";
    console.error(error);
  }

  // From the figure as it is now: the reader's zoom and slider positions stay.
  async function follow(plot) {
    if (plot.setnbTheme === theme()) return;
    const recolour = exchange(plot.setnbTheme, theme());
    plot.setnbTheme = theme();
    const frames = plot._transitionData?._frames ?? [];
    await Plotly.react(plot, recolour(plot.data), recolour(plot.layout));
    if (frames.length) {
      const coloured = recolour(copy(frames));
      await Plotly.deleteFrames(plot);
      await Plotly.addFrames(plot, coloured);
    }
  }

  function reachByKeyboard(plot) {
    plot.querySelectorAll(".main-svg .cartesianlayer, .main-svg .bglayer").forEach((layer) => {
      layer.setAttribute("aria-hidden", "true");
    });
    plot.querySelectorAll(".slider-group").forEach((group, i) => {
      const slider = plot.layout.sliders[i];
      const active = slider.active ?? 0;
      const grip = group.querySelector(".slider-grip-rect");
      setAttributes(grip, {
        tabindex: 0, role: "slider", "aria-label": slider.currentvalue?.prefix?.trim() || "step",
        "aria-valuemin": 0, "aria-valuemax": slider.steps.length - 1, "aria-valuenow": active,
        "aria-valuetext": slider.steps[active].label,
      });
      grip.onkeydown = (event) => {
        const last = slider.steps.length - 1;
        const goal = { ArrowRight: active + 1, ArrowUp: active + 1, ArrowLeft: active - 1,
          ArrowDown: active - 1, Home: 0, End: last }[event.key];
        if (goal === undefined) return;
        event.preventDefault();
        takeStep(plot, i, Math.min(Math.max(goal, 0), last));
      };
    });
    plot.querySelectorAll(".updatemenu-button, .updatemenu-header").forEach((button) => {
      setAttributes(button, { tabindex: 0, role: "button", "aria-label": button.textContent });
      button.onkeydown = (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        button.dispatchEvent(new MouseEvent("click", { bubbles: true }));
      };
    });
  }

  async function takeStep(plot, i, goal) {
    const step = plot.layout.sliders[i].steps[goal];
    await Plotly.relayout(plot, { [`sliders[${i}].active`]: goal });
    if (step.method !== "skip") await Plotly[step.method](plot, ...step.args);
    plot.querySelectorAll(".slider-group")[i]?.querySelector(".slider-grip-rect").focus();
  }

  function setAttributes(element, attributes) {
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  }

  const drawn = [];
  document.querySelectorAll(".setnb-plot").forEach((plot) => {
    draw(plot).then(() => { drawn.push(plot); follow(plot); }, (error) => sayWhatIsMissing(plot, error));
  });
  new MutationObserver(() => drawn.forEach(follow))
    .observe(root, { attributes: true, attributeFilter: ["data-theme"] });
})();
