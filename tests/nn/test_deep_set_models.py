"""What the layers and models of Deep Sets compute, beside the contract that all models keep."""

import copy
from functools import partial

import pytest
import torch
from torch import nn

from setnb.functional import condition_elements
from setnb.nn import (
    DeepSet,
    EquivariantDeepSet,
    EquivariantLayer,
    FactoredEquivariantLayer,
    ScalarEquivariantLayer,
)
from setnb.sets import SetBatch


@pytest.fixture(autouse=True)
def seeded():
    torch.manual_seed(0)


def random_sets(d=2):
    return SetBatch.from_list([torch.randn(n, d) for n in (4, 1, 0, 3)])


def test_a_scalar_layer_starts_as_the_identity_and_has_two_weights():
    layer, x = ScalarEquivariantLayer(), torch.randn(3, 5, 2)
    assert torch.equal(layer(x), x)
    assert sum(p.numel() for p in layer.parameters()) == 2
    layer.own.data, layer.shared.data = torch.tensor(2.0), torch.tensor(-1.0)
    torch.testing.assert_close(layer(x), 2 * x - x.sum(1, keepdim=True))


def test_weights_are_counted_as_the_text_says():
    def count(layer):
        return sum(p.numel() for p in layer.parameters())

    assert count(EquivariantLayer(5, 7)) == 2 * 5 * 7 + 7
    assert count(EquivariantLayer(5, 7, bias=False, z_dim=3)) == (2 * 5 + 3) * 7
    assert count(FactoredEquivariantLayer(5, 7)) == 5 * 7 + 7


@pytest.mark.parametrize("layer", [EquivariantLayer, FactoredEquivariantLayer])
def test_outputs_start_at_the_size_of_the_inputs(layer):
    y = layer(200, 300, how="mean")(torch.randn(50, 20, 200))
    assert 0.3 < y.std() < 1


def test_the_first_equivariant_example_of_the_paper():
    """Equation (4) by hand: x + gamma maxpool(x), one feature."""
    layer = ScalarEquivariantLayer(how="max")
    layer.shared.data = torch.tensor(-1.0)
    y = layer(torch.tensor([[1.0], [4.0], [2.0]]))
    assert y.flatten().tolist() == [-3.0, 0.0, -2.0]


def test_conditioning_after_pooling_hands_z_to_rho():
    sets, z = random_sets(), torch.randn(4, 3)
    phi, rho = nn.Linear(2, 6), nn.Linear(9, 1)
    pooled = torch.stack([phi(x).sum(0) for x in sets.to_list()])
    y = DeepSet(phi, rho)(sets.elements, sets.mask, z)
    torch.testing.assert_close(y, rho(torch.cat([pooled, z], 1)))


def test_conditioning_the_elements_hands_z_to_phi():
    sets, z = random_sets(), torch.randn(4, 3)
    phi, rho = nn.Sequential(nn.Linear(5, 6), nn.Tanh()), nn.Linear(6, 1)
    y = DeepSet(phi, rho)(condition_elements(sets.elements, z), sets.mask)
    for i, x in enumerate(sets.to_list()):
        codes = [phi(torch.cat([element, z[i]])) for element in x]
        torch.testing.assert_close(y[i], rho(sum(codes, torch.zeros(6))))


def test_every_layer_of_a_conditioned_stack_sees_z():
    model = EquivariantDeepSet(2, 6, 1, layer=partial(EquivariantLayer, z_dim=3))
    sets, z = random_sets(), torch.randn(4, 3)
    y = model(sets.elements, sets.mask, z)
    first, second = model.layers
    hidden = first(sets.elements, sets.mask, z).tanh()
    torch.testing.assert_close(y, second(hidden, sets.mask, z))
    assert not torch.allclose(y, model(sets.elements, sets.mask, z + 1))


def test_z_that_the_layer_was_not_built_for_is_refused():
    x = torch.randn(4, 5, 2)
    with pytest.raises(ValueError, match="z: expected None, as z_dim is 0"):
        EquivariantLayer(2, 3)(x, None, torch.randn(4, 1))
    for z in (None, torch.randn(4, 2)):
        with pytest.raises(ValueError, match="z: expected 3 numbers per set"):
            EquivariantLayer(2, 3, z_dim=3)(x, None, z)


def test_a_stack_is_varied_by_what_is_passed():
    dropout = nn.Sequential(nn.ELU(), nn.Dropout(0.5))
    model = EquivariantDeepSet(
        2, 6, 3, how="max", layer=FactoredEquivariantLayer, between=dropout
    ).eval()
    x = torch.randn(4, 5, 2)
    first, second = model.layers
    torch.testing.assert_close(model(x), second(nn.functional.elu(first(x))))
    assert model.between in list(model.modules())
    assert not torch.equal(model.train()(x), model(x))


def test_the_default_stack_is_tanh_between_two_matrix_layers():
    model, x = EquivariantDeepSet(2, 6, 6, 3), torch.randn(4, 5, 2)
    y = x
    for i, layer in enumerate(model.layers):
        y = y.tanh() if i else y
        y = y @ layer.own + y.mean(1, keepdim=True) @ layer.shared + layer.bias
    torch.testing.assert_close(model(x), y)
    assert torch.equal(copy.deepcopy(model)(x), model(x))


def test_padding_never_reaches_phi():
    """A phi that cannot bear NaN is safe, and its weights keep a finite gradient."""
    seen = []
    phi = nn.Linear(2, 3)
    phi.register_forward_pre_hook(lambda module, inputs: seen.append(inputs[0]))
    x, mask = torch.full((1, 3, 2), torch.nan), torch.tensor([[True, False, False]])
    x[0, 0] = 1.0
    DeepSet(phi, nn.Linear(3, 1))(x, mask).sum().backward()
    assert torch.isfinite(seen[0]).all()
    assert torch.isfinite(phi.weight.grad).all()
