"""How the holes of full-mnist are checked: by dealing out, by counting, and by comparing."""

import math

import numpy as np

from kerasdigits.practice.hole import Edge, Hole, Mistake


def make_epochs(rng, n, epochs, *, pixels=None):
    """Images with numbers of their own, and an order for each epoch."""
    pixels = pixels or int(rng.integers(2, 5))
    return rng.normal(size=(n, pixels)), np.stack([rng.permutation(n) for _ in range(epochs)])


def draw_step(rng):
    """A full batch of a later epoch; the last batch of an epoch has fewer images."""
    size = int(rng.integers(3, 6))
    full = int(rng.integers(2, 4))
    x, orders = make_epochs(rng, size * full + int(rng.integers(1, size)), epochs=6)
    epoch = int(rng.integers(1, 4))
    return x, orders, size, epoch * (full + 1) + int(rng.integers(0, full))


def deal_out(x, orders, batch_size, step):
    """Deal all epochs out, image by image, into batches."""
    batches = []
    for order in orders.tolist():
        batch = []
        for place in order:
            batch.append(x[place])
            if len(batch) == batch_size:
                batches.append(batch)
                batch = []
        if batch:
            batches.append(batch)
    return np.array(batches[step])


def step_edges(rng):
    """The last batch, the first step, sizes that come out even, one batch, batches of one."""
    x, orders = make_epochs(rng, 11, epochs=3)
    even, even_orders = make_epochs(rng, 12, epochs=3)
    return [
        Edge("the last batch of an epoch", (x, orders, 4, 5), "It has the images that are left."),
        Edge("the very last batch", (x, orders, 4, 8), "It has the images that are left."),
        Edge("step 0", (x, orders, 4, 0), "It is the first batch of the first epoch."),
        Edge(
            "batches that come out even",
            (even, even_orders, 4, 5),
            "Then no batch is shorter: round n / batch_size up only where it does not come out.",
        ),
        Edge("a batch size above their number", (x, orders, 50, 1), "An epoch is one batch then."),
        Edge("batches of one", (x, orders, 1, 15), "The result keeps the shape (1, pixels)."),
    ]


def step_in(batches, choose=lambda x, orders, epoch, places: x[orders[epoch][places]]):
    """A batch with another number of batches to the epoch, or another choice of the images."""

    def compute(x, orders, size, step):
        epoch, number = divmod(step, batches(len(x) / size))
        return choose(x, orders, epoch, slice(number * size, (number + 1) * size))

    return compute


def deal_apart(x, orders, size, step):
    """The images dealt out to the batches of the epoch in turn, as cards are."""
    batches = math.ceil(len(x) / size)
    return x[orders[step // batches][step % batches :: batches]]


def begin_early(x, orders, size, step):
    """A slice that begins at the number of the batch."""
    batches = math.ceil(len(x) / size)
    return x[orders[step // batches][step % batches :][:size]]


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
    """Logits, labels and a count below n, with costs that are well apart."""
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
        if np.diff(np.sort(costs)).min() > 1e-3 and not any(misled):
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
    return [
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
    Hole(
        "take_batch",
        example=(
            np.array([[0.0, 0.5], [1.0, 1.5], [2.0, 2.5], [3.0, 3.5], [4.0, 4.5]]),
            np.array([[2, 4, 0, 1, 3], [3, 0, 4, 2, 1], [1, 3, 2, 0, 4]]),
            2,
            4,
        ),
        draw=draw_step,
        oracle=deal_out,
        edges=step_edges,
        mistakes=(
            Mistake(
                "counts the full batches only: an epoch has one more, with what is left",
                step_in(math.floor),
            ),
            Mistake(
                "counts one batch too many in an epoch",
                step_in(lambda batches: math.ceil(batches) + 1),
            ),
            Mistake(
                "shuffles in no epoch: the order of an epoch is a row of `orders`",
                step_in(math.ceil, lambda x, orders, epoch, places: x[places]),
                "unused",
            ),
            Mistake(
                "takes the first epoch's order in each epoch: each has its own",
                step_in(math.ceil, lambda x, orders, epoch, places: x[orders[0][places]]),
            ),
            Mistake(
                "takes the order of the next epoch",
                step_in(math.ceil, lambda x, orders, epoch, places: x[orders[epoch + 1][places]]),
            ),
            Mistake(
                "takes the order of the epoch before",
                step_in(math.ceil, lambda x, orders, epoch, places: x[orders[epoch - 1][places]]),
            ),
            Mistake(
                "sorts the images of the batch: they come in the epoch's order",
                step_in(
                    math.ceil, lambda x, orders, epoch, places: x[np.sort(orders[epoch][places])]
                ),
            ),
            Mistake(
                "reads the order the wrong way round: orders[epoch, i] is the image at place i",
                step_in(
                    math.ceil, lambda x, orders, epoch, places: x[np.argsort(orders[epoch])[places]]
                ),
            ),
            Mistake(
                "takes every so many-th image: a batch is a slice of the order",
                deal_apart,
            ),
            Mistake(
                "begins at the number of the batch, not at that times the batch size",
                begin_early,
            ),
        ),
    ),
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
