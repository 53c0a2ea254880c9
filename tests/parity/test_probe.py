"""The probe in the browser against setnb.probe: residuals, verdicts, counterexamples."""

import numpy as np
import pytest

from setnb.probes import probe
from setnb.probes.residuals import invariance_residual, multiset_residual, set_residual
from setnb.widgets.probe_models import MODELS, make_model, network_weights

PROBE = "m.probe((v) => m.MODELS[a[0]].run(v, a[2]), a[1])"
SEARCH = f"m.smallestCounterexample((v) => m.MODELS[a[0]].run(v, a[2]), a[1], {PROBE})"


@pytest.mark.parametrize("seed", range(8))
def test_residuals(js, seed):
    rng = np.random.default_rng(seed)
    n, k = int(rng.integers(1, 7)), int(rng.integers(1, 4))
    x = rng.integers(0, 3, (n, 1)).astype(float)
    perm = rng.permutation(n)
    fx, fpx = rng.normal(size=(2, n, k))
    shown = js("m.compareOutputs(...a)", *(v.tolist() for v in (x, perm, fx, fpx)))
    assert shown["set"] == pytest.approx(set_residual(x, fx, fpx, perm), abs=1e-12)
    assert shown["multiset"] == pytest.approx(multiset_residual(x, fx, fpx, perm), abs=1e-12)
    assert shown["invariance"] == pytest.approx(invariance_residual(x, fx, fpx, perm), abs=1e-12)
    assert max(shown["differences"]) == shown["multiset"]


@pytest.mark.parametrize("n", [2, 3, 4, 6])
@pytest.mark.parametrize("name", MODELS)
def test_verdict(js, name, n):
    ours = probe(make_model(name), n=n, d=1)
    theirs = js(PROBE, name, n, network_weights(0).get(name))
    assert theirs["verdict"] == ours.verdict
    assert theirs["perElement"] == ours.per_element
    errors = {"set": ours.set_error, "multiset": ours.multiset_error}
    errors = {**errors, "invariance": ours.invariance_error} if ours.per_element else {}
    for key, error in errors.items():
        assert (theirs["errors"][key] <= 1e-6) == (error <= 1e-6)


@pytest.mark.parametrize("name", MODELS)
def test_counterexample(js, name):
    ours = probe(make_model(name), n=4, d=1)
    theirs = js(SEARCH, name, 4, network_weights(0).get(name))
    if ours.counterexample is None:
        assert theirs is None
        return
    assert len(theirs["values"]) == len(ours.counterexample.x)
    x, perm = np.array(theirs["values"])[:, None], np.array(theirs["perm"])
    weights = network_weights(0).get(name)
    fx, fpx = (
        np.array(js("m.MODELS[a[0]].run(a[1], a[2])", name, v[:, 0].tolist(), weights))
        for v in (x, x[perm])
    )
    broken = ours.counterexample.broken
    residual = {"set-equivariance": set_residual, "multiset-equivariance": multiset_residual}
    assert residual[broken](x, fx, fpx, perm) > 1e-3
