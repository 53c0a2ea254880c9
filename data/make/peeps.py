"""peeps48_attr.npz: 6,000 drawn faces with known attributes, from the Open Peeps design.

Every attribute is drawn uniformly and independently of the others, except that a face has no
accessories, and no facial hair, six times in ten. The drawing is done by ``peeps.mjs``.

``headContrastColor`` (hair, beard or hat band) shows only where the chosen head or beard is
painted in it; most are drawn in black alone. ``contrast_visible`` says where it shows.
"""

import json
import subprocess
from pathlib import Path

import fetch
import numpy as np
import save

FACES, SIZE, SEED, ABSENT = 6_000, 48, 0, 0.6


def build() -> dict[str, np.ndarray]:
    modules = fetch.npm_install(
        "@dicebear/open-peeps", "9.4.3", "@dicebear/core@9.4.3", "@resvg/resvg-js@2.6.2"
    )
    options = json.loads(node(modules, "options"))
    attributes = draw_attributes(options["choices"])
    pixels = node(modules, "draw", str(SIZE), faces=rows(attributes))
    return {
        "x": np.frombuffer(pixels, np.uint8).reshape(FACES, SIZE, SIZE, 3),
        **attributes,
        "contrast_visible": np.logical_or.reduce(
            [np.isin(attributes[part], names) for part, names in options["contrast"].items()]
        ),
    }


def draw_attributes(choices: dict[str, list[str]]) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(SEED)
    drawn = {}
    for key, values in choices.items():
        drawn[key] = np.array(["none", *values])[rng.integers(1, len(values) + 1, FACES)]
        if key in ("accessories", "facialHair"):
            drawn[key][rng.random(FACES) < ABSENT] = "none"
    return drawn


def rows(columns: dict[str, np.ndarray]) -> list[dict[str, str]]:
    values = zip(*(column.tolist() for column in columns.values()), strict=True)
    return [dict(zip(columns, row, strict=True)) for row in values]


def node(modules: Path, *arguments: str, faces: list[dict[str, str]] | None = None) -> bytes:
    script = Path(__file__).with_name("peeps.mjs")
    return subprocess.run(
        ["node", str(script), str(modules), *arguments],
        input=json.dumps(faces).encode(), stdout=subprocess.PIPE, check=True,
    ).stdout  # fmt: skip


if __name__ == "__main__":
    save.main("peeps48_attr.npz", build)
