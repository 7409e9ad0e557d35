"""A model of any kind, seen as a functional one is: called with a list of tensors."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from kerasdigits.tfjs.reference.keras_internals import stand_in_for
from kerasdigits.tfjs.reference.model_inputs import ModelInputs

if TYPE_CHECKING:
    import keras


class ListModel:
    """What samples and references need of a model: its inputs, its outputs, and a call on a list.

    Args:
        model: The model; of a class of its own, too.
        inputs: What it takes, as `find_inputs` found it.
        output_shapes: The shapes of its outputs, batch included, where they are known.
    """

    def __init__(
        self, model: "keras.Model", inputs: ModelInputs, output_shapes: Sequence[Sequence] = ()
    ):
        self.inputs = inputs.tensors
        self.outputs = [SimpleNamespace(name="output", shape=tuple(s)) for s in output_shapes]
        stand_in_for(model, self, inputs.tensors)
        self._model, self._arrange = model, inputs.arrange

    def __call__(self, tensors: list, training: bool) -> Any:
        """Call the model.

        Args:
            tensors: One tensor for each input.
            training: Whether it is being trained.

        Returns:
            What the model returns.
        """
        arguments, keywords = self._arrange(list(tensors))
        return self._model(*arguments, **keywords, training=training)
