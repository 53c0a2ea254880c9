"""What descent from the uniform start does to one element among equal ones, and to two of them."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from setnb.functional import descend_permutation, hard_order, normalised_costs

wishes = st.floats(-2, 2)
grids = st.tuples(st.integers(1, 4), st.integers(1, 4)).filter(lambda g: g[0] * g[1] > 2)


def lone_costs(n, row, column):
    """Return the costs where element 0 differs from all others, and these are equal."""
    f = torch.zeros(2, n, n, dtype=torch.float64)
    f[0, 0, 1:], f[1, 0, 1:] = row, column
    return normalised_costs(f)


@given(grids, wishes, wishes, st.floats(0.1, 20), st.integers(1, 6), st.integers(1, 6))
def test_its_row_is_monotone_along_each_axis(grid, row, column, rate, steps, iters):
    n = grid[0] * grid[1]
    path = descend_permutation(
        lone_costs(n, row, column), torch.zeros(n, n).double(), rate, steps, iters=iters, grid=grid
    )
    for p in path:
        for axis in (0, 1):
            slope = p[0].reshape(grid).diff(dim=axis)
            assert (slope > -1e-12).all() or (slope < 1e-12).all()


@given(grids, wishes, wishes, st.floats(0.1, 3), st.integers(1, 4))
def test_its_advantage_is_linear_in_the_place_and_in_the_steps(grid, row, column, rate, steps):
    n = grid[0] * grid[1]
    costs = lone_costs(n, row, column)
    p = descend_permutation(costs, torch.zeros(n, n).double(), rate, steps, grid=grid)[-1]
    advantage = (p[0].log() - p[1].log()).reshape(grid)
    r, c = (torch.arange(m, dtype=torch.float64) for m in grid)
    along_rows, along_columns = costs[:, 0, 1]
    expected = 4 * rate * steps * (along_rows * c + along_columns * r[:, None])
    difference = advantage - expected
    assert (difference - difference[0, 0]).abs().max() < 1e-6


def test_a_circle_of_three_puts_equal_elements_on_both_sides():
    f = torch.zeros(4, 4, dtype=torch.float64)  # blank, x, y, blank
    f[[0, 3], 1] = f[2, [0, 3]] = -1
    f[1, 2] = -3
    start = torch.zeros(4, 4).double()
    p = descend_permutation(normalised_costs(f[None]), start, 3.0, 6)[-1]
    assert torch.equal(p[0], p[3])
    assert hard_order(p)[1:3].tolist() == [1, 2]
