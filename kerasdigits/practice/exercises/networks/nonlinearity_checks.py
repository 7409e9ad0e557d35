"""How the holes of nonlinearity are checked: by probing a net, and by an imaginary step."""

import numpy as np

from kerasdigits.practice.hole import Edge, Hole, Mistake


def draw_net(rng, inputs=None, units=None, outputs=None):
    """Two layers of three different sizes."""
    sizes = rng.permutation([3, 4, 5, 6, 7])[:3]
    given = (inputs, units, outputs)
    k, m, j = (int(size if one is None else one) for one, size in zip(given, sizes, strict=True))
    return tuple(rng.normal(size=shape) for shape in ((k, m), (m,), (m, j), (j,)))


def probe(kernel, bias, kernel_2, bias_2):
    """What the net gives for nothing is the bias; what an input adds to that is its row."""

    def run(x):
        hidden = [sum(a * w for a, w in zip(x, column, strict=True)) for column in kernel.T]
        hidden = [h + b for h, b in zip(hidden, bias, strict=True)]
        return np.array(
            [
                sum(h * w for h, w in zip(hidden, column, strict=True)) + b
                for column, b in zip(kernel_2.T, bias_2, strict=True)
            ]
        )

    at_nothing = run(np.zeros(len(kernel)))
    return np.array([run(unit) - at_nothing for unit in np.eye(len(kernel))]), at_nothing


def net_edges(rng):
    """One input, one unit, one output, all of one size, no bias."""
    kernel, _, kernel_2, bias_2 = draw_net(rng)
    return [
        Edge("a single input", draw_net(rng, inputs=1), "The kernel keeps the shape (1, outputs)."),
        Edge("a single unit", draw_net(rng, units=1), "Keep both axes of the kernels."),
        Edge("a single output", draw_net(rng, outputs=1), "The results keep all their axes."),
        Edge("kernels that are square", draw_net(rng, 3, 3, 3), "The first kernel comes first."),
        Edge("first biases of 0", (kernel, np.zeros(len(kernel_2)), kernel_2, bias_2), ""),
    ]


def draw_places(rng, n=None, layers=None):
    """Places, and two to four sigmoids."""
    n = n or int(rng.integers(2, 7))
    return 2 * rng.normal(size=n), int(rng.integers(2, 5)) if layers is None else layers


def step_aside(x, layers):
    """An imaginary step of 1e-30 along x: the imaginary part of the output is the slope."""
    z = x + 1e-30j
    for _ in range(layers):
        # Of large numbers the exponential of the negative one.
        small = np.exp(np.where(z.real > 0, -z, z))
        z = np.where(z.real > 0, 1 / (1 + small), small / (1 + small))
    return z.imag * 1e30


def place_edges(rng):
    """One sigmoid, many, large places, whole numbers, float32."""
    x, layers = draw_places(rng, 5)
    return [
        Edge("a single sigmoid", (x, 1), "Then the slope is s * (1 - s)."),
        Edge("eight sigmoids", (x, 8), "Take one factor for each of them."),
        Edge("a single place", draw_places(rng, n=1), "The result is an array of shape (1,)."),
        Edge("places as far out as 1000", (np.array([1000.0, -1000, 0.5]), 2), "", "overflows"),
        Edge("places that are whole numbers", (np.array([0, 2, -3, 1]), layers), "", "dtype"),
        Edge("places of 0", (np.zeros(3), layers), "That is a place like any."),
    ]


def sigmoid(x, times=1):
    """The sigmoid of the sigmoid of ... of x."""
    for _ in range(times):
        x = 1 / (1 + np.exp(-np.asarray(x, float)))
    return x


def slope_at(s):
    """The slope of a sigmoid where it gives s."""
    return s * (1 - s)


HOLES = (
    Hole(
        "multiply_out",
        example=(
            np.array([[1.0, 2.0, 0.0], [0.0, -1.0, 3.0]]),
            np.array([1.0, 0.0, 5.0]),
            np.array([[2.0, 1.0], [1.0, 0.0], [4.0, -1.0]]),
            np.array([3.0, 7.0]),
        ),
        draw=draw_net,
        oracle=probe,
        edges=net_edges,
        results=("kernel", "bias"),
        mistakes=(
            Mistake(
                "leaves out the second bias",
                lambda k, b, k2, b2: (k @ k2, b @ k2),
                "argument-offset",
            ),
            Mistake(
                "leaves out the first bias: it goes through the second kernel",
                lambda k, b, k2, b2: (k @ k2, b2),
                "unused",
            ),
            Mistake(
                "sends the second bias through the second kernel as well",
                lambda k, b, k2, b2: (k @ k2, b @ k2 + b2 * k2.sum(axis=0)),
            ),
            Mistake(
                "adds up the first bias, and sends it through no kernel",
                lambda k, b, k2, b2: (k @ k2, b.sum() + b2),
            ),
            Mistake(
                "adds the bias to the kernel: it stands alone",
                lambda k, b, k2, b2: (k @ k2 + b @ k2 + b2, b @ k2 + b2),
            ),
            Mistake(
                "adds the first bias to the kernel before multiplying: the bias stands alone",
                lambda k, b, k2, b2: ((k + b) @ k2, b @ k2 + b2),
            ),
            Mistake(
                "has a ReLU in it: without a bend negative numbers count as well",
                lambda k, b, k2, b2: (np.maximum(k, 0) @ k2, np.maximum(b, 0) @ k2 + b2),
            ),
            Mistake(
                "takes the absolute values of the kernel",
                lambda k, b, k2, b2: (abs(k) @ k2, b @ abs(k2) + b2),
            ),
            Mistake(
                "averages over the units, where their sum is asked for",
                lambda k, b, k2, b2: (k @ k2 / len(b), b @ k2 / len(b) + b2),
                "batch-factor",
            ),
        ),
    ),
    Hole(
        "deep_slope",
        example=(np.array([0.0, 2.0, -1.0]), 2),
        draw=draw_places,
        oracle=step_aside,
        edges=place_edges,
        mistakes=(
            Mistake(
                "takes the slope at x for every layer: each layer has that of what it gets itself",
                lambda x, n: slope_at(sigmoid(x)) ** n,
            ),
            Mistake(
                "takes the slope of the last layer only: the layers' slopes multiply",
                lambda x, n: slope_at(sigmoid(x, n)),
            ),
            Mistake(
                "takes the slope of the first layer only: the layers' slopes multiply",
                lambda x, n: slope_at(sigmoid(x)),
                "unused",
            ),
            Mistake(
                "adds up the slopes of the layers: by the chain rule they multiply",
                lambda x, n: sum(slope_at(sigmoid(x, k)) for k in range(1, n + 1)),
            ),
            Mistake(
                "takes the mean of the layers' slopes: by the chain rule they multiply",
                lambda x, n: np.mean([slope_at(sigmoid(x, k)) for k in range(1, n + 1)], axis=0),
            ),
            Mistake(
                "takes the largest slope, 0.25, in every layer",
                lambda x, n: np.full(len(x), 0.25**n),
                "unused",
            ),
            Mistake(
                "counts one layer too many",
                lambda x, n: step_aside(x, n + 1),
            ),
            Mistake(
                "counts one layer too few",
                lambda x, n: step_aside(x, n - 1),
            ),
            Mistake(
                "leaves out the first layer's slope",
                lambda x, n: np.prod([slope_at(sigmoid(x, k)) for k in range(2, n + 1)], axis=0),
            ),
            Mistake(
                "takes each slope where the layer's input is: if the layer gives s, it is "
                "s * (1 - s)",
                lambda x, n: np.prod([slope_at(sigmoid(x, k)) for k in range(n)], axis=0),
            ),
            Mistake(
                "gives the output, where its slope is asked for",
                sigmoid,
            ),
            Mistake(
                "multiplies the outputs: the slope of a layer is s * (1 - s)",
                lambda x, n: np.prod([sigmoid(x, k) for k in range(1, n + 1)], axis=0),
            ),
            Mistake(
                "has 1 - s where the slope is s * (1 - s)",
                lambda x, n: np.prod([1 - sigmoid(x, k) for k in range(1, n + 1)], axis=0),
            ),
            Mistake(
                "takes the slope of tanh, 1 - s**2: that of the sigmoid is s * (1 - s)",
                lambda x, n: np.prod([1 - sigmoid(x, k) ** 2 for k in range(1, n + 1)], axis=0),
            ),
            Mistake(
                "takes the sigmoid of the slope, where the slope of the sigmoid is asked for",
                lambda x, n: sigmoid(slope_at(sigmoid(x)), n - 1),
            ),
        ),
    ),
)
