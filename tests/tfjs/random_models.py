"""Random Functional models: hypothesis draws them, step by step (`random_program.py`).

A model grows step by step: a layer on one tensor that is there, a merge of several, a layer or
model that is used again. Which layers a tensor's rank allows, and with which arguments, is what
`random_layers.py` says. Some leave sizes of their inputs open: such a model is grown for one size,
beside its twin that knows none, and takes the steps that Keras allows both.
"""

import random_spatial  # noqa: F401, it registers its layers
from hypothesis import strategies as st
from random_layers import ATTENTIONS, MERGES, draw_layer
from random_program import Program, Step, call, enter, make_layer
from random_quantization import CALIBRATED, MODES

_MOST_ELEMENTS = 700
_MOST_STEPS = 8
# Layers that compute something else in training, which a call may ask for.
_TRAINED = ("BatchNormalization", "Dropout", "GaussianNoise", "SpatialDropout", "LSTM", "GRU")


class _Growing:
    """A program while it is being drawn, with the tensors that it makes."""

    def __init__(self, draw, entries, depth, opened=()):
        self.draw, self.depth = draw, depth
        self.program = Program(entries, opened=list(opened))
        self.tensors = [enter(shape, dtype) for shape, dtype in entries]
        self.layers = []
        self.used = set()
        # The twin that knows no open size, where there is one.
        self.twin_layers = []
        self.twins = [enter(*self.program.takes(number)) for number in range(len(entries))]
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
