"""The figures of resnet."""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.special import softmax

from kerasdigits.data import Dataset
from kerasdigits.lessons.course import figures
from kerasdigits.lessons.course.context import Context


def plot_losses(context: Context, losses: Mapping[str, Sequence[float]], blocks: int) -> None:
    """Plot the training loss of the three networks.

    Args:
        context: Receives the figure.
        losses: Of each batch, by network.
        blocks: How many the deep ones have.
    """
    labels = {
        "shallow": "2 layers",
        "plain": f"{2 * blocks} layers",
        "residual": f"{2 * blocks} layers with shortcuts",
    }
    figure, axes = figures.new_axes("step", "loss on the training set (nats)")
    window = np.ones(10) / 10  # a batch's own noise would hide the lines
    smooth = {labels[name]: np.convolve(each, window, "valid") for name, each in losses.items()}
    figures.plot_series(axes, np.arange(10, len(losses["plain"]) + 1), smooth)
    axes.set_ylim(0, 2.5)
    arrays = {f"losses_{name}": values for name, values in losses.items()}
    context.record_figure("losses", figure, arrays, layers=2 * blocks)


def plot_similarity(context: Context, alike: Mapping[str, Sequence[float]]) -> None:
    """Plot how alike all pictures are after each block.

    Args:
        context: Receives the figure.
        alike: Mean cosines before the first block and after each, by network.
    """
    figure, axes = figures.new_axes(
        "blocks passed, before any training", "mean cosine between pictures", height=3.4
    )
    lines = {"without shortcuts": alike["plain"], "with shortcuts": alike["residual"]}
    figures.plot_series(axes, np.arange(len(alike["plain"])), lines, markers=True)
    axes.set_ylim(0, 1.05)
    arrays = {f"cosines_{name}": values for name, values in alike.items()}
    context.record_figure("alike", figure, arrays)


def plot_cycle(context: Context, rates: np.ndarray, momenta: np.ndarray) -> None:
    """Plot the rate and the momentum of each step.

    Args:
        context: Receives the figure.
        rates: (steps,).
        momenta: (steps,).
    """
    figure, (left, right) = figures.new_panels(["learning rate", "momentum"], "step", "", height=3)
    left.plot(rates, color=figures.BLUE, linewidth=1.8)
    right.plot(momenta, color=figures.ORANGE, linewidth=1.8)
    context.record_figure("cycle", figure, {"rates": rates, "momenta": momenta})


def plot_misread(context: Context, data: Dataset, logits: np.ndarray, wrong: np.ndarray) -> None:
    """Plot the images that ResNet18 misreads, ten at most.

    Args:
        context: Receives the figure.
        data: 3s and 7s.
        logits: (n, 2).
        wrong: The numbers of the misread images.
    """
    shares = softmax(logits.astype("float64"), axis=1)
    order = wrong[np.argsort(-shares[wrong].max(axis=1))][:10]
    names = [
        f"{data.class_names[data.y_test[i]]} read as {data.class_names[shares[i].argmax()]}\n"
        f"{shares[i].max():.1%} sure"
        for i in order
    ]
    if not len(order):
        return
    figure = figures.plot_images(data.x_test[order], names)
    arrays = {"misread": order, "logits": logits}
    context.record_figure("misread", figure, arrays, count=len(wrong), images=len(logits))
