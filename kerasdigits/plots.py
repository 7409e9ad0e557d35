"""Every matplotlib figure; drawn without pyplot, so nothing needs a screen or leaks a window."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kerasdigits.files import replacing_file

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Okabe and Ito's palette: told apart by colour-blind readers, and in grey print by its lightness.
BLUE, ORANGE, GREEN, GREY = "#0072B2", "#D55E00", "#009E73", "#6b6b6b"
_DPI = 144
_LABELS = {"mae": "mean absolute error", "mse": "mean squared error"}


def save_curves(path: Path, history: list[dict[str, float]], title: str) -> None:
    """Draw loss and metric by epoch, training and validation in one panel each.

    Args:
        path: The PNG to write.
        history: A row an epoch: `epoch`, `loss`, a metric, their `val_` twins, ...
        title: What was trained.
    """
    other = ("epoch", "loss", "seconds", "learning_rate")
    metrics = [name for name in history[0] if not name.startswith("val_") and name not in other]
    names = ["loss", *metrics]
    figure = make_figure(4.6 * len(names), 3.6)
    for axes, name in zip(figure.subplots(1, len(names), squeeze=False)[0], names, strict=True):
        _draw_curve(axes, history, name)
    figure.suptitle(title, fontweight="bold")
    save_figure(figure, path)


def save_confusion_matrix(path: Path, confusion: np.ndarray, class_names: tuple[str, ...]) -> None:
    """Write what `plot_confusion_matrix` plots as a PNG."""
    save_figure(plot_confusion_matrix(confusion, class_names), path)


def plot_confusion_matrix(confusion: np.ndarray, class_names: tuple[str, ...]) -> Figure:
    """Draw a confusion matrix: numbers in the cells, the mistakes coloured by their number.

    What is right fills the diagonal and would drown the mistakes on a common scale, so it is grey.

    Args:
        confusion: `(num_classes, num_classes)` int, rows true, columns predicted.
        class_names: A name for each class.

    Returns:
        The figure.
    """
    right = np.eye(len(confusion), dtype=bool)
    mistakes = np.ma.masked_array(confusion, mask=right)
    most = max(int(mistakes.max() or 0), 1) if len(confusion) > 1 else 1
    side = max(4.5, 0.52 * len(class_names) + 1.4)
    figure = make_figure(side + 0.9, side)
    axes = figure.subplots()
    axes.set_facecolor("#e4e4e4")
    image = axes.imshow(mistakes, cmap="Oranges", vmin=0, vmax=most)
    bar = figure.colorbar(image, ax=axes, label="samples misread", fraction=0.046)
    bar.ax.locator_params(axis="y", integer=True)
    ticks = range(len(class_names))
    slanted = max(map(len, class_names)) > 3
    axes.set_xticks(
        ticks, class_names, rotation=45 if slanted else 0, ha="right" if slanted else "center"
    )
    axes.set_yticks(ticks, class_names)
    axes.set(xlabel="predicted class", ylabel="true class", title=_count_errors(confusion))
    for row, column in zip(*np.nonzero(confusion), strict=True):
        count = int(confusion[row, column])
        dark = row != column and count > 0.6 * most
        colour = "white" if dark else "black"
        axes.text(column, row, f"{count:,}", ha="center", va="center", color=colour, fontsize=8)
    return figure


def save_most_wrong(
    path: Path,
    images: np.ndarray,
    labels: np.ndarray,
    probabilities: np.ndarray,
    class_names: tuple[str, ...],
    source: str = "",
) -> None:
    """Draw the misread images, the most confident mistake first.

    Args:
        path: The PNG to write.
        images: `(n, height, width, 1 or 3)` float32 in [0, 1].
        labels: `(n,)` int, the true classes.
        probabilities: `(n, num_classes)`.
        class_names: A name for each class.
        source: Where the images came from and their licence, in a line.
    """
    guesses = [row.argmax() for row in probabilities]
    texts = [
        f"{class_names[label]} read as {class_names[guess]}\n{row[guess]:.0%} sure"
        for label, guess, row in zip(labels, guesses, probabilities, strict=True)
    ]
    title = "The most confident mistakes" if len(images) else "No mistakes"
    save_figure(plot_gallery(images, texts, title, source), path)


def plot_gallery(
    images: np.ndarray, texts: Sequence[str], title: str, source: str = "", columns: int = 8
) -> Figure:
    """Draw images in rows, each with a text above it.

    Args:
        images: `(n, height, width, 1 or 3)` float32 in [0, 1].
        texts: What stands above each, one or two lines.
        title: What stands above all.
        source: Where the images came from and their licence, in a line.
        columns: Images in a row.

    Returns:
        The figure.
    """
    rows = max(1, -(-len(images) // columns))
    figure = make_figure(columns * 1.25, rows * 1.5 + 0.4)
    grid = figure.subplots(rows, columns, squeeze=False).ravel()
    for axes in grid[len(images) :]:
        axes.axis("off")
    for axes, image, text in zip(grid, images, texts, strict=False):
        # Ink on paper reads better in print than the white on black that the model sees.
        picture = 1 - image[..., 0] if image.shape[-1] == 1 else image
        axes.imshow(picture, cmap="gray", vmin=0, vmax=1)
        axes.set(xticks=[], yticks=[])
        axes.spines[:].set_color("#cccccc")
        axes.set_title(text, fontsize=8)
    figure.suptitle(title, fontweight="bold")
    if source and len(images):
        figure.supxlabel(source, fontsize=7, color="#666666", wrap=True)
    return figure


def plot_recipe(history: list[dict[str, float]], ends: Sequence[int]) -> Figure:
    """Draw the loss on what is held out by epoch, through the steps of a recipe.

    Args:
        history: A row an epoch: `epoch`, `step`, `loss`, `val_loss`.
        ends: The epochs at which a cycle of the last step ended.

    Returns:
        The figure.
    """
    figure = make_figure(7.2, 4.0)
    axes = figure.subplots()
    names = {3: "3: last layers", 4: "4: augment", 8: "8: cycles, all layers"}
    for (step, name), colour, style in zip(
        names.items(), (GREY, ORANGE, BLUE), (":", "--", "-"), strict=True
    ):
        rows = [row for row in history if row["step"] == step]
        epochs = [row["epoch"] for row in rows]
        losses = [row["val_loss"] for row in rows]
        mark = "o" if len(rows) == 1 else None
        axes.plot(
            epochs, losses, color=colour, linestyle=style, linewidth=2, label=name, marker=mark
        )
    for number, end in enumerate(ends):
        label = "end of a cycle" if number == 0 else None
        axes.axvline(end, color=GREY, linewidth=0.8, linestyle=":", label=label)
    axes.locator_params(axis="x", integer=True)
    axes.set(xlabel="epoch of the whole recipe", ylabel="loss on what is held out")
    axes.set_ylim(bottom=0)
    axes.grid(alpha=0.3)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False)
    return figure


def save_learning_rate_sweep(
    path: Path,
    learning_rates: np.ndarray,
    losses: np.ndarray,
    smoothed: np.ndarray,
    suggestions: dict[str, float],
    title: str,
) -> None:
    """Draw the losses of a sweep by learning rate, and mark the suggestions on the smoothed curve.

    Args:
        path: The PNG to write.
        learning_rates: `(n,)`, > 0.
        losses: `(n,)`, of each batch.
        smoothed: `(n,)`, their moving average.
        suggestions: Learning rates by name.
        title: What was trained.
    """
    figure = make_figure(7.2, 4.2)
    plot_learning_rate_sweep(figure.subplots(), learning_rates, losses, smoothed, suggestions)
    figure.suptitle(title, fontweight="bold")
    save_figure(figure, path)


def plot_learning_rate_sweep(
    axes: Axes,
    learning_rates: np.ndarray,
    losses: np.ndarray,
    smoothed: np.ndarray,
    suggestions: dict[str, float],
) -> None:
    """Draw what `save_learning_rate_sweep` saves into axes of a figure of one's own."""
    axes.plot(learning_rates, losses, color=GREY, alpha=0.5, linewidth=1, label="each batch")
    axes.plot(learning_rates, smoothed, color=BLUE, linewidth=2.2, label="smoothed")
    for (name, rate), colour, marker in zip(
        suggestions.items(), (ORANGE, GREEN, "black"), "os^", strict=False
    ):
        height = np.interp(np.log(rate), np.log(learning_rates), smoothed)
        label = f"{name}: {rate:.1e}"
        axes.plot(rate, height, marker, color=colour, markersize=9, label=label, zorder=3)
        axes.axvline(rate, color=colour, linewidth=1, linestyle=":")
    # A loss that bursts at the end would press the rest of the curve flat.
    low = min(losses.min(), smoothed.min())
    high = smoothed[: len(smoothed) // 2 + 1].max()
    axes.set_ylim(low - 0.1 * (high - low), high + 0.5 * (high - low))
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(lambda rate, _: f"{rate:.0e}")  # plain text: see save_figure
    axes.set(xlabel="learning rate (log scale)", ylabel="training loss")
    axes.grid(alpha=0.3)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, loc="lower left")


def _draw_curve(axes: Axes, history: list[dict[str, float]], name: str) -> None:
    epochs = [row["epoch"] for row in history]
    marker = "o" if len(epochs) <= 30 else None
    series = [(name, "training", BLUE, "-")]
    if f"val_{name}" in history[0]:
        series.append((f"val_{name}", "validation", ORANGE, "--"))
    for key, label, colour, style in series:
        axes.plot(
            epochs,
            [row[key] for row in history],
            style,
            color=colour,
            marker=marker,
            markersize=4,
            label=label,
        )
    axes.set(xlabel="epoch", ylabel=_LABELS.get(name, name))
    axes.locator_params(axis="x", integer=True)
    axes.grid(alpha=0.3)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False)


def _count_errors(confusion: np.ndarray) -> str:
    total = int(confusion.sum())
    errors = total - int(np.trace(confusion))
    return f"{errors:,} of {total:,} misread (accuracy {1 - errors / max(total, 1):.2%})"


def make_figure(width: float, height: float) -> Figure:
    """Make an empty figure of a size in inches; its axes do not overlap."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), dpi=_DPI, layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def save_figure(figure: Figure, path: Path) -> None:
    """Write a figure as a PNG; its texts are taken as they are, not as formulas."""
    from matplotlib.text import Text

    axes = [axis for pair in figure.axes for axis in (pair.xaxis, pair.yaxis)]
    powers = {
        label
        for axis in axes
        if axis.get_scale() == "log"  # matplotlib writes their powers of ten as formulas
        for label in axis.get_ticklabels(which="both")
    }
    for text in set(figure.findobj(Text)) - powers:
        text.set_parse_math(False)  # a class may be called a_$b
    with replacing_file(path) as temporary, warnings.catch_warnings():
        # The fonts at hand do not have every script; a box in place of a letter is not a failure.
        warnings.filterwarnings("ignore", message=r"Glyph \d+ .* missing from font")
        figure.savefig(temporary)
