"""What a file does not say of its model, because the Keras that wrote it left it out.

Nobody can tell then which of two models it was, so whoever opens it is told how it is read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kerasdigits.models.keras2.files import state_version
from kerasdigits.models.keras2.version import KerasVersion
from kerasdigits.tfjs.reference.keras_internals import all_layers, calls_of

if TYPE_CHECKING:
    import keras


@dataclass(frozen=True)
class _Omission:
    """An argument that some versions did not write.

    Args:
        classes: The layers that have it.
        argument: What may have been said, in Python.
        since: The first version that had the argument and left it out.
        until: The first one that wrote it.
        concerns: Whether it can have made a difference to a layer.
    """

    classes: tuple[str, ...]
    argument: str
    since: tuple[int, ...]
    until: tuple[int, ...]
    concerns: Callable[[Any], bool] = lambda _: True


def _is_called_causal(layer: Any) -> bool:
    return any(node.arguments.kwargs.get("use_causal_mask") for node in calls_of(layer))


# Read in the sources of each version: `get_config` of attention (2.10 to 2.15), normalization (2.10
# to 2.12) and base_conv_transpose (3.0 to 3.14).
_OMISSIONS = (
    _Omission(
        ("Attention", "AdditiveAttention"),
        "causal=True",
        (2, 10),
        (3,),
        lambda layer: not _is_called_causal(layer),
    ),
    _Omission(("Normalization", "Keras2Normalization"), "invert=True", (2, 10), (2, 13)),
    _Omission(
        ("Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose"),
        "output_padding",
        (3,),
        (3, 15),
        lambda layer: max(layer.strides) > 1,
    ),
)


def list_untold(model: keras.Model, version: KerasVersion | None) -> list[str]:
    """List what a model's file leaves open.

    Args:
        model: The model, as it was read.
        version: The Keras that wrote it, as far as the file states it.

    Returns:
        Sentences for whoever opened it.
    """
    if version is None:
        return []
    if not version.is_older and len(version.numbers) == 1:
        return [_state_no_version()]
    layers = all_layers(model)
    told = []
    for omission in _OMISSIONS:
        if version < omission.since or not version < omission.until:
            continue
        names = [
            layer.name
            for layer in layers
            if type(layer).__name__ in omission.classes and omission.concerns(layer)
        ]
        if names:
            told.append(
                f"{version} did not write {omission.argument} into its files: if "
                f"{_list_names(names)} had it, the model that is read here computes something else"
            )
    return told


def list_untold_by(model: keras.Model, path: Path) -> list[str]:
    """List what the file at a path leaves open of the model that was read from it."""
    return list_untold(model, state_version(path))


def _list_names(names: list[str]) -> str:
    quoted = [f'"{name}"' for name in names]
    shown = ", ".join(quoted[:3])
    return shown if len(quoted) <= 3 else f"{shown} or one of {len(quoted) - 3} other layers"


def _state_no_version() -> str:
    import keras

    return (
        "the file does not state which Keras 3 wrote it (model.to_json() leaves it out), so it is "
        f"read as one of Keras {keras.__version__}; before 3.10, layers that read masks and "
        "RandomCrop computed something else"
    )
