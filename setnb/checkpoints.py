"""Checkpoints: everything a training needs to go on as if it had never stopped."""

import hashlib
import json
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load, save
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler

from setnb.atomic import write_atomic
from setnb.checks import reject

CHECKSUM_BYTES = 32


def save_checkpoint(
    path: Path,
    *,
    step: int,
    model: nn.Module,
    optimizer: Optimizer,
    schedule: LRScheduler | None = None,
    notes: Any = None,
) -> None:
    """Write model, optimiser, schedule, torch's random states, `step` and `notes` (JSON) to `path`.

    One file, replaced atomically, its SHA-256 in front, no pickle inside. Raises OSError when the
    disk is full or the folder read-only; the checkpoint before it is then still there.
    """
    tensors = {f"model/{name}": value for name, value in model.state_dict().items()}
    tensors["random/cpu"] = torch.random.get_rng_state()
    if torch.cuda.is_available():
        for i, state in enumerate(torch.cuda.get_rng_state_all()):
            tensors[f"random/cuda{i}"] = state
    facts = {
        "step": step,
        "notes": notes,
        "optimizer": _split(optimizer.state_dict(), "optimizer", tensors),
        "schedule": None
        if schedule is None
        else _split(schedule.state_dict(), "schedule", tensors),
    }
    # A shared parameter appears under two names; safetensors wants memory of one owner.
    tensors = {name: value.detach().clone().contiguous() for name, value in tensors.items()}
    body = save(tensors, metadata={"facts": json.dumps(facts)})
    write_atomic(path, hashlib.sha256(body).digest() + body)


def load_checkpoint(
    path: Path,
    *,
    model: nn.Module,
    optimizer: Optimizer,
    schedule: LRScheduler | None = None,
) -> tuple[int, Any]:
    """Put everything back as `save_checkpoint` found it; return `(step, notes)`.

    `(0, None)` and nothing touched when there is no file. Raises ValueError for a damaged file or
    one of another model, naming the remedy (delete it to start again).
    """
    if not path.exists():
        return 0, None
    content = path.read_bytes()
    digest, body = content[:CHECKSUM_BYTES], content[CHECKSUM_BYTES:]
    if hashlib.sha256(body).digest() != digest:
        _refuse(path, f"a damaged file of {len(content):,} bytes")
    tensors = load(body)
    header = int.from_bytes(body[:8], "little")
    facts = json.loads(json.loads(body[8 : 8 + header])["__metadata__"]["facts"])
    try:
        model.load_state_dict(_under("model", tensors))
        optimizer.load_state_dict(_join(facts["optimizer"], tensors))
        if schedule is not None:
            schedule.load_state_dict(_join(facts["schedule"], tensors))
    except (RuntimeError, ValueError, KeyError, TypeError) as error:
        _refuse(path, f"the state of another model ({error})")
    torch.random.set_rng_state(tensors["random/cpu"])
    states = [v for k, v in sorted(tensors.items()) if k.startswith("random/cuda")]
    if states and torch.cuda.is_available() and len(states) == torch.cuda.device_count():
        torch.cuda.set_rng_state_all(states)
    return facts["step"], facts["notes"]


def _refuse(path: Path, came: str) -> None:
    reject(
        f"checkpoint {path}",
        expected="a whole checkpoint of this run",
        got=came,
        remedy="Delete it to start this run from the beginning.",
    )


def _under(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {k.removeprefix(f"{prefix}/"): v for k, v in tensors.items() if k.startswith(prefix)}


def _split(state: Any, name: str, tensors: dict[str, Tensor]) -> Any:
    """Return `state` as JSON; tensors move to `tensors` and leave their name behind.

    Dicts become lists of pairs, since JSON would turn their integer keys into text.
    """
    if isinstance(state, Tensor):
        tensors[name] = state
        return {"tensor": name}
    if isinstance(state, dict):
        return {"pairs": [[k, _split(v, f"{name}/{k}", tensors)] for k, v in state.items()]}
    if isinstance(state, (list, tuple)):
        kind = type(state).__name__
        return {kind: [_split(v, f"{name}/{i}", tensors) for i, v in enumerate(state)]}
    return {"value": state}


def _join(stored: dict[str, Any], tensors: dict[str, Tensor]) -> Any:
    (kind, content), *_ = stored.items()
    match kind:
        case "tensor":
            return tensors[content]
        case "pairs":
            return {key: _join(value, tensors) for key, value in content}
        case "list":
            return [_join(value, tensors) for value in content]
        case "tuple":
            return tuple(_join(value, tensors) for value in content)
        case _:
            return content
