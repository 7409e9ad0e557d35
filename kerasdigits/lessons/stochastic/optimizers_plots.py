"""The tables and the figures of optimizers."""

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np

from kerasdigits.lessons.course import figures
from kerasdigits.lessons.course.context import Context


def plot_valley(context: Context, paths: Mapping[str, np.ndarray]) -> None:
    """Plot the paths of the rules over the heights of the valley.

    Args:
        context: Receives the figure.
        paths: By the rule's name, (steps + 1, 2).
    """
    figure, panels = figures.new_panels(list(paths), "flat way", "steep way", columns=2, share=True)
    flat, steep = np.meshgrid(np.linspace(-10, 5, 200), np.linspace(-2, 2, 100))
    heights = np.geomspace(1, 300, 9)
    for axes, path in zip(panels, paths.values(), strict=True):
        axes.contour(flat, steep, flat**2 + 50 * steep**2, heights, colors="#bbb")
        axes.plot(*path.T, "o-", color=figures.BLUE, markersize=3, linewidth=1)
        axes.plot(0, 0, "*", color=figures.ORANGE, markersize=13)
    context.record_figure("valley", figure, {"valley_paths": np.array(list(paths.values()))})


def compare_sheets(
    context: Context,
    sheets: Mapping[str, tuple[partial, int]],
    paths: Mapping[str, np.ndarray],
) -> None:
    """Record b at the epochs that the spreadsheet is known for; tabulate and plot its way.

    Args:
        context: Receives the numbers, the table and the figure; it has the epochs until b > 28 and
            the squared error at the end already.
        sheets: Rule and epochs by the rule's name.
        paths: a and b after each epoch, (epochs + 1, 2), by the rule's name.
    """
    b = {name: path[:, 1] for name, path in paths.items()}
    context.record_numbers(
        sgd_b_1=b["sgd"][1],
        sgd_b_1000=b["sgd"][1000],
        sgd_b_2000=b["sgd"][2000],
        rmsprop_b_100=b["rmsprop"][100],
        adam_b_20=b["adam"][20],
        sgd_a_1=paths["sgd"][1, 0],
    )
    rows = []
    for name, (rule, epochs) in sheets.items():
        past, error = (context.numbers[f"{kind}_{name}"].value for kind in ("epochs", "mse"))
        rows.append((name, str(rule.keywords["rate"]), f"{past:.0f}", epochs, error))
    context.record_table("epochs", rows)
    figure, axes = figures.new_axes("epoch", "b (30 is right)")
    figures.plot_series(axes, {name: np.arange(len(way)) for name, way in b.items()}, b)
    axes.set_xscale("log")
    arrays = {f"path_{name}": path for name, path in paths.items()}
    context.record_figure("spreadsheet", figure, arrays)


def record_valley(
    context: Context,
    name: str,
    points: tuple[np.ndarray, np.ndarray],
    hessian: np.ndarray,
    steps: Sequence[int],
) -> None:
    """Record how narrow a valley is, and the steps that each setting took in it.

    Args:
        context: Receives the numbers.
        name: `narrow` or `round`.
        points: x and y of the line, (n,) both.
        hessian: Of the mean squared error, (2, 2).
        steps: Of each setting.
    """
    least, most = np.linalg.eigvalsh(hessian)
    context.record_numbers({f"condition_{name}": most / least, f"limit_{name}": 2 / most})
    context.record_array(f"line_{name}", list(points))
    context.record_numbers({f"{name}_{i}": count for i, count in enumerate(steps)})


def tabulate_momentum(
    context: Context, settings: Mapping[str, Sequence[tuple[float, float]]]
) -> None:
    """Tabulate the steps by valley, rate and beta, beside the ideal beta of each valley.

    Args:
        context: Has the numbers of `record_valley`; receives the table.
        settings: Rates and betas by valley.
    """
    rows = []
    for name, pairs in settings.items():
        kappa = context.numbers[f"condition_{name}"].value
        ideal = ((kappa**0.5 - 1) / (kappa**0.5 + 1)) ** 2
        for i, (rate, beta) in enumerate(pairs):
            steps = int(context.numbers[f"{name}_{i}"].value)
            rows.append((name, f"{kappa:,.1f}", f"{ideal:.2f}", str(rate), str(beta), steps))
    context.record_table("momentum", rows)
