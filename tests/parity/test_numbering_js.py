"""The numbering of multisets in JavaScript against setnb.nn and setnb.functional."""

import pytest
import torch

from setnb.functional import class_features, numbering_errors, project_simplex
from setnb.nn import DSPN
from setnb.widgets.numbering import pack_completer
from tests.parity.test_dspn import ElementByElement
from tests.widgets.completers import make_completer

NUMBER = "m.numberLetters(m.unpackModel(a[0]), a[1])"
START = "m.startRows(m.unpackModel(a[0]), a[1])"
LISTS = ["a", "aa", "abc", "aabbb", "bbbb", "cbacba", "aaaabbcc", "aaaaaaaa"]


def as_classes(letters):
    return torch.tensor([ord(letter) - ord("a") for letter in letters], dtype=torch.long)


def follow(js, model, letters, start="random", seed=0):
    """Return the iterates of the page, and those of Python from the page's own start."""
    state, packed = {"letters": letters, "start": start, "seed": seed}, pack_completer(model)
    model.double()
    classes = as_classes(letters)
    x = class_features(classes, model.encoder.set_dim).double()
    y0 = torch.tensor(js(START, packed, state), dtype=torch.float64)
    assert y0.shape == (len(letters), model.decoder.set_dim)
    steps = js(NUMBER, packed, state)
    decoder = with_exact_ties(model.decoder) if start == "zeros" else model.decoder
    path = decoder.solve(model.encoder(x), known=x, y0=y0, trace=True).trace
    return steps, path, classes


def assert_same(steps, path, classes):
    rows = torch.tensor([step["rows"] for step in steps], dtype=torch.float64)
    torch.testing.assert_close(rows, path, rtol=0, atol=1e-6)
    numbers = rows.argmax(-1)
    assert [step["numbers"] for step in steps] == numbers.tolist()
    errors = numbering_errors(classes.expand(numbers.shape), numbers)
    assert [step["errors"] for step in steps] == errors.tolist()
    assert all(sum(step["wrong"]) == step["errors"] for step in steps)


def with_exact_ties(decoder):
    """Let equal elements have equal features to the last bit: no product rounds by place."""
    return DSPN(
        ElementByElement(decoder.encoder),
        decoder.set_size,
        decoder.set_dim,
        steps=decoder.solver.steps,
        momentum=decoder.solver.momentum,
        project=decoder.project,
        clip=decoder.solver.clip,
    )


@pytest.mark.parametrize("letters", LISTS)
def test_every_step_of_the_trajectory(js, letters):
    steps, path, classes = follow(js, make_completer(), letters, seed=3)
    assert len(steps) == 21
    assert_same(steps, path, classes)
    # The descent goes somewhere, as far as an edge of the simplex.
    assert (path[-1] - path[0]).abs().max() > 0.3
    assert (path[-1] == 0).any()


@pytest.mark.parametrize("letters", LISTS)
def test_equal_starts_part_by_list_order(js, letters):
    steps, path, classes = follow(js, make_completer(), letters, "zeros")
    assert_same(steps, path, classes)
    assert (path[0] == 1 / 8).all()
    for one in set(letters):
        equal = path[1:, [i for i, letter in enumerate(letters) if letter == one]]
        assert len(equal.flatten(2).unique(dim=1)[0]) == letters.count(one)


@pytest.mark.parametrize("clip", [None, 40.0, 0.05])
def test_the_longest_gradient(js, clip):
    model = make_completer(clip=clip)
    steps, path, classes = follow(js, model, "aabbbc")
    assert_same(steps, path, classes)
    free = follow(js, make_completer(clip=None), "aabbbc")[1]
    assert (torch.equal(free, path)) == (clip != 0.05)


@pytest.mark.parametrize(("classes", "n"), [(1, 1), (2, 3), (7, 16)])
def test_models_of_other_sizes(js, classes, n):
    letters = ("abcdefg"[:classes] * n)[:n]
    assert_same(*follow(js, make_completer(classes, n), letters))


def test_corners_of_the_simplex_are_exact(js):
    corner = js("m.projectSimplex(a[0])", [1.3, 0.1, -0.2])
    assert corner == project_simplex(torch.tensor([1.3, 0.1, -0.2])).tolist() == [1, 0, 0]


def test_the_empty_multiset(js):
    steps = js(NUMBER, pack_completer(make_completer()), {"letters": "", "start": "zeros"})
    assert [(step["numbers"], step["errors"]) for step in steps] == [([], 0)] * 21


def test_wrong_numbers(js):
    generator = torch.Generator().manual_seed(0)
    for n in (1, 2, 5, 8):
        for _ in range(30):
            classes = torch.randint(3, (n,), generator=generator)
            numbers = torch.randint(n, (n,), generator=generator)
            letters = "".join("abc"[c] for c in classes)
            wrong = js("m.wrongNumbers(a[0], a[1])", letters, numbers.tolist())
            assert sum(wrong) == numbering_errors(classes, numbers)
            # Without the elements called wrong nothing is wrong but that numbers are missing.
            kept = [(letters[i], numbers[i].item()) for i in range(n) if not wrong[i]]
            assert len(set(kept)) == len(kept)
            assert all(number < letters.count(letter) for letter, number in kept)


WRONG_THEN_RIGHT = [[0, 0, 1, 1, 1], [0, 1, 2, 1, 4], [0, 1, 2, 1, 0]]


@pytest.mark.parametrize(
    ("letters", "numbers", "t", "now", "end"),
    [
        ("", [[], []], 0, "The empty multiset has nothing to number.", " Type a letter."),
        (
            "a",
            [[2], [0]],
            0,
            "Before the first step the only a has number 2, not 0: 1 of 1 is wrong.",
            " From step 1 on the only element is right.",
        ),
        (
            "aabbb",
            WRONG_THEN_RIGHT,
            0,
            "Before the first step two a’s share number 0, three b’s share number 1: 3 of 5 are"
            " wrong.",
            " From step 2 on all five are right.",
        ),
        (
            "aabbb",
            WRONG_THEN_RIGHT,
            1,
            "After 1 step one b has number 4, above 2: 1 of 5 is wrong.",
            " From step 2 on all five are right.",
        ),
        ("aabbb", WRONG_THEN_RIGHT, 2, "After 2 steps all five are right.", ""),
        (
            "bb",
            [[0, 0], [0, 1], [0, 1]],
            2,
            "After 2 steps both are right.",
            " They have been since step 1.",
        ),
        (
            "bb",
            [[1, 0], [0, 1]],
            1,
            "After 1 step both are right.",
            " They have been since the start.",
        ),
        (
            "bb",
            [[0, 1], [5, 4]],
            0,
            "Before the first step both are right.",
            " After 1 step 2 of 2 are wrong.",
        ),
        (
            "bb",
            [[0, 1], [5, 4]],
            1,
            "After 1 step two b’s have numbers above 1: 2 of 2 are wrong.",
            "",
        ),
    ],
)
def test_sentences(js, letters, numbers, t, now, end):
    said = js(
        "m.sayNumbers(a[0], a[1].map((numbers) => ({ numbers,"
        " errors: m.wrongNumbers(a[0], numbers).filter(Boolean).length })), a[2])",
        letters,
        numbers,
        t,
    )
    assert said == now + end


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("ArrowUp", {"letters": "baab", "at": 0}),
        ("ArrowDown", {"letters": "aabb", "at": 2}),
        ("Home", {"letters": "baab", "at": 0}),
        ("End", {"letters": "aabb", "at": 3}),
        ("Delete", {"letters": "aab", "at": 1}),
        ("Enter", {"letters": "acab", "at": 1}),
        ("A", {"letters": "aaab", "at": 1}),
        ("d", None),
        ("Tab", None),
    ],
)
def test_keys_arrange_a_list(js, key, expected):
    assert js("m.arrangementForKey({ key: a[0] }, 'abab', 1, 'abc')", key) == expected
    assert js("m.arrangementForKey({ key: a[0], ctrlKey: true }, 'abab', 1, 'abc')", key) is None


def test_the_last_letter_can_go(js):
    found = js("m.arrangementForKey({ key: 'Backspace' }, 'abc', 2, 'abc')")
    assert found == {"letters": "ab", "at": 1}


def test_typed_text_becomes_letters(js):
    assert js("m.typedLetters('A1b, d c\\u{1F600}aaaa', 'abc', 5)") == "abcaa"
