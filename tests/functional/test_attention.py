import math

import pytest
import torch
from torch.nn.functional import scaled_dot_product_attention

from setnb.functional import attend, sinusoidal_positions


def test_attention_equals_torchs():
    q, k, v = torch.randn(3, 2, 5, 4, dtype=torch.float64).unbind(0)
    mask = torch.tensor([[True, True, False, True, True], [True] * 5])
    expected = scaled_dot_product_attention(q, k, v, attn_mask=mask[:, None, :].expand(2, 5, 5))
    torch.testing.assert_close(attend(q, k, v, mask), expected)
    torch.testing.assert_close(attend(q, k, v), scaled_dot_product_attention(q, k, v))


def test_nothing_to_attend_to_gives_zero():
    q, k = torch.randn(2, 3), torch.full((4, 3), torch.nan)
    assert torch.equal(attend(q, k, k, torch.zeros(4, dtype=torch.bool)), torch.zeros(2, 3))


def test_position_code_by_its_formula():
    code = sinusoidal_positions(7, 6, dtype=torch.float64)
    for place in range(7):
        for i in range(3):
            angle = place / 10000 ** (2 * i / 6)
            assert code[place, 2 * i] == pytest.approx(math.sin(angle))
            assert code[place, 2 * i + 1] == pytest.approx(math.cos(angle))
    with pytest.raises(ValueError, match="even"):
        sinusoidal_positions(3, 5)
