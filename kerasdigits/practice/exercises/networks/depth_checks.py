"""How the holes of depth are checked: unit by unit, by equations, and by an imaginary step."""

import itertools

import numpy as np

from kerasdigits.practice.hole import Edge, Hole, Mistake


def draw_net(rng, n=None, layers=None):
    """A network of two to four layers, and samples."""
    layers = layers or int(rng.integers(2, 5))
    n = n or int(rng.integers(3, 7))
    sizes = rng.integers(3, 6, layers + 1).tolist()
    net = [(rng.normal(size=(a, b)), rng.normal(size=b)) for a, b in itertools.pairwise(sizes)]
    return net, rng.normal(size=(n, sizes[0]))


def run_by_unit(net, x, bend=lambda h, number, last: h if last or h > 0 else 0.0):
    """Each sample through each unit of each layer, by sums of products."""
    outputs = []
    for row in x.tolist():
        for number, (kernel, bias) in enumerate(net):
            last = number == len(net) - 1
            heights = [
                sum(a * w for a, w in zip(row, column, strict=True)) + b
                for column, b in zip(kernel.T.tolist(), bias.tolist(), strict=True)
            ]
            row = [bend(h, number, last) for h in heights]
        outputs.append(row)
    return np.array(outputs)


def add_late(net, x):
    """The biases behind the ReLU."""
    for kernel, bias in net[:-1]:
        x = np.maximum(x @ kernel, 0) + bias
    return x @ net[-1][0] + net[-1][1]


def net_edges(rng):
    """One layer, many, one sample, one unit, units that are all silent."""
    net, x = draw_net(rng, layers=2)
    (kernel, bias), last = net
    silent = [(kernel, bias - 100), last]
    narrow = [(rng.normal(size=(3, 1)), np.ones(1)), (np.array([[-2.0]]), np.ones(1))]
    return [
        Edge("a single layer", draw_net(rng, layers=1), "It is the last: no ReLU."),
        Edge("six layers", draw_net(rng, layers=6), "Loop over all of them."),
        Edge("a single sample", draw_net(rng, n=1), "The result keeps the shape (1, units)."),
        Edge("layers of one unit", (narrow, rng.normal(size=(4, 3))), "Keep both axes."),
        Edge("units that are all silent", (silent, x), "Then the last bias alone is left."),
    ]


def draw_points(rng, n=None):
    """Points from left to right, at uneven distances."""
    n = n or int(rng.integers(3, 9))
    return rng.normal() + np.cumsum(rng.uniform(0.3, 2, n)), 3 * rng.normal(size=n)


def solve_kinks(places, values):
    """Solve for the numbers: the sum of the units must rise to each value."""
    heights = np.tril(places[1:, None] - places[:-1])
    return np.linalg.solve(heights, values[1:] - values[0])


def point_edges(rng):
    """Two points, even distances, a straight line, whole numbers."""
    places = np.cumsum(rng.uniform(0.3, 2, 6))
    whole = np.array([1, 2, 4, 7]), np.array([3, 0, 1, 1])
    return [
        Edge("two points", draw_points(rng, n=2), "One piece is one number: its slope."),
        Edge("points on a straight line", (places, 2 * places - 1), "All but the first are 0."),
        Edge("points at even distances", (np.arange(6.0), rng.normal(size=6)), ""),
        Edge("values that are all the same", (places, np.full(6, 4.0)), "Then all are 0."),
        Edge("arrays of whole numbers", whole, "Let the result be floats.", "dtype"),
    ]


def draw_layer(rng, n=None, k=None, units=None):
    """A layer, samples, and a gradient for each output, of which some are passed on."""
    n, k, units = (int(rng.integers(4, 8)) if size is None else size for size in (n, k, units))
    x, kernel, bias = rng.normal(size=(n, k)), rng.normal(size=(k, units)), rng.normal(size=units)
    return x, kernel, bias, rng.normal(size=(n, units))


def step_aside(x, kernel, bias, gradient):
    """An imaginary step of 1e-30 along each number: the loss's imaginary part is the slope."""

    def loss(*arrays):
        z = arrays[0] @ arrays[1] + arrays[2]
        return np.sum(gradient * np.where(z.real > 0, z, 0)).imag * 1e30

    arrays = [array.astype(complex) for array in (x, kernel, bias)]
    slopes = []
    for place, array in enumerate(arrays):
        found = np.zeros(array.shape)
        for index in np.ndindex(array.shape):
            nudged = array.copy()
            nudged[index] += 1e-30j
            found[index] = loss(*arrays[:place], nudged, *arrays[place + 1 :])
        slopes.append(found)
    return tuple(slopes)


def layer_edges(rng):
    """One sample, one input, one unit, all square, silent, awake, and exactly 0."""
    x, kernel, bias, gradient = draw_layer(rng)
    ones = np.array([[1.0, 1.0], [2.0, -1.0]])
    at_zero = ones, np.array([[1.0, 3.0], [-1.0, 2.0]]), np.array([0.0, 1.0]), 5 * ones + 2
    return [
        Edge("a single sample", draw_layer(rng, n=1), "Keep both axes."),
        Edge("a single input", draw_layer(rng, k=1), "Keep both axes."),
        Edge("a single unit", draw_layer(rng, units=1), "Keep both axes."),
        Edge("a layer where all is square", draw_layer(rng, 3, 3, 3), "Mind the transpositions."),
        Edge("units that are all silent", (x, kernel, bias - 100, gradient), "Then all are 0."),
        Edge("units that are all awake", (x, kernel, bias + 100, gradient), "All is passed."),
        Edge("a unit at exactly 0", at_zero, "Above 0 means `>`: at 0 the slope is 0.", "ties"),
    ]


def with_mask(choose):
    """All three results with another choice of what the ReLU passes."""

    def compute(x, kernel, bias, gradient):
        g = choose(x @ kernel + bias, gradient)
        return g @ kernel.T, x.T @ g, g.sum(axis=0)

    return compute


HOLES = (
    Hole(
        "forward",
        example=(
            [
                (np.array([[1.0, -1.0, 2.0], [0.0, 3.0, 1.0]]), np.array([0.0, -2.0, 0.5])),
                (np.array([[1.0, 0.0], [2.0, 1.0], [-3.0, -1.0]]), np.array([4.0, 1.0])),
            ],
            np.array([[1.0, 2.0], [-5.0, 1.0]]),
        ),
        draw=draw_net,
        oracle=run_by_unit,
        edges=net_edges,
        mistakes=(
            Mistake(
                "has a ReLU after the last layer too: its outputs stay as they are",
                lambda net, x: np.maximum(run_by_unit(net, x), 0),
            ),
            Mistake(
                "has no ReLU: between two layers negative numbers become 0",
                lambda net, x: run_by_unit(net, x, lambda h, *_: h),
            ),
            Mistake(
                "has a ReLU before the first layer as well: the samples enter as they are",
                lambda net, x: run_by_unit(net, np.maximum(x, 0)),
            ),
            Mistake(
                "has a ReLU after the first layer only: it stands between any two",
                lambda net, x: run_by_unit(net, x, lambda h, number, _: h if number else max(h, 0)),
            ),
            Mistake(
                "leaves out the biases",
                lambda net, x: run_by_unit([(k, 0 * b) for k, b in net], x),
                "unused",
            ),
            Mistake(
                "leaves out the bias of the last layer",
                lambda net, x: run_by_unit([*net[:-1], (net[-1][0], 0 * net[-1][1])], x),
                "argument-offset",
            ),
            Mistake(
                "leaves out the biases of all layers but the last",
                lambda net, x: run_by_unit([*((k, 0 * b) for k, b in net[:-1]), net[-1]], x),
            ),
            Mistake(
                "adds the bias after the ReLU: the ReLU comes last",
                add_late,
            ),
            Mistake(
                "takes the absolute value: the ReLU makes negative numbers 0",
                lambda net, x: run_by_unit(net, x, lambda h, _, last: h if last else abs(h)),
            ),
            Mistake(
                "takes min(x, 0) for the ReLU, which is max(x, 0)",
                lambda net, x: run_by_unit(net, x, lambda h, _, last: h if last else min(h, 0)),
            ),
            Mistake(
                "takes a sigmoid where a ReLU is asked for",
                lambda net, x: run_by_unit(
                    net, x, lambda h, _, last: h if last else 1 / (1 + np.exp(-h))
                ),
            ),
        ),
    ),
    Hole(
        "slope_changes",
        example=(np.array([0.0, 1.0, 3.0, 4.0]), np.array([5.0, 7.0, 6.0, 6.0])),
        draw=draw_points,
        oracle=solve_kinks,
        edges=point_edges,
        mistakes=(
            Mistake(
                "gives the slopes: each number is a slope less the slope before",
                lambda t, v: np.diff(v) / np.diff(t),
            ),
            Mistake(
                "forgets the distances: a slope is a difference of values over one of places",
                lambda t, v: np.diff(np.diff(v), prepend=0),
                "unused",
            ),
            Mistake(
                "gives the differences of the values",
                lambda t, v: np.diff(v),
                "unused",
            ),
            Mistake(
                "has each slope upside down: it is values over places",
                lambda t, v: np.diff(np.diff(t) / np.diff(v), prepend=0),
            ),
            Mistake(
                "divides the changes of the values by the distances: take the slopes first",
                lambda t, v: np.diff(np.diff(v), prepend=0) / np.diff(t),
            ),
            Mistake(
                "counts the slope before the first place as that of the first piece: it is 0",
                lambda t, v: np.concatenate([[0], solve_kinks(t, v)[1:]]),
                "part",
            ),
            Mistake(
                "begins with the first value: the first number is the first slope",
                lambda t, v: np.concatenate([v[:1], solve_kinks(t, v)[1:]]),
                "part",
            ),
            Mistake(
                "sums the slopes up: take their differences",
                lambda t, v: np.cumsum(np.diff(v) / np.diff(t)),
            ),
        ),
    ),
    Hole(
        "dense_backward",
        example=(
            np.array([[1.0, 2.0], [3.0, -1.0]]),
            np.array([[1.0, 0.0, 2.0], [-1, 1, 4]]),
            np.array([1.5, 0, -9.0]),
            np.array([[7.0, 10.0, 1.0], [2.0, 8.0, 3.0]]),
        ),
        draw=draw_layer,
        oracle=step_aside,
        edges=layer_edges,
        results=("gradient of x", "gradient of the kernel", "gradient of the bias"),
        mistakes=(
            Mistake(
                "leaves out the ReLU: where x @ kernel + bias is not above 0, nothing is passed",
                with_mask(lambda z, g: g),
            ),
            Mistake(
                "has the ReLU's slope the wrong way round: it is 1 above 0",
                with_mask(lambda z, g: np.where(z > 0, 0, g)),
            ),
            Mistake(
                "multiplies by the layer's output: the slope of a ReLU is 1 or 0",
                with_mask(lambda z, g: g * np.maximum(z, 0)),
            ),
            Mistake(
                "passes what of the gradient is above 0: what counts is x @ kernel + bias",
                with_mask(lambda z, g: np.maximum(g, 0)),
            ),
            Mistake(
                "leaves out the gradient that comes from behind",
                with_mask(lambda z, g: (z > 0) * 1.0),
                "unused",
            ),
            Mistake(
                "takes the ReLU of x, not that of x @ kernel + bias",
                lambda x, k, b, g: (
                    step_aside(x, k, b + 1e9, g)[0] * (x > 0),
                    np.maximum(x, 0).T @ g,
                    g.sum(axis=0),
                ),
            ),
            Mistake(
                "leaves out the bias where it asks what the ReLU passes",
                lambda x, k, b, g: step_aside(x, k, 0 * b, g),
                "unused",
            ),
            Mistake(
                "averages over the samples: the loss is one number already, so sum them",
                lambda x, k, b, g: tuple(part / len(x) for part in step_aside(x, k, b, g)),
                "batch-factor",
            ),
            Mistake(
                "sums over the units, where the sum over the samples is asked for",
                lambda x, k, b, g: (
                    step_aside(x, k, b, g)[0],
                    step_aside(x, k, b, g)[1],
                    np.where(x @ k + b > 0, g, 0).sum(axis=1),
                ),
                "reduced",
            ),
        ),
    ),
)
