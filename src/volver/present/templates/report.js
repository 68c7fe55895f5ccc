"use strict";
(() => {
  const root = document.documentElement;
  const button = document.getElementById("theme");
  const isDark = () =>
    root.style.colorScheme
      ? root.style.colorScheme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
  if (button) {
    button.hidden = false;
    button.addEventListener("click", () => {
      root.style.colorScheme = isDark() ? "light" : "dark";
    });
  }

  const specs = document.getElementById("charts");
  if (!specs) return;
  const drawings = JSON.parse(specs.textContent);
  const options = {
    actions: false,
    ast: true,
    defaultStyle: false,
    renderer: "svg",
    tooltip: { disableDefaultStyle: true },
  };
  const draw = (place) =>
    window.vegaEmbed(place, drawings[place.dataset.chart], options).then(() => {
      place.dataset.drawn = "";
    });
  for (const place of document.querySelectorAll("[data-chart]")) {
    const fold = place.closest("details");
    if (fold && !fold.open) {
      // What is folded has no width yet.
      fold.addEventListener("toggle", () => draw(place), { once: true });
    } else {
      draw(place);
    }
  }
})();
