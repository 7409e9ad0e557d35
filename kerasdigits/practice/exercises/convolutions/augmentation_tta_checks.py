"""How the holes of augmentation-tta are checked: by products of matrices, and view by view."""

import math

import numpy as np

from kerasdigits.practice.hole import Edge, Hole, Mistake


def draw_images(rng, n=None):
    """Images of three to six rows and columns, a different number of each."""
    n = n or int(rng.integers(2, 5))
    rows, columns = rng.permutation(np.arange(3, 7))[:2]
    return rng.uniform(0.05, 0.95, (n, rows, columns))


def draw_move(rng, n=None):
    """A move that leaves something in the picture, along both axes by different distances."""
    images = draw_images(rng, n)
    down, right = (int(step) for step in rng.permutation([1, 2]) * rng.choice([-1, 1], 2))
    return images, down, right


def shift_by_products(images, down, right):
    """A matrix with ones beside its diagonal moves rows, another one columns."""
    _, rows, columns = images.shape
    moved = np.eye(rows, k=-down) @ images @ np.eye(columns, k=right)
    return moved.astype(images.dtype)


def clear_first_only(images, down, right):
    """Roll, and clear the first rows and columns, whatever the direction."""
    moved = np.roll(images, (down, right), (1, 2))
    moved[:, :down] = 0
    moved[:, :, :right] = 0
    return moved


def move_edges(rng):
    """No move, along one axis only, off the picture, whole numbers, one image."""
    images = draw_images(rng)
    whole = rng.integers(1, 9, (2, 3, 4))
    return [
        Edge("no move at all", (images, 0, 0), "Then the images stay as they are."),
        Edge("a move along the rows only", (images, 2, 0), "Mind that x[:-0] is empty."),
        Edge("a move along the columns only", (images, 0, -1), "Mind that x[:-0] is empty."),
        Edge("a move off the picture", (images, 9, -1), "Then there is only paper."),
        Edge("a move off the picture", (images, 1, 8), "Then there is only paper."),
        Edge("a batch of one", draw_move(rng, 1), "Keep the axis of the images."),
        Edge("images of whole numbers", (whole, 1, -2), "Keep them whole: np.zeros_like.", "dtype"),
    ]


def draw_logits(rng, views=None, n=None, classes=None):
    """Logits of some views."""
    shape = tuple(int(size) for size in rng.permutation(np.arange(2, 6))[:3])
    shape = tuple(given or drawn for given, drawn in zip((views, n, classes), shape, strict=True))
    return (2 * rng.normal(size=shape),)


def soften(logits):
    """Number by number: 1 over the sum of exponentials of differences."""
    views, n, classes = logits.shape
    found = np.zeros((n, classes))
    for image in range(n):
        for view in range(views):
            row = logits[view, image].tolist()
            for place, own in enumerate(row):
                gaps = [min(other - own, 700.0) for other in row]
                found[image, place] += 1 / math.fsum(map(math.exp, gaps)) / views
    return found


def logit_edges(rng):
    """One view, one image, one class, large logits."""
    large = "Take the largest logit of each view away first."
    (logits,) = draw_logits(rng, 3, 4, 2)
    far = logits + np.array([1000.0, -1000.0, 0.0])[:, None, None]
    return [
        Edge("a single view", draw_logits(rng, views=1), "Its probabilities are the mean."),
        Edge("a batch of one", draw_logits(rng, n=1), "Keep the axis of the images."),
        Edge("a single class", draw_logits(rng, classes=1), "It is certain then."),
        Edge("logits in the thousands", (1000 * logits,), large, "overflows"),
        Edge("views whose logits lie far apart", (far,), large, "overflows"),
    ]


def softmax(logits, axis=2):
    """The softmax along an axis."""
    shares = np.exp(logits)
    return shares / shares.sum(axis=axis, keepdims=True)


HOLES = (
    Hole(
        "move",
        example=(np.array([[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]]), 1, -1),
        draw=draw_move,
        oracle=shift_by_products,
        edges=move_edges,
        mistakes=(
            Mistake(
                "brings in on one side what leaves on the other, as np.roll does: paper comes in",
                lambda images, down, right: np.roll(images, (down, right), (1, 2)),
            ),
            Mistake(
                "moves in the opposite direction",
                lambda images, down, right: shift_by_products(images, -down, -right),
                "sign",
            ),
            Mistake(
                "moves up where it is to move down",
                lambda images, down, right: shift_by_products(images, -down, right),
                "sign",
            ),
            Mistake(
                "moves to the left where it is to move to the right",
                lambda images, down, right: shift_by_products(images, down, -right),
                "sign",
            ),
            Mistake(
                "takes `down` for the columns and `right` for the rows",
                lambda images, down, right: shift_by_products(images, right, down),
                "transposed",
            ),
            Mistake(
                "moves along the rows only",
                lambda images, down, right: shift_by_products(images, down, 0),
                "unused",
            ),
            Mistake(
                "moves along the columns only",
                lambda images, down, right: shift_by_products(images, 0, right),
                "unused",
            ),
            Mistake(
                "lets the border's pixels come in again and again: paper comes in",
                lambda images, down, right: images[
                    :,
                    np.clip(np.arange(images.shape[1]) - down, 0, images.shape[1] - 1)[:, None],
                    np.clip(np.arange(images.shape[2]) - right, 0, images.shape[2] - 1),
                ],
            ),
            Mistake(
                "mirrors the images",
                lambda images, down, right: images[:, :, ::-1],
            ),
            Mistake(
                "lets 1 come in, which is ink: paper is 0",
                lambda images, down, right: (
                    shift_by_products(images, down, right)
                    + (shift_by_products(np.ones_like(images), down, right) == 0)
                ),
            ),
            Mistake(
                "moves the first image into the second: the images are axis 0, the rows axis 1",
                lambda images, down, right: np.roll(images, (down, right), (0, 1)),
            ),
            Mistake("leaves the images as they are", lambda images, down, right: images, "unused"),
            Mistake(
                "clears rows and columns at the wrong side where `down` or `right` is below 0: "
                "there, what comes in comes in from below, or from the right",
                clear_first_only,
            ),
            Mistake(
                "lets row -1 be the last, as NumPy does: a row below 0 is out of the picture",
                lambda images, down, right: (
                    np.roll(images, (down, right), (1, 2))
                    * (np.arange(images.shape[1]) >= down)[:, None]
                    * (np.arange(images.shape[2]) >= right)
                ),
            ),
            Mistake(
                "clears the border, and moves nothing",
                lambda images, down, right: shift_by_products(
                    shift_by_products(images, -down, -right), down, right
                ),
            ),
            Mistake(
                "clears the first rows and columns whatever the direction is: where it is below 0, "
                "what comes in comes in from below, or from the right",
                lambda images, down, right: (
                    np.roll(images, (down, right), (1, 2))
                    * (np.arange(images.shape[1]) >= abs(down))[:, None]
                    * (np.arange(images.shape[2]) >= abs(right))
                ),
            ),
            Mistake(
                "leaves the old pixels where nothing comes in: paper is 0",
                lambda images, down, right: np.where(
                    shift_by_products(np.ones_like(images), down, right) == 0,
                    images,
                    shift_by_products(images, down, right),
                ),
            ),
            Mistake(
                "moves down and to the right only: below 0 it is up, and to the left",
                lambda images, down, right: (
                    shift_by_products(images, down, right) * (down >= 0 and right >= 0)
                ),
            ),
        ),
    ),
    Hole(
        "average_views",
        example=(np.array([[[0.0, 3.0], [1.0, 1.5]], [[2.0, 0.5], [4.0, 1.0]]]),),
        draw=draw_logits,
        oracle=soften,
        edges=logit_edges,
        mistakes=(
            Mistake(
                "takes the softmax of the mean logits: take the mean of the probabilities",
                lambda z: softmax(z.mean(axis=0), axis=1),
            ),
            Mistake(
                "takes the softmax of the summed logits: take the mean of the probabilities",
                lambda z: softmax(z.sum(axis=0), axis=1),
            ),
            Mistake(
                "takes the softmax over the images: the probabilities of an image's classes add "
                "up to 1",
                lambda z: softmax(z, axis=1).mean(axis=0),
                "reduced",
            ),
            Mistake(
                "takes the softmax over the views: the probabilities of an image's classes add "
                "up to 1",
                lambda z: softmax(z, axis=0).mean(axis=0),
                "reduced",
            ),
            Mistake(
                "takes one softmax over all that there is: each view of each image has its own",
                lambda z: (np.exp(z) / np.exp(z).sum()).mean(axis=0),
                "reduced",
            ),
            Mistake(
                "sums over the views, where the mean is asked for",
                lambda z: softmax(z).sum(axis=0),
                "batch-factor",
            ),
            Mistake(
                "gives the mean of the logits: the softmax is missing",
                lambda z: z.mean(axis=0),
            ),
            Mistake(
                "takes the sigmoid of each logit: the classes exclude each other, so use softmax",
                lambda z: (1 / (1 + np.exp(-z))).mean(axis=0),
            ),
            Mistake(
                "gives the mean exponentials: divide each by the sum over its classes",
                lambda z: np.exp(z).mean(axis=0),
            ),
            Mistake(
                "divides the logits by their sum: the exponential is missing",
                lambda z: (z / z.sum(axis=2, keepdims=True)).mean(axis=0),
            ),
            Mistake("looks at the first view only", lambda z: softmax(z)[0], "unused"),
            Mistake(
                "leaves out the first view, which is the image itself",
                lambda z: softmax(z)[1:].mean(axis=0),
                "unused",
            ),
            Mistake("looks at the last view only", lambda z: softmax(z)[-1], "unused"),
            Mistake(
                "takes the largest probability of the views, where the mean is asked for",
                lambda z: softmax(z).max(axis=0),
            ),
            Mistake(
                "takes the product of the views' probabilities, where the mean is asked for",
                lambda z: softmax(z).prod(axis=0),
            ),
            Mistake(
                "takes the geometric mean of the views' probabilities: add them, divide by the "
                "number of views",
                lambda z: np.exp(np.log(softmax(z)).mean(axis=0)),
            ),
            Mistake(
                "takes the largest over the views away, which differs from class to class: take "
                "the largest of each view's logits",
                lambda z: softmax(z - z.max(axis=0)).mean(axis=0),
            ),
            Mistake(
                "divides by the sums over all views: each view has its own",
                lambda z: (
                    np.exp(z - z.max(axis=2, keepdims=True)).sum(axis=0)
                    / np.exp(z - z.max(axis=2, keepdims=True)).sum(axis=(0, 2))[:, None]
                ),
            ),
            Mistake(
                "takes the median of the views, where the mean is asked for",
                lambda z: np.median(softmax(z), axis=0),
            ),
            Mistake(
                "divides by the exponential of the sum: the sum of the exponentials is needed",
                lambda z: (np.exp(z) / np.exp(z.sum(axis=2, keepdims=True))).mean(axis=0),
            ),
            Mistake(
                "divides by the sums over all views: each view has its own",
                lambda z: np.exp(z).sum(axis=0) / np.exp(z).sum(axis=(0, 2))[:, None],
            ),
            Mistake(
                "votes: the probabilities are asked for, not the share of views for each class",
                lambda z: np.eye(z.shape[2])[z.argmax(axis=2)].mean(axis=0),
            ),
            Mistake(
                "takes the sigmoid of each logit: the classes exclude each other, so use softmax",
                lambda z: (
                    1 / (1 + np.exp(-z)) / (1 / (1 + np.exp(-z))).sum(2, keepdims=True)
                ).mean(axis=0),
            ),
            Mistake(
                "gives the mean exponentials: divide each by the sum over its classes",
                lambda z: np.exp(z - z.max(axis=2, keepdims=True)).mean(axis=0),
            ),
            Mistake(
                "says which class is the likeliest: the probabilities are asked for",
                lambda z: np.eye(z.shape[2])[softmax(z).mean(axis=0).argmax(axis=1)],
            ),
            Mistake(
                "takes the mean over the images: the views are axis 0",
                lambda z: softmax(z).mean(axis=1),
                "reduced",
            ),
            Mistake(
                "takes the mean over the classes: the views are axis 0",
                lambda z: softmax(z).mean(axis=2),
                "reduced",
            ),
        ),
    ),
)
