"""The gallery's functions in the browser against the lines of torch it shows for them."""

import numpy as np
import pytest
import torch

from setnb.probes import VERDICTS, probe
from setnb.widgets.verdict_gallery import GALLERY

RUN = "m.GALLERY[a[0]].run(a[1])"
JUDGE = "m.probe(m.GALLERY[a[0]].run, a[1])"
SEARCH = f"m.smallestCounterexample(m.GALLERY[a[0]].run, a[1], {JUDGE})"


@pytest.fixture(scope="module")
def shown(js):
    """Return the torch functions that the gallery shows, by name."""
    lines = js("Object.entries(m.GALLERY).map(([name, entry]) => [name, entry.code])")
    return {name: eval(f"lambda x: {line}", {"torch": torch}) for name, line in lines}


def test_names_and_their_order(shown):
    assert tuple(shown) == GALLERY


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", GALLERY)
def test_the_line_on_view_is_what_runs(js, shown, name, seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 7))
    for x in (rng.normal(size=n), rng.integers(-1, 2, n).astype(float)):
        ours = np.asarray(shown[name](torch.tensor(x)[:, None]), dtype=float).reshape(-1)
        theirs = np.array(js(RUN, name, x.tolist())).reshape(-1)
        np.testing.assert_allclose(theirs, ours, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("name", GALLERY)
def test_verdict_errors_and_size_of_the_counterexample(js, shown, name):
    ours, theirs = probe(shown[name], n=4, d=1), js(JUDGE, name, 4)
    assert theirs["verdict"] == ours.verdict
    assert theirs["perElement"] == ours.per_element
    found = js(SEARCH, name, 4)
    assert (found is None) == (ours.counterexample is None)
    if found:
        assert len(found["values"]) == len(ours.counterexample.x)


def test_each_verdict_can_be_guessed_right_and_wrong(shown):
    verdicts = [probe(fn, n=4, d=1).verdict for fn in shown.values()]
    assert {verdict: verdicts.count(verdict) for verdict in VERDICTS} == dict.fromkeys(VERDICTS, 3)
