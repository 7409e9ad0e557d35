"""One operation on its way into the graph, as the functions that decompose it see it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kerasdigits.tfjs.graph_model.source_graph import SourceNode
from kerasdigits.tfjs.graph_model.values import known_value

if TYPE_CHECKING:
    import tensorflow as tf

    from kerasdigits.tfjs.graph_model.evaluate import Evaluator


@dataclass(frozen=True)
class Call:
    """An operation with its inputs in the new graph.

    Args:
        evaluator: Who evaluates the model.
        node: The operation as TensorFlow traced it.
        inputs: Its inputs, in float32, int32 or bool.
        attributes: name -> `AttrValue`, dtypes replaced.
    """

    evaluator: "Evaluator"
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
        """
        graph = self.evaluator.graph
        with graph.as_default():
            created = graph.create_op(
                op,
                inputs,
                name=self.evaluator.name(self.node),
                attrs=self.attributes if attributes is None else attributes,
            )
        return list(created.outputs)
