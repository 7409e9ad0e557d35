"""A small graph of TensorFlow.js layers that stands for one Keras layer.

TensorFlow.js lacks some of Keras's layers, but has others that compute the same together. Such a
layer is written as a nested Functional model under the layer's own name: the graph around it, its
calls and the layers that share it stay as they are.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from kerasdigits.tfjs.format.weights import NamedWeight
from kerasdigits.tfjs.layers_model.rules.layer_case import LayerCase
from kerasdigits.tfjs.layers_model.rules.layer_rule import LayerRule
from kerasdigits.tfjs.layers_model.shared_tensors import separate_tensors


@dataclass(frozen=True)
class Tensor:
    """What a layer of the small graph yields.

    Attributes:
        layer: The layer's name.
        shape: Its sizes without the batch; None where one is open.
        index: Which of the layer's outputs it is.
    """

    layer: str
    shape: tuple
    index: int = 0


@dataclass
class Graph:
    """The graph while it is being composed; layers come in the order of their inputs.

    Attributes:
        case: The Keras layer that it stands for.
        claim: Gives out names that are unique in the whole file.
        compose_inner: Writes a layer that the Keras layer holds, whichever class that is: see
            `compose_layer`, which hands it the graph as well.
        layers: The layers written so far, with `inbound_nodes`.
        weights: Their weights.
    """

    case: LayerCase
    claim: Callable[[str], str]
    compose_inner: Callable[["Graph", dict, Any, Tensor], Tensor]
    layers: list[dict] = field(default_factory=list)
    weights: list[NamedWeight] = field(default_factory=list)

    def inputs(self) -> list[Tensor]:
        """Add one InputLayer for each input of the Keras layer.

        Returns:
            The inputs; a size on which the layer's calls disagree is open.
        """
        tensors = []
        for shape in self.case.input_shapes:
            config = {"batch_input_shape": [None, *shape], "dtype": "float32", "sparse": False}
            tensors.append(self._append("InputLayer", [], config, tuple(shape)))
        return tensors

    def add(
        self,
        class_name: str,
        *inputs: Tensor,
        shape: Sequence | None = None,
        weights: Mapping[str, object] | None = None,
        **config: object,
    ) -> Tensor:
        """Add a layer.

        Args:
            class_name: TensorFlow.js's class.
            inputs: What it is called on.
            shape: What it yields, without the batch; the first input's shape when None.
            weights: TensorFlow.js's weight names with arrays or Keras variables.
            config: The layer's arguments, in TensorFlow.js's words (snake case).

        Returns:
            Its first output.
        """
        shape = inputs[0].shape if shape is None else shape
        tensor = self._append(class_name, inputs, config, tuple(shape))
        for name, value in (weights or {}).items():
            self.weights.append(NamedWeight(f"{tensor.layer}/{name}", value))
        return tensor

    def _append(self, class_name: str, inputs: Sequence, config: dict, shape: tuple) -> Tensor:
        name = self.claim(f"{self.case.name}_{class_name.lower()}")
        call = [[tensor.layer, 0, tensor.index, {}] for tensor in inputs]
        config = {"name": name, "trainable": self.trainable, **config}
        layer = {"class_name": class_name, "config": config, "name": name}
        self.layers.append({**layer, "inbound_nodes": [call] if call else []})
        return Tensor(name, shape)

    def native(
        self,
        rule: LayerRule,
        *inputs: Tensor,
        shape: Sequence | None = None,
        replaced: Mapping[str, object] | None = None,
        written: Mapping[str, object] | None = None,
        **changes: object,
    ) -> Tensor:
        """Add the Keras layer itself, with its weights, but with other arguments or inputs.

        Args:
            rule: Its rule, which writes it as usual.
            inputs: What it is called on here.
            shape: What it yields, without the batch; what it yields in Keras when None.
            replaced: Weights that take the place of the layer's own.
            written: Arguments in TensorFlow.js's words that take the place of translated ones.
            changes: Keras arguments that replace the layer's own.

        Returns:
            Its first output.
        """
        case = replace(
            self.case,
            config={**self.case.config, **changes},
            inputs=[(None, *tensor.shape) for tensor in inputs],
        )
        translated = rule.translate(case)
        shape = self.case.output_shape if shape is None else shape
        config = {key: value for key, value in translated["config"].items() if key != "name"}
        config |= written or {}
        weights = {name: variable for variable, name in rule.weight_names(case)}
        weights |= replaced or {}
        return self.add(translated["class_name"], *inputs, shape=shape, weights=weights, **config)

    def compose_layer(self, entry: dict, live: Any, x: Tensor) -> Tensor:
        """Write a layer that the Keras layer holds.

        Args:
            entry: The inner layer as Keras serialized it.
            live: The same layer.
            x: What it is called on.

        Returns:
            What it yields.

        Raises:
            ExportError: TensorFlow.js cannot run it as Keras does.
        """
        return self.compose_inner(self, entry, live, x)

    @property
    def trainable(self) -> bool:
        """Whether the Keras layer is trainable."""
        return bool(self.case.config.get("trainable", True))

    def write(self, inputs: Sequence[Tensor], outputs: Sequence[Tensor]) -> dict:
        """Write the graph as a layer of the model around it.

        Args:
            inputs: Its inputs.
            outputs: Its outputs.

        Returns:
            `{"class_name": "Functional", "config": {...}}`.
        """
        ends = [[tensor.layer, 0, tensor.index] for tensor in outputs]
        ends, _ = separate_tensors(self.layers, ends, self.claim)
        config = {
            "name": self.case.name,
            "trainable": self.trainable,
            "layers": self.layers,
            "input_layers": [[tensor.layer, 0, tensor.index] for tensor in inputs],
            "output_layers": ends,
        }
        return {"class_name": "Functional", "config": config}

    def reshape(self, tensor: Tensor, shape: Sequence) -> Tensor:
        """Add a Reshape, unless the shape is right already.

        Args:
            tensor: What to reshape.
            shape: The sizes without the batch; at most one may be open.

        Returns:
            The reshaped tensor.
        """
        shape = tuple(shape)
        if shape == tensor.shape:
            return tensor
        if shape.count(None) > 1:
            self.case.refuse(
                "works on a shape with more than one unknown size",
                received=tensor.shape,
                remedy="Give keras.Input the full shape",
            )
        sizes = [-1 if size is None else int(size) for size in shape]
        return self.add("Reshape", tensor, shape=shape, target_shape=sizes)

    def permute(self, tensor: Tensor, order: Sequence[int]) -> Tensor:
        """Add a Permute, unless the order is kept.

        Args:
            tensor: What to permute.
            order: The axes, counted from 1 without the batch, as `keras.layers.Permute` takes them.

        Returns:
            The permuted tensor.
        """
        order = list(order)
        if order == sorted(order):
            return tensor
        shape = [tensor.shape[axis - 1] for axis in order]
        return self.add("Permute", tensor, shape=shape, dims=order)

    def rescale(self, tensor: Tensor, scale: float = 1.0, offset: float = 0.0) -> Tensor:
        """Compose scale * x + offset.

        Args:
            tensor: x.
            scale: The factor.
            offset: What is added.

        Returns:
            The result, or x itself where nothing would change.
        """
        if scale == 1.0 and offset == 0.0:
            return tensor
        return self.add("Rescaling", tensor, scale=float(scale), offset=float(offset))

    def activate(self, tensor: Tensor, activation: str) -> Tensor:
        """Add an activation that TensorFlow.js has.

        Args:
            tensor: The input.
            activation: TensorFlow.js's name.

        Returns:
            The activated tensor.
        """
        return self.add("Activation", tensor, activation=activation)


def product(sizes: Sequence) -> int | None:
    """Multiply sizes.

    Args:
        sizes: Sizes, None where one is open.

    Returns:
        The product, None when one is open.
    """
    return None if None in sizes else math.prod(sizes)


def to_numpy(variable: object) -> np.ndarray:
    """Read a weight.

    Args:
        variable: A Keras variable, a tensor of any backend, or an array.

    Returns:
        Its values.
    """
    import keras

    return np.asarray(keras.ops.convert_to_numpy(variable))
