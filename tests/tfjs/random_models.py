"""Random Functional models: hypothesis draws them, and they print as the Python that makes them.

A model grows step by step: a layer on one tensor that is there, a merge of several, a layer or
model that is used again. Which layers a tensor's rank allows, and with which arguments, is what
`random_layers.py` says. Some leave sizes of their inputs open: such a model is grown for one size,
beside its twin that knows none, and takes the steps that Keras allows both.
"""

from dataclasses import dataclass, field, replace

import keras
from hypothesis import strategies as st
from keras import layers
from random_layers import ATTENTIONS, MERGES, draw_layer
from random_quantization import CALIBRATED, MODES, quantize

_MOST_ELEMENTS = 700
_MOST_STEPS = 8
# Layers that compute something else in training, which a call may ask for.
_TRAINED = ("BatchNormalization", "Dropout", "GaussianNoise", "SpatialDropout", "LSTM", "GRU")


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
            _enter(*self.takes(number), name=names.get(number))
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


def _enter(shape, dtype, name=None):
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


class _Growing:
    """A program while it is being drawn, with the tensors that it makes."""

    def __init__(self, draw, entries, depth, opened=()):
        self.draw, self.depth = draw, depth
        self.program = Program(entries, opened=list(opened))
        self.tensors = [_enter(shape, dtype) for shape, dtype in entries]
        self.layers = []
        self.used = set()
        # The twin that knows no open size, where there is one.
        self.twin_layers = []
        self.twins = [_enter(*self.program.takes(number)) for number in range(len(entries))]
        self.has_open = any(opened)

    def choose(self, values):
        return self.draw(st.sampled_from(values))

    def shape(self, number):
        return tuple(self.tensors[number].shape[1:])

    def add(self, step):
        """Take a step, unless what it makes is too large, or needs a size that is open."""
        step.training = self.say_training(step.layer)
        layer, tensor = self.take(step, self.layers, self.tensors)
        size = 1
        for axis in tensor.shape[1:]:
            size *= axis
        if not 0 < size <= _MOST_ELEMENTS:
            return
        if self.has_open:
            try:
                twin, open_tensor = self.take(step, self.twin_layers, self.twins)
            except Exception:  # each layer has its own way to say that it needs the size
                return
            self.twin_layers.append(twin)
            self.twins.append(open_tensor)
        self.program.steps.append(step)
        self.layers.append(layer)
        self.tensors.append(tensor)
        self.used |= set(step.inputs)

    def take(self, step, made, tensors):
        """Call a new layer, or one that is there, on what the step names."""
        own = step.again is None
        layer = make_layer(step.layer, step.arguments) if own else made[step.again]
        return layer, call(layer, [tensors[number] for number in step.inputs], step.training)

    def say_training(self, layer):
        if isinstance(layer, str) and layer.startswith(_TRAINED):
            return self.choose([None, None, False, True])
        return None

    def grow(self):
        """Take one step from a tensor that is there; the newest first, as hypothesis shrinks."""
        newest_first = list(range(len(self.tensors)))[::-1]
        number = self.choose(newest_first[:1] * 4 + newest_first)
        dtype = self.program.entries[number][1] if number < len(self.program.entries) else "float32"
        if dtype == "int32":
            options = {"input_dim": self.choose([10, 13]), "output_dim": self.choose([3, 1, 4])}
            options |= {"mask_zero": True} if self.choose([False, True]) else {}
            return self.add(Step("Embedding", options, [number]))
        kind = self.choose(["layer"] * 8 + ["merge"] * 4 + ["again", "nested", "attention"])
        if kind == "merge" and (step := self.merge(number)):
            return self.add(step)
        if kind == "again" and (step := self.use_again(number)):
            return self.add(step)
        if kind == "nested" and self.depth < 2:
            return self.add(self.nest(number))
        if kind == "attention" and len(self.shape(number)) == 2:
            return self.add(self.attend(number))
        return self.add(Step(*draw_layer(self.draw, self.shape(number)), [number]))

    def begin_with_block(self):
        """Look ids up and put a model behind them, which calibration quantizes; tell if it fits."""
        self.add(Step("Embedding", {"input_dim": 10, "output_dim": self.choose([4, 2, 6])}, [0]))
        self.add(self.nest(len(self.tensors) - 1))
        return len(self.program.steps) == 2

    def floats(self):
        """The tensors that are not ids."""
        return [n for n, tensor in enumerate(self.tensors) if "float" in tensor.dtype]

    def merge(self, number):
        shape = self.shape(number)
        name = self.choose([*MERGES, "Concatenate", "Dot"])
        if name == "Concatenate":
            axis = self.choose(list(range(len(shape), 0, -1)))
            fits = [n for n in self.floats() if _same_but(self.shape(n), shape, axis)]
            partners = [self.choose(fits) for _ in range(self.choose([1, 2]))]
            axis = self.choose([axis, axis - len(shape) - 1])
            return Step("Concatenate", {"axis": axis}, [number, *partners])
        if name == "Dot":
            return self.dot(number)
        fits = [n for n in self.floats() if _broadcasts(self.shape(n), shape)]
        others = 1 if name == "Subtract" else self.choose([1, 2])
        return Step(name, {}, [number, *(self.choose(fits) for _ in range(others))])

    def dot(self, number):
        shape = self.shape(number)
        if len(shape) > 2:
            return None
        axis = self.choose(list(range(1, len(shape) + 1)))
        pairs = [
            (n, other)
            for n in self.floats()
            if 1 <= len(self.shape(n)) <= 2
            for other in range(1, len(self.shape(n)) + 1)
            if self.shape(n)[other - 1] == shape[axis - 1]
        ]
        partner, other = self.choose(pairs)
        options = {"axes": [axis, other]}
        if self.choose([False, False, True]):
            options["normalize"] = True
        return Step("Dot", options, [number, partner])

    def use_again(self, number):
        shape = self.shape(number)
        fits = [
            position
            for position, step in enumerate(self.program.steps)
            if len(step.inputs) == 1
            and self.shape(step.inputs[0]) == shape
            and "float" in self.tensors[step.inputs[0]].dtype
        ]
        if not fits:
            return None
        position = self.choose(fits)
        step = self.program.steps[position]
        first = position if step.again is None else step.again
        return Step(step.layer, step.arguments, [number], again=first)

    def nest(self, number):
        opened = ()
        if self.has_open:
            sizes = self.twins[number].shape[1:]
            opened = (tuple(axis for axis, size in enumerate(sizes) if size is None),)
        entry = (self.shape(number), "float32")
        inner = _Growing(self.draw, [entry], self.depth + 1, opened)
        for _ in range(self.choose([1, 2, 3])):
            inner.grow()
        if not inner.program.steps:
            inner.add(Step("Identity", {}, [0]))
        inner.program.outputs = [len(inner.tensors) - 1]
        chained = all(
            step.again is None and step.inputs == [place]
            for place, step in enumerate(inner.program.steps)
        )
        inner.program.sequential = chained and self.choose([False, True])
        return Step(inner.program, {}, [number])

    def attend(self, number):
        shape = self.shape(number)
        name, options, same_width = ATTENTIONS[self.choose(list(ATTENTIONS))](self.draw, shape)
        fits = [
            n
            for n in self.floats()
            if len(self.shape(n)) == 2 and (self.shape(n)[1] == shape[1] or not same_width)
        ]
        return Step(name, options, [number, self.choose(fits)])


def _same_but(shape, other, axis):
    return len(shape) == len(other) and all(
        one == two
        for place, (one, two) in enumerate(zip(shape, other, strict=True), 1)
        if place != axis
    )


def _broadcasts(shape, other):
    """Whether a tensor merges with another without growing it."""
    return len(shape) == len(other) and all(
        one in (1, two) for one, two in zip(shape, other, strict=True)
    )


def _draw_open(draw, shape, dtype):
    """Draw which axes are open: of the length, the height, the width; never the channels."""
    axes = range(len(shape) - (dtype == "float32"))
    return tuple(axis for axis in axes if draw(st.sampled_from([False, True, True])))


@st.composite
def programs(draw, mode=None):
    """Draw a model with one to three inputs of two to five dimensions and any number of outputs.

    In three of four sizes may be open, in one of four inputs and outputs are dicts, and one of
    two is quantized.

    Args:
        draw: Hypothesis gives it.
        mode: How to quantize all of them; None draws that, too.
    """
    quantized = mode or draw(st.sampled_from([None] * len(MODES) + list(MODES)))
    sizes = {1: [4, 1, 2, 3, 5, 6], 2: [3, 1, 2, 4, 5], 3: [3, 1, 2, 4, 5], 4: [2, 1, 3]}
    entries = [((draw(st.sampled_from(sizes[1])),), "int32")] if quantized in CALIBRATED else []
    for _ in range(draw(st.sampled_from([1, 1, 1, 2, 3])) - len(entries)):
        rank = draw(st.sampled_from([1, 2, 3, 2, 3, 4]))
        shape = tuple(draw(st.sampled_from(sizes[rank])) for _ in range(rank))
        words = rank == 1 and draw(st.sampled_from([False, False, True]))
        entries.append((shape, "int32" if words else "float32"))
    opened = ()
    if draw(st.sampled_from([False, True, True, True])):
        opened = [_draw_open(draw, *entry) for entry in entries]
    growing = _Growing(draw, entries, depth=0, opened=opened)
    if quantized in CALIBRATED and not growing.begin_with_block():
        quantized = None
    for _ in range(draw(st.sampled_from(range(1, _MOST_STEPS + 1)))):
        growing.grow()
    made = range(len(entries), len(growing.tensors))
    ends = [number for number in made if number not in growing.used]
    extra = [number for number in made if number in growing.used]
    if extra and draw(st.sampled_from([False, False, True])):
        ends.append(draw(st.sampled_from(extra)))
    for number, (_, dtype) in enumerate(entries):
        if number not in growing.used:  # a model needs every input to be read
            reader = ("Activation", {"activation": "tanh"})
            if dtype == "int32":
                reader = ("Embedding", {"input_dim": 10, "output_dim": 2})
            growing.add(Step(*reader, [number]))
            ends.append(len(growing.tensors) - 1)
    growing.program.outputs = ends
    growing.program.keyed = draw(st.sampled_from([False, False, False, True]))
    growing.program.quantized = quantized
    return growing.program
