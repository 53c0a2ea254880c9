"""Deep set prediction networks: a vector becomes a set by descending on a set encoder."""

from collections.abc import Callable, Sequence

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn

from setnb.checks import check_choice, check_count, check_mask, reject
from setnb.functional.padding import clear_padding
from setnb.implicit import Gradient, GradientDescent, InnerProblem, Solution, solve
from setnb.implicit.gradients import as_gradient
from setnb.nn.set_encoder import SetEncoder

STARTS = ("normal", "zeros", "learned")
Generators = torch.Generator | Sequence[torch.Generator] | None


class DSPN(nn.Module):
    """`argmin_Y 1/2 mean_c (g(Y)_c - z_c)^2` by gradient descent, called as `(z)`.

    Maps a vector `(*b, latent)` to a set `(*b, set_size, set_dim)`: the encoder g is run backwards.
    Options of the call: `known` `(*b, n, k)` are features each element has already, which the
    encoder sees in front of those predicted; `mask` says which elements are real; with either, n
    may differ from `set_size`. The prediction itself does not contain the known features.

    The start is "normal", drawn anew in every call from N(0, start_std^2), or all "zeros", or
    "learned". A learned start adds `start_pull / 2 mean (Y - Y_0)^2` to the energy, its mean over
    elements and features; so it gets a gradient under implicit differentiation too. `project` keeps
    Y in a convex set, as `setnb.functional.project_simplex` does. `clip` shortens each set's inner
    gradient to at most that norm.

    Multiset-equivariant to the start and to `known`, exclusively so if the encoder sorts: equal
    elements that start equal then part. With sums or means they stay equal for ever. (A projection
    may merge different elements, which then part by list order: the set found is still the same.)
    `gradient` is any mode of `setnb.implicit`. Any module `(x, mask)` to `(*b, latent)` will do as
    encoder; a `SetEncoder` is several times faster, since its gradient is known in closed form.
    Raises ValueError where shapes do not fit each other or the encoder, and for unknown options.

    Where every parameter has one more axis in front, of r decoders (`setnb.nn.stacking`), z is
    `(r, *b, latent)`; `generator` may then be a list of r, of which each draws its own start.

    Source: zhang2019dspn; zhang2022, equation (7)
    Chapter: ch-dspn
    """

    def __init__(
        self,
        encoder: nn.Module,
        set_size: int,
        set_dim: int,
        *,
        steps: int = 10,
        lr: float = 1.0,
        momentum: float = 0.0,
        gradient: Gradient | str = "unrolled",
        start: str = "normal",
        start_std: float = 0.1,
        start_pull: float = 0.1,
        project: Callable[[Tensor], Tensor] | None = None,
        clip: float | None = None,
    ):
        super().__init__()
        self.encoder = encoder
        self.set_size = check_count(set_size, "set_size", minimum=0)
        self.set_dim = check_count(set_dim, "set_dim")
        self.solver = GradientDescent(steps=steps, lr=lr, momentum=momentum, clip=clip)
        self.gradient, self.project = as_gradient(gradient), project
        self.start_std, self.start_pull = start_std, start_pull
        learned = check_choice(start, "start", STARTS) == "learned"
        drawn = nn.Parameter(start_std * torch.randn(set_size, set_dim)) if learned else start
        self.start: nn.Parameter | str = drawn

    def forward(
        self,
        z: Float[Tensor, "*b c"],
        *,
        known: Float[Tensor, "*b n k"] | None = None,
        mask: Bool[Tensor, "*b n"] | None = None,
        generator: Generators = None,
    ) -> Float[Tensor, "*b n d"]:
        return clear_padding(self.solve(z, known=known, mask=mask, generator=generator).value, mask)

    def solve(
        self,
        z: Float[Tensor, "*b c"],
        *,
        known: Float[Tensor, "*b n k"] | None = None,
        mask: Bool[Tensor, "*b n"] | None = None,
        generator: Generators = None,
        y0: Float[Tensor, "*b n d"] | None = None,
        trace: bool = False,
    ) -> Solution:
        """Return the whole solution: value, residuals and, where asked for, every iterate.

        `y0` replaces the start. Source: zhang2022, section 3. Chapter: ch-dspn
        """
        n = next((x.shape[-2] for x in (y0, known) if x is not None), self.set_size)
        n = n if mask is None else mask.shape[-1]
        if y0 is None:
            y0 = self._start(z, n, generator)
        shape = (*z.shape[:-1], n, self.set_dim)
        if y0.shape != shape:
            reject("y0", expected=f"a start of shape {shape}", got=y0)
        if known is not None and known.shape[:-1] != shape[:-1]:
            reject("known", expected=f"features of shape {(*shape[:-1], 'k')}", got=known)
        y0 = clear_padding(y0, check_mask(mask, y0))
        problem = self.inner_problem(z, known, mask, n=n)
        return solve(problem, y0, solver=self.solver, gradient=self.gradient, trace=trace)

    def inner_problem(
        self,
        z: Float[Tensor, "*b c"],
        known: Float[Tensor, "*b n k"] | None = None,
        mask: Bool[Tensor, "*b n"] | None = None,
        *,
        n: int,
    ) -> InnerProblem:
        """Return what is minimised for this z: its energy, its gradient, its constraint.

        Source: zhang2022, equation (7). Chapter: ch-dspn
        """
        known = None if known is None else clear_padding(known, mask)
        start = _beside(self.start, z) if isinstance(self.start, Tensor) else None
        pull = self.start_pull / max(1, n * self.set_dim)

        def energy(y: Tensor) -> Tensor:
            vector = self.encoder(y if known is None else torch.cat([known, y], -1), mask)
            if vector.shape != z.shape:
                reject("z", expected=f"{tuple(vector.shape)}, as the encoder gives", got=z)
            error = (vector - z).square().mean(-1) / 2
            return (
                error if start is None else error + pull / 2 * off(y, start).square().sum((-2, -1))
            )

        def off(y: Tensor, start: Tensor) -> Tensor:
            return clear_padding(y - start, mask)

        if not isinstance(self.encoder, SetEncoder):
            return InnerProblem(energy=energy, project=self.project)
        closed = self.encoder.energy_gradient(z, known, mask, n=n)

        def gradient(y: Tensor) -> Tensor:
            return closed(y) if start is None else closed(y) + pull * off(y, start)

        return InnerProblem(energy=energy, gradient=gradient, project=self.project)

    def _start(self, z: Tensor, n: int, generator: Generators) -> Tensor:
        shape = (*z.shape[:-1], n, self.set_dim)
        if isinstance(self.start, Tensor):
            if n != self.set_size:
                reject(
                    "set_size",
                    expected=f"sets of {self.set_size} elements, as the learned start has",
                    got=n,
                    remedy="Use start='normal' or 'zeros' for sets of several sizes.",
                )
            return _beside(self.start, z).expand(shape)
        if self.start == "zeros":
            return z.new_zeros(shape)

        def draw(shape: tuple[int, ...], generator: torch.Generator | None) -> Tensor:
            return torch.randn(shape, generator=generator, device=z.device, dtype=z.dtype)

        if isinstance(generator, Sequence):
            return self.start_std * torch.stack([draw(shape[1:], each) for each in generator])
        return self.start_std * draw(shape, generator)


def _beside(start: Tensor, z: Tensor) -> Tensor:
    """Give a learned start `(n, d)`, or one for each decoder, the axes of the sets it begins."""
    decoders, event = start.shape[:-2], start.shape[-2:]
    return start.reshape(*decoders, *[1] * (z.ndim - 1 - len(decoders)), *event)


class IDSPN(DSPN):
    """DSPN with an implicit gradient: 20 steps with Nesterov momentum, none of them remembered.

    The same module with other defaults. Memory does not grow with `steps`, unless
    gradient='unrolled'.

    Source: zhang2022, section 3
    Chapter: ch-implicit-gradients
    """

    def __init__(
        self,
        encoder: nn.Module,
        set_size: int,
        set_dim: int,
        *,
        steps: int = 20,
        lr: float = 1.0,
        momentum: float = 0.9,
        gradient: Gradient | str = "identity",
        start: str = "normal",
        start_std: float = 0.1,
        start_pull: float = 0.1,
        project: Callable[[Tensor], Tensor] | None = None,
        clip: float | None = None,
    ):
        super().__init__(
            encoder,
            set_size,
            set_dim,
            steps=steps,
            lr=lr,
            momentum=momentum,
            gradient=gradient,
            start=start,
            start_std=start_std,
            start_pull=start_pull,
            project=project,
            clip=clip,
        )
