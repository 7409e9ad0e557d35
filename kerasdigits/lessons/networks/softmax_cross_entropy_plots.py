"""The tables and the figure of softmax-cross-entropy."""

from collections.abc import Mapping

import numpy as np

from kerasdigits.lessons.course import figures
from kerasdigits.lessons.course.context import Context


def tabulate_rows(
    context: Context,
    logits: np.ndarray,
    targets: np.ndarray,
    shares: np.ndarray,
    by_sigmoid: np.ndarray,
    losses: np.ndarray,
) -> None:
    """Record what each row's probability and loss are, as numbers and as a table.

    Args:
        context: Receives the numbers and the table.
        logits: Of two classes, (n, 2).
        targets: The true class of each row, (n,).
        shares: The probability of class 0 by softmax, (n,).
        by_sigmoid: The same by the sigmoid of the difference, (n,).
        losses: Of each row, (n,).
    """
    for row, (share, loss) in enumerate(zip(shares, losses, strict=True)):
        context.record_numbers({f"share_{row}": share, f"loss_{row}": loss})
    context.record_numbers(mean_loss=losses.mean())
    pairs = [f"{of_class_0:.4f}, {of_class_1:.4f}" for of_class_0, of_class_1 in logits]
    rows = zip(pairs, shares, by_sigmoid, map(str, targets), losses, strict=True)
    context.record_table("rows", list(rows))


def tabulate_formulas(
    context: Context, logits: np.ndarray, columns: Mapping[str, np.ndarray], *, shift: float
) -> None:
    """Tabulate what several formulas make of the same logits, and the sums of it.

    Args:
        context: Receives the table.
        logits: (n,).
        columns: By formula what it makes of each logit, (n,), in the order of the sheet's columns.
        shift: What the shifted logits are less by.
    """
    labels = [f"{logit:.3f}" for logit in logits]
    rows = list(zip(labels, *columns.values(), strict=True))
    rows.append(("sum", *(column.sum() for column in columns.values())))
    context.record_table("five", rows, shift=shift)


def plot_cost(context: Context) -> None:
    """Plot -log(p) over p, beside the logarithm to base 10.

    Args:
        context: Receives the figure.
    """
    figure, axes = figures.new_axes("probability given to the true class", "cost")
    p = np.linspace(0.002, 1, 500)
    curves = {"-log(p)": -np.log(p), "-log10(p), the spreadsheet's slip": -np.log10(p)}
    figures.plot_series(axes, p, curves)
    axes.plot([0.5], [np.log(2)], "o", color=figures.BLACK)
    axes.annotate("an even bet, 0.69", (0.5, np.log(2)), (8, 6), textcoords="offset points")
    context.record_figure("cost", figure, {"p": p, "cost": -np.log(p)})
