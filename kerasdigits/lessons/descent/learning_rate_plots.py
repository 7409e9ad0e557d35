"""The table and the figures of learning-rate."""

from collections.abc import Mapping, Sequence

import numpy as np

from kerasdigits.lessons.course import figures
from kerasdigits.lessons.course.context import Context


def plot_parabola(context: Context, rates: Sequence[float], paths: Sequence[np.ndarray]) -> None:
    """Plot the steps of each rate on the parabola.

    Args:
        context: Receives the figure.
        rates: The learning rates.
        paths: For each rate, x before each step and after the last, `(steps + 1,)`.
    """
    titles = [f"rate {rate}" for rate in rates]
    figure, panels = figures.new_panels(titles, "x", "f(x) = x squared", columns=3, share=True)
    grid = np.linspace(-2.4, 2.4, 200)
    for axes, path in zip(panels, paths, strict=True):
        shown = path[np.abs(path) < 2.4]
        axes.plot(grid, grid**2, color=figures.GREY, linewidth=1)
        axes.plot(shown, shown**2, "o-", color=figures.BLUE, markersize=4, linewidth=1)
        axes.plot(path[0], path[0] ** 2, "s", color=figures.ORANGE, markersize=7)
    arrays = {"rates_parabola": np.array(rates), "paths_parabola": np.array(paths)}
    context.record_figure("parabola", figure, arrays)


def tabulate_rates(
    context: Context,
    regimes: Mapping[float, tuple[str, str]],
    steps: Mapping[float, float],
    losses: Mapping[float, np.ndarray],
) -> None:
    """Tabulate how each rate did on the line.

    Args:
        context: Receives the table.
        regimes: By rate, the regime that was predicted and the one that was observed.
        steps: By rate, the steps to the floor; infinite where it was not reached.
        losses: By rate, the loss before each step and after the last.
    """
    rows = [
        (
            str(rate),
            *regimes[rate],
            f"{steps[rate]:.0f}" if np.isfinite(steps[rate]) else "never",
            f"{losses[rate][-1]:.4g}",
        )
        for rate in regimes
    ]
    steps_taken = len(next(iter(losses.values()))) - 1
    context.record_table("rates", rows, steps=steps_taken)


def plot_losses(context: Context, losses: Mapping[float, np.ndarray], floor: float) -> None:
    """Plot the loss by step for each rate.

    Args:
        context: Receives the figure.
        losses: By rate, the loss before each step and after the last, `(steps + 1,)`.
        floor: The loss of the best line.
    """
    curves = {f"rate {rate}": of_rate for rate, of_rate in losses.items()}
    arrays = {"losses_line": np.array(list(losses.values()))}
    figure, axes = figures.new_axes("step", "loss (mean squared error)", height=4.6)
    figures.plot_series(axes, np.arange(arrays["losses_line"].shape[1]), curves, legend=False)
    axes.set(yscale="log", ylim=(0.6 * floor, 300))
    axes.legend(frameon=False, fontsize=9, ncols=3, loc="upper right")
    context.record_figure("line", figure, arrays)
