"""One layer on its way to TensorFlow.js: what is asked of it whichever rule it has."""

from dataclasses import dataclass, field
from typing import Any, NoReturn

from kerasdigits.errors import ExportError
from kerasdigits.tfjs.reference.keras_internals import calls_of

# The inputs that attention may be given by name, in the order in which they are written.
INPUT_KEYWORDS = ("query", "value", "key")

# How the masks of the whole model are carried (masks.py): not at all, by TensorFlow.js from layer
# to layer, or as tensors of zeros and ones in the graph.
NO_MASKS = "none"
NATIVE = "native"
COMPOSED = "composed"


@dataclass
class LayerCase:
    """One layer on its way to TensorFlow.js.

    Attributes:
        layer: The live Keras layer.
        class_name: Its Keras class, such as `Conv2D`.
        config: Its Keras config.
        name: The name that it gets in TensorFlow.js.
        notes: Receives sentences for the person who exports.
        inputs: The shapes of its inputs, batch included, where they are not those of its calls.
        output: What it yields, without the batch, where that is not what Keras says.
        nodes: Its calls in the graph that is being written; all its calls when None.
        masking: How the model's masks are carried: `NO_MASKS`, `NATIVE` or `COMPOSED`.
        masks: What its masks belong to; they are inputs, behind the others.
        mask_tensors: The masks of each call.
    """

    layer: Any
    class_name: str
    config: dict
    name: str
    notes: list[str]
    inputs: list[tuple] | None = None
    output: tuple | None = None
    nodes: list | None = None
    masking: str = NO_MASKS
    masks: tuple[str, ...] = ()
    mask_tensors: list[list] = field(default_factory=list)

    def refuse(self, reason: str, remedy: str, received: object = None) -> NoReturn:
        """Raise the ExportError that names this layer.

        Args:
            reason: What stands in the way, continuing `Layer "x" (Class)`.
            remedy: What to do about it.
            received: The offending value.
        """
        name = self.config.get("name", self.name)
        raise ExportError(
            f'Layer "{name}" ({self.class_name}) {reason}', received=received, remedy=remedy
        )

    @property
    def call_nodes(self) -> list:
        """The layer's calls in the graph that is being written, or all where none is."""
        return calls_of(self.layer) if self.nodes is None else self.nodes

    @property
    def calls(self) -> list[list[tuple]]:
        """The shapes of the inputs of each call of the layer, batch included."""
        if self.inputs is not None:
            return [self.inputs]
        return [[tuple(tensor.shape) for tensor in call] for call in self.call_tensors]

    @property
    def call_tensors(self) -> list[list]:
        """The symbolic tensors of each call of the layer, its masks behind the others."""
        masks = self.mask_tensors or [[]] * len(self.call_nodes)
        return [
            [*order_inputs(node.arguments), *behind]
            for node, behind in zip(self.call_nodes, masks, strict=True)
        ]

    @property
    def input_shapes(self) -> list[tuple]:
        """The shapes of the inputs without the batch; a size on which calls disagree is None."""
        calls = self.calls
        ranks = {tuple(len(shape) for shape in call) for call in calls}
        if len(ranks) != 1:
            self.refuse(
                "is shared between inputs of different ranks",
                received=sorted(ranks),
                remedy="Use one layer for each of them",
            )
        return [
            tuple(
                sizes[0] if len(set(sizes)) == 1 else None
                for sizes in zip(*(shape[1:] for shape in shapes), strict=True)
            )
            for shapes in zip(*calls, strict=True)
        ]

    @property
    def output_shape(self) -> tuple:
        """What the layer yields, without the batch; None where a size is open."""
        if self.output is not None:
            return self.output
        shapes = [(None, *shape) for shape in self.input_shapes]
        shapes = shapes[: len(shapes) - len(self.masks)]
        shape = self.layer.compute_output_shape(shapes[0] if len(shapes) == 1 else shapes)
        return tuple(shape)[1:]

    @property
    def ranks(self) -> set[int]:
        """The numbers of dimensions, batch included, that the layer's inputs have."""
        return {len(shape) for shapes in self.calls for shape in shapes}


def order_inputs(arguments: Any) -> list:
    """Return the tensors of a call in the order in which nodes.py writes them.

    Args:
        arguments: The `arguments` of a Keras node.

    Returns:
        Its symbolic tensors, without masks.
    """
    import keras

    named = arguments.kwargs
    keys = [key for key in INPUT_KEYWORDS if key in named]
    # Keras hands masks on as arguments; they are not inputs in TensorFlow.js.
    keys += [key for key in sorted(named) if key not in keys and not key.endswith("mask")]
    values = keras.tree.flatten([list(arguments.args), [named[key] for key in keys]])
    return [value for value in values if isinstance(value, keras.KerasTensor)]
