"""Depth: what one wide layer can do, and what thin layers do with fewer parameters.

One hidden layer is enough for any continuous function, a theorem says. Why are networks deep, then?
Those built by hand give an answer that can be counted; trained ones show where the counting ends.

## The idea

**Width.** With W units in one hidden layer, a network is a line with W kinks. It can join the dots
of any curve, and more units join more dots.

**Depth.** A layer can *fold*: whatever comes next then happens twice. Fold k times, with 2 units a
layer, and there are `2^k` straight pieces.

**But** what a network *can* compute, training need not find. And images are not sawteeth: on MNIST,
the gain comes with **convolution**, the same few weights everywhere in an image.

## What to look at

- Twice the width, a quarter of the error; and how fast the error falls with depth.
- On MNIST by one recipe (in a full run): 6,514 parameters in thin, deep layers come near 23,612 in
  one hidden layer; 6,722 in convolutions do better.
"""

import itertools
from collections.abc import Sequence

import keras
import numpy as np

from kerasdigits.autodiff import value_and_grad
from kerasdigits.lessons.course.context import Context
from kerasdigits.lessons.lab import many_starts
from kerasdigits.lessons.lab.fastbook_models import (
    build_dense,
    build_simple_cnn,
    sample_start,
)
from kerasdigits.lessons.networks import depth_plots as plots
from kerasdigits.lessons.stochastic.optimizers import adam
from kerasdigits.models.objects import MnistLoss
from kerasdigits.training.batches import Batches, FollowEpochs
from kerasdigits.training.optimizers import make_optimizer

"""
## Width: join the dots

A network by hand is a list of layers, kernel and bias of each. A hidden unit `relu(x - t)` is flat
up to t and slopes after it. A sum of W of them is a line with W kinks: to go through given points,
let each unit change the slope at one of them.
"""


def forward(net: list, x: np.ndarray) -> np.ndarray:
    """Run `(n, inputs)` through dense layers `[(kernel, bias), ...]`, with ReLU between them."""
    *hidden, (last_kernel, last_bias) = net
    for kernel, bias in hidden:
        x = np.maximum(x @ kernel + bias, 0)
    return x @ last_kernel + last_bias


def join_dots(places: np.ndarray, values: np.ndarray) -> list:
    """One hidden layer through given points; the unit at a point changes the slope there."""
    slopes = np.diff(values) / np.diff(places)
    changes = np.diff(slopes, prepend=0)
    units = (np.ones((1, len(changes))), -places[:-1])
    return [units, (changes[:, None], values[:1])]


r"""
## Depth: fold

$\text{tent}(x) = 2 \text{relu}(x) - 4 \text{relu}(x - \frac{1}{2})$ rises from 0 to 1 and
falls back to 0: two units. It folds the interval in the middle, so whatever comes next happens
twice. The tent of the tent of ... x has $2^k$ straight pieces after $k$ folds, by $k$ hidden layers
of 2 units, which is $6 k + 1$ parameters. One layer of $W$ units has at most $W + 1$ pieces.
"""


def fold(times: int) -> list:
    """The tent of the tent of ... x: 2 units a layer."""
    tent = np.array([[2.0], [-4.0]])
    kinks = np.array([0, -0.5])
    first = (np.ones((1, 2)), kinks)
    middle = (np.hstack([tent, tent]), kinks)
    last = (tent, np.zeros(1))
    return [first] + [middle] * (times - 1) + [last]


r"""
## Thirty-two teeth, thirty-seven parameters

Six folds are 32 teeth, and exact. One layer of 12 units has 37 parameters too. On a whole tooth no
straight line has a mean squared error below 1/12, that of the constant 1/2; $W$ kinks lie in at
most $W$ teeth; so for *all* weights, however found, one layer has

$$\text{error} \ge \frac{1}{12} \left( 1 - \frac{W}{32} \right)$$

By hand we join the dots of the first teeth, and give up at 1/2.
"""

FOLDS = 6
UNITS = 12
TEETH = 32
GRID = (np.arange(8192)[:, None] + 0.5) / 8192
SAW = 1 - np.abs(2 * (TEETH * GRID % 1) - 1)


def join_teeth(width: int) -> list:
    """A kink at each kink of the teeth while units last; the last one turns flat at 1/2."""
    places = np.append(np.arange(width) / (2 * TEETH), 2)
    places[-2] -= 0.5 / (2 * TEETH)
    values = np.append(np.arange(width - 1) % 2, [0.5, 0.5])
    return join_dots(places, values)


def squared_error(net: list) -> float:
    """The mean squared error of a network on the teeth."""
    return np.mean((forward(net, GRID) - SAW) ** 2)


"""
## Can training find it?

The same two networks from random starts, by Adam, on every eighth point of the teeth. In Keras one
training is this. The kernels start as is usual for ReLU, and each bias is such that its unit bends
somewhere between 0 and 1.
"""

LEARNING_RATE = 0.01
BATCH_SIZE = 64


def train_once(start: Sequence[np.ndarray], x, y, orders: list[np.ndarray]) -> keras.Model:
    """Train from given kernels and biases, for one epoch in each of the orders."""
    biases = start[1::2]
    model = build_dense(1, *(len(bias) for bias in biases))
    model.set_weights(start)
    model.compile(optimizer=keras.optimizers.Adam(LEARNING_RATE), loss="mean_squared_error")
    for order in orders:
        model.fit(x[order], y[order], batch_size=BATCH_SIZE, shuffle=False, verbose=0)
    return model


"""
A single start may be an unlucky one. So ten of them are trained, side by side, by the same steps;
`many_starts` keeps them in one array, and the best of the ten counts.
"""


def train_ten(sizes: Sequence[int], epochs: int, rng: np.random.Generator) -> list[list]:
    """Train ten starts; gives the ten networks."""
    x = GRID[4::8].astype("float32")
    y = SAW[4::8].astype("float32")
    start = many_starts.sample_kinks(rng, 10, sizes)
    orders = [rng.permutation(len(x)) for _ in range(epochs)]
    objective = many_starts.make_objective(many_starts.sum_squared_errors)
    *_, last = many_starts.train_starts(
        value_and_grad(objective, compiled=True),
        start,
        x,
        y,
        orders=orders,
        batch_size=BATCH_SIZE,
        rule=adam,
        rate=LEARNING_RATE,
    )
    return many_starts.split_starts(last)


"""
Now all four beside each other: six layers and one, by hand and trained. The folds go into a model
of Keras too, which counts their parameters and must be exact in float32.
"""


def learn_teeth(context: Context) -> None:
    """6 layers of 2 units and 1 layer of 12, 37 parameters each, by hand and trained."""
    epochs = 6 if context.quick else 250
    deep = train_ten((1, *[2] * FOLDS, 1), epochs, context.make_rng(1, 0))
    shallow = train_ten((1, UNITS, 1), epochs, context.make_rng(1, 1))
    nets = {
        "deep": fold(FOLDS),
        "shallow": join_teeth(UNITS),
        "deep_trained": min(deep, key=squared_error),
        "shallow_trained": min(shallow, key=squared_error),
    }
    for name, net in nets.items():
        context.record_numbers({f"{name}_error": squared_error(net)})
        record_layers(context, name, itertools.chain(*net))

    model = build_dense(1, *[2] * FOLDS, 1)
    model.set_weights(list(itertools.chain(*nets["deep"])))
    context.record_numbers(deep_parameters=model.count_params())
    x = context.make_rng(2).uniform(size=(2000, 1)).astype("float32")
    outputs = {name: forward(net, GRID) for name, net in nets.items()}
    plots.plot_teeth(context, GRID, SAW, outputs, {"x": x, "deep_output": model(x)})


def record_layers(context: Context, name: str, arrays) -> None:
    """Keep kernels and biases by their number."""
    context.record_weights(name, {str(number): array for number, array in enumerate(arrays)})


r"""
## Smooth curves

With twice the units, the error of joined dots on a smooth curve is a quarter. This is *universal
approximation*: any **continuous** function on a **bounded, closed** interval, to any precision,
given enough units. It says nothing about jumps, about what happens outside, or whether training
finds the weights.

Nor is depth about teeth only: $m$ folds give $x^2$ to within $4^{-(m+1)}$, one layer not below $1 /
(8 (W + 1)^2)$. D. Yarotsky's trick is this, where $\text{tent}_k$ is the tent of the tent ... $k$
times, and a third unit in each layer carries what is left so far:

$$x^2 = x - \sum_k \frac{\text{tent}_k(x)}{4^k}$$
"""


def square(depth: int) -> list:
    """The square of x by some folds: 3 units a layer."""
    tent = np.array([[2.0], [-4.0], [0]])
    kinks = np.array([0, -0.5, 0])
    rests = [np.array([[-2 / 4**k], [4 / 4**k], [1]]) for k in range(1, depth + 1)]
    first = (np.ones((1, 3)), kinks)
    middle = [(np.hstack([tent, tent, rest]), kinks) for rest in rests[:-1]]
    last = (rests[-1], np.zeros(1))
    return [first, *middle, last]


"""
We join 3, 5, 9, ... 513 dots of a sine, and fold up to nine times for the square; and see how far
each network is from its curve where it is farthest. Then the widest of them is asked for what the
theorem does not promise: a jump in the middle, and the sine where there were no dots.
"""

DOTS = {2**power: np.linspace(0, 1, 2**power + 1) for power in range(1, 10)}
DEPTHS = range(1, 10)


def find_largest_error(net: list, x: np.ndarray, y: np.ndarray) -> float:
    """How far the network is from the curve where it is farthest."""
    return np.abs(forward(net, x) - y).max()


def compare_errors(context: Context) -> None:
    """Join dots with more and more units, and fold more and more often."""
    phase = context.make_rng(3).uniform(0, 2 * np.pi)

    def curve(x: np.ndarray) -> np.ndarray:
        return np.sin(9 * x + phase)

    nets = {width: join_dots(x, curve(x)) for width, x in DOTS.items()}
    errors = {width: find_largest_error(net, GRID, curve(GRID)) for width, net in nets.items()}
    squares = {depth: find_largest_error(square(depth), GRID, GRID**2) for depth in DEPTHS}
    jump = np.where(DOTS[512] > 0.5, 1.0, 0.0)
    at_jump = forward(join_dots(DOTS[512], jump), np.array([[0.5]])).item()
    large = [width for width in nets if width >= 32]
    power, _ = np.polyfit(np.log(large), np.log([errors[width] for width in large]), 1)
    context.record_numbers(
        width_power=power,
        error_curve=errors[512],
        error_jump=max(at_jump, 1 - at_jump),
        error_outside=find_largest_error(nets[512], GRID + 1, curve(GRID + 1)),
        square_error=squares[5],
    )
    plots.plot_errors(
        context,
        x=GRID,
        curve=curve(GRID),
        fits={width: forward(nets[width], GRID) for width in (4, 16)},
        by_width=errors,
        by_depth=squares,
        phase=phase,
    )


"""
## And images?

Is it depth that reads digits with few parameters? Three networks with dense layers and one with
convolutions learn to tell 3s from 7s. The last one is deep as well, but each of its units looks at
3x3 pixels only, with the same few weights everywhere.
"""


def build_net(name: str, input_shape: tuple[int, ...]) -> keras.Model:
    """Build one of the four networks, for images of this shape."""
    pixels = int(np.prod(input_shape))
    if name == "net":
        return build_dense(pixels, 30, 1)  # the book's `simple_net`
    if name == "net_cycle":
        return build_dense(pixels, 30, 2)
    if name == "thin":
        return build_dense(pixels, 8, 8, 8, 8, 2)
    return build_simple_cnn(input_shape)


"""
`simple_net` is trained as in the book's chapter 4, by plain steps and `mnist_loss`, for forty
epochs. It has one score; the others have one for each class. `Batches` shuffles by our own seed and
the number of the epoch, which `FollowEpochs` tells it; so `fit` must not shuffle.
"""


def train_plainly(model: keras.Model, x, y, epochs: int, seed: int) -> None:
    """The recipe of chapter 4."""
    batches = Batches(x, y[:, None], batch_size=256, seed=seed)
    model.compile(optimizer=keras.optimizers.SGD(0.1), loss=MnistLoss())
    follow = FollowEpochs(batches)
    model.fit(batches, epochs=epochs, shuffle=False, callbacks=[follow], verbose=0)


"""
The others get the recipe of chapter 13: Adam, whose rate rises to 0.01 and then falls to almost 0
(*one-cycle*), for two epochs.
"""


def train_by_one_cycle(model: keras.Model, x, y, epochs: int, seed: int) -> None:
    """The recipe of chapter 13."""
    batches = Batches(x, y, batch_size=64, seed=seed)
    optimizer = make_optimizer(
        "adam",
        learning_rate=0.01,
        schedule="one-cycle",
        total_steps=epochs * len(batches),
        weight_decay=0.01,
        cycle_momentum=True,
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=optimizer, loss=loss)
    follow = FollowEpochs(batches)
    model.fit(batches, epochs=epochs, shuffle=False, callbacks=[follow], verbose=0)


"""
One run of each, all from the same kind of start: PyTorch's, small and even around 0. A score above
0 says "a 7" to `simple_net`; of two scores the larger one wins.
"""


def train_net(context: Context, name: str) -> tuple[keras.Model, int, float]:
    """Train one of the networks; gives it, its epochs, and its accuracy on the test images."""
    data = context.load_digits("3", "7")
    model = build_net(name, data.input_shape)
    sample_start(model, context.make_rng(4))
    x = data.x_train.reshape(-1, *model.input_shape[1:])
    x_test = data.x_test.reshape(-1, *model.input_shape[1:])
    times = 1 if data.name == "mnist-3-7" else 4  # the embedded digits are few
    if name == "net":
        epochs = times * (10 if context.quick else 40)
        train_plainly(model, x, data.y_train, epochs, context.seed)
        says_seven = keras.ops.convert_to_numpy(model(x_test))[:, 0] > 0
    else:
        epochs = times * (1 if context.quick else 2)
        train_by_one_cycle(model, x, data.y_train, epochs, context.seed)
        says_seven = keras.ops.convert_to_numpy(model(x_test)).argmax(axis=1)
    return model, epochs, np.mean(says_seven == data.y_test)


"""
ResNet18, which some notes give as an example of a small network, has 11.7 million parameters: 7x7
and 3x3 kernels, a 1x1 kernel where the width changes, and 2 parameters for each normalized channel.
"""


def count_resnet18() -> int:
    """The parameters of torchvision's ResNet18."""
    first = 7 * 7 * 3 * 64 + 2 * 64
    last = (512 + 1) * 1000
    total = first + last
    for before, width in ((64, 64), (64, 128), (128, 256), (256, 512)):
        total += 9 * before * width + 3 * 9 * width * width + 4 * 2 * width
        if before != width:
            total += before * width + 2 * width
    return total


def read_digits(context: Context) -> None:
    """3 or 7 by networks of several shapes, and how many parameters each has."""
    data = context.load_digits("3", "7")
    rows = {}
    for name in ("net", "cnn") if context.quick else ("net", "net_cycle", "thin", "cnn"):
        model, epochs, share = train_net(context, name)
        parameters = build_net(name, (28, 28, 1)).count_params()
        record_layers(context, name, model.get_weights())
        context.record_numbers({name: share}, data=data)
        context.record_numbers({f"{name}_parameters": parameters})
        rows[name] = (f"{parameters:,}", epochs, f"{share:.4f}")
    context.record_numbers(resnet_parameters=count_resnet18())
    plots.tabulate_nets(context, data.name, rows)


def run(context: Context) -> None:
    """Teeth by hand and by training; error against parameters; networks that read digits."""
    learn_teeth(context)
    compare_errors(context)
    read_digits(context)


"""
## Sources

- G. Cybenko, 1989; M. Leshno et al., 1993: universal approximation. M. Telgarsky, 2015 (arXiv
  1509.08101): teeth by depth. D. Yarotsky, 2017 (arXiv 1610.01145): squares by depth.
- fastbook: `04_mnist_basics.ipynb`, cell 331 (`simple_net`); `13_convolutions.ipynb`, cell 110
  (`simple_cnn`). torchvision, `resnet.py`: the layers of ResNet18.
"""
