"""The table and the figures of weight-decay."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from kerasdigits.data import Dataset
from kerasdigits.lessons.course import figures
from kerasdigits.lessons.course.context import Context

Measured = tuple[np.ndarray, np.ndarray]  # accuracies and losses, (networks,) both


def record_network(context: Context, name: str, weights: Sequence[np.ndarray]) -> None:
    """Record the kernels w1, w2 and the biases b1, b2 of a network, or of several.

    Args:
        context: Receives the weights.
        name: Of the network.
        weights: Kernel and bias of the first layer and of the second.
    """
    context.record_weights(name, dict(zip(("w1", "b1", "w2", "b2"), weights, strict=True)))


def record_training(
    context: Context,
    settings: Mapping[str, float],
    sets: Any,
    start: Sequence[np.ndarray],
    weights: Sequence[np.ndarray],
) -> None:
    """Record all that it takes to repeat a training, and where it led.

    Args:
        context: Receives arrays and weights.
        settings: Numbers by name.
        sets: The lesson's `Sets`.
        start: Weights of the networks at the start.
        weights: And at the end.
    """
    for name, setting in settings.items():
        context.record_array(name, setting)
    context.record_array("order", sets.order)
    context.record_array("spoilt", sets.spoilt)
    record_network(context, "networks", weights)
    record_network(context, "networks_start", start)


def record_decays(
    context: Context,
    data: Dataset,
    decays: Sequence[float],
    training: Measured,
    validation: Measured,
    norms: np.ndarray,
    wrong: int,
) -> None:
    """Record and tabulate what each decay came to.

    Args:
        context: Receives the numbers and the table.
        data: What it was measured on.
        decays: Of all networks but the last.
        training: Measured on what was learned, with its wrong labels.
        validation: Measured on other images.
        norms: Of the kernels at the end, (networks,).
        wrong: How many of the labels to learn were wrong.
    """
    rows = []
    for i, decay in enumerate(decays):
        name = str(decay).replace(".", "_")
        accuracies, losses = validation
        shown = {
            f"accuracy_{name}": accuracies[i],
            f"loss_{name}": losses[i],
            f"norm_{name}": norms[i],
        }
        context.record_numbers(shown, data=data)
        rows.append((str(decay), training[0][i], training[1][i], *shown.values()))
    context.record_table("decays", rows, wrong=wrong)


def plot_losses(
    context: Context, decays: Sequence[float], training: np.ndarray, validation: np.ndarray
) -> None:
    """Plot the two losses over the decay.

    Args:
        context: Receives the figure.
        decays: Of all networks but the last.
        training: Losses on what was learned, (networks,).
        validation: Losses on other images, (networks,).
    """
    figure, axes = figures.new_axes("weight decay", "loss (cross-entropy)")
    places = np.arange(len(decays))
    curves = {"training, with wrong labels": training[:-1], "validation": validation[:-1]}
    figures.plot_series(axes, places, curves, markers=True)
    axes.axhline(np.log(10), color=figures.BLACK, linewidth=1, linestyle=":")
    axes.annotate("log(10): nothing learned", (0, np.log(10)), (0, -12), textcoords="offset points")
    axes.set_xticks(places, [str(decay) for decay in decays])
    arrays = {"training_losses": training, "validation_losses": validation}
    context.record_figure("losses", figure, arrays)


def plot_norms(
    context: Context, decays: Sequence[float], norms: np.ndarray, kernels: np.ndarray
) -> None:
    """Plot the norms by epoch, and where the weights of the first layer lie at the end.

    Args:
        context: Receives the figure.
        decays: Of all networks but the last.
        norms: Of the kernels, (epochs, networks).
        kernels: Of the first layer, (networks, inputs, units).
    """
    shown = (0, 1, 3, 4, 5, 6)  # six lines at most can be told apart
    titles = ["norm of the kernels", "weights of the first layer"]
    figure, (left, right) = figures.new_panels(titles, "epoch", "norm")
    by_epoch = {f"decay {decays[i]}": norms[:, i] for i in shown}
    figures.plot_series(left, np.arange(1, len(norms) + 1), by_epoch, legend=False)
    edges = np.linspace(-0.4, 0.4, 81)
    heights = np.array([np.histogram(kernel, edges)[0] for kernel in kernels])
    middles = (edges[1:] + edges[:-1]) / 2
    shares = {f"decay {decays[i]}": heights[i] / kernels[i].size for i in shown[:5]}
    figures.plot_series(right, middles, shares)
    right.legend(frameon=False, fontsize=8, loc="upper left")
    right.set(yscale="log", xlabel="weight", ylabel="share of the weights in a bin of 0.01")
    arrays = {"norms": norms, "bins": edges, "histograms": heights}
    context.record_figure("weights", figure, arrays)
