"""Several runs of one shape trained as one tensor program, each of them as if it were alone.

Every run keeps its data, their order, its random stream, its optimiser's state, its checkpoint and
its record; only the operations are shared. So a run can be begun alone and finished together.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from setnb.checkpoints import load_checkpoint, save_checkpoint
from setnb.experiments.training import Training
from setnb.nn.stacking import answer_together, stack_parameters
from setnb.seeds import isolated_seed
from setnb.sets import SetBatch


@dataclass
class Member:
    """A run on its way: its training, its own random stream, and how far it has come."""

    training: Training
    stream: torch.Generator
    optimizer: torch.optim.Adam
    done: int = 0
    diverged: bool = False

    @property
    def going(self) -> bool:
        """Whether the run has steps to take."""
        return not self.diverged and self.done < self.training.steps


def join(prepare: Callable[[], Training], seed: int, device: torch.device) -> Member:
    """Prepare a run as `run` does alone, under its seed, and go on from its checkpoint."""
    with isolated_seed(seed):
        training = prepare()
        member = Member(training, torch.Generator(device), training.optimizer())
        _keep(member.stream)
    if training.checkpoint is not None:
        parts: dict[str, Any] = {"model": training.state, "optimizer": member.optimizer}
        with drawing_from(member.stream):
            member.done, _ = load_checkpoint(training.checkpoint, **parts)
    return member


def train_together(members: Sequence[Member]) -> Iterator[int]:
    """Train all members to their ends; yield after each step how many have taken it.

    The program is that of `setnb.train.fit_resumably`, its loss the sum of the members' losses. A
    member whose answer or loss is not finite keeps the weights it had before that step, and leaves.
    """
    optimizer = one_optimizer([member.optimizer for member in members])
    while going := [member for member in members if member.going]:
        optimizer.zero_grad()
        taken = step_together(going)
        optimizer.step()
        for member in taken:
            member.training.state.eval()
            member.done += 1
            _save(member)
        yield len(taken)


def step_together(members: Sequence[Member]) -> list[Member]:
    """Give the members' networks their gradients; return those that stayed finite."""
    batches = [member.training.batch(member.done) for member in members]
    networks = [member.training.network.train() for member in members]
    stack = stack_parameters(networks)
    inputs = _side_by_side([inputs for inputs, _ in batches])
    answers = answer_together(networks[0], stack, inputs, [member.stream for member in members])
    left = torch.arange(len(members), device=answers.device)[answers.isfinite().flatten(1).all(1)]
    loss = members[0].training.loss
    losses = loss(answers[left], torch.stack([target for _, target in batches])[left])
    finite = losses.isfinite()
    taken = left[finite].tolist()
    # A sum: each network's gradient is that of its own loss.
    gradients = torch.autograd.grad(losses[finite].sum(), list(stack.values()))
    for i, member in enumerate(members):
        member.diverged = i not in taken
        if not member.diverged:
            for parameter, gradient in zip(networks[i].parameters(), gradients, strict=True):
                parameter.grad = gradient[i]
    return [member for member in members if not member.diverged]


def one_optimizer(optimizers: Sequence[torch.optim.Adam]) -> torch.optim.Adam:
    """Return one Adam for all parameters, whose state is that of the optimisers given.

    Parameters of one rate are updated by the same operations. A parameter without a gradient is
    left as it is.
    """
    rates: dict[float, list[Tensor]] = {}
    for group in (group for optimizer in optimizers for group in optimizer.param_groups):
        rates.setdefault(group["lr"], []).extend(group["params"])
    joint = torch.optim.Adam([{"params": both, "lr": lr} for lr, both in rates.items()])
    for optimizer in optimizers:
        for parameter in optimizer.param_groups[0]["params"]:
            joint.state[parameter] = optimizer.state[parameter]  # one dict, with two owners
    return joint


@contextmanager
def drawing_from(stream: torch.Generator) -> Iterator[None]:
    """Let `stream` be torch's global generator of its device inside the block."""
    with torch.random.fork_rng():
        if stream.device.type == "cuda":
            torch.cuda.set_rng_state(stream.get_state(), stream.device)
        else:
            torch.set_rng_state(stream.get_state())
        yield
        _keep(stream)


def _keep(stream: torch.Generator) -> None:
    """Put the stream where torch's global generator of its device stands."""
    cuda = stream.device.type == "cuda"
    stream.set_state(torch.cuda.get_rng_state(stream.device) if cuda else torch.get_rng_state())


def _save(member: Member) -> None:
    training, step = member.training, member.done
    if training.checkpoint is not None and (step % training.every == 0 or step == training.steps):
        parts: dict[str, Any] = {"model": training.state, "optimizer": member.optimizer}
        with drawing_from(member.stream):
            save_checkpoint(training.checkpoint, step=step, **parts)


def _side_by_side(inputs: Sequence[SetBatch | Tensor]) -> SetBatch | Tensor:
    if isinstance(inputs[0], SetBatch):
        sets = [x for x in inputs if isinstance(x, SetBatch)]
        return SetBatch(
            torch.stack([x.elements for x in sets]), torch.stack([x.mask for x in sets])
        )
    return torch.stack([x for x in inputs if isinstance(x, Tensor)])
