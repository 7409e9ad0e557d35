"""Mini-batches: step on a glance at the data, and what its noise costs.

A gradient is an average over all training samples. Looking at all of them before one small step is
a waste: a few tell the direction nearly as well. Large networks are all trained in this way.

## The idea

How many samples does a step look at? All: **batch** gradient descent. One: **stochastic** gradient
descent, strictly. A few, often 16 to 512: **mini-batch**, which is what "SGD" usually means today.

The glance costs something. The gradient of a mini-batch is right on average and wrong each time,
and this lesson measures how wrong. It then trains with four sizes of batches, and at last looks at
the end of a training run, where the noise keeps the parameters from coming to rest.

## What to look at

- The noise over the batch size: a straight line of slope -1/2 on logarithmic axes.
- The loss after the same *samples*, of copies with a rate each. At one rate, small batches win by
  taking more steps; a large batch is less noisy, bears a higher rate, and catches up in part.
- How many batches an epoch has, and how long their steps take.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from keras import ops

from kerasdigits.autodiff import Tensor, value_and_grad
from kerasdigits.lessons.course.context import Context
from kerasdigits.lessons.stochastic import mini_batch_sgd_plots as plots
from kerasdigits.training.batches import Batches

"""
## A hundred points near a line

We begin with the smallest model there is: a line `y = slope * x + bias`, and a hundred points near
`y = 3 x + 2`. Each row of x holds a point's place and a 1, so that `x @ weights` is the line at all
points. The descent starts at a slope of -1 and a bias of 1.
"""

START = np.array([-1.0, 1.0])


def sample_points(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Sample points near the line: x (100, 2), each row a place and a 1, and y (100,)."""
    places = rng.uniform(-1, 1, 100)
    x = np.stack([places, np.ones(100)], axis=1)
    y = x @ [3, 2] + 0.25 * rng.normal(size=100)
    return x, y


"""
## What one point says

To know how far the gradient of a few points is off, we want the gradient of *each* point. A
gradient is taken of one number; but if every point is given a line of its own, and the number is
the sum of their errors, then the gradient at each line is that of its own point. The hundred
gradients come in one call. We shall use this trick again, to train several models side by side.
"""


def squared_errors(lines, x, y) -> Tensor:
    """The sum, over lines (n, 2), of the squared error of each at a point of its own, x (n, 2)."""
    return ops.sum((ops.sum(lines * x, axis=1) - y) ** 2)


def find_point_gradients(weights, x, y) -> np.ndarray:
    """The gradient that each point alone gives at one place, (n, 2)."""
    lines = np.tile(weights, (len(y), 1))
    _, gradients = value_and_grad(squared_errors)(lines, x, y)
    return gradients


r"""
## Four times the samples, half the noise

The gradient of a batch is the mean of its points' gradients. So a thousand batches are quickly
made: `multinomial` says how often each point is in each of them (a point that was taken is put
back). Their *noise* is the root of the mean squared distance from the full gradient.

Like the error of any average of $b$ independent draws, it shrinks with the root of their number:

$$\text{noise}(b) = \frac{\text{noise}(1)}{\sqrt{b}}$$

So beyond some size a larger batch costs more than it brings, even where the hardware works on its
samples at the same time.
"""

SIZES = np.array([1, 4, 16, 64, 256])


def sample_batch_gradients(gradients, size: int, rng: np.random.Generator) -> np.ndarray:
    """Sample a thousand batches of one size; gives the gradient of each, (1000, 2)."""
    n = len(gradients)
    counts = rng.multinomial(size, np.full(n, 1 / n), 1_000)
    return counts @ gradients / size


def measure_noise(context: Context, x, y) -> None:
    """The error of mini-batch gradients at the start, against the gradient of all points."""
    rng = context.make_rng(1)
    gradients = find_point_gradients(START, x, y)
    full = gradients.mean(axis=0)
    sampled = np.array([sample_batch_gradients(gradients, size, rng) for size in SIZES])
    noise = np.sqrt(((sampled - full) ** 2).sum(axis=2).mean(axis=1))
    slope, _ = np.polyfit(np.log(SIZES), np.log(noise), 1)

    named = {f"noise_{size}": value for size, value in zip(SIZES, noise, strict=True)}
    context.record_numbers(named, slope=slope)
    plots.plot_noise(context, SIZES, noise, gradients, sampled)


"""
## An epoch, dealt out

A round through the data is an **epoch**. For each the samples are *shuffled* and dealt out like
cards, by a *data loader*: every sample once, in batches of the *batch size* b, and the last batch
gets what is left. N samples make `ceil(N / b)` batches. Keras's `fit` does this behind the scenes;
`Batches` does the same, and can be looped over by hand. Its order depends on nothing but the seed
and the epoch, so that a training run can be repeated.
"""


def count_batches(samples: int, batch_size: int) -> tuple[int, int]:
    """Deal out an epoch; gives how many batches it has, and how many samples the last one."""
    batches = Batches(np.arange(samples), np.arange(samples), batch_size, seed=0)
    lengths = [len(x) for x, _ in batches]
    return len(lengths), lengths[-1]


def deal_out(context: Context) -> None:
    """Count the batches of an epoch of letters, of MNIST's 3s and 7s, and of those here."""
    here = len(context.load_digits("3", "7").x_train)
    counts = {
        "letters": (26, 6, *count_batches(26, 6)),
        "3s and 7s of MNIST": (12_396, 256, *count_batches(12_396, 256)),
        "here": (here, 256, *count_batches(here, 256)),
    }
    plots.tabulate_batches(context, counts)


"""
## The loop

Here is the whole of stochastic gradient descent: shuffle, deal, step. The model tells 3 from 7 by
one weight a pixel (the last weight, on a pixel that is always 1, is the bias), and its loss is the
mean cross-entropy of the batch; `softplus(z)` is `log(1 + exp(z))`.

A fair comparison of batch sizes needs several learning rates, for a large batch bears a higher one.
So the weights have a *column for each rate*: a sum over the columns is differentiated, and each
learns as if it were alone. With `rates = np.array([0.1])` it is a single training run; with
five columns it is five, at hardly more than the price of one.
"""

RATES = np.array([0.01, 0.03, 0.1, 0.3, 1], "float32")


def cross_entropy(weights, images, labels) -> Tensor:
    """The mean cross-entropy of a batch, added up over the columns of the weights."""
    logits = images @ weights
    return ops.sum(ops.softplus(logits) - labels * logits) / images.shape[0]


def step_through(batches: Batches, epochs: int, rates: np.ndarray) -> Iterator[np.ndarray]:
    """Train from zero, a column for each rate; yields the weights after each step."""
    loss_and_gradient = value_and_grad(cross_entropy, compiled=True)
    weights = np.zeros((batches.x.shape[1], len(rates)), "float32")
    for epoch in range(epochs):
        batches.start_epoch(epoch)  # shuffle
        for images, labels in batches:  # deal
            _, gradient = loss_and_gradient(weights, images, labels)
            weights = weights - rates * gradient  # step
            yield weights


"""
## The same loop, watched

Five times an epoch we stop, measure the loss on *all* training images, and go on; and we keep how
long each step takes. A large batch makes a longer step. An epoch of them is nevertheless faster,
because it has fewer.
"""


@dataclass
class Training:
    """What a training run left behind.

    Attributes:
        seen: Epochs done at each measurement, (m,).
        losses: On all training images, nats, (m, rates).
        weights: At the end, (pixels, rates).
        orders: Of the samples in each epoch, (epochs, n).
        seconds: The median time of a step, in the last epoch: the first compiles.
    """

    seen: np.ndarray
    losses: np.ndarray
    weights: np.ndarray
    orders: np.ndarray
    seconds: float


def train(images, labels, batch_size: int, epochs: int, seed: int) -> Training:
    """Train with all rates side by side, and watch."""
    batches = Batches(images, labels, batch_size, seed)
    seen = []
    losses = []
    orders = []
    seconds = []
    began = time.perf_counter()
    for step, weights in enumerate(step_through(batches, epochs, RATES)):
        seconds.append(time.perf_counter() - began)
        epoch, index = divmod(step, len(batches))
        done = index + 1
        if done == 1:
            orders.append(batches.order)
        if done == len(batches) or done % -(-len(batches) // 5) == 0:
            seen.append(epoch + min(done * batch_size / len(images), 1))
            logits = images @ weights
            losses.append((np.logaddexp(0, logits) - labels * logits).mean(axis=0))
        began = time.perf_counter()
    return Training(
        seen=np.array(seen),
        losses=np.array(losses),
        weights=weights,
        orders=np.array(orders),
        seconds=np.median(seconds[-len(batches) :]),
    )


"""
## Four sizes, the same number of samples

One image a step, 16, 256, and all of them at once. Each sees the same images equally often. At the
rate of 0.1 a small batch is far ahead, since it has taken more steps. When each size may choose its
rate, the large ones catch up in part; all at once stay far behind.
"""


def compare_sizes(context: Context) -> None:
    """Tell 3 from 7 with four batch sizes and the same number of samples."""
    data = context.load_digits("3", "7")
    n = len(data.x_train)
    pixels = data.x_train.reshape(n, -1)
    images = np.concatenate([pixels, np.ones((n, 1), "float32")], axis=1)
    labels = data.y_train.astype("float32")[:, None]
    epochs = 2 if n > 10_000 else 8
    seed = int(context.make_rng(2).integers(1 << 31))
    trainings = {}
    for size in (1, 16, 256, n):
        name = "all" if size == n else str(size)
        found = train(images, labels, size, epochs, seed)
        seconds = found.seconds * -(-n // size)
        context.record_numbers({f"epoch_of_{name}": seconds}, data=data)
        context.record_weights(f"batches_of_{name}", {"weights": found.weights})
        trainings[name] = found
    plots.compare_trainings(context, trainings, RATES, samples=epochs * n)


"""
## The end: to bounce or to settle

The noise has a second side. At the minimum the *full* gradient is zero, but the gradient of a
single sample is not, unless the model fits them all. With a constant rate the parameters therefore
bounce around the minimum for ever. Two things calm them: larger batches, or a rate that shrinks,
called **annealing**; here it is $0.1 / (1 + t / 50)$ after $t$ steps.

Back to the line, for which the minimum is known. A hundred walkers start at the same place, and
step on single points, each on its own choice; once with a constant rate, and once, over the same
points, with an annealed one. The picture that opens the report is what they do.
"""

SETTLING_RATE = 0.1


def walk(x, y, chosen, rates) -> np.ndarray:
    """Step on single points, chosen (steps, walkers); gives the path (steps + 1, walkers, 2)."""
    loss_and_gradients = value_and_grad(squared_errors, compiled=True)
    lines = np.tile(START, (chosen.shape[1], 1))
    path = [lines]
    for points, rate in zip(chosen, rates, strict=True):
        _, gradients = loss_and_gradients(lines, x[points], y[points])
        lines = lines - rate * gradients
        path.append(lines)
    return np.array(path)


def settle(context: Context, x, y) -> None:
    """A hundred lines step on single points, with a constant rate and with an annealed one."""
    best, *_ = np.linalg.lstsq(x, y, rcond=None)
    gradients = find_point_gradients(best, x, y)
    context.record_numbers(
        full_gradient=np.linalg.norm(gradients.mean(axis=0)),
        single_rms=np.sqrt((gradients**2).sum(axis=1).mean()),
    )

    steps = 2_000
    walkers = 100
    chosen = context.make_rng(3).integers(100, size=(steps, walkers))
    constant = np.full(steps, SETTLING_RATE)
    annealed = SETTLING_RATE / (1 + np.arange(steps) / 50)
    paths = np.stack([walk(x, y, chosen, rates) for rates in (constant, annealed)], axis=1)
    # What the loss is more than the least: the mean squared distance of the two lines.
    excess = (((paths - best) @ x.T) ** 2).mean(axis=(2, 3))
    last_constant, last_annealed = excess[-200:].mean(axis=0)
    context.record_numbers(excess_constant=last_constant, excess_annealed=last_annealed)
    plots.plot_settling(context, (x, y), best, chosen, paths, excess)


def run(context: Context) -> None:
    """Measure the noise of batches, train with four sizes of them, and settle at the end."""
    x, y = sample_points(context.make_rng())
    measure_noise(context, x, y)
    deal_out(context)
    compare_sizes(context)
    settle(context, x, y)


"""
## Sources

- fastbook, `04_mnist_basics.ipynb`, cells 246 to 250. fast.ai v2, lesson 1. And notes on both.
- fast.ai v3, `lesson2-sgd.ipynb`: the line. H. Robbins and S. Monro, 1951: rates like 1/t.
"""
