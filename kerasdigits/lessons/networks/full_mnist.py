"""All ten digits: a linear model, a network and four recipes, one pass over the data.

Everything of this chapter comes together here: softmax and cross-entropy for ten classes, a linear
model and a network, mini-batches, and the choice of the optimizer, with 50,000 images, each once.

## The idea

`Mnist_Logistic` is one dense layer, 784 pixels to 10 logits: ten of the linear classifiers at
once. `Mnist_NN` has a hidden layer of 50 ReLU units before it. Both are a subclass of `keras.Model`
below: its constructor makes the layers, its `call` says how the numbers go through them. What
differs is the recipe of the training:

- **SGD**, rate 0.02: each weight moves against its gradient.
- **Adam**, rate 0.001: each weight has a step of its own size, by the history of its gradients.
- **One-cycle**: Adam, whose rate rises to 0.01 in the first quarter and then falls to almost 0.
  High in the middle, where speed matters; low at the end, where the noise of the batches hurts.

After one pass the network by SGD is hardly better than the linear model: it has not had the time.
The fifth row gives the linear model the best recipe: what it lacks then, no recipe will give it.

**Three parts of the data.** The images are trained on (50,000), held out to compare the recipes
(10,000), or kept for the very end (MNIST's 10,000 test images). Whoever chooses the best of many
by the held-out images has fitted them a little; the last part tells how much.

**A word in the source: `latin-1`.** The course reads a pickle of Python 2, whose strings were
bytes. In latin-1 each of the 256 bytes is a character; in UTF-8, half of them mean nothing alone.
(We read no pickles: that runs any code in them. `mnist.npz` has the same images in their order.)

## What to look at

- The loss of each batch: 782 points. By SGD it is still falling at the end.
- Adam beats SGD from each of three starts.
- The most confident mistakes: some of them, people would make too.
- A full run on MNIST goes on: 512-512 units with dropout, 669,706 parameters, for 20 epochs; and
  convolutions with normalization, 30,802 parameters, which read more after five.

## Sources

- fast.ai, *Practical Deep Learning for Coders* v3, `lesson5-sgd-mnist.ipynb`: both models, batches
  of 64, the rates, one-cycle. It adds 1e-5 times the sum of the squared weights to the
  loss; for SGD that is a weight decay of 2e-5, used here for Adam too, where it is too small to
  see. Its one-cycle has fastai's own decay of 1e-2. All weights start as PyTorch's do.
- keras-team/keras, `examples/mnist_mlp.py`; fastbook, `13_convolutions.ipynb`, cells 171 to 212.
"""

from functools import partial

import keras
import numpy as np
from scipy.special import softmax

from kerasdigits.lessons.course import figures
from kerasdigits.lessons.course.context import Context
from kerasdigits.lessons.lab.fastbook_models import (
    build_dropout_mlp,
    build_normalized_cnn,
    sample_start,
)
from kerasdigits.lessons.lab.loop import train_and_watch
from kerasdigits.plots import plot_confusion_matrix
from kerasdigits.training.augmentation import augment
from kerasdigits.training.batches import Batches
from kerasdigits.training.optimizers import make_optimizer

NOTEBOOK, OURS = "fast.ai v3, `lesson5-sgd-mnist`", "computed again for this course"


class MnistModel(keras.Model):
    """Pixels to ten logits: straight, or through a hidden layer of ReLU units."""

    def __init__(self, hidden: int):
        super().__init__()
        self.hidden = keras.layers.Dense(hidden, activation="relu") if hidden else None
        self.linear = keras.layers.Dense(10)

    def call(self, x) -> keras.KerasTensor:
        """Give the logits, `(n, 10)`."""
        return self.linear(self.hidden(x) if self.hidden else x)


MnistLogistic, MnistNet = partial(MnistModel, hidden=0), partial(MnistModel, hidden=50)
RECIPES = {  # a label; the model; optimizer, rate, schedule and weight decay
    "logistic_sgd": ("linear, SGD", MnistLogistic, "sgd", 2e-2, "constant", 2e-5),
    "net_sgd": ("network, SGD", MnistNet, "sgd", 2e-2, "constant", 2e-5),
    "net_adam": ("network, Adam", MnistNet, "adam", 1e-3, "constant", 2e-5),
    "net_one_cycle": ("network, one-cycle", MnistNet, "adam", 1e-2, "one-cycle", 1e-2),
    "logistic_one_cycle": ("linear, one-cycle", MnistLogistic, "adam", 1e-2, "one-cycle", 1e-2),
}
LONGER = {
    "units": ("512-512 units, dropout", build_dropout_mlp, "rmsprop", 1e-3, "constant", 0.0),
    "cnn": ("convolutions, normalized", build_normalized_cnn, "adam", 0.1, "one-cycle", 1e-2),
}


def train(context: Context, recipe: str, start: int, x, y, epochs: int, size=64) -> tuple:
    """Train by a recipe from one of the starts; gives the model and the loss of each batch."""
    label, build, optimizer, rate, schedule, decay = (RECIPES | LONGER)[recipe]
    context.note(f"Training: {label}, start {start}")
    model, batches = build(), Batches(x, y, size, context.seed + start)
    model(x[:1])  # a model makes its weights when it first sees an input
    sample_start(model, context.make_rng(start))
    steps, cycle = epochs * len(batches), schedule == "one-cycle"
    chosen = make_optimizer(optimizer, rate, schedule, steps, decay, cycle_momentum=cycle)
    model.compile(chosen, keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    losses = train_and_watch(model, batches, epochs)
    context.record_weights(f"{recipe}_{start}", dict(enumerate(model.get_weights())))
    return model, losses


def find_logits(model: keras.Model, x: np.ndarray) -> np.ndarray:
    """The logits as a NumPy array, `(n, 10)`."""
    return keras.ops.convert_to_numpy(model(x))


def run(context: Context) -> None:
    """Five recipes; two of them from three starts; the mistakes of the best; more time."""
    data = context.load_digits()
    x = data.x_train.reshape(len(data.x_train), -1)
    size = len(x) * 5 // 6  # of 60,000 images the first 50,000, as in the notebook
    held_out = x[size:], data.y_train[size:]
    epochs = 1 if size >= 10_000 else 10 if context.quick else 45  # about as many steps
    parts, trained, losses, rows, right = (x[:size], data.y_train[:size]), {}, {}, [], {}
    for name, (label, *_) in RECIPES.items():
        trained[name], losses[name] = train(context, name, 0, *parts, epochs)
        right[name] = find_logits(trained[name], held_out[0]).argmax(axis=1) == held_out[1]
        last = losses[name][-50:].mean()
        record_share(context, name, right[name], f"Held-out images read right: {label}")
        text = f"Mean loss of the last 50 batches: {label}"
        context.old_number(f"last_{name}", last, text, data=data, format=".3f")
        count = f"{trained[name].count_params():,}"
        rows.append((label, count, f"{last:.3f}", f"{right[name].mean():.4f}"))
    first = losses["logistic_sgd"][0]
    context.old_number("first_loss", first, "Loss of the first batch: linear, SGD", data=data)
    for name, code in (("latin_1", "latin-1"), ("utf_8", "utf-8")):
        count = len(bytes(range(256)).decode(code, errors="ignore"))
        context.old_number(name, count, f"Single bytes that {code} reads", format=".0f")
    columns = ["recipe", "parameters", "loss of the last 50 batches", "held-out read right"]
    context.old_table("recipes", f"{epochs} x {size:,} images ({data.name})", columns, rows)
    draw_losses(context, losses)
    compare_starts(context, parts, held_out, right, epochs)
    read_test_images(context, trained)
    shares = [[right[n][held_out[1] == label].mean() for n in RECIPES] for label in range(10)]
    rows = [(str(digit), *(f"{share:.3f}" for share in row)) for digit, row in enumerate(shares)]
    columns = ["digit", *(recipe[0] for recipe in RECIPES.values())]
    context.old_table("by_digit", f"Held-out, read right by digit ({data.name})", columns, rows)
    show_mistakes(context, data, find_logits(trained["net_one_cycle"], held_out[0]), size)
    if data.name == "mnist" and not context.quick:
        train_longer(context)


def record_share(context: Context, name: str, right: np.ndarray, text: str) -> None:
    """Record the share of images read right."""
    context.old_number(name, right.mean(), text, data=context.load_digits(), format=".4f")


def draw_losses(context: Context, losses: dict[str, np.ndarray]) -> None:
    """The loss of each batch by four recipes, and its moving average."""
    chosen = [name for name in RECIPES if name != "logistic_one_cycle"]
    titles = [RECIPES[name][0] for name in chosen]
    figure, panels = figures.new_panels(titles, "batch", "loss (nats)", columns=2, share=True)
    for axes, name in zip(panels, chosen, strict=True):
        figures.plot_noisy(axes, losses[name], window=25)
    panels[0].set_ylim(0, 2.5)
    context.old_figure(
        "losses",
        figure,
        alt="Four noisy losses by batch: slow by SGD, faster by Adam, lowest by one-cycle.",
        caption="The loss of each batch, measured before its step.",
        arrays={f"losses_{name}": values for name, values in losses.items()},
    )


def compare_starts(context: Context, parts, held_out, right, epochs: int) -> None:
    """The network by SGD and by Adam from three starts (quick: two), with the same batches."""
    shares = [[right[name].mean() for name in ("net_sgd", "net_adam")]]
    for start in range(1, 2 if context.quick else 3):
        models = [train(context, n, start, *parts, epochs)[0] for n in ("net_sgd", "net_adam")]
        said = [find_logits(model, held_out[0]).argmax(axis=1) for model in models]
        shares.append([np.mean(one == held_out[1]) for one in said])
    record_share(context, "least_gain", np.diff(shares).min(), "Adam less SGD: least of the starts")
    rows = [(f"{start}", *(f"{share:.4f}" for share in row)) for start, row in enumerate(shares)]
    context.old_table("starts", "Held-out read right", ["start", "SGD", "Adam"], rows)
    context.record_array("shares_of_starts", shares)


def read_test_images(context: Context, trained: dict) -> None:
    """Both models by one-cycle on the test images; the network with altered copies too."""
    data = context.load_digits()
    x = data.x_test.reshape(len(data.x_test), -1)
    logits = {n: find_logits(trained[f"{n}_one_cycle"], x) for n in ("net", "logistic")}
    copies = [augment(data.x_test, context.make_rng(9, n)).reshape(x.shape) for n in range(4)]
    votes = [find_logits(trained["net_one_cycle"], copy) for copy in (x, *copies)]
    logits["tta"] = softmax(votes, axis=2).mean(axis=0)
    for name, what in (("net", "network"), ("tta", "network, TTA"), ("logistic", "linear")):
        label, right = f"Test images, {what}, one-cycle", logits[name].argmax(axis=1) == data.y_test
        record_share(context, f"test_{name}", right, label)


def train_longer(context: Context) -> None:
    """Two larger networks, on all training images; what they read of the test images."""
    data = context.load_digits()
    for name, epochs, size in (("units", 20, 128), ("cnn", 5, 512)):
        model, _ = train(context, name, 0, data.x_train, data.y_train, epochs, size)
        right = find_logits(model, data.x_test).argmax(axis=1) == data.y_test
        record_share(context, f"test_{name}", right, f"Test images, {LONGER[name][0]}")


def show_mistakes(context: Context, data, logits: np.ndarray, size: int) -> None:
    """What is taken for what, and the mistakes that cost most."""
    labels, said = data.y_train[size:], logits.argmax(axis=1)
    confusion = np.bincount(10 * labels + said, minlength=100).reshape(10, 10)
    context.old_figure(
        "confusion",
        plot_confusion_matrix(confusion, data.class_names),
        alt="Counts, true digits down, read as across: a grey diagonal, mistakes in orange.",
        caption="The network by one-cycle on the held-out images.",
        arrays={"confusion": confusion, "read_as": said, "logits": logits},
    )
    shares = softmax(logits.astype("float64"), axis=1)
    cost = -np.log(shares[np.arange(len(labels)), labels])
    worst = np.argsort(-cost)[:10]
    names = [f"{labels[i]} read as {said[i]}\n{shares[i, said[i]]:.1%} sure" for i in worst]
    context.old_figure(
        "most-wrong",
        figures.draw_images(data.x_train[size:][worst], names),
        alt="Ten images, each with what it is, what it was read as and how sure the network was.",
        caption="The ten images with the largest loss.",
        arrays={"worst": worst, "cost": cost[worst]},
    )
