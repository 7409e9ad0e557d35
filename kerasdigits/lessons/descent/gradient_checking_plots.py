"""The tables and the figures of gradient-checking."""

from collections.abc import Mapping, Sequence

import numpy as np

from kerasdigits.lessons.course import figures
from kerasdigits.lessons.course.context import Context

# What the notes on fastai v3, lesson 5, say of each cell of the row.
_NOTES = {
    "prediction": "15",
    "loss": "1,849.00",
    "loss_b": "1,848.14",
    "forward_b": "85.99",
    "loss_a": "1,836.1225",
    "forward_a": "1,202.04",
    "gradient_b": "-86.00",
    "gradient_a": "-1,204",
    "new_a": "1.12",
    "new_b": "1.01",
}


def tabulate_row(context: Context, row: Mapping[str, float]) -> None:
    """Tabulate the row of the spreadsheet beside what the notes say.

    Args:
        context: Receives the table; its numbers hold the labels of the cells.
        row: The cells by name.
    """
    rows = [
        (context.numbers[name].label, _NOTES[name], f"{value:,.4f}") for name, value in row.items()
    ]
    context.record_table("row", rows)


def tabulate_ways(context: Context, ways: Mapping[str, Sequence[float]]) -> None:
    """Tabulate the slopes for a and b, however they were found.

    Args:
        context: Receives the table and the array behind it.
        ways: The two slopes by the way to them.
    """
    rows = [
        (way, f"{float(slope_a):.4f}", f"{float(slope_b):.4f}")
        for way, (slope_a, slope_b) in ways.items()
    ]
    context.record_table("ways", rows)
    context.record_array("ways", np.array(list(ways.values()), "float64"))


def tabulate_squares(context: Context, total: float, slopes: np.ndarray, added: np.ndarray) -> None:
    """Tabulate the sum of squares, its gradient, and a slope that adds up.

    Args:
        context: Receives the table and the array behind it.
        total: The sum of the squares of 3, 4 and 10.
        slopes: Its gradient, `(3,)`.
        added: The slope of `x**2` at 3, added up over three calls, `(3,)`.
    """
    rows = [
        ("sum of squares of 3, 4, 10", f"{total:.0f}"),
        ("its gradient", ", ".join(f"{slope:.0f}" for slope in slopes)),
        (
            "slope of x**2 at 3, added up over three calls",
            ", ".join(f"{slope:.0f}" for slope in added),
        ),
    ]
    context.record_table("squares", rows)
    context.record_array("slopes_of_squares", slopes)


def plot_errors(context: Context, steps: np.ndarray, errors: Mapping[str, Sequence[float]]) -> None:
    """Plot the error of a difference over its step.

    Args:
        context: Receives the figure.
        steps: The steps h, `(n,)`.
        errors: The largest error of a slope for each h, `forward` and `central`.
    """
    figure, axes = figures.new_axes("h, the step of the difference", "largest error of a slope")
    curves = {f"{name} difference": of_steps for name, of_steps in errors.items()}
    figures.plot_series(axes, steps, curves)
    axes.loglog()
    arrays = {"h": steps, **{f"error_{name}": of_steps for name, of_steps in errors.items()}}
    context.record_figure("error-over-h", figure, arrays)


def plot_path(context: Context, path: np.ndarray) -> None:
    """Plot a and b by epoch.

    Args:
        context: Receives the figure.
        path: a and b after each round through the rows, `(epochs, 2)`.
    """
    figure, axes = figures.new_axes("epoch (rounds through 29 rows)", "parameter")
    curves = {"a, slope (true: 2)": path[:, 0], "b, intercept (true: 30)": path[:, 1]}
    figures.plot_series(axes, np.arange(1, len(path) + 1), curves)
    context.record_figure("slow-intercept", figure, {"path": path})
