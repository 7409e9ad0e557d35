"""A linear classifier: 3 or 7, three times the same, and what the order of the images does.

One weight for each pixel, one more number for all: the smallest model that *learns* to tell a 3
from a 7, trained from scratch, by an optimizer of six lines, and by Keras's `fit`.

## The idea

A weighted sum of the pixels gives a score: positive says "a 3", negative says "a 7". The weights
are found by gradient descent, over mini-batches of the images. We write that three times, each time
with less code of our own. From one start and in one order the three agree to five decimal places:
an optimizer holds the parameters and knows how to step, and no more than that.

Two things do change the result: where the weights **start**, and the **order** of the images.

## What to look at

- The table: training in order errs on one side.
- The weights: orange speaks for a 3, purple for a 7; from N(0, 1) one sees mostly noise.
"""

import keras
import numpy as np
from keras import ops

from kerasdigits.autodiff import Tensor, value_and_grad
from kerasdigits.lessons.course.context import Context
from kerasdigits.lessons.lab.fastbook_order import take_threes_and_sevens
from kerasdigits.lessons.networks import linear_classifier_plots as plots
from kerasdigits.models.objects import MnistLoss

"""
## One product for all the images

An image is a matrix of pixels, and the training set a stack of them: three axes (*rank 3*). Laid
out as one matrix (*rank 2*), a **row** for each image, one product scores every image at once. The
book calls this model `linear1`.
"""

LEARNING_RATE = 1.0


def linear1(parameters, x) -> Tensor:
    """The score of each image, (n, 1)."""
    weights, bias = parameters
    return x @ weights + bias


r"""
## How wrong, and how often

The book's `mnist_loss` brings each score $z$ between 0 and 1 by a sigmoid $\sigma$. The loss is the
mean distance from the target $t$, which is 1 for a 3 and 0 for a 7:

$$L = \frac{1}{n} \sum_i |\sigma(z_i) - t_i|$$

It has a slope everywhere, and training needs no more than that.

People want to know how often the model is right. `validate_epoch` counts that on the *test* images,
as the mean over mini-batches. The last of them is smaller than the others, so the fourth digit
differs from the exact accuracy.
"""


def mnist_loss(scores, targets) -> Tensor:
    """The mean distance of the sigmoids from the targets."""
    return ops.mean(ops.abs(ops.subtract(ops.sigmoid(scores), targets)))


def find_right(parameters, x, targets) -> np.ndarray:
    """For each image, whether the sign of its score is right."""
    return (linear1(parameters, x) > 0) == (targets == 1)


def validate_epoch(parameters, x, targets, batch_size: int) -> float:
    """The mean over mini-batches of the accuracy."""
    right = find_right(parameters, x, targets)
    batches = [right[first : first + batch_size] for first in range(0, len(x), batch_size)]
    return np.mean([batch.mean() for batch in batches])


"""
## First: from scratch

`calc_grad` gives the gradient of the loss for weights and bias, over one mini-batch. One step,
`parameter - rate * gradient`, for every mini-batch, until each image has been used once: that is
the book's `train_epoch`, the inner loop here. The order in which the images come is an argument,
since it will matter.
"""


def train(start, x, targets, orders, batch_size: int) -> list:
    """Train by each epoch's order; gives the parameters before the first epoch and after each."""

    def compute_loss(parameters, x, targets) -> Tensor:
        return mnist_loss(linear1(parameters, x), targets)

    calc_grad = value_and_grad(compute_loss, compiled=True)
    parameters = start
    path = [start]
    for order in orders:
        for first in range(0, len(x), batch_size):
            batch = order[first : first + batch_size]
            _, gradients = calc_grad(parameters, x[batch], targets[batch])
            parameters = [
                parameter - LEARNING_RATE * gradient
                for parameter, gradient in zip(parameters, gradients, strict=True)
            ]
        path.append(parameters)
    return path


"""
## Second: with an optimizer

The step moves into a class of its own, the book's `BasicOptim`, and `linear1` becomes a layer of
Keras that holds the weights. The loop no longer knows how a step is made. (The book must also set
the gradients back to zero after each step, since those of PyTorch add up. Ours do not.)
"""


class BasicOptim:
    """Holds the variables of a model, and steps against their gradients."""

    def __init__(self, variables: list, learning_rate: float):
        self.variables = variables
        self.learning_rate = learning_rate

    def step(self, gradients: list) -> None:
        """Move each variable."""
        for variable, gradient in zip(self.variables, gradients, strict=True):
            variable.assign_sub(self.learning_rate * gradient)


def train_with_optimizer(start, x, targets, epochs: int, batch_size: int) -> list:
    """The same with Keras's layer and an optimizer that owns its variables."""
    layer = keras.layers.Dense(1)
    layer.build(x.shape)
    layer.set_weights(start)
    optimizer = BasicOptim(layer.trainable_variables, LEARNING_RATE)

    def compute_loss(weights, x, targets) -> Tensor:
        scores, _ = layer.stateless_call(weights, [], x)
        return mnist_loss(scores, targets)

    calc_grad = value_and_grad(compute_loss, compiled=True)
    path = [start]
    for _ in range(epochs):
        for first in range(0, len(x), batch_size):
            batch = slice(first, first + batch_size)
            _, gradients = calc_grad(layer.get_weights(), x[batch], targets[batch])
            optimizer.step(gradients)
        path.append(layer.get_weights())
    return path


"""
## Third: Keras

`compile` takes the optimizer and the loss, and `fit` is the loop. It needs to be told one thing: it
shuffles unless told not to, and that would be a different training run. The callback keeps the
weights after each epoch.
"""


def train_with_fit(start, x, targets, epochs: int, batch_size: int) -> list:
    """The same by Keras alone."""
    model = keras.Sequential([keras.Input(x.shape[1:]), keras.layers.Dense(1)])
    model.set_weights(start)
    model.compile(optimizer=keras.optimizers.SGD(LEARNING_RATE), loss=MnistLoss())
    path = [start]
    remember = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: path.append(model.get_weights())
    )
    model.fit(
        x,
        targets,
        batch_size=batch_size,
        epochs=epochs,
        shuffle=False,
        callbacks=[remember],
        verbose=0,
    )
    return path


"""
## Where the weights start

Weights sampled from N(0, 1) are large, and those of pixels that are blank in every image never
move, so their noise stays. A layer starts small, within 1/28 for 784 pixels: one over the root of
their number.
"""


def sample_normal(rng: np.random.Generator, pixels: int) -> list[np.ndarray]:
    """Large weights and a large bias: from N(0, 1)."""
    weights = rng.normal(size=(pixels, 1))
    bias = rng.normal(size=1)
    return [weights.astype("float32"), bias.astype("float32")]


def sample_small(rng: np.random.Generator, pixels: int) -> list[np.ndarray]:
    """Small ones: even between -1 and 1 over the root of the number of pixels."""
    bound = pixels**-0.5
    weights = rng.uniform(-bound, bound, size=(pixels, 1))
    bias = rng.uniform(-bound, bound, size=1)
    return [weights.astype("float32"), bias.astype("float32")]


"""
## In which order the images come

The book does not shuffle: the 3s come first, then the 7s. After the 3s the model calls everything a
3, so firmly that its sigmoids are flat; the 7s hardly move it, and the first epoch ends near one
half. A new random order for each epoch mends that.

So there are five training runs: by each of the three programs from a small start and in the book's
order; from N(0, 1), as in the book's first attempt, which has one epoch more; and shuffled.
"""

EPOCHS = 20


def train_all(context: Context, x, targets, batch_size: int) -> dict[str, list]:
    """Train five times; gives by name the parameters before the first epoch and after each."""
    rng = context.make_rng()
    normal = sample_normal(rng, pixels=x.shape[1])
    small = sample_small(rng, pixels=x.shape[1])
    in_order = np.arange(len(x))
    shuffled = [rng.permutation(len(x)) for _ in range(EPOCHS)]
    context.record_array("orders", np.array(shuffled))
    return {
        "normal": train(normal, x, targets, [in_order] * (EPOCHS + 1), batch_size),
        "small": train(small, x, targets, [in_order] * EPOCHS, batch_size),
        "optimizer": train_with_optimizer(small, x, targets, EPOCHS, batch_size),
        "fit": train_with_fit(small, x, targets, EPOCHS, batch_size),
        "shuffled": train(small, x, targets, shuffled, batch_size),
    }


"""
## What came out

The accuracy on the test images after each epoch; the exact accuracy and the loss after ten
epochs of `fit`, which the book prints too; and the largest gap between the weights of the three
programs.
"""


def record_results(context: Context, paths: dict, curves: dict, x, targets) -> None:
    """The accuracies, the gap of the three programs, and the weights."""
    after_ten = paths["fit"][10]
    three = [paths[name][-1][0] for name in ("small", "optimizer", "fit")]
    context.record_numbers(
        columns=x.shape[1],
        end_normal=curves["normal"][-1],
        first_small=curves["optimizer"][1],
        end_small=curves["optimizer"][-1],
        first_shuffled=curves["shuffled"][1],
        end_shuffled=curves["shuffled"][-1],
        fit_10=np.mean(find_right(after_ten, x, targets)),
        loss_10=mnist_loss(linear1(after_ten, x), targets),
        gap=np.ptp(three, axis=0).max(),
        data=context.load_digits("3", "7"),
    )
    starts = {"start_normal": paths["normal"][0], "start_small": paths["small"][0]}
    ends = {name: path[-1] for name, path in paths.items()}
    for name, (weights, bias) in (starts | ends | {"fit_10": after_ten}).items():
        context.record_weights(name, {"weights": weights, "bias": bias})


def run(context: Context) -> None:
    """Three programs from one start; another start; another order."""
    data = context.load_digits("3", "7")
    digits = context.load_digits()
    x, targets = take_threes_and_sevens(digits.x_train, digits.y_train)
    x_test, targets_test = take_threes_and_sevens(digits.x_test, digits.y_test)
    batch_size = 256 if len(x) > 1000 else 64

    paths = train_all(context, x, targets, batch_size)
    curves = {
        name: [validate_epoch(weights, x_test, targets_test, batch_size) for weights in path]
        for name, path in paths.items()
    }
    record_results(context, paths, curves, x_test, targets_test)
    says_three = {name: linear1(path[-1], x_test) > 0 for name, path in paths.items()}
    plots.tabulate_confusions(context, data.name, says_three, targets_test)
    plots.plot_curves(context, data.name, curves)
    kernels = [paths[name][-1][0] for name in ("normal", "shuffled")]
    plots.plot_weights(context, np.reshape(kernels, (2, *digits.input_shape[:2])))


"""
## Sources

- J. Howard and S. Gugger, fastbook, chapter 4, notebook `04_mnist_basics.ipynb`, cells 285 to 315.
- The book's images lie in the order of their file names, 10000 before 2; so do ours. In MNIST's
  own order, ten epochs end between 0.9686 and 0.9701, beside the book's 0.9676.
"""
