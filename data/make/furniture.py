"""furniture_pc2048.npz: points sampled on real furniture meshes of Sweet Home 3D, with classes.

A model's class comes from its catalogue name by the first pattern below that fits; names that fit
none are left out. Every kept cloud was then looked at beside its catalogue picture, and
``furniture_corrections.csv`` lists what the names got wrong (an empty ``new`` drops the model, an
empty ``old`` adds one that no pattern finds). ``furniture_families.csv`` lists models that are
nearly the same shape: they share a ``group``, so that a split can keep each family on one side.
"""

import csv
import re
from pathlib import Path

import fetch
import meshes
import numpy as np
import save

POINTS, SEED = 2048, 0
CATALOGUES = ("BlendSwap-CC-0", "BlendSwap-CC-BY", "KatorLegaz", "Reallusion", "Scopia")

# Order matters: a "desk lamp" is a lamp, a "glass door cabinet" a cabinet, a "shower door" a door.
PATTERNS = {
    "lamp": r"lamp|lamppost|lantern|light|spotlight",
    "plant": r"tree|plant|plant box|flower box|flowers|bush|hedge|acacia",
    "armchair": r"armchair",
    "sofa": r"sofa|couch",
    "stool": r"stool",
    "chair": r"chair",
    "bed": r"bed|crib",
    "desk": r"desk",
    "bench": r"bench",
    "bookcase": r"bookcase|shelves$",
    "cabinet": r"cabinet|wardrobe|chest$|cupboard|dresser",
    "table": r"table",
    "door": r"door",
    "window": r"window(?! shutter| blind)",
    "sanitary": r"washbasin|sink|bath|bathtub|bidet|toilets unit|shower stall|lavatory|urinal",
    "vehicle": r"truck|bus|van|suv|smart car|concept sedan",
    "person": r"^(holding |mannequin )?(fe)?male$|^boy$|^girl$",
    "vessel": r"bottle|cup(?! cake)|glass$|jar|vase|teapot|pot$|mug",
}  # fmt: skip
CLASSES = list(PATTERNS)


def build() -> dict[str, np.ndarray]:
    models = labelled_models()
    rng = np.random.default_rng(SEED)
    clouds = [meshes.normalise(meshes.sample(m.triangles(), POINTS, rng)) for m, _ in models]
    return {
        "points": np.stack(clouds).astype(np.float16),
        "label": np.array([CLASSES.index(label) for _, label in models], dtype=np.uint8),
        "classes": np.array(CLASSES),
        "group": groups([model for model, _ in models]),
        "name": np.array([model.name for model, _ in models]),
        "model": np.array([model.ident for model, _ in models]),
        "source": np.array([model.source for model, _ in models]),
        "creator": np.array([model.creator for model, _ in models]),
    }


def labelled_models() -> list[tuple[meshes.Model, str]]:
    """The kept models in catalogue order, each with its class."""
    package = fetch.debian("sweethome3d-furniture", "1.8-1")
    folder = package / "usr" / "share" / "sweethome3d" / "furniture"
    corrections = {(row["source"], row["model"]): row for row in table("furniture_corrections.csv")}
    kept = []
    for catalogue in CATALOGUES:
        for model in meshes.catalogue(folder / f"{catalogue}.sh3f"):
            label = class_of(model.name)
            if row := corrections.pop((model.source, model.ident), None):
                if row["old"] != label:
                    raise ValueError(f"{model.ident}: corrects {row['old']!r}, but it is {label!r}")
                label = row["new"]
            if label:
                kept.append((model, label))
    if corrections:
        raise ValueError(f"corrections of models that no catalogue has: {sorted(corrections)}")
    return kept


def class_of(name: str) -> str:
    """The first class whose pattern fits a whole word of the name, or the empty string."""
    fits = (c for c, pattern in PATTERNS.items() if re.search(rf"\b(?:{pattern})\b", name.lower()))
    return next(fits, "")


def groups(models: list[meshes.Model]) -> np.ndarray:
    """One number per model: the position of the first model of its family, (n,) int64."""
    place = {(model.source, model.ident): i for i, model in enumerate(models)}
    group = np.arange(len(models))
    for row in table("furniture_families.csv"):
        members = [place[row["source"], ident] for ident in row["models"].split()]
        group[members] = min(members)
    return group


def table(name: str) -> list[dict[str, str]]:
    with (Path(__file__).parent / name).open(newline="") as lines:
        return list(csv.DictReader(lines))


if __name__ == "__main__":
    save.main("furniture_pc2048.npz", build)
