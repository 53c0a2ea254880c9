"""Put image mosaics together: PO-U, PO-LA and linear assignment, on 2 x 2 to 5 x 5 tiles.

Where the paper trains on the 60,000 images of MNIST we have the 8,000 shipped ones, and 2,000
others to test on; the tiles of every image are shuffled anew each time it is seen.

Source: zhang2019permoptim, section 4.2 and appendices F.2 and G.1. Chapter: ch-mosaics. Row P3.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from setnb.checks import check_choice, check_count
from setnb.data.epochs import epoch_rows
from setnb.data.mosaic_images import IMAGE_SHAPES, load_mosaic_images
from setnb.experiments.running import Session
from setnb.functional import (
    cut_tiles,
    equal_orders,
    hard_order,
    make_perms,
    permute,
    resize_for,
)
from setnb.nn import MosaicSolver
from setnb.seeds import make_generator, seed_everything
from setnb.train import fit_resumably

VERSION = 1


@dataclass(frozen=True, kw_only=True)
class Config:
    """`tiles` are those along a side; `inner_steps` and `hidden` are for PO-U and PO-LA only.

    `model` is "po_u", "po_la" or "linear"; `data` as in `load_mosaic_images`. With `train_images`
    and `test_images` 0, all there are.
    """

    model: str = "po_la"
    data: str = "mnist"
    tiles: int = 3
    epochs: int = 20
    batch: int = 32
    lr: float = 1e-3
    inner_steps: int = 4
    hidden: int = 64
    channels: int = 64
    train_images: int = 0
    test_images: int = 0
    seed: int = 0


PRESETS = {
    "smoke": Config(
        tiles=2, epochs=2, batch=16, hidden=8, channels=4, train_images=64, test_images=40
    ),
    "live": Config(epochs=5),
    "paper": Config(),
}


def make_model(config: Config) -> MosaicSolver:
    """Build the solver for tiles of the size that the data and the grid give."""
    channels, *sides = IMAGE_SHAPES[check_choice(config.data, "data", tuple(IMAGE_SHAPES))]
    count = check_count(config.tiles, "tiles")
    return MosaicSolver(
        config.model,
        (count, count),
        (channels, *(-(-side // count) for side in sides)),
        channels=config.channels,
        hidden=config.hidden,
        steps=config.inner_steps,
    )


def load_tiles(config: Config) -> tuple[Tensor, Tensor]:
    """Return the tiles of all training and all test images, in order: `(images, n, c, th, tw)`."""
    images, grid = load_mosaic_images(config.data), (config.tiles, config.tiles)
    wanted = ((images.train, config.train_images), (images.test, config.test_images))
    parts = [part[: count or None] for part, count in wanted]
    train, test = (cut_tiles(resize_for(part, grid), grid) for part in parts)
    return train, test


def shuffle_tiles(tiles: Tensor, seed: int, *names: str | int) -> Tensor:
    """Shuffle the tiles of every image."""
    perms = make_perms(*tiles.shape[:2], generator=make_generator(seed, *names))
    return permute(tiles.flatten(2), perms).reshape(tiles.shape)


def run(config: Config, session: Session) -> Iterator[dict]:
    """Train one model; yield what it does to test images, and what could be done at all."""
    seed_everything(config.seed)
    model = make_model(config).to(session.device)
    train, test = load_tiles(config)
    rows_of = epoch_rows(len(train), config.batch, config.seed)

    def batch(step: int) -> tuple[Tensor, Tensor]:
        ordered = train[rows_of(step)]
        shuffled = shuffle_tiles(ordered, config.seed, "tiles", step)
        return shuffled.to(session.device), ordered.to(session.device)

    steps = config.epochs * (len(train) // config.batch)
    rows = fit_resumably(
        model,
        batch,
        nn.functional.mse_loss,
        torch.optim.Adam(model.parameters(), lr=config.lr, fused=True),
        steps=steps,
        checkpoint=session.checkpoint("model"),
    )
    title = f"{config.model} {config.data} {config.tiles} x {config.tiles}, seed {config.seed}"
    for _ in session.progress(rows, total=steps, title=title):
        pass
    session.keep("model", model)
    yield from measure(model, test, config, session)


@torch.no_grad()
def measure(model: MosaicSolver, test: Tensor, config: Config, session: Session) -> Iterator[dict]:
    """Place every test tile for good; yield the squared error and two shares of images.

    `accuracy` asks every tile to be where it was. `accuracy_pixels` asks that the image be the
    same, so that equal tiles may change places. `accuracy_ceiling` is the accuracy of one who
    always gives the same image and guesses among equal tiles; `shuffled_mse` that of no model.
    """
    places = make_perms(*test.shape[:2], generator=make_generator(config.seed, "test"))
    shuffled = permute(test.flatten(2), places)
    parts = shuffled.reshape(test.shape).split(250)
    chosen = [hard_order(model.permutation(part.to(session.device)).cpu()) for part in parts]
    order = torch.cat(chosen)
    answer, truth = permute(shuffled, order), test.flatten(2)
    in_place = places.gather(1, order) == torch.arange(test.shape[1])
    metrics = {
        "mse": (answer - truth).square(),
        "accuracy": in_place.all(1),
        "accuracy_pixels": (answer == truth).flatten(1).all(1),
        "accuracy_ceiling": 1 / equal_orders(test),
        "shuffled_mse": (shuffled - truth).square(),
    }
    for metric, values in metrics.items():
        yield {"metric": metric, "value": values.double().mean().item()}
