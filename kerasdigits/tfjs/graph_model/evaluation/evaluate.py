"""Evaluate the traced graph as far as it is known; write the rest in TensorFlow.js's operations.

Calls are inlined, branches chosen, loops run: what remains is a graph without control flow, which
TensorFlow.js runs synchronously. How an operation is evaluated or decomposed say two tables, which
are handed in (`tables.py`): their functions know the Evaluator, and it does not know them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from kerasdigits.errors import ExportError
from kerasdigits.tfjs.graph_model.evaluation.dtypes import (
    narrow_array,
    narrow_attribute,
    narrow_name,
)
from kerasdigits.tfjs.graph_model.evaluation.fold import compute
from kerasdigits.tfjs.graph_model.evaluation.source_graph import (
    SourceGraph,
    SourceNode,
    read_function,
)
from kerasdigits.tfjs.graph_model.evaluation.values import (
    LookupTable,
    ModelWeight,
    TensorList,
    Value,
    all_known,
    known_value,
)

if TYPE_CHECKING:
    import tensorflow as tf
    from tensorflow.core.framework.function_pb2 import FunctionDef

_MOST_NODES = 200_000


@dataclass
class Evaluator:
    """Writes what it cannot compute into a graph.

    Attributes:
        graph: The `tf.Graph` to write into.
        traced: The `tf.Graph` that TensorFlow traced.
        library: The functions that it calls, by name.
        handlers: TensorFlow's name of an operation -> the function that evaluates it. It takes the
            Evaluator, the node and its inputs and gives the outputs, or None where the operation is
            evaluated as any other.
        decompositions: TensorFlow's name of an operation -> the function that writes it as others.
            It takes a `Call` and gives the outputs, or None to have it written as it is.
        advice: How to fix the sizes that the model leaves open; empty where it leaves none.
    """

    graph: "tf.Graph"
    traced: "tf.Graph"
    library: dict[str, "FunctionDef"]
    handlers: Mapping[str, Callable]
    decompositions: Mapping[str, Callable]
    advice: str = ""
    weights: dict[str, ModelWeight] = field(default_factory=dict)
    scope: str = ""
    _functions: dict[str, SourceGraph] = field(default_factory=dict)
    _written: dict[tuple, list["tf.Tensor"]] = field(default_factory=dict)
    _nodes: int = 0

    def run(self, source: SourceGraph, arguments: list[Value]) -> list[Value]:
        """Evaluate a function.

        Args:
            source: The function.
            arguments: What its arguments are.

        Returns:
            Its results.
        """
        values: dict[str, Sequence[Value]] = {
            name: [value] for name, value in zip(source.arguments, arguments, strict=True)
        }
        for node in source.in_order():
            if node.name not in values:
                inputs = [values[name][index] for name, index in node.inputs]
                values[node.name] = self._evaluate(node, inputs)
        return [values[name][index] for name, index in source.results]

    def call(self, name: str, arguments: list[Value], node: SourceNode) -> list[Value]:
        """Evaluate a function of the library on behalf of a node.

        Args:
            name: The function's name.
            arguments: What its arguments are.
            node: The node that calls it.

        Returns:
            Its results.
        """
        if name not in self._functions:
            self._functions[name] = read_function(self.library[name], self.traced)
        outer, self.scope = self.scope, f"{self.name(node)}/"
        try:
            return self.run(self._functions[name], arguments)
        finally:
            self.scope = outer

    def place(self, node: SourceNode) -> str:
        """Say where in the model a node is, as well as its name tells."""
        return f'"{self.name(node).rpartition("/")[0] or node.name}"'

    def advise_length(self) -> str:
        """Tell what to do about a loop whose number of steps is not known."""
        return self.advice or "Loop over an axis of a known size"

    def name(self, node: SourceNode) -> str:
        """Name what becomes of a node; inside a loop TensorFlow's own names tell the place, too."""
        return node.name if "/" in node.name else self.scope + node.name

    def _evaluate(self, node: SourceNode, inputs: list[Value]) -> Sequence[Value]:
        handler = self.handlers.get(node.op)
        if handler is not None:
            result = handler(self, node, inputs)
            if result is not None:
                return result
        if node.op in self.library:
            return self.call(node.op, inputs, node)
        known = all_known([known_value(value) for value in inputs])
        if known is not None:
            arrays = compute(node, known)
            if arrays is not None:
                return arrays
        return self.write(node, inputs)

    def write(self, node: SourceNode, inputs: list[Value]) -> list["tf.Tensor"]:
        """Write an operation into the graph, or what it is decomposed into.

        Args:
            node: The operation.
            inputs: Its inputs.

        Returns:
            Its outputs.
        """
        tensors = [self.tensor(value, self.place(node)) for value in inputs]
        attributes = {
            name: narrow_attribute(value)
            for name, value in node.attributes.items()
            if not name.startswith("_")
        }
        described = ((name, attributes[name].SerializeToString()) for name in sorted(attributes))
        key = (node.op, tuple(described), tuple(map(id, tensors)))
        if key not in self._written:
            self._written[key] = self._write(node, tensors, attributes)
        return self._written[key]

    def _write(self, node: SourceNode, tensors: list, attributes: dict) -> list["tf.Tensor"]:
        self._nodes += 1
        if self._nodes > _MOST_NODES:
            raise ExportError(
                f"The model's loops make more than {_MOST_NODES:,} operations when unrolled",
                received=self.place(node),
                remedy="Use fewer steps (shorter sequences)",
            )
        call = Call(self, node, tensors, attributes)
        decompose = self.decompositions.get(node.op)
        if decompose is not None:
            with self.graph.as_default(), self.graph.name_scope(f"{self.name(node)}/"):
                outputs = decompose(call)
            if outputs is not None:
                return outputs if isinstance(outputs, list) else [outputs]
        return call.create(node.op, tensors, attributes)

    def tensor(self, value: Value, place: str = "the model") -> "tf.Tensor":
        """Give a value as a tensor of the graph.

        Args:
            value: The value.
            place: Where it is used, for an error.

        Returns:
            A tensor in float32, int32 or bool.
        """
        if isinstance(value, np.ndarray | np.generic):
            return self._constant(narrow_array(np.asarray(value), f"A constant in {place}"))
        if isinstance(value, ModelWeight | TensorList | LookupTable):
            raise ExportError(
                "The model hands variables or lists of tensors to operations that cannot be "
                "written for TensorFlow.js",
                received=place,
            )
        return value

    def is_stored(self, tensor: "tf.Tensor") -> bool:
        """Tell whether a tensor of the graph is computed from constants and weights alone."""
        found, stack = set(), [tensor.op]
        while stack:
            op = stack.pop()
            if op.name not in found:
                found.add(op.name)
                stack += [source.op for source in op.inputs]
                if not op.inputs and op.type != "Const" and op.name not in self.weights:
                    return False
        return True

    def _constant(self, array: np.ndarray) -> "tf.Tensor":
        import tensorflow as tf

        key = ("Const", str(array.dtype), array.shape, array.tobytes())
        if key not in self._written:
            with self.graph.as_default():
                self._written[key] = [tf.constant(array, name="constant")]
        return self._written[key][0]

    def weight(self, weight: ModelWeight) -> "tf.Tensor":
        """Give a weight as a tensor of the graph: a placeholder, filled when it is stored."""
        import tensorflow as tf

        key = ("weight", id(weight))
        if key not in self._written:
            with self.graph.as_default():
                placeholder = tf.compat.v1.placeholder(
                    narrow_name(weight.dtype), weight.shape, name="weight"
                )
            self._written[key] = [placeholder]
            self.weights[placeholder.op.name] = weight
        return self._written[key][0]


@dataclass(frozen=True)
class Call:
    """An operation with its inputs in the new graph.

    Attributes:
        evaluator: Who evaluates the model.
        node: The operation as TensorFlow traced it.
        inputs: Its inputs, in float32, int32 or bool.
        attributes: name -> `AttrValue`, dtypes replaced.
    """

    evaluator: Evaluator
    node: SourceNode
    inputs: list["tf.Tensor"]
    attributes: dict

    def known(self, index: int) -> np.ndarray | None:
        """Give the values of an input when they are known, else None."""
        return known_value(self.inputs[index])

    def attribute(self, name: str) -> Any:
        """Give an attribute as a plain value; text as str, dtypes as TensorFlow numbers them."""
        value = self.attributes[name]
        kind = value.WhichOneof("value")
        if kind == "list":
            filled = [part for part in ("s", "i", "f", "type") if getattr(value.list, part)]
            return list(getattr(value.list, filled[0])) if filled else []
        plain = getattr(value, kind)
        return plain.decode() if isinstance(plain, bytes) else plain

    def create(
        self, op: str, inputs: list["tf.Tensor"], attributes: dict | None = None
    ) -> list["tf.Tensor"]:
        """Write an operation as it is.

        Args:
            op: TensorFlow's name of it.
            inputs: Its inputs.
            attributes: Its attributes; this operation's own when None.

        Returns:
            Its outputs.

        Raises:
            ExportError: It makes text, or has no form for TensorFlow.js's dtypes.
        """
        import tensorflow as tf

        graph = self.evaluator.graph
        place = f"{op} in {self.evaluator.place(self.node)}"
        with graph.as_default():
            try:
                created = graph.create_op(
                    op,
                    inputs,
                    name=self.evaluator.name(self.node),
                    attrs=self.attributes if attributes is None else attributes,
                )
            except (TypeError, ValueError) as error:
                raise ExportError(
                    "The model needs an operation that cannot be written with float32, int32 and "
                    "bool, the dtypes of TensorFlow.js",
                    received=f"{place}: {str(error).splitlines()[0]}",
                    remedy="Replace the layer that uses it",
                ) from error
        if any(output.dtype == tf.string for output in created.outputs):
            raise ExportError(
                "The model produces text, which TensorFlow.js cannot do in predict",
                received=place,
                remedy="Replace the layer that uses it",
            )
        return list(created.outputs)
