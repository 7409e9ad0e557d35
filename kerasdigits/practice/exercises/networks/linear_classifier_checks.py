"""How the holes of linear-classifier are checked: pixel by pixel, and by an imaginary step."""

import math

import numpy as np

from kerasdigits.practice.hole import Edge, Hole, Mistake


def draw_images(rng, n=None, rows=None, columns=None):
    """Images that are not square, weights and a bias."""
    n = n or int(rng.integers(2, 7))
    rows = rows or int(rng.integers(2, 5))
    columns = columns or rows + int(rng.integers(1, 4))
    return (
        rng.uniform(size=(n, rows, columns)),
        rng.normal(size=rows * columns),
        float(rng.uniform(0.5, 2)) * float(rng.choice([-1, 1])),
    )


def score_by_pixel(images, weights, bias):
    """Walk over the pixels of each image, row by row."""
    scores = []
    for image in images.tolist():
        pixels = [pixel for row in image for pixel in row]
        pairs = zip(pixels, weights.tolist(), strict=True)
        scores.append(math.fsum(pixel * weight for pixel, weight in pairs) + bias)
    return np.array(scores)


def image_edges(rng):
    """One image, a single row, a single pixel, pixels as whole numbers, no bias."""
    images, weights, _ = draw_images(rng)
    whole = rng.integers(0, 256, images.shape).astype("uint8")
    return [
        Edge("a batch of one", draw_images(rng, n=1), "The result is an array of shape (1,)."),
        Edge("images of one row", draw_images(rng, rows=1), "Take the shape from the images."),
        Edge("images of one pixel", draw_images(rng, rows=1, columns=1), "That is a shape, too."),
        Edge("pixels as whole numbers from 0 to 255", (whole, weights, 0.5), "", "dtype"),
        Edge("a bias of 0", (images, weights, 0.0), "0 is a bias like any."),
    ]


def read_columns(images, weights, bias):
    """Lay the pixels out column by column."""
    return score_by_pixel(images.transpose(0, 2, 1), weights, bias)


def mix_images(images, weights, bias):
    """A reshape that deals the pixels of one image out to all."""
    return images.reshape(-1, len(images)).T @ weights + bias


def draw_batch(rng, n=None, k=None):
    """Rows of pixels, targets of both kinds, weights and a bias."""
    n = n or int(rng.integers(3, 12))
    k = k or int(rng.integers(2, 6))
    targets = rng.integers(0, 2, n)
    targets[: min(n, 2)] = rng.permutation([0, 1])[: min(n, 2)]
    return rng.normal(size=(n, k)), targets, rng.normal(size=k), float(rng.normal())


def step_aside(x, targets, weights, bias):
    """An imaginary step of 1e-30 along each parameter: the loss's imaginary part is the slope."""

    def loss(w, b):
        p = 1 / (1 + np.exp(-(x @ w + b)))
        return np.mean(targets + (1 - 2 * targets) * p)

    nudges = 1e-30j * np.eye(len(weights))
    slopes = [loss(weights + nudge, bias).imag for nudge in nudges]
    return np.array(slopes) * 1e30, loss(weights, bias + 1e-30j).imag * 1e30


def batch_edges(rng):
    """One image, one kind only, targets that are floats, a start of zeros."""
    x, targets, weights, bias = draw_batch(rng, 5)
    return [
        Edge("a batch of one", draw_batch(rng, n=1), "Take n from the images."),
        Edge("images of one pixel", draw_batch(rng, k=1), "The result keeps the shape (1,)."),
        Edge("a batch of 3s only", (x, np.ones(5, int), weights, bias), "That is a batch."),
        Edge("a batch of 7s only", (x, np.zeros(5, int), weights, bias), "That is a batch."),
        Edge("targets that are floats", (x, targets.astype(float), weights, bias), "1.0 is a 1."),
        Edge("weights of zeros", (x, targets, np.zeros_like(weights), 0.0), "Then p is 0.5."),
    ]


def slopes_with(link):
    """Both results with another link in the place of `sign * p * (1 - p)`."""

    def compute(x, targets, weights, bias):
        slopes = link(1 / (1 + np.exp(-(x @ weights + bias))), targets)
        return x.T @ slopes / len(x), slopes.mean()

    return compute


def draw_scores(rng):
    """Scores and targets, of which the last, smaller batch has another share than the rest."""
    while True:
        size = int(rng.integers(3, 6))
        n = size * int(rng.integers(1, 4)) + int(rng.integers(1, size - 1))
        targets = rng.integers(0, 2, n)
        scores = rng.normal(size=n)
        result = walk_batches(scores, targets, size)
        # Not the example's result, nor nearly.
        if abs(share(scores, targets) - result) > 0.01 and abs(result - 0.5) > 0.06:
            return scores, targets, size


def walk_batches(scores, targets, batch_size):
    """Count image by image: how many were right in each batch, and how many it has."""
    counts = {}
    for place, (score, target) in enumerate(zip(scores.tolist(), targets.tolist(), strict=True)):
        right, images = counts.get(place // batch_size, (0, 0))
        counts[place // batch_size] = (
            right + ((target == 1) if score > 0 else target != 1),
            images + 1,
        )
    return math.fsum(right / images for right, images in counts.values()) / len(counts)


def score_edges(rng):
    """Batches that come out even, one batch for all, batches of one, scores of 0."""
    scores, targets, _ = draw_scores(rng)
    n = len(scores)
    even = (rng.normal(size=12), rng.integers(0, 2, 12), 4)
    zeros = (np.array([0.0, 0.0, 1.0, -1.0, 0.0]), np.array([0, 1, 1, 0, 0]), 2)
    return [
        Edge("batches that come out even", even, "There is no shorter batch then."),
        Edge("a batch size above their number", (scores, targets, n + 3), "It is one batch."),
        Edge("batches of one", (scores, targets, 1), "Their mean is the exact accuracy."),
        Edge("targets that are floats", (scores, targets.astype(float), 3), "1.0 is a 1."),
        Edge("scores of exactly 0", zeros, "Above 0 means `>`: a score of 0 says a 7.", "ties"),
    ]


def share(scores, targets):
    """The share that is right."""
    return np.mean((scores > 0) == (targets == 1))


HOLES = (
    Hole(
        "linear1",
        example=(
            np.array([[[1.0, 2.0, 0.0], [0.0, 0.0, 3.0]], [[0.0, 0.0, 1.0], [4.0, 0, 0]]]),
            np.array([1.0, 10.0, 0.5, -1.0, 7.0, 2.0]),
            0.25,
        ),
        draw=draw_images,
        oracle=score_by_pixel,
        edges=image_edges,
        mistakes=(
            Mistake("reads the pixels column by column: the weights go row by row", read_columns),
            Mistake(
                "mixes the pixels of different images: let each image be one row, "
                "`images.reshape(len(images), -1)`",
                mix_images,
            ),
            Mistake(
                "takes the mean over the pixels, where their sum is the score",
                lambda images, w, b: (images.reshape(len(images), -1) * w).mean(axis=1) + b,
            ),
            Mistake(
                "gives the sigmoid of the score: a score is any number",
                lambda *args: 1 / (1 + np.exp(-score_by_pixel(*args))),
            ),
            Mistake(
                "says whether the score is positive: the score itself is asked for",
                lambda *args: score_by_pixel(*args) > 0,
            ),
            Mistake(
                "adds the bias to each pixel: it is added once, to the sum",
                lambda images, w, b: (images.reshape(len(images), -1) * w + b).sum(axis=1),
            ),
            Mistake(
                "adds the bias to each weight: it is added once, to the sum",
                lambda images, w, b: images.reshape(len(images), -1) @ (w + b),
            ),
        ),
    ),
    Hole(
        "mnist_gradient",
        example=(
            np.array([[1.0, 2.0, 0.0], [0.0, 4.0, 1.0]]),
            np.array([1, 0]),
            np.array([2.0, -1.0, 3.0]),
            1.0,
        ),
        draw=draw_batch,
        oracle=step_aside,
        edges=batch_edges,
        results=("slopes of the weights", "slope of the bias"),
        mistakes=(
            Mistake(
                "leaves out the slope of the sigmoid, p * (1 - p)",
                slopes_with(lambda p, t: 1 - 2 * t),
            ),
            Mistake(
                "has p where the sigmoid's slope is p * (1 - p)",
                slopes_with(lambda p, t: (1 - 2 * t) * p),
            ),
            Mistake(
                "has 1 - p where the sigmoid's slope is p * (1 - p)",
                slopes_with(lambda p, t: (1 - 2 * t) * (1 - p)),
            ),
            Mistake(
                "is the gradient of the cross-entropy, (p - target): this loss is |p - target|",
                slopes_with(lambda p, t: p - t),
            ),
            Mistake(
                "is the gradient of the squared error: nothing is squared here",
                slopes_with(lambda p, t: 2 * (p - t) * p * (1 - p)),
            ),
            Mistake(
                "is the gradient of half the squared error: nothing is squared here",
                slopes_with(lambda p, t: (p - t) * p * (1 - p)),
            ),
            Mistake(
                "leaves out the targets: for a 3 the loss falls when p rises",
                slopes_with(lambda p, t: p * (1 - p)),
            ),
            Mistake(
                "counts only the 3s: for a 7 the slope with respect to p is 1",
                slopes_with(lambda p, t: -t * p * (1 - p)),
            ),
            Mistake(
                "counts only the 7s: for a 3 the slope with respect to p is -1",
                slopes_with(lambda p, t: (1 - t) * p * (1 - p)),
            ),
            Mistake(
                "computes p without the bias",
                lambda x, t, w, b: step_aside(x, t, w, 0.0),
            ),
        ),
    ),
    Hole(
        "validate_epoch",
        example=(np.array([1.5, -2.0, 0.5, 3.0, -1.0]), np.array([1, 0, 0, 1, 1]), 2),
        draw=draw_scores,
        oracle=walk_batches,
        edges=score_edges,
        mistakes=(
            Mistake(
                "is the accuracy of all images: the mean of the batches' shares is asked for",
                lambda s, t, size: share(s, t),
            ),
            Mistake(
                "drops the last, shorter batch: it counts as much as the others",
                lambda s, t, size: share(s[: len(s) // size * size], t[: len(s) // size * size]),
            ),
            Mistake(
                "counts what is wrong, not what is right",
                lambda s, t, size: 1 - walk_batches(s, t, size),
            ),
            Mistake(
                "divides the last batch too by the batch size: it has fewer images",
                lambda s, t, size: np.sum((s > 0) == (t == 1)) / size / math.ceil(len(s) / size),
            ),
            Mistake(
                "adds up the shares of the batches: take their mean",
                lambda s, t, size: walk_batches(s, t, size) * math.ceil(len(s) / size),
            ),
            Mistake(
                "divides by the number of full batches: the last, shorter one counts as well",
                lambda s, t, size: (
                    walk_batches(s, t, size) * math.ceil(len(s) / size) / (len(s) // size)
                ),
            ),
            Mistake(
                "takes a score for a probability: above 0, not above 0.5, says a 3",
                lambda s, t, size: walk_batches(s - 0.5, t, size),
            ),
            Mistake(
                "gives the share that is called a 3, whatever the targets are",
                lambda s, t, size: walk_batches(s, np.ones_like(t), size),
                "unused",
            ),
            Mistake(
                "gives the share of 3s among the images, whatever the scores are",
                lambda s, t, size: walk_batches(np.ones_like(s), t, size),
                "unused",
            ),
        ),
    ),
)
