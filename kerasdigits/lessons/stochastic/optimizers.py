"""Optimizers: momentum, RMSprop and Adam, written by hand as Keras has them.

An **optimizer** is a rule that makes steps of gradients. SGD steps by `rate * gradient`; the others
remember a little. Four of them are written out below, in two to six lines each, and a test holds
them to Keras's, step by step.

## The idea

**Momentum** remembers which way the steps went, and **RMSprop** how large the gradients were.
**Adam** remembers both. What that is worth depends on the valley. In a narrow one, steep across and
flat along, plain descent either crawls or jumps from wall to wall, and memory pays tenfold. In a
round one it gains little, or even costs.

## What to look at

- The spreadsheet's `y = 2 x + 30`: epochs until b, on its way from 1 to 30, is past 28.
- Momentum 0.9: in a narrow valley ten times faster; in a round one hardly (0.5 is, as twice the
  rate would be).
- Adam on digits, and the same Adam when its memory is thrown away after each step.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from keras import ops

from kerasdigits.autodiff import Tensor, value_and_grad
from kerasdigits.lessons.course.context import Context
from kerasdigits.lessons.lab.excel_line import make_excel_line
from kerasdigits.lessons.lab.many_starts import sample_layers
from kerasdigits.lessons.stochastic import optimizers_plots as plots
from kerasdigits.training.batches import Batches

"""
## Momentum

A rule takes a gradient and gives what is to be added to the parameters. Its *memory* is a
dictionary which begins empty, so that every entry begins at 0.

**Momentum** lets the steps build up, like a heavy ball that rolls on. Where the slope stays the
same, they grow to `rate / (1 - beta) * gradient`: tenfold for beta 0.9. With beta 0 it is SGD.

The *averaged* form is the same ball with a tenth of the rate. Keras's SGD has the first form,
fast.ai's spreadsheet the second.
"""

Memory = dict[str, Any]  # made as defaultdict(float), one for each array of parameters


def heavy_ball(gradient: Any, memory: Memory, rate: float, beta: float = 0.0) -> Any:
    """Let the steps build up (B. Polyak, 1964); beta 0 is plain gradient descent."""
    memory["velocity"] = beta * memory["velocity"] - rate * gradient
    return memory["velocity"]


def averaged(gradient: Any, memory: Memory, rate: float, beta: float = 0.9) -> Any:
    """Step by a running average of the gradient: the heavy ball with (1 - beta) of the rate."""
    memory["m"] = beta * memory["m"] + (1 - beta) * gradient
    return -rate * memory["m"]


r"""
## RMSprop

**RMSprop** divides the gradient $g$ by the root of a running average $s$ of its *square*:

$$s \leftarrow \rho s + (1 - \rho) g^2
\qquad \text{step} = - \frac{\text{rate} \cdot g}{\sqrt{s + \epsilon}}$$

So steep and flat parameters move at a similar pace, about the rate a step. The tiny epsilon keeps
it from dividing by 0; it stands where Keras has it.
"""

EPSILON = 1e-7  # inside the root for RMSprop, outside for Adam


def rmsprop(gradient: Any, memory: Memory, rate: float, rho: float = 0.9) -> Any:
    """Divide by the root of the averaged squared gradient (G. Hinton, 2012)."""
    memory["s"] = rho * memory["s"] + (1 - rho) * gradient**2
    return -rate * gradient / (memory["s"] + EPSILON) ** 0.5


"""
## Adam

**Adam** averages both, the gradient (m) and its square (s). As both begin at 0, and so are too
small at first, in step t it divides m by `1 - beta1**t` and s by `1 - beta2**t`. The two divisions
are one factor, the correction.
"""


def adam(
    gradient: Any, memory: Memory, rate: float, beta1: float = 0.9, beta2: float = 0.999
) -> Any:
    """Average the gradient and its square, both corrected (D. Kingma, J. Ba, 2015, section 2)."""
    memory["t"] += 1
    memory["m"] = beta1 * memory["m"] + (1 - beta1) * gradient
    memory["s"] = beta2 * memory["s"] + (1 - beta2) * gradient**2
    correction = (1 - beta2 ** memory["t"]) ** 0.5 / (1 - beta1 ** memory["t"])
    return -rate * correction * memory["m"] / (memory["s"] ** 0.5 + EPSILON)


"""
## Down by any rule

The descent is the same for all: find the gradient, ask the rule, step.

Two gradients tell the rules apart before anything is trained. Feed them +1, -1, +1, ...: an average
cancels them, and RMSprop does not; it only looks at their size. And Adam's very first step is as
long as the rate, thanks to its correction; without it, it would be three times as long.
"""


def descend(rule: Callable, start, gradient: Callable, steps: int) -> np.ndarray:
    """Take steps by a rule and `gradient(place, t)`; gives the places, (steps + 1, ...)."""
    memory: Memory = defaultdict(float)
    place = np.array(start)
    path = [place]
    for t in range(steps):
        place = place + rule(gradient(place, t), memory)
        path.append(place)
    return np.array(path)


def alternate(place, t: int) -> float:
    """The gradients +1, -1, +1, ..., wherever one is."""
    return (-1.0) ** t


def feed_rules(context: Context) -> None:
    """What the rules make of special gradients."""
    first = adam(1, defaultdict(float), rate=1)
    uncorrected = 0.1 / 0.001**0.5  # m and the root of s, after a gradient of 1
    context.record_numbers(first_adam=-first, first_plain=uncorrected)
    for rule in (rmsprop, averaged):
        path = descend(partial(rule, rate=1), 0.0, alternate, steps=200)
        last = abs(path[-1] - path[-2])
        context.record_numbers({f"swing_{rule.__name__}": last})


"""
## A narrow valley

This one is curved fifty times as much across as along. SGD zigzags between the walls, at nearly the
highest rate that it bears; the heavy ball swings and gets on; RMSprop cares for the signs of the
slopes more than for their sizes, and walks straight; Adam comes round in a curve. The picture that
opens the report shows them.
"""

STEEPNESS = 50.0


def height(place) -> Tensor:
    """How high a place (2,) lies above the bottom of the valley."""
    return (place[0] ** 2 + STEEPNESS * place[1] ** 2) / 2


def cross_valley(context: Context) -> None:
    """Sixty steps of four rules."""
    height_and_slope = value_and_grad(height)
    rules = {
        "SGD, rate 0.035": partial(heavy_ball, rate=0.035),
        "momentum 0.9, rate 0.01": partial(heavy_ball, rate=0.01, beta=0.9),
        "RMSprop, rate 0.2": partial(rmsprop, rate=0.2),
        "Adam, rate 0.5": partial(adam, rate=0.5),
    }
    paths = {
        name: descend(rule, [-9, 1.5], lambda place, t: height_and_slope(place)[1], steps=60)
        for name, rule in rules.items()
    }
    plots.plot_valley(context, paths)


"""
## The spreadsheet

fast.ai's lesson 5 compared the rules in a spreadsheet: 29 points on the line `y = 2 x + 30`, one
row after another, from a = b = 1. The x go up to 99, so the slope for a is up to 99 times
that for b. This is a narrow valley once more, and b is its flat direction. RMSprop and Adam do
not wait for it. But however near they are, they step by about the rate, and hover around the end
until the rate is annealed.
"""

LINE_X, LINE_Y = make_excel_line()
ROWS = len(LINE_X)


def row_gradient(place, t: int) -> np.ndarray:
    """The slopes of the squared error for a and b, in the row of step t."""
    a, b = place
    x = LINE_X[t % ROWS]
    error = a * x + b - LINE_Y[t % ROWS]
    return np.array([2 * error * x, 2 * error])


SHEETS = {  # rule, epochs
    "sgd": (partial(heavy_ball, rate=1e-4), 2_000),
    "momentum": (partial(heavy_ball, rate=2e-5, beta=0.9), 900),
    "rmsprop": (partial(rmsprop, rate=0.02), 150),
    "adam": (partial(adam, rate=0.1, beta2=0.9), 60),
}


def fill_spreadsheet(context: Context) -> None:
    """Row by row through the points, by four rules."""
    paths = {}  # a and b after each epoch
    for name, (rule, epochs) in SHEETS.items():
        paths[name] = descend(rule, [1.0, 1.0], row_gradient, steps=ROWS * epochs)[::ROWS]
        a, b = paths[name].T
        past = np.argmax(b > 28) or np.inf
        last = np.mean((a[-1] * LINE_X + b[-1] - LINE_Y) ** 2)
        context.record_numbers({f"epochs_{name}": past, f"mse_{name}": last})
    plots.compare_sheets(context, SHEETS, paths)


r"""
## What momentum is worth

How narrow a valley is has a number: the **condition number** $\kappa$, the largest curvature over
the smallest. Momentum is best with

$$\beta = \left( \frac{\sqrt{\kappa} - 1}{\sqrt{\kappa} + 1} \right)^2$$

and a rate to match: 0.96 for the spreadsheet's 8,490, but 0.07 for 3, where a ball of 0.9 rolls to
and fro. On points with x between -1 and 1 the valley is that round.

For a line and all its points at once, the whole valley is known: its lowest place, and its
curvatures, the *Hessian*. At `place`, measured from the lowest, the slope is `hessian @ place`.
"""


def survey(x, y) -> tuple[np.ndarray, np.ndarray, float]:
    """The valley of a line's mean squared error: the Hessian, the best line, the least error."""
    design = np.stack([x, np.ones_like(x)], axis=1)
    hessian = 2 / len(x) * design.T @ design
    best, *_ = np.linalg.lstsq(design, y, rcond=None)
    return hessian, best, np.mean((design @ best - y) ** 2)


def count_steps(hessian, place, rate: float, beta: float, target: float) -> int:
    """Roll a ball until the error is less than `target` above the least one."""
    memory: Memory = defaultdict(float)
    steps = 0
    while place @ hessian @ place / 2 > target:
        place = place + heavy_ball(hessian @ place, memory, rate, beta)
        steps = steps + 1
    return steps


"""
We count the steps at several rates and betas: in the narrow valley until the mean squared error is
below 1, in the round one until it is within 1 % of the least there is.
"""

NARROW = [(2e-4, 0), (2e-4, 0.9), (3.9e-4, 0), (3.9e-4, 0.9), (3.9e-4, 0.99)]  # rate, beta
ROUND = [(0.1, 0), (0.1, 0.5), (0.1, 0.9)]


def judge_momentum(context: Context) -> None:
    """Steps of full-batch descent, in the spreadsheet's narrow valley and in a round one."""
    rng = context.make_rng(1)
    x = rng.uniform(-1, 1, 100)
    y = 3 * x + 2 + 0.25 * rng.normal(size=100)
    hessian, best, _ = survey(LINE_X, LINE_Y)
    narrow = [count_steps(hessian, [1, 1] - best, *setting, target=1) for setting in NARROW]
    plots.record_valley(context, "narrow", (LINE_X, LINE_Y), hessian, narrow)

    hessian, best, least = survey(x, y)
    even = [count_steps(hessian, [-1, 1] - best, *setting, 0.01 * least) for setting in ROUND]
    plots.record_valley(context, "round", (x, y), hessian, even)
    plots.tabulate_momentum(context, {"narrow": NARROW, "round": ROUND})


"""
## A network

At last a valley that nobody has a map of: 50 hidden units on handwritten digits, the kernels and
biases in a plain list. (`sample_layers` makes many starts at once; ours is one, and its axis of
length 1 in front is carried along.) The loop is the one of `mini-batch-sgd`, with a rule and a
memory for each array.
"""


def run_network(weights: Sequence, images) -> Tensor:
    """Two dense layers with a ReLU between: the logits (1, n, 10)."""
    kernel, bias, last_kernel, last_bias = weights
    hidden = ops.relu(ops.add(ops.matmul(images, kernel), bias))
    return ops.add(ops.matmul(hidden, last_kernel), last_bias)


def cross_entropy(weights: Sequence, images, truth) -> Tensor:
    """The mean cross-entropy; truth (n, 10) is 1 at the right class, else 0."""
    logits = run_network(weights, images)
    total = ops.sum(ops.logsumexp(logits, axis=-1)) - ops.sum(truth * logits)
    return total / truth.shape[0]


def train(weights, batches: Batches, epochs: int, rule: Callable) -> tuple[list, list]:
    """Train by a rule; gives the weights, and the loss of each batch."""
    loss_and_gradients = value_and_grad(cross_entropy, compiled=True)
    weights = list(weights)
    memories: list[Memory] = [defaultdict(float) for _ in weights]
    losses = []
    for epoch in range(epochs):
        batches.start_epoch(epoch)
        for images, truth in batches:
            loss, gradients = loss_and_gradients(weights, images, truth)
            losses.append(loss)
            for i, (gradient, memory) in enumerate(zip(gradients, memories, strict=True)):
                weights[i] = weights[i] + rule(gradient, memory)
    return weights, losses


"""
One of fast.ai's notebooks makes a new Adam in every step. Such an Adam has no memory: both its
averages are the present gradient, and the step is `rate * sign(gradient)`. With betas of 0 we see
what that costs.
"""

RULES = {
    "sgd": partial(heavy_ball, rate=2e-2),
    "adam": partial(adam, rate=1e-3),
    "rebuilt": partial(adam, rate=1e-3, beta1=0, beta2=0),
}


def train_on_digits(context: Context) -> None:
    """The same network by SGD, by Adam, and by Adam rebuilt in each step."""
    data = context.load_digits()
    rng = context.make_rng(2)
    images = data.x_train.reshape(len(data.x_train), -1)
    truth = np.eye(10, dtype="float32")[data.y_train]
    cut = len(images) * 5 // 6  # of MNIST, 50,000 to learn from and 10,000 held out
    seed = int(rng.integers(1 << 31))
    batches = Batches(images[:cut], truth[:cut], batch_size=64, seed=seed)
    start = sample_layers(rng, starts=1, sizes=(images.shape[1], 50, 10))
    epochs = 1 if cut == 50_000 else 10
    rows = []
    for name, rule in RULES.items():
        weights, losses = train(start, batches, epochs, rule)
        (logits,) = ops.convert_to_numpy(run_network(weights, images[cut:]))
        accuracy = np.mean(logits.argmax(axis=1) == data.y_train[cut:])
        measured = {f"accuracy_{name}": accuracy, f"loss_{name}": np.mean(losses[-50:])}
        context.record_numbers(measured, data=data)
        rows.append((name, *measured.values()))
        context.record_weights(name, {str(i): array for i, (array,) in enumerate(weights)})
    context.record_table("digits", rows, data=data.name, epochs=epochs)


def run(context: Context) -> None:
    """Special gradients, the valley, the spreadsheet, momentum's worth, and digits."""
    feed_rules(context)
    cross_valley(context)
    fill_spreadsheet(context)
    judge_momentum(context)
    train_on_digits(context)


"""
## Sources

- fast.ai v3, lesson 5: notes, `lesson5-sgd-mnist.ipynb`, `graddesc.xlsm` (no correction in Adam).
- B. Polyak, 1964; G. Hinton, 2012 (RMSprop); D. Kingma, J. Ba, 2015 (Adam).
"""
