"""Which weight of a model.json is which variable of the Keras model.

A weight is called LAYER/WEIGHT, whichever models the layer stands in; WRAPPER/forward_INNER/WEIGHT
in a Bidirectional, LAYER/RNNCell_0/WEIGHT in stacked cells (tfjs-layers/src/variables.ts,
`nameScope`). `Container.loadWeights` takes two more forms: with the name of a cell before the last
part, and LAYER/0, LAYER/1... when the first of all names ends in a number.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from kerasdigits.errors import ModelError
from kerasdigits.models.tfjs_layers.table import LAYERS

_MODELS = ("Functional", "Model", "Sequential")


@dataclass(frozen=True)
class LayerWeights:
    """A layer on both sides.

    Attributes:
        entry: `{"class_name", "config"}` of TensorFlow.js's.
        live: Keras's.
    """

    entry: dict
    live: Any

    def variables(self) -> Iterator[tuple[str, Any]]:
        """Give TensorFlow.js's name of each weight, in its order, with the Keras variable."""
        yield from _name(self.entry, self.live, self.entry["config"]["name"])


def set_weights(made: Sequence[LayerWeights], weights: Mapping[str, np.ndarray]) -> None:
    """Give all variables their values.

    Args:
        made: The layers.
        weights: TensorFlow.js's names -> the values.

    Raises:
        ModelError: A weight is missing, is not the model's, or is of another shape.
    """
    numbered = next(iter(weights), "").rpartition("/")[2].isdecimal()
    open_variables: dict[str, Any] = {}
    for layer in made:
        for index, (name, variable) in enumerate(layer.variables()):
            name = f"{name.rpartition('/')[0]}/{index}" if numbered else name
            if name in open_variables:
                raise _refuse(f'Two weights of the model are called "{name}"', name)
            open_variables[name] = variable
    for name, values in weights.items():
        found = name if name in open_variables else _without_cell(name)
        if found not in open_variables:
            raise _refuse("A weight belongs to no layer of the model", name)
        variable = open_variables.pop(found)
        if tuple(variable.shape) != values.shape:
            raise _refuse(
                f'Weight "{name}" does not fit its layer, which takes {tuple(variable.shape)}',
                f"shape {values.shape}",
            )
        variable.assign(values)
    if open_variables:
        missing = next(iter(open_variables))
        raise _refuse(
            f"{len(open_variables)} weights of the model are not in the manifest", missing
        )


def _refuse(what: str, received: str) -> ModelError:
    return ModelError(
        what,
        received=received,
        remedy="TensorFlow.js refuses that too; copy or convert the whole model again",
    )


def _without_cell(name: str) -> str:
    *scope, last = name.split("/")
    return "/".join([*scope[:-1], last])


def _name(entry: dict, live: Any, scope: str) -> Iterator[tuple[str, Any]]:
    class_name, config = entry["class_name"], entry["config"]
    if class_name in _MODELS:
        return  # its layers were made by themselves
    if class_name == "Bidirectional":
        inner = config["layer"]
        for direction in ("forward", "backward"):
            path = f"{scope}/{direction}_{inner['config'].get('name')}"
            yield from _name(inner, getattr(live, f"{direction}_layer"), path)
    elif class_name == "TimeDistributed":
        yield from _name(config["layer"], live.layer, scope)
    elif class_name == "RNN":
        yield from _name(config["cell"], live.cell, scope)
    elif class_name == "StackedRNNCells":
        for index, (cell, inside) in enumerate(zip(config["cells"], live.cells, strict=True)):
            yield from _name(cell, inside, f"{scope}/RNNCell_{index}")
    else:
        own = {variable.name: variable for variable in live.weights}
        for theirs, ours in LAYERS[class_name].weights.items():
            if ours in own:
                yield f"{scope}/{theirs}", own[ours]
