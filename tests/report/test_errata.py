"""Errata that a few lines decide; the others are checked in the chapter they belong to."""

import ast
import math

import numpy as np
import torch
from scipy.special import betaln, gammaln

from setnb import report, results
from setnb.functional import permutation_matrix
from tests.project import ROOT


def test_errata_name_their_paper_and_tests_that_exist():
    errata = report.load_errata()
    assert set(errata["paper"]) <= set(results.PAPERS)
    assert (errata[["where", "printed", "right"]] != "").all(axis=None)
    for named in errata["checked"][errata["checked"] != ""]:
        path, name = named.split("::")
        tree = ast.parse((ROOT / path).read_text(encoding="utf8"))
        assert name in {n.name for n in tree.body if isinstance(n, ast.FunctionDef)}, named


def test_the_two_exchanges_in_the_proof_of_lemma_3_can_undo_each_other():
    swap = permutation_matrix(torch.tensor([1, 0, 2])).float()
    theta = torch.arange(9.0).reshape(3, 3)
    # The proof moves (i, j) to (i', j') by exchanging i with i' and j with j'. For (0, 1) and
    # (1, 0) both are the same exchange: together they are the identity, and nothing is learned.
    together = swap @ swap
    assert torch.equal(together @ theta @ together.mT, theta)


def test_the_beta_normaliser_has_three_logarithms():
    for plus, minus in ((0.5, 2.0), (3.0, 4.5)):
        right = gammaln(plus) + gammaln(minus) - gammaln(plus + minus)
        printed = gammaln(plus) + gammaln(minus) - math.gamma(plus + minus)
        assert math.isclose(right, betaln(plus, minus))
        assert not math.isclose(printed, betaln(plus, minus), rel_tol=0.1)


def test_a_logarithm_in_place_of_log_gamma_turns_the_ranking_around():
    beta, seen = 0.7, 5.0  # a prior count; the feature is on in all members of the query

    def gain(nonlinearity) -> float:
        """How much more a candidate scores for having the feature too."""

        def score(x):
            return nonlinearity(seen + x + beta) - nonlinearity(x + beta)

        return score(1.0) - score(0.0)

    # The exact gain is the ratio of the predictive probability to the prior one.
    assert math.isclose(gain(gammaln), math.log((seen + beta) / beta))
    assert gain(np.log) < 0 < gain(gammaln)


def test_two_local_shuffles_move_a_pixel_by_nine_at_most():
    pixels = np.arange(784)
    near = np.equal.outer(pixels // 4, pixels // 4)  # which pixels a window of 4 may exchange
    far = np.equal.outer(pixels // 7, pixels // 7)
    start, end = np.nonzero(near.astype(int) @ far.astype(int))
    assert np.abs(end - start).max() == 9


def test_the_quoted_loss_is_another_cell_of_table_5():
    table = results.published("zhang2022").query("model == 'iDSPN+mom' and metric == 'huber_loss'")
    table = table[table["table"] == "Table 5"].set_index("setting")["printed"]
    assert table["n=2;d=2;iterations=20"] == "1.2e-4"
    assert table["n=4;d=2;iterations=20"] == "1.9e-4"


def test_one_spread_is_printed_twice():
    table = results.published("yeh2022").query("table == 'Table A1' and metric == 'l2_loss'")
    assert list(table["std"]).count(0.00503) == 2
    assert table["std"].nunique() == 3
