"""The figures of feature-visualization."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.patches import Rectangle

from kerasdigits.lessons.course import figures
from kerasdigits.lessons.course.context import Context
from kerasdigits.plots import make_figure

SHOWN = 2  # channels of each layer in the large figure


def plot_favourites(
    context: Context, favourites: Mapping[str, Any], drawings: Mapping[str, np.ndarray]
) -> None:
    """Plot drawings and patches of some channels of each layer, a channel a row.

    Args:
        context: Receives the figure.
        favourites: `Favourites` by layer.
        drawings: (channels, side, side) by layer.
    """
    figure = make_figure(7.0, 0.74 * SHOWN * len(favourites) + 0.2)
    rows = figure.subplots(SHOWN * len(favourites), 1)
    chosen = {}
    for number, (name, found) in enumerate(favourites.items()):
        # Those whose favourites have the most contrast; some channels like plain paper.
        contrast = found.patches.std(axis=(2, 3)).mean(axis=1)
        chosen[name] = np.sort(np.argsort(-contrast)[:SHOWN])
        for axes, channel in zip(rows[number * SHOWN :], chosen[name], strict=False):
            _show_row(axes, [drawings[name][channel], *found.patches[channel]])
            label = f"{name}\nchannel {channel}"
            axes.set_ylabel(label, fontsize=8, rotation=0, ha="right", va="center")
    arrays = {f"shown_{name}": channels for name, channels in chosen.items()}
    context.record_figure("favourites", figure, arrays)


def plot_boxes(context: Context, x: np.ndarray, found: Any, side: int) -> None:
    """Plot the whole images of the favourites of one channel, with a box around the patch.

    Args:
        context: Receives the figure.
        x: (n, 28, 28, 1).
        found: `Favourites` of the layer.
        side: Of its field, in pixels.
    """
    contrast = found.patches.std(axis=(2, 3)).mean(axis=1)
    channel = int(contrast.argmax())
    figure = figures.plot_images(x[found.images[channel]], [""] * 9, columns=9, size=0.85)
    for axes, (row, column) in zip(figure.axes, found.corners[channel], strict=True):
        corner = (column - 0.5, row - 0.5)
        box = Rectangle(corner, side, side, fill=False, edgecolor=figures.ORANGE, linewidth=1.8)
        axes.add_patch(box)
    context.record_figure("boxes", figure, {"boxed_channel": np.array(channel)}, channel=channel)


def plot_kernels(context: Context, kernels: np.ndarray) -> None:
    """Plot the kernels of the first layer.

    Args:
        context: Receives the figure.
        kernels: (rows, columns, channels).
    """
    maps = np.moveaxis(kernels, -1, 0)
    names = [f"channel {number}" for number in range(len(maps))]
    figure = figures.plot_signed_images(maps, names, unit="weight", columns=8, size=0.95)
    context.record_figure("kernels", figure, {"kernels": kernels})


def _show_row(axes: Any, patches: list[np.ndarray]) -> None:
    """Draw patches in a row, with a gap between them, and a frame around the first."""
    side = len(patches[0])
    gap = side * 0.15
    for number, patch in enumerate(patches):
        left = number * (side + gap)
        axes.imshow(1 - patch, cmap="gray", vmin=0, vmax=1, extent=(left, left + side, side, 0))
        colour, width = (figures.ORANGE, 2.5) if number == 0 else ("#cccccc", 0.8)
        frame = Rectangle((left, 0), side, side, fill=False, edgecolor=colour, linewidth=width)
        axes.add_patch(frame)
    axes.set(xticks=[], yticks=[], xlim=(-gap, 10 * (side + gap)), ylim=(side + gap / 2, -gap / 2))
    axes.spines[:].set_visible(False)
