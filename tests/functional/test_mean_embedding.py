import math

import pytest
import torch

from setnb.functional.mean_embedding import fourier_embedding, mean_kernel, median_distance
from setnb.seeds import make_generator


def draw(seed, sets, n, d, dtype=torch.float64):
    generator = make_generator(seed, "mean_embedding")
    x = torch.randn(sets, n, d, generator=generator, dtype=dtype)
    return x, torch.rand(sets, n, generator=generator) > 0.3


def by_loops(x, y, h, mask_x, mask_y):
    kernel = torch.zeros(len(x), len(y), dtype=torch.float64)
    for a in range(len(x)):
        for b in range(len(y)):
            p, q = x[a][mask_x[a]].double(), y[b][mask_y[b]].double()
            if len(p) and len(q):
                gaps = (p[:, None] - q[None]).square().sum(-1)
                kernel[a, b] = (-gaps / (2 * h * h)).exp().mean()
    return kernel


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("n", [1, 3, 500])
def test_the_kernel_is_the_mean_over_pairs(n, dtype):
    (x, mask_x), (y, mask_y) = draw(0, 5, n, 3, dtype), draw(1, 4, 2 * n, 3, dtype)
    mask_x[2] = False
    kernel = mean_kernel(x, y, 1.5, mask_x, mask_y)
    assert kernel.dtype == dtype
    tolerance = 1e-12 if dtype == torch.float64 else 1e-5
    expected = by_loops(x, y, 1.5, mask_x, mask_y)
    assert torch.allclose(kernel.double(), expected, rtol=0, atol=tolerance)
    assert torch.allclose(
        mean_kernel(x, None, 1.5, mask_x), mean_kernel(x, x, 1.5, mask_x, mask_x), atol=tolerance
    )


def test_padding_order_and_proportion_do_not_matter():
    x, mask = draw(2, 4, 9, 2)
    poisoned = x.masked_fill(~mask[..., None], torch.nan)
    kernel = mean_kernel(x, x, 1.0, mask, mask)
    assert torch.equal(mean_kernel(poisoned, poisoned, 1.0, mask, mask), kernel)
    flipped = mean_kernel(x.flip(1), x, 1.0, mask.flip(1), mask)
    assert torch.allclose(flipped, kernel, atol=1e-12)
    twice = mean_kernel(torch.cat([x, x], 1), x, 1.0, torch.cat([mask, mask], 1), mask)
    assert torch.allclose(twice, kernel, atol=1e-12)


def test_the_kernel_is_positive_semidefinite():
    x, mask = draw(3, 12, 7, 2)
    assert torch.linalg.eigvalsh(mean_kernel(x, None, 0.7, mask)).min() > -1e-12


def test_products_of_fourier_embeddings_approach_the_kernel():
    x, mask = draw(4, 6, 8, 3)
    mask[0] = False
    exact = mean_kernel(x, None, 2.0, mask)
    generator = make_generator(4, "waves")
    waves = torch.randn(3, 200_000, generator=generator, dtype=torch.float64)
    phases = 2 * math.pi * torch.rand(200_000, generator=generator, dtype=torch.float64)
    z = fourier_embedding(x, waves, phases, 2.0, mask)
    # Each product is a mean of 200,000 terms within +-2.
    assert (z @ z.mT - exact).abs().max() < 4 * 2 / math.sqrt(200_000)
    poisoned = x.masked_fill(~mask[..., None], torch.nan)
    assert torch.equal(fourier_embedding(poisoned, waves, phases, 2.0, mask), z)


def test_no_sets_and_empty_sets():
    x, _ = draw(5, 3, 4, 2)
    assert mean_kernel(x[:0], x, 1.0).shape == (0, 3)
    assert mean_kernel(x[:0], None, 1.0).shape == (0, 0)
    assert fourier_embedding(x[:0], torch.ones(2, 5), torch.ones(5), 1.0).shape == (0, 5)
    assert torch.equal(mean_kernel(x[:, :0], x, 1.0), torch.zeros(3, 3, dtype=torch.float64))


def test_bad_arguments_are_refused():
    x, _ = draw(5, 3, 4, 2)
    with pytest.raises(ValueError, match="bandwidth: expected a positive number"):
        mean_kernel(x, x, 0.0)
    with pytest.raises(ValueError, match="y: expected"):
        mean_kernel(x, x[..., :1], 1.0)
    with pytest.raises(ValueError, match="at least two points"):
        median_distance(x[:1, :1])


def test_the_median_distance_of_points_on_a_line():
    x = torch.tensor([[[0.0], [1.0], [99.0]], [[5.0], [98.0], [97.0]]])
    mask = torch.tensor([[True, True, False], [True, False, False]])
    assert median_distance(x, mask) == 4.0
