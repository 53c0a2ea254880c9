"""The colours of the book: Okabe–Ito categories, two colour maps, verdicts and models.

`palette.json` has every colour twice, for a light and for a dark page, under the same name. Within
one theme no hex value stands for two different partners in the other, so a drawing is recoloured
by exchanging hex values, without knowing what they mean.
"""

import json
from functools import cache
from importlib.resources import files
from typing import Any

from setnb.checks import check_choice

ROLES = ("fill", "stroke", "text")
MAPS = ("sequential", "diverging")
# What figures call the models of the experiments.
MODEL_NAMES = {
    "bilstm": "BiLSTM",
    "deep_sets": "Deep Sets",
    "dspn": "DSPN",
    "gru": "GRU",
    "idspn": "iDSPN",
    "lstm": "LSTM",
    "plug_in": "plug-in",
    "sdm": "SDM",
    "sdm_fourier": "SDM, random features",
    "transformer": "transformer",
    "transformer_positions": "transformer + codes",
    "transformer_random_positions": "transformer + noise",
}
# Explicit choices of the page come after the operating system's wish, and win.
LIGHT_PAGES = ('html[data-theme="light"]', 'html[theme="light"]', '[data-jp-theme-light="true"]')
DARK_PAGES = ('html[data-theme="dark"]', 'html[theme="dark"]', '[data-jp-theme-light="false"]')


@cache
def load_palette() -> dict[str, Any]:
    """Return the content of `palette.json`: `light`, `dark` and `models`."""
    return json.loads((files("setnb.viz") / "palette.json").read_text(encoding="utf8"))


def colour(name: str, role: str = "stroke", *, theme: str = "light") -> str:
    """Return the hex colour of a category ("blue") or of a model's category ("GRU").

    `role` is "stroke" for lines and markers (contrast 3:1 against the page), "text" for labels
    (4.5:1), "fill" for discs drawn with an outline (Okabe and Ito's own values). Figures use the
    light theme; the book recolours them for dark pages.
    """
    palette = load_palette()
    categories = palette[check_choice(theme, "theme", ("light", "dark"))]["categories"]
    category = palette["models"].get(name, name)
    check_choice(category, "name", (*categories, *palette["models"]))
    return categories[category][check_choice(role, "role", ROLES)]


def colour_map(name: str, *, theme: str = "light") -> list[str]:
    """Return the nine stops, evenly spaced in lightness, of "sequential" or "diverging"."""
    check_choice(theme, "theme", ("light", "dark"))
    return list(load_palette()[theme][check_choice(name, "name", MAPS)])


def flatten(theme: str) -> dict[str, str]:
    """Return every colour of one theme by the name of its CSS variable without `--setnb-`."""
    flat: dict[str, str] = {}
    for key, value in load_palette()[theme].items():
        if isinstance(value, str):
            flat[key] = value
    for name, roles in load_palette()[theme]["categories"].items():
        flat |= {name: roles["fill"], f"{name}-stroke": roles["stroke"]}
        flat[f"{name}-text"] = roles["text"]
    for verdict, roles in load_palette()[theme]["verdicts"].items():
        key = f"verdict-{verdict.replace(' ', '-')}"
        flat |= {key: roles["text"], f"{key}-background": roles["background"]}
    for name in MAPS:
        flat |= {f"{name}-{i}": stop for i, stop in enumerate(colour_map(name, theme=theme))}
    return flat


def css() -> str:
    """Return the palette as CSS variables that follow the page's theme, then the system's."""
    light, dark = (
        "".join(f"--setnb-{name}:{value};" for name, value in flatten(theme).items())
        for theme in ("light", "dark")
    )
    return (
        f":root{{{light}}}\n"
        f"@media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"
        f"{','.join(LIGHT_PAGES)}{{{light}}}\n"
        f"{','.join(DARK_PAGES)}{{{dark}}}\n"
    )


def script_constant() -> str:
    """Return `const PALETTE = {light: {...}, dark: {...}};`, the same names for scripts."""
    both = {theme: flatten(theme) for theme in ("light", "dark")}
    return f"const PALETTE = {json.dumps(both, separators=(',', ':'))};\n"
