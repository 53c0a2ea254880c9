"""Noisy steps, and what is reported of the matrices that smooth them."""

import dataclasses

import pytest
import torch
from safetensors.torch import load_file

from setnb import experiments
from setnb.experiments.denoising import PRESETS, draw_steps

SMOKE = PRESETS["smoke"]


def test_steps_jump_up_at_most_once_and_anywhere():
    noisy, clean = draw_steps(4_000, SMOKE, "some")
    jumps = clean.diff(dim=-1)
    assert clean.shape == (SMOKE.seeds, 4_000, SMOKE.length)
    assert ((jumps != 0).sum(-1) <= 1).all()
    assert jumps.min() >= 0
    assert jumps[jumps > 0].min() >= 1
    assert jumps.max() <= 50
    assert clean.min() >= -5
    assert clean.max() <= 55
    # A place t of 0 or of the length leaves no jump in sight: 2 of length + 1.
    flat = (jumps == 0).all(-1).double().mean().item()
    assert flat == pytest.approx(2 / (SMOKE.length + 1), abs=0.02)
    assert (noisy - clean).std().item() == pytest.approx(SMOKE.noise, rel=0.02)


def test_more_noise_leaves_more_error_and_a_fit_beats_no_fit():
    losses = []
    for noise in (1.0, 5.0):
        table = experiments.run("denoising", preset="smoke", quiet=True, noise=noise)
        found = table.set_index("metric")["value"]
        losses.append(found)
        # Leaving the signal as it is has the error noise^2; the best matrix less.
        assert found["loss@toeplitz"] < 1.1 * noise**2
        assert 1 <= found["blocks@ours"] <= SMOKE.values
    for method in ("none", "toeplitz", "augerino"):
        assert losses[1][f"loss@{method}"] > losses[0][f"loss@{method}"]


def test_the_matrices_of_the_first_seed_are_kept(store):
    experiments.run("denoising", preset="smoke", quiet=True)
    (path,) = store.rglob("*.safetensors")
    kept = load_file(path)
    assert set(kept) == {"none", "toeplitz", "ours"}
    toeplitz = kept["toeplitz"]
    assert toeplitz.shape == (SMOKE.length, SMOKE.length)
    torch.testing.assert_close(toeplitz[1:, 1:], toeplitz[:-1, :-1])
    assert len(kept["ours"].unique()) <= SMOKE.values


def test_seeds_differ_and_repeat():
    first, again = draw_steps(5, SMOKE, "some")[0], draw_steps(5, SMOKE, "some")[0]
    other = draw_steps(5, dataclasses.replace(SMOKE, seed=1), "some")[0]
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert not torch.equal(first[0], first[1])
