"""How the hole `take_batch` of full-mnist is checked: by dealing all epochs out."""

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


TAKE_BATCH = Hole(
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
            step_in(math.ceil, lambda x, orders, epoch, places: x[np.sort(orders[epoch][places])]),
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
            "goes on from one epoch into the next: the last batch of an epoch has what is left, "
            "and the next epoch begins a new one",
            lambda x, orders, size, step: x[orders.ravel()[step * size :][:size]],
        ),
        Mistake(
            "takes all images from there on: a batch ends after batch_size of them, or with the "
            "epoch",
            lambda x, orders, size, step: x[orders.ravel()[step * size :]],
        ),
        Mistake(
            "takes all images that are left of the epoch: a batch ends after batch_size of them",
            step_in(
                math.ceil,
                lambda x, orders, epoch, places: x[orders[epoch][places.start :]],
            ),
        ),
        Mistake(
            "goes on through the first epoch's order again and again: each epoch has its own",
            lambda x, orders, size, step: x[
                np.resize(orders[0], orders.size)[step * size :][:size]
            ],
        ),
        Mistake(
            "begins at the number of the batch, not at that times the batch size",
            begin_early,
        ),
    ),
)
