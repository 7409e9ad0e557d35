"""Mini-batches: step on a glance at the data, and what its noise costs.

A gradient is an average over all training samples. Looking at all of them before one small step is
a waste: a few tell the direction nearly as well. Large networks are all trained in this way.

## The idea

How many samples does a step look at? All: **batch** gradient descent. One: **stochastic** gradient
descent, strictly. A few, often 16 to 512: **mini-batch**, which is what "SGD" usually means today.

A round through the data is an **epoch**. For each the samples are *shuffled* and dealt out like
cards, by a *data loader*: every sample once, in batches of the *batch size* b, and the last batch
gets what is left. N samples make `ceil(N / b)` batches.

A mini-batch's gradient is right on average and wrong each time. How far off is it? Like any average
of b independent draws: the error shrinks with `1 / sqrt(b)`. **Four times the samples, half the
noise.** So beyond some size a larger batch costs more than it brings, even where the hardware works
on its samples at the same time.

The noise has a second side. At the minimum the *full* gradient is zero, but the gradient of a
single sample is not, unless the model fits them all. With a constant rate the parameters therefore
bounce around the minimum for ever. Two things calm them: larger batches, or a rate that shrinks,
called **annealing**; here it is `0.1 / (1 + t / 50)` after t steps.

## What to look at

- The noise over the batch size: a straight line of slope -1/2 on logarithmic axes.
- The loss after the same *samples*, of copies with a rate each. At one rate, small batches win by
  taking more steps; a large batch is less noisy, bears a higher rate, and catches up in part.
- The end: bouncing at a constant rate, settling at an annealed one.

## Sources

- fastbook, `04_mnist_basics.ipynb`, cells 246 to 250. fast.ai v2, lesson 1. And notes on both.
- fast.ai v3, `lesson2-sgd.ipynb`: the line. H. Robbins and S. Monro, 1951: rates like 1/t.
"""

import time

import numpy as np
from keras import ops

from kerasdigits.autodiff import value_and_grad
from kerasdigits.lessons.course import figures
from kerasdigits.lessons.course.context import Context
from kerasdigits.training.batches import Batches

OURS = "computed for this course, other points"
NOISES = {1: 5.37, 4: 2.72, 16: 1.36, 64: 0.67, 256: 0.34}  # by batch size
RATES = np.array([0.01, 0.03, 0.1, 0.3, 1], "float32")
START = np.array([-1.0, 1.0])  # of the notebook
# The tolerances are 4.5 standard deviations over draws of the points.


def squared_errors(weights, x, y) -> float:
    """The sum over k lines, weights (k, 2), of the squared error at one point each, x (k, 2)."""
    return ops.sum((ops.sum(weights * x, axis=1) - y) ** 2)


def cross_entropies(weights, x, target) -> float:
    """The sum over copies of a classifier, weights (pixels, copies), of the mean cross-entropy."""
    logits = x @ weights
    return ops.sum(ops.softplus(logits) - target[:, None] * logits) / x.shape[0]


def run(context: Context) -> None:
    """Deal out batches, measure their noise, train with four sizes, and settle at the end."""
    rng = context.make_rng()
    x = np.stack([rng.uniform(-1, 1, 100), np.ones(100)], axis=1)
    y = x @ [3, 2] + 0.25 * rng.normal(size=100)
    measure_noise(context, x, y)
    train_on_digits(context)
    settle(context, x, y)


def measure_noise(context: Context, x, y) -> None:
    """The error of mini-batch gradients at the start, against the gradient of all points."""
    rng, n, sizes = context.make_rng(1), len(y), np.array(list(NOISES))
    # A copy of the line for each point gives each point's own gradient, (n, 2).
    _, gradients = value_and_grad(squared_errors)(np.tile(START, (n, 1)), x, y)
    # How often each point is drawn (and put back), in a thousand batches of each size.
    counts = [rng.multinomial(size, np.full(n, 1 / n), 1_000) for size in sizes]
    drawn = np.array([c @ gradients / c.sum(axis=1, keepdims=True) for c in counts])
    errors = np.sqrt(((drawn - gradients.mean(axis=0)) ** 2).sum(axis=2).mean(axis=1))
    for size, error in zip(sizes, errors, strict=True):
        context.old_number(f"noise_{size}", error, f"Noise, batches of {size}", format=".2f")
    slope = np.polyfit(np.log(sizes), np.log(errors), 1)[0]
    context.old_number("slope", slope, "Slope of log(noise) over log(batch size)")
    figure, axes = figures.new_axes("batch size (samples)", "noise of the gradient (RMS error)")
    curves = {"measured": errors, "1 / sqrt(batch size)": errors[0] / np.sqrt(sizes)}
    figures.plot_series(axes, sizes, curves, markers=True)
    figures.use_logarithms(axes.xaxis, axes.yaxis)
    context.old_figure(
        "noise",
        figure,
        alt="Noise of the gradient over batch size, logarithmic: a straight line of slope -1/2.",
        caption="Four times the samples, half the noise.",
        arrays={"gradients": gradients, "drawn": drawn, "noise": errors},
    )


def train(x, target, size: int, epochs: int, seed: int, *, shuffled: bool = True) -> dict:
    """Train a copy for each rate; gives the weights, the losses, the orders, seconds a step."""
    batches = Batches(x, target, size, seed, shuffled=shuffled)
    loss_and_gradients = value_and_grad(cross_entropies, compiled=True)
    weights = np.zeros((x.shape[1], len(RATES)), "float32")
    seen, losses, orders = [], [], []
    for epoch in range(epochs):
        batches.start_epoch(epoch)
        orders, seconds = [*orders, batches.order], []
        for number, (images, labels) in enumerate(batches, 1):
            before = time.perf_counter()
            weights = weights - RATES * loss_and_gradients(weights, images, labels)[1]
            seconds.append(time.perf_counter() - before)
            if number == len(batches) or number % -(-len(batches) // 5) == 0:
                seen.append(epoch + min(number * size / len(x), 1))
                logits = x @ weights  # of all samples and copies
                losses.append((np.logaddexp(0, logits) - target[:, None] * logits).mean(axis=0))
    curves = {"seen": np.array(seen), "losses": np.array(losses), "weights": weights}
    return curves | {"orders": np.array(orders), "seconds": np.median(seconds)}  # of a step


def train_on_digits(context: Context) -> None:
    """Tell 3 from 7 with four batch sizes and the same number of samples."""
    data = context.load_digits("3", "7")
    x = data.x_train.reshape(len(data.x_train), -1)
    x = np.concatenate([x, np.ones((len(x), 1), "float32")], axis=1)  # the last weight is the bias
    target, n = data.y_train.astype("float32"), len(x)
    epochs, seed = 2 if n > 10_000 else 8, int(context.make_rng(2).integers(1 << 31))
    rows, runs = [], {}
    for size in (1, 16, 256, n):
        name = "all" if size == n else str(size)
        runs[name] = found = train(x, target, size, epochs, seed)
        last, step, steps = found["losses"][-1], found["seconds"], -(-n // size)
        label = f"Seconds an epoch, batches of {name}"
        context.old_number(f"epoch_of_{name}", steps * step, label, data=data)
        cost = f"{1e6 * step:,.0f}", f"{steps * step:.4f}"
        rows.append((name, steps, *cost, last[2], str(RATES[last.argmin()]), last.min()))
        context.record_weights(f"batches_of_{name}", {"weights": found["weights"]})
    record_batches(context, n)
    columns = ["batch size", "steps an epoch", "µs a step", "s an epoch"]
    columns += ["loss, rate 0.1", "best of five rates", "its loss"]
    context.old_table("sizes", f"The same {epochs * n:,} samples", columns, rows)
    context.record_array("orders", runs["16"]["orders"])
    draw_sizes(context, runs)


def record_batches(context: Context, n: int) -> None:
    """How many batches an epoch has, and how large the last one is."""
    sets, rows = {"letters": (26, 6), "3s and 7s of MNIST": (12_396, 256), "here": (n, 256)}, []
    for what, (count, size) in sets.items():
        lengths = [len(x) for x, _ in Batches(np.arange(count), np.arange(count), size, seed=0)]
        rows.append((what, f"{count:,}", size, len(lengths), lengths[-1]))
    context.old_number("batches_3_7", rows[1][3], "Batches of 256 in 12,396", format=".0f")
    context.old_number("last_batch_3_7", rows[1][4], "... samples in the last", format=".0f")
    columns = ["what", "samples", "size", "batches", "in the last"]
    context.old_table("batches", "The batches of an epoch", columns, rows)


def draw_sizes(context: Context, runs: dict) -> None:
    """Loss against samples, with one rate for all and with the best of each."""
    titles = "rate 0.1 for all", "the best rate for each"
    figure, panels = figures.new_panels(titles, "epochs", "training loss (nats)", share=True)
    arrays = {name: found["losses"] for name, found in runs.items()}
    for axes, best in zip(panels, (False, True), strict=True):
        curves = {k: losses[:, losses[-1].argmin() if best else 2] for k, losses in arrays.items()}
        figures.plot_series(axes, {k: runs[k]["seen"] for k in runs}, curves, legend=not best)
        figures.use_logarithms(axes.yaxis)
    panels[0].get_legend().set_title("batch size")
    context.old_figure(
        "losses",
        figure,
        alt="Loss by samples seen: small batches lead, less so at the best rate of each size.",
        caption="The same samples, seen in smaller or larger batches.",
        arrays={f"losses_of_{name}": losses for name, losses in arrays.items()},
    )


def settle(context: Context, x, y) -> None:
    """A hundred lines step on single points, with a constant rate and with an annealed one."""
    rng, walkers, steps = context.make_rng(3), 100, 2_000
    best = np.linalg.lstsq(x, y, rcond=None)[0]
    loss_and_gradients = value_and_grad(squared_errors, compiled=True)
    _, gradients = loss_and_gradients(np.tile(best, (len(y), 1)), x, y)
    full, single = np.linalg.norm(gradients.mean(axis=0)), np.sqrt(2 * np.mean(gradients**2))
    context.old_number("full_gradient", full, "Full gradient at the minimum")
    context.old_number("single_rms", single, "Gradient of one sample there (RMS)")
    weights, chosen = np.tile(START, (2 * walkers, 1)), rng.integers(100, size=(steps, walkers))
    path = [weights]
    for t, indices in enumerate(chosen):
        points = np.tile(indices, 2)  # both kinds see the same points
        rates = np.repeat([0.1, 0.1 / (1 + t / 50)], walkers)[:, None]
        weights = weights - rates * loss_and_gradients(weights, x[points], y[points])[1]
        path.append(weights)
    path = np.array(path).reshape(steps + 1, 2, walkers, 2)
    # What the loss is more than the least: the mean squared distance of the two lines.
    excess = (((path - best) @ x.T) ** 2).mean(axis=(2, 3))
    for kind, last in zip(("constant", "annealed"), excess[-200:].mean(axis=0), strict=True):
        context.old_number(f"excess_{kind}", last, f"Excess loss, rate {kind}", format=".5f")
    figure, (near, losses) = figures.new_panels(["last 500 steps", "100 lines"], "slope", "bias")
    arrays = {"x": x, "y": y, "best": best, "last": path[-1], "path": path[:, :, 0]}
    near.plot(*path[-500:, 0, 0].T, ".", color=figures.BLUE, markersize=3, label="constant")
    near.plot(*path[-500:, 1, 0].T, "-", color=figures.ORANGE, linewidth=2, label="annealed")
    near.plot(*best, "*", color=figures.BLACK, markersize=12, label="the minimum")
    near.legend(frameon=False, fontsize=9)
    curves = {"constant": excess[1:, 0], "annealed": excess[1:, 1]}
    figures.plot_series(losses, np.arange(1, steps + 1), curves)
    losses.set(xlabel="step", ylabel="loss above the minimum")
    figures.use_logarithms(losses.xaxis, losses.yaxis)
    context.old_figure(
        "settling",
        figure,
        alt="A cloud of points around the minimum, a short line near it; and two falling losses.",
        caption="A constant rate arrives sooner and then bounces; an annealed one settles.",
        arrays=arrays | {"excess": excess, "chosen": chosen[:, 0]},
    )
