"""The figures of loss-functions."""

from collections.abc import Mapping

import numpy as np

from kerasdigits.lessons.course import figures
from kerasdigits.lessons.course.context import Context


def plot_one_weight(
    context: Context,
    pixel: np.ndarray,
    wide: Mapping[str, np.ndarray],
    close: Mapping[str, np.ndarray],
) -> None:
    """Plot accuracy and loss along one weight, from afar and through a magnifying glass.

    Args:
        context: Receives the figure.
        pixel: The pixel of the weight in each image, `(n,)`.
        wide: `steps`, `accuracy` and `mnist_loss` while the weight changes much, `(401,)` each.
        close: The same while it changes very little.
    """
    # Close up, each from its value in the middle, so that one scale fits both.
    changes = {name: close[name] - close[name][200] for name in ("accuracy", "mnist_loss")}
    curves = {"wide": wide, "close": {"steps": close["steps"], **changes}}
    figure, panels = figures.new_panels(
        ["from afar", "close up"], "change of one weight", "accuracy, loss (0 to 1)"
    )
    panels[1].set_ylabel("change of accuracy, of loss")
    arrays = {"pixel": pixel}
    for axes, (reach, of_reach) in zip(panels, curves.items(), strict=True):
        series = {name: of_reach[name] for name in ("accuracy", "mnist_loss")}
        figures.plot_series(axes, of_reach["steps"], series, legend=False)
        arrays |= {f"{name}_{reach}": curve for name, curve in of_reach.items()}
    panels[0].legend(frameon=False, loc="center right")
    context.record_figure("one-weight", figure, arrays)


def plot_constants(
    context: Context,
    times: np.ndarray,
    constants: np.ndarray,
    maes: np.ndarray,
    rmses: np.ndarray,
) -> None:
    """Plot two losses over the one constant that is the answer to everything.

    Args:
        context: Receives the figure.
        times: What is to be answered, in seconds, `(n,)`.
        constants: The answers, `(m,)`.
        maes: The mean absolute error of each, `(m,)`.
        rmses: The root of the mean squared error of each, `(m,)`.
    """
    figure, axes = figures.new_axes("the constant answer (s)", "error on the 20 times (s)")
    curves = {"MAE, lowest at the median": maes, "RMSE, lowest at the mean": rmses}
    figures.plot_series(axes, constants, curves)
    for curve, place in ((maes, np.median(times)), (rmses, times.mean())):
        axes.plot(place, np.interp(place, constants, curve), "o", color=figures.BLACK)
    arrays = {"constants": constants, "mae_of_constants": maes, "rmse_of_constants": rmses}
    context.record_figure("constants", figure, arrays)
