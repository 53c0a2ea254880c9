"""`SoftSharing`: rows that sum to 1, independent runs, hardening, and names of columns."""

import pytest
import torch

from setnb.functional import partition_distance, share
from setnb.nn import SoftSharing


def make(*sizes, **options):
    torch.manual_seed(0)
    return SoftSharing(*sizes, **options).double()


@pytest.mark.parametrize("runs", [(), (3,), (2, 4), (0,)])
@pytest.mark.parametrize(("k", "m"), [(5, None), (5, 2), (2, 5), (1, 1), (0, None), (0, 3)])
def test_parameters_are_weighted_means_of_values(k, m, runs):
    sharing, columns = make(k, m, runs=runs), k if m is None else m
    assert sharing.assignment.shape == (*runs, k, columns)
    assert sharing.labels.shape == (*runs, k)
    psi = torch.randn(*runs, columns).double()
    exps = sharing.logits.exp()
    weights = exps / exps.sum(-1, keepdim=True)
    torch.testing.assert_close(sharing.assignment, weights)
    torch.testing.assert_close(sharing(psi), (weights * psi[..., None, :]).sum(-1))
    if psi.numel():
        assert (sharing(psi) <= psi.amax(-1, keepdim=True)).all()


def test_far_logits_are_the_hard_scheme():
    sharing = make(6, 3)
    psi = torch.tensor([-1.0, 0, 2]).double()
    likeliest = sharing.logits.argmax(-1)
    with torch.no_grad():
        sharing.logits *= 1e4
    torch.testing.assert_close(sharing(psi), psi[likeliest])
    same = sharing.labels[:, None] == sharing.labels
    assert torch.equal(same, likeliest[:, None] == likeliest)


def test_the_order_of_columns_does_not_count():
    sharing, other = make(6, runs=(3,)), make(6, runs=(3,))
    with torch.no_grad():
        other.logits.copy_(sharing.logits[..., torch.randperm(6)])
    assert torch.equal(sharing.labels, other.labels)
    assert not partition_distance(sharing.assignment, other.assignment).any()
    target = torch.randn(3, 6).double()
    shared = [share(scheme.assignment, target, ridge=0.1) for scheme in (sharing, other)]
    torch.testing.assert_close(*shared)


def test_runs_do_not_touch_each_other():
    sharing, psi = make(4, runs=(3,)), torch.randn(3, 4).double()
    (gradient,) = torch.autograd.grad(sharing(psi)[1].square().sum(), sharing.logits)
    assert gradient[1].any()
    assert not gradient[0].any()
    assert not gradient[2].any()
    alone = make(4)
    with torch.no_grad():
        alone.logits.copy_(sharing.logits[1])
    torch.testing.assert_close(alone(psi[1]), sharing(psi)[1])


def test_hardening_carries_no_gradient_and_takes_the_first_of_equals():
    even = make(3, spread=0.0)
    assert even.labels.tolist() == [0, 0, 0]
    torch.testing.assert_close(even.assignment, torch.full((3, 3), 1 / 3).double())
    assert not even.labels.requires_grad


def test_starts_from_the_seed_with_the_asked_spread():
    assert torch.equal(make(40).logits, make(40).logits)
    torch.testing.assert_close(make(40, spread=3.0).logits, 3 * make(40).logits)
    assert 0.9 < make(40).logits.std() < 1.1
    assert dict(make(4).named_parameters()).keys() == {"logits"}


def test_learns_who_shares():
    """Values fixed and told apart: every parameter finds the one that fits, in every run."""
    sharing = make(4, 2, runs=(5,))
    psi, target = torch.tensor([-1.0, 1]).double(), torch.tensor([1.0, 1, -1, 1]).double()
    optimizer = torch.optim.Adam(sharing.parameters(), lr=0.3)
    for _ in range(60):
        optimizer.zero_grad()
        (sharing(psi.expand(5, 2)) - target).square().sum().backward()
        optimizer.step()
    assert not partition_distance(sharing.labels, torch.tensor([[0, 0, 1, 0]] * 5)).any()


def test_compiles_to_one_graph():
    sharing, psi = make(4, runs=(2,)), torch.randn(2, 4).double()
    whole = torch.compile(sharing, fullgraph=True, backend="aot_eager")
    torch.testing.assert_close(whole(psi), sharing(psi))


def test_bad_sizes_are_refused():
    with pytest.raises(ValueError, match="k: expected an integer >= 0"):
        SoftSharing(-1)
    with pytest.raises(ValueError, match="m: expected an integer >= 1"):
        SoftSharing(3, 0)
