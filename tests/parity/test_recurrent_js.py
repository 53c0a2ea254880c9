"""A GRU, and all orders of a list that it reads, in JavaScript against setnb.nn and itertools."""

from itertools import combinations, permutations

import pytest
import torch
from torch import Tensor

from setnb.experiments.sire_vs_sub import Config, make_model
from setnb.functional.recurrence import states_along
from setnb.nn import SequenceModel
from setnb.widgets.recurrent_invariance import pack_readers
from setnb.widgets.recurrent_models import default_models

LISTS = [[3], [0, 0], [2, 3, 5, 8], [7, 3, 7, 3], [4, 4, 4, 4], [0, 0, 0, 1], [9, 1, 9]]
READER = "m.unpackReader(a[0])"
READ = f"m.readOrders({READER}, m.distinctOrders(a[1]))"


def make_reader(width: int = 3, hidden: int = 5, below: int = 10, seed: int = 0) -> SequenceModel:
    torch.manual_seed(seed)
    model = make_model(Config(n=4, below=below, width=width, hidden=hidden))
    # Larger weights than at the start of a training, so that gates are far from a half.
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.mul_(3)
    return model.requires_grad_(False)


def pack(model: SequenceModel) -> dict:
    return pack_readers({0.0: model})[0]


def read(model: SequenceModel, orders: list[list[int]]) -> tuple[list[Tensor], list[Tensor]]:
    """Return the states after 0, 1, ... elements of each order, and the answers there."""
    x = torch.tensor(orders, dtype=torch.float64)[..., None]
    states = states_along(model.read.step, model.read.state0, model.phi(x))
    return states, [model.rho(state) for state in states]


def assert_close(found: list, expected: Tensor) -> None:
    found = torch.tensor(found, dtype=torch.float64).reshape(expected.shape)
    torch.testing.assert_close(found, expected, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize(("width", "hidden", "below"), [(3, 5, 10), (1, 1, 2), (8, 16, 10)])
def test_one_step_from_any_state(js, width, hidden, below):
    model = make_reader(width, hidden, below)
    packed = pack(model)
    model.double()
    states = torch.randn(4, hidden, dtype=torch.float64)
    for symbol in range(below):
        code = model.phi(torch.full((4, 1), symbol, dtype=torch.float64))
        expected = model.read.step(states, code)
        step = f"[...m.gruStep({READER}, Float64Array.from(a[1]), a[2])]"
        found = [js(step, packed, state, symbol) for state in states.tolist()]
        assert_close(found, expected)
        answer = f"m.readAnswer({READER}, Float64Array.from(a[1]))"
        answers = [js(answer, packed, state) for state in expected.tolist()]
        assert_close(answers, model.rho(expected))


@pytest.mark.parametrize("values", LISTS)
def test_every_order_has_its_states_and_answers(js, values):
    model = make_reader()
    packed = pack(model)
    model.double()
    orders = js("m.distinctOrders(a[0])", values)
    assert orders == sorted(map(list, set(permutations(values))))
    states, answers = read(model, orders)
    found = js(f"{READ}.paths.map((p) => p.map((q) => [...q.state]))", packed, values)
    assert_close(found, torch.stack(states, 1))
    found = js(f"{READ}.paths.map((p) => p.map((q) => q.answer))", packed, values)
    assert_close(found, torch.stack(answers, 1))
    ends = js(
        f"(({{ lowest, highest, answers }}) => [lowest, highest, ...answers])({READ})",
        packed,
        values,
    )
    last = answers[-1]
    assert_close(ends, torch.cat([last.min()[None], last.max()[None], last]))


@pytest.mark.parametrize("values", LISTS)
def test_partings_are_the_largest_distances(js, values):
    model = make_reader(seed=1)
    packed = pack(model)
    model.double()
    orders = sorted(map(list, set(permutations(values))))
    states, _ = read(model, orders)
    expected = []
    for t, state in enumerate(states):
        same = [
            (state[i] - state[j]).norm().item()
            for i, j in combinations(range(len(orders)), 2)
            if sorted(orders[i][:t]) == sorted(orders[j][:t])
        ]
        expected.append(max([0.0, *same]))
    found = js(f"{READ}.partings", packed, values)
    assert found == pytest.approx(expected, abs=1e-6)
    assert found[:2] == [0] * len(found[:2])
    assert (found[-1] > 0) == (len(orders) > 1)


def test_the_shipped_models_part_less_the_stronger_their_penalty(js):
    models = default_models()
    packed = pack_readers(models)
    assert [reader["strength"] for reader in packed] == list(models)
    compared = js(
        "(({ sum, readings }) => [sum, readings.map((r) => [r.partings[4], ...r.answers])])"
        "(m.compareReaders(a[0].map(m.unpackReader), a[1]))",
        packed,
        [1, 4, 6, 9],
    )
    assert compared[0] == 20
    for model, [_, *answers] in zip(models.values(), compared[1], strict=True):
        x = torch.tensor(sorted(permutations([1, 4, 6, 9])), dtype=torch.float64)[..., None]
        assert_close(answers, model.double()(x).detach())
    partings = [reading[0] for reading in compared[1]]
    assert partings == sorted(partings, reverse=True)
    assert partings[0] > 20 * partings[-1]


def test_going_through_the_orders(js):
    for values in LISTS:
        orders = js("m.distinctOrders(a[0])", values)
        for k, order in enumerate(orders):
            assert js("m.orderIndex(a[0], a[1])", orders, order) == k
            after = js("[m.orderAfter(a[0], 1), m.orderAfter(a[0], -1)]", order)
            assert after == [orders[(k + 1) % len(orders)], orders[k - 1]]
    assert js("[1, 2, 3].map((k) => m.swapNeighbours([5, 6, 7, 8], k))") == [
        [6, 5, 7, 8],
        [5, 7, 6, 8],
        [5, 6, 8, 7],
    ]
