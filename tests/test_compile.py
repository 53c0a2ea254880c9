"""What leaves torch for numpy or scipy still compiles, with its gradient, to one graph."""

import pytest
import torch

from setnb.functional import sort_elements
from setnb.losses import hungarian_loss
from setnb.nn import FSPool

CASES = {
    "sort": lambda: lambda x, mask: sort_elements(x, mask),
    "FSPool": lambda: FSPool(3),
    "hungarian": lambda: lambda x, mask: hungarian_loss(x, x.flip(0), mask=mask),
}


@pytest.mark.parametrize("name", CASES)
def test_compiles_to_one_graph(name):
    torch.manual_seed(0)
    fn = CASES[name]()
    x, mask = torch.randn(2, 5, 3), torch.rand(2, 5) < 0.7
    results = []
    for run in (fn, torch.compile(fn, fullgraph=True, backend="aot_eager")):
        leaf = x.clone().requires_grad_()
        y = run(leaf, mask)
        results.append((y, *torch.autograd.grad(y.square().sum(), leaf)))
    torch.testing.assert_close(results[1], results[0])
