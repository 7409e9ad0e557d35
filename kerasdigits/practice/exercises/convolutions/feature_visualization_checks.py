"""How the holes of feature-visualization are checked: from the top down, and by counting."""

import numpy as np

from kerasdigits.practice.exercises.convolutions.feature_visualization_climb_checks import CLIMB
from kerasdigits.practice.hole import Edge, Hole, Mistake


def draw_layers(rng, layers=None):
    """Kernels and strides of some layers; there is always a stride before the last layer."""
    layers = layers or int(rng.integers(3, 7))
    strides = rng.integers(1, 4, layers)
    strides[: layers - 1][rng.integers(max(layers - 1, 1)) :][:1] = 2 + rng.integers(2)
    kernels = rng.integers(2, 6, layers)
    return kernels, strides


def last_pixels(kernels, strides):
    """Follow the first place of each layer down to the last pixel that it sees."""
    sides = []
    for layer in range(len(kernels)):
        last = 0
        for below in range(layer, -1, -1):
            last = last * int(strides[below]) + int(kernels[below]) - 1
        sides.append(last + 1)
    return np.array(sides)


def follow_backward(kernels, strides):
    """The rule from above, applied from below."""
    side, sides = 1, []
    for kernel, stride in zip(kernels, strides, strict=True):
        side = (side - 1) * stride + kernel
        sides.append(side)
    return np.array(sides)


def layer_edges(rng):
    """One layer, kernels of one place, strides larger than the kernels."""
    kernels, strides = draw_layers(rng, 4)
    return [
        Edge("a single layer", (np.array([5]), np.array([2])), "It sees as much as its kernel."),
        Edge("layers whose kernels see one place", (np.ones(4, int), strides), "The side stays 1."),
        Edge("strides that are all 1", (kernels, np.ones(4, int)), "The jump stays 1 then."),
        Edge("strides larger than the kernel", (np.array([2, 2, 3]), np.array([4, 5, 1]))),
    ]


def grow(kernels, strides, *, side=1, less=1, own=False):
    """The rule, with one thing changed."""
    sides, jump = [], 1
    for kernel, stride in zip(kernels, strides, strict=True):
        jump = jump * stride if own else jump
        side = side + (kernel - less) * jump
        jump = jump if own else jump * stride
        sides.append(side)
    return np.array(sides)


def multiply_sides(kernels, strides):
    """The side so far times the stride, and then the kernel."""
    side, sides = 1, []
    for kernel, stride in zip(kernels, strides, strict=True):
        side = side * stride + kernel - 1
        sides.append(side)
    return np.array(sides)


def draw_answers(rng, n=None, channels=None, count=None):
    """Answers of some channels to n images, none like another."""
    n = n or int(rng.integers(8, 14))
    rows, columns = rng.integers(2, 5, 2)
    channels = channels or int(rng.integers(2, 5))
    answers = rng.normal(size=(n, rows, columns, channels))
    return answers, count or int(rng.integers(2, n - 1))


def count_stronger(answers, count):
    """An image's place in the order is the number of images with a stronger answer."""
    n, channels = len(answers), answers.shape[-1]
    found = np.zeros((channels, count), int)
    for channel in range(channels):
        best = [max(answers[image, ..., channel].ravel().tolist()) for image in range(n)]
        for image in range(n):
            place = sum(other > best[image] for other in best)
            if place < count:
                found[channel, place] = image
    return found


def answer_edges(rng):
    """One channel, one place, one favourite, all images, answers below zero."""
    answers, _ = draw_answers(rng)
    return [
        Edge("a single channel", draw_answers(rng, channels=1), "Keep the axis of the channels."),
        Edge("one favourite only", draw_answers(rng, count=1), "Keep the shape (channels, 1)."),
        Edge("all images as favourites", (answers, len(answers)), "Then it is all of the order."),
        Edge("answers that are all below 0", (-np.exp(answers), 2), "Take them as they are."),
        Edge(
            "hundreds of images",
            (rng.normal(size=(300, 1, 1, 1)), 280),
            "Sort them all; np.argpartition leaves the favourites in no order.",
            "order",
        ),
        Edge("a layer with a single place", (answers[:, :1, :1], 2), "Its answer is the largest."),
    ]


def sort_by(measure):
    """Favourites by another number of each image and channel than the largest."""

    def find(answers, count):
        return np.argsort(-measure(answers), axis=0)[:count].T

    return find


HOLES = (
    Hole(
        "field_sides",
        example=(np.array([5, 2, 3]), np.array([1, 2, 3])),
        draw=draw_layers,
        oracle=last_pixels,
        edges=layer_edges,
        mistakes=(
            Mistake(
                "lets a layer's own stride widen what it sees: use the jump of the layers below, "
                "and multiply it by the stride afterwards",
                lambda k, s: grow(k, s, own=True),
            ),
            Mistake(
                "leaves out the strides: a step of one place is `jump` pixels wide",
                lambda k, s: grow(k, np.ones_like(s)),
                "unused",
            ),
            Mistake(
                "adds the whole kernel: one of its places is the one that is seen already, so add "
                "kernel - 1",
                lambda k, s: grow(k, s, less=0),
            ),
            Mistake(
                "begins with a side of 0: a pixel sees itself, so begin with 1",
                lambda k, s: grow(k, s, side=0),
                "offset",
            ),
            Mistake(
                "lets the side shrink from layer to layer: it grows",
                lambda k, s: 2 - last_pixels(k, s),
                "sign",
            ),
            Mistake(
                "multiplies the kernels: neighbours see mostly the same pixels",
                lambda k, s: np.cumprod(k),
            ),
            Mistake("adds up the kernels", lambda k, s: np.cumsum(k)),
            Mistake("gives the jumps, where the sides are asked for", lambda k, s: np.cumprod(s)),
            Mistake(
                "adds up the strides to get the jump: a stride of 2 behind one of 3 makes 6",
                lambda k, s: (
                    1 + np.cumsum((k - 1) * np.concatenate([[1], 1 + np.cumsum(s - 1)])[:-1])
                ),
            ),
            Mistake(
                "takes the stride of the layer below for the jump: multiply all strides below",
                lambda k, s: 1 + np.cumsum((k - 1) * np.concatenate([[1], s[:-1]])),
            ),
            Mistake(
                "takes a rule that holds from the last layer to the first: from the first on, add "
                "(kernel - 1) * jump",
                follow_backward,
            ),
            Mistake(
                "forgets what the layers below see: each layer adds to the side so far",
                lambda k, s: 1 + (k - 1) * np.cumprod([1, *s[:-1]]),
            ),
            Mistake(
                "goes through the layers from the last to the first",
                lambda k, s: grow(k[::-1], s[::-1]),
                "reversed",
            ),
            Mistake(
                "takes the layer's own stride for the jump: it is the product of all strides below",
                lambda k, s: 1 + np.cumsum((k - 1) * s),
            ),
            Mistake(
                "adds half of the kernel: a side counts the pixels on both sides of the middle",
                lambda k, s: grow((k - 1) // 2 + 1, s),
            ),
            Mistake(
                "multiplies the side by the stride: a stride widens the jump, for the layers above",
                multiply_sides,
            ),
        ),
    ),
    Hole(
        "find_favourites",
        example=(
            np.array(
                [
                    [[[1.0, 6.0], [4.0, 2.0]]],
                    [[[5.0, 1.5], [0.0, 3.0]]],
                    [[[2.0, 7.0], [3.0, 8.0]]],
                ]
            ),
            2,
        ),
        draw=draw_answers,
        oracle=count_stronger,
        edges=answer_edges,
        mistakes=(
            Mistake(
                "gives the images with the weakest answers: np.argsort begins with the smallest",
                lambda a, count: np.argsort(a.max(axis=(1, 2)), axis=0)[:count].T,
            ),
            Mistake(
                "gives the right images with the weakest of them first",
                lambda a, count: count_stronger(a, count)[:, ::-1],
                "order",
            ),
            Mistake(
                "sorts by the mean answer: an image counts by its strongest place",
                sort_by(lambda a: a.mean(axis=(1, 2))),
            ),
            Mistake(
                "sorts by the largest absolute answer: a strong dislike is no favourite",
                sort_by(lambda a: np.abs(a).max(axis=(1, 2))),
                "function",
            ),
            Mistake(
                "looks at the first place of each image only",
                sort_by(lambda a: a[:, 0, 0]),
            ),
            Mistake("sorts by the weakest place", sort_by(lambda a: a.min(axis=(1, 2)))),
            Mistake(
                "counts the images from 1: the first is 0",
                lambda a, count: count_stronger(a, count) + 1,
                "offset",
            ),
            Mistake(
                "gives each image's place in the order, where the numbers of the images are due",
                lambda a, count: (
                    np.argsort(np.argsort(-a.max(axis=(1, 2)), axis=0), axis=0)[:count].T
                ),
            ),
            Mistake(
                "finds the same images for all channels: each channel has its own order",
                lambda a, count: np.tile(
                    np.argsort(-a.max(axis=(1, 2, 3)))[:count], (a.shape[-1], 1)
                ),
            ),
            Mistake(
                "sorts the channels of each image: sort along the axis of the images",
                lambda a, count: np.argsort(-a.max(axis=(1, 2)), axis=1)[:count].T,
            ),
            Mistake(
                "numbers the places of all images one after the other: an image counts once, by "
                "its strongest place",
                lambda a, count: np.argsort(-a.reshape(-1, a.shape[-1]), axis=0)[:count].T,
            ),
            Mistake(
                "gives the answers themselves, where the numbers of the images are asked for",
                lambda a, count: -np.sort(-a.max(axis=(1, 2)), axis=0)[:count].T,
            ),
            Mistake(
                "sorts by all answers of an image together: it counts by its strongest place",
                sort_by(lambda a: np.linalg.norm(a, axis=(1, 2))),
            ),
            Mistake(
                "gives the last of the order, which are the images with the weakest answers",
                lambda a, count: np.argsort(-a.max(axis=(1, 2)), axis=0)[-count:].T,
            ),
        ),
    ),
    CLIMB,
)
