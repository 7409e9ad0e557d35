"""The table and the figures of tfjs-linear-regression."""

from collections.abc import Mapping

import numpy as np

from kerasdigits.data import Dataset
from kerasdigits.lessons.course import figures
from kerasdigits.lessons.course.context import Context

_EPOCHS = (0, 10, 20, 100, 200)


def plot_lines(context: Context, data: Dataset, path: np.ndarray) -> None:
    """Plot the samples, and the line after some epochs.

    Args:
        context: Receives the figure.
        data: The samples.
        path: Kernel and bias by epoch, (201, 2).
    """
    figure, axes = figures.new_axes(data.input_name or "x", data.output_name or "y")
    sizes = np.array([0.0, data.x_train.max()])
    lines = {f"epoch {n}": path[n, 0] * sizes + path[n, 1] for n in _EPOCHS}
    figures.plot_series(axes, sizes, lines, legend=False)
    axes.plot(data.x_train[:, 0], data.y_train[:, 0], "o", color=figures.GREY, label="to learn")
    axes.plot(data.x_test[:, 0], data.y_test[:, 0], "x", color=figures.GREY, label="to test")
    axes.legend(frameon=False, fontsize=9)
    top = data.y_train.max()
    axes.set_ylim(-0.6 * top, 1.8 * top)
    context.record_figure("lines", figure, {"keras_path": path})


def tabulate_paths(context: Context, paths: Mapping[str, np.ndarray]) -> None:
    """Tabulate kernel and bias after some epochs.

    Args:
        context: Receives the table and the arrays.
        paths: Kernel and bias by epoch, (201, 2), by who trained.
    """
    rows = [
        (f"{who}, epoch {n}", f"{path[n, 0]:.7f}", f"{path[n, 1]:.7f}")
        for n in (0, 10, 200)
        for who, path in paths.items()
    ]
    context.record_table("paths", rows)
    if "TensorFlow.js" in paths:
        context.record_array("javascript_path", paths["TensorFlow.js"])


def plot_starts(context: Context, errors: np.ndarray) -> None:
    """Plot where the errors of many starts lie, by epoch.

    Args:
        context: Receives the figure.
        errors: On the test set, (201, starts).
    """
    figure, axes = figures.new_axes("epoch", "mean absolute error on test downloads, s")
    low, middle, high = np.percentile(errors, (5, 50, 95), axis=1)
    epochs = np.arange(len(errors))
    axes.fill_between(epochs, low, high, color=figures.SKY, alpha=0.35, label="nine of ten starts")
    axes.plot(epochs, middle, color=figures.BLUE, label="the one in the middle")
    constant = context.numbers["error_mean"].value
    axes.axhline(constant, color=figures.BLACK, linewidth=1, linestyle=":", label="the mean time")
    axes.legend(frameon=False, fontsize=9)
    figures.use_logarithms(axes.yaxis)
    context.record_figure("starts", figure, {"start_errors": errors})


def plot_batches(context: Context, curves: Mapping[int, np.ndarray]) -> None:
    """Plot the training error by epoch for some sizes of batches.

    Args:
        context: Receives the figure.
        curves: By the size, (epochs + 1,).
    """
    figure, axes = figures.new_axes("epoch", "mean absolute error in training, s")
    shown = 41  # what comes after goes on like that
    named = {f"batches of {size}": curve[:shown] for size, curve in curves.items()}
    figures.plot_series(axes, np.arange(shown), named)
    axes.set_ylim(bottom=0)
    arrays = {f"errors_by_{size}": curve for size, curve in curves.items()}
    context.record_figure("batches", figure, arrays)
