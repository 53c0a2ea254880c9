"""One list of promises; everything in `entries.py` is held to all that apply to it."""

import pytest
import torch

from setnb.functional import permute, pool
from tests.contracts.entries import COUNTED, ENTRIES, UNSEEN, WEIGHED

POISONS = (torch.nan, torch.inf, 1e300)
SYMMETRIC = [name for name, entry in ENTRIES.items() if entry.symmetric]


def names(wanted):
    return [name for name, entry in ENTRIES.items() if wanted(entry)]


def build(name, dtype=torch.float64):
    torch.manual_seed(0)
    model = ENTRIES[name].make().to(dtype)
    for weight in model.parameters():  # no weight at 0 or 1, where a term could hide
        weight.data += 0.05 + 0.05 * torch.rand_like(weight)
    return model


def randn(name, *shape, dtype=torch.float64):
    return torch.randn(*shape, ENTRIES[name].dim, dtype=dtype)


def some_sets(name, dtype=torch.float64):
    torch.manual_seed(1)
    x = randn(name, 3, 5, dtype=dtype)
    x[:, 3] = x[:, 1]  # a duplicate in every set
    return x


def tolerance(dtype):
    return {"atol": 1e-5, "rtol": 1e-4} if dtype == torch.float32 else {"atol": 1e-10, "rtol": 1e-8}


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("name", SYMMETRIC)
def test_symmetry_with_and_without_a_mask(name, dtype):
    model, x = build(name, dtype), some_sets(name, dtype)
    mask = torch.tensor([[1, 1, 1, 1, 1], [1, 0, 1, 1, 0], [0, 0, 1, 0, 0]]).bool()
    perm = torch.tensor([3, 0, 4, 1, 2])
    for m in (None, mask):
        moved = model(permute(x, perm), None if m is None else m[:, perm])
        y = model(x, m)
        expected = permute(y, perm) if ENTRIES[name].per_element else y
        torch.testing.assert_close(moved, expected, **tolerance(dtype))


@pytest.mark.parametrize("name", names(lambda entry: not entry.symmetric))
def test_models_listed_as_ordered_do_read_the_order(name):
    model, x = build(name), some_sets(name)
    perm = torch.tensor([3, 0, 4, 1, 2])
    y = model(x)
    expected = permute(y, perm) if ENTRIES[name].per_element else y
    assert (model(permute(x, perm)) - expected).abs().max() > 1e-4


@pytest.mark.parametrize("name", names(lambda entry: entry.symmetric and entry.per_element))
def test_equal_elements_stay_equal(name):
    y = build(name)(some_sets(name))
    torch.testing.assert_close(y[:, 3], y[:, 1])


@pytest.mark.parametrize("name", names(lambda entry: entry.copies))
def test_duplicates_count_as_documented(name):
    """Compare the answers, or those of the old elements, after one and after all are repeated."""
    model, entry, x = build(name), ENTRIES[name], some_sets(name)

    def changed(repeated):
        y = model(repeated)[:, : x.shape[1]] if entry.per_element else model(repeated)
        return not torch.allclose(y, model(x), atol=1e-8)

    once, all_twice = changed(torch.cat([x, x[:, :1]], 1)), changed(torch.cat([x, x], 1))
    assert once == (entry.copies in (COUNTED, WEIGHED))
    assert all_twice == (entry.copies == COUNTED)
    assert entry.copies in (COUNTED, WEIGHED, UNSEEN)


@pytest.mark.parametrize("poison", POISONS)
@pytest.mark.parametrize("name", ENTRIES)
def test_poisoned_padding_changes_nothing(name, poison):
    model, x = build(name), some_sets(name)
    padded = torch.cat([x, torch.full_like(x[:, :2], poison)], 1)
    mask = torch.arange(7).expand(3, 7) < 5
    y, expected = model(padded, mask), model(x)
    if ENTRIES[name].per_element:
        assert torch.equal(y[:, 5:], torch.zeros_like(y[:, 5:]))
        y = y[:, :5]
    torch.testing.assert_close(y, expected)


@pytest.mark.parametrize("name", names(lambda entry: not entry.absolute_places))
def test_masked_elements_are_as_if_absent_wherever_they_stand(name):
    model, x = build(name), some_sets(name)[:1]
    mask = torch.tensor([[False, True, True, False, True]])
    y, expected = model(x, mask), model(x[:, [1, 2, 4]])
    y = y[:, [1, 2, 4]] if ENTRIES[name].per_element else y
    torch.testing.assert_close(y, expected)


@pytest.mark.parametrize("name", ENTRIES)
def test_empty_and_singleton_sets_are_defined(name):
    model, per_element = build(name), ENTRIES[name].per_element
    for n in (0, 1):
        y = model(randn(name, 2, n))
        assert torch.isfinite(y).all()
        assert y.shape[:2] == (2, n) if per_element else y.shape[0] == 2
    masked = model(randn(name, 2, 3), torch.zeros(2, 3, dtype=torch.bool))
    expected = torch.zeros_like(masked) if per_element else model(randn(name, 2, 0))
    torch.testing.assert_close(masked, expected)


@pytest.mark.parametrize("name", ENTRIES)
def test_extra_batch_axes_are_carried_along(name):
    model, x = build(name), randn(name, 2, 3, 5)
    mask = torch.rand(2, 3, 5) > 0.4
    for m in (None, mask):
        y = model(x, m)
        assert y.shape[:2] == (2, 3)
        for i, j in ((0, 1), (1, 2)):
            one = None if m is None else m[i, j]
            torch.testing.assert_close(y[i, j], model(x[i, j], one))


@pytest.mark.parametrize("name", ENTRIES)
def test_gradients_are_finite_at_ties_for_empty_sets_and_beside_poison(name):
    model, tied = build(name), torch.full_like(some_sets(name), 0.5)
    mask = torch.tensor([[True] * 5, [True, False, False, False, True], [False] * 5])
    for poison in (0.5, *POISONS) if ENTRIES[name].knows_mask else (0.5,):
        x = tied.masked_fill(~mask[..., None], poison).requires_grad_()
        model.zero_grad()
        model(x, mask).square().sum().backward()
        assert torch.isfinite(x.grad).all()
        assert not x.grad[~mask].any()
        assert all(torch.isfinite(p.grad).all() for p in model.parameters() if p.grad is not None)


@pytest.mark.parametrize("name", ENTRIES)
def test_both_precisions_are_kept_and_agree(name):
    x = some_sets(name)
    exact, rounded = build(name)(x), build(name).float()(x.float())
    assert (exact.dtype, rounded.dtype) == (torch.float64, torch.float32)
    torch.testing.assert_close(rounded.double(), exact, **tolerance(torch.float32))


@pytest.mark.parametrize("name", ENTRIES)
def test_state_round_trip(name):
    model, x = build(name), some_sets(name)
    copy = ENTRIES[name].make().double()
    copy.load_state_dict(model.state_dict())
    assert torch.equal(copy(x), model(x))


@pytest.mark.parametrize("name", names(lambda entry: entry.knows_dim))
def test_wrong_shapes_are_refused_with_a_remedy(name):
    model, x = build(name), randn(name, 2, 3)
    with pytest.raises(ValueError, match=r"x: expected a floating tensor"):
        model(torch.cat([x, x], -1))
    with pytest.raises(ValueError, match="mask: expected a bool tensor of shape"):
        model(x, torch.ones(3, 2, dtype=torch.bool))


def test_duplicates_count_for_sums_only():
    x = torch.randn(3, 2)
    doubled = torch.cat([x, x])
    torch.testing.assert_close(pool(doubled, how="sum"), 2 * pool(x, how="sum"))
    torch.testing.assert_close(pool(doubled, how="mean"), pool(x, how="mean"))
    torch.testing.assert_close(pool(doubled, how="max"), pool(x, how="max"))
