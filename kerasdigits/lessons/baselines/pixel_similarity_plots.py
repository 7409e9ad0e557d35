"""The table and the figures of pixel-similarity."""

from collections.abc import Mapping

import numpy as np

from kerasdigits.data import Dataset
from kerasdigits.lessons.course import figures
from kerasdigits.lessons.course.context import Context

_TITLES = {
    "mean": "mean image of the 8s",
    "contrast": "contrast with the mean of all",
    "learned": "learned weights",
}


def plot_mean_images(context: Context, means: np.ndarray, data: Dataset) -> None:
    """Plot the mean image of each class.

    Args:
        context: Receives the figure.
        means: The mean images, `(classes, pixels)`.
        data: What they are the means of.
    """
    images = means.reshape(-1, *data.input_shape[:2])
    figure = figures.plot_images(images, data.class_names)
    context.record_figure("mean-images", figure, {"means": means}, images=len(data.x_train))


def tabulate_digits(context: Context, right: Mapping[str, np.ndarray], data: Dataset) -> None:
    """Tabulate the accuracy digit by digit.

    Args:
        context: Receives the table.
        right: For L1 and for L2, which test images were read right, `(n,)` bool.
        data: Where the test images come from.
    """
    rows = [
        (name, *(of_kind[data.y_test == label].mean() for of_kind in right.values()))
        for label, name in enumerate(data.class_names)
    ]
    context.record_table("by_digit", rows, data=data.name)


def plot_weights(context: Context, weights: Mapping[str, np.ndarray], data: Dataset) -> None:
    """Plot each choice of weights as a map of its pixels.

    Args:
        context: Receives the figure.
        weights: The choices by name, `(pixels,)` each.
        data: Says how high and wide an image is.
    """
    maps = [values.reshape(data.input_shape[:2]) for values in weights.values()]
    titles = [_TITLES[name] for name in weights]
    figure = figures.plot_signed_images(maps, titles, unit="weight of a pixel", shared_scale=False)
    arrays = {f"weights_{name}": values for name, values in weights.items()}
    context.record_figure("weight-maps", figure, arrays)


def plot_scores(context: Context, scores: Mapping[str, np.ndarray], is_eight: np.ndarray) -> None:
    """Plot how the scores of the 8s lie among those of the others.

    Args:
        context: Receives the figure; its numbers hold the AUC of each choice.
        scores: By each choice of weights, `(n,)`.
        is_eight: Which images are 8s, `(n,)` bool.
    """
    xlabel = "score (standard deviations)"
    titles = [_TITLES[name] for name in scores]
    figure, panels = figures.new_panels(titles, xlabel, "share of the images", share=True)
    bins = np.linspace(-4, 5, 37 if len(is_eight) > 1000 else 19)
    arrays = {"score_bins": bins}
    for axes, (name, values) in zip(panels, scores.items(), strict=True):
        standardised = (values - values.mean()) / values.std()
        for label, chosen in {"others": ~is_eight, "8s": is_eight}.items():
            share = np.histogram(standardised[chosen], bins)[0] / chosen.sum()
            arrays[f"share_{name}_{label}"] = share
            figures.plot_steps(axes, bins, share, label)
        axes.legend(title=f"AUC {context.numbers[f'auc_{name}'].value:.3f}", frameon=False)
    context.record_figure("scores", figure, arrays)
