"""ResNet: layers that begin by doing nothing, and add what they learn.

Forty layers can do all that two can: let the others pass on what they get. Trained, they do not
find that. Give each pair of layers a way around it, and they do.

## The idea

A **residual block** computes

$$y = x + f(x)$$

If its branch f gives 0, the block passes on its input as it is; so a deep network can begin as a
shallow one, and each block needs to learn only what is to be *added*, the residual. The gradient
too goes around the branch, undiminished. That is all a ResNet has that other
convolutional networks lack; it made a hundred layers trainable.

## What to look at

- The loss on the *training* set: two layers, forty, forty with shortcuts. So it cannot be
  overfitting.
- How alike all pictures look to a deep layer before training.
- On MNIST: ResNet18, eleven million parameters, one epoch of 3s and 7s, and what it misreads; and
  a residual network for ten digits that has forty thousand.
"""

from collections import defaultdict

import keras
import numpy as np
from keras import ops

from kerasdigits.autodiff import Tensor, value_and_grad
from kerasdigits.data import Dataset
from kerasdigits.lessons.convolutions import resnet_plots as plots
from kerasdigits.lessons.course.context import Context
from kerasdigits.lessons.lab.changed_batches import ChangedBatches, pad_and_crop
from kerasdigits.lessons.stochastic.lr_schedules import one_cycle
from kerasdigits.lessons.stochastic.optimizers import adam
from kerasdigits.models.registry import build
from kerasdigits.training.batches import Batches, FollowEpochs
from kerasdigits.training.optimizers import make_optimizer

"""
## Twenty blocks

A network of dense layers is enough to see it. A block is two layers of 32 units. Between a first
layer, from the pixels, and a last one, to ten logits, stand one block or twenty. The one letter
that makes a residual network of a plain one is the `x` in `relu(x + branch)`.
"""

BLOCKS = 20
UNITS = 32
LEARNING_RATE = 0.003


def run_blocks(blocks, x, shortcuts: bool) -> list:
    """Run activations through blocks of two layers; gives those after each block."""
    after = []
    for number in range(blocks.shape[0]):
        branch = ops.relu(x @ blocks[number, 0]) @ blocks[number, 1]
        x = ops.relu(x + branch) if shortcuts else ops.relu(branch)
        after.append(x)
    return after


def find_loss(parameters, x, y, shortcuts: bool) -> Tensor:
    """The mean cross-entropy of a whole network."""
    first, blocks, last = parameters
    *_, deepest = run_blocks(blocks, ops.relu(x @ first), shortcuts)
    losses = keras.losses.sparse_categorical_crossentropy(y, deepest @ last, from_logits=True)
    return ops.mean(losses)


"""
Kernels start as is usual for ReLU, normal with a variance of 2 / inputs, so that the activations
keep their size from layer to layer. With shortcuts the second kernel of each block starts at 0: the
blocks do nothing, and the network with twenty of them begins as the one with none.
"""


def sample_start(
    pixels: int, blocks: int, shortcuts: bool, rng: np.random.Generator
) -> list[np.ndarray]:
    """The kernels of a first layer, of all blocks, and of a last layer; there are no biases."""
    first = rng.normal(size=(pixels, UNITS)) * np.sqrt(2 / pixels)
    kernels = rng.normal(size=(blocks, 2, UNITS, UNITS)) * np.sqrt(2 / UNITS)
    last = rng.normal(size=(UNITS, 10)) * np.sqrt(1 / UNITS)
    if shortcuts:
        kernels[:, 1] = 0
    return [array.astype("float32") for array in (first, kernels, last)]


"""
All three networks get the same batches, by Adam. What counts is the loss on the training set.
"""


def train_blocks(
    start: list[np.ndarray], x, y, *, shortcuts: bool, steps: int, rng: np.random.Generator
) -> tuple[list[np.ndarray], list[float]]:
    """Train by Adam on random batches of 128; gives the parameters and the loss of each batch."""

    def objective(parameters, x, y):
        return find_loss(parameters, x, y, shortcuts)

    differentiate = value_and_grad(objective, compiled=True)
    parameters = start
    memories: list[dict] = [defaultdict(float) for _ in parameters]
    losses = []
    for _ in range(steps):
        batch = rng.integers(0, len(x), 128)
        loss, gradients = differentiate(parameters, x[batch], y[batch])
        moved = zip(parameters, gradients, memories, strict=True)
        parameters = [p + adam(gradient, memory, LEARNING_RATE) for p, gradient, memory in moved]
        losses.append(loss)
    return parameters, losses


def compare_depths(context: Context) -> None:
    """One block, twenty, and twenty with shortcuts: what the training comes to."""
    data = context.load_digits()
    x = data.x_train.reshape(len(data.x_train), -1)
    y = data.y_train
    steps = 150 if context.quick else 600
    networks = {"shallow": (1, False), "plain": (BLOCKS, False), "residual": (BLOCKS, True)}
    losses = {}
    for name, (count, shortcuts) in networks.items():
        start = sample_start(x.shape[1], count, shortcuts, context.make_rng(1))
        parameters, losses[name] = train_blocks(
            start, x, y, shortcuts=shortcuts, steps=steps, rng=context.make_rng(2)
        )
        tensors = [ops.convert_to_tensor(array) for array in parameters]
        reached = float(find_loss(tensors, ops.convert_to_tensor(x), y, shortcuts))
        context.record_numbers({f"loss_{name}": reached}, data=data)
        context.record_weights(
            name, dict(zip(("first", "blocks", "last"), parameters, strict=True))
        )
    plots.plot_losses(context, losses, BLOCKS)


"""
## Everything looks alike

What is wrong with the plain ones? Send two different digits through layers with random kernels, and
compare what comes out by the cosine of the angle between the two rows of activations: 1 means the
same direction. Each ReLU cuts off what is negative and so draws the rows together. After forty
layers all pictures look nearly the same, and the last layer has little to tell them apart by.
Blocks that do nothing change nothing.
"""


def find_similarity(activations: np.ndarray) -> float:
    """The mean cosine between the rows of all pairs of different pictures."""
    rows = activations / np.linalg.norm(activations, axis=1, keepdims=True)
    cosines = rows @ rows.T
    return cosines[~np.eye(len(rows), dtype=bool)].mean()


def compare_pictures(context: Context) -> None:
    """How alike the pictures are after each block, before any training."""
    data = context.load_digits()
    x = data.x_test[:100].reshape(100, -1)
    alike = {}
    for name in ("plain", "residual"):
        shortcuts = name == "residual"
        first, blocks, _ = sample_start(x.shape[1], BLOCKS, shortcuts, context.make_rng(3))
        entering = np.maximum(x @ first, 0)
        after = run_blocks(
            ops.convert_to_tensor(blocks), ops.convert_to_tensor(entering), shortcuts
        )
        seen = [entering, *(ops.convert_to_numpy(activations) for activations in after)]
        alike[name] = [find_similarity(activations) for activations in seen]
        context.record_numbers({f"alike_{name}": alike[name][-1]}, data=data)
    context.record_numbers(alike_before=alike["plain"][0], data=data)
    plots.plot_similarity(context, alike)


"""
## The block of a ResNet

In a ResNet the two layers are convolutions of 3x3, and each is followed by a *normalization*, which
gives every channel the same mean and spread and then a learned factor (`gamma`) and offset. The
registry's `conv-and-res` has four such blocks. To make one do nothing, set the factor of its second
normalization to 0.
"""


def silence_block(model: keras.Model, number: int) -> None:
    """Let the branch of a block give 0 for any input."""
    normalization = model.get_layer(f"block_{number}_conv_2_normalization")
    gamma, beta, *averages = normalization.get_weights()
    normalization.set_weights([0 * gamma, 0 * beta, *averages])


def look_around_block(context: Context) -> None:
    """How far what leaves a block is from what enters it: as it starts, and silenced."""
    data = context.load_digits()
    model = build("conv-and-res", data.input_shape, num_outputs=10, task="classification")
    enters = model.get_layer("conv_1_normalization").output
    leaves = model.get_layer("block_1").output
    around = keras.Model(model.input, [enters, leaves])
    images = data.x_test[:50]
    before, after = (ops.convert_to_numpy(x) for x in around(images))
    silence_block(model, 1)
    silenced, passed_on = (ops.convert_to_numpy(x) for x in around(images))
    context.record_numbers(
        block_change=np.abs(after - before).max(),
        silenced_change=np.abs(passed_on - silenced).max(),
        small_parameters=count_trained(model),
    )


"""
## ResNet18

It is made of the same blocks: a convolution of 7x7, a pooling, eight blocks of two convolutions in
four stages, one dense layer, which makes 18 layers with weights. The first block of a stage halves
the picture and doubles the channels. There `x` and its branch have different shapes, and `x` goes
through a convolution of 1x1 on its way around. For ImageNet's thousand classes we count what
torchvision prints.
"""


def count_trained(model: keras.Model) -> int:
    """The parameters that are trained; the averages of normalizations are not."""
    return sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)


def count_parameters(context: Context) -> None:
    """ResNet18 for 3s and 7s, and for the pictures it was made for."""
    for name, shape, classes in (("digits", (28, 28, 1), 2), ("imagenet", (224, 224, 3), 1000)):
        model = build("resnet18", shape, classes, task="classification")
        context.record_numbers({f"parameters_{name}": count_trained(model)})


"""
## 3s and 7s in one epoch

The book trains ResNet18, not pretrained, for one epoch *by one-cycle*: the rate rises to its
highest value in the first quarter of the steps and then falls to almost 0, and the momentum does
the opposite. The book's highest rate is 0.1; ours is 0.01. Each digit is shown once.
"""


def train_by_one_cycle(
    name: str, data: Dataset, batches: Batches, epochs: int, highest: float
) -> keras.Model:
    """Train a network of the registry by Adam with decay, one-cycle."""
    model = build(name, data.input_shape, len(data.class_names), task="classification")
    model.compile(
        optimizer=make_optimizer(
            "adamw",
            learning_rate=highest,
            schedule="one-cycle",
            total_steps=epochs * len(batches),
            weight_decay=0.01,
            cycle_momentum=True,
        ),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    follow = FollowEpochs(batches)
    model.fit(batches, epochs=epochs, shuffle=False, callbacks=[follow], verbose=0)
    return model


def record_model(context: Context, name: str, model: keras.Model) -> None:
    """Record a model's arrays, by their numbers."""
    arrays = model.get_weights()
    context.record_weights(name, {str(number): array for number, array in enumerate(arrays)})


def read_threes_and_sevens(context: Context) -> None:
    """ResNet18, one epoch of MNIST's 3s and 7s."""
    data = context.load_digits("3", "7")
    context.note("Training: resnet18, 3s and 7s, one epoch")
    batches = Batches(data.x_train, data.y_train, batch_size=64, seed=context.seed)
    model = train_by_one_cycle("resnet18", data, batches, epochs=1, highest=0.01)
    logits = model.predict(data.x_test, batch_size=256, verbose=0)
    wrong = logits.argmax(axis=1) != data.y_test
    context.record_numbers(resnet18=1 - wrong.mean(), misread=wrong.sum(), data=data)
    record_model(context, "resnet18", model)
    steps = len(batches)
    rates = 0.01 * one_cycle(steps)
    plots.plot_cycle(context, rates, one_cycle(steps, start=0.95, top=0.85, end=0.95))
    plots.plot_misread(context, data, logits, np.flatnonzero(wrong))


"""
## Ten digits, with forty thousand parameters

The course's small residual network sees each digit moved a little, differently in each epoch: three
rows and columns of paper are added on each side, and 28 x 28 pixels cut out at a random place.
`pad_and_crop` does that.
"""


def read_ten_digits(context: Context) -> None:
    """`conv_and_res` by one-cycle on all ten digits."""
    data = context.load_digits()
    context.note("Training: conv_and_res, ten digits, 12 epochs")
    x, y = data.x_train, data.y_train
    batches = ChangedBatches(x, y, batch_size=128, seed=context.seed, change=pad_and_crop)
    model = train_by_one_cycle("conv-and-res", data, batches, epochs=12, highest=0.05)
    said = model.predict(data.x_test, batch_size=256, verbose=0).argmax(axis=1)
    context.record_numbers(conv_and_res=np.mean(said == data.y_test), data=data)
    record_model(context, "conv_and_res", model)


def run(context: Context) -> None:
    """Depth, plain and with shortcuts; the block; ResNet18; on MNIST, both networks trained."""
    compare_depths(context)
    compare_pictures(context)
    look_around_block(context)
    count_parameters(context)
    if context.load_digits().name == "mnist" and not context.quick:
        read_threes_and_sevens(context)
        read_ten_digits(context)


"""
## Sources

- K. He, X. Zhang, S. Ren, J. Sun, 2015 (arXiv 1512.03385): residual networks; figure 1, deeper
  plain networks with a higher training error. P. Goyal et al., 2017 (arXiv 1706.02677): blocks that
  start with a last `gamma` of 0.
- fastbook, `04_mnist_basics.ipynb`, cell 339: ResNet18 on 3s and 7s. fast.ai course v3,
  `lesson7-resnet-mnist.ipynb`: `conv_and_res`. torchvision, `resnet.py`: the layers of ResNet18.
"""
