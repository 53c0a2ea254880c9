"""The digit encoder, the readout and the ordered model built from them."""

import pytest
import torch
from torch import nn

from setnb.data import digit_sum_stream, load_digits, make_digit_sums
from setnb.functional import make_perms
from setnb.nn import DeepSet, DigitEncoder, Readout, RecurrentEncoder, SequenceModel
from setnb.seeds import make_generator
from setnb.train import fit


@pytest.fixture
def encoder():
    torch.manual_seed(0)
    return DigitEncoder(8).eval()


@pytest.fixture(scope="module")
def images():
    return load_digits("mnist", "test").images[:12].flatten(1)


def test_codes_are_shares_that_add_up_to_one(encoder, images):
    codes = encoder(images)
    assert codes.shape == (12, 8)
    assert (codes >= 0).all()
    torch.testing.assert_close(codes.sum(-1), torch.ones(12))


def test_images_are_encoded_one_by_one_whatever_the_batch_axes(encoder, images):
    codes = encoder(images)
    torch.testing.assert_close(encoder(images.reshape(2, 3, 2, 784)).reshape(12, 8), codes)
    torch.testing.assert_close(encoder(images[5:6]), codes[5:6])


def test_blank_images_are_not_run_and_have_the_code_zero(encoder, images):
    seen = []
    encoder.net.register_forward_pre_hook(lambda module, inputs: seen.append(len(inputs[0])))
    padded = torch.stack([images, torch.zeros_like(images)], 1)
    codes = encoder(padded)
    assert seen == [12]
    assert not codes[:, 1].any()
    assert encoder(padded[:, 1:]).any().item() is False
    assert encoder(images[:0]).shape == (0, 8)
    assert seen == [12]


def test_in_training_batch_statistics_come_from_real_images_only(images):
    torch.manual_seed(0)
    encoder = DigitEncoder(8).train()
    padded = torch.cat([images, torch.zeros(30, 784)])
    torch.testing.assert_close(encoder(padded)[:12], encoder(images))


def test_wrong_image_size_is_refused(encoder):
    with pytest.raises(ValueError, match=r"floating tensor \(\*b, n, 784\)"):
        encoder(torch.zeros(3, 28, 28))


def test_readout_is_linear_and_counts_in_its_unit():
    readout = Readout(3, unit=10.0)
    z, w = torch.randn(4, 3), torch.randn(4, 3)
    assert readout(z).shape == (4,)
    torch.testing.assert_close(readout(z + 2 * w), readout(z) + 2 * readout(w))
    torch.testing.assert_close(readout(z), 10 * z @ readout.linear.weight[0])


def test_sum_and_readout_are_additive(encoder, images):
    model = DeepSet(encoder, Readout(8, unit=10))
    x, y = images[:5], images[3:10]  # images in both, so duplicates in the whole
    torch.testing.assert_close(model(torch.cat([x, y])), model(x) + model(y))
    assert model(images[:0]) == 0


def test_recurrent_answers_never_pass_their_bound(encoder, images):
    readout = Readout(6, unit=10)
    model = SequenceModel(encoder, RecurrentEncoder(8, 6), readout)
    bound = 10 * readout.linear.weight.abs().sum()
    for scale in (1, 100):
        model.read.rnn.weight_ih_l0.data *= scale
        assert model(images.repeat(50, 1)).abs() <= bound
    assert model(images[:0]) == 0


def test_sequence_model_reads_in_order_and_skips_what_is_masked(encoder, images):
    model = SequenceModel(encoder, RecurrentEncoder(8, 6), Readout(6))
    perm = make_perms(1, 12, generator=make_generator(0))[0]
    assert (model(images) - model(images[perm])).abs() > 1e-5
    mask = torch.arange(12) % 3 != 1
    torch.testing.assert_close(model(images, mask), model(images[mask]))


def test_a_deep_set_learns_to_add_small_digits():
    digits = load_digits("mnist", "train")
    few = digits.labels < 2
    digits = digits._replace(images=digits.images[few], labels=digits.labels[few])
    torch.manual_seed(0)
    model = DeepSet(DigitEncoder(8), Readout(8, unit=10))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    stream = digit_sum_stream(
        digits, 60, stages=((1.0, 4),), images=64, generator=make_generator(0, "train")
    )
    losses = [row["loss"] for row in fit(model, stream, nn.functional.l1_loss, optimizer)]
    assert sum(losses[-10:]) < 0.4 * sum(losses[:10])
    batch, sums = make_digit_sums(digits, 200, lengths=(8, 8), generator=make_generator(1, "test"))
    with torch.no_grad():
        right = (model(batch.elements, batch.mask) - sums).abs() < 0.5
    assert right.float().mean() > 0.6
