"""The figures and the table of augmentation-tta."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from kerasdigits.lessons.course import figures
from kerasdigits.lessons.course.context import Context

LABELS = {"plain": "as they are", "moved": "moved", "flipped": "half of them mirrored"}


def plot_variants(
    context: Context, image: np.ndarray, moved: np.ndarray, mirrored: np.ndarray
) -> None:
    """Plot an image, moved variants of it, and its mirror image.

    Args:
        context: Receives the figure.
        image: (height, width, 1).
        moved: (n, height, width, 1).
        mirrored: (height, width, 1).
    """
    shown = np.concatenate([image[None], moved[:8], mirrored[None]])
    names = ["a 2", *["moved"] * 8, "mirrored: a 2?"]
    figure = figures.plot_images(shown, names)
    context.record_figure("variants", figure, {"variants": shown})


def tabulate_ways(context: Context, numbers: Mapping[str, Any]) -> None:
    """Tabulate what each network read, asked once and with copies.

    Args:
        context: Receives the table.
        numbers: The recorded ones, by name.
    """
    rows = [
        (label, f"{numbers[name].value:.4f}", f"{numbers[f'{name}_tta'].value:.4f}")
        for name, label in LABELS.items()
    ]
    context.record_table("ways", rows, data=context.load_digits().name)


def plot_copies(context: Context, errors: Mapping[str, Sequence[float]]) -> None:
    """Plot the error over the number of copies.

    Args:
        context: Receives the figure.
        errors: Shares of misread images for 0, 1, ... copies, by network.
    """
    figure, axes = figures.new_axes(
        "moved copies beside each test image", "misread test images (%)", height=3.4
    )
    lines = {f"trained on images {LABELS[name]}": 100 * np.array(e) for name, e in errors.items()}
    figures.plot_series(axes, np.arange(len(errors["plain"])), lines, markers=True)
    axes.set_ylim(bottom=0)
    axes.set_xticks(range(len(errors["plain"])))
    arrays = {f"errors_{name}": values for name, values in errors.items()}
    context.record_figure("copies", figure, arrays)


def plot_digits(context: Context, by_digit: Mapping[str, Sequence[float]]) -> None:
    """Plot how many percentage points each digit lost or won, compared to the plain network.

    Args:
        context: Receives the figure.
        by_digit: Accuracy on each digit, by network.
    """
    figure, axes = figures.new_axes("digit", "change of accuracy (percentage points)", height=3.4)
    for offset, colour, name in ((-0.2, figures.BLUE, "moved"), (0.2, figures.ORANGE, "flipped")):
        change = 100 * (np.array(by_digit[name]) - np.array(by_digit["plain"]))
        axes.bar(np.arange(10) + offset, change, width=0.38, color=colour, label=LABELS[name])
    axes.axhline(0, color="#222222", linewidth=0.8)
    axes.set_xticks(range(10))
    axes.legend(frameon=False, fontsize=9)
    arrays = {f"by_digit_{name}": values for name, values in by_digit.items()}
    context.record_figure("digits", figure, arrays)
