"""Feature visualization: what each channel of a network looks for.

Nobody tells a network about strokes, corners or loops. Ask each of its channels which pieces of the
test images it likes best, and there they are.

## The idea

A channel of a convolutional layer has one number for each place of the picture: how much of what it
looks for is there. Three ways to find out what that is: look at its **kernel** (the first layer
only, where the inputs are pixels); collect the **patches** of real pictures that it answers to
most; and change a patch, step by step *up* the gradient, into what it would like even more.

## What to look at

- Nine favourite patches of each channel, and what it would rather see: from edges to whole digits.
- How much of the picture a channel of each layer sees. It grows quickly.
- How much a channel's answer tells about the digit, layer by layer; and that an untrained network
  has other favourites.
"""

from dataclasses import dataclass

import keras
import numpy as np
from keras import ops

from kerasdigits.autodiff import value_and_grad
from kerasdigits.lessons.convolutions import feature_visualization_plots as plots
from kerasdigits.lessons.course.context import Context
from kerasdigits.lessons.lab.enlarged_digits import enlarge
from kerasdigits.models.registry import build
from kerasdigits.training.batches import Batches, FollowEpochs
from kerasdigits.training.optimizers import make_optimizer

"""
## A network to look into

The registry's `cnn` has four convolutions, of 16, 24, 24 and 32 channels, each followed by a
normalization and a ReLU. We train it briefly, and keep a copy from before. The embedded scans of
8 x 8 pixels are enlarged to 28 x 28, so that the network is the same.

A channel's *answer* is what leaves the normalization: the larger, the more it likes what it sees.
"""

LAYERS = ("conv_1", "conv_2", "conv_3", "conv_4")
IMAGES = 20_000  # to train on, at most


def find_images(context: Context) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Training images and their classes, and test images to look for patches in, 28 x 28."""
    data = context.load_digits()
    x, x_test = data.x_train[:IMAGES], data.x_test[: 300 if context.quick else 2000]
    if data.name != "mnist":
        x, x_test = enlarge(x), enlarge(x_test)
    return x, data.y_train[:IMAGES], x_test


def train(model: keras.Model, x: np.ndarray, y: np.ndarray, epochs: int, seed: int) -> None:
    """Train by Adam, with a rate that rises and falls."""
    batches = Batches(x, y, batch_size=64, seed=seed)
    model.compile(
        optimizer=make_optimizer(
            "adam",
            learning_rate=0.01,
            schedule="one-cycle",
            total_steps=epochs * len(batches),
            weight_decay=0,
        ),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    follow = FollowEpochs(batches)
    model.fit(batches, epochs=epochs, shuffle=False, callbacks=[follow], verbose=0)


def make_probe(model: keras.Model) -> keras.Model:
    """The same network, which gives the answers of its four layers."""
    outputs = [model.get_layer(f"{name}_normalization").output for name in LAYERS]
    return keras.Model(model.input, outputs)


def find_answers(probe: keras.Model, x: np.ndarray) -> dict[str, np.ndarray]:
    """The answers of all channels of the four layers, `(n, rows, columns, channels)` each."""
    return dict(zip(LAYERS, probe.predict(x, batch_size=250, verbose=0), strict=True))


r"""
## How much a channel sees

A kernel of k pixels sees k pixels of the layer below, and each of these sees some of the layer
below that. With `jump`, how far apart in the picture two neighbours of the layer lie:

$$\text{side} \leftarrow \text{side} + (k - 1) \cdot \text{jump} \qquad \text{jump} \leftarrow
\text{jump} \cdot \text{stride}$$

Padding moves where the field begins. A field that reaches over the border sees zeros there, so we
only look at fields that are inside the picture.
"""


@dataclass(frozen=True)
class Field:
    """What one place of a layer sees of the picture.

    Attributes:
        side: In pixels.
        jump: From one place to the next, in pixels.
        start: Where the field of the first place begins; negative over the border.
    """

    side: int
    jump: int
    start: int


def find_fields(model: keras.Model) -> dict[str, Field]:
    """The fields of the four layers."""
    fields = {}
    field = Field(side=1, jump=1, start=0)
    for layer in model.layers[1:]:
        if isinstance(layer, keras.layers.Conv2D):
            field = grow(field, layer.kernel_size[0], layer.strides[0], layer.input.shape[1])
            fields[layer.name] = field
        elif isinstance(layer, keras.layers.MaxPooling2D):
            field = grow(field, layer.pool_size[0], layer.strides[0], pixels=None)
    return fields


def grow(field: Field, size: int, stride: int, pixels: int | None) -> Field:
    """The field behind one more layer; with `pixels` in a row, it is padded to the same size."""
    padding = 0
    if pixels is not None:
        padding = max((-(-pixels // stride) - 1) * stride + size - pixels, 0) // 2
    return Field(
        side=field.side + (size - 1) * field.jump,
        jump=field.jump * stride,
        start=field.start - padding * field.jump,
    )


"""
## Favourites

For each channel: the nine test images with the strongest answer inside the picture, and the patch
that caused it.
"""

BEST = 9


@dataclass(frozen=True)
class Favourites:
    """The patches that the channels of a layer answer to most.

    Attributes:
        images: The numbers of the images, (channels, 9), the strongest first.
        corners: Row and column where the patch begins, (channels, 9, 2).
        answers: How strong each is, (channels, 9).
        patches: The patches, (channels, 9, side, side).
    """

    images: np.ndarray
    corners: np.ndarray
    answers: np.ndarray
    patches: np.ndarray


def find_favourites(x: np.ndarray, answers: np.ndarray, field: Field) -> Favourites:
    """Find the favourites of all channels of a layer among images, at most one in each."""
    corners = field.start + field.jump * np.arange(answers.shape[1])
    inside = np.flatnonzero((corners >= 0) & (corners + field.side <= x.shape[1]))
    seen = answers[:, inside][:, :, inside]
    flat = seen.reshape(len(seen), -1, seen.shape[-1])
    place = flat.argmax(axis=1).T  # (channels, images)
    strongest = flat.max(axis=1).T
    images = np.argsort(-strongest, axis=1)[:, :BEST]
    places = np.take_along_axis(place, images, axis=1)
    rows, columns = np.divmod(places, len(inside))
    corners = np.stack([corners[inside[rows]], corners[inside[columns]]], axis=-1)
    return Favourites(
        images=images,
        corners=corners,
        answers=np.take_along_axis(strongest, images, axis=1),
        patches=cut_patches(x, images, corners, field.side),
    )


def cut_patches(x: np.ndarray, images: np.ndarray, corners: np.ndarray, side: int) -> np.ndarray:
    """Cut the patches out of their images."""
    patches = [
        x[image, row : row + side, column : column + side, 0]
        for image, (row, column) in zip(images.ravel(), corners.reshape(-1, 2), strict=True)
    ]
    return np.array(patches).reshape(*images.shape, side, side)


"""
## A patch alone

If a channel really sees nothing but its patch, then the patch alone must cause the same answer. We
build the network's first layers again, without padding, for pictures as large as the patch: what
comes out is a single place.
"""


def build_window(model: keras.Model, name: str, side: int) -> keras.Model:
    """The layers up to one, without padding, for a picture of the size of its field."""
    window = keras.Sequential([keras.Input((side, side, 1))])
    for layer in model.layers[1:]:
        config = layer.get_config()
        if "padding" in config:
            config["padding"] = "valid"
        window.add(type(layer).from_config(config))
        window.layers[-1].set_weights(layer.get_weights())
        if layer.name == f"{name}_normalization":
            break
    return window


def answer_alone(window: keras.Model, patches: np.ndarray) -> np.ndarray:
    """What each channel answers to its own patches, (channels, patches)."""
    channels, count, side, _ = patches.shape
    answers = ops.convert_to_numpy(window(patches.reshape(-1, side, side, 1)))
    answers = answers.reshape(channels, count, channels)
    return answers[np.arange(channels), :, np.arange(channels)]


"""
## Drawing what it would like

Begin with the favourite, and climb: a step up the gradient of the channel's answer by the *pixels*,
which stay between paper (0) and ink (1). All channels of a layer climb at once, each with a patch
of its own. The steps get shorter on the way, so that each climb settles near a top.
"""

STEPS = 40
STEP = 0.2  # of a pixel's range at first, for the pixel with the largest slope


def climb(window: keras.Model, patches: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Improve one patch for each channel; gives the patches and their answers."""
    channels = len(patches)

    def add_answers(patches):
        answers = ops.reshape(window(patches[..., None]), (channels, channels))
        return ops.trace(answers)  # of each patch, the answer of the channel that it belongs to

    differentiate = value_and_grad(add_answers, compiled=True)
    patches = patches.astype("float32")
    for step in range(STEPS):
        _, slopes = differentiate(patches)
        steepest = np.abs(slopes).max(axis=(1, 2), keepdims=True)
        length = STEP * (1 - step / STEPS)
        patches = np.clip(patches + length * slopes / np.maximum(steepest, 1e-12), 0, 1)
    return patches, answer_alone(window, patches[:, None])[:, 0]


"""
Now all of it, layer by layer.
"""


def look_into(
    context: Context, model: keras.Model, x: np.ndarray, answers: dict, fields: dict[str, Field]
) -> dict[str, Favourites]:
    """Favourites and drawings of each layer; gives the favourites."""
    data = context.load_digits()
    favourites = {}
    drawings = {}
    apart = []
    exceeding = []
    for name in LAYERS:
        field = fields[name]
        found = find_favourites(x, answers[name], field)
        window = build_window(model, name, field.side)
        alone = answer_alone(window, found.patches)
        drawings[name], reached = climb(window, found.patches[:, 0])
        apart.append(np.abs(alone - found.answers).max())
        exceeding.append(np.mean(reached > found.answers[:, 0]))
        favourites[name] = found
        context.record_numbers({f"side_{name}": field.side})
        for key in ("images", "corners", "answers"):
            context.record_array(f"{name}_{key}", getattr(found, key))
        context.record_array(f"{name}_drawings", drawings[name])
        context.record_array(f"{name}_reached", reached)
    context.record_numbers(patch_error=max(apart), exceeding=min(exceeding), data=data)
    plots.plot_favourites(context, favourites, drawings)
    plots.plot_boxes(context, x, favourites["conv_3"], fields["conv_3"].side)
    plots.plot_kernels(context, model.get_layer("conv_1").get_weights()[0][:, :, 0])
    return favourites


"""
## From edges to digits

People say that first layers see edges, later ones parts. Can that be measured? Take of each image a
channel's strongest answer, anywhere. If it is about edges it tells little of the class, for all
digits have edges. The share of its variance that lies *between* the classes says how much it tells:
0, nothing; 1, all. Some of the rise comes from larger fields alone, as the untrained network shows.
Its favourites, though, are others.
"""


def find_class_share(answers: np.ndarray, y: np.ndarray) -> float:
    """The share of the variance of the strongest answers between classes, mean of the channels."""
    strongest = answers.max(axis=(1, 2))
    means = np.stack([strongest[y == digit].mean(axis=0) for digit in range(10)])
    counts = np.bincount(y, minlength=10)[:, None]
    between = (counts * (means - strongest.mean(axis=0)) ** 2).sum(axis=0) / len(y)
    return float(np.mean(between / np.maximum(strongest.var(axis=0), 1e-12)))


def count_common(first: np.ndarray, second: np.ndarray) -> float:
    """The share of the nine favourite images that two networks have in common, over channels."""
    return float(np.mean([np.isin(a, b).mean() for a, b in zip(first, second, strict=True)]))


def compare_layers(context: Context, trained: dict, untrained: dict, y: np.ndarray) -> None:
    """What the answers of each layer tell about the class, trained and untrained."""
    data = context.load_digits()
    shares = {
        name: [find_class_share(answers[name], y) for answers in (untrained, trained)]
        for name in LAYERS
    }
    context.record_numbers({f"tells_{name}": shares[name][1] for name in LAYERS}, data=data)
    rows = [(f"`{name}`", *(f"{share:.3f}" for share in pair)) for name, pair in shares.items()]
    context.record_table("layers", rows, data=data.name)


def run(context: Context) -> None:
    """Train; look for patches and draw; compare the layers, trained and untrained."""
    data = context.load_digits()
    x, y, x_test = find_images(context)
    model = build("cnn", (28, 28, 1), num_outputs=10, task="classification")
    probe = make_probe(model)
    untrained = find_answers(probe, x_test)
    epochs = 2 if context.quick else 3 if data.name == "mnist" else 20
    context.note(f"Training: cnn, {epochs} epochs")
    train(model, x, y, epochs, context.seed)
    arrays = model.get_weights()
    context.record_weights("cnn", {str(number): array for number, array in enumerate(arrays)})
    trained = find_answers(probe, x_test)
    fields = find_fields(model)
    favourites = look_into(context, model, x_test, trained, fields)
    common = [
        count_common(found.images, find_favourites(x_test, untrained[name], fields[name]).images)
        for name, found in favourites.items()
    ]
    context.record_numbers(common=np.mean(common), data=data)
    compare_layers(context, trained, untrained, data.y_test[: len(x_test)])


"""
## Sources

- M. Zeiler and R. Fergus, 2013 (arXiv 1311.2901): the patches that a channel answers to most.
  D. Erhan et al., 2009, *Visualizing higher-layer features of a deep network*: climbing by pixels.
- fastbook, `01_intro.ipynb`, cells 118 to 122: edges and gradients, then corners and circles, then
  parts of things. fast.ai course v3, lesson 5.
"""
