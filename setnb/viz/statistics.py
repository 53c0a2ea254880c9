"""Figures for learned statistics: answers against the truth, error and cost against data."""

from typing import Any

import numpy as np
import pandas as pd

from setnb.viz.palette import MODEL_NAMES, colour, load_palette


def plot_answers(truth: np.ndarray, answers: dict[str, np.ndarray], *, label: str) -> Any:
    """Draw each model's answers over the true values, one panel a model (plotly).

    All arrays are `(n,)`; `label` names the quantity and its unit. On the dotted line an answer
    is exact.
    """
    from plotly.subplots import make_subplots

    fig = make_subplots(
        1, len(answers), shared_yaxes=True, horizontal_spacing=0.06, subplot_titles=list(answers)
    )
    ends = [min(truth.min(), *(a.min() for a in answers.values()))]
    ends.append(max(truth.max(), *(a.max() for a in answers.values())))
    for column, (name, values) in enumerate(answers.items(), start=1):
        fig.add_scatter(
            x=truth,
            y=values,
            mode="markers",
            marker={"color": colour(name), "size": 4},
            hovertemplate="true %{x:.2f}, answered %{y:.2f}<extra>" + name + "</extra>",
            row=1,
            col=column,
        )
        line = {"color": load_palette()["light"]["ink"], "dash": "dot", "width": 1}
        fig.add_scatter(
            x=ends, y=ends, mode="lines", line=line, hoverinfo="skip", row=1, col=column
        )
    middle = (len(answers) + 1) // 2
    fig.update_xaxes(title=f"true {label}", row=1, col=middle)
    fig.update_yaxes(title=f"answered {label}", row=1, col=1)
    return fig.update_layout(showlegend=False, height=340)


def by_sets(table: pd.DataFrame) -> pd.DataFrame:
    """Turn recorded rows into the columns task, model, sets, seed, error and seconds.

    `error` is the mean squared error as a share of the variance, `seconds` those of fitting and
    answering. `sets` is NaN for the plug-in, which needs no training.
    """
    runs = table.pivot_table(
        index=["config.task", "config.model", "config.sets", "seed"],
        columns="metric",
        values="value",
    ).reset_index()
    model = runs["config.model"]
    return pd.DataFrame(
        {
            "task": runs["config.task"],
            "model": model.map(MODEL_NAMES),
            "sets": runs["config.sets"].where(model != "plug_in"),
            "seed": runs["seed"],
            "error": runs["mse"] / runs["variance"],
            "seconds": runs["fit_seconds"] + runs["predict_seconds"],
        }
    )


def plot_error_by_sets(results: pd.DataFrame, titles: dict[str, str]) -> Any:
    """Draw the error against the number of training sets, a panel for each task (plotly).

    `results` has the columns `task`, `model`, `sets`, `seed` and `error`, the mean squared error as
    a share of the labels' variance: 1 is what a constant answer reaches. A line is the geometric
    mean over seeds, its band runs from the best seed to the worst. A model whose `sets` are NaN
    needs no training: it is a level. `titles` names the panels, by task.
    """
    from plotly.subplots import make_subplots

    ink = load_palette()["light"]["ink"]
    fig = make_subplots(
        -(-len(titles) // 2),
        2,
        subplot_titles=list(titles.values()),
        shared_yaxes=True,
        shared_xaxes=True,
        horizontal_spacing=0.04,
        vertical_spacing=0.1,
    )
    for i, task in enumerate(titles):
        place = {"row": i // 2 + 1, "col": i % 2 + 1}
        runs = results[results["task"] == task]
        learned = runs[runs["sets"].notna()]
        for model, group in learned.groupby("model", sort=False):
            by_sets = group.groupby("sets")["error"]
            low, high = by_sets.min(), by_sets.max()
            fig.add_scatter(
                x=[*low.index, *high.index[::-1]],
                y=[*low, *high[::-1]],
                **{"fill": "toself", "fillcolor": colour(model, "fill"), "opacity": 0.2},
                **{"line_width": 0, "mode": "lines", "hoverinfo": "skip", "showlegend": False},
                **place,
            )
            mean = np.exp(group["error"].apply(np.log).groupby(group["sets"]).mean())
            fig.add_scatter(
                x=mean.index,
                y=mean,
                mode="lines+markers",
                line_color=colour(model),
                marker_symbol=_symbol(model),
                name=model,
                legendgroup=model,
                showlegend=i == 0,
                hovertemplate="%{x} sets: %{y:.2g} of the variance<extra>" + model + "</extra>",
                **place,
            )
        level = np.exp(runs.loc[runs["sets"].isna(), "error"].apply(np.log).mean())
        if np.isfinite(level):
            fig.add_hline(y=level, line={"color": ink, "dash": "dash", "width": 1.5}, **place)
        fig.add_hline(y=1, line={"color": ink, "dash": "dot", "width": 1}, **place)
    fig.update_xaxes(type="log", dtick=1)
    fig.update_yaxes(type="log", dtick=1, exponentformat="power")
    fig.update_xaxes(title="training sets", row=-(-len(titles) // 2))
    fig.update_yaxes(title="error / variance", col=1)
    legend = {"orientation": "h", "y": 1.08, "yanchor": "bottom", "x": 0}
    return fig.update_layout(height=620, legend=legend)


def plot_cost(costs: pd.DataFrame) -> Any:
    """Draw seconds of fitting and of answering against the number of training sets (plotly).

    `costs` has the columns `model`, `sets` and `seconds`; a line is the median.
    """
    import plotly.graph_objects as go

    fig = go.Figure()
    for model, runs in costs.groupby("model", sort=False):
        middle = runs.groupby("sets")["seconds"].median()
        fig.add_scatter(
            x=middle.index,
            y=middle,
            mode="lines+markers",
            line_color=colour(model),
            marker_symbol=_symbol(model),
            name=model,
            hovertemplate="%{x} sets: %{y:.3g} s<extra>" + model + "</extra>",
        )
    fig.update_xaxes(type="log", title="training sets", dtick=1)
    fig.update_yaxes(type="log", title="CPU seconds", dtick=1)
    legend = {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0}
    return fig.update_layout(height=380, legend=legend)


def _symbol(model: str) -> str:
    known = {"Deep Sets": "circle", "SDM": "square", "SDM, random features": "diamond"}
    return known.get(model, "x")
