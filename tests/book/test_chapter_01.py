"""What chapter 1 printed in the build: how many lists a multiset has, and the zoo's verdicts."""

import math
import re
from collections import Counter

import pytest

CHAPTER = "01_sets"


@pytest.fixture(scope="module")
def tables(chapter):
    """Return the chapter's tables as text, one after another."""
    data = [o.data for cell in chapter for o in cell.get("outputs", []) if "data" in o]
    return "\n".join(d["text/plain"] for d in data if "<table" in d.get("text/html", ""))


def test_a_multiset_has_as_many_lists_as_the_multinomial(tables):
    counts = re.findall(r"^([abc]+) +(\d+) +(\d+) +(\d+) *$", tables, re.M)
    assert {letters for letters, *_ in counts} == {"abc", "aab", "aaa", "aabbb"}
    for letters, *numbers in counts:
        permutations, unchanged, lists = map(int, numbers)
        # One letter after another chooses its places among those that are free.
        free, ways = len(letters), 1
        for copies in Counter(letters).values():
            ways *= math.comb(free, copies)
            free -= copies
        assert lists == ways
        assert lists * unchanged == permutations == math.factorial(len(letters))


def test_every_verdict_occurs_in_the_zoo(tables):
    for verdict in (
        "invariant",
        "set-equivariant",
        "exclusively multiset-equivariant",
        "not equivariant",
    ):
        assert re.search(rf" {verdict} *$", tables, re.M)
