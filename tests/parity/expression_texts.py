"""Texts for the reader of expressions: refused, accepted, and drawn at random."""

from hypothesis import strategies as st

from setnb.widgets.expression_words import FUNCTIONS

# Refused by both: outside the language, half typed, or hostile.
REFUSALS = [
    *("", " ", "x +", "* x", "(x", "x)", "()", "sum()", "sum(,)", "sum(x", "max(x, 1)", "where(x)"),
    *(
        "2x",
        "x x",
        "x 2",
        "01",
        "0x10",
        "1j",
        "1_0",
        "1e",
        "1..",
        "1e999",
        ".",
        "x.",
        "1.x",
        "1.5.2",
    ),
    *("mean", "(sum)(x)", "x(3)", "sum(x)(x)", "2(x)", "mena(x)", "y", "X", "True", "None", "nan"),
    *("x < 1 < 2", "x == x == x", "x = 1", "x === x", "x <> 1", "!x", "+x", "x // 2", "x % 2"),
    *(
        "x ^ 2",
        "x @ x",
        "x << 1",
        "~x",
        "x and x",
        "not x",
        "x if x else x",
        "x in x",
        "x or 1or x",
    ),
    *("lambda: x", "lambda", "(x for x in x)", "[x]", "x[0]", "{x}", "x, x", "(x,)", "sum(*x)"),
    *("sum(**x)", "sum(x=1)", "f(a=x)", "(y := x)", "await x", "(yield x)", "x; x", "x\n", "x\t+x"),
    *("__import__('os')", "x.__class__", "eval('1')", "constructor", "toString(x)", "__proto__"),
    *("hasOwnProperty(x)", "valueOf", "'x'", '"x"', "`x`", "x # x", "\\x", "${x}", "x?.x", "..."),
    *("ｘ", "x²", "x − 1", "\u0661", "x\u00a0+ 1", "🙂", "x\x00", "ﬁrst(x)", "µ", "x\ufeff"),
    *("(" * 21 + "x" + ")" * 21, "x" * 201, "x" + " + x" * 50, "((((" * 40, "-" * 200),
]
ACCEPTED = [
    *(
        "x",
        " x ",
        "(x)",
        "--x",
        "-x**2",
        "(-x)**2",
        "2**-1",
        "x**-x",
        "2**3**2",
        "-2**-2",
        "x - -x",
    ),
    *(
        "sum(x,)",
        "where(x, 1, 2,)",
        "sum ( x )",
        "1.",
        ".5",
        "1.e1",
        "1e-3",
        "0.50",
        "0",
        "00.5"[1:],
    ),
    *(
        "(x < 1) < 2",
        "x < -1",
        "8 / 4 / 2",
        "8 - 4 - 2",
        "2 * 3 + 4 * 5",
        "1 + 2 < 3 * 4",
        "n",
        "pi",
    ),
    *(
        "sort(3)",
        "sum(1)",
        "earlier(2)",
        "multiplicity(0)",
        "mean(n)",
        "cumsum(1)",
        "max(x) - min(x)",
    ),
    *("-" * 199 + "x", "sum(" * 20 + "x" + ")" * 20, "2**" * 66 + "1"),
]

ONE_VALUE = sorted(name for name, word in FUNCTIONS.items() if word.takes == 1)
SMOOTH = ["exp", "log", "sqrt", "sin", "cos", "tanh", "mean", "prod"]
CONTINUOUS = [*SMOOTH, "abs", "sum", "sort", "relu", "cumsum", "reverse", "max", "median"]
ATOMS = st.sampled_from(["x", "n", "i", "2", "0.5", "3"])


@st.composite
def formulas(draw):
    """Expressions that rounding cannot sway: what jumps is applied to sums and products only."""
    exact = st.deferred(lambda: st.one_of(ATOMS, sums, comparisons, choices, jumps))
    sums = st.builds("({} {} {})".format, exact, st.sampled_from("+-*"), exact)
    signs = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
    comparisons = st.builds("({} {} {})".format, exact, signs, exact)
    choices = st.builds("where({}, {}, {})".format, exact, exact, exact)
    jumps = st.builds(
        "{}({})".format, st.sampled_from([w for w in ONE_VALUE if w not in SMOOTH]), exact
    )
    text = draw(exact)
    shapes = st.sampled_from(["{f}({t})", "-{t}{o}{a}**2", "{a}{o}{f}({t})", "({t}){o}{a}"])
    for _ in range(draw(st.integers(0, 3))):
        name, operator = draw(st.sampled_from(CONTINUOUS)), draw(st.sampled_from("+-*/"))
        text = draw(shapes).format(f=name, o=operator, t=text, a=draw(ATOMS))
    return text
