import re

import numpy as np
import pytest
import torch

import setnb
from setnb.probes.residuals import equal_rows, multiset_residual


def test_push_apart_is_told_with_two_zeros():
    found = setnb.probe(setnb.push_apart, n=2, d=1).counterexample
    assert found.x.tolist() == [[0], [0]]
    assert found.permutation.tolist() == [1, 0]
    assert found.output.tolist() == found.output_permuted.tolist() == [[-1], [1]]
    assert found.expected.tolist() == [[1], [-1]]
    assert found.broken == "set-equivariance"


def test_cumsum_can_be_checked_by_hand():
    found = setnb.probe(lambda x: x.cumsum(0)).counterexample
    assert found.x.tolist() == [[0, 0], [1, 1]]
    assert found.x_permuted.tolist() == [[1, 1], [0, 0]]
    assert found.output_permuted.tolist() == [[1, 1], [1, 1]]
    assert found.expected.tolist() == [[1, 1], [0, 0]]


@pytest.mark.parametrize(
    ("fn", "n", "d"),
    [
        (lambda x: x.cumsum(0), 5, 2),
        (lambda x: x[0], 5, 3),
        (lambda x: x.roll(1, 0), 6, 1),
        (lambda x: x * torch.arange(1.0, 5.0)[:, None], 4, 2),  # accepts n = 4 only
        (lambda x: (x[:, :1] - x[:, 1:]).cumsum(0), 4, 2),  # blind to rows of one value
    ],
)
def test_what_is_handed_over_is_a_counterexample(fn, n, d):
    found = setnb.probe(fn, n, d).counterexample
    x = torch.tensor(found.x)
    assert np.allclose(np.atleast_2d(fn(x)).ravel(), found.output.ravel())
    assert np.allclose(
        np.atleast_2d(fn(x[found.permutation])).ravel(), found.output_permuted.ravel()
    )
    assert not np.allclose(found.output_permuted, found.expected)
    assert (found.x == found.x.round()).all()


def test_fewest_elements_first():
    assert len(setnb.probe(lambda x: x.cumsum(0), n=7).counterexample.x) == 2
    cycle_only = lambda x: (x - x.roll(1, 0)).abs().sum()  # noqa: E731 — any 3 lie on one cycle
    assert len(setnb.probe(cycle_only, n=6, d=1).counterexample.x) == 4


def test_no_counterexample_where_nothing_is_broken():
    assert setnb.probe(lambda x: x).counterexample is None
    assert setnb.probe(lambda x: x.sum(0)).counterexample is None


def test_multiset_residual_equals_brute_force():
    from itertools import permutations

    rng = np.random.default_rng(0)
    for _ in range(60):
        n = int(rng.integers(1, 5))
        x = rng.integers(0, 2, (n, 1)).astype(float)
        fx, fpx = rng.integers(0, 3, (2, n, 2)).astype(float)
        perm = rng.permutation(n)
        admissible = [p for p in permutations(range(n)) if (x[list(p)] == x[perm]).all()]
        best = min(np.abs(fpx - fx[list(p)]).max() for p in admissible)
        residual = multiset_residual(x, fx, fpx, perm)
        assert residual >= best - 1e-12
        assert (residual == 0) == (best == 0)


def test_negative_zero_is_zero():
    assert len(equal_rows(np.array([[0.0], [-0.0]]))) == 1


def test_report_reads_well():
    report = setnb.probe(setnb.push_apart, n=2, d=1)
    text = str(report)
    assert text.startswith("exclusively multiset-equivariant")
    assert re.search(r"f\(P X\) = \[\[-1\], \[1\]\]", text)
    markup = report._repr_html_()
    assert 'data-verdict="exclusively-multiset-equivariant"' in markup
    assert "<pre>" in markup


def test_assertions_show_the_counterexample():
    setnb.assert_set_equivariant(lambda x: x - x.mean(0))
    setnb.assert_multiset_equivariant(lambda x: x - x.mean(0))
    setnb.assert_multiset_equivariant(setnb.push_apart, n=2, d=1)
    setnb.assert_invariant(lambda x: x.sum(0))
    with pytest.raises(AssertionError, match=r"\[\[0\], \[0\]\]"):
        setnb.assert_set_equivariant(setnb.push_apart, n=2, d=1)
    with pytest.raises(AssertionError, match="counterexample to multiset-equivariance"):
        setnb.assert_multiset_equivariant(lambda x: x.sort(0).values)
    with pytest.raises(AssertionError, match="counterexample to invariance"):
        setnb.assert_invariant(lambda x: x)
    with pytest.raises(ValueError, match="one row for each"):
        setnb.assert_set_equivariant(lambda x: x.sum())


def test_many_features_still_give_a_small_integer_counterexample():
    torch.manual_seed(0)
    blind_to_constant_rows = torch.nn.LayerNorm(64)
    found = setnb.probe(lambda x: blind_to_constant_rows(x.float()).cumsum(0), n=5, d=64)
    assert len(found.counterexample.x) == 2
    assert (found.counterexample.x == found.counterexample.x.round()).all()
