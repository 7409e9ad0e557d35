"""Nonlinearity: why a bend between two layers matters, and where it does not.

Two linear layers, one after the other, are no more than one. This lesson shows the bend that makes
a network of them, the tasks that need it, and a famous one that does not.

## The idea

A linear layer computes `x W + b`. Feed that to a second one, and multiply out:

    (x W1 + b1) W2 + b2  =  x (W1 W2) + (b1 W2 + b2)

One matrix, one bias: *the same as one layer*, however many are stacked. So something that is not
linear is put in between, an **activation function**, applied to each number by itself:

- **ReLU** (*rectified linear unit*), `max(x, 0)`: negative numbers become 0. Its slope is 0 or 1.
- **Sigmoid**: between 0 and 1. Its slope is at most 0.25, so through many layers gradients fade.
- **Tanh**: the same curve stretched to -1 and 1, with a slope of at most 1.

It is no *optimizer*: that changes the weights, and an activation has none. Below, nets with and
without a ReLU have the same starts and the same optimizer; only the bend comes and goes.

What for? **XOR** says yes when just one of two inputs is 1. No straight line parts the corners of
the square that way; it gets three of four right at most. A few ReLUs bend the line, if the start is
lucky: with two units one start in five succeeds, with eight nearly all. Moons and spirals: the more
the classes wind, the more a straight line loses.

And digits? The book adds a ReLU to tell 3s from 7s, and the share read right rises from 0.97 to
0.98. The ReLU is not the reason. Without it, from the same start and in the same order, the net
ends where it was; and so does one layer, shuffled and trained as long: a plane is enough to part 3s
from 7s. For **ten digits** it is not, and there the ReLU pays.

## What to look at

- The regions: straight edges without the bend, whatever the number of layers.
- The table: where the last column is ahead, and where it is not. (The small embedded scans need no
  bend, and of their 91 test images of 3 and 7 one is 1.1 %.)

## Sources

- J. Howard and S. Gugger, fastbook, chapter 4, notebook `04_mnist_basics.ipynb`, cell 331: the net.
- M. Minsky and S. Papert, *Perceptrons*, 1969: XOR.
"""

from collections import namedtuple
from functools import partial

import numpy as np
from keras import ops
from scipy.special import expit

from kerasdigits.autodiff import value_and_grad
from kerasdigits.lessons.course import figures
from kerasdigits.lessons.course.context import Context
from kerasdigits.lessons.lab import many_starts
from kerasdigits.lessons.lab.fastbook_order import take_threes_and_sevens
from kerasdigits.lessons.lab.plane import make_moons, make_spirals, make_xor
from kerasdigits.lessons.lab.update_rules import adam, heavy_ball

MODELS = {"one": "one linear layer", "two": "two linear layers", "relu": "with ReLU"}
PARTS = ("kernel", "bias", "kernel_2", "bias_2")
MNIST, OURS, UNITS = "mnist-3-7", "computed for this course", (2, 4, 8)
NET = "fastbook `04_mnist_basics`, cell 331"
NET_CURVE = {1: 0.508341, 2: 0.807655, 3: 0.919529, 10: 0.970559, 20: 0.977920, 40: 0.982826}
# The starts differ most in the first epochs (42 of ours), so the tolerance shrinks with the epoch.
# Arrays, a loss, a rule and its rate for one layer and for two, the samples of each round, ...
Task = namedtuple("Task", "train test loss rule rates size orders width starts")


def forward(parameters, x, slopes) -> np.ndarray:
    """Scores (nets, n, outputs) of nets side by side: slope 0 makes a ReLU, slope 1 no bend."""
    kernel, bias, *second = parameters
    scores = x @ kernel + bias
    if second:
        bent = (scores + abs(scores)) / 2  # max(scores, 0), as every backend and NumPy know it
        scores = (slopes * scores + (1 - slopes) * bent) @ second[0] + second[1]
    return scores


def compare(context: Context, name: str, task: Task) -> tuple[np.ndarray, list]:
    """Train the models; gives shares read right (3, rounds + 1, starts), and the three nets."""
    context.note(f"Training on {name}")
    (x, t), rng, starts = task.test, context.make_rng(len(context.weights)), task.starts
    slopes = np.repeat([1, 0], starts).astype(x.dtype)[:, None, None]
    sizes, shares, nets = (x.shape[1], task.width, t.shape[1]), [], []

    def loss(parameters, x, t) -> float:
        return task.loss(forward(parameters, x, ops.convert_to_tensor(slopes)), t)

    calc_grad = value_and_grad(loss, compiled=True)
    for layers, rate in zip((sizes[::2], sizes), task.rates, strict=True):
        start = [p.astype(x.dtype) for p in many_starts.sample_layers(rng, starts, layers)]
        parts = {PARTS[i]: p for i, p in enumerate(start)}
        context.record_weights(f"{name}/start_of_{len(layers) - 1}", parts)
        if layers == sizes:  # each start twice: without the bend, and with it
            start = [np.concatenate([p, p]) for p in start]
        how = (task.orders, task.size, task.rule, rate)
        path = list(many_starts.train_starts(calc_grad, start, *task.train, *how))
        scores = (forward(parameters, x, slopes) for parameters in path)
        shares.append(np.array([many_starts.share_right(z, t) for z in scores]))
        nets += [[p[i : i + starts] for p in path[-1]] for i in range(0, len(start[0]), starts)]
    for key, net in zip(MODELS, nets, strict=True):
        context.record_weights(f"{name}/{key}", {PARTS[i]: p for i, p in enumerate(net)})
    shares = np.stack(np.split(np.concatenate(shares, axis=1), 3, axis=1))
    context.record_array(f"shares_{name}", shares)
    return shares, nets


def make_plane_tasks(context: Context) -> dict[str, Task]:
    """XOR by 2, 4 and 8 units; moons; spirals. A round is fifty steps with all points."""
    rng, xor, starts = context.make_rng(), make_xor(), 4 if context.quick else 10
    how = (many_starts.sum_cross_entropies, adam, (0.05, 0.05))
    few, many = ([np.tile(np.arange(n), 50)] for n in (4, 400))
    tasks = {f"XOR_{width}_units": Task(xor, xor, *how, 4, few * 3, width, 400) for width in UNITS}
    for name, make in (("moons", make_moons), ("spirals", make_spirals)):
        rounds = many * (6 if context.quick else 12)
        tasks[name] = Task(make(rng, 400), make(rng, 1000), *how, 400, rounds, 16, starts)
    return tasks


def make_digit_tasks(context: Context) -> dict[str, Task]:
    """3 or 7, in the book's order and shuffled; and ten digits."""
    rng, data = context.make_rng(1), context.load_digits()
    large = data.name == "mnist"
    halves = ((data.x_train, data.y_train), (data.x_test, data.y_test))
    pair = [take_threes_and_sevens(x, y) for x, y in halves]
    ten = [(x.reshape(len(x), -1), np.eye(10, dtype="float32")[y]) for x, y in halves]
    plain = (many_starts.sum_mnist_losses, heavy_ball, (1.0, 0.1) if large else (1.0, 0.5))
    by_adam = (many_starts.sum_cross_entropies, adam, (0.001, 0.001) if large else (0.01, 0.01))
    n, size, epochs = len(pair[0][0]), 256 if large else 64, 20 if context.quick else 40
    shuffled = [rng.permutation(n) for _ in range(epochs)]
    orders = [rng.permutation(len(ten[0][0])) for _ in range(5 if large else 20)]
    return {
        "3_or_7": Task(*pair, *plain, size, [np.arange(n)] * epochs, 30, 3),
        "3_or_7_shuffled": Task(*pair, *plain, size, shuffled, 30, 3),
        "ten_digits": Task(*ten, *by_adam, 128, orders, 30, 3),
    }


def run(context: Context) -> None:
    """Activations; eight tasks by three models; what they cost, and how they part the plane."""
    draw_activations(context)
    tasks = make_plane_tasks(context) | make_digit_tasks(context)
    trained = {name: compare(context, name, task) for name, task in tasks.items()}
    record_numbers(context, {name: shares for name, (shares, _) in trained.items()})
    look_into_net(context, *tasks["3_or_7"].test, *trained["3_or_7"])
    draw_regions(context, tasks, trained)


def record_numbers(context: Context, shares: dict) -> None:
    """XOR by units; the digits, mean of three starts; and the table of all tasks."""
    for width in UNITS:
        solved = np.mean(shares[f"XOR_{width}_units"][2, -1] == 1)
        context.old_number(f"solved_{width}", solved, f"XOR, {width} ReLUs: starts that do it")
    best = max(shares[f"XOR_{width}_units"][:2].max() for width in UNITS)
    context.old_number("best_line", best, "XOR: the best of all runs without a bend")
    rows, data = [], {"7": context.load_digits("3", "7"), "digits": context.load_digits()}
    for name, curves in shares.items():
        words, ends = name.replace("_", " "), curves[:, -1]
        rows.append((words, *(f"{a.mean():.4f} ({a.min():.3f} to {a.max():.3f})" for a in ends)))
        for key, end in zip(MODELS, ends, strict=True):
            for of in (data[word] for word in words.split() if word in data):
                label = f"Read right, {words}, {MODELS[key]}"
                context.old_number(f"{key}_{name}", end.mean(), label, data=of, format=".4f")
    title = "Read right: mean (lowest to highest) of the starts"
    context.old_table("tasks", title, ["task", *MODELS.values()], rows)


def look_into_net(context: Context, x, t, shares, nets) -> None:
    """The book's net by epoch; and its two layers as one, exact without the bend only."""
    epochs = [epoch for epoch in NET_CURVE if epoch < shares.shape[1]]
    numbers = {f"net_{n}": (shares[2, n].mean(), f"The book's net, epoch {n}") for n in epochs}
    for key, slope, net in (("two", 1.0, nets[1]), ("relu", 0.0, nets[2])):
        k, b, k2, b2 = (p.astype("float64") for p in net)
        scores = forward([k, b, k2, b2], x, slope)
        gaps = np.abs(forward([k @ k2, b @ k2 + b2], x, slope) - scores)
        label = f"{MODELS[key]}: largest gap from the product of the layers"
        numbers[f"gap_{key}"] = gaps.max(), label
    numbers["net_loss"] = np.abs(expit(scores) - t).mean(), "The book's net: test loss at the end"
    for name, (value, label) in numbers.items():
        context.old_number(name, value, label, data=context.load_digits("3", "7"))


def draw_activations(context: Context) -> None:
    """Three bends, and their slopes."""
    x = np.linspace(-4, 4, 401)
    values = {"ReLU": np.maximum(x, 0), "sigmoid": expit(x), "tanh": np.tanh(x)}
    slopes = {"ReLU": x > 0, "sigmoid": expit(x) * expit(-x), "tanh": 1 - np.tanh(x) ** 2}
    figure, panels = figures.new_panels(["the function", "its slope"], "input", "output")
    for axes, curves in zip(panels, (values, slopes), strict=True):
        figures.plot_series(axes, x, curves)
        axes.set_ylim(-1.1, 2.1)
    panels[1].set_ylabel("slope of the output")
    context.old_figure(
        "activations",
        figure,
        alt="ReLU, sigmoid and tanh, and their slopes, near 0 far from the middle but for ReLU.",
        caption="A gradient is multiplied by the slope on its way back.",
        arrays={"x": x, "values": [*values.values()], "slopes": [*slopes.values()]},
    )


def draw_regions(context: Context, tasks: dict, trained: dict) -> None:
    """What each model answers in the plane; of several starts, the best."""
    names, arrays = ("XOR_8_units", "moons", "spirals"), {}
    titles = [f"{name.split('_')[0]}, {m}" for name in names for m in MODELS.values()]
    figure, panels = figures.new_panels(titles, "input 1", "input 2", columns=3)
    for panel, axes in enumerate(panels):
        name, model = names[panel // 3], panel % 3
        shares, nets = trained[name]
        best = [p[[shares[model, -1].argmax()]] for p in nets[model]]
        score = partial(forward, best, slopes=float(model < 2))
        grid, scores = figures.draw_sides(axes, *tasks[name].train, score)
        arrays |= {f"map_{name}_{model}": scores, f"grid_{name}_{model}": grid}
    context.old_figure(
        "regions",
        figure,
        alt="Nine maps of answers: straight edges without a bend; with it, edges that follow.",
        caption="Two linear layers draw a straight edge, as one does. Of each, the best start.",
        arrays=arrays,
    )
