"""The figures of convolution."""

from collections.abc import Mapping

import numpy as np
from matplotlib.colors import ListedColormap

from kerasdigits.lessons.course import figures
from kerasdigits.lessons.course.context import Context


def plot_shuffled(
    context: Context,
    images: np.ndarray,
    order: np.ndarray,
    shares: Mapping[str, float],
    samples: int,
    epochs: int,
) -> None:
    """Plot digits as they are and shuffled, with what each network reads of such digits.

    Args:
        context: Receives the figure and a table.
        images: A few test images, (n, height, width, 1).
        order: The new order of the pixels.
        shares: Accuracy on the test images, by network and kind: `mlp_ordered`, ...
        samples: How many images were trained on.
        epochs: How often each of them was seen.
    """
    shuffled = images.reshape(len(images), -1)[:, order].reshape(images.shape)
    figure = figures.plot_images(np.concatenate([images, shuffled]), [""] * 2 * len(images))
    figure.axes[0].set_ylabel("as they are", fontsize=10)
    figure.axes[len(images)].set_ylabel("shuffled", fontsize=10)
    context.record_figure("shuffled", figure, {"order": order}, **shares)
    rows = [
        (label, f"{shares[f'{name}_ordered']:.4f}", f"{shares[f'{name}_shuffled']:.4f}")
        for name, label in (("mlp", "`mlp`, dense"), ("cnn", "`cnn`, convolutional"))
    ]
    data = context.load_digits().name
    context.record_table("orders", rows, samples=samples, epochs=epochs, data=data)


def plot_maps(context: Context, image: np.ndarray, maps: Mapping[str, np.ndarray]) -> None:
    """Plot an image and what each kernel makes of it.

    Args:
        context: Receives the figure.
        image: (rows, columns), from 0 to 255.
        maps: By the kernel's name, (rows - 2, columns - 2).
    """
    # The border, where no kernel fits, is drawn as 0, so that the places lie beside each other.
    shown = [0 * image, *(np.pad(values, 1) for values in maps.values())]
    figure = figures.plot_signed_images(
        shown, ["the picture", *maps], unit="sum of the products", columns=4, size=2.3
    )
    figure.axes[0].imshow(255 - image, cmap="gray", vmin=0, vmax=255)
    arrays = {"picture": image, **{name.replace(" ", "_"): made for name, made in maps.items()}}
    context.record_figure("maps", figure, arrays)


def plot_matrix(context: Context, matrix: np.ndarray) -> None:
    """Plot where each of the nine weights stands in the matrix.

    Args:
        context: Receives the figure.
        matrix: (36, 64), 0 or the number of a weight from 1 to 9.
    """
    figure, axes = figures.new_axes(
        "pixel of the picture (8 x 8)", "place of the kernel (6 x 6)", width=7.0, height=3.6
    )
    # Three hues for the kernel's rows, from dark to light for its columns.
    colours = ["#f4f4f4"]
    for dark, middle, light in (
        ("#003f63", "#0072B2", "#56B4E9"),
        ("#7a2f00", "#D55E00", "#f3a36b"),
        ("#00533c", "#009E73", "#66cfae"),
    ):
        colours += [dark, middle, light]
    shown = axes.imshow(
        matrix, cmap=ListedColormap(colours), vmin=-0.5, vmax=9.5, interpolation="nearest"
    )
    axes.grid(False)
    bar = figure.colorbar(shown, ax=axes, fraction=0.028, ticks=range(10))
    bar.ax.set_yticklabels(["0", *(f"weight {number}" for number in range(1, 10))], fontsize=8)
    context.record_figure("matrix", figure, {"matrix": matrix})
