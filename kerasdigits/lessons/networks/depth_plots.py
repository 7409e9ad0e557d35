"""The table and the figures of depth."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from kerasdigits.lessons.course import figures
from kerasdigits.lessons.course.context import Context

TITLES = {
    "deep": "6 layers, by hand",
    "shallow": "1 layer, by hand",
    "deep_trained": "6 layers, trained",
    "shallow_trained": "1 layer, trained",
}
NETS = {
    "net": "`simple_net`, 784-30-1, its own recipe",
    "net_cycle": "784-30-2, one-cycle",
    "thin": "784-8-8-8-8-2, one-cycle",
    "cnn": "convolutions 4-8-16-32-2, one-cycle",
}


def plot_teeth(
    context: Context,
    x: np.ndarray,
    saw: np.ndarray,
    outputs: Mapping[str, np.ndarray],
    arrays: Mapping[str, Any],
) -> None:
    """Plot what each network makes of the teeth.

    Args:
        context: Receives the figure.
        x: (n, 1).
        saw: The teeth at x, (n, 1).
        outputs: By network, at x, (n, 1).
        arrays: To be recorded with the figure.
    """
    titles = [TITLES[name] for name in outputs]
    figure, panels = figures.new_panels(titles, "x", "y", columns=2, height=5.2, share=True)
    for axes, output in zip(panels, outputs.values(), strict=True):
        axes.plot(x, saw, color="#bbbbbb", linewidth=1)
        axes.plot(x, output, color=figures.BLUE, linewidth=1.5)
    context.record_figure("teeth", figure, arrays)


def plot_errors(
    context: Context,
    *,
    x: np.ndarray,
    curve: np.ndarray,
    fits: Mapping[int, np.ndarray],
    by_width: Mapping[int, float],
    by_depth: Mapping[int, float],
    phase: float,
) -> None:
    """Plot joined dots, and the largest error by the number of parameters.

    Args:
        context: Receives the figure.
        x: (n, 1).
        curve: The sine at x, (n, 1).
        fits: What networks of so many units make of it, (n, 1).
        by_width: The largest error on the sine, by the units of one layer.
        by_depth: The largest error on x**2, by the number of layers of 3 units.
        phase: Of the sine.
    """
    titles = ("joining the dots", "error by parameters")
    figure, (dotted, axes) = figures.new_panels(titles, "parameters", "largest error")
    lines = {f"{units} units": fit for units, fit in fits.items()}
    figures.plot_series(dotted, x[:, 0], {"sin(9 x + phase)": curve, **lines})
    dotted.set(xlabel="x", ylabel="y")

    widths = np.array(list(by_width))
    depths = np.array(list(by_depth))
    errors = np.array(list(by_width.values()))
    squares = list(by_depth.values())
    parameters = {
        "the sine, 1 layer": 3 * widths + 1,
        "x^2, 1 layer: at least": 3 * widths + 1,
        "x^2, 1 to 9 layers": 12 * depths - 2,
    }
    series = {
        "the sine, 1 layer": errors,
        "x^2, 1 layer: at least": 1 / (8 * (widths + 1) ** 2),
        "x^2, 1 to 9 layers": squares,
    }
    figures.plot_series(axes, parameters, series, markers=True)
    axes.loglog()
    arrays = {"phase": phase, "errors": errors, "squares": squares}
    context.record_figure("errors", figure, arrays)


def tabulate_nets(context: Context, data: str, rows: Mapping[str, Sequence[Any]]) -> None:
    """Tabulate the networks that read digits.

    Args:
        context: Receives the table.
        data: The name of the data set.
        rows: By network the parameters, the epochs and the accuracy.
    """
    labelled = [(NETS[name], *row) for name, row in rows.items()]
    context.record_table("digits", labelled, data=data)
