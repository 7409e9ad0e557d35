"""The table and the figures of nonlinearity."""

from collections.abc import Callable, Mapping

import numpy as np

from kerasdigits.lessons.course import figures
from kerasdigits.lessons.course.context import Context
from kerasdigits.lessons.lab.plane import Points

MODELS = {"one": "one linear layer", "two": "two linear layers", "relu": "with ReLU"}


def plot_activations(
    context: Context, x: np.ndarray, values: Mapping[str, np.ndarray], slopes: Mapping
) -> None:
    """Plot activation functions and their slopes.

    Args:
        context: Receives the figure.
        x: Inputs, (n,).
        values: The outputs by function, (n,).
        slopes: The slopes by function, (n,).
    """
    figure, panels = figures.new_panels(["the function", "its slope"], "input", "output")
    for axes, curves in zip(panels, (values, slopes), strict=True):
        figures.plot_series(axes, x, curves)
        axes.set_ylim(-1.1, 2.1)
    panels[1].set_ylabel("slope of the output")
    arrays = {"x": x, "values": [*values.values()], "slopes": [*slopes.values()]}
    context.record_figure("activations", figure, arrays)


def record_nets(context: Context, task: str, nets: Mapping[str, list]) -> None:
    """Record the arrays of nets.

    Args:
        context: Receives the weights.
        task: What they are for.
        nets: By name kernel and bias of one layer or of two, with an axis in front for the starts.
    """
    for name, net in nets.items():
        parts = ("kernel", "bias", "kernel_2", "bias_2")[: len(net)]
        context.record_weights(f"{task}/{name}", dict(zip(parts, net, strict=True)))


def tabulate_shares(context: Context, shares: Mapping[str, Mapping[str, np.ndarray]]) -> None:
    """Record the accuracy in the end, as a table and, for digits, as numbers.

    Args:
        context: Receives the numbers and the table.
        shares: By task and model, after each round and of each start, (rounds + 1, starts).
    """
    digits = context.load_digits()
    pair = context.load_digits("3", "7")
    data = {"3_or_7": pair, "3_or_7_shuffled": pair, "ten_digits": digits}
    rows = []
    for task, models in shares.items():
        context.record_array(f"shares_{task}", np.stack([models[model] for model in MODELS]))
        ends = {model: models[model][-1] for model in MODELS}
        cells = [
            f"{end.mean():.4f} ({end.min():.3f} to {end.max():.3f})"  # over the starts
            for end in ends.values()
        ]
        rows.append((task.replace("_", " "), *cells))
        if task in data:
            means = {f"{model}_{task}": end.mean() for model, end in ends.items()}
            context.record_numbers(means, data=data[task])
    context.record_table("tasks", rows)


def plot_regions(
    context: Context,
    points: Mapping[str, Points],
    scores: Mapping[str, Mapping[str, Callable]],
) -> None:
    """Plot how each model parts the plane.

    Args:
        context: Receives the figure.
        points: By task the places and targets that were learned.
        scores: By task and model what gives the scores of places.
    """
    words = [task.partition("_")[0] for task in points]
    titles = [f"{word}, {label}" for word in words for label in MODELS.values()]
    figure, panels = figures.new_panels(titles, "input 1", "input 2", columns=len(MODELS))
    shown = [(task, number, model) for task in points for number, model in enumerate(MODELS)]
    arrays = {}
    for axes, (task, number, model) in zip(panels, shown, strict=True):
        grid, found = figures.plot_sides(axes, *points[task], scores[task][model])
        arrays[f"map_{task}_{number}"] = found
        arrays[f"grid_{task}_{number}"] = grid
    context.record_figure("regions", figure, arrays)
