"""The figures of loss-surface."""

from collections.abc import Mapping, Sequence

import numpy as np

from kerasdigits.lessons.course import figures
from kerasdigits.lessons.course.context import Context


def plot_maps(
    context: Context, bowls: Mapping[str, Mapping[str, np.ndarray]], **survey: np.ndarray
) -> None:
    """Plot the two losses of a line as maps, with the walks on them.

    Args:
        context: Receives the figure.
        bowls: `mse` and `mae`, each with the losses `map` `(kernels, biases)`, the lines `path`
            and `path_sgd` `(steps + 1, 2)` of two walks, and the `best` line `(2,)`.
        survey: What was measured and where, recorded as it is: the points `x` and `y`, the
            `kernels` and the `biases` of the map, and the points of each step, `few`.
    """
    titles = [name.upper() for name in bowls]
    figure, panels = figures.new_panels(titles, "kernel (s/MB)", "bias (s)")
    arrays = dict(survey)
    for axes, (name, bowl) in zip(panels, bowls.items(), strict=True):
        _plot_map(axes, bowl, survey["kernels"], survey["biases"])
        arrays[f"map_{name}"] = bowl["map"]
        arrays[f"path_{name}"] = bowl["path"]
        arrays[f"path_{name}_sgd"] = bowl["path_sgd"]
        arrays[f"best_{name}"] = bowl["best"]
    panels[0].legend(fontsize=9, facecolor="#bbbbbb")
    context.record_figure("maps", figure, arrays)


def _plot_map(axes, bowl, kernels, biases) -> None:
    axes.contourf(kernels, biases, bowl["map"].T, 14, cmap=figures.LEVELS)
    axes.plot(*bowl["path_sgd"].T, color=figures.ORANGE, linewidth=1, label="four at a time")
    axes.plot(*bowl["path"].T, ".-", color="white", linewidth=1, label="all points")
    axes.plot(*bowl["best"], "k*", markeredgecolor="white", markersize=14, label="the minimum")
    axes.axis((kernels[0], kernels[-1], biases[0], biases[-1]))


def plot_wells(
    context: Context, starts: np.ndarray, plain: np.ndarray, annealed: np.ndarray
) -> None:
    """Plot the curve with two valleys, and where the walks on it end.

    Args:
        context: Receives the figure.
        starts: Where the walks begin, `(n,)`.
        plain: Where they end without noise, `(n,)`.
        annealed: Where they end with annealed noise, `(n,)`.
    """
    figure, (curve, ends) = figures.new_panels(["the curve", "where walks end"], "w", "f(w)")
    grid = np.linspace(-2.4, 2.3, 300)
    edges = np.linspace(-2.4, 2.3, 48)
    figures.plot_series(curve, grid, {"w**4 - 4 w**2 + w": grid**4 - 4 * grid**2 + grid})
    for name, places in {"without noise": plain, "annealed noise": annealed}.items():
        figures.plot_steps(ends, edges, np.histogram(places, edges)[0], name)
    ends.set_ylabel("walks of 1,000")
    ends.legend(frameon=False, fontsize=9)
    arrays = {"starts": starts, "ends_plain": plain, "ends_annealed": annealed}
    context.record_figure("wells", figure, arrays)


def plot_directions(
    context: Context,
    dimensions: Sequence[int],
    cosines: Sequence[float],
    sizes: np.ndarray,
    games: np.ndarray,
    steps: np.ndarray,
) -> None:
    """Plot how sideways a guess goes, and the games of a tournament beside steps by gradient.

    Args:
        context: Receives the figure.
        dimensions: The numbers of parameters of the guesses.
        cosines: The mean abs(cos) for each.
        sizes: The numbers of parameters of the tournaments, `(n,)`.
        games: The games of each, `(n,)`.
        steps: The steps by gradient for each, `(n,)`.
    """
    titles = ["a random step", "until 1 % of the loss is left"]
    figure, (left, right) = figures.new_panels(titles, "number of parameters", "mean abs(cos)")
    expected = np.sqrt(2 / np.pi / np.array(dimensions))
    figures.plot_series(left, dimensions, {"measured": cosines, "sqrt(2 / (pi n))": expected})
    curves = {"tournament (games)": games, "gradient (steps)": steps}
    figures.plot_series(right, sizes, curves, markers=True)
    right.set_ylabel("games, steps")
    for axes in (left, right):
        axes.loglog()
    arrays = {"cosines": cosines, "sizes": sizes, "games": games, "gradient_steps": steps}
    context.record_figure("directions", figure, arrays)
