"""Models that order sets: their symmetries, with duplicates, masks and grids; what they refuse."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import setnb
from setnb.functional import hard_order, permute, sinkhorn
from setnb.nn import LinearAssignment, PermutationOptimizer
from tests.strategies import sets, sets_and_perms

DTYPES = (torch.float32, torch.float64)
MODELS = {
    "uniform": lambda: PermutationOptimizer(2),
    "linear": lambda: PermutationOptimizer(2, init="linear", positions=6, steps=3),
    "assignment": lambda: LinearAssignment(2, 6),
}


def build(name, dtype=torch.float64, seed=0):
    torch.manual_seed(seed)
    model = MODELS[name]().to(dtype)
    for weight in model.parameters():
        weight.data += 0.1 * torch.rand_like(weight)
    return model


def slack(model, x):
    """Say how far rounding may lead: as far as the rounding of f is large against F = f - f^T.

    Costs are F divided by its norm. Elements that differ by 1e-3 leave an F that is 1000 times
    smaller than f, and the steps amplify what that does to costs.
    """
    error = 50 * torch.finfo(x.dtype).eps
    if isinstance(model, PermutationOptimizer) and model.costs(x).any():
        f = model.costs.preference(x).detach()
        error *= 1 + float(f.norm() / (f - f.mT).norm())
    return min(error, 1.0)


@pytest.mark.parametrize("name", MODELS)
@given(sets_and_perms())
def test_permuting_x_permutes_the_rows_of_p_and_leaves_y(name, case):
    x, perm = case
    model = build(name, x.dtype)
    (y, p), (moved_y, moved_p) = model(x), model(permute(x, perm))
    error = slack(model, x)
    torch.testing.assert_close(moved_p, p[perm], atol=error, rtol=0)
    torch.testing.assert_close(moved_y, y, atol=2 * len(x) * error, rtol=1e-5)
    # columns sum to 1, and y holds their mixtures
    assert (p >= 0).all()
    torch.testing.assert_close(p.sum(-2), torch.ones(len(x), dtype=x.dtype))
    torch.testing.assert_close(y, torch.einsum("ik,id->kd", p, x))


@pytest.mark.parametrize("name", MODELS)
@given(sets(), st.data())
def test_masked_sets_are_as_without_their_padding(name, x, data):
    """Real elements come first in y, wherever they stand in x, and padding is not read."""
    mask = data.draw(st.lists(st.booleans(), min_size=len(x), max_size=len(x)))
    mask = torch.tensor(mask, dtype=torch.bool)
    model, count = build(name, x.dtype), int(mask.sum())
    y, p = model(x.masked_fill(~mask[:, None], torch.nan), mask)
    alone_y, alone_p = model(x[mask])
    error = slack(model, x[mask])
    torch.testing.assert_close(p[mask, :count], alone_p, atol=error, rtol=0)
    torch.testing.assert_close(y[:count], alone_y, atol=2 * len(x) * error, rtol=1e-5)
    for padding in (p[~mask], p[:, count:], y[count:]):
        assert not padding.any()


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", MODELS)
def test_duplicates_have_equal_rows_and_are_mixed(name, dtype):
    torch.manual_seed(3)
    x = torch.randn(4, 6, 2, dtype=dtype)
    x[:, 4] = x[:, 1]
    _, p = build(name, dtype)(x)
    torch.testing.assert_close(p[:, 4], p[:, 1])
    assert (p[:, 4] < 0.51).all()  # a position has at most half of each


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("dim", [1, 2, 3, 5, 8])
def test_equal_elements_cost_nothing_exactly_however_the_products_round(dim, dtype):
    """Equal rows leave matrix products with different last digits, depending on where they stand.

    Made a cost of norm 1, that noise would order what cannot be ordered.
    """
    torch.manual_seed(0)
    model = PermutationOptimizer(dim).to(dtype)
    for n in range(1, 40):
        x = torch.randn(3, 1, dim, dtype=dtype).expand(3, n, dim).contiguous()
        assert not model.costs(x).any()
        torch.testing.assert_close(model(x)[1], torch.full((3, n, n), 1 / n, dtype=dtype))
        mask = torch.rand(3, n) < 0.6
        assert not model.costs(torch.where(mask[..., None], x, 9.0), mask).any()
        if n > 1:
            one_set_differs = x.clone()
            one_set_differs[1, 0] += 1
            norms = model.costs(one_set_differs).flatten(-3).norm(dim=-1)
            torch.testing.assert_close(norms, torch.tensor([0, 1, 0], dtype=dtype))


@pytest.mark.parametrize("grid", [(2, 3), (3, 2), (1, 6)])
@pytest.mark.parametrize("init", ["uniform", "linear"])
def test_on_a_grid_permuting_x_permutes_p_and_leaves_y(grid, init):
    torch.manual_seed(1)
    model = PermutationOptimizer(2, init=init, grid=grid).double()
    assert model.costs.readout.out_features == 2
    x, perm = torch.randn(4, 6, 2).double(), torch.tensor([3, 0, 5, 1, 2, 4])
    (y, p), (moved_y, moved_p) = model(x), model(permute(x, perm))
    torch.testing.assert_close(moved_p, p[:, perm])
    torch.testing.assert_close(moved_y, y)


def test_transposing_a_grid_and_swapping_its_costs_transposes_the_order():
    torch.manual_seed(1)
    wide = PermutationOptimizer(2, grid=(2, 3)).double()
    tall = PermutationOptimizer(2, grid=(3, 2)).double()
    weights = wide.state_dict()
    weights["costs.readout.weight"] = weights["costs.readout.weight"].flip(0)
    tall.load_state_dict(weights)
    x = torch.randn(6, 2).double()
    expected = wide(x)[1].unflatten(-1, (2, 3)).mT.flatten(-2)
    torch.testing.assert_close(tall(x)[1], expected)


def test_a_line_as_a_grid_is_the_same_as_none():
    torch.manual_seed(1)
    line, lattice = PermutationOptimizer(2), PermutationOptimizer(2, grid=(5,))
    lattice.load_state_dict(line.state_dict())
    x = torch.randn(5, 2)
    torch.testing.assert_close(lattice(x), line(x))


def test_linear_start_without_steps_is_linear_assignment():
    torch.manual_seed(1)
    model = PermutationOptimizer(2, init="linear", positions=5, steps=0)
    assignment = LinearAssignment(2, 5)
    assignment.load_state_dict({"assign.weight": model.assign.weight})
    for n in range(6):
        x = torch.randn(3, n, 2)
        torch.testing.assert_close(model(x), assignment(x))
        # smaller sets take the first positions
        expected = sinkhorn(x @ model.assign.weight[:n].T)
        torch.testing.assert_close(assignment(x)[1], expected)


def test_the_first_of_the_descent_is_the_start_and_the_last_the_answer():
    torch.manual_seed(1)
    model, x = PermutationOptimizer(2, steps=3), torch.randn(2, 4, 2)
    placed = model.descend(x)
    assert len(placed) == 4
    torch.testing.assert_close(placed[0], torch.full((2, 4, 4), 0.25))
    assert torch.equal(placed[-1], model.permutation(x))
    assert torch.equal(placed[-1], model(x)[1])


def test_every_weight_learns_except_where_nothing_can_be_ordered():
    torch.manual_seed(1)
    model = PermutationOptimizer(2).double()
    target = torch.linspace(-1, 1, 5).double()[:, None]
    for x, learns in ((torch.randn(5, 2).double(), True), (torch.ones(5, 2).double(), False)):
        model.zero_grad()
        (model(x)[0] - target).square().sum().backward()
        for weight in model.parameters():
            assert bool(weight.grad.any()) == learns


def test_a_cost_that_rises_with_the_first_feature_sorts_by_it():
    """With f = relu(x_i - x_j + 10) = x_i - x_j + 10 costs are differences."""
    model = PermutationOptimizer(2, hidden=1).double()
    model.costs.first.weight.data = torch.tensor([[1.0, 0.0, -1.0, 0.0]]).double()
    model.costs.first.bias.data.fill_(10.0)
    model.costs.readout.weight.data.fill_(1.0)
    torch.manual_seed(1)
    x = torch.rand(20, 7, 2).double()
    y, p = model(x)
    ordered = permute(x, hard_order(p))[..., 0]
    assert torch.equal(ordered, x[..., 0].sort(-1).values)
    assert (y[..., 0].diff(dim=-1) > 0).all()


@pytest.mark.parametrize("name", MODELS)
def test_probe_finds_y_invariant_and_p_equivariant(name):
    model = build(name)
    y = setnb.probe(lambda x: model(x)[0].flatten(), n=4, output="set", trials=6)
    assert y.verdict == "invariant"
    p = setnb.probe(lambda x: model(x)[1], n=4, output="elements", trials=6)
    assert p.verdict == "set-equivariant"


@pytest.mark.parametrize("name", MODELS)
def test_state_round_trip(name):
    model, copy, x = build(name), build(name, seed=5), torch.randn(3, 5, 2).double()
    assert not torch.equal(copy(x)[1], model(x)[1])
    copy.load_state_dict(model.state_dict())
    assert torch.equal(copy(x)[1], model(x)[1])


@pytest.mark.parametrize("name", MODELS)
def test_wrong_sets_are_refused(name):
    model = build(name)
    with pytest.raises(
        ValueError, match=r"x: expected a floating tensor .*, got .*\(3,\).*Add|add"
    ):
        model(torch.randn(3).double())
    with pytest.raises(ValueError, match=r"got a int64 tensor .* Convert it"):
        model(torch.ones(3, 2, dtype=torch.long))
    with pytest.raises(ValueError, match=r"\(\*b, n, 2\), got a float64 tensor of shape \(3, 4\)"):
        model(torch.randn(3, 4).double())
    with pytest.raises(ValueError, match=r"mask: expected a bool tensor of shape \(3,\)"):
        model(torch.randn(3, 2).double(), torch.ones(3))


def test_too_large_sets_and_wrong_grids_are_refused():
    for name in ("linear", "assignment"):
        with pytest.raises(ValueError, match=r"at most 6 elements, got .* Give the model more"):
            build(name)(torch.randn(7, 2).double())
    model = PermutationOptimizer(2, grid=(2, 3))
    with pytest.raises(ValueError, match=r"product is the 5 positions, got \(2, 3\)"):
        model(torch.randn(5, 2))
    with pytest.raises(ValueError, match=r"mask: expected None with a grid"):
        model(torch.randn(6, 2), torch.ones(6, dtype=torch.bool))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"dim": 0}, "dim: expected an integer >= 1, got 0"),
        ({"hidden": 0}, "hidden: expected an integer >= 1, got 0"),
        ({"steps": -1}, "steps: expected an integer >= 0, got -1"),
        ({"iters": 0}, "iters: expected an integer >= 1, got 0"),
        ({"init": "zeros"}, "init: expected one of 'uniform', 'linear', got zeros"),
        ({"init": "linear"}, "positions: expected a number .* got None.* Give the size"),
        ({"init": "linear", "positions": 0}, "positions: expected an integer >= 1, got 0"),
        ({"grid": (2, 0)}, "grid: expected an integer >= 1, got 0"),
    ],
)
def test_wrong_options_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        PermutationOptimizer(**{"dim": 2, **options})
    if options.keys() <= {"dim", "iters"}:
        with pytest.raises(ValueError, match=message):
            LinearAssignment(**{"dim": 2, "positions": 3, **options})
