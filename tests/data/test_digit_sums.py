"""Sets of digit images: labels, masks, randomness."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from setnb.data import digit_sum_stream, load_digits, make_digit_sums
from setnb.seeds import make_generator

TRAIN, TEST = load_digits("mnist", "train"), load_digits("mnist", "test")
# Images that tell their digit: the sums can be computed from the elements alone.
TELLING = TEST._replace(images=TEST.labels[:, None].float())


@st.composite
def draws(draw):
    low = draw(st.integers(0, 6))
    return draw(st.integers(1, 5)), (low, low + draw(st.integers(0, 6))), draw(st.integers(0, 99))


@given(draws())
def test_the_label_is_the_sum_of_the_digits_shown(case):
    count, lengths, seed = case
    batch, sums = make_digit_sums(
        TELLING, count, lengths=lengths, generator=make_generator(seed, "sums")
    )
    assert torch.equal(batch.elements.sum((1, 2)), sums)
    assert ((batch.counts >= lengths[0]) & (batch.counts <= lengths[1])).all()
    assert batch.elements.shape == (count, lengths[1], 1)


@given(draws())
def test_a_permuted_set_has_the_same_label(case):
    count, lengths, seed = case
    batch, sums = make_digit_sums(
        TELLING, count, lengths=lengths, generator=make_generator(seed, "sums")
    )
    perms = torch.rand(count, lengths[1]).argsort(-1)
    shuffled = batch.permute(perms)
    real = shuffled.elements.masked_fill(~shuffled.mask[..., None], 0)
    assert torch.equal(real.sum((1, 2)), sums)
    assert shuffled.equals(batch)


def test_every_real_element_is_an_image_of_its_split_and_padding_is_blank():
    known = {image.numpy().tobytes() for image in TRAIN.images}
    batch, _ = make_digit_sums(TRAIN, 20, generator=make_generator(0, "images"))
    for x in batch.to_list():
        assert all(image.numpy().tobytes() in known for image in x)
    assert not batch.elements[~batch.mask].any()
    assert batch.elements[batch.mask].any(-1).all()  # no image is blank


def test_training_and_test_sets_share_no_image():
    def shown(digits):
        batch, _ = make_digit_sums(digits, 200, generator=make_generator(0, "split"))
        return {image.numpy().tobytes() for x in batch.to_list() for image in x}

    assert shown(TRAIN).isdisjoint(shown(TEST))


def test_empty_sets_sum_to_zero():
    batch, sums = make_digit_sums(TRAIN, 3, lengths=(0, 0), generator=make_generator(0))
    assert batch.elements.shape == (3, 0, 784)
    assert sums.tolist() == [0, 0, 0]


def test_equal_seeds_give_equal_sets_and_different_seeds_do_not():
    def drawn(seed):
        return make_digit_sums(TRAIN, 8, generator=make_generator(seed, "same"))

    (a, sums_a), (b, sums_b), (c, _) = drawn(0), drawn(0), drawn(1)
    assert torch.equal(a.elements, b.elements)
    assert torch.equal(a.mask, b.mask)
    assert torch.equal(sums_a, sums_b)
    assert not torch.equal(a.elements, c.elements)


def test_lengths_and_digits_are_uniform():
    batch, sums = make_digit_sums(
        TELLING, 20_000, lengths=(1, 10), generator=make_generator(0, "uniform")
    )
    shares = torch.bincount(batch.counts, minlength=11)[1:] / 20_000
    assert (shares - 0.1).abs().max() < 0.01
    mean = TEST.labels.double().mean().item()
    assert sums.mean().item() == pytest.approx(5.5 * mean, rel=0.02)


def test_a_stream_follows_its_stages_with_about_as_many_images_in_each_batch():
    stream = digit_sum_stream(
        TELLING,
        10,
        stages=((0.3, 1), (0.6, 3), (1.0, 10)),
        images=300,
        generator=make_generator(0, "stream"),
    )
    batches = [batch for batch, _ in stream]
    assert [b.mask.shape[1] for b in batches] == [1] * 3 + [3] * 3 + [10] * 4
    assert all(abs(b.counts.sum() - 300) < 90 for b in batches)


def test_a_stream_is_reproducible_and_its_batches_differ():
    def sums(seed):
        stream = digit_sum_stream(TRAIN, 4, generator=make_generator(seed))
        return [s.tolist() for _, s in stream]

    assert sums(0) == sums(0)
    assert sums(0)[0] != sums(0)[1]


@pytest.mark.parametrize("lengths", [(3, 2), (-1, 4)])
def test_impossible_lengths_are_refused(lengths):
    with pytest.raises(ValueError, match="lengths: expected"):
        make_digit_sums(TRAIN, 2, lengths=lengths, generator=make_generator(0))


@pytest.mark.parametrize("stages", [(), ((0.5, 3),), ((1.0, 3), (0.5, 10)), ((0.0, 3), (1.0, 10))])
def test_stages_must_rise_to_one(stages):
    with pytest.raises(ValueError, match="stages: expected"):
        next(digit_sum_stream(TRAIN, 5, stages=stages, generator=make_generator(0)))
