"""A linear classifier: 3 or 7, three times the same, and what the order of the images does.

One weight for each pixel, one more number for all: the smallest model that *learns* to tell a 3
from a 7, trained from scratch, by an optimizer of six lines, and by Keras's `fit`.

## The idea

An image is a matrix of pixels, and the training set a stack of them: three axes (*rank 3*). Laid
out as one matrix (*rank 2*), a **row** for each image, one product scores every image at once:

    linear1(x) = x @ weights + bias

A positive score says "a 3". The book's names for the rest:

- `mnist_loss`: the sigmoid brings each score between 0 and 1; the loss is the mean distance from
  the target, 1 for a 3 and 0 for a 7.
- `calc_grad`: the gradient of that loss for weights and bias, over one mini-batch.
- `train_epoch`: one step, `parameter -= rate * gradient`, for every mini-batch, all images once.
- `validate_epoch`: the share of the *test* images read right, as the mean over mini-batches; the
  last one is smaller, so the fourth digit differs from the exact share.

An **optimizer** holds the parameters and knows how to step: the book's `BasicOptim` does what the
loop does, and so does Keras's `SGD`. From one start and in one order the three agree to five
decimal places.

Two things do change the result. **The start.** Weights drawn from N(0, 1) are large, and those of
pixels that are blank in every image never move, so their noise stays. A layer starts small, within
1/28 for 784 pixels (one over the root of their number). **The order.** The book does not shuffle:
the 3s come first, then the 7s. After the 3s the model calls everything a 3, so firmly that its
sigmoids are flat; the 7s hardly move it, and the first epoch ends near one half. A new random order
for each epoch mends that. (Keras's `fit` shuffles unless told not to.)

## What to look at

- The curves, three of which are one; and in the table, that training in order errs on one side.
- The weights: orange speaks for a 3, purple for a 7; from N(0, 1) one sees mostly noise.

## Sources

- J. Howard and S. Gugger, fastbook, chapter 4, notebook `04_mnist_basics.ipynb`, cells 285 to 315.
- The book's images lie in the order of their file names, 10000 before 2; so do ours. In MNIST's
  own order, ten epochs end between 0.9686 and 0.9701, beside the book's 0.9676.
"""

import keras
import numpy as np
from keras import ops

from kerasdigits.autodiff import value_and_grad
from kerasdigits.lessons.course import figures
from kerasdigits.lessons.course.context import Context
from kerasdigits.lessons.lab.fastbook_order import take_threes_and_sevens
from kerasdigits.models.objects import MnistLoss

RATE, EPOCHS, MNIST = 1.0, 20, "mnist-3-7"
BOOK = "fastbook `04_mnist_basics`, cell"
BOOK_CURVE = (0.4932, 0.8618, 0.8203, 0.9102, 0.9331, 0.9468, 0.9555, 0.9629, 0.9658, 0.9673)
LABELS = {"small": "from scratch", "optimizer": "BasicOptim", "fit": "Keras's fit"}
LABELS |= {"shuffled": "from scratch, shuffled", "normal": "from scratch, N(0, 1) start"}
# One start is one draw: the tolerances are 4.5 standard deviations of 24 starts.


def linear1(parameters, x) -> np.ndarray:
    """The score of each image, (n, 1)."""
    return x @ parameters[0] + parameters[1]


def mnist_loss(scores, targets) -> float:
    """The mean distance of the sigmoids from the targets."""
    return ops.mean(ops.abs(ops.subtract(ops.sigmoid(scores), targets)))


def validate_epoch(parameters, x, t, size) -> float:
    """The mean over mini-batches of the share read right."""
    right = (linear1(parameters, x) > 0) == (t == 1)
    return np.mean([right[i : i + size].mean() for i in range(0, len(x), size)])


def train(start, x, t, size, orders, scores, step) -> list:
    """Train by each epoch's order; gives the parameters before the first epoch and after each."""
    calc_grad = value_and_grad(lambda p, x, t: mnist_loss(scores(p, x), t), compiled=True)
    path, parameters = [start], start
    for order in orders:
        for i in range(0, len(x), size):  # train_epoch
            batch = order[i : i + size]
            _, gradients = calc_grad(parameters, x[batch], t[batch])
            parameters = step(parameters, gradients)
        path.append(parameters)
    return path


def step_by_hand(parameters, gradients) -> list:
    """Move each parameter against its gradient."""
    return [p - RATE * g for p, g in zip(parameters, gradients, strict=True)]


class BasicOptim:
    """The book's optimizer; it needs no `zero_grad`, since our gradients do not add up."""

    def __init__(self, variables: list):
        self.variables = variables

    def step(self, _, gradients: list) -> list:
        """Move each variable, and give the new values."""
        for variable, gradient in zip(self.variables, gradients, strict=True):
            variable.assign(variable.numpy() - RATE * gradient)
        return [variable.numpy() for variable in self.variables]


def train_with_optimizer(start, x, t, size, orders) -> list:
    """The same with Keras's layer and an optimizer that owns its variables."""
    layer = keras.Sequential([keras.Input(x.shape[1:]), keras.layers.Dense(1)])
    layer.set_weights(start)
    step = BasicOptim(layer.trainable_variables).step
    return train(start, x, t, size, orders, lambda v, x: layer.stateless_call(v, [], x)[0], step)


def train_with_fit(start, x, t, size) -> list:
    """The same by Keras alone; without `shuffle=False` it would be another training."""
    model = keras.Sequential([keras.Input(x.shape[1:]), keras.layers.Dense(1)])
    model.set_weights(start)
    model.compile(keras.optimizers.SGD(RATE), MnistLoss())
    path = [start]
    keep = keras.callbacks.LambdaCallback(on_epoch_end=lambda *_: path.append(model.get_weights()))
    model.fit(x, t, size, EPOCHS, shuffle=False, callbacks=[keep], verbose=0)
    return path


def run(context: Context) -> None:
    """Three implementations from one start; another start; another order."""
    data, digits = context.load_digits("3", "7"), context.load_digits()
    (x, t), test = (
        take_threes_and_sevens(digits.x_train, digits.y_train),
        take_threes_and_sevens(digits.x_test, digits.y_test),
    )
    size = 256 if len(x) > 1000 else 64
    rng, shapes, bound = context.make_rng(), ((x.shape[1], 1), (1,)), x.shape[1] ** -0.5
    normal = [rng.normal(size=shape).astype("float32") for shape in shapes]
    small = [rng.uniform(-bound, bound, shape).astype("float32") for shape in shapes]
    in_order, by_hand = [np.arange(len(x))] * EPOCHS, (linear1, step_by_hand)
    orders = [rng.permutation(len(x)) for _ in range(EPOCHS)]
    paths = {
        "normal": train(normal, x, t, size, [*in_order, in_order[0]], *by_hand),
        "small": train(small, x, t, size, in_order, *by_hand),
        "optimizer": train_with_optimizer(small, x, t, size, in_order),
        "fit": train_with_fit(small, x, t, size),
        "shuffled": train(small, x, t, size, orders, *by_hand),
    }
    ends = {name: path[-1] for name, path in paths.items()} | {"fit_10": paths["fit"][10]}
    for name, parts in ({"start_normal": normal, "start_small": small} | ends).items():
        context.record_weights(name, dict(zip(("weights", "bias"), parts, strict=True)))
    context.record_array("orders", np.array(orders))
    curves = {k: np.array([validate_epoch(p, *test, size) for p in v]) for k, v in paths.items()}
    record_results(context, data, curves, ends, *test)
    draw_curves(context, data, curves)
    maps = np.array([ends[k][0].reshape(digits.input_shape[:2]) for k in ("normal", "shuffled")])
    titles, unit = ["N(0, 1) start", "small start, shuffled"], "weight of a pixel"
    context.old_figure(
        "weights",
        figures.draw_signed_images(maps, titles, unit=unit, shared_scale=False),
        alt="Two maps of weights: from N(0, 1) mostly noise; from a small start smooth areas.",
        caption="The noise of a large start stays for good where no image has ink.",
        arrays={"weight_maps": maps},
    )


def record_results(context: Context, data, curves, ends, x, t) -> None:
    """The shares read right, the gap of the three implementations, and the confusions."""
    scores = linear1(ends["fit_10"], x)
    three = [ends[name][0] for name in ("small", "optimizer", "fit")]
    for name, value, label, form in (
        ("columns", x.shape[1], "Pixels of an image", ".0f"),
        ("end_normal", curves["normal"][-1], "Read right: N(0, 1), in order, epoch 21", ".4f"),
        ("first_small", curves["optimizer"][1], "... small start, in order, epoch 1", ".4f"),
        ("end_small", curves["optimizer"][-1], "... small start, in order, epoch 20", ".4f"),
        ("first_shuffled", curves["shuffled"][1], "... small start, shuffled, epoch 1", ".4f"),
        ("end_shuffled", curves["shuffled"][-1], "... small start, shuffled, epoch 20", ".4f"),
        ("fit_10", np.mean((scores > 0) == t), "... `fit`, in order, epoch 10, exactly", ".6f"),
        ("loss_10", mnist_loss(scores, t), "... and its test loss", ".6f"),
        ("gap", np.ptp(three, axis=0).max(), "Largest gap of the three implementations", ".1g"),
    ):
        context.old_number(name, value, label, data=data, format=form)
    rows = []
    for name, label in LABELS.items():
        says_3 = linear1(ends[name], x) > 0
        rows.append((label, *(np.sum(says_3[t == a] == b) for a in (1, 0) for b in (1, 0))))
    columns = ["training", "3 read as 3", "3 read as 7", "7 read as 3", "7 read as 7"]
    context.old_table("confusions", f"Test images ({data.name})", columns, rows)


def draw_curves(context: Context, data, curves) -> None:
    """The share read wrong by epoch, all runs over each other."""
    figure, axes = figures.new_axes("epoch", f"test images read wrong (%, {data.name})")
    wrong = {label: 100 * (1 - curves[name][: EPOCHS + 1]) for name, label in LABELS.items()}
    figures.plot_series(axes, np.arange(EPOCHS + 1), wrong, legend=False)
    for line, width in zip(axes.lines, (9, 5, 1.5), strict=False):
        line.set_linewidth(width)
    if data.name == MNIST:
        book = 100 * (1 - np.array(BOOK_CURVE))
        axes.plot(np.arange(1, 11), book, "ko", markersize=4, label="the book's BasicOptim")
        axes.axhline(4.89, color=figures.GREY, linewidth=1, label="pixel similarity, L1")
    axes.legend(frameon=False, fontsize=9)
    axes.set(ylim=(0.8, 80), xticks=range(0, EPOCHS + 1, 5))
    figures.use_logarithms(axes.yaxis)
    context.old_figure(
        "curves",
        figure,
        alt="Share read wrong by epoch: three curves lie on each other; shuffled it falls at once.",
        caption="One start, one order: three programs, one curve.",
        arrays={f"accuracy_{name}": curve for name, curve in curves.items()},
    )
