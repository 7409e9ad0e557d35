"""What the lessons' figures are plotted with: axes in one style, series that print in grey, images.

The colours are Okabe and Ito's (https://jfly.uni-koeln.de/color/), told apart by colour-blind
readers; each series has a line style of its own besides, for grey print.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from kerasdigits.plots import make_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import XAxis, YAxis
    from matplotlib.figure import Figure

BLUE, ORANGE, GREEN, PURPLE, SKY, BLACK = (
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#AA4499",
    "#56B4E9",
    "#222222",
)
GREY = "#6b6b6b"
STYLES = (
    (BLUE, "-"),
    (ORANGE, "--"),
    (GREEN, "-."),
    (PURPLE, ":"),
    (SKY, (0, (6, 1, 1, 1, 1, 1))),
    (BLACK, (0, (1, 1))),
)
"""Colour and line style of the first, second, ... series."""

SIGNED = "PuOr_r"
"""The colour map of numbers with a sign: purple below 0, white at 0, orange above."""

LEVELS = "cividis"
"""The colour map of numbers without a sign, such as a loss surface."""


def new_axes(
    xlabel: str, ylabel: str, title: str = "", *, width: float = 6.4, height: float = 4.0
) -> tuple[Figure, Axes]:
    """Make a figure with one panel.

    Args:
        xlabel: What the horizontal axis is, with its unit.
        ylabel: What the vertical axis is, with its unit.
        title: What stands above; the caption below says what to notice.
        width: Inches; a page of a report is 7 wide.
        height: Inches.

    Returns:
        The figure and its axes, to draw on with matplotlib.
    """
    figure, (axes,) = new_panels([title], xlabel, ylabel, width=width, height=height)
    return figure, axes


def new_panels(
    titles: Sequence[str],
    xlabel: str,
    ylabel: str,
    *,
    columns: int | None = None,
    width: float | None = None,
    height: float | None = None,
    share: bool = False,
) -> tuple[Figure, list[Axes]]:
    """Make a figure with a panel for each title.

    Args:
        titles: What stands above each panel.
        xlabel: Of all panels; change one with `axes.set_xlabel`.
        ylabel: Of all panels.
        columns: Panels in a row; all in one row without.
        width: Inches; 4.2 a panel without, less where there are three in a row.
        height: Inches; 3.8 a row without, less where there are three.
        share: Same limits on all panels.

    Returns:
        The figure and its axes, in the order of the titles.
    """
    columns = columns or len(titles)
    rows = -(-len(titles) // columns)
    # At ten inches the letters are still legible on a page of seven.
    panel = (4.2, 3.8) if columns < 3 else (10 / columns, 3.2)
    figure = make_figure(width or panel[0] * columns, height or panel[1] * rows)
    grid = figure.subplots(rows, columns, squeeze=False, sharex=share, sharey=share).ravel()
    for axes, title in zip(grid, titles, strict=False):
        axes.set(xlabel=xlabel, ylabel=ylabel)
        axes.set_title(title, fontsize=11)
        axes.grid(alpha=0.25)
        axes.set_axisbelow(True)
        axes.spines[["top", "right"]].set_visible(False)
        if columns > 1:
            axes.locator_params(axis="x", nbins=6)  # long numbers would run into each other
        if share:
            axes.label_outer()
    for axes in grid[len(titles) :]:
        axes.axis("off")
    return figure, list(grid[: len(titles)])


def plot_series(
    axes: Axes,
    x: Any,
    series: Mapping[str, Any],
    *,
    markers: bool = False,
    legend: bool = True,
) -> None:
    """Draw lines over one x, each with its colour and its style.

    Args:
        axes: Where to draw.
        x: `(n,)`, or a mapping with the x of each series.
        series: The label and the `(n,)` values of at most six lines.
        markers: Mark the points, for few of them.
        legend: Write the legend.
    """
    for number, (label, y) in enumerate(series.items()):
        colour, style = STYLES[number % len(STYLES)]
        axes.plot(
            x[label] if isinstance(x, Mapping) else x,
            y,
            color=colour,
            linestyle=style,
            marker="osD^vX"[number % 6] if markers else None,
            markersize=5,
            linewidth=1.8,
            label=label,
        )
    if legend:
        axes.legend(frameon=False, fontsize=9)


def plot_noisy(axes: Axes, y: Any, window: int) -> None:
    """Draw a noisy series in grey, and its moving average over it.

    Args:
        axes: Where to draw.
        y: `(n,)`.
        window: How many values the average takes.
    """
    axes.plot(y, color="#b5b5b5", linewidth=0.7, label="each")
    mean = np.convolve(y, np.ones(window) / window, "valid")
    places = np.arange(len(mean)) + window // 2
    axes.plot(places, mean, color=BLUE, linewidth=1.8, label=f"mean of {window}")
    axes.legend(frameon=False, fontsize=9)


def use_logarithms(*axes: XAxis | YAxis) -> None:
    """Make axes logarithmic, after the drawing, with plain numbers: 0.05, not 5 x 10^-2.

    Args:
        *axes: `axes.xaxis`, `axes.yaxis`.
    """
    for axis in axes:
        getattr(axis.axes, f"set_{axis.axis_name}scale")("log")
        low, high = axis.get_view_interval()
        powers = 10.0 ** np.arange(np.floor(np.log10(low)), np.ceil(np.log10(high)) + 1)
        for steps in ((1,), (1, 2, 5), range(1, 10)):
            ticks = [power * n for power in powers for n in steps if low <= power * n <= high]
            if len(ticks) > 3:
                break
        axis.set_ticks(ticks, [f"{tick:g}" for tick in ticks])
        axis.set_ticks([], minor=True)


def plot_steps(axes: Axes, edges: Any, heights: Any, label: str) -> None:
    """Draw a histogram: the first one filled in grey, what comes after it as an orange line.

    Args:
        axes: Where to draw.
        edges: `(n + 1,)`, the limits of the bins.
        heights: `(n,)`.
        label: For the legend.
    """
    first = not axes.patches
    axes.stairs(
        heights,
        edges,
        fill=first,
        color="#c9c9c9" if first else ORANGE,
        linewidth=1.0 if first else 2.0,
        label=label,
    )


def plot_sides(
    axes: Axes, x: Any, targets: Any, score: Callable[[np.ndarray], Any]
) -> tuple[np.ndarray, np.ndarray]:
    """Draw points of two classes in a plane, over the two sides that a model parts it into.

    Args:
        axes: Where to draw.
        x: The points `(n, 2)`.
        targets: `(n,)` or `(n, 1)`, 0 or 1.
        score: Takes places `(m, 2)`, gives m scores, positive for class 1.

    Returns:
        The places of a grid `(10000, 2)`, and their scores `(10000,)`.
    """
    across, up = np.linspace(np.min(x, axis=0) - 0.4, np.max(x, axis=0) + 0.4, 100).T
    grid = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
    scores = np.asarray(score(grid)).reshape(-1)
    sides = scores.reshape(100, 100) > 0
    axes.contourf(across, up, sides, [-0.5, 0.5, 1.5], colors=["#cfe3f3", "#fbdcc8"])
    for target, colour, style in ((0, BLUE, "o"), (1, ORANGE, "^")):
        chosen = np.asarray(x)[np.ravel(targets) == target]
        axes.plot(*chosen.T, style, color=colour, markersize=3 if len(x) > 50 else 9)
    return grid, scores


def plot_images(
    images: Any, titles: Sequence[str], *, columns: int = 5, size: float = 1.35, title: str = ""
) -> Figure:
    """Draw small images as ink on paper.

    Args:
        images: `(n, height, width)` or `(n, height, width, 1)`, 0 (paper) to 1 (ink).
        titles: What stands above each.
        columns: Images in a row.
        size: Inches of an image.
        title: What stands above all.

    Returns:
        The figure.
    """
    images = 1 - np.asarray(images).reshape(len(images), *np.shape(images)[1:3])
    figure, grid = _new_gallery(len(images), columns, size, titles, title)
    for axes, image in zip(grid, images, strict=True):
        axes.imshow(image, cmap="gray", vmin=0, vmax=1)
    return figure


def plot_signed_images(
    images: Any,
    titles: Sequence[str],
    *,
    unit: str,
    columns: int = 3,
    size: float = 2.2,
    shared_scale: bool = True,
) -> Figure:
    """Draw maps of numbers with a sign, such as weights: 0 is white, orange above, purple below.

    Args:
        images: `(n, height, width)`.
        titles: What stands above each.
        unit: What the numbers are, written at the colour bar.
        columns: Maps in a row.
        size: Inches of a map.
        shared_scale: One colour bar for all; else each map has its own.

    Returns:
        The figure.
    """
    images = np.asarray(images).reshape(len(images), *np.shape(images)[1:3])
    wide = size if shared_scale else size + 0.9
    figure, grid = _new_gallery(len(images), columns, size, titles, "", width=wide)
    for axes, image in zip(grid, images, strict=True):
        limit = np.abs(images if shared_scale else image).max() or 1.0
        shown = axes.imshow(image, cmap=SIGNED, vmin=-limit, vmax=limit)
        if not shared_scale:
            figure.colorbar(shown, ax=axes, label=unit, fraction=0.046)
    if shared_scale:
        figure.colorbar(shown, ax=grid, label=unit, fraction=0.03)
    return figure


def _new_gallery(
    count: int,
    columns: int,
    size: float,
    titles: Sequence[str],
    title: str,
    width: float | None = None,
) -> tuple[Figure, list[Axes]]:
    columns = min(columns, count)
    rows = -(-count // columns)
    figure = make_figure((width or size) * columns + 0.4, (size + 0.35) * rows + bool(title) * 0.35)
    grid = figure.subplots(rows, columns, squeeze=False).ravel()
    for axes in grid[count:]:
        axes.axis("off")
    for axes, text in zip(grid, titles, strict=False):
        axes.set(xticks=[], yticks=[])
        axes.spines[:].set_color("#cccccc")
        axes.set_title(text, fontsize=9)
    if title:
        figure.suptitle(title, fontsize=11)
    return figure, list(grid[:count])
