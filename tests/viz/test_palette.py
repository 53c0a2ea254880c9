import itertools
import re

import numpy as np
import pytest

from setnb.viz import colour, colour_map
from setnb.viz.palette import css, flatten, load_palette

THEMES = ("light", "dark")
OKABE_ITO = {
    "orange": "#e69f00",
    "sky": "#56b4e9",
    "green": "#009e73",
    "yellow": "#f0e442",
    "blue": "#0072b2",
    "vermillion": "#d55e00",
    "purple": "#cc79a7",
}


def linear(hex_colour):
    channels = np.array([int(hex_colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def contrast(one, other):
    """Contrast ratio as in WCAG 2.2."""
    light, dark = sorted((linear(c) @ [0.2126, 0.7152, 0.0722] for c in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lightness(hex_colour):
    """L of OKLab."""
    to_lms = [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
    return np.cbrt(to_lms @ linear(hex_colour)) @ [0.2104542553, 0.7936177850, -0.0040720468]


def test_contrast_knows_black_and_white():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", ["page", "surface"])
def test_text_has_contrast(theme, ground):
    values = load_palette()[theme]
    texts = [values[name] for name in ("ink", "muted", "accent")]
    texts += [roles["text"] for roles in values["categories"].values()]
    assert min(contrast(text, values[ground]) for text in texts) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_verdicts_have_contrast_on_their_chip_and_on_the_page(theme):
    values = load_palette()[theme]
    for roles in values["verdicts"].values():
        assert contrast(roles["text"], roles["background"]) >= 4.5
        assert contrast(roles["text"], values["page"]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_lines_have_contrast(theme):
    values = load_palette()[theme]
    strokes = [roles["stroke"] for roles in values["categories"].values()] + [values["line"]]
    for ground in ("page", "surface"):
        assert min(contrast(stroke, values[ground]) for stroke in strokes) >= 3


@pytest.mark.parametrize("theme", THEMES)
def test_fills_are_those_of_okabe_and_ito(theme):
    assert {name: colour(name, "fill", theme=theme) for name in OKABE_ITO} == OKABE_ITO


@pytest.mark.parametrize("theme", THEMES)
def test_maps_are_even_in_lightness(theme):
    steps = np.diff([lightness(stop) for stop in colour_map("sequential", theme=theme)])
    assert np.ptp(steps) < 0.01
    arms = np.array([lightness(stop) for stop in colour_map("diverging", theme=theme)])
    assert np.ptp(np.abs(np.diff(arms))) < 0.01
    assert np.allclose(arms, arms[::-1], atol=0.01)


@pytest.mark.parametrize(("source", "target"), itertools.permutations(THEMES))
def test_a_hex_value_names_its_partner_in_the_other_theme(source, target):
    partners = {}
    for name, value in flatten(source).items():
        assert partners.setdefault(value, flatten(target)[name]) == flatten(target)[name], name


def test_css_has_every_variable_for_every_kind_of_page():
    names = set(re.findall(r"--setnb-[\w-]+", css()))
    assert names == {f"--setnb-{name}" for name in flatten("light")}
    assert css().count(f"--setnb-ink:{load_palette()['dark']['ink']}") == 2
    assert css().count(f"--setnb-ink:{load_palette()['light']['ink']}") == 2


def test_a_model_has_the_colour_of_its_category():
    assert colour("GRU") == colour(load_palette()["models"]["GRU"])


@pytest.mark.parametrize("wrong", [("mauve", "text"), ("blue", "shadow")])
def test_unknown_names_are_refused_with_the_known_ones(wrong):
    with pytest.raises(ValueError, match=r"expected one of .*'(GRU|stroke)'"):
        colour(*wrong)
