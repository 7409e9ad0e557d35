"""The tables and the figures of embedding-lookup."""

from collections.abc import Sequence

import numpy as np

from kerasdigits.lessons.course import figures
from kerasdigits.lessons.course.context import Context


def plot_product(
    context: Context, one_hot: np.ndarray, table: np.ndarray, rows: np.ndarray
) -> None:
    """Plot a one-hot matrix, a table and their product as maps of numbers.

    Args:
        context: Receives the figure.
        one_hot: (batch, size).
        table: (size, factors).
        rows: (batch, factors).
    """
    titles = ["one-hot rows", "× the table", "= the rows asked for"]
    figure, panels = figures.new_panels(titles, "", "", width=10, height=3.9)
    limit = np.abs(table).max()
    ids = one_hot.argmax(axis=1)
    for axes, map_, asked in zip(panels, (one_hot, table, rows), (None, ids, None), strict=True):
        axes.imshow(map_, cmap=figures.SIGNED, vmin=-limit, vmax=limit)
        axes.grid(visible=False)
        axes.set(xticks=[], yticks=[])
        axes.spines[:].set(visible=True, color="#999999")
        if asked is not None:
            axes.set_yticks(asked, [f"{number} →" for number in asked])
    for axes in (panels[0], panels[2]):
        axes.set_yticks(range(len(ids)), [str(number) for number in ids])
    for axes in panels:
        axes.tick_params(length=0)
    arrays = {"small_ids": ids, "small_table": table, "small_rows": rows}
    context.record_figure("product", figure, arrays)


def record_batch(
    context: Context,
    table: np.ndarray,
    ids: np.ndarray,
    slopes: np.ndarray,
    rows: np.ndarray,
    gradient: np.ndarray,
) -> None:
    """Record a batch, and plot which rows of the table get a gradient.

    Args:
        context: Receives arrays and a figure.
        table: (size, factors).
        ids: (batch,).
        slopes: Of the loss, (batch, factors).
        rows: What came out, (batch, factors).
        gradient: What reached the table, (size, factors).
    """
    for name, array in (("table", table), ("slopes", slopes), ("rows", rows)):
        context.record_array(name, array)
    sizes = np.abs(gradient).max(axis=1)
    figure, axes = figures.new_axes(
        "row of the table", "largest slope of the row", width=7, height=2.6
    )
    axes.vlines(np.arange(len(sizes)), 0, sizes, color=figures.BLUE, linewidth=1)
    axes.set_ylim(bottom=0)
    arrays = {"ids": ids, "gradient": gradient}
    unasked = int(np.sum(sizes == 0))
    context.record_figure("gradient", figure, arrays, unasked=unasked, size=len(sizes))


def record_costs(context: Context, rows: Sequence[tuple[int, float, float, int, int]]) -> None:
    """Tabulate and plot what both ways cost over the size of the table.

    Args:
        context: Receives the table and the figure.
        rows: Size, seconds of the product, seconds of the lookup, bytes of the one-hot rows, bytes
            of the ids.
    """
    sizes, products, lookups, one_hot, ids = map(np.array, zip(*rows, strict=True))
    figure, axes = figures.new_axes("rows of the table", "milliseconds for 256 ids")
    curves = {"one-hot product": 1e3 * products, "lookup": 1e3 * lookups}
    figures.plot_series(axes, sizes, curves, markers=True)
    figures.use_logarithms(axes.xaxis, axes.yaxis)
    axes.set_xticks(sizes, [f"{size:,}" for size in sizes], fontsize=8)
    arrays = {"sizes": sizes, "product_seconds": products, "lookup_seconds": lookups}
    context.record_figure("costs", figure, arrays)
    context.record_table(
        "costs_table",
        [
            (f"{size:,}", f"{1e3 * product:.2f}", f"{1e3 * lookup:.3f}", int(large), int(small))
            for size, product, lookup, large, small in rows
        ],
    )
    context.record_array("one_hot_bytes", one_hot)
    context.record_array("id_bytes", ids)
