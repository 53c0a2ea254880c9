"""emoji32_tags.npz: emoji pictures with the tags people gave them.

Pictures from ``emoji-datasource-twitter``, shrunk from 64 to 32 pixels and laid on white; names,
groups and tags from ``emojibase-data``. An emoji without a picture is left out.
"""

import json

import fetch
import numpy as np
import save
from PIL import Image


def build() -> dict[str, np.ndarray]:
    table = json.loads(
        (fetch.npm("emojibase-data", "17.0.0") / "en" / "data.json").read_text("utf-8")
    )
    pictures = fetch.npm("emoji-datasource-twitter", "16.0.0") / "img" / "twitter" / "64"
    # Entries without a group are building blocks such as the regional letters.
    emoji = sorted((e for e in table if "group" in e), key=lambda e: e["order"])
    emoji = [e for e in emoji if picture(pictures, e["hexcode"]).exists()]
    return {
        "x": np.stack([on_white(picture(pictures, e["hexcode"])) for e in emoji]),
        "label": np.array([e["label"] for e in emoji]),
        "group": np.array([e["group"] for e in emoji], dtype=np.int64),
        "tags": np.array(["|".join(e.get("tags", [])) for e in emoji]),
    }


def picture(folder, hexcode: str):
    """The two packages disagree about the variation selector FE0F: try both spellings."""
    name = hexcode.lower()
    bare = folder / f"{name}.png"
    return bare if bare.exists() else folder / f"{name}-fe0f.png"


def on_white(path) -> np.ndarray:
    small = Image.open(path).convert("RGBA").resize((32, 32), Image.Resampling.LANCZOS)
    white = Image.new("RGBA", small.size, (255, 255, 255, 255))
    white.alpha_composite(small)
    return np.asarray(white.convert("RGB"))


if __name__ == "__main__":
    save.main("emoji32_tags.npz", build)
