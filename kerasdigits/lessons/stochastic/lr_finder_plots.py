"""The table and the figures of lr-finder."""

from collections.abc import Mapping, Sequence

import keras
import numpy as np

from kerasdigits.data import Dataset
from kerasdigits.lessons.course import figures
from kerasdigits.lessons.course.context import Context
from kerasdigits.plots import plot_learning_rate_sweep
from kerasdigits.training.lr_finder import LearningRateSweep


def plot_sweeps(
    context: Context,
    sweeps: Mapping[str, LearningRateSweep],
    means: Mapping[str, np.ndarray],
) -> None:
    """Plot the curves of the sweeps, with their marks.

    Args:
        context: Receives the figure.
        sweeps: By what stands above each.
        means: Of each, the losses averaged by looking both ways, (n,).
    """
    figure, panels = figures.new_panels(list(sweeps), "", "", width=10, height=4.2)
    arrays = {}
    for axes, (title, sweep) in zip(panels, sweeps.items(), strict=True):
        curve = (sweep.learning_rates, sweep.losses, sweep.smoothed)
        axes.plot(sweep.learning_rates, means[title], "k--", linewidth=1.2, label="both ways")
        plot_learning_rate_sweep(axes, *curve, sweep.suggestions)
        axes.set(ylabel="training loss (nats)", xticks=[1e-7, 1e-5, 1e-3, 0.1, 10])
        name = title.replace(" ", "_")
        arrays[f"rates_{name}"] = sweep.learning_rates
        arrays[f"losses_{name}"] = sweep.losses
        arrays[f"smoothed_{name}"] = sweep.smoothed
    context.record_figure("sweep", figure, arrays)


def record_training(
    context: Context, name: str, rate: float, loss: float, model: keras.Model, data: Dataset
) -> None:
    """Record the weights of a training, its rate and its loss.

    Args:
        context: Receives them.
        name: Which rate it is.
        rate: The rate.
        loss: On the test set, nats.
        model: Trained.
        data: What it was trained on.
    """
    key = name.replace(" ", "_").replace("/", "_")
    weights = {str(i): array for i, array in enumerate(model.get_weights())}
    context.record_weights(key, weights)
    context.record_numbers({f"rate_{key}": rate, f"loss_{key}": loss}, data=data)


def tabulate_rates(
    context: Context,
    rates: Mapping[str, float],
    losses: Mapping[str, float],
    *,
    steps: int,
    data: str,
) -> None:
    """Tabulate the test loss of each rate.

    Args:
        context: Receives the table.
        rates: By name.
        losses: On the test set, nats, by the same names.
        steps: Of each training.
        data: The name of the data set.
    """
    rows = [(name, f"{rate:.2g}", f"{losses[name]:.3f}") for name, rate in rates.items()]
    context.record_table("rates-tried", rows, steps=steps, data=data)


def plot_trainings(context: Context, curves: Mapping[str, Sequence[float]]) -> None:
    """Plot the loss of each batch at some rates.

    Args:
        context: Receives the figure.
        curves: The losses by the rate's name, all of one length.
    """
    figure, axes = figures.new_axes("step", "loss of the batch (cross-entropy, nats)")
    figures.plot_series(axes, np.arange(len(curves["steepest"])), curves)
    axes.set(yscale="log", ylim=(0.05, 300))
    arrays = {f"losses_{name.replace(' ', '_')}": np.array(c) for name, c in curves.items()}
    context.record_figure("trainings", figure, arrays)


def plot_bowl(
    context: Context,
    sweep: LearningRateSweep,
    limit: float,
    points: tuple[np.ndarray, np.ndarray],
) -> None:
    """Plot the sweep over the bowl, beside the limit of its curvature.

    Args:
        context: Receives the figure.
        sweep: Over the bowl.
        limit: The largest stable rate.
        points: x (n, 4) and y (n, 1) of the problem.
    """
    figure, axes = figures.new_axes("", "", width=7.2, height=4.2)
    curve = (sweep.learning_rates, sweep.losses, sweep.smoothed)
    plot_learning_rate_sweep(axes, *curve, sweep.suggestions)
    axes.axvline(limit, color=figures.BLACK, linestyle="--", label="2 / largest curvature")
    axes.set_ylabel("training loss (mean squared error)")
    axes.legend(framealpha=1, edgecolor="none", loc="upper center")
    x, y = points
    arrays = {"rates_bowl": sweep.learning_rates, "losses_bowl": sweep.losses, "x": x, "y": y}
    context.record_figure("bowl", figure, arrays)
