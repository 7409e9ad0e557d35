"""The figure and the table of transfer-learning."""

from collections.abc import Mapping, Sequence

from kerasdigits.lessons.course import figures
from kerasdigits.lessons.course.context import Context

LABELS = {
    "scratch": "from scratch",
    "one_rate": "all layers, one rate",
    "by_layer": "all layers, rates by layer",
    "frozen": "head on a frozen body",
}


def plot_labels(
    context: Context, counts: Sequence[int], shares: Mapping[str, Sequence[float]], data: str
) -> None:
    """Plot the accuracy over the number of labels, and tabulate it.

    Args:
        context: Receives the figure and the table.
        counts: Labelled images of each class.
        shares: Accuracies by way, one for each count.
        data: The name of the new digits' data set.
    """
    figure, axes = figures.new_axes("labelled images of each digit", "accuracy on new test images")
    lines = {LABELS[way]: values for way, values in shares.items()}
    figures.plot_series(axes, counts, lines, markers=True)
    figures.use_logarithms(axes.xaxis)
    axes.set_xticks(counts, [f"{count:,}" for count in counts])
    arrays = {"counts": counts, **{f"shares_{way}": values for way, values in shares.items()}}
    context.record_figure("labels", figure, arrays)
    rows = [
        (LABELS[way], f"{values[0]:.4f}", f"{values[-1]:.4f}") for way, values in shares.items()
    ]
    context.record_table("ways", rows, few=counts[0], more=counts[-1], data=data)


def tabulate_moves(context: Context, moves: Mapping[str, Sequence[float]]) -> None:
    """Tabulate how far each kernel moved.

    Args:
        context: Receives the table.
        moves: For each way, relative to the size of each kernel.
    """
    rows = [(LABELS[way], *(f"{move:.3f}" for move in values)) for way, values in moves.items()]
    context.record_table("moves", rows)
