"""A model as the steps that make it, which prints as Python and can be built anew."""

from dataclasses import dataclass, field, replace

import keras
from keras import layers
from random_quantization import quantize


@dataclass
class Step:
    """One call of a layer.

    Args:
        layer: The layer's class, or a Program for a nested model.
        arguments: What it is made with.
        inputs: The numbers of the tensors it is called on.
        again: The number of the step whose layer it is; None for a layer of its own.
        training: What the call says of training; None for nothing.
    """

    layer: "str | Program"
    arguments: dict
    inputs: list[int]
    again: int | None = None
    training: bool | None = None

    def untold(self):
        """The same call, which says nothing of training, nor do those inside."""
        nested = isinstance(self.layer, Program)
        layer = self.layer.untold() if nested else self.layer
        return replace(self, layer=layer, training=None)


@dataclass
class Program:
    """A model as the steps that make it; its repr is Python.

    Args:
        entries: Shape and dtype of each input; the sizes are known here, open or not.
        opened: Which axes each input leaves open, counted from 0 without the batch.
        keyed: Whether inputs and outputs are dicts; their keys sort against their order.
        quantized: The mode in which Keras quantizes the model, one of `random_quantization`.
    """

    entries: list[tuple[tuple, str]]
    steps: list[Step] = field(default_factory=list)
    outputs: list[int] = field(default_factory=list)
    sequential: bool = False
    opened: list[tuple[int, ...]] = field(default_factory=list)
    keyed: bool = False
    quantized: str | None = None

    def takes(self, number):
        """The shape of an input with None for what is open, and its dtype."""
        shape, dtype = self.entries[number]
        opened = self.opened[number] if self.opened else ()
        return tuple(None if axis in opened else n for axis, n in enumerate(shape)), dtype

    def sizes(self, more=0):
        """The shapes of the inputs in the model's order, open sizes by so much larger."""
        shapes = [
            tuple(
                n + more * (taken is None)
                for n, taken in zip(shape, self.takes(number)[0], strict=True)
            )
            for number, (shape, _) in enumerate(self.entries)
        ]
        return shapes[::-1] if self.keyed else shapes

    def build(self):
        """Make the model, in Keras's current precision."""
        keys = _by_key(range(len(self.entries))) if self.keyed else {}
        names = {number: key for key, number in keys.items()}
        tensors = [
            enter(*self.takes(number), name=names.get(number))
            for number in range(len(self.entries))
        ]
        inputs, self.made = list(tensors), []
        made = self.made
        for step in self.steps:
            own = step.again is None
            made.append(make_layer(step.layer, step.arguments) if own else made[step.again])
            given = [tensors[number] for number in step.inputs]
            tensors.append(call(made[-1], given, step.training))
        if self.sequential:
            return keras.Sequential([inputs[0], *made])
        outputs = [tensors[number] for number in self.outputs]
        if self.keyed:
            return keras.Model(_by_key(inputs), _by_key(outputs))
        return keras.Model(_bare(inputs), _bare(outputs))

    def quantize(self, model):
        """Quantize the model that was built and has its weights, where this was drawn."""
        if self.quantized is None:
            return model
        return quantize(model, self.quantized, self.made[:2], self.entries[0][0][0])

    def says_training(self):
        """Tell whether a call says of training what it is, here or inside."""
        return any(
            step.training is not None
            or (isinstance(step.layer, Program) and step.layer.says_training())
            for step in self.steps
        )

    def untold(self):
        """The same steps in calls that say nothing of training, as predict of Keras 3.15 does."""
        return replace(self, steps=[step.untold() for step in self.steps])

    def __repr__(self):
        lines = self.write("model")
        if self.quantized:
            lines.append(f"settle, then quantize: {self.quantized}")
        return "\n\n" + "\n".join(lines)

    def write(self, name):
        """Write the function that makes the model."""
        lines, nested = [], []
        count = len(self.entries)
        for number in range(count):
            shape, dtype = self.takes(number)
            kind = "" if dtype == "float32" else f', dtype="{dtype}"'
            if self.keyed:
                kind += f', name="k{count - number:02}"'
            lines.append(f"t{number} = keras.Input({shape}{kind})")
        for number, step in enumerate(self.steps):
            if step.again is None and isinstance(step.layer, Program):
                nested += step.layer.write(f"{name}_{number}")
                lines.append(f"layer{number} = {name}_{number}()")
            elif step.again is None:
                lines.append(f"layer{number} = {write_layer(step.layer, step.arguments)}")
            used = number if step.again is None else step.again
            given = _write_tensors(step.inputs)
            if _takes_apart(step.layer):
                given = given.strip("[]")
            if step.training is not None:
                given += f", training={step.training}"
            lines.append(f"t{count + number} = layer{used}({given})")
        write = _write_keys if self.keyed else _write_tensors
        begins, ends = write(range(count)), write(self.outputs)
        lines.append(f"return keras.Model({begins}, {ends})")
        if self.sequential:
            made = ", ".join(f"layer{number}" for number in range(len(self.steps)))
            lines[-1] = f"return keras.Sequential([t0, {made}])"
        return [*nested, f"def {name}():", *(f"    {line}" for line in lines)]


def _bare(tensors):
    return tensors[0] if len(tensors) == 1 else tensors


def _by_key(tensors):
    count = len(tensors)
    return {f"k{count - number:02}": tensor for number, tensor in enumerate(tensors)}


def _write_keys(numbers):
    named = _by_key([f"t{number}" for number in numbers]).items()
    return "{" + ", ".join(f'"{key}": {name}' for key, name in named) + "}"


def _write_tensors(numbers):
    names = ", ".join(f"t{number}" for number in numbers)
    return names if len(numbers) == 1 else f"[{names}]"


def _takes_apart(layer):
    return layer == "MultiHeadAttention"


def enter(shape, dtype, name=None):
    """Make an input; what is float32 in the program has Keras's current precision."""
    dtype = keras.config.floatx() if dtype == "float32" else dtype
    return keras.Input(shape, dtype=dtype, name=name)


def make_layer(name, arguments):
    """Make a layer, with the layer that it wraps, or the model that is nested here."""
    if isinstance(name, Program):
        return name.build()
    made = {
        key: make_layer(*value) if key == "layer" else value for key, value in arguments.items()
    }
    return getattr(layers, name)(**made)


def call(layer, tensors, training=None):
    """Call a layer on one tensor or on several."""
    said = {} if training is None else {"training": training}
    if _takes_apart(type(layer).__name__):
        return layer(*tensors, **said)
    return layer(_bare(tensors), **said)


def write_layer(name, arguments):
    """Write the call that makes a layer."""
    shown = {
        key: write_layer(*value) if key == "layer" else repr(value)
        for key, value in arguments.items()
    }
    return f"layers.{name}({', '.join(f'{key}={value}' for key, value in shown.items())})"
