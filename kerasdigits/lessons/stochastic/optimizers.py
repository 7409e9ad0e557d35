"""Optimizers: momentum, RMSprop and Adam, written by hand as Keras has them.

An **optimizer** is a rule that makes steps of gradients. SGD steps by `rate * gradient`; the others
remember a little (`kerasdigits/lessons/lab/update_rules.py`; a test holds them to Keras's).

## The idea

**Momentum** lets the steps build up, like a heavy ball that rolls on; g is the gradient:

    velocity = beta * velocity - rate * g;  step = velocity

Where the slope stays the same, steps grow to `rate / (1 - beta) * g`: tenfold for beta 0.9. The
*averaged* form `m = beta * m + (1 - beta) * g; step = -rate * m` is the same ball with a tenth of
the rate. Keras's SGD has the first, fast.ai's spreadsheet the second.

**RMSprop** divides by the root of a running average of the *squared* gradient:

    s = rho * s + (1 - rho) * g**2;  step = -rate * g / sqrt(s)

So steep and flat parameters move at a similar pace. **Adam** averages both the gradient (m) and its
square (s). As both begin at 0, and so are too small at first, in step t it divides m by
`1 - beta1**t` and s by `1 - beta2**t`. (A tiny epsilon keeps all rules from dividing by 0.)

Momentum pays in narrow valleys. Where the curvatures differ by a factor kappa (the *condition
number*), beta is best at `((sqrt(kappa) - 1) / (sqrt(kappa) + 1))**2`, with a rate to match: 0.96
for 8,490, but 0.07 for 3, where a ball of 0.9 rolls to and fro. RMSprop and Adam, however near,
step by about the rate, and hover until it is annealed.

## What to look at

- The spreadsheet's `y = 2 x + 30`: epochs until b, on its way from 1 to 30, is past 28.
- Momentum 0.9: in a narrow valley ten times faster; in a round one hardly (0.5 is, as twice the
  rate would be).

## Sources

- fast.ai v3, lesson 5: notes, `lesson5-sgd-mnist.ipynb`, `graddesc.xlsm` (no correction in Adam).
- B. Polyak, 1964; G. Hinton, 2012 (RMSprop); D. Kingma, J. Ba, 2015 (Adam).
"""

from collections import defaultdict
from functools import partial

import numpy as np
from keras import ops

from kerasdigits.autodiff import value_and_grad
from kerasdigits.lessons.course import figures
from kerasdigits.lessons.course.context import Context
from kerasdigits.lessons.lab import many_starts
from kerasdigits.lessons.lab.excel_line import make_excel_line
from kerasdigits.lessons.lab.update_rules import adam, averaged, heavy_ball, rmsprop
from kerasdigits.training.batches import Batches

OURS, OTHERS = "computed for this course", "computed for this course, other points"
ROUND = {(0.1, 0): (61, 38), (0.1, 0.5): (24, 22), (0.1, 0.9): (64, 55)}  # steps, spread
NARROW = ((2e-4, 0), (2e-4, 0.9), (3.9e-4, 0), (3.9e-4, 0.9), (3.9e-4, 0.99))
EQUAL = {
    "sgd_a_1": (2.6131, 5e-5), "sgd_b_1": (1.0715, 5e-5), "sgd_b_1000": (25.95, 0.005),
    "sgd_b_2000": (29.43, 0.005), "rmsprop_b_100": (28.9, 0.05), "adam_b_20": (28.5, 0.05),
    "mse_rmsprop": (0.72, 0.005), "mse_adam": (9.8, 0.05), "condition_narrow": (8_490, 0.5),
    "narrow_0": (23_267, 1), "narrow_1": (2_310, 1), "narrow_2": (11_932, 1),
    "narrow_3": (1_176, 1), "narrow_4": (513, 1), "limit_narrow": (3.974e-4, 5e-8),
}  # fmt: skip
MNIST = {
    "accuracy_sgd": (0.888, 0.012), "accuracy_adam": (0.9305, 0.013), "loss_sgd": (0.485, 0.065),
    "accuracy_rebuilt": (0.919, 0.012), "loss_adam": (0.28, 0.06),
}  # fmt: skip
NOTES = "notes on fastai v3, lesson 5"


def descend(rule, start, gradient, steps) -> np.ndarray:
    """Take steps by a rule and `gradient(place, t)`; gives the places, (steps + 1, ...)."""
    path, memory = [np.array(start)], defaultdict(float)
    for t in range(steps):
        path.append(path[-1] + rule(gradient(path[-1], t), memory))
    return np.array(path)


def run(context: Context) -> None:
    """Special gradients, the valley, the spreadsheet, momentum's worth, and digits."""
    for part in (feed_rules, cross_valley, fill_spreadsheet, judge_momentum, train_on_digits):
        part(context)


def feed_rules(context: Context) -> None:
    """What the rules make of special gradients."""
    context.old_number("first_adam", -adam(1, defaultdict(float), 1), "Adam's first step / rate")
    context.old_number("first_plain", 0.1 / 0.001**0.5, "... without its correction")
    for rule in (rmsprop, averaged):
        swing = np.diff(descend(partial(rule, rate=1), 0.0, lambda place, t: (-1.0) ** t, 200))
        label = f"Step / rate, gradients +1 -1 ..., {rule.__name__}"
        context.old_number(f"swing_{rule.__name__}", abs(swing[-1]), label)


def cross_valley(context: Context) -> None:
    """Sixty steps of four rules in a narrow valley."""
    gradient = value_and_grad(lambda place, t: (place[0] ** 2 + 50 * place[1] ** 2) / 2)
    rules = {
        "SGD, rate 0.035": partial(heavy_ball, rate=0.035),
        "momentum 0.9, rate 0.01": partial(heavy_ball, rate=0.01, beta=0.9),
        "RMSprop, rate 0.2": partial(rmsprop, rate=0.2), "Adam, rate 0.5": partial(adam, rate=0.5),
    }  # fmt: skip
    figure, panels = figures.new_panels(list(rules), "flat way", "steep way", columns=2, share=True)
    flat, steep = np.meshgrid(np.linspace(-10, 5, 200), np.linspace(-2, 2, 100))
    paths = [descend(f, [-9, 1.5], lambda p, t: gradient(p, t)[1], 60) for f in rules.values()]
    for axes, path in zip(panels, paths, strict=True):
        axes.contour(flat, steep, flat**2 + 50 * steep**2, np.geomspace(1, 300, 9), colors="#bbb")
        axes.plot(*path.T, "o-", color=figures.BLUE, markersize=3, linewidth=1)
        axes.plot(0, 0, "*", color=figures.ORANGE, markersize=13)
    context.old_figure(
        "valley",
        figure,
        alt="Four paths to a star in a narrow valley: zigzags, swings, a straight way, a curve.",
        caption="Sixty steps of each rule. The valley is fifty times as steep as it is flat.",
        arrays={"valley_paths": np.array(paths)},
    )


def fill_spreadsheet(context: Context) -> None:
    """Row by row through the 29 points, from a = b = 1, by four rules."""
    x, y, rows, curves = *make_excel_line(), [], {}
    settings = {  # rule, epochs
        "sgd": (partial(heavy_ball, rate=1e-4), 2_000),
        "momentum": (partial(heavy_ball, rate=2e-5, beta=0.9), 900),
        "rmsprop": (partial(rmsprop, rate=0.02), 150),
        "adam": (partial(adam, rate=0.1, beta2=0.9), 60),
    }

    def gradient(place, t):
        slope = 2 * (place[0] * x[t % 29] + place[1] - y[t % 29])  # for b; that for a is x times it
        return np.array([slope * x[t % 29], slope])

    for name, (rule, epochs) in settings.items():
        curves[name] = ends = descend(rule, [1.0, 1.0], gradient, 29 * epochs)[::29]
        losses = np.mean((ends[:, :1] * x + ends[:, 1:] - y) ** 2, axis=1)
        past = np.argmax(ends[:, 1] > 28) or np.inf
        context.old_number(f"epochs_{name}", past, f"Epochs until b > 28, {name}", format=".0f")
        context.old_number(f"mse_{name}", losses[-1], f"Squared error at the end, {name}")
        rows.append((name, str(rule.keywords["rate"]), f"{past:.0f}", epochs, losses[-1]))
    for name, epoch in (("sgd", 1), ("sgd", 1000), ("sgd", 2000), ("rmsprop", 100), ("adam", 20)):
        b = curves[name][epoch, 1]
        context.old_number(f"{name}_b_{epoch}", b, f"b, {name}, epoch {epoch}", format=".4f")
    context.old_number("sgd_a_1", curves["sgd"][1, 0], "a after 1 epoch, sgd", format=".4f")
    columns = ["rule", "rate", "epochs until b > 28", "epochs in all", "squared error at the end"]
    context.old_table("epochs", "The spreadsheet's line", columns, rows)
    figure, axes = figures.new_axes("epoch", "b (30 is right)")
    shown = {name: path[:, 1] for name, path in curves.items()}
    figures.plot_series(axes, {k: np.arange(len(b)) for k, b in shown.items()}, shown)
    axes.set_xscale("log")
    context.old_figure(
        "spreadsheet",
        figure,
        alt="The intercept b by epoch: Adam and RMSprop rise to 30 within 20 and 100 epochs.",
        caption="Rules that divide by the gradient's size do not wait for the flat direction.",
        arrays={f"path_{name}": path for name, path in curves.items()},
    )


def judge_momentum(context: Context) -> None:
    """Steps of full-batch descent, in the spreadsheet's narrow valley and in a round one."""
    rng, rows = context.make_rng(1), []
    u, noise = rng.uniform(-1, 1, 100), 0.25 * rng.normal(size=100)
    narrow, even = (*make_excel_line(), [1, 1], NARROW), (u, 3 * u + 2 + noise, [-1, 1], ROUND)
    for name, (x, y, start, settings) in (("narrow", narrow), ("round", even)):
        design = np.stack([x, np.ones_like(x)], axis=1)
        hessian, best = 2 / len(x) * design.T @ design, np.linalg.lstsq(design, y, rcond=None)[0]
        # Until the mean squared error is below 1, or within 1 % of the least there is.
        target = 1 if name == "narrow" else 0.01 * np.mean((design @ best - y) ** 2)
        least, most = np.linalg.eigvalsh(hessian)
        kappa, ideal = most / least, ((most**0.5 - least**0.5) / (most**0.5 + least**0.5)) ** 2
        context.old_number(f"condition_{name}", kappa, f"Condition number, {name}")
        context.old_number(f"limit_{name}", 2 / most, f"Largest stable rate, {name}")
        context.record_array(f"line_{name}", [x, y])
        for number, (rate, beta) in enumerate(settings):
            place, memory, steps = start - best, defaultdict(float), 0
            while place @ hessian @ place / 2 > target:
                place, steps = place + heavy_ball(hessian @ place, memory, rate, beta), steps + 1
            label = f"Steps, {name}, rate {rate}, beta {beta}"
            context.old_number(f"{name}_{number}", steps, label, format=",.0f")
            rows.append((name, f"{kappa:,.1f}", f"{ideal:.2f}", str(rate), str(beta), steps))
    columns = "valley", "condition", "ideal beta", "rate", "beta", "steps"
    context.old_table("momentum", "What momentum is worth", columns, rows)


def train_on_digits(context: Context) -> None:
    """A network of 50 hidden units by SGD, by Adam, and by Adam rebuilt in each step."""
    data, rng = context.load_digits(), context.make_rng(2)
    x, truth = data.x_train.reshape(len(data.x_train), -1), np.eye(10)[data.y_train]
    cut = len(x) * 5 // 6  # of MNIST, 50,000 to learn from and 10,000 held out
    batches = Batches(x[:cut], truth[:cut].astype("float32"), 64, int(rng.integers(1 << 31)))
    start = many_starts.sample_layers(rng, 1, (x.shape[1], 50, 10))
    objective = many_starts.make_objective(many_starts.sum_cross_entropies)
    loss_and_gradients = value_and_grad(objective, compiled=True)
    rules = {"sgd": partial(heavy_ball, rate=2e-2), "adam": partial(adam, rate=1e-3)}
    rules["rebuilt"] = partial(adam, rate=1e-3, beta1=0, beta2=0)  # made anew: no memory
    for name, rule in rules.items():
        weights, memories, losses = start, [defaultdict(float) for _ in start], []
        for epoch in range(1 if cut == 50_000 else 10):
            batches.start_epoch(epoch)
            for images, labels in batches:
                loss, gradients = loss_and_gradients(weights, images, labels)
                weights = [w + rule(*g) for w, *g in zip(weights, gradients, memories, strict=True)]
                losses.append(loss)
        (logits,) = ops.convert_to_numpy(many_starts.run_layers(weights, x[cut:]))
        right = logits.argmax(axis=1) == data.y_train[cut:]
        accuracy, loss = right.mean(), np.mean(losses[-50:])
        context.old_number(f"accuracy_{name}", accuracy, f"Held-out accuracy: {name}", data=data)
        context.old_number(f"loss_{name}", loss, f"Last 50 batches' loss: {name}", data=data)
        context.record_weights(name, {str(i): w[0] for i, w in enumerate(weights)})
