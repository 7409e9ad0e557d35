r"""Nonlinearity: why a bend between two layers matters, and where it does not.

Two linear layers, one after the other, are no more than one. This lesson shows the bend that makes
a network of them, the tasks that need it, and a famous one that does not.

## The idea

A linear layer computes $x W + b$. Feed that to a second one, and multiply out:

$$(x W_1 + b_1) W_2 + b_2 = x (W_1 W_2) + (b_1 W_2 + b_2)$$

One matrix, one bias: *the same as one layer*, however many are stacked. So something that is not
linear is put in between, an **activation function**, applied to each number by itself. Below, nets
with and without a ReLU have the same starts and the same optimizer; only the bend comes and goes.

## What to look at

- The slopes of three bends: through many layers, a small slope becomes a vanishing one.
- The table: where the last column is ahead, and where it is not. (The small embedded scans need no
  bend, and each of their 91 test images of 3s and 7s counts for 1.1 %.)
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import keras
import numpy as np
from keras import ops
from scipy.special import expit

from kerasdigits.autodiff import Tensor, value_and_grad
from kerasdigits.lessons.course.context import Context
from kerasdigits.lessons.lab import many_starts
from kerasdigits.lessons.lab.fastbook_order import take_threes_and_sevens
from kerasdigits.lessons.lab.plane import Points, make_moons, make_spirals, make_xor
from kerasdigits.lessons.networks import nonlinearity_plots as plots
from kerasdigits.lessons.stochastic.optimizers import adam, heavy_ball
from kerasdigits.models.objects import MnistLoss

"""
## One layer, or two with something between

A net is a list of arrays here: kernel and bias of its first layer, and those of its second, if it
has one. `bend` is the activation function; without it, the second layer takes what the first one
gives as it is.
"""


def forward(net, x, bend: Callable | None = None) -> Tensor:
    """The scores of one layer, or of two with a bend between them."""
    kernel, bias, *second = net
    scores = x @ kernel + bias
    if second:
        kernel, bias = second
        scores = (bend(scores) if bend else scores) @ kernel + bias
    return scores


def multiply_out(net) -> list:
    """Two layers as one: exact, as long as nothing bends between them."""
    kernel, bias, kernel_2, bias_2 = net
    return [kernel @ kernel_2, bias @ kernel_2 + bias_2]


"""
## Three bends

- **ReLU** (*rectified linear unit*), `max(x, 0)`: negative numbers become 0. Its slope is 0 or 1.
- **Sigmoid**: between 0 and 1. Its slope is at most 0.25, so through many layers gradients fade.
- **Tanh**: the same curve stretched to -1 and 1, with a slope of at most 1.

None of them is an *optimizer*: that changes the weights, and an activation has none.
"""


def relu(x) -> Tensor:
    """max(x, 0), in words that NumPy's arrays and those of every backend understand."""
    return (x + abs(x)) / 2


def compare_activations(context: Context) -> None:
    """ReLU, sigmoid and tanh, and the slope of each."""
    x = np.linspace(-4, 4, 401)
    values = {"ReLU": relu(x), "sigmoid": expit(x), "tanh": np.tanh(x)}
    slopes = {
        "ReLU": x > 0,
        "sigmoid": expit(x) * expit(-x),
        "tanh": 1 - np.tanh(x) ** 2,
    }
    plots.plot_activations(context, x, values, slopes)


"""
## The book's net

A first layer of 30 units, a ReLU, and one score: the book's `simple_net`, trained to tell 3s from
7s by plain gradient descent. In Keras it is this. With `activation=None` it is the same net without
the bend.
"""

UNITS = 30


def train_simple_net(
    start: Sequence[np.ndarray],
    x: np.ndarray,
    targets: np.ndarray,
    *,
    activation: str | None,
    learning_rate: float,
    batch_size: int,
    epochs: int,
) -> keras.Model:
    """Train the net from given weights, with the images in the book's order."""
    model = keras.Sequential(
        [
            keras.Input(x.shape[1:]),
            keras.layers.Dense(UNITS, activation=activation),
            keras.layers.Dense(1),
        ]
    )
    model.set_weights(start)
    model.compile(optimizer=keras.optimizers.SGD(learning_rate), loss=MnistLoss())
    model.fit(x, targets, batch_size=batch_size, epochs=epochs, shuffle=False, verbose=0)
    return model


"""
## Many starts

One training tells little: another start ends elsewhere, and on small tasks it may fail where the
first one succeeded. So each model is trained from several starts. A *task* says what to train on
and how.
"""


@dataclass(frozen=True)
class Task:
    """What the models learn, and how.

    Attributes:
        train: Inputs (n, inputs) and targets (n, outputs) to learn from.
        test: Those to be measured on.
        loss: Summed over the starts, of scores and targets.
        rule: How to step.
        rates: The learning rate for one layer, and for two.
        batch_size: Samples in a step.
        orders: For each round the numbers of its samples, in their order.
        starts: How many.
        units: Of the first of two layers.
    """

    train: Points
    test: Points
    loss: Callable
    rule: Callable
    rates: tuple[float, float]
    batch_size: int
    orders: list[np.ndarray]
    starts: int
    units: int


"""
The starts stand side by side, as one more axis of each array, and `many_starts` trains them all at
once. The loss is the sum over the starts, so that the gradient of each is that of its own loss:
they learn as if each were alone.
"""


def train_many(
    task: Task, start: list, learning_rate: float, bend: Callable | None = None
) -> list[list]:
    """Train from all the starts; gives the nets before the first round and after each."""

    def loss(net, x, targets) -> Tensor:
        return task.loss(forward(net, x, bend), targets)

    x, targets = task.train
    path = many_starts.train_starts(
        value_and_grad(loss, compiled=True),
        start,
        x,
        targets,
        orders=task.orders,
        batch_size=task.batch_size,
        rule=task.rule,
        rate=learning_rate,
    )
    return list(path)


"""
Three models are compared on each task: one linear layer, two linear layers, and two with a ReLU.
The last two have the same starts. So each of them stands there twice, and a ReLU bends the second
half of the nets only.
"""

BENDS = {"one": None, "two": None, "relu": relu}


def bend_second_half(scores) -> Tensor:
    """A ReLU for the second half of the nets."""
    straight, bent = ops.split(scores, 2)
    return ops.concatenate([straight, relu(bent)])


def compare(context: Context, name: str, task: Task, rng: np.random.Generator) -> dict[str, list]:
    """Train the three models on a task; gives their nets before the first round and after each."""
    context.note(f"Training on {name}")
    one, two = sample_starts(task, rng)
    twice = [np.concatenate([array, array]) for array in two]
    rate_of_one, rate_of_two = task.rates
    path = train_many(task, twice, rate_of_two, bend=bend_second_half)
    paths = {
        "one": train_many(task, one, rate_of_one),
        "two": [[array[: task.starts] for array in nets] for nets in path],
        "relu": [[array[task.starts :] for array in nets] for nets in path],
    }
    plots.record_nets(context, name, {"start_of_1": one, "start_of_2": two})
    plots.record_nets(context, name, {model: path[-1] for model, path in paths.items()})
    return paths


def sample_starts(task: Task, rng: np.random.Generator) -> tuple[list, list]:
    """Small random weights for one layer and for two, in the precision of the inputs."""
    x, targets = task.train
    inputs = x.shape[1]
    outputs = targets.shape[1]
    one = many_starts.sample_layers(rng, task.starts, (inputs, outputs))
    two = many_starts.sample_layers(rng, task.starts, (inputs, task.units, outputs))
    return [array.astype(x.dtype) for array in one], [array.astype(x.dtype) for array in two]


"""
What counts is the accuracy on the test samples, after each round and from each start.
"""


def measure(task: Task, paths: dict[str, list]) -> dict[str, np.ndarray]:
    """By model the accuracy on the test samples, (rounds + 1, starts)."""
    x, targets = task.test
    shares = {}
    for model, path in paths.items():
        scores = (forward(net, x, BENDS[model]) for net in path)
        shares[model] = np.array([many_starts.share_right(given, targets) for given in scores])
    return shares


"""
## What the bend is for: XOR

**XOR** says yes when just one of two inputs is 1. No straight line parts the corners of the square
that way; it gets three of four right at most. A few ReLUs bend the line, if the start is lucky:
with two units one start in five succeeds, with eight nearly all. Each has 400 starts here, and 150
steps by Adam, which see all four corners each time.
"""

XOR_UNITS = (2, 4, 8)


def make_xor_task(units: int) -> Task:
    """The four corners of the unit square, by so many units; a round is fifty steps."""
    return Task(
        train=make_xor(),
        test=make_xor(),
        loss=many_starts.sum_cross_entropies,
        rule=adam,
        rates=(0.05, 0.05),
        batch_size=4,
        orders=[np.tile(np.arange(4), 50)] * 3,
        starts=400,
        units=units,
    )


"""
Moons and spirals: the more the classes wind, the more a straight line loses. All the points are
seen in each step here too, and a round is fifty steps.
"""


def make_plane_task(make: Callable, rng: np.random.Generator, *, rounds: int, starts: int) -> Task:
    """Four hundred points of two winding classes."""
    return Task(
        train=make(rng, 400),
        test=make(rng, 1000),
        loss=many_starts.sum_cross_entropies,
        rule=adam,
        rates=(0.05, 0.05),
        batch_size=400,
        orders=[np.tile(np.arange(400), 50)] * rounds,
        starts=starts,
        units=16,
    )


def make_plane_tasks(context: Context) -> dict[str, Task]:
    """XOR by 2, 4 and 8 units; moons; spirals."""
    rng = context.make_rng()
    rounds = 6 if context.quick else 12
    starts = 4 if context.quick else 10
    tasks = {f"XOR_{units}_units": make_xor_task(units) for units in XOR_UNITS}
    tasks["moons"] = make_plane_task(make_moons, rng, rounds=rounds, starts=starts)
    tasks["spirals"] = make_plane_task(make_spirals, rng, rounds=rounds, starts=starts)
    return tasks


"""
## And digits?

The book adds a ReLU to tell 3s from 7s, and the accuracy rises from 0.97 to 0.98. The ReLU
is not the reason. Without it, from the same start and in the same order, the net ends where it was;
and so does one layer, shuffled and trained as long: a plane is enough to part 3s from 7s. For **ten
digits** it is not, and there the ReLU pays.
"""


def make_pair_tasks(context: Context, rng: np.random.Generator) -> dict[str, Task]:
    """3 or 7 by the book's loss, in the book's order and shuffled."""
    digits = context.load_digits()
    large = digits.name == "mnist"
    train = take_threes_and_sevens(digits.x_train, digits.y_train)
    test = take_threes_and_sevens(digits.x_test, digits.y_test)
    images = len(train[0])
    epochs = 20 if context.quick else 40
    orders = {
        "3_or_7": [np.arange(images)] * epochs,
        "3_or_7_shuffled": [rng.permutation(images) for _ in range(epochs)],
    }
    return {
        name: Task(
            train=train,
            test=test,
            loss=many_starts.sum_mnist_losses,
            rule=heavy_ball,
            rates=(1.0, 0.1) if large else (1.0, 0.5),
            batch_size=256 if large else 64,
            orders=chosen,
            starts=3,
            units=UNITS,
        )
        for name, chosen in orders.items()
    }


def make_ten_task(context: Context, rng: np.random.Generator) -> Task:
    """All ten digits, by Adam and cross-entropy; the targets are rows of zeros and a one."""
    digits = context.load_digits()
    large = digits.name == "mnist"
    images = len(digits.x_train)
    one_hot = np.eye(10, dtype="float32")
    return Task(
        train=(digits.x_train.reshape(images, -1), one_hot[digits.y_train]),
        test=(digits.x_test.reshape(len(digits.x_test), -1), one_hot[digits.y_test]),
        loss=many_starts.sum_cross_entropies,
        rule=adam,
        rates=(0.001, 0.001) if large else (0.01, 0.01),
        batch_size=128,
        orders=[rng.permutation(images) for _ in range(5 if large else 20)],
        starts=3,
        units=UNITS,
    )


"""
## Inside the book's net

Was the bend of use there? Multiply the two layers out, in float64. Without the bend, the one layer
gives the same scores as the net, to the last digits; with it, other ones.

And the three starts side by side are what Keras's `fit` makes of each: we train the first of them
by `train_simple_net` above, and compare the weights.
"""


BOOKS_EPOCHS = (1, 2, 3, 10, 20, 40)


def train_first_start(task: Task, path: list) -> float:
    """Train the first start by Keras; gives the largest gap from the same start among the many."""

    def take_first(nets) -> list[np.ndarray]:
        return [array for layer in many_starts.split_starts(nets)[0] for array in layer]

    x, targets = task.train
    model = train_simple_net(
        take_first(path[0]),
        x,
        targets,
        activation="relu",
        learning_rate=task.rates[1],
        batch_size=task.batch_size,
        epochs=len(path) - 1,
    )
    ends = zip(take_first(path[-1]), model.get_weights(), strict=True)
    return max(np.abs(ours - keras_has).max() for ours, keras_has in ends)


def look_into_net(context: Context, task: Task, paths: dict[str, list], curve: np.ndarray) -> None:
    """The book's net by epoch, its layers multiplied out, and its first start by Keras."""
    epochs = [epoch for epoch in BOOKS_EPOCHS if epoch < len(curve)]
    numbers = {f"net_{epoch}": curve[epoch].mean() for epoch in epochs}
    x, targets = task.test
    for model in ("two", "relu"):
        net = [array.astype("float64") for array in paths[model][-1]]
        scores = forward(net, x, BENDS[model])
        numbers[f"gap_{model}"] = np.abs(forward(multiply_out(net), x) - scores).max()
    numbers["net_loss"] = np.abs(expit(scores) - targets).mean()
    numbers["gap_fit"] = train_first_start(task, paths["relu"])
    context.record_numbers(numbers, data=context.load_digits("3", "7"))


"""
## All of it

Eight tasks, three models each. `compare` trains, `measure` reads the test samples, and the plots
show how the best start of each model parts the plane, in the picture that opens the report.
"""


def record_shares(context: Context, shares: dict[str, dict[str, np.ndarray]]) -> None:
    """The starts that solve XOR, the best of all straight lines, and a table of all the tasks."""
    for units in XOR_UNITS:
        ends = shares[f"XOR_{units}_units"]["relu"][-1]
        context.record_numbers({f"solved_{units}": np.mean(ends == 1)})
    straight = [
        shares[f"XOR_{n}_units"][model].max() for n in XOR_UNITS for model in ("one", "two")
    ]
    context.record_numbers(best_line=max(straight))
    plots.tabulate_shares(context, shares)


def take_best(nets: list, shares: np.ndarray) -> list:
    """Of the starts, the one that read most right in the end."""
    best = shares[-1].argmax()
    return [array[[best]] for array in nets]


def compare_regions(context: Context, tasks: dict, paths: dict, shares: dict) -> None:
    """How each model parts the plane; of its starts, the best."""
    points = {name: tasks[name].train for name in ("XOR_8_units", "moons", "spirals")}
    scores: dict[str, dict[str, Callable]] = {}
    for name in points:
        scores[name] = {}
        for model, path in paths[name].items():
            best = take_best(path[-1], shares[name][model])
            scores[name][model] = partial(forward, best, bend=BENDS[model])
    plots.plot_regions(context, points, scores)


def run(context: Context) -> None:
    """Activations; eight tasks by three models; what they cost, and how they part the plane."""
    compare_activations(context)
    rng = context.make_rng(1)
    tasks = make_plane_tasks(context) | make_pair_tasks(context, rng)
    tasks["ten_digits"] = make_ten_task(context, rng)

    paths = {
        name: compare(context, name, task, context.make_rng(16 * number))
        for number, (name, task) in enumerate(tasks.items())
    }
    shares = {name: measure(task, paths[name]) for name, task in tasks.items()}
    record_shares(context, shares)
    look_into_net(context, tasks["3_or_7"], paths["3_or_7"], shares["3_or_7"]["relu"])
    compare_regions(context, tasks, paths, shares)


"""
## Sources

- J. Howard and S. Gugger, fastbook, chapter 4, notebook `04_mnist_basics.ipynb`, cell 331: the net.
- M. Minsky and S. Papert, *Perceptrons*, 1969: XOR.
"""
