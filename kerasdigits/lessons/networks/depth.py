"""Depth: what one wide layer can do, and what thin layers do with fewer parameters.

One hidden layer is enough for any continuous function, a theorem says. Why are networks deep, then?
Those built by hand give an answer that can be counted; trained ones show where the counting ends.

## The idea

**Width.** A hidden unit `relu(x - t)` is flat up to t and slopes after it. A sum of W of them is a
line with W kinks, so it can join the dots of any curve; with twice the units, the error of a smooth
one is a quarter. This is *universal approximation*: any **continuous** function on a **bounded,
closed** interval, to any accuracy, given enough units. It says nothing about jumps, about what
happens outside, or whether training finds the weights.

**Depth.** `tent(x) = 2 relu(x) - 4 relu(x - 1/2)` rises from 0 to 1 and falls back to 0. It folds
the interval in the middle: whatever comes next happens twice. Fold k times and there are `2^k`
straight pieces, by k hidden layers of 2 units, which is `6k + 1` parameters. One layer of W units
has at most `W + 1` pieces. Take 6 folds, which are 32 teeth. On a whole tooth no straight line has
a mean squared error below 1/12, that of the constant 1/2; W kinks lie in at most W teeth; so one
layer's error is at least `(1 - W/32) / 12`, for *all* weights, however found. Nor is it about teeth
only: m folds give `x^2` to within `4^-(m+1)`, one layer not below `1 / (8 (W + 1)^2)`.

**But** what a network *can* compute, training need not find. And images are no sawteeth: in the
last table the gain comes with **convolution**, the same few weights everywhere in an image.

## What to look at

- 37 parameters on 32 teeth: exact by depth, hopeless by width. Then both trained, best of ten.
- Twice the width, a quarter of the error; and how fast the error falls with depth.
- On MNIST by one recipe: 6,514 parameters in thin, deep layers come near 23,612 in one hidden
  layer; 6,722 in convolutions do better.

## Sources

- G. Cybenko, 1989; M. Leshno et al., 1993: universal approximation. M. Telgarsky, 2015 (arXiv
  1509.08101): teeth by depth. D. Yarotsky, 2017 (arXiv 1610.01145): squares by depth.
- fastbook: `04_mnist_basics.ipynb`, cell 331 (`simple_net`); `13_convolutions.ipynb`, cell 110
  (`simple_cnn`). torchvision, `resnet.py`: the layers of ResNet18.
"""

import itertools

import keras
import numpy as np

from kerasdigits.autodiff import value_and_grad
from kerasdigits.lessons.course import figures
from kerasdigits.lessons.course.context import Context
from kerasdigits.lessons.lab import many_starts
from kerasdigits.lessons.lab.fastbook_models import build_dense, build_simple_cnn, sample_start
from kerasdigits.lessons.lab.loop import train_and_watch
from kerasdigits.lessons.lab.update_rules import adam
from kerasdigits.models.objects import MnistLoss
from kerasdigits.training.batches import Batches
from kerasdigits.training.optimizers import make_optimizer

FOLDS, TEETH, BUDGET = 6, 32, 12  # six folds have 37 parameters, one layer of 12 units too
GRID = (np.arange(8192)[:, None] + 0.5) / 8192
SAW = 1 - np.abs(2 * (TEETH * GRID % 1) - 1)
WIDTHS = 2 ** np.arange(1, 10)
TITLES = ("6 layers, by hand", "1 layer, by hand", "6 layers, trained", "1 layer, trained")
NETS = {  # label, epochs, and the sizes of dense layers after the pixels
    "net": ("`simple_net`, 784-30-1, its own recipe", 40, 30, 1),
    "net_cycle": ("784-30-2, one-cycle", 2, 30, 2),
    "thin": ("784-8-8-8-8-2, one-cycle", 2, 8, 8, 8, 8, 2),
    "cnn": ("convolutions 4-8-16-32-2, one-cycle", 2),
}
# 7 x 7 and 3 x 3 kernels, a 1 x 1 where the width changes, 2 for each normalized channel.
RESNET18 = 49 * 3 * 64 + 2 * 64 + (512 + 1) * 1000
for a, b in ((64, 64), (64, 128), (128, 256), (256, 512)):
    RESNET18 += 9 * (a * b + 3 * b * b) + 8 * b + (a * b + 2 * b) * (a != b)
FOUR, THIRTEEN = "fastbook `04_mnist_basics`, cell 331", "fastbook `13_convolutions`, cell 110"


def forward(net: list, x: np.ndarray) -> np.ndarray:
    """Run `(n, inputs)` through dense layers `[(kernel, bias), ...]`, with ReLU between them."""
    for kernel, bias in net[:-1]:
        x = np.maximum(x @ kernel + bias, 0)
    return x @ net[-1][0] + net[-1][1]


def join_dots(places: np.ndarray, values: np.ndarray) -> list:
    """One hidden layer through given points; the unit at a point changes the slope there."""
    changes = np.diff(np.diff(values) / np.diff(places), prepend=0)
    return [(np.ones((1, len(changes))), -places[:-1]), (changes[:, None], values[:1])]


def join_teeth(width: int) -> list:
    """A kink at each kink of the teeth while units last; the last one turns flat at 1/2."""
    places = np.append(np.arange(width) / (2 * TEETH), 2)
    places[-2] -= 0.5 / (2 * TEETH)
    return join_dots(places, np.append(np.arange(width - 1) % 2, [0.5, 0.5]))


def fold(times: int) -> list:
    """The tent of the tent of ... x: 2 units a layer."""
    tent, kinks = np.array([[2.0], [-4.0]]), np.array([0, -0.5])
    middle = [(np.hstack([tent, tent]), kinks)] * (times - 1)
    return [(np.ones((1, 2)), kinks), *middle, (tent, np.zeros(1))]


def square(depth: int) -> list:
    """Yarotsky's `x - sum of (k tents of x) / 4^k`; a third unit carries what is left so far."""
    tent, kinks = np.array([[2.0], [-4.0], [0]]), np.array([0, -0.5, 0])
    rests = [np.array([[-2 / 4**k], [4 / 4**k], [1]]) for k in range(1, depth + 1)]
    middle = [(np.hstack([tent, tent, rest]), kinks) for rest in rests[:-1]]
    return [(np.ones((1, 3)), kinks), *middle, (rests[-1], np.zeros(1))]


def squared_error(net: list) -> float:
    """The mean squared error of a network on the teeth."""
    return np.mean((forward(net, GRID) - SAW) ** 2)


def train_ten(sizes: list[int], epochs: int, rng: np.random.Generator) -> list:
    """Train ten starts on every eighth point of the teeth, by Adam."""
    x, y = (a[4::8].astype("float32") for a in (GRID, SAW))
    start = many_starts.sample_kinks(rng, 10, sizes)
    orders = [rng.permutation(len(x)) for _ in range(epochs)]
    loss = value_and_grad(many_starts.make_objective(many_starts.sum_squared_errors), compiled=True)
    *_, last = many_starts.train_starts(loss, start, x, y, orders, 64, adam, 0.01)
    return many_starts.split_starts(last)


def run(context: Context) -> None:
    """Teeth by hand and by training; error against parameters; networks that read digits."""
    draw_teeth(context)
    compare_errors(context)
    read_digits(context)


def draw_teeth(context: Context) -> None:
    """6 layers of 2 units and 1 layer of 12, 37 parameters each, by hand and trained."""
    nets = {"deep": fold(FOLDS), "shallow": join_teeth(BUDGET)}
    for stream, name in enumerate(("deep", "shallow")):
        sizes = [1, *(bias.size for _, bias in nets[name])]
        epochs, rng = 6 if context.quick else 250, context.make_rng(1, stream)
        nets[f"{name}_trained"] = min(train_ten(sizes, epochs, rng), key=squared_error)
    figure, panels = figures.new_panels(TITLES, "x", "y", columns=2, height=5.2, share=True)
    for axes, (name, net), title in zip(panels, nets.items(), TITLES, strict=True):
        context.record_weights(name, {str(i): a for i, a in enumerate(itertools.chain(*net))})
        context.old_number(f"{name}_error", squared_error(net), f"Squared error: {title}")
        axes.plot(GRID, SAW, color="#bbbbbb", linewidth=1)
        axes.plot(GRID, forward(net, GRID), color=figures.BLUE, linewidth=1.5)
    model, x = build_dense(1, *[2] * FOLDS, 1), context.make_rng(2).uniform(size=(2000, 1))
    model.set_weights(list(itertools.chain(*nets["deep"])))
    context.old_number("deep_parameters", model.count_params(), "Parameters", format=".0f")
    context.old_figure(
        "teeth",
        figure,
        alt="32 grey teeth, four times: six layers by hand cover all, the others few or none.",
        caption="Blue: networks of 37 parameters each. Grey: the 32 teeth.",
        arrays={"x": x.astype("float32"), "deep_output": model(x.astype("float32"))},
    )


def compare_errors(context: Context) -> None:
    """Join dots with more and more units; the error by parameters, of one layer and of many."""
    depths, phase = np.arange(1, 10), context.make_rng(3).uniform(0, 2 * np.pi)
    dots, curve = [np.linspace(0, 1, w + 1) for w in WIDTHS], np.sin(9 * GRID + phase)
    nets = [join_dots(x, np.sin(9 * x + phase)) for x in dots]
    fits = np.hstack([forward(net, GRID) for net in nets])
    errors = np.abs(fits - curve).max(axis=0)
    squares = [np.abs(forward(square(m), GRID) - GRID**2).max() for m in depths]
    at_jump = forward(join_dots(dots[-1], (dots[-1] > 0.5) * 1.0), np.array([[0.5]])).item()
    outside = np.abs(forward(nets[-1], GRID + 1) - np.sin(9 * (GRID + 1) + phase)).max()
    power = np.polyfit(np.log(WIDTHS[4:]), np.log(errors[4:]), 1)[0]
    for name, value, label in (
        ("width_power", power, "Error ~ W^p for 32 to 512 units: p"),
        ("error_curve", errors[-1], "512 units, largest error: sin(9 x + phase)"),
        ("error_jump", max(at_jump, 1 - at_jump), "... a jump from 0 to 1"),
        ("error_outside", outside, "... sin(9 x + phase) for x from 1 to 2"),
        ("square_error", squares[4], "x^2 by 5 layers, 58 parameters: largest error"),
    ):
        context.old_number(name, value, label)
    titles = "joining the dots", "error by parameters"
    figure, (dotted, axes) = figures.new_panels(titles, "parameters", "largest error")
    series = {"sin(9 x + phase)": curve, "4 units": fits[:, 1], "16 units": fits[:, 3]}
    figures.plot_series(dotted, GRID[:, 0], series)
    dotted.set(xlabel="x", ylabel="y")
    series = {"the sine, 1 layer": errors, "x^2, 1 layer: at least": 1 / (8 * (WIDTHS + 1) ** 2)}
    x = dict.fromkeys(series, 3 * WIDTHS + 1) | {"x^2, 1 to 9 layers": 12 * depths - 2}
    figures.plot_series(axes, x, series | {"x^2, 1 to 9 layers": squares}, markers=True)
    axes.loglog()
    context.old_figure(
        "errors",
        figure,
        alt="Left, a sine and lines of 4 and 16 pieces. Right, the errors by parameters fall.",
        caption="Width works. Where a function folds, depth is cheaper from 58 parameters on.",
        arrays={"phase": phase, "errors": errors, "squares": squares},
    )


def read_digits(context: Context) -> None:
    """3 or 7: `simple_net` as in the book; then dense and convolutional by one recipe."""
    data, rows = context.load_digits("3", "7"), []
    more = 1 if data.name.startswith("mnist") else 4
    for name in ("net", "cnn") if context.quick else NETS:
        label, epochs, *sizes = NETS[name]
        shape = (np.prod(data.input_shape),) if sizes else data.input_shape
        model = build_dense(*shape, *sizes) if sizes else build_simple_cnn(shape)
        sample_start(model, context.make_rng(4))
        x, x_test = (a.reshape(-1, *shape) for a in (data.x_train, data.x_test))
        epochs = more * (-(-epochs // 4) if context.quick else epochs)
        if name == "net":
            batches = Batches(x, data.y_train[:, None], 256, context.seed)
            model.compile(keras.optimizers.SGD(0.1), MnistLoss())
        else:
            batches = Batches(x, data.y_train, 64, context.seed)
            steps = epochs * len(batches)
            cycle = make_optimizer("adam", 0.01, "one-cycle", steps, 0.01, cycle_momentum=True)
            model.compile(cycle, keras.losses.SparseCategoricalCrossentropy(from_logits=True))
        train_and_watch(model, batches, epochs)
        logits = keras.ops.convert_to_numpy(model(x_test))
        right = np.mean((logits[:, 0] > 0 if name == "net" else logits.argmax(1)) == data.y_test)
        count = (build_dense(784, *sizes) if sizes else model).count_params()
        context.old_number(name, right, f"Read right: {label}", data=data, format=".4f")
        context.old_number(f"{name}_parameters", count, f"Parameters: {label}", format=",.0f")
        context.record_weights(name, {str(i): w for i, w in enumerate(model.get_weights())})
        rows.append((label, f"{count:,}", epochs, f"{right:.4f}"))
    columns = ["network", "parameters for 28 x 28", "epochs", "read right"]
    context.old_number("resnet_parameters", RESNET18, "Parameters: ResNet18", format=",.0f")
    context.old_table("digits", f"3 or 7 ({data.name})", columns, rows)
