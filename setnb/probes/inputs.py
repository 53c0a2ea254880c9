"""What the probe feeds a function: ordinary sets, and the ones where symmetry usually breaks."""

from itertools import combinations, permutations

import numpy as np

from setnb.probes.residuals import has_feature_tie

MOST_PERMS = 6


def make_sets(n: int, d: int, count: int, gaps: tuple[float, ...], rng: np.random.Generator):
    """Return `count` sets `(…, n, d)`, the kinds taken in turn, at least one of each.

    Generic (three scales), distinct integers, one planted duplicate, few distinct values, all
    equal, all zero, near-duplicates at each gap, and duplicates beside near-duplicates. Different
    elements differ in every single feature; `make_feature_ties` makes the others.
    """
    kinds = [
        lambda: _generic(n, d, rng),
        lambda: _duplicated(_generic(n, d, rng), rng),
        lambda: np.repeat(_generic(1, d, rng), n, 0),
        lambda: _integers(n, d, rng),
        lambda: _near(_generic(n, d, rng), gaps[0], rng),
        lambda: _few_values(_generic(n, d, rng), rng),
        lambda: 3.0 * _generic(n, d, rng),
        lambda: np.zeros((n, d)),
        lambda: _near(_generic(n, d, rng), gaps[-1], rng),
        lambda: _few_values(_integers(n, d, rng), rng),
        lambda: 0.1 * _generic(n, d, rng),
        lambda: _duplicated(_near(_generic(n, d, rng), gaps[0], rng), rng),
    ]
    return np.stack([kinds[i % len(kinds)]() for i in range(max(count, len(kinds)))])


def make_feature_ties(n: int, d: int, count: int, rng: np.random.Generator):
    """Return `(count, n, d)` sets in which different elements agree in one feature.

    There are none for n = 1 or d = 1 (elements that agree in the only feature are equal): the
    result is then `(0, n, d)`.
    """
    if n == 1 or d == 1:
        return np.zeros((0, n, d))
    sets = [_integers(n, d, rng) if i % 2 else _generic(n, d, rng) for i in range(count)]
    for x in sets:
        first, second = rng.choice(n, 2, replace=False)
        column = rng.integers(d)
        x[second, column] = x[first, column]
    return np.stack(sets)


def make_perms(x: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return `(p, n)` permutations for the set `x`: all but the identity, or six telling ones.

    The first swaps two equal elements where there are any, since that is where the definitions
    part; then the exchange of the first two, a cyclic shift, the reversal, and random ones.
    """
    n = len(x)
    if n <= 3:
        return np.array(list(permutations(range(n)))[1:] or [(0,)])
    equal = [(i, j) for i, j in combinations(range(n), 2) if (x[i] == x[j]).all()]
    perms = [_swap(n, *equal[rng.integers(len(equal))])] if equal else []
    perms += [_swap(n, 0, 1), np.roll(np.arange(n), 1), np.arange(n)[::-1]]
    return np.stack(perms + [rng.permutation(n) for _ in range(MOST_PERMS - len(perms))])


def small_integer_sets(
    n: int, d: int, rng: np.random.Generator, *, most: int = 100
) -> list[np.ndarray]:
    """List small integer sets without feature ties: a hand can check them.

    Two arrays `(…, n, d)`, to be searched in turn: rows of one repeated value, simplest first
    (0, then 1, then -1 and 2), and random integer rows, which are needed where a function does not
    see the first kind.
    """
    values = np.array([0, 1, -1, 2])
    choice = np.indices((min(4, n + 1),) * n).reshape(n, -1).T if n <= 4 else _random_choice(n, rng)
    plain = values[choice]
    order = np.lexsort([*plain.T[::-1], np.abs(plain).sum(1), choice.max(1)])[:most]
    sets = [np.repeat(plain[order, :, None], d, 2).astype(float)]
    drawn = rng.integers(-2, 3, (4 * most, n, d)).astype(float)
    mixed = [x for x in drawn if not has_feature_tie(x)][:most] if d > 1 else []
    return [*sets, *([np.stack(mixed)] if mixed else [])]


def _random_choice(n: int, rng: np.random.Generator) -> np.ndarray:
    return np.concatenate([np.zeros((1, n), int), rng.integers(0, 2, (100, n))])


def _generic(n: int, d: int, rng: np.random.Generator) -> np.ndarray:
    return rng.normal(size=(n, d))


def _integers(n: int, d: int, rng: np.random.Generator) -> np.ndarray:
    low = -(n // 2) - 1
    columns = [rng.choice(np.arange(low, low + n + 2), n, replace=False) for _ in range(d)]
    return np.stack(columns, 1).astype(float)


def _duplicated(x: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    if len(x) > 1:
        source, target = rng.choice(len(x), 2, replace=False)
        x[target] = x[source]
    return x


def _few_values(x: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return x[rng.integers(0, max(1, len(x) // 2), len(x))]


def _near(x: np.ndarray, gap: float, rng: np.random.Generator) -> np.ndarray:
    if len(x) > 1:
        source, target = rng.choice(len(x), 2, replace=False)
        x[target] = x[source] + gap * rng.choice([-1.0, 1.0], x.shape[1])
    return x


def _swap(n: int, i: int, j: int) -> np.ndarray:
    perm = np.arange(n)
    perm[[i, j]] = perm[[j, i]]
    return perm
