"""Tile encoder and mosaic solvers: equal tiles, any order of them, and a mosaic that is learned."""

import pytest
import torch
from hypothesis import given, settings
from torch import nn

from setnb.functional import cut_tiles, hard_order, make_perms, permute
from setnb.nn import MosaicSolver, TileEncoder
from setnb.nn.mosaic import SOLVERS
from setnb.seeds import make_generator
from tests.strategies import sets_and_perms, tolerance

TILE = (1, 2, 2)


def solver(kind, grid=(2, 3), tile=TILE, **options):
    torch.manual_seed(0)
    return MosaicSolver(kind, grid, tile, **{"channels": 4, "hidden": 5, **options})


@pytest.mark.parametrize("tile", [(1, 4, 4), (3, 7, 4), (2, 5, 3), (1, 1, 1)])
def test_the_encoder_is_convolution_relu_and_the_largest_of_each_block(tile):
    torch.manual_seed(0)
    encoder = TileEncoder(tile, 6).double()
    nn.init.normal_(encoder.conv.bias)
    tiles = torch.randn(2, 3, *tile, dtype=torch.float64)
    h = nn.functional.conv2d(
        tiles.flatten(0, 1), encoder.conv.weight, encoder.conv.bias, padding=2
    ).relu()
    blocks = [
        h[:, :, i : i + 2, j : j + 2].amax((2, 3))
        for i in range(0, tile[1], 2)
        for j in range(0, tile[2], 2)
    ]
    features = encoder(tiles)
    assert features.shape == (2, 3, encoder.dim)
    torch.testing.assert_close(features.flatten(0, 1), torch.cat(blocks, 1))


def test_every_pixel_of_an_odd_tile_is_seen():
    torch.manual_seed(0)
    encoder = TileEncoder((1, 7, 7), 16)
    tiles = torch.randn(5, 1, 7, 7, requires_grad=True)
    encoder(tiles).sum().backward()
    assert (tiles.grad.abs().sum((0, 1)) > 0).all()


@pytest.mark.parametrize("kind", SOLVERS)
@settings(max_examples=25, deadline=None)
@given(data=sets_and_perms(min_n=6, max_n=6, d=4))
def test_any_order_of_the_tiles_gives_the_same_image(kind, data):
    x, perm = data
    model = solver(kind).to(x.dtype)
    tiles = x.reshape(6, *TILE)
    p, close = model.permutation(tiles), {"atol": tolerance(x.dtype), "rtol": 0}
    torch.testing.assert_close(model.permutation(tiles[perm]), p[perm], **close)
    torch.testing.assert_close(model(tiles[perm]), model(tiles), **close)
    for i in range(6):
        equal = (x == x[i]).all(-1)
        torch.testing.assert_close(p[equal], p[i].expand(int(equal.sum()), -1), **close)


@pytest.mark.parametrize("kind", SOLVERS)
def test_pixels_are_placed_and_not_features(kind):
    model, tiles = solver(kind, tile=(3, 5, 4)), torch.randn(2, 7, 6, 3, 5, 4)
    p = model.permutation(tiles)
    assert p.shape == (2, 7, 6, 6)
    torch.testing.assert_close(model(tiles), torch.einsum("abik,abichw->abkchw", p, tiles))


def test_without_a_step_po_la_is_linear_assignment():
    linear, still = solver("linear"), solver("po_la", steps=0)
    still.encoder.load_state_dict(linear.encoder.state_dict())
    still.order.assign.load_state_dict(linear.order.assign.state_dict())
    tiles = torch.randn(4, 6, *TILE)
    torch.testing.assert_close(still.permutation(tiles), linear.permutation(tiles))


@pytest.mark.parametrize(("kind", "count"), [("po_u", 5), ("po_la", 5), ("linear", 1)])
def test_the_descent_ends_with_the_answer(kind, count):
    model, tiles = solver(kind), torch.randn(2, 6, *TILE)
    path = model.descend(tiles)
    assert len(path) == count
    torch.testing.assert_close(path[-1], model.permutation(tiles))
    if kind == "po_u":
        torch.testing.assert_close(path[0], torch.full((2, 6, 6), 1 / 6))


@pytest.mark.parametrize("kind", SOLVERS)
def test_every_parameter_learns(kind):
    model, tiles = solver(kind), torch.randn(3, 6, *TILE)
    (model(tiles) - tiles).square().mean().backward()
    assert all(p.grad is not None and p.grad.abs().max() > 0 for p in model.parameters())


@pytest.mark.parametrize("kind", SOLVERS)
def test_ramps_are_put_together(kind):
    """Images whose first colour grows downwards and second to the right, each in its own way."""
    generator = make_generator(0)
    down, right = torch.meshgrid(torch.arange(4.0), torch.arange(6.0), indexing="ij")
    slopes = 0.3 + torch.rand(264, 2, 1, 1, generator=generator)
    images = slopes * torch.stack([down - 1.5, right - 2.5])
    tiles = cut_tiles(images, (2, 2))
    perms = make_perms(264, 4, generator=generator)
    shuffled = permute(tiles.flatten(2), perms).reshape(tiles.shape)
    model = solver(kind, (2, 2), (2, 2, 3), channels=16, hidden=16)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    for _ in range(60):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(shuffled[:200]), tiles[:200]).backward()
        optimizer.step()
    order = hard_order(model.permutation(shuffled[200:]))
    placed = perms[200:].gather(1, order)
    assert (placed == torch.arange(4)).all(1).float().mean() == 1


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: solver("sorted"), "kind: expected one of 'po_u', 'po_la', 'linear', got sorted"),
        (lambda: solver("po_u", (2, 0)), "columns: expected an integer >= 1"),
        (lambda: solver("po_u", (6,)), r"grid: expected \(rows, columns\)"),
        (lambda: TileEncoder((2, 2)), r"tile: expected \(channels, height, width\)"),
        (lambda: solver("po_u")(torch.zeros(6, 1, 2, 3)), r"tiles: expected \(\*b, n, 1, 2, 2\)"),
        (lambda: solver("po_u")(torch.zeros(1, 2, 2)), r"tiles: expected \(\*b, n, 1, 2, 2\)"),
        (lambda: solver("po_u")(torch.zeros(5, *TILE)), "grid"),
        (lambda: solver("linear")(torch.zeros(7, *TILE)), "at most 6 elements"),
    ],
)
def test_what_does_not_fit_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
