"""The set encoder, its energy and DSPN's inner loop in JavaScript against setnb.nn."""

import pytest
import torch
from torch import Tensor, nn

from setnb.functional import fspool, project_simplex
from setnb.nn import IDSPN, SetEncoder
from setnb.nn.set_encoder import ENCODER_POOLS
from setnb.widgets.packing import pack_encoder

ENCODE = "m.encodeSet(m.unpackEncoder(a[0]), a[1])"
LOOK = "m.makeEncodingEnergy(m.unpackEncoder(a[0]), a[1], a[2].length, a[3])(a[2])"
DESCEND = "m.descendRows(m.makeEncodingEnergy(m.unpackEncoder(a[0]), a[1], a[2].length, a[3]), a[2]"


class ElementByElement(nn.Module):
    """An encoder that runs its network on one element at a time, so that autograd gives gradients.

    Equal elements then have equal features to the last bit. A matrix product of all elements may
    round by place, and the sort would order what should be a tie.
    """

    def __init__(self, encoder: SetEncoder):
        super().__init__()
        self.encoder = encoder

    def forward(self, x: Tensor, mask: None = None) -> Tensor:
        features = torch.stack([self.run(row) for row in x])
        if self.encoder.how == "fspool":
            return fspool(features, self.encoder.knots)
        return features.sum(0) if self.encoder.how == "sum" else features.mean(0)

    def run(self, row: Tensor) -> Tensor:
        first, *others = self.encoder.linears
        row = first(row)
        for linear in others:
            row = linear(row.relu())
        return row


def make_encoder(how: str, dim: int = 2, hidden: tuple[int, ...] = (16,)) -> SetEncoder:
    torch.manual_seed(len(how) + dim)
    encoder = SetEncoder(dim, 12, hidden=hidden, how=how, pieces=5)
    return encoder.requires_grad_(False).double()


def make_sets(n: int, dim: int = 2) -> list[Tensor]:
    """Sets of n: generic, two equal, all equal, zeros, two that nearly meet, one value."""
    sets = torch.randn(6, n, dim, generator=torch.Generator().manual_seed(n), dtype=torch.float64)
    sets[1, -1] = sets[1, 0]
    sets[2] = sets[2, 0]
    sets[3] = 0
    sets[4, -1] = sets[4, 0] + 1e-7
    sets[5, :, 0] = 0.5
    return list(sets)


def assert_close(found: list, expected: Tensor) -> None:
    found = torch.tensor(found, dtype=torch.float64).reshape(expected.shape)
    torch.testing.assert_close(found, expected.detach(), rtol=1e-6, atol=1e-10)


@pytest.mark.parametrize("hidden", [(), (16,), (8, 10)])
@pytest.mark.parametrize("how", ENCODER_POOLS)
def test_encoder(js, how, hidden):
    encoder = make_encoder(how, hidden=hidden)
    packed = pack_encoder(encoder)
    assert js(ENCODE, packed, []) == [0] * 12
    for n in (1, 2, 5, 10):
        for x in make_sets(n):
            assert_close(js(ENCODE, packed, x.tolist()), encoder(x))


@pytest.mark.parametrize("known_dim", [0, 3])
@pytest.mark.parametrize("how", ENCODER_POOLS)
def test_energy_and_gradient(js, how, known_dim):
    encoder = make_encoder(how, 2 + known_dim, hidden=(8, 10))
    exact, z = ElementByElement(encoder), torch.linspace(-1, 1, 12, dtype=torch.float64)
    for n in (1, 3, 6):
        known = torch.arange(n * known_dim, dtype=torch.float64).reshape(n, known_dim) % 2
        for y in make_sets(n):
            at = y.requires_grad_()
            energy = (exact(torch.cat([known, at], -1)) - z).square().mean() / 2
            energy.backward()
            found = js(LOOK, pack_encoder(encoder), z.tolist(), y.tolist(), known.tolist())
            assert found["energy"] == pytest.approx(energy.item(), rel=1e-6)
            assert_close(found["gradient"], at.grad)


@pytest.mark.parametrize("momentum", [0, 0.9])
@pytest.mark.parametrize("how", ENCODER_POOLS)
def test_every_iterate(js, how, momentum):
    encoder = make_encoder(how)
    for n in (1, 3, 6):
        model = IDSPN(ElementByElement(encoder), n, 2, steps=15, lr=0.7, momentum=momentum)
        wanted, *starts = make_sets(n)
        z = encoder(wanted)
        for y0 in starts:
            expected = model.solve(z, y0=y0, trace=True).trace
            found = js(
                f"{DESCEND}, a[4])",
                pack_encoder(encoder),
                z.tolist(),
                y0.tolist(),
                None,
                {"steps": 15, "lr": 0.7, "momentum": momentum},
            )
            assert_close(found["path"], expected)
            energies = torch.stack([(encoder(y) - z).square().mean() / 2 for y in expected])
            assert_close(found["energies"], energies)


def test_every_iterate_of_the_fast_path(js):
    encoder = make_encoder("fspool", hidden=(48,))
    model = IDSPN(encoder, 6, 2, steps=40)
    wanted, y0 = make_sets(6)[0], 0.1 * make_sets(6)[0].flip(0) + 0.05
    z = encoder(wanted)
    options = {"steps": 40, "lr": 1, "momentum": 0.9}
    found = js(f"{DESCEND}, a[4])", pack_encoder(encoder), z.tolist(), y0.tolist(), None, options)
    assert_close(found["path"], model.solve(z, y0=y0, trace=True).trace)


def test_known_features_and_the_simplex(js):
    encoder, n = make_encoder("fspool", 2 + 4), 5
    model = IDSPN(encoder, n, 4, steps=20, lr=3.0, project=project_simplex)
    known = torch.eye(2, dtype=torch.float64)[[0, 0, 1, 1, 1]]
    z = encoder(torch.cat([known, torch.eye(4, dtype=torch.float64)[[0, 1, 0, 1, 2]]], -1))
    y0 = torch.rand(n, 4, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    expected = model.solve(z, known=known, y0=y0, trace=True).trace
    found = js(
        f"{DESCEND}, {{ ...a[4], project: m.projectSimplex }})",
        pack_encoder(encoder),
        z.tolist(),
        y0.tolist(),
        known.tolist(),
        {"steps": 20, "lr": 3, "momentum": 0.9},
    )
    assert_close(found["path"], expected)
    assert (expected[-1] == 0).any()
    assert ((expected[-1] - expected[0]).abs() > 0.1).any()


@pytest.mark.parametrize("d", [1, 2, 5, 16])
def test_simplex(js, d):
    points = torch.randn(12, d, generator=torch.Generator().manual_seed(d), dtype=torch.float64)
    points[1] = 0
    points[2] = points[2, 0]
    points[3] *= 1e6
    points[4] = torch.arange(d) == d - 1
    points[5, : d // 2] = points[5, 0]
    assert_close(js("a[0].map(m.projectSimplex)", points.tolist()), project_simplex(points))


def test_equal_points_part_with_fspool_alone(js):
    for how in ENCODER_POOLS:
        packed = pack_encoder(make_encoder(how))
        wanted, *_ = make_sets(8)
        found = js(
            "m.solveInnerLoop({ encoder: m.unpackEncoder(a[0]), decoder: m.unpackEncoder(a[0]) },"
            " { values: a[1], start: 'zeros', seed: 0, momentum: 0.9, lr: 1 })",
            packed,
            wanted.tolist(),
        )
        different = [len({tuple(row) for row in rows}) for rows in found["path"]]
        assert different == [1] + [8 if how == "fspool" else 1] * 40
        assert (found["parting"] > 0) == (how == "fspool")
        assert found["energies"][-1] < found["energies"][0]


def test_a_descent_that_runs_away_is_told_apart_from_numbers(js):
    packed, (wanted, *_) = pack_encoder(make_encoder("sum")), make_sets(8)
    found = js(
        "((found) => [found.matches.at(-1).distance === Infinity, found.energies.at(-1) > 1e6])"
        "(m.solveInnerLoop({ encoder: m.unpackEncoder(a[0]), decoder: m.unpackEncoder(a[0]) },"
        " { values: a[1], start: 'random', seed: 0, momentum: 0.9, lr: 1e4 }))",
        packed,
        wanted.tolist(),
    )
    assert found == [True, True]


def test_random_starts(js):
    draw = "m.normalRows(a[0], 1000, 2, { std: 0.1 })"
    rows = torch.tensor(js(draw, 3), dtype=torch.float64)
    assert js(draw, 3) == rows.tolist() != js(draw, 4)
    assert (rows - rows.round(decimals=3)).abs().max() < 1e-12
    # Within four standard errors of N(0, 0.1^2), and the two columns unrelated.
    assert rows.mean().abs() < 4 * 0.1 / 2000**0.5
    assert abs(rows.std().item() - 0.1) < 4 * 0.1 / 4000**0.5
    assert rows.T.corrcoef()[0, 1].abs() < 4 / 1000**0.5


def test_keys_move_a_point_in_two_directions(js):
    line = {"min": -2, "max": 2, "step": 0.1}
    for key, expected in [
        ("ArrowRight", [0.6, 1]),
        ("ArrowUp", [0.5, 1.1]),
        ("PageDown", [0.5, 0]),
        ("Home", [-2, 1]),
        ("End", [2, 1]),
        ("a", None),
    ]:
        found = js("m.pointForKey({ key: a[0], shiftKey: false }, [0.5, 1], a[1])", key, line)
        assert found == (None if expected is None else pytest.approx(expected))


def test_points_within_a_pixel_are_a_stack(js):
    assert js("m.stackPlaces([[0, 0], [9, 9], [0.5, 0.5], [9, 9], [0, 2]])") == [
        [0, 2],
        [1, 3],
        [4],
    ]
