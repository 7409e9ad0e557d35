"""The table and the figures of lr-schedules."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from kerasdigits.lessons.course import figures
from kerasdigits.lessons.course.context import Context

End = tuple[str, int]  # a schedule, and after how many epochs


def record_restarts(context: Context, rates: Sequence[float], *, steps_an_epoch: int) -> None:
    """Record the rate at the start of each epoch, and where it jumps up.

    Args:
        context: Receives the numbers.
        rates: Of each step of SGDR.
        steps_an_epoch: Steps in an epoch.
    """
    starts = rates[::steps_an_epoch]
    context.record_numbers({f"rate_epoch_{epoch}": rate for epoch, rate in enumerate(starts)})
    jumps = np.flatnonzero(np.diff(rates) > 0) + 1
    for number, step in enumerate(jumps, start=1):
        context.record_numbers({f"restart_{number}": step / steps_an_epoch})


def tabulate_ends(
    context: Context,
    trainings: Mapping[str, Any],
    sharpness: Mapping[End, np.ndarray],
    data: str,
) -> None:
    """Record the weights at some ends, and tabulate what they cost.

    Args:
        context: Receives the weights and the table.
        trainings: By schedule; each is the lesson's `Training`.
        sharpness: By end, the losses by the size of the noise, (4,).
        data: The name of the data set.
    """
    rows = []
    for (name, epoch), (still, _, pushed, _) in sharpness.items():
        key = f"{name}-{epoch}"
        rows.append((key, *trainings[name].tests[epoch - 1], still, pushed))
        weights = trainings[name].weights[epoch - 1]
        context.record_weights(key, {str(i): array for i, array in enumerate(weights)})
    context.record_table("ends", rows, data=data)


def plot_schedules(
    context: Context,
    trainings: Mapping[str, Any],
    sharpness: Mapping[End, np.ndarray],
    noises: Sequence[float],
) -> None:
    """Plot rate, momentum and test loss of each schedule, and the loss under noise.

    Args:
        context: Receives the figure.
        trainings: By schedule; each is the lesson's `Training`.
        sharpness: By end, the losses by the size of the noise, (4,).
        noises: The sizes.
    """
    rates, momenta, tests = (
        {name: np.array(getattr(found, kind)) for name, found in trainings.items()}
        for kind in ("rates", "momenta", "tests")
    )
    epochs = len(tests["sgdr"])
    steps = np.arange(len(rates["sgdr"])) * epochs / len(rates["sgdr"])
    losses = {name: rows[:, 0] for name, rows in tests.items()}
    rises = {f"{name}-{epoch}": row - row[0] for (name, epoch), row in sharpness.items()}
    figure, panels = figures.new_panels([""] * 4, "epoch", "test loss (nats)", columns=2, width=10)
    figures.plot_series(panels[0], steps, rates)
    panels[0].set_ylabel("rate")
    figures.plot_series(panels[1], steps, momenta)
    panels[1].set_ylabel("momentum (beta 1)")
    figures.plot_series(panels[2], np.arange(1, epochs + 1), losses, markers=True)
    figures.use_logarithms(panels[2].yaxis)
    figures.plot_series(panels[3], noises, rises, markers=True)
    panels[3].set(xlabel="noise (share of the weights)", ylabel="rise of training loss (nats)")
    arrays = {f"rates_{name}": row for name, row in rates.items()}
    arrays |= {f"momenta_{name}": row for name, row in momenta.items()}
    arrays |= {f"tests_{name}": rows for name, rows in tests.items()}
    arrays["sharpness"] = np.array(list(sharpness.values()))
    context.record_figure("schedules", figure, arrays)


def plot_wells(context: Context, shares: Mapping[str, Sequence[float]]) -> None:
    """Plot how many balls are in the flat well.

    Args:
        context: Receives the figure.
        shares: By schedule, the share after each step.
    """
    figure, axes = figures.new_axes("step", "share of the balls in the flat well")
    figures.plot_series(axes, np.arange(1, len(shares["low"]) + 1), shares)
    arrays = {f"shares_{name}": np.array(share) for name, share in shares.items()}
    context.record_figure("wells", figure, arrays)
