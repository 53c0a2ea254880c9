"""Every shipped file is the one that sources.toml describes, and holds what the README says."""

import re

import numpy as np
import pytest

from setnb.data import data_path, load_json, load_npz, sources
from setnb.data.files import verified_path
from tests.project import ROOT

DATA = ROOT / "data"
FACTS = {"what", "kind", "packages", "licence", "attribution", "caveats", "sha256", "bytes"}
# These folders are described elsewhere: by the run store, the weights' manifest, a README.
ELSEWHERE = {"make", "report", "results", "weights"}


@pytest.mark.parametrize("name", sources())
def test_checksum_and_size(name: str):
    assert verified_path(name).stat().st_size == sources()[name]["bytes"]


@pytest.mark.parametrize("name", sources())
def test_facts_are_complete(name: str):
    facts = sources()[name]
    assert facts.keys() >= FACTS
    assert facts["kind"] in {"real", "simulated", "drawn", "transcribed"}
    assert all(re.fullmatch(r"(npm|pypi|debian):\S+ \S+", p) for p in facts["packages"])
    if facts["packages"]:
        script = (DATA / "make" / facts["script"]).read_text()
        for package in facts["packages"]:
            package_name, version = package.split(":")[1].split()
            pinned = package_name in script and version in script
            assert pinned or "import vocabulary" in script, f"{package} in {facts['script']}"


def test_nothing_ships_unlisted():
    found = {
        path.relative_to(DATA).as_posix()
        for path in DATA.rglob("*")
        if path.is_file() and path.relative_to(DATA).parts[0] not in ELSEWHERE
    }
    assert found - {"sources.toml"} - {f for f in found if f.endswith(".md")} == set(sources())


def test_total_and_single_sizes():
    sizes = [facts["bytes"] for facts in sources().values()]
    assert sum(sizes) < 24e6
    assert max(sizes) < 8e6


@pytest.mark.parametrize("name", ["mnist10k_npm.npz", "fashion10k.npz"])
def test_digits(name: str):
    arrays = load_npz(name)
    assert (arrays["x"].shape, arrays["x"].dtype) == ((10_000, 28, 28), np.uint8)
    assert arrays["x"].min() == 0
    assert arrays["x"].max() == 255
    assert np.bincount(arrays["y"], minlength=10).min() > 850


def test_furniture():
    arrays = load_npz("furniture_pc2048.npz")
    points = arrays["points"].astype(np.float32)
    n = len(points)
    assert (n, arrays["points"].dtype) == (365, np.float16)
    assert all(
        len(arrays[k]) == n for k in ("label", "group", "name", "model", "source", "creator")
    )
    np.testing.assert_allclose(points.mean(1), 0, atol=1e-3)
    np.testing.assert_allclose(np.linalg.norm(points, axis=2).max(1), 1, atol=1e-3)
    sizes = np.bincount(arrays["label"], minlength=18)
    stated = dict(re.findall(r"([a-z]+) (\d+)[,.]", (DATA / "README.md").read_text()))
    assert {
        c: str(s) for c, s in zip(arrays["classes"], sizes, strict=True)
    }.items() <= stated.items()


def test_furniture_groups_are_families_of_one_author():
    arrays = load_npz("furniture_pc2048.npz")
    group = arrays["group"]
    members = [np.flatnonzero(group == g) for g in np.unique(group)]
    families = [m for m in members if len(m) > 1]
    assert (len(members), len(families)) == (337, 17)
    for family in families:
        assert group[family[0]] == family[0], "a group is named after its first member"
        assert len(np.unique(arrays["source"][family])) == 1
        assert len(np.unique(arrays["label"][family])) == 1


def test_faces():
    arrays = load_npz("peeps48_attr.npz")
    assert arrays["x"].shape == (6_000, 48, 48, 3)
    values = {k: len(np.unique(v)) for k, v in arrays.items() if k not in ("x", "contrast_visible")}
    assert values == {
        "accessories": 9, "face": 30, "facialHair": 17, "head": 48,
        "clothingColor": 7, "headContrastColor": 10, "skinColor": 5,
    }  # fmt: skip
    assert 0.2 < arrays["contrast_visible"].mean() < 0.3


def test_a_visible_contrast_colour_is_in_the_picture():
    arrays = load_npz("peeps48_attr.npz")
    red = arrays["headContrastColor"] == "#c93305"  # no other part is painted in it
    pixels = arrays["x"][red].astype(np.int16)
    painted = (np.abs(pixels - [0xC9, 0x33, 0x05]).max(-1) < 12).any((1, 2))
    visible = arrays["contrast_visible"][red]
    assert painted[visible].mean() > 0.95
    assert painted[~visible].mean() < 0.05


def test_emoji():
    arrays = load_npz("emoji32_tags.npz")
    assert arrays["x"].shape == (1_911, 32, 32, 3)
    assert len(np.unique(arrays["label"])) == 1_911
    assert np.mean([len(tags.split("|")) for tags in arrays["tags"]]) == pytest.approx(
        5.3, abs=0.05
    )


def test_words_and_concepts_belong_together():
    arrays = load_npz("glove50_sub.npz")
    assert arrays["vec"].shape == (len(arrays["words"]), 50)
    assert np.isfinite(arrays["vec"]).all()
    rank = {word: i for i, word in enumerate(arrays["words"].tolist())}
    assert len(rank) == len(arrays["words"])
    for words in load_json("wordnet_concepts.json.gz").values():
        ranks = [rank[word] for word in words]
        assert ranks == sorted(set(ranks)), "every word once, most frequent first"


def test_galaxies():
    arrays = load_npz("galaxy20k.npz")
    assert all(np.isfinite(array).all() and len(array) == 20_000 for array in arrays.values())
    assert 0 < arrays["redshift"].min() < arrays["redshift"].max() < 2.3


def test_notices_travel_with_the_data():
    notices = data_path("LICENSES.md").read_text()
    assert "WordNet 3.1 Copyright 2011 by Princeton University" in notices
    for holder in ("Juan Cazala", "Zalando SE", "Cal Henderson", "Miles Johnson", "Crenshaw"):
        assert holder in notices
    attribution = data_path("ATTRIBUTION.md").read_text()
    arrays = load_npz("furniture_pc2048.npz")
    assert set(arrays["source"]) == set(re.findall(r"^## (.*)$", attribution, re.MULTILINE))
    owed = arrays["source"] == "BlendSwap-CC-BY"
    assert all(creator in attribution for creator in arrays["creator"][owed])
