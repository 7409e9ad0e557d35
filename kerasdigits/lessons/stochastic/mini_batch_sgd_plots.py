"""The tables and the figures of mini-batch-sgd."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from kerasdigits.lessons.course import figures
from kerasdigits.lessons.course.context import Context

SHOWN = 2  # the column of the rate 0.1


def plot_noise(
    context: Context,
    sizes: np.ndarray,
    noise: np.ndarray,
    gradients: np.ndarray,
    sampled: np.ndarray,
) -> None:
    """Plot the noise over the batch size, beside the root law.

    Args:
        context: Receives the figure.
        sizes: Samples in a batch, (k,).
        noise: Root mean squared errors of the batches' gradients, (k,).
        gradients: Of each point, (n, 2).
        sampled: Of a thousand batches of each size, (k, 1000, 2).
    """
    figure, axes = figures.new_axes("batch size (samples)", "noise of the gradient (RMS error)")
    curves = {"measured": noise, "1 / sqrt(batch size)": noise[0] / np.sqrt(sizes)}
    figures.plot_series(axes, sizes, curves, markers=True)
    figures.use_logarithms(axes.xaxis, axes.yaxis)
    arrays = {"gradients": gradients, "drawn": sampled, "noise": noise}
    context.record_figure("noise", figure, arrays)


def tabulate_batches(context: Context, counts: Mapping[str, tuple[int, int, int, int]]) -> None:
    """Tabulate how many batches an epoch has, and how large the last one is.

    Args:
        context: Receives the table and two numbers.
        counts: Of each set: samples, batch size, batches, samples in the last.
    """
    _, _, batches, last = counts["3s and 7s of MNIST"]
    context.record_numbers(batches_3_7=batches, last_batch_3_7=last)
    rows = [
        (what, f"{samples:,}", batch_size, batches, last)
        for what, (samples, batch_size, batches, last) in counts.items()
    ]
    context.record_table("batches", rows)


def compare_trainings(
    context: Context, trainings: Mapping[str, Any], rates: np.ndarray, samples: int
) -> None:
    """Tabulate and plot what trainings with batches of several sizes cost and reached.

    Args:
        context: Receives the table and the figure.
        trainings: By the size's name; each is the lesson's `Training`.
        rates: Learning rate of each column.
        samples: How many each training saw.
    """
    rows = []
    for name, found in trainings.items():
        n = found.orders.shape[1]
        steps = 1 if name == "all" else -(-n // int(name))
        last = found.losses[-1]
        rows.append(
            (
                name,
                steps,
                f"{1e6 * found.seconds:,.0f}",
                f"{steps * found.seconds:.4f}",
                last[SHOWN],
                str(rates[last.argmin()]),
                last.min(),
            )
        )
    context.record_table("sizes", rows, samples=samples)
    context.record_array("orders", trainings["16"].orders)
    plot_losses(context, trainings)


def plot_losses(context: Context, trainings: Mapping[str, Any]) -> None:
    """Plot the loss against the samples seen, with one rate for all and with the best of each.

    Args:
        context: Receives the figure.
        trainings: By the size's name; each is the lesson's `Training`.
    """
    titles = ["rate 0.1 for all", "the best rate for each"]
    figure, panels = figures.new_panels(titles, "epochs", "training loss (nats)", share=True)
    seen = {name: found.seen for name, found in trainings.items()}
    losses = {name: found.losses for name, found in trainings.items()}
    same = {name: rows[:, SHOWN] for name, rows in losses.items()}
    best = {name: rows[:, rows[-1].argmin()] for name, rows in losses.items()}
    figures.plot_series(panels[0], seen, same, legend=False)
    panels[0].legend(title="batch size", frameon=False, fontsize=9)
    figures.plot_series(panels[1], seen, best, legend=False)
    figures.use_logarithms(panels[0].yaxis)
    figures.use_logarithms(panels[1].yaxis)
    arrays = {f"losses_of_{name}": rows for name, rows in losses.items()}
    context.record_figure("losses", figure, arrays)


def plot_settling(
    context: Context,
    points: tuple[np.ndarray, np.ndarray],
    best: np.ndarray,
    chosen: np.ndarray,
    paths: np.ndarray,
    excess: np.ndarray,
) -> None:
    """Plot the last steps of one line, and the losses of a hundred.

    Args:
        context: Receives the figure.
        points: x (n, 2) and y (n,).
        best: The line of the least loss, (2,).
        chosen: The point of each step and walker, (steps, walkers).
        paths: With a constant rate and with an annealed one, (steps + 1, 2, walkers, 2).
        excess: Their mean losses above the least, (steps + 1, 2).
    """
    x, y = points
    figure, (near, losses) = figures.new_panels(["last 500 steps", "100 lines"], "slope", "bias")
    constant, annealed = paths[-500:, :, 0].transpose(1, 2, 0)
    near.plot(*constant, ".", color=figures.BLUE, markersize=3, label="constant")
    near.plot(*annealed, "-", color=figures.ORANGE, linewidth=2, label="annealed")
    near.plot(*best, "*", color=figures.BLACK, markersize=12, label="the minimum")
    near.legend(frameon=False, fontsize=9)
    curves = {"constant": excess[1:, 0], "annealed": excess[1:, 1]}
    figures.plot_series(losses, np.arange(1, len(excess)), curves)
    losses.set(xlabel="step", ylabel="loss above the minimum")
    figures.use_logarithms(losses.xaxis, losses.yaxis)
    arrays = {
        "x": x,
        "y": y,
        "best": best,
        "last": paths[-1],
        "path": paths[:, :, 0],
        "excess": excess,
        "chosen": chosen[:, 0],
    }
    context.record_figure("settling", figure, arrays)
