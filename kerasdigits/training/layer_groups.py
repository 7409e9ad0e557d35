"""Groups of layers, and the share of the learning rate that each of them gets."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from kerasdigits.errors import ModelError

if TYPE_CHECKING:
    import keras


def group_layers(model: keras.Model, firsts: Sequence[str]) -> list[list[keras.Layer]]:
    """Part a model's layers into groups, in the order of the model.

    Args:
        model: Any model with `layers`.
        firsts: The name of the first layer of the second, third, ... group.

    Returns:
        One group more than there are names.

    Raises:
        ModelError: There is no such layer, or the names are not in the model's order.
    """
    names = [layer.name for layer in model.layers]
    unknown = [name for name in firsts if name not in names]
    if unknown:
        raise ModelError(
            "The model has no layer of that name",
            received=unknown[0],
            remedy=f"Choose one of {', '.join(names)}",
        )
    starts = [0, *(names.index(name) for name in firsts), len(names)]
    if any(after <= before for before, after in itertools.pairwise(starts)):
        raise ModelError(
            "The first layers of the groups are not in the order of the model",
            received=", ".join(firsts),
        )
    return [model.layers[start:end] for start, end in itertools.pairwise(starts)]


def share_rate(
    groups: Sequence[Sequence[keras.Layer]], shares: Sequence[float]
) -> dict[str, float]:
    """Give each layer of each group the group's share of the learning rate.

    Args:
        groups: Layers, such as `group_layers` gives.
        shares: For each group, >= 0; `(0.01, 0.1, 1)` for rates that grow tenfold.

    Returns:
        The share by the layer's name, as `make_optimizer` takes it.

    Raises:
        ModelError: There is not one share, of at least 0, for each group.
    """
    if len(groups) != len(shares) or min(shares) < 0:
        raise ModelError(
            f"There must be one share of the rate, at least 0, for each of {len(groups)} groups",
            received=tuple(shares),
        )
    return {
        layer.name: float(share)
        for group, share in zip(groups, shares, strict=True)
        for layer in group
    }


def spread_shares(lowest: float, groups: int) -> list[float]:
    """Give shares from `lowest` to 1, each the same factor above the one before (fastai's `slice`).

    Args:
        lowest: The share of the first group, in (0, 1].
        groups: How many, >= 1.

    Returns:
        The shares; 1 alone for a single group.
    """
    return [1.0] if groups == 1 else np.geomspace(lowest, 1, groups).tolist()
