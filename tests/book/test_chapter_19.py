"""What chapter 19 says of the probe's panel, checked by brute force, and what it printed."""

import builtins
import os
import re
import shutil
import subprocess
import sys
from itertools import permutations, product

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import setnb
from setnb.widgets.expressions import compile_expression
from tests.project import ROOT

CHAPTER = "19_laboratory"
SETTINGS = {"OMP_NUM_THREADS": "1", "PYTEST_ADDOPTS": "-p no:cacheprovider"}


def raise_first(x):
    return x + (torch.arange(len(x)) == x[:, 0].argmax())[:, None]


def raise_all(x):
    return x + (x == x.amax(0))


def walk(x):
    return (x[1:] - x[:-1]).norm(dim=1).sum()


def lists(n, values=(0.0, 1.0, 2.0)):
    return [torch.tensor(x).double()[:, None] for x in product(values, repeat=n)]


def every_order(n):
    return [torch.tensor(order) for order in permutations(range(n))]


def is_set_equivariant(fn, n):
    return all(torch.equal(fn(x[p]), fn(x)[p]) for x in lists(n) for p in every_order(n))


def is_multiset_equivariant(fn, n):
    """By the definition: for each P1 there is some P2 with P2 X = P1 X and f(P1 X) = P2 f(X)."""

    def some(x, p):
        orders = [q for q in every_order(n) if torch.equal(x[q], x[p])]
        return any(torch.equal(fn(x[p]), fn(x)[q]) for q in orders)

    return all(some(x, p) for x in lists(n) for p in every_order(n))


def is_invariant(fn, n):
    return all(torch.allclose(fn(x[p]), fn(x)) for x in lists(n) for p in every_order(n))


@pytest.mark.parametrize("n", [2, 3])
def test_raising_one_of_the_largest_parts_equal_elements(n):
    assert is_multiset_equivariant(raise_first, n)
    assert not is_set_equivariant(raise_first, n)
    assert is_set_equivariant(raise_all, n)


@given(st.lists(st.floats(-9, 9), min_size=4, max_size=4))
def test_the_smallest_counterexample_is_as_large_as_it_must_be(numbers):
    two = torch.tensor(numbers).double().reshape(2, 2)
    assert walk(two) == walk(two.flip(0))


def test_the_walk_needs_three_points():
    assert not is_invariant(walk, 3)
    assert len(setnb.probe(walk, n=4, d=2).counterexample.x) == 3


@pytest.mark.parametrize(
    "text",
    [
        "open('x')",
        "__import__('os')",
        "x.numpy()",
        "x[0]",
        "lambda: x",
        "[x for x in x]",
        "exec('1')",
        "(x := 1)",
        "f'{x}'",
        "x if x else x",
        "x; x",
        "print(x)",
    ],
)
def test_an_expression_is_parsed_and_not_executed(text, monkeypatch):
    ran = []
    for name in ("open", "exec", "eval", "print", "__import__"):
        monkeypatch.setattr(builtins, name, lambda *a, name=name, **k: ran.append(name))
    try:
        with pytest.raises(ValueError, match="expression: expected"):
            compile_expression(text)
    finally:
        monkeypatch.undo()
    assert ran == []


def test_twins_part_at_ties_only():
    def first(x):
        return (torch.arange(len(x)) == x[:, 0].argmax()).double()

    def every(x):
        return (x == x.amax(0))[:, 0].double()

    def reversed_at_ties(x):
        return x if len(x.unique()) == len(x) else x.flip(0)

    for one, other in [(first, every), (reversed_at_ties, lambda x: x)]:
        parted = {len(x.unique()) < 3 for x in lists(3) if not torch.equal(one(x), other(x))}
        assert parted == {True}
        assert is_set_equivariant(other, 3)
        assert not is_set_equivariant(one, 3)


@pytest.mark.parametrize("heeds", [True, False])
def test_noise_in_the_padding_tells_whether_the_mask_is_heeded(heeds):
    def pooled(x):
        padded = torch.cat([x, torch.randn(2, x.shape[1], dtype=x.dtype)])
        mask = torch.arange(len(padded)) < len(x)
        return setnb.functional.pool(padded, mask if heeds else None, how="sum")

    report = setnb.probe(pooled, n=4, d=2)
    assert report.verdict == "invariant"
    assert report.deterministic == heeds


@pytest.mark.parametrize(
    ("fn", "holds", "first_broken"),
    [
        (lambda x: x.flip(0), is_set_equivariant, 3),
        (walk, is_invariant, 3),
        (lambda x: x[:4].sum(0), is_invariant, 5),
    ],
)
def test_a_verdict_belongs_to_its_number_of_elements(fn, holds, first_broken):
    for n in range(2, first_broken):
        assert holds(fn, n)
        assert setnb.probe(fn, n=n, d=1).verdict != "not equivariant"
    assert not holds(fn, first_broken)
    assert setnb.probe(fn, n=first_broken, d=1).verdict == "not equivariant"


def test_beyond_the_values_it_tries_the_probe_is_blind():
    def beyond(limit):
        return lambda x: x.flip(0) if x.sum() > limit else x

    large = torch.tensor([[100.0], [1.0], [2.0]]).double()
    swapped = large[[1, 0, 2]]
    assert not torch.equal(beyond(100)(swapped), beyond(100)(large)[[1, 0, 2]])
    assert setnb.probe(beyond(100), n=4, d=1).verdict == "set-equivariant"
    magnified = setnb.probe(lambda x: beyond(100)(100 * x) / 100, n=4, d=1)
    assert magnified.verdict == "not equivariant"


def test_the_sliders_of_jupyterlab_call_the_panel(chapter):
    (text,) = [cell.source for cell in chapter if "import interact" in cell.source]
    called = []
    names = {"f": raise_first, "probe_panel": lambda fn, n, d: called.append((fn, n, d))}
    exec(re.search(r"```python\n(.*?)```", text, re.DOTALL)[1], names)
    (fn, n, d), *rest = called
    assert fn is raise_first
    assert 2 <= n <= 8
    assert 1 <= d <= 4
    assert rest == []


def test_the_test_fails_with_a_counterexample_and_then_passes(printed):
    failed = printed.index("1 failed in")
    assert "smallest counterexample to invariance" in printed[:failed]
    assert "probing.py" not in printed
    assert "X = [[0, 0, 0], [1, 1, 1]]" in printed[:failed]
    passed = printed.index("1 passed in")
    assert failed < passed
    assert re.search(r"^invariant\n +n = 5, d = 3", printed[passed:], re.MULTILINE)


# The range of a set; the same without mask; with the first row for the set; with copies counted.
ADDED = """

class MyPool(nn.Module):
    def __init__(self, *, masked=True, first=False):
        super().__init__()
        self.masked, self.first = masked, first

    def forward(self, x, mask=None):
        mask = mask if self.masked else None
        top = x[..., 0, :] if self.first else pool(x, mask, how="max")
        return top + pool(-x, mask, how="max")


ENTRIES |= {
    "my_pool": invariant(make=MyPool, copies=UNSEEN),
    "my_unmasked": invariant(make=partial(MyPool, masked=False)),
    "my_first": invariant(make=partial(MyPool, first=True)),
    "my_counted": invariant(make=MyPool, copies=COUNTED),
}
"""


@pytest.fixture(scope="module")
def contract(tmp_path_factory) -> dict[tuple[str, str], str]:
    """Add four entries to a copy of the contract tests; what becomes of each test and entry."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "tests/contracts", folder / "tests/contracts")
    shutil.copy(ROOT / "tests/__init__.py", folder / "tests")
    with (folder / "tests/contracts/entries.py").open("a", encoding="utf8") as entries:
        entries.write(ADDED)
    command = [sys.executable, "-m", "pytest", "-v", "--tb=no", "-k", "my_ or max_pool", "tests"]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, env=os.environ | SETTINGS
    )
    lines = re.findall(r"::(test_\w+)\[(.+)\] (PASSED|FAILED)", done.stdout)
    return {(test, case): outcome for test, case, outcome in lines}


def outcomes(contract, name, outcome):
    return {test for (test, case), found in contract.items() if name in case and found == outcome}


def test_a_pooling_that_keeps_the_promises_passes_all_that_the_book_s_own_passes(contract):
    assert outcomes(contract, "my_pool", "FAILED") == set()
    passed = outcomes(contract, "my_pool", "PASSED")
    assert passed == outcomes(contract, "max_pool", "PASSED")
    assert "test_poisoned_padding_changes_nothing" in passed


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("my_unmasked", "test_poisoned_padding_changes_nothing"),
        ("my_first", "test_symmetry_with_and_without_a_mask"),
        ("my_counted", "test_duplicates_count_as_documented"),
    ],
)
def test_a_pooling_that_breaks_a_promise_fails_there(contract, name, broken):
    assert broken in outcomes(contract, name, "FAILED")
    assert outcomes(contract, name, "PASSED")
