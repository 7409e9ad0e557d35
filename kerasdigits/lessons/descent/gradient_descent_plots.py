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
        axes.set_ylim(-60, 100)
    arrays = {"t": t, "speed": speed, "curves": np.array(list(curves.values()))}
    context.record_figure("curves", figure, arrays)


def tabulate_plateau(
    context: Context, ways: Mapping[int, tuple[float, float]], floor: float
) -> None:
    """Tabulate the loss after more and more steps, in seconds and standardised.

    Args:
        context: Receives the table.
        ways: By the number of steps, the two losses.
        floor: The loss of the best curve.
    """
    condition, condition_scaled = (
        context.numbers[name].value for name in ("condition", "condition_scaled")
    )
    rows: list[tuple[Cell, ...]] = [
        (f"after {steps:,} step{'s' * (steps != 1)}", *(f"{loss:,.1f}" for loss in losses))
        for steps, losses in ways.items()
    ]
    rows += [
        ("the floor (least squares)", f"{floor:.1f}", f"{floor:.1f}"),
        ("condition number", f"{condition:,.0f}", f"{condition_scaled:.1f}"),
    ]
    context.record_table("plateau", rows)


def plot_losses(
    context: Context,
    losses: Sequence[float],
    scaled: Sequence[float],
    leaps: tuple[np.ndarray, np.ndarray],
    floor: float,
) -> None:
    """Plot the loss by step, in seconds and standardised, above the floor.

    Args:
        context: Receives the figure.
        losses: With the time in seconds, before each of ten steps and after the last.
        scaled: With the time standardised; sixty steps.
        leaps: With the time in seconds: numbers of steps, `(n,)`, and the loss after each.
        floor: The loss of the best curve.
    """
    figure, axes = figures.new_axes("step", "loss (mean squared error)", width=7.2, height=3.6)
    steps = {"time in seconds": leaps[0], "time standardised": np.arange(1, len(scaled))}
    curves = {"time in seconds": leaps[1], "time standardised": scaled[1:]}
    figures.plot_series(axes, steps, curves, legend=False)
    axes.plot(np.arange(1, 11), losses[1:], "o", color=figures.BLUE, label="the book's ten steps")
    axes.axhline(floor, color=figures.BLACK, linewidth=1, linestyle=":")
    axes.annotate(
        "the floor", (leaps[0][-1], floor), (0, 4), textcoords="offset points", ha="right"
    )
    axes.loglog()
    axes.legend(frameon=False, fontsize=9)
    arrays = {
        "losses": np.array(losses),
        "losses_standardised": np.array(scaled),
        "leap_steps": leaps[0],
        "leap_losses": leaps[1],
    }
    context.record_figure("losses", figure, arrays)
