"""How the holes of pixel-similarity are checked: a product with ones and zeros, loops, a search."""

import math

import numpy as np

from kerasdigits.practice.hole import Edge, Hole, Mistake


def draw_images(rng, n=None, classes=None):
    """Images, and labels in which every class occurs, not all of them equally often."""
    classes = classes or int(rng.integers(2, 5))
    n = n or classes + int(rng.integers(1, 7))
    labels = np.concatenate([np.arange(classes), rng.integers(0, classes, max(n - classes, 0))])
    return rng.uniform(0, 1, (n, int(rng.integers(2, 7)))), rng.permutation(labels)


def multiply_by_ones(x, y):
    """A row of ones and zeros for each class picks and adds its images."""
    member = np.equal.outer(np.arange(np.max(y) + 1), y).astype(float)
    return member @ x / member.sum(axis=1, keepdims=True)


def image_edges(rng):
    """One class, one image each, whole numbers, sorted labels."""
    x, y = draw_images(rng, 7, 3)
    return [
        Edge("images of one class only", draw_images(rng, 4, 1), "Let the result have one row."),
        Edge("a single image", draw_images(rng, 1, 1), "Let the result have one row."),
        Edge("one image of each class", draw_images(rng, 4, 4), "Then it is its own mean."),
        Edge(
            "pixels from 0 to 255 in uint8",
            ((x * 255).astype("uint8"), y),
            "Let sums be floats.",
            "dtype",
        ),
        Edge("labels that are sorted", (x, np.sort(y)), "Labels come in any order."),
    ]


def of_first_seen(x, y):
    """The means in the order in which the classes come first."""
    order = sorted(set(y.tolist()), key=y.tolist().index)
    return multiply_by_ones(x, y)[order]


def draw_pictures(rng, n=None, classes=None, pixels=None):
    """Images and mean images; the numbers of both differ."""
    n = n or int(rng.integers(2, 8))
    classes = classes or int(rng.choice([k for k in (2, 3, 4, 5) if k != n]))
    pixels = pixels or int(rng.choice([k for k in (3, 4, 5, 6, 7) if k not in (n, classes)]))
    return rng.uniform(0, 1, (n, pixels)), rng.uniform(0, 1, (classes, pixels))


def measure_pairs(x, means):
    """Each pair by Python's own distance."""
    root = math.sqrt(len(x[0]))
    return np.array([[math.dist(row, mean) / root for mean in means] for row in x.tolist()])


def picture_edges(rng):
    """One image, one class, one pixel, no distance, as many images as classes."""
    x, means = draw_pictures(rng, 4, 3, 5)
    return [
        Edge("a single image", draw_pictures(rng, n=1), "Let the result keep its row."),
        Edge("a single class", draw_pictures(rng, classes=1), "Let the result keep its column."),
        Edge("as many images as classes", (x[:3], means), "Compare each with each."),
        Edge("an image that is a mean image", (means[:1].copy(), means), "Its distance is 0."),
        Edge("large numbers", (1e4 * x, 1e4 * means), "Nothing is to be added or clipped."),
    ]


def of_pairs(compute):
    """A wrong distance for each pair."""
    return lambda x, means: np.array([[compute(row - mean) for mean in means] for row in x])


def draw_scores(rng, positives=None, others=None):
    """Scores that sort rather well, and which are positive."""
    positives = positives or int(rng.integers(2, 7))
    others = others or int(rng.choice([k for k in range(2, 9) if k != positives]))
    is_positive = rng.permutation(np.arange(positives + others) < positives)
    return rng.normal(size=len(is_positive)) + 0.8 * is_positive, is_positive


def search_sorted(scores, is_positive):
    """Where each positive stands in the order of the others: between left and right at ties."""
    others = np.sort(scores[~is_positive])
    positives = scores[is_positive]
    below = np.searchsorted(others, positives) + np.searchsorted(others, positives, "right")
    return float(below.sum()) / 2 / len(positives) / len(others)


def score_edges(rng):
    """Ties, perfection, its reverse, one positive."""
    places = np.array([True, False, True, False, False])
    ties = "A pair with equal scores counts half."
    return [
        Edge("equal scores", (np.array([1.0, 1.0, 2.0, 2.0, 0.0]), places), ties, "ties"),
        Edge("scores that are all the same", (np.full(5, 0.3), places), ties, "ties"),
        Edge("a perfect order", (np.array([5.0, 1.0, 4.0, 2.0, 3.0]), places), "That is 1."),
        Edge("an order that is all wrong", (np.array([1.0, 5, 2, 4, 3]), places), "That is 0."),
        Edge(
            "a single positive",
            draw_scores(rng, positives=1),
            "Then there are as many pairs as others.",
        ),
        Edge(
            "a single one that is not positive",
            draw_scores(rng, others=1),
            "Then there are as many pairs as positives.",
        ),
    ]


def count_wins(scores, is_positive):
    """How many pairs are sorted rightly."""
    return search_sorted(scores, is_positive) * is_positive.sum() * (~is_positive).sum()


HOLES = (
    Hole(
        "mean_images",
        example=(
            np.array([[0.0, 1.0, 1.0], [0.5, 0.0, 1.0], [1.0, 0.5, 0.0]]),
            np.array([1, 0, 1]),
        ),
        draw=draw_images,
        oracle=multiply_by_ones,
        edges=image_edges,
        mistakes=(
            Mistake(
                "adds up the images of each class: divide by how many it has",
                lambda x, y: multiply_by_ones(x, y) * np.bincount(y)[:, None],
                "batch-factor",
            ),
            Mistake(
                "divides by the number of all images: divide by how many are of the class",
                lambda x, y: multiply_by_ones(x, y) * np.bincount(y)[:, None] / len(y),
                "batch-factor",
            ),
            Mistake(
                "divides by the number of classes: divide by how many images are of the class",
                lambda x, y: multiply_by_ones(x, y) * np.bincount(y)[:, None] / (y.max() + 1),
                "batch-factor",
            ),
            Mistake(
                "gives the mean of all images in every row",
                lambda x, y: np.tile(x.mean(axis=0), (y.max() + 1, 1)),
                "unused",
            ),
            Mistake(
                "takes the median of each pixel, where the mean is asked for",
                lambda x, y: np.stack([np.median(x[y == k], axis=0) for k in range(y.max() + 1)]),
            ),
            Mistake(
                "has the classes in the order in which they come first: class 0 is to be first",
                of_first_seen,
                "order",
            ),
            Mistake(
                "takes one image of each class, where the mean of all of them is asked for",
                lambda x, y: np.stack([x[y == k][0] for k in range(y.max() + 1)]),
            ),
            Mistake(
                "takes one image of each class, where the mean of all of them is asked for",
                lambda x, y: np.stack([x[y == k][-1] for k in range(y.max() + 1)]),
            ),
            Mistake(
                "averages the images that are *not* of the class",
                lambda x, y: np.stack([x[y != k].mean(axis=0) for k in range(y.max() + 1)]),
            ),
            Mistake(
                "averages over the pixels: the mean is over the images of a class, axis 0",
                lambda x, y: np.stack(
                    [np.full(x.shape[1], x[y == k].mean()) for k in range(y.max() + 1)]
                ),
            ),
        ),
    ),
    Hole(
        "distances_l2",
        example=(
            np.array([[0.0, 0.0], [1.0, 1.0], [1.0, 0.0]]),
            np.array([[0.0, 0.0], [1.0, 7.0]]),
        ),
        draw=draw_pictures,
        oracle=measure_pairs,
        edges=picture_edges,
        mistakes=(
            Mistake(
                "sums the squares: their mean is asked for",
                of_pairs(np.linalg.norm),
                "batch-factor",
            ),
            Mistake(
                "leaves out the root of the mean square",
                of_pairs(lambda d: np.mean(d**2)),
                "function",
            ),
            Mistake(
                "is the distance L1, the mean absolute difference: L2 is asked for",
                of_pairs(lambda d: np.mean(abs(d))),
            ),
            Mistake(
                "takes the root of each square, which is the absolute difference: the root of the "
                "mean is asked for",
                of_pairs(lambda d: np.sum(abs(d))),
            ),
            Mistake(
                "takes the largest difference, where the root of the mean square is asked for",
                of_pairs(lambda d: np.max(abs(d))),
            ),
            Mistake(
                "averages before it squares, so that differences cancel",
                of_pairs(lambda d: abs(np.mean(d))),
            ),
            Mistake(
                "averages before it squares, so that differences cancel",
                of_pairs(lambda d: np.mean(d)),
            ),
            Mistake(
                "takes the mean of the root of each difference",
                of_pairs(lambda d: np.mean(np.sqrt(abs(d)))),
            ),
            Mistake(
                "adds the mean image, where it is to be subtracted",
                lambda x, means: measure_pairs(x, -means),
                "sign",
            ),
        ),
    ),
    Hole(
        "auc",
        example=(
            np.array([0.5, 3.0, 2.0, -1.0, 1.5, 1.0]),
            np.array([False, True, False, False, True, False]),
        ),
        draw=draw_scores,
        oracle=search_sorted,
        edges=score_edges,
        mistakes=(
            *(
                Mistake(
                    "compares all scores with all, and leaves out `is_positive`: compare each "
                    "positive with each of the others",
                    compute,
                    "unused",
                )
                for compute in (
                    lambda s, p: np.mean(s[:, None] > s),
                    lambda s, p: np.mean(s[:, None] > s) * 2,
                    lambda s, p: np.mean(s[:, None] >= s),
                    lambda s, p: np.mean((s[:, None] > s) + 0.5 * (s[:, None] == s)),
                )
            ),
            *(
                Mistake(
                    "is the share of scores above a threshold, and leaves out `is_positive`: "
                    "compare each positive with each of the others",
                    compute,
                    "unused",
                )
                for compute in (
                    lambda s, p: np.mean(s > s.mean()),
                    lambda s, p: np.mean(s > 0.5),
                    lambda s, p: np.mean(s > 0),
                )
            ),
            Mistake(
                "counts the pairs that are won: their share of all pairs is asked for",
                count_wins,
                "batch-factor",
            ),
            Mistake(
                "counts the pairs in which the *other* has the higher score",
                lambda s, p: 1 - search_sorted(s, p),
                "function",
            ),
            Mistake(
                "divides by the number of all pairs: only a positive and another make a pair",
                lambda s, p: count_wins(s, p) / (len(s) * (len(s) - 1) / 2),
                "batch-factor",
            ),
            Mistake(
                "divides by the square of the number of images: divide by the number of pairs of "
                "a positive and another",
                lambda s, p: count_wins(s, p) / len(s) ** 2,
                "batch-factor",
            ),
            Mistake(
                "counts the pairs that a positive wins on average: divide by the number of all "
                "pairs of a positive and another",
                lambda s, p: count_wins(s, p) / p.sum(),
                "batch-factor",
            ),
            Mistake(
                "divides by the number of the others only: divide by the number of all pairs of a "
                "positive and another",
                lambda s, p: count_wins(s, p) / (~p).sum(),
                "batch-factor",
            ),
            Mistake(
                "is the accuracy with a threshold, and depends on it: compare scores with scores",
                lambda s, p: np.mean((s > 0.5) == p),
            ),
            Mistake(
                "is the accuracy with a threshold, and depends on it: compare scores with scores",
                lambda s, p: np.mean((s > 0) == p),
            ),
            Mistake(
                "compares with the mean of the others: compare with each of them",
                lambda s, p: np.mean(s[p] > s[~p].mean()),
            ),
            Mistake(
                "is the difference of the mean scores: the share of pairs is asked for",
                lambda s, p: s[p].mean() - s[~p].mean(),
            ),
            Mistake(
                "counts only positives above the highest of the others",
                lambda s, p: np.mean(s[p] > s[~p].max()),
            ),
            Mistake(
                "counts positives above the lowest of the others",
                lambda s, p: np.mean(s[p] > s[~p].min()),
            ),
        ),
    ),
)
