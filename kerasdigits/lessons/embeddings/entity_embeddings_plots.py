"""The table and the figures of entity-embeddings."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes

from kerasdigits.lessons.course import figures
from kerasdigits.lessons.course.context import Context

_METHODS = {
    "majority": ("always the more frequent class", ""),
    "linear": ("linear model", "one-hot"),
    "neighbours_one_hot": ("30 nearest neighbours", "one-hot"),
    "neighbours_rows": ("30 nearest neighbours", "the learned rows"),
    "forest_one_hot": ("random forest", "one-hot"),
    "forest_rows": ("random forest", "the learned rows"),
    "network": ("network with embeddings", "learns its own"),
    "bayes": ("whoever knows the rule", ""),
}


def tabulate_methods(context: Context, shares: Mapping[str, float]) -> None:
    """Tabulate the accuracies.

    Args:
        context: Receives the table.
        shares: Of test rows told right, by the method's name.
    """
    rows = [(*_METHODS[name], shares[name]) for name in _METHODS if name in shares]
    context.record_table("methods", rows)


def plot_maps(context: Context, names: Sequence[str], true: np.ndarray, found: np.ndarray) -> None:
    """Plot the true map and the learned one side by side, a colour for each place of the true one.

    Args:
        context: Receives the figure.
        names: Of the counties.
        true: Their places, (n, 2).
        found: Where their embeddings lie, turned to fit, (n, 2).
    """
    titles = ["the country", "its embeddings"]
    figure, panels = figures.new_panels(titles, "east", "north", width=10, height=5)
    shares = (true - true.min(axis=0)) / np.ptp(true, axis=0)
    # East is told by the red part of a colour and north by its blue one.
    colours = np.stack([shares[:, 0], 0.35 + 0 * shares[:, 0], shares[:, 1]], axis=1) * 0.85
    for axes, points in zip(panels, (true, found), strict=True):
        axes.scatter(points[:, 0], points[:, 1], c=colours, s=22)
        for name, point, colour in zip(names, points, colours, strict=True):
            axes.annotate(
                name, point, (0, 4), textcoords="offset points", size=6.5, color=colour, ha="center"
            )
        axes.set(xticks=[], yticks=[])
        axes.margins(0.1)
        axes.set_aspect("equal", adjustable="datalim")
    context.record_figure("maps", figure, {"places": true, "found_places": found})


def plot_week(context: Context, names: Sequence[str], rows: np.ndarray) -> None:
    """Plot the days of the week in their two strongest directions, joined in their order.

    Args:
        context: Receives the figure.
        names: Of the days, in the order of the rows.
        rows: (7, 2).
    """
    figure, axes = figures.new_axes("strongest direction", "second", width=4.6, height=4.2)
    order = [list(names).index(day) for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")]
    ring = rows[[*order, order[0]]]
    axes.plot(*ring.T, "o-", color=figures.BLUE)
    _annotate(axes, names, rows)
    context.record_figure("week", figure, {"week": rows[order]})


def plot_columns(context: Context, columns: Mapping[str, tuple[Sequence[str], np.ndarray]]) -> None:
    """Plot the categories of columns in their two strongest directions.

    Args:
        context: Receives the figure.
        columns: The names of the categories and their rows (n, 2), by the column's name.
    """
    figure, panels = figures.new_panels(
        list(columns), "strongest direction", "second", width=11, height=5
    )
    for axes, (names, rows) in zip(panels, columns.values(), strict=True):
        axes.plot(*rows.T, "o", color=figures.BLUE, markersize=4)
        _annotate(axes, names, rows)
    arrays = {f"found_{name}": rows for name, (_, rows) in columns.items()}
    context.record_figure("columns", figure, arrays)


def _annotate(axes: Axes, names: Sequence[str], rows: np.ndarray) -> None:
    for name, point in zip(names, rows, strict=True):
        axes.annotate(name, tuple(point), (5, 4), textcoords="offset points", size=8)
    axes.set(xticks=[], yticks=[])
    axes.margins(0.18)
