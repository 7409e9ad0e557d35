"""How operations of keras.ops name axes."""

from collections.abc import Sequence

from kerasdigits.tfjs.layers_model.composed.layer_graph import Graph


def read_axis(graph: Graph, axis: int, rank: int) -> int:
    """Count an axis from the front, the batch being 0, which cannot be touched.

    Args:
        graph: The operation's graph.
        axis: As Keras takes it, from either end.
        rank: The number of axes without the batch.

    Returns:
        1 to `rank`.
    """
    axis = axis % (rank + 1)
    if axis == 0:
        graph.case.refuse("works along the batch", remedy="Export it with --format graph")
    return axis


def read_axes(graph: Graph, axis: int | Sequence[int] | None, rank: int) -> list[int]:
    """Count axes from the front, None being all.

    Args:
        graph: The operation's graph.
        axis: One, several or None, as Keras takes them.
        rank: The number of axes without the batch.

    Returns:
        Axes of 1 to `rank`, sorted.
    """
    if axis is None:
        axis = range(rank + 1)
    axes = [axis] if isinstance(axis, int) else axis
    return sorted(read_axis(graph, entry, rank) for entry in axes)
