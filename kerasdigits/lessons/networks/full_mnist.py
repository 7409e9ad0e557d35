"""All ten digits: a linear model, a network and four recipes, one pass over the data.

Everything of this chapter comes together here: softmax and cross-entropy for ten classes, a linear
model and a network, mini-batches, and the choice of the optimizer, with 50,000 images, each once.

## The idea

Two models, a linear one and a network with one hidden layer, are trained by several recipes: by
plain steps, by Adam, and by a rate that rises and falls. One pass over the data is little time, so
the recipe matters as much as the model; and what the linear model lacks with the best recipe, no
recipe will give it.

## What to look at

- The table of five recipes. Adam beats SGD from each of several starts.
- The most confident mistakes: some of them, people would make too.
- A full run on MNIST goes on with two larger networks, the second of which has fewer parameters and
  reads more.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import keras
import numpy as np
from scipy.special import softmax

from kerasdigits.autodiff import Tensor
from kerasdigits.data import Dataset
from kerasdigits.lessons.course.context import Context
from kerasdigits.lessons.lab.fastbook_models import (
    build_dropout_mlp,
    build_normalized_cnn,
    sample_start,
)
from kerasdigits.lessons.networks import full_mnist_plots as plots
from kerasdigits.training.augmentation import augment
from kerasdigits.training.batches import Batches
from kerasdigits.training.optimizers import make_optimizer

"""
## Two models

`MnistLogistic` is one dense layer, 784 pixels to 10 logits: ten of the linear classifiers at once.
`MnistNet` has a hidden layer of 50 ReLU units before it. Both are subclasses of `keras.Model`: the
constructor makes the layers, and `call` says how the numbers go through them.
"""


class MnistLogistic(keras.Model):
    """Pixels to ten logits, straight."""

    def __init__(self):
        super().__init__()
        self.linear = keras.layers.Dense(10)

    def call(self, x) -> Tensor:
        """Give the logits, `(n, 10)`."""
        return self.linear(x)


class MnistNet(keras.Model):
    """Pixels to ten logits, through a hidden layer."""

    def __init__(self):
        super().__init__()
        self.hidden = keras.layers.Dense(50, activation="relu")
        self.linear = keras.layers.Dense(10)

    def call(self, x) -> Tensor:
        """Give the logits, `(n, 10)`."""
        return self.linear(self.hidden(x))


"""
## Three ways to step

- **SGD**, rate 0.02: each weight moves against its gradient.
- **Adam**, rate 0.001: each weight has a step of its own size, by the history of its gradients.
- **One-cycle**: Adam, whose rate rises to 0.01 in the first quarter and then falls to almost 0.
  High in the middle, where speed matters; low at the end, where the noise of the batches hurts.
  Only this one must know how many steps there will be.

The notebook adds 1e-5 times the sum of the squared weights to the loss. For SGD that is a weight
decay of 2e-5, used here for Adam too, where it is too small to see. Its one-cycle has a decay of
1e-2.
"""


SGD_RATE = 0.02


def make_sgd(steps: int) -> keras.optimizers.Optimizer:
    """Plain steps."""
    return keras.optimizers.SGD(learning_rate=SGD_RATE, weight_decay=2e-5)


def make_adam(steps: int) -> keras.optimizers.Optimizer:
    """A step of its own size for each weight."""
    return keras.optimizers.Adam(learning_rate=0.001, weight_decay=2e-5)


def make_one_cycle(steps: int, learning_rate: float = 0.01) -> keras.optimizers.Optimizer:
    """Adam with a rate that rises and falls, once over all the steps."""
    return make_optimizer(
        "adam",
        learning_rate=learning_rate,
        schedule="one-cycle",
        total_steps=steps,
        weight_decay=0.01,
        cycle_momentum=True,
    )


"""
A recipe is a model and a way to step. The network meets all three of them, the linear model the
first and the last.
"""


@dataclass(frozen=True)
class Recipe:
    """What is trained, and how.

    Attributes:
        label: For a reader.
        build: Makes the model.
        make_optimizer: From the number of steps.
        batch_size: Samples in a step.
    """

    label: str
    build: Callable[[], keras.Model]
    make_optimizer: Callable[[int], keras.optimizers.Optimizer]
    batch_size: int = 64


RECIPES = {
    "logistic_sgd": Recipe("linear, SGD", MnistLogistic, make_sgd),
    "net_sgd": Recipe("network, SGD", MnistNet, make_sgd),
    "net_adam": Recipe("network, Adam", MnistNet, make_adam),
    "net_one_cycle": Recipe("network, one-cycle", MnistNet, make_one_cycle),
    "logistic_one_cycle": Recipe("linear, one-cycle", MnistLogistic, make_one_cycle),
}

"""
## One pass, batch by batch

`compile` takes the optimizer and the loss. Then we could call `fit`; but it reports the mean loss
of an epoch so far, and we want that of each batch. `train_on_batch` makes one step and gives it.

`Batches` shuffles the images, by the seed and the number of the epoch. All weights start as
PyTorch's do, evenly around 0 and small; a model makes them when it first sees an input.
"""


def train(
    recipe: Recipe, x, y, *, epochs: int, seed: int, rng: np.random.Generator
) -> tuple[keras.Model, np.ndarray]:
    """Train by a recipe; gives the model and the loss of each batch."""
    batches = Batches(x, y, recipe.batch_size, seed)
    model = recipe.build()
    model(x[:1])
    sample_start(model, rng)
    model.compile(
        optimizer=recipe.make_optimizer(epochs * len(batches)),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    losses = []
    for epoch in range(epochs):
        batches.start_epoch(epoch)
        for images, labels in batches:
            losses.append(float(model.train_on_batch(images, labels)))
    return model, np.array(losses)


def find_logits(model: keras.Model, x: np.ndarray) -> np.ndarray:
    """The logits as a NumPy array, `(n, 10)`."""
    return keras.ops.convert_to_numpy(model(x))


def find_right(model: keras.Model, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """For each image, whether the largest logit is that of its class."""
    return find_logits(model, x).argmax(axis=1) == y


"""
## Three parts of the data

The images are trained on (50,000), held out to compare the recipes (10,000), or kept for the very
end (MNIST's 10,000 test images). Whoever chooses the best of many by the held-out images has fitted
them a little; the last part tells how much.
"""


@dataclass(frozen=True)
class Parts:
    """The data as the models take it: a row of pixels for each image.

    Attributes:
        x: To train on, (n, pixels).
        y: Their classes, (n,).
        x_held: Held out, to compare by.
        y_held: Their classes.
        x_test: For the end.
        y_test: Their classes.
    """

    x: np.ndarray
    y: np.ndarray
    x_held: np.ndarray
    y_held: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray


def part(data: Dataset) -> Parts:
    """Hold out the last sixth: of 60,000 images the first 50,000 are left, as in the notebook."""
    size = len(data.x_train) * 5 // 6
    pixels = data.x_train.reshape(len(data.x_train), -1)
    return Parts(
        x=pixels[:size],
        y=data.y_train[:size],
        x_held=pixels[size:],
        y_held=data.y_train[size:],
        x_test=data.x_test.reshape(len(data.x_test), -1),
        y_test=data.y_test,
    )


def choose_epochs(context: Context, parts: Parts) -> int:
    """One pass; over the few embedded images as many as make about as many steps."""
    if len(parts.x) >= 10_000:
        return 1
    return 10 if context.quick else 45


"""
## Five recipes

After one pass the network by SGD is no better than the linear model, or hardly: it has not had the
time. The fifth row gives the linear model the best recipe: what it lacks then, no recipe will give
it.
"""


def record_model(context: Context, name: str, model: keras.Model) -> None:
    """Record a model's arrays, by their numbers."""
    arrays = model.get_weights()
    context.record_weights(name, {str(number): array for number, array in enumerate(arrays)})


def train_recipe(context: Context, name: str, parts: Parts, start: int) -> tuple:
    """Train by a recipe from one of the starts; gives the model and the loss of each batch."""
    recipe = RECIPES[name]
    context.note(f"Training: {recipe.label}, start {start}")
    model, losses = train(
        recipe,
        parts.x,
        parts.y,
        epochs=choose_epochs(context, parts),
        seed=context.seed + start,
        rng=context.make_rng(start),
    )
    record_model(context, f"{name}_{start}", model)
    return model, losses


def compare_recipes(context: Context, parts: Parts) -> dict[str, keras.Model]:
    """Train by each recipe; gives the models."""
    data = context.load_digits()
    models = {}
    losses = {}
    shares = {}
    for name in RECIPES:
        models[name], losses[name] = train_recipe(context, name, parts, start=0)
        shares[name] = find_right(models[name], parts.x_held, parts.y_held).mean()
        context.record_numbers({name: shares[name]}, data=data)
        context.record_numbers({f"last_{name}": losses[name][-50:].mean()}, data=data)
    context.record_numbers(first_loss=losses["logistic_sgd"][0], data=data)
    labels = {name: recipe.label for name, recipe in RECIPES.items()}
    plots.tabulate_recipes(
        context,
        labels,
        parameters={name: model.count_params() for name, model in models.items()},
        losses=losses,
        shares=shares,
        epochs=choose_epochs(context, parts),
        images=len(parts.x),
    )
    plots.plot_losses(context, labels, losses)
    return models


"""
## A word in the source: latin-1

The course reads a pickle of Python 2, whose strings were bytes. In latin-1 each of the 256 bytes is
a character; in UTF-8, half of them mean nothing alone. (We read no pickles: that runs any code in
them. `mnist.npz` has the same images in their order.)
"""


def count_characters(context: Context) -> None:
    """How many of the 256 bytes are characters in two codes."""
    every_byte = bytes(range(256))
    context.record_numbers(
        latin_1=len(every_byte.decode("latin-1", errors="ignore")),
        utf_8=len(every_byte.decode("utf-8", errors="ignore")),
    )


"""
## Is it luck?

Another start gives other numbers. The network is trained by SGD and by Adam from three starts, each
time with the same batches for both; Adam must win every time.
"""


def compare_starts(context: Context, parts: Parts, first: dict[str, keras.Model]) -> None:
    """The network by SGD and by Adam from three starts; in a quick run, from two."""
    pair = ("net_sgd", "net_adam")
    starts = 2 if context.quick else 3
    trained = [[first[name] for name in pair]]
    for start in range(1, starts):
        trained.append([train_recipe(context, name, parts, start)[0] for name in pair])
    shares = [
        [find_right(model, parts.x_held, parts.y_held).mean() for model in models]
        for models in trained
    ]
    context.record_numbers(least_gain=np.diff(shares).min(), data=context.load_digits())
    plots.tabulate_starts(context, shares)


"""
## The last part, once

Both models by one-cycle name the test images, which took no part in any choice. A trick of the
course is *test-time augmentation* (TTA): show the network each image and four slightly moved copies
of it, and take the mean of the probabilities. It need not help.
"""


def read_test_images(context: Context, parts: Parts, models: dict[str, keras.Model]) -> None:
    """Both models by one-cycle on the test images; the network with altered copies too."""
    data = context.load_digits()
    net = models["net_one_cycle"]
    copies = [augment(data.x_test, context.make_rng(9, number)) for number in range(4)]
    views = [parts.x_test, *(copy.reshape(parts.x_test.shape) for copy in copies)]
    votes = softmax([find_logits(net, view) for view in views], axis=2).mean(axis=0)
    linear = models["logistic_one_cycle"]
    context.record_numbers(
        test_net=find_right(net, parts.x_test, parts.y_test).mean(),
        test_tta=np.mean(votes.argmax(axis=1) == parts.y_test),
        test_logistic=find_right(linear, parts.x_test, parts.y_test).mean(),
        data=data,
    )


r"""
## Mistakes

An accuracy hides what is hard. Which digits are named best, which are taken for which, and which
images cost the network most? The loss of an image is that of the probability of its class $y$,
given by the softmax of the logits $z$:

$$-\log(p_y) \qquad p_y = \frac{e^{z_y}}{\sum_j e^{z_j}}$$

So the largest losses are the most confident mistakes.
"""


def look_at_mistakes(context: Context, parts: Parts, models: dict[str, keras.Model]) -> None:
    """What is taken for what, and the mistakes that cost most."""
    right = {
        name: find_right(model, parts.x_held, parts.y_held)  # of each image
        for name, model in models.items()
    }
    plots.tabulate_digits(context, right, parts.y_held)
    logits = find_logits(models["net_one_cycle"], parts.x_held)
    plots.plot_confusion(context, logits, parts.y_held)
    shares = softmax(logits.astype("float64"), axis=1)
    cost = -np.log(shares[np.arange(len(shares)), parts.y_held])
    worst = np.argsort(-cost)[:10]
    plots.plot_most_wrong(context, parts.x_held, parts.y_held, shares, cost, worst)


"""
## More time, and convolutions

How far does it go? `mnist_mlp` of Keras's examples has 512-512 units with dropout, 669,706
parameters, and takes 20 epochs. The convolutions with normalization of fastbook's chapter 13 have
30,802 parameters, and read more after five.
"""


def make_rmsprop(steps: int) -> keras.optimizers.Optimizer:
    """The optimizer of Keras's example."""
    return keras.optimizers.RMSprop(learning_rate=0.001)


make_fast_cycle = partial(make_one_cycle, learning_rate=0.1)
LONGER = {
    "units": Recipe("512-512 units, dropout", build_dropout_mlp, make_rmsprop, batch_size=128),
    "cnn": Recipe(
        "convolutions, normalized", build_normalized_cnn, make_fast_cycle, batch_size=512
    ),
}
EPOCHS = {"units": 20, "cnn": 5}


def train_longer(context: Context) -> None:
    """Two larger networks, on all training images; what they read of the test images."""
    data = context.load_digits()
    for name, recipe in LONGER.items():
        context.note(f"Training: {recipe.label}, start 0")
        model, _ = train(
            recipe,
            data.x_train,
            data.y_train,
            epochs=EPOCHS[name],
            seed=context.seed,
            rng=context.make_rng(0),
        )
        record_model(context, f"{name}_0", model)
        share = find_right(model, data.x_test, data.y_test).mean()
        context.record_numbers({f"test_{name}": share}, data=data)


def run(context: Context) -> None:
    """Five recipes; two of them from three starts; the mistakes of the best; more time."""
    data = context.load_digits()
    parts = part(data)
    models = compare_recipes(context, parts)
    count_characters(context)
    compare_starts(context, parts, models)
    read_test_images(context, parts, models)
    look_at_mistakes(context, parts, models)
    if data.name == "mnist" and not context.quick:
        train_longer(context)


"""
## Sources

- fast.ai, *Practical Deep Learning for Coders* v3, `lesson5-sgd-mnist.ipynb`: both models, batches
  of 64, the rates, one-cycle, whose decay of 1e-2 is fastai's own.
- keras-team/keras, `examples/mnist_mlp.py`; fastbook, `13_convolutions.ipynb`, cells 171 to 212.
"""
