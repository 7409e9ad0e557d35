"""Random Functional models: hypothesis draws them, and they print as the Python that makes them.

A model grows step by step: a layer on one tensor that is there, a merge of several, a layer or
model that is used again. Which layers a tensor's rank allows, and with which arguments, is what
`random_layers.py` says.
"""

from dataclasses import dataclass, field

import keras
from hypothesis import strategies as st
from keras import layers
from random_layers import ATTENTIONS, MERGES, draw_layer

_MOST_ELEMENTS = 700
_MOST_STEPS = 8


@dataclass
class Step:
    """One call of a layer.

    Args:
        layer: The layer's class, or a Program for a nested model.
        arguments: What it is made with.
        inputs: The numbers of the tensors it is called on.
        again: The number of the step whose layer it is; None for a layer of its own.
    """

    layer: "str | Program"
    arguments: dict
    inputs: list[int]
    again: int | None = None


@dataclass
class Program:
    """A model as the steps that make it; its repr is Python."""

    entries: list[tuple[tuple, str]]
    steps: list[Step] = field(default_factory=list)
    outputs: list[int] = field(default_factory=list)
    sequential: bool = False

    def build(self):
        """Make the model, in Keras's current precision."""
        tensors = [_enter(shape, dtype) for shape, dtype in self.entries]
        inputs, made = list(tensors), []
        for step in self.steps:
            own = step.again is None
            made.append(make_layer(step.layer, step.arguments) if own else made[step.again])
            given = [tensors[number] for number in step.inputs]
            tensors.append(call(made[-1], given))
        if self.sequential:
            return keras.Sequential([inputs[0], *made])
        return keras.Model(_bare(inputs), _bare([tensors[number] for number in self.outputs]))

    def __repr__(self):
        return "\n\n" + "\n".join(self.write("model"))

    def write(self, name):
        """Write the function that makes the model."""
        lines, nested = [], []
        count = len(self.entries)
        for number, (shape, dtype) in enumerate(self.entries):
            kind = "" if dtype == "float32" else f', dtype="{dtype}"'
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
            lines.append(f"t{count + number} = layer{used}({given})")
        begins, ends = _write_tensors(range(count)), _write_tensors(self.outputs)
        lines.append(f"return keras.Model({begins}, {ends})")
        if self.sequential:
            made = ", ".join(f"layer{number}" for number in range(len(self.steps)))
            lines[-1] = f"return keras.Sequential([t0, {made}])"
        return [*nested, f"def {name}():", *(f"    {line}" for line in lines)]


def _bare(tensors):
    return tensors[0] if len(tensors) == 1 else tensors


def _write_tensors(numbers):
    names = ", ".join(f"t{number}" for number in numbers)
    return names if len(numbers) == 1 else f"[{names}]"


def _takes_apart(layer):
    return layer == "MultiHeadAttention"


def _enter(shape, dtype):
    return keras.Input(shape, dtype=keras.config.floatx() if dtype == "float32" else dtype)


def make_layer(name, arguments):
    """Make a layer, with the layer that it wraps, or the model that is nested here."""
    if isinstance(name, Program):
        return name.build()
    made = {
        key: make_layer(*value) if key == "layer" else value for key, value in arguments.items()
    }
    return getattr(layers, name)(**made)


def call(layer, tensors):
    """Call a layer on one tensor or on several."""
    if _takes_apart(type(layer).__name__):
        return layer(*tensors)
    return layer(_bare(tensors))


def write_layer(name, arguments):
    """Write the call that makes a layer."""
    shown = {
        key: write_layer(*value) if key == "layer" else repr(value)
        for key, value in arguments.items()
    }
    return f"layers.{name}({', '.join(f'{key}={value}' for key, value in shown.items())})"


class _Growing:
    """A program while it is being drawn, with the tensors that it makes."""

    def __init__(self, draw, entries, depth):
        self.draw, self.depth = draw, depth
        self.program = Program(entries)
        self.tensors = [_enter(shape, dtype) for shape, dtype in entries]
        self.layers = []
        self.used = set()

    def choose(self, values):
        return self.draw(st.sampled_from(values))

    def shape(self, number):
        return tuple(self.tensors[number].shape[1:])

    def add(self, step):
        """Take a step, unless what it makes is too large."""
        own = step.again is None
        layer = make_layer(step.layer, step.arguments) if own else self.layers[step.again]
        tensor = call(layer, [self.tensors[number] for number in step.inputs])
        size = 1
        for axis in tensor.shape[1:]:
            size *= axis
        if not 0 < size <= _MOST_ELEMENTS:
            return
        self.program.steps.append(step)
        self.layers.append(layer)
        self.tensors.append(tensor)
        self.used |= set(step.inputs)

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
        inner = _Growing(self.draw, [(self.shape(number), "float32")], self.depth + 1)
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


@st.composite
def programs(draw):
    """Draw a model with one to three inputs of two to five dimensions and any number of outputs."""
    sizes = {1: [4, 1, 2, 3, 5, 6], 2: [3, 1, 2, 4, 5], 3: [3, 1, 2, 4, 5], 4: [2, 1, 3]}
    entries = []
    for _ in range(draw(st.sampled_from([1, 1, 1, 2, 3]))):
        rank = draw(st.sampled_from([1, 2, 3, 2, 3, 4]))
        shape = tuple(draw(st.sampled_from(sizes[rank])) for _ in range(rank))
        words = rank == 1 and draw(st.sampled_from([False, False, True]))
        entries.append((shape, "int32" if words else "float32"))
    growing = _Growing(draw, entries, depth=0)
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
    return growing.program
