"""The training loop, held against answers known in closed form."""

import itertools
import math
from functools import partial

import pytest
import torch
from torch import nn

from setnb import SetBatch
from setnb.nn import DeepSet
from setnb.seeds import make_generator
from setnb.train import fit


def line(steps, x, y):
    """A linear model on the same batch again and again."""
    torch.manual_seed(0)
    model = nn.Linear(x.shape[1], 1).double()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    return model, fit(model, [(x, y)] * steps, nn.functional.mse_loss, optimizer)


@pytest.fixture
def regression():
    generator = make_generator(0, "regression")
    x = torch.randn(40, 3, dtype=torch.float64, generator=generator)
    noise = torch.randn(40, 1, dtype=torch.float64, generator=generator)
    return x, x @ torch.tensor([[1.0], [-2.0], [0.5]]).double() + 3 + 0.1 * noise


def test_gradient_descent_arrives_at_least_squares(regression):
    x, y = regression
    model, rows = line(2000, x, y)
    losses = [row["loss"] for row in rows]
    exact = torch.linalg.lstsq(torch.cat([x, torch.ones(40, 1)], 1), y).solution
    torch.testing.assert_close(model.weight.detach().T, exact[:3], atol=1e-8, rtol=1e-6)
    torch.testing.assert_close(model.bias.detach(), exact[3], atol=1e-8, rtol=1e-6)
    assert all(later <= earlier + 1e-12 for earlier, later in itertools.pairwise(losses))


def test_one_step_is_the_step_written_out_by_hand():
    model = nn.Linear(1, 1, bias=False)
    nn.init.constant_(model.weight, 2.0)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    batch = torch.tensor([[3.0]]), torch.tensor([[5.0]])
    (row,) = fit(model, [batch], nn.functional.mse_loss, optimizer)
    assert row == {"step": 1, "loss": 1.0, "lr": 0.1}  # (2 * 3 - 5)^2
    assert model.weight.item() == pytest.approx(2 - 0.1 * 2 * 3)


def test_a_set_model_learns_a_sum_from_padded_sets():
    torch.manual_seed(0)
    model = DeepSet(nn.Linear(1, 1), nn.Linear(1, 1))
    sets = [torch.rand(n, 1) for n in (1, 4, 2, 3)]
    batch = SetBatch.from_list(sets), torch.stack([x.sum(0) for x in sets])
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    rows = list(fit(model, [batch] * 600, nn.functional.mse_loss, optimizer))
    assert rows[-1]["loss"] < 1e-3 * rows[0]["loss"]


def test_nothing_happens_until_a_row_is_asked_for_and_no_batch_is_drawn_ahead(regression):
    x, y = regression
    drawn = []

    def batches():
        for i in range(5):
            drawn.append(i)
            yield x, y

    model = nn.Linear(3, 1).double()
    before = model.weight.detach().clone()
    rows = fit(
        model, batches(), nn.functional.mse_loss, torch.optim.SGD(model.parameters(), lr=0.1)
    )
    assert drawn == []
    assert next(rows)["step"] == 1
    assert drawn == [0]
    assert not torch.equal(model.weight, before)
    assert [row["step"] for row in rows] == [2, 3, 4, 5]


def test_stopping_and_going_on_is_the_same_as_not_stopping(regression):
    x, y = regression
    straight, rows = line(20, x, y)
    list(rows)
    stopped, rows = line(7, x, y)
    list(rows)
    optimizer = torch.optim.SGD(stopped.parameters(), lr=0.1)
    list(fit(stopped, [(x, y)] * 13, nn.functional.mse_loss, optimizer))
    assert torch.equal(straight.weight, stopped.weight)


def test_the_schedule_moves_once_per_step_and_rows_tell_the_rate_used(regression):
    model = nn.Linear(3, 1).double()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, 1, gamma=0.5)
    rows = fit(model, [regression] * 3, nn.functional.mse_loss, optimizer, schedule=schedule)
    assert [row["lr"] for row in rows] == pytest.approx([0.1, 0.05, 0.025])


def test_steps_are_taken_in_training_mode_and_rows_yielded_in_eval_mode(regression):
    modes = []

    class Recorder(nn.Linear):
        def forward(self, x):
            modes.append(self.training)
            return super().forward(x)

    model = Recorder(3, 1).double()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in fit(model, [regression] * 2, nn.functional.mse_loss, optimizer):
        assert not model.training
    assert modes == [True, True]


@pytest.mark.parametrize("poison", [math.nan, math.inf])
def test_a_loss_that_is_not_finite_stops_before_it_reaches_the_weights(regression, poison):
    x, y = regression
    batches = [(x, y), (x, y * poison)]
    model = nn.Linear(3, 1).double()
    rows = fit(model, batches, nn.functional.mse_loss, torch.optim.SGD(model.parameters(), lr=0.1))
    next(rows)
    before = model.weight.detach().clone()
    with pytest.raises(ValueError, match=r"finite number, got a loss of (nan|inf) at step 2"):
        next(rows)
    assert torch.equal(model.weight, before)


def test_a_loss_per_sample_is_refused(regression):
    model = nn.Linear(3, 1).double()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    with pytest.raises(ValueError, match="loss: expected a scalar, got a float64 tensor of shape"):
        next(fit(model, [regression], nn.MSELoss(reduction="none"), optimizer))


def test_a_penalty_is_added_to_the_loss_and_reported_apart(regression):
    x, y = regression

    def weigh(model):
        return model.weight.square().sum()

    def trained(penalty):
        torch.manual_seed(0)
        model = nn.Linear(3, 1).double()
        ridge = None if penalty is None else partial(penalty, model)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        loss = nn.functional.mse_loss
        rows = list(fit(model, [(x, y)] * 3, loss, optimizer, penalty=ridge))
        return model.weight.detach(), rows

    plain, rows = trained(None)
    shrunk, with_penalty = trained(lambda model, inputs: 2 * weigh(model))
    torch.manual_seed(0)
    model = nn.Linear(3, 1).double()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(3):
        optimizer.zero_grad()
        (nn.functional.mse_loss(model(x), y) + 2 * weigh(model)).backward()
        optimizer.step()
    torch.testing.assert_close(shrunk, model.weight.detach())
    assert (shrunk - plain).abs().max() > 1e-3
    assert with_penalty[0]["loss"] == rows[0]["loss"]
    assert with_penalty[0]["penalty"] > 0
    assert "penalty" not in rows[0]


def test_a_clipped_step_is_no_longer_than_the_clip(regression):
    x, y = regression

    def moved(clip):
        torch.manual_seed(0)
        model = nn.Linear(3, 1).double()
        before = [p.detach().clone() for p in model.parameters()]
        optimizer = torch.optim.SGD(model.parameters(), lr=1)
        list(fit(model, [(x, y)], nn.functional.mse_loss, optimizer, clip=clip))
        return torch.cat(
            [(p.detach() - q).flatten() for p, q in zip(model.parameters(), before, strict=True)]
        )

    free, clipped = moved(None), moved(0.01)
    assert free.norm() > 1
    torch.testing.assert_close(clipped, 0.01 * free / free.norm(), rtol=1e-5, atol=1e-9)
    torch.testing.assert_close(moved(1e6), free)
