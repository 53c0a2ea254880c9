"""The probe's panel: the verdict, the errors behind it, and the smallest counterexample, drawn."""

from collections.abc import Callable
from typing import Any

import numpy as np

from setnb.probes.probing import probe
from setnb.probes.report import Report
from setnb.viz.counterexample import (
    ROW,
    draw_counterexample,
    width_of,
    write_columns,
    wrong_rows,
)
from setnb.viz.palette import flatten
from setnb.viz.show import show

# In inches: narrow enough for a phone, and the height of a line of text.
WIDTH, LINE = 3.7, 0.24


def probe_panel(fn: Callable, n: int = 4, d: int = 2, **options: Any) -> Report:
    """Probe `fn`, show the drawn report, and return it; options and errors as in `setnb.probe`."""
    report = probe(fn, n, d, **options)
    show(draw_report(report), alt=describe_report(report))
    return report


def draw_report(report: Report) -> Any:
    """Draw a report: verdict, errors, and `draw_counterexample` where there is one (matplotlib)."""
    import matplotlib.pyplot as plt

    example = report.counterexample
    # Marked lines say whether an error is zero; the others are plain.
    lines = [
        ("✓" if value <= report.tolerance else "✕", f"{name}  {value:.1e}")
        for name, value in list_errors(report)
    ]
    if not report.deterministic:
        lines.append(("", "random: judged with its random state held"))
    if example is None:
        lines += [("", ""), *(("", line) for line in nothing_found(report))]
    top = 0.85 + LINE * len(lines)
    width = WIDTH if example is None else max(WIDTH, width_of(example, report.tolerance))
    height = top if example is None else top + 0.9 + ROW * len(example.x)
    fig = plt.figure(figsize=(width, height), layout="none")
    ax = fig.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(height, 0))
    ax.set_axis_off()
    _write_verdict(ax, report)
    for i, (mark, line) in enumerate(lines):
        y = 0.76 + LINE * i
        ax.text(0.1, y, mark, va="center", weight="bold")
        ax.text(0.35 if mark else 0.1, y, line, va="center")
    if example is not None:
        title = f"Smallest counterexample to {example.broken}"
        ax.text(0.1, top + 0.05, title, va="center", weight="bold")
        draw_counterexample(ax, example, top + 0.4, report.tolerance)
    return fig


def _write_verdict(ax: Any, report: Report) -> None:
    light, key = flatten("light"), f"verdict-{report.verdict.replace(' ', '-')}"
    chip = {"boxstyle": "round,pad=.35,rounding_size=.8", "ec": light[key]}
    chip["fc"] = light[f"{key}-background"]
    style = {"va": "center", "weight": "bold", "color": light[key], "fontsize": 12}
    ax.text(0.16, 0.2, report.verdict, bbox=chip, **style)
    setting = f"n = {report.n}, d = {report.d}, {report.dtype}, {report.trials} sets"
    ax.text(0.1, 0.51, setting, va="center", fontsize=9, color=light["muted"])


def list_errors(report: Report) -> list[tuple[str, float]]:
    """Return the name and the value of each error that the probe measured."""
    errors = [("set error", report.set_error), ("multiset error", report.multiset_error)]
    errors = [*errors, ("invariance error", report.invariance_error)]
    if report.n > 1 and report.d > 1:
        errors.append(("at feature ties (not in the verdict)", report.feature_tie_error))
    return [(name, value) for name, value in errors if not np.isnan(value)]


def nothing_found(report: Report) -> tuple[str, str, str]:
    """Say, in three lines, what it means that no counterexample was found."""
    held = "invariance" if report.verdict == "invariant" else "set-equivariance"
    return (
        f"No counterexample to {held}",
        f"among {report.trials} sets, each in several orders.",
        "Strong evidence, and not a proof.",
    )


def describe_report(report: Report) -> str:
    """Say in words what `draw_report` shows."""
    errors = ", ".join(f"{name} {value:.1e}" for name, value in list_errors(report))
    said = f"The probe's panel. Verdict: {report.verdict}; {errors}. "
    example = report.counterexample
    if example is None:
        return said + " ".join(nothing_found(report))
    x, px, y, wanted = map(", ".join, write_columns(example, report.tolerance))
    wrong = wrong_rows(example, report.tolerance)
    return (
        f"{said}Smallest counterexample to {example.broken}: X has the rows {x}; PX lists them as "
        f"{px}; f(PX) is {y} and should be {wanted}. Marked as wrong: {wrong.sum()} of "
        f"{len(wrong)} outputs."
    )
