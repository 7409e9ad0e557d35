"""The tables and the figures of full-mnist."""

from collections.abc import Mapping, Sequence

import numpy as np

from kerasdigits.lessons.course import figures
from kerasdigits.lessons.course.context import Context
from kerasdigits.plots import plot_confusion_matrix


def tabulate_recipes(
    context: Context,
    labels: Mapping[str, str],
    *,
    parameters: Mapping[str, int],
    losses: Mapping[str, np.ndarray],
    shares: Mapping[str, float],
    epochs: int,
    images: int,
) -> None:
    """Tabulate what each recipe came to.

    Args:
        context: Receives the table.
        labels: Of the recipes, by name.
        parameters: How many, by recipe.
        losses: Of each batch, by recipe.
        shares: The accuracy on the held-out images, by recipe.
        epochs: How often each image was seen.
        images: How many.
    """
    rows = [
        (
            label,
            f"{parameters[name]:,}",
            f"{losses[name][-50:].mean():.3f}",
            f"{shares[name]:.4f}",
        )
        for name, label in labels.items()
    ]
    data = context.load_digits().name
    context.record_table("recipes", rows, epochs=epochs, images=images, data=data)


def plot_losses(
    context: Context, labels: Mapping[str, str], losses: Mapping[str, np.ndarray]
) -> None:
    """Plot the loss of each batch by four recipes, and its moving average.

    Args:
        context: Receives the figure.
        labels: Of the recipes, by name.
        losses: Of each batch, by recipe.
    """
    shown = [name for name in labels if name != "logistic_one_cycle"]
    titles = [labels[name] for name in shown]
    figure, panels = figures.new_panels(titles, "batch", "loss (nats)", columns=2, share=True)
    for axes, name in zip(panels, shown, strict=True):
        figures.plot_noisy(axes, losses[name], window=25)
    panels[0].set_ylim(0, 2.5)
    arrays = {f"losses_{name}": values for name, values in losses.items()}
    context.record_figure("losses", figure, arrays)


def tabulate_starts(context: Context, shares: Sequence[Sequence[float]]) -> None:
    """Tabulate the accuracies of SGD and of Adam.

    Args:
        context: Receives the table.
        shares: For each start, by SGD and by Adam.
    """
    rows = [
        (str(start), f"{by_sgd:.4f}", f"{by_adam:.4f}")
        for start, (by_sgd, by_adam) in enumerate(shares)
    ]
    context.record_table("starts", rows)
    context.record_array("shares_of_starts", shares)


def tabulate_digits(context: Context, right: Mapping[str, np.ndarray], labels: np.ndarray) -> None:
    """Tabulate the accuracy on each digit.

    Args:
        context: Receives the table.
        right: By recipe, in the order of the sheet's columns, whether each image is read right.
        labels: The classes of the images, (n,).
    """
    rows = [
        (str(digit), *(f"{said[labels == digit].mean():.3f}" for said in right.values()))
        for digit in range(10)
    ]
    context.record_table("by_digit", rows, data=context.load_digits().name)


def plot_confusion(context: Context, logits: np.ndarray, labels: np.ndarray) -> None:
    """Plot how often each digit was read as each.

    Args:
        context: Receives the figure.
        logits: (n, 10).
        labels: The true classes, (n,).
    """
    read_as = logits.argmax(axis=1)
    counts = np.bincount(10 * labels + read_as, minlength=100).reshape(10, 10)
    figure = plot_confusion_matrix(counts, context.load_digits().class_names)
    arrays = {"confusion": counts, "read_as": read_as, "logits": logits}
    context.record_figure("confusion", figure, arrays)


def plot_most_wrong(
    context: Context,
    x: np.ndarray,
    labels: np.ndarray,
    shares: np.ndarray,
    cost: np.ndarray,
    worst: np.ndarray,
) -> None:
    """Plot the images that cost most.

    Args:
        context: Receives the figure.
        x: Rows of pixels, (n, pixels).
        labels: The true classes, (n,).
        shares: The probabilities, (n, 10).
        cost: The loss of each image, (n,).
        worst: The numbers of the images to show.
    """
    said = shares.argmax(axis=1)
    names = [f"{labels[i]} read as {said[i]}\n{shares[i, said[i]]:.1%} sure" for i in worst]
    images = x[worst].reshape(len(worst), *context.load_digits().input_shape)
    figure = figures.plot_images(images, names)
    context.record_figure("most-wrong", figure, {"worst": worst, "cost": cost[worst]})
