"""The table and the figures of gradient-descent."""

from collections.abc import Mapping, Sequence

import numpy as np

from kerasdigits.lessons.course import figures
from kerasdigits.lessons.course.context import Cell, Context


def plot_curves(
    context: Context,
    t: np.ndarray,
    speed: np.ndarray,
    curves: Mapping[int, np.ndarray],
    best: np.ndarray,
) -> None:
    """Plot the curve after some steps, over the measurements.

    Args:
        context: Receives the figure.
        t: Seconds, (n,).
        speed: Measured, m/s, (n,).
        curves: The fitted speeds by the number of steps.
        best: The speeds of the best curve.
    """
    titles = [f"after {step} step{'s' * (step != 1)}" for step in curves]
    figure, panels = figures.new_panels(titles, "time (s)", "speed (m/s)", columns=2, share=True)
    for axes, curve in zip(panels, curves.values(), strict=True):
        axes.plot(t, speed, "o", color=figures.GREY, markersize=4, label="measured")
        lines = {"gradient descent": curve, "least squares": best}
        figures.plot_series(axes, t, lines, legend=axes is panels[0])
        axes.set_ylim(-120, 120)
    arrays = {"t": t, "speed": speed, "curves": np.array(list(curves.values()))}
    context.record_figure("curves", figure, arrays)


def compare_losses(
    context: Context, losses: Sequence[float], scaled: Sequence[float], floor: float
) -> None:
    """Tabulate and plot the loss by step, in seconds and standardised, beside the floor.

    Args:
        context: Receives the table and the figure.
        losses: With the time in seconds, before each of ten steps and after the last.
        scaled: With the time standardised; sixty steps.
        floor: The loss of the best curve.
    """
    condition, condition_scaled = (
        context.numbers[name].value for name in ("condition", "condition_scaled")
    )
    rows: list[tuple[Cell, ...]] = [
        ("start", losses[0], scaled[0]),
        ("after 1 step", losses[1], scaled[1]),
        ("after 10 steps", losses[10], scaled[10]),
        ("after 60 steps", "", scaled[60]),
        ("the floor (least squares)", floor, floor),
        ("condition number", f"{condition:,.0f}", f"{condition_scaled:.1f}"),
    ]
    context.record_table("plateau", rows)
    figure, axes = figures.new_axes("step", "loss (mean squared error)")
    steps = {"time in seconds": np.arange(11), "time standardised": np.arange(31)}
    curves = {"time in seconds": losses, "time standardised": scaled[:31]}
    figures.plot_series(axes, steps, curves, markers=True)
    axes.axhline(floor, color=figures.BLACK, linewidth=1, linestyle=":")
    axes.annotate("the floor", (30, floor), (0, 4), textcoords="offset points", ha="right")
    axes.set_yscale("log")
    arrays = {"losses": np.array(losses), "losses_standardised": np.array(scaled)}
    context.record_figure("losses", figure, arrays)
