"""How the holes of softmax-cross-entropy are checked: by the differences of logits."""

import math

import numpy as np

from kerasdigits.practice.hole import Edge, Hole, Mistake

LARGE = "Subtract the largest logit of each row before any exponential."
NO_ZERO = f"{LARGE[:-1]}, and take the logarithm of no probability: it may be 0."
AWAY = "Subtract the largest logit of each row, not that of all rows."
PAIRS = "pairs every row with every label: from each row its own is z[np.arange(n), labels]"
FIRST_ROW = "looks up all labels in the first row: each row's own is z[np.arange(n), labels]"
LOG2 = "takes the logarithm to base 2, where the natural one is asked for: np.log"


def draw_logits(rng, n=None, classes=None):
    """Rows of logits."""
    n = n or int(rng.integers(2, 8))
    classes = classes or int(rng.integers(3, 7))
    return (2 * rng.normal(size=(n, classes)) + rng.uniform(-1, 1),)


def draw_labelled(rng, n=None, classes=None):
    """Rows of logits and their classes, two of them different where that can be."""
    (logits,) = draw_logits(rng, n, classes)
    n, classes = logits.shape
    labels = rng.integers(0, classes, n)
    labels[: min(n, 2)] = rng.permutation(classes)[: min(n, 2)]
    return logits, labels


def share_by_difference(logits):
    """One over the sum of the exponentials of the differences, class by class."""

    def power(x):
        return math.exp(min(x, 709.0))

    return np.array(
        [[1 / math.fsum(power(z - own) for z in row) for own in row] for row in logits.tolist()]
    )


def cost_by_difference(logits, labels):
    """The mean of log(sum of exp(z - z of the true class)), by Python's own mathematics."""
    costs = []
    for row, label in zip(logits.tolist(), labels.tolist(), strict=True):
        gaps = [z - row[label] for z in row]
        top = max(gaps)
        costs.append(top + math.log(math.fsum(math.exp(gap - top) for gap in gaps)))
    return math.fsum(costs) / len(costs)


def step_aside(logits, labels):
    """An imaginary step of 1e-30 along each logit: the cost's imaginary part is the slope."""
    slopes = np.zeros(logits.shape)
    for row, label in enumerate(labels):
        for column in range(logits.shape[1]):
            z = (logits[row] - logits[row].max()).astype(complex)
            z[column] += 1e-30j
            cost = np.log(np.sum(np.exp(z))) - z[label]
            slopes[row, column] = cost.imag * 1e30 / len(labels)
    return slopes


def edges_of(rng, draw, large=LARGE):
    """One row, two classes, whole numbers, float32, and logits of every size."""
    usual = draw(rng, 4, 3)
    rest = usual[1:]
    whole = rng.integers(-3, 4, (4, 3))
    far = np.array([[3000.0, 0, -5], [-1000, -1001, -1003], [3, 900, 2], [0, 1, 2]])
    low = np.array([[-900.0, -901, -905], [-800, -803, -801], [-2e3, -1990, -2001], [-750, 0, 1]])
    single = np.array([[95.0, 2, 3], [-90, -2, -99], [1, 2, 3], [0, 120, 0]], "float32")
    return [
        Edge("a single row", draw(rng, n=1), "Keep both axes: take n from the logits."),
        Edge("two classes", draw(rng, classes=2), "Take their number from the logits."),
        Edge("logits that are whole numbers", (whole, *rest), "Let the result be floats.", "dtype"),
        Edge("logits as large as 3000", (far, *rest), large, "overflows"),
        Edge("logits far below 0", (low, *rest), large, "overflows"),
        Edge("logits in float32 as large as 120", (single, *rest), large, "overflows"),
        Edge(
            "rows that are 1000 apart from each other",
            (usual[0] + np.array([[1000.0], [0], [-1000], [0]]), *rest),
            AWAY,
            "overflows",
        ),
        Edge("logits that are all 0", (np.zeros((4, 3)), *rest), "Then each p is 1 / classes."),
    ]


def sigmoid(z):
    """1 / (1 + exp(-z))."""
    return 1 / (1 + np.exp(-z))


def truth(logits, labels):
    """Rows of zeros and a one."""
    return np.eye(logits.shape[1])[labels]


def pick(values, labels):
    """From each row the number of the true class."""
    return values[np.arange(len(labels)), labels]


def log_sums(z, log=np.log):
    """The logarithm of the sum of the exponentials of each row."""
    return log(np.exp(z).sum(axis=1))


def lower(z):
    """Each row less its largest logit."""
    return z - z.max(axis=1, keepdims=True)


def subtract_at(index):
    """The gradient with 1 subtracted at other places than from each row at its label."""

    def compute(z, y):
        shares = share_by_difference(z)
        shares[index, y] -= 1
        return shares / len(y)

    return compute


HOLES = (
    Hole(
        "softmax",
        example=(np.array([[0.0, 1.0, 3.0], [2.0, 2.0, 0.5]]),),
        draw=draw_logits,
        oracle=share_by_difference,
        edges=lambda rng: edges_of(rng, draw_logits),
        mistakes=(
            Mistake(
                "divides by the sum over the rows: each row is to have the sum 1, not each column",
                lambda z: np.exp(z) / np.exp(z).sum(axis=0),
            ),
            Mistake(
                "divides by the sum of all numbers: each row is to have the sum 1",
                lambda z: np.exp(z) / np.exp(z).sum(),
            ),
            Mistake(
                "divides by 1 + the exponential of the sum: a formula that is often copied "
                "wrongly; it is the sum of the exponentials",
                lambda z: np.exp(z) / (1 + np.exp(z.sum(axis=1, keepdims=True))),
            ),
            Mistake(
                "divides by the exponential of the sum: it is the sum of the exponentials",
                lambda z: np.exp(z) / np.exp(z.sum(axis=1, keepdims=True)),
            ),
            Mistake(
                "has a 1 too many below: divide by the sum of the exponentials alone",
                lambda z: np.exp(z) / (1 + np.exp(z).sum(axis=1, keepdims=True)),
            ),
            Mistake("is the sigmoid of each logit: the rows do not sum to 1", sigmoid),
            Mistake(
                "divides the logits by their sum: the exponential is missing",
                lambda z: z / z.sum(axis=1, keepdims=True),
            ),
            Mistake(
                "gives the exponentials: divide them by their sum",
                np.exp,
            ),
            Mistake(
                "gives the exponentials, less the largest logit: divide them by their sum",
                lambda z: np.exp(z - z.max(axis=1, keepdims=True)),
            ),
            Mistake(
                "takes powers of 2, where those of e are asked for",
                lambda z: share_by_difference(z * math.log(2)),
            ),
            Mistake(
                "gives the logarithms of the probabilities",
                lambda z: np.log(share_by_difference(z)),
                "function",
            ),
            Mistake(
                "gives 1 to the largest and 0 to the others: a share for each is asked for",
                lambda z: z == z.max(axis=1, keepdims=True),
            ),
            Mistake(
                "has the sign of the logits the wrong way round: the largest gets the most",
                lambda z: share_by_difference(-z),
                "sign",
            ),
        ),
    ),
    Hole(
        "cross_entropy",
        example=(np.array([[0.0, 1.0, 3.0], [2.0, 2.0, 0.5]]), np.array([1, 0])),
        draw=draw_labelled,
        oracle=cost_by_difference,
        edges=lambda rng: edges_of(rng, draw_labelled, NO_ZERO),
        mistakes=(
            Mistake(
                "takes the logarithm to base 2, where the natural one is asked for",
                lambda z, y: cost_by_difference(z, y) / math.log(2),
                "factor",
            ),
            Mistake(
                "takes the logarithm to base 10, where the natural one is asked for",
                lambda z, y: cost_by_difference(z, y) / math.log(10),
                "factor",
            ),
            Mistake(
                "averages over the classes as well: the sum is to be divided by the rows only",
                lambda z, y: cost_by_difference(z, y) / z.shape[1],
                "batch-factor",
            ),
            Mistake(
                "adds up the cost of all classes: only that of the true class counts",
                lambda z, y: -np.log(share_by_difference(z)).sum() / len(y),
            ),
            Mistake(
                "averages the cost of all classes: only that of the true class counts",
                lambda z, y: -np.log(share_by_difference(z)).mean(),
            ),
            Mistake(
                "takes the largest probability, where that of the true class counts",
                lambda z, y: cost_by_difference(z, z.argmax(axis=1)),
                "unused",
            ),
            Mistake(
                "takes -p of the true class: the logarithm is missing",
                lambda z, y: -pick(share_by_difference(z), y).mean(),
            ),
            Mistake(
                "takes 1 - p of the true class: the logarithm is missing",
                lambda z, y: 1 - pick(share_by_difference(z), y).mean(),
            ),
            Mistake(
                "takes the logarithm of the mean, where the mean of the logarithms is asked for",
                lambda z, y: -np.log(pick(share_by_difference(z), y).mean()),
            ),
            Mistake(
                "takes the logit for the logarithm of the probability: log(sum of exp) is missing",
                lambda z, y: -pick(z, y).mean(),
            ),
            Mistake(
                "leaves out the logit of the true class",
                lambda z, y: np.mean(np.log(np.exp(z).sum(axis=1))),
                "unused",
            ),
            Mistake(
                "is the loss of a sigmoid for each class, not that of softmax",
                lambda z, y: -np.log(pick(sigmoid(z), y)).mean(),
            ),
            Mistake(
                "is the binary cross-entropy of a sigmoid for each class, averaged",
                lambda z, y: np.mean(np.logaddexp(0, z) - truth(z, y) * z),
            ),
            Mistake(
                "is the binary cross-entropy of a sigmoid for each class",
                lambda z, y: np.sum(np.logaddexp(0, z) - truth(z, y) * z) / len(y),
            ),
            Mistake(PAIRS, lambda z, y: np.mean(log_sums(z)) - z[:, y].mean()),
            Mistake(PAIRS, lambda z, y: len(y) * (np.mean(log_sums(z)) - z[:, y].mean())),
            Mistake(FIRST_ROW, lambda z, y: np.mean(log_sums(z)) - z[0, y].mean()),
            Mistake(FIRST_ROW, lambda z, y: log_sums(z)[0] - z[0, y].mean()),
            Mistake(FIRST_ROW, lambda z, y: np.mean(log_sums(lower(z))) - lower(z)[0, y].mean()),
            Mistake(LOG2, lambda z, y: np.mean(log_sums(z, np.log2) - pick(z, y))),
            Mistake(LOG2, lambda z, y: np.mean(log_sums(lower(z), np.log2) - pick(lower(z), y))),
            Mistake(
                "applies softmax twice: what comes is logits, not probabilities",
                lambda z, y: cost_by_difference(share_by_difference(z), y),
            ),
        ),
    ),
    Hole(
        "cross_entropy_gradient",
        example=(np.array([[0.0, 1.0, 3.0], [2.0, 2.0, 0.5]]), np.array([1, 0])),
        draw=draw_labelled,
        oracle=step_aside,
        edges=lambda rng: edges_of(rng, draw_labelled),
        mistakes=(
            Mistake(
                "gives the probabilities: subtract the one-hot row of each label",
                lambda z, y: share_by_difference(z),
                "unused",
            ),
            Mistake(
                "gives the probabilities / n: subtract the one-hot row of each label first",
                lambda z, y: share_by_difference(z) / len(y),
                "unused",
            ),
            Mistake(
                "subtracts the one-hot rows after dividing by n: divide the difference",
                lambda z, y: share_by_difference(z) / len(y) - truth(z, y),
            ),
            Mistake(
                "divides the one-hot rows alone by n: divide the difference",
                lambda z, y: share_by_difference(z) - truth(z, y) / len(y),
            ),
            Mistake(
                "divides by the number of all logits: the mean is over the rows only",
                lambda z, y: step_aside(z, y) / z.shape[1],
                "batch-factor",
            ),
            Mistake(
                "has a slope for the true class only: the others are pushed down by their p",
                lambda z, y: step_aside(z, y) * truth(z, y),
            ),
            Mistake(
                "multiplies by the slope of the sigmoid, which has no place here",
                lambda z, y: (
                    step_aside(z, y) * share_by_difference(z) * (1 - share_by_difference(z))
                ),
            ),
            Mistake(
                "gives p * (1 - p), the slope of a sigmoid",
                lambda z, y: share_by_difference(z) * (1 - share_by_difference(z)),
                "unused",
            ),
            Mistake(
                "is the gradient of a sigmoid for each class, not that of softmax",
                lambda z, y: (sigmoid(z) - truth(z, y)) / len(y),
            ),
            Mistake(
                "subtracts the one-hot rows from the logits: the probabilities are missing",
                lambda z, y: (z - truth(z, y)) / len(y),
            ),
            Mistake(
                "sums over the rows for softmax: each row is to have the sum 1, not each column",
                lambda z, y: (np.exp(z) / np.exp(z).sum(axis=0) - truth(z, y)) / len(y),
            ),
            Mistake(PAIRS, subtract_at(slice(None))),
            Mistake(PAIRS, lambda z, y: len(y) * subtract_at(slice(None))(z, y)),
            Mistake(FIRST_ROW, subtract_at(0)),
            Mistake(
                "subtracts the number of the class, where 1 is to be subtracted at its place",
                lambda z, y: (share_by_difference(z) - y[:, None]) / len(y),
            ),
        ),
    ),
)
