"""How the holes of full-mnist are checked: by counting, and by comparing."""

import math

import numpy as np

from kerasdigits.practice.exercises.networks.full_mnist_batch_checks import TAKE_BATCH
from kerasdigits.practice.hole import Edge, Hole, Mistake


def draw_named(rng, n=None):
    """Logits and labels, with two images or more of each class, some named wrongly."""
    classes = int(rng.integers(3, 6))
    labels = np.concatenate([np.arange(classes), np.arange(classes), rng.integers(0, classes, 6)])
    while True:
        labels = rng.permutation(labels)
        logits = rng.normal(size=(len(labels), classes)) + np.eye(classes)[labels]
        shares = count_by_class(logits, labels)
        if 0.2 < shares.mean() < 0.8 and len(set(shares.tolist())) > 2:
            return logits, labels


def count_by_class(logits, labels):
    """Count image by image."""
    right, images = [0] * logits.shape[1], [0] * logits.shape[1]
    for row, label in zip(logits.tolist(), labels.tolist(), strict=True):
        images[label] += 1
        right[label] += all(z < row[label] for place, z in enumerate(row) if place != label)
    return np.array([r / n if n else math.nan for r, n in zip(right, images, strict=True)])


def named_edges(rng):
    """One image, classes without images, all right, none right, more classes than images."""
    logits, labels = draw_named(rng)
    few = logits[labels != 1], labels[labels != 1]
    shift = 10 * np.eye(logits.shape[1])
    wide = rng.normal(size=(3, 10))
    return [
        Edge("a class without images", few, "Its share is np.nan."),
        Edge("the last class without images", (wide, np.array([8, 0, 8])), "Its share is np.nan."),
        Edge("a single image", (logits[:1], labels[:1]), "All other shares are np.nan."),
        Edge("images that are all right", (logits + shift[labels], labels), ""),
        Edge("images that are all wrong", (logits - shift[labels], labels), ""),
        Edge("logits below 0", (logits - 100, labels), "The largest may be below 0."),
    ]


def name(logits):
    """What is said of each image."""
    return logits.argmax(axis=1)


def count(labels, logits):
    """How many images each class has."""
    return np.bincount(labels, minlength=logits.shape[1])


def draw_costs(rng, n=None, classes=None):
    """Logits, labels and a count below n, with costs that are well apart; the costliest images are
    all named wrongly."""
    n = n or int(rng.integers(7, 12))
    classes = classes or int(rng.integers(3, 6))
    count = int(rng.integers(3, 6))
    while True:
        logits = 1.5 * rng.normal(size=(n, classes))
        labels = rng.integers(0, classes, n)
        costs = np.array(cost_by_difference(logits, labels))
        # The logit of the class, or its distance from the largest, gives another order than the
        # cost; with two classes the distance does not.
        own = true_logits(logits, labels)
        others = [-own] if classes == 2 else [-own, logits.max(axis=1) - own]
        right = np.argsort(-costs)[:count]
        misled = [(np.argsort(-other)[:count] == right).all() for other in others]
        named_wrongly = (name(logits) != labels)[right].all()
        if np.diff(np.sort(costs)).min() > 1e-3 and named_wrongly and not any(misled):
            return logits, labels, count


def cost_by_difference(logits, labels):
    """The cost of each image, by Python's own mathematics."""
    costs = []
    for row, label in zip(logits.tolist(), labels.tolist(), strict=True):
        gaps = [z - row[label] for z in row]
        costs.append(max(gaps) + math.log(math.fsum(math.exp(gap - max(gaps)) for gap in gaps)))
    return costs


def pick_one_by_one(logits, labels, count):
    """Take the costliest of those that are left, again and again."""
    costs = dict(enumerate(cost_by_difference(logits, labels)))
    found = []
    while len(found) < count:
        found.append(max(costs, key=costs.__getitem__))
        del costs[found[-1]]
    return np.array(found)


def cost_edges(rng):
    """One, all, two classes, logits so large that probabilities are 0."""
    logits, labels, _ = draw_costs(rng, n=6, classes=3)
    far = 1000 * np.array([[1.0, 0, 3], [2, 5, 0], [0, 1, 0], [9, 1, 0], [4, 4.5, 1], [-9, -3, 0]])
    far_labels = np.array([1, 2, 1, 2, 0, 1])
    advice = "Compute the cost from the logits: log(sum of exp), less the logit of the class."
    # Two images that are named wrongly, -2 and -3, among others that are in no order.
    margins = np.array([1.5, 4.0, 0.5, -2.0, 3.0, 2.2, 5.0, 1.0, -3.0])
    few = np.column_stack([margins, np.zeros((9, 2))])
    rightly = (
        "An image that is named rightly has a cost, too: the less, the surer the model is of it."
    )
    return [
        Edge("more places than mistakes", (few, np.zeros(9, int), 6), rightly),
        Edge("a single place", (logits, labels, 1), "The result has the shape (1,)."),
        Edge("all places", (logits, labels, 6), "That is a count like any."),
        Edge("two classes", draw_costs(rng, classes=2), "Take their number from the logits."),
        Edge("logits as large as 9000", (far, far_labels, 4), advice, "overflows"),
        Edge("logits that are 5000 higher", (logits + 5000, labels, 3), advice, "overflows"),
    ]


def sort_by(measure):
    """The places by another measure, the highest first."""
    return lambda logits, labels, count: np.argsort(-measure(logits, labels))[:count]


def true_logits(logits, labels):
    """From each row the logit of the class."""
    return logits[np.arange(len(labels)), labels]


HOLES = (
    TAKE_BATCH,
    Hole(
        "accuracy_by_class",
        example=(
            np.array([[2.0, 1, 0], [0, 3, 1], [5, 4, 1], [-1, -3, -2], [0, 1, 7]]),
            np.array([0, 1, 1, 0, 2]),
        ),
        draw=draw_named,
        oracle=count_by_class,
        edges=named_edges,
        mistakes=(
            Mistake(
                "divides by how often the class is named: of the images *of the class* the share "
                "is asked for",
                lambda z, y: np.bincount(y[name(z) == y], minlength=z.shape[1]) / count(name(z), z),
            ),
            Mistake(
                "divides by the number of all images: divide by that of the class",
                lambda z, y: count_by_class(z, y) * count(y, z) / len(y),
            ),
            Mistake(
                "counts the images that are right: divide by the number of the class",
                lambda z, y: count_by_class(z, y) * count(y, z),
            ),
            Mistake(
                "gives the share that is wrong",
                lambda z, y: 1 - count_by_class(z, y),
                "function",
            ),
            Mistake(
                "gives the accuracy of all images for each class",
                lambda z, y: np.full(z.shape[1], np.mean(name(z) == y)),
            ),
            Mistake(
                "gives how large each class is",
                lambda z, y: count(y, z) / len(y),
                "unused",
            ),
            Mistake(
                "gives how often each class is named",
                lambda z, y: count(name(z), z) / len(y),
                "unused",
            ),
            Mistake(
                "counts each class also where it is rightly not named",
                lambda z, y: np.mean(
                    (name(z)[:, None] == np.arange(z.shape[1]))
                    == (y[:, None] == np.arange(z.shape[1])),
                    axis=0,
                ),
            ),
            Mistake(
                "takes the smallest logit: the largest names the class",
                lambda z, y: count_by_class(-z, y),
                "sign",
            ),
            Mistake(
                "takes a logit above 0 for a class that is named: the largest names it",
                lambda z, y: np.array([np.mean(z[y == k, k] > 0) for k in range(z.shape[1])]),
            ),
        ),
    ),
    Hole(
        "find_costliest",
        example=(
            np.array([[2.0, 1, 0], [0, 3, 1], [5, 4, 1], [-1, -3, 0], [0, 1, 7]]),
            np.array([0, 2, 1, 1, 0]),
            3,
        ),
        draw=draw_costs,
        oracle=pick_one_by_one,
        edges=cost_edges,
        mistakes=(
            Mistake(
                "gives the images that cost least",
                sort_by(lambda z, y: -np.array(cost_by_difference(z, y))),
                "sign",
            ),
            Mistake(
                "gives the images that cost most with the highest last: it is to come first",
                lambda z, y, n: pick_one_by_one(z, y, n)[::-1],
                "reversed",
            ),
            Mistake(
                "looks at the logit of the class alone: the other logits count too",
                sort_by(lambda z, y: -true_logits(z, y)),
            ),
            Mistake(
                "looks at the largest logit, whatever the class is",
                sort_by(lambda z, y: z.max(axis=1)),
                "unused",
            ),
            Mistake(
                "looks at the largest probability: that of the class counts",
                sort_by(lambda z, y: z.max(axis=1) - np.log(np.exp(z).sum(axis=1))),
                "unused",
            ),
            Mistake(
                "looks for the model's least sure images: the class must count",
                sort_by(lambda z, y: np.log(np.exp(z).sum(axis=1)) - z.max(axis=1)),
                "unused",
            ),
            Mistake(
                "compares with the largest logit only: the cost is log(sum of exp) less the logit",
                sort_by(lambda z, y: z.max(axis=1) - true_logits(z, y)),
            ),
            Mistake(
                "gives the losses, where the places of the images are asked for",
                lambda z, y, n: np.sort(cost_by_difference(z, y))[::-1][:n],
            ),
            Mistake(
                "gives the classes of the images, where their places are asked for",
                lambda z, y, n: y[pick_one_by_one(z, y, n)],
            ),
            Mistake(
                "gives the rank of each image: np.argsort gives places, and is to be taken once",
                lambda z, y, n: np.argsort(np.argsort(-np.array(cost_by_difference(z, y))))[:n],
            ),
        ),
    ),
)
