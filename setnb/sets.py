"""`SetBatch`: sets of different sizes in one tensor, with a mask that says which rows are real."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float, Int
from scipy.optimize import linear_sum_assignment
from torch import Tensor

from setnb.checks import check_mask, check_set, reject


@dataclass(frozen=True)
class SetBatch:
    """A batch of multisets, each stored as a list and padded to a common length.

    `elements` is `(*b, n, d)`; `mask` is `(*b, n)` with True for real elements. A set may be
    empty (its mask row is all False) and may hold equal elements. The order of the rows is an
    accident of storage: `equals` compares what is left when order is forgotten.

    Raises ValueError for a tensor that is not floating, lacks the feature axis, or a mask that
    does not fit.

    Source: zaheer2017, section 2
    Chapter: ch-sets
    """

    elements: Float[Tensor, "*b n d"]
    mask: Bool[Tensor, "*b n"]

    def __post_init__(self) -> None:
        check_set(self.elements, "elements")
        if check_mask(self.mask, self.elements) is None:
            reject("mask", expected="a bool tensor", got="None", remedy="Use SetBatch.full(x).")

    @classmethod
    def full(cls, elements: Float[Tensor, "*b n d"]) -> "SetBatch":
        """Wrap a tensor without padding: every element is real."""
        check_set(elements, "elements")
        shape, device = elements.shape[:-1], elements.device
        return cls(elements, torch.ones(shape, dtype=torch.bool, device=device))

    @classmethod
    def from_list(cls, sets: Sequence[Float[Tensor, "_ d"]]) -> "SetBatch":
        """Pad a list of `(n_i, d)` tensors with zeros to `(len(sets), max n_i, d)`.

        >>> batch = SetBatch.from_list([torch.ones(2, 1), torch.zeros(0, 1)])
        >>> batch.counts.tolist()
        [2, 0]
        """
        if not sets:
            reject("sets", expected="at least one (n, d) tensor", got="an empty list")
        for i, x in enumerate(sets):
            check_set(x, f"sets[{i}]", dim=sets[0].shape[-1])
        counts = torch.tensor([len(x) for x in sets], device=sets[0].device)
        elements = torch.nn.utils.rnn.pad_sequence(list(sets), batch_first=True)
        places = torch.arange(elements.shape[1], device=elements.device)
        return cls(elements, places < counts[:, None])

    def to_list(self) -> list[Float[Tensor, "_ d"]]:
        """Undo `from_list`: one `(n_i, d)` tensor per set, leading axes flattened."""
        pairs = zip(self.elements[None].flatten(0, -3), self.mask[None].flatten(0, -2), strict=True)
        return [x[m] for x, m in pairs]

    @property
    def counts(self) -> Int[Tensor, "*b"]:
        """How many real elements each set has."""
        return self.mask.sum(-1)

    def permute(self, perm: Int[Tensor, "*b n"] | Int[Tensor, " n"]) -> "SetBatch":
        """Reorder the rows: row i of the result is row `perm[i]` of this batch (mask included)."""
        index = torch.as_tensor(perm, device=self.mask.device).expand(self.mask.shape)
        rows = index[..., None].expand(self.elements.shape)
        return SetBatch(self.elements.gather(-2, rows), self.mask.gather(-1, index))

    def duplicate(self, index: int) -> "SetBatch":
        """Append a copy of element `index` to every set, the mask entry with it."""
        n = self.mask.shape[-1]
        if not -n <= index < n:
            reject("index", expected=f"a position in a list of {n}", got=index)
        x, m = self.elements, self.mask
        return SetBatch(
            torch.cat([x, x[..., index, None, :]], -2), torch.cat([m, m[..., index, None]], -1)
        )

    def to(self, *args, **kwargs) -> "SetBatch":
        """Move or cast the elements as `Tensor.to` does; the mask follows the device only."""
        elements = self.elements.to(*args, **kwargs)
        return SetBatch(elements, self.mask.to(elements.device))

    def equals(self, other: "SetBatch", *, atol: float = 0.0) -> bool:
        """Whether every pair of multisets is equal: same elements, same multiplicities."""
        mine, theirs = self.to_list(), other.to_list()
        return len(mine) == len(theirs) and all(
            multiset_equal(x, y, atol=atol) for x, y in zip(mine, theirs, strict=True)
        )


def multiset_equal(x: Float[Tensor, "n d"], y: Float[Tensor, "m d"], *, atol: float = 0.0) -> bool:
    """Whether two lists hold the same multiset: some permutation of `x` equals `y` up to `atol`.

    With a tolerance this is a perfect-matching question, not a comparison of sorted lists
    (sorting two nearly equal lists can pair the wrong rows). Two empty lists are equal.

    >>> multiset_equal(torch.tensor([[1.0], [2.0], [1.0]]), torch.tensor([[2.0], [1.0], [1.0]]))
    True
    >>> multiset_equal(torch.tensor([[1.0], [2.0], [1.0]]), torch.tensor([[2.0], [2.0], [1.0]]))
    False

    Source: zhang2022, Proposition 4
    Chapter: ch-sets
    """
    if x.shape != y.shape:
        return False
    if len(x) == 0:
        return True
    too_far = ((x[:, None] - y[None, :]).abs() > atol).any(-1).cpu().numpy()
    rows, columns = linear_sum_assignment(too_far)
    return not too_far[rows, columns].any()
