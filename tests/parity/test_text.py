"""Numbers, sentences and colours as the reader meets them."""

import ast

import pytest

from setnb.viz.palette import colour_map


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-0.0, "0"),
        (-1.5, "−1.5"),
        (2, "2"),
        (100, "100"),
        (1e-7, "0.0000001"),
        (1e-9, "0"),
    ],
)
def test_value(js, value, text):
    assert js("m.formatValue(a[0])", value) == text


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0"),
        (0.314, "0.31"),
        (12, "12"),
        (1e-6, "10⁻⁶"),
        (3.2e-7, "3.2×10⁻⁷"),
        (1.001 - 1, "0.001"),
        (999_999, "1000000"),
        (1e6, "10⁶"),
        (2.5e22, "2.5×10²²"),
    ],
)
def test_size(js, size, text):
    assert js("m.formatSize(a[0])", size) == text


def test_python_literal(js):
    values = [1, -2.5, 1e-7, 0.30000000000000004, 1 + 1e-6]
    assert ast.literal_eval(js("m.pythonFloats(a[0])", values)) == values


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_on_every_disc_can_be_read(js, theme):
    stops = colour_map("diverging", theme=theme)
    for step in range(-20, 21):
        colour = js("m.valueColour(a[0], 2, a[1])", step / 10, stops)
        red, green, blue = (int(c) for c in colour["fill"][4:-1].split())
        ground = luminance(red, green, blue)
        ink = 0.0 if colour["ink"] == "#000" else 1.0
        lighter, darker = max(ground, ink), min(ground, ink)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def luminance(*channels: int) -> float:
    linear = [
        c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4
        for c in channels
    ]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def seen(js, values, perm, fx, fpx):
    return js(
        "m.saySeen(a[0], a[1], m.readOutputs(a[0], a[1], a[2], a[3], 1e-9))", values, perm, fx, fpx
    )


def test_sentences_name_what_happened(js):
    swap = [1, 0]
    assert "reordered the output in the same way" in seen(js, [1, 2], swap, [[1], [2]], [[2], [1]])
    assert "their outputs are equal too" in seen(js, [1, 1], swap, [[3], [3]], [[3], [3]])
    assert "only outputs of equal elements" in seen(js, [0, 0], swap, [[-1], [1]], [[-1], [1]])
    assert "changed the output by 0.31" in seen(js, [1, 2], swap, [[1], [2]], [[2.31], [1]])
    assert "left the output as it was" in seen(js, [1, 2], swap, [[2], [1]], [[2], [1]])
    assert "P moves nothing" in seen(js, [1, 2], [0, 1], [[2], [1]], [[2], [1]])
    assert "Elements 1 and 3 are equal" in seen(
        js, [1, 2, 1], [0, 1, 2], [[1], [2], [1]], [[1], [2], [1]]
    )
    assert seen(js, [1, 2], swap, [1], [1.5]) == "Swapping 1 and 2 changed the output by 0.5."
