"""The table and the figures of linear-classifier."""

from collections.abc import Mapping

import numpy as np

from kerasdigits.lessons.course import figures
from kerasdigits.lessons.course.context import Context

LABELS = {
    "small": "from scratch",
    "optimizer": "BasicOptim",
    "fit": "Keras's fit",
    "shuffled": "from scratch, shuffled",
    "normal": "from scratch, N(0, 1) start",
}
BOOKS_CURVE = (0.4932, 0.8618, 0.8203, 0.9102, 0.9331, 0.9468, 0.9555, 0.9629, 0.9658, 0.9673)
PIXEL_SIMILARITY = 4.89  # % of MNIST's 3s and 7s that the lesson of that name reads wrong, by L1


def tabulate_confusions(
    context: Context, data: str, says_three: Mapping[str, np.ndarray], targets: np.ndarray
) -> None:
    """Tabulate for each training what the 3s and the 7s were read as.

    Args:
        context: Receives the table.
        data: The name of the data set.
        says_three: By training, whether each image was read as a 3, (n, 1).
        targets: 1 for a 3, 0 for a 7, (n, 1).
    """
    rows = []
    for name, label in LABELS.items():
        of_threes = says_three[name][targets == 1]
        of_sevens = says_three[name][targets == 0]
        threes = (of_threes.sum(), (~of_threes).sum())
        sevens = (of_sevens.sum(), (~of_sevens).sum())
        rows.append((label, *threes, *sevens))
    context.record_table("confusions", rows, data=data)


def plot_curves(context: Context, data: str, curves: Mapping[str, list[float]]) -> None:
    """Plot the error rate by epoch, all trainings in one figure.

    Args:
        context: Receives the figure.
        data: The name of the data set; on MNIST the book's curve stands beside ours.
        curves: By training the accuracy before the first epoch and after each.
    """
    epochs = np.arange(len(curves["small"]))
    figure, axes = figures.new_axes("epoch", f"test error rate (%, {data})")
    wrong = {
        label: 100 * (1 - np.array(curves[name][: len(epochs)])) for name, label in LABELS.items()
    }
    figures.plot_series(axes, epochs, wrong, legend=False)
    for line, width in zip(axes.lines, (9, 5, 1.5), strict=False):
        line.set_linewidth(width)  # the first three lie on each other
    if data == "mnist-3-7":
        book = 100 * (1 - np.array(BOOKS_CURVE))
        axes.plot(np.arange(1, 11), book, "ko", markersize=4, label="the book's BasicOptim")
        axes.axhline(
            PIXEL_SIMILARITY, color=figures.GREY, linewidth=1, label="pixel similarity, L1"
        )
    axes.legend(frameon=False, fontsize=9)
    axes.set(ylim=(0.8, 80), xticks=range(0, len(epochs), 5))
    figures.use_logarithms(axes.yaxis)
    arrays = {f"accuracy_{name}": curve for name, curve in curves.items()}
    context.record_figure("curves", figure, arrays)


def plot_weights(context: Context, maps: np.ndarray) -> None:
    """Plot the weight of each pixel, from a large start and from a small one.

    Args:
        context: Receives the figure.
        maps: The two kernels as images, (2, height, width).
    """
    titles = ["N(0, 1) start", "small start, shuffled"]
    unit = "weight of a pixel"
    figure = figures.plot_signed_images(maps, titles, unit=unit, shared_scale=False)
    context.record_figure("weights", figure, {"weight_maps": maps})
