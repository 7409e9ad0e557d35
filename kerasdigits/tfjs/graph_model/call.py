"""One operation on its way into the graph, as the functions that decompose it see it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kerasdigits.errors import ExportError
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
                "The model makes text, which TensorFlow.js cannot in predict",
                received=place,
                remedy="Replace the layer that uses it",
            )
        return list(created.outputs)
