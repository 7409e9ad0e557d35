"""How the holes of feature-visualization are checked: from the top down, and by counting."""

import numpy as np

from kerasdigits.practice.hole import Edge, Hole, Mistake
from kerasdigits.practice.wire import Named


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


def draw_answers(rng, n=None, channels=None, count=None):
    """Answers of some channels to n images, none like another."""
    n = n or int(rng.integers(5, 10))
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
        Edge("a layer with a single place", (answers[:, :1, :1], 2), "Its answer is the largest."),
    ]


def sort_by(measure):
    """Favourites by another number of each image and channel than the largest."""

    def find(answers, count):
        return np.argsort(-measure(answers), axis=0)[:count].T

    return find


def draw_climb(rng, steps=None):
    """A channel whose answer has a top, a patch, and how to climb."""
    rows, columns = (int(size) for size in rng.permutation(np.arange(2, 6))[:2])
    half = rng.normal(size=(rows, rows))
    answer = {
        "hessian": -half @ half.T - np.eye(rows),
        "best": rng.uniform(-0.2, 1.2, (rows, columns)),
    }
    steps = int(rng.integers(3, 8)) if steps is None else steps
    patch = rng.uniform(0.2, 0.8, (rows, columns))
    return Named("bowl_gradient", answer), patch, float(rng.uniform(0.1, 0.4)), steps


def climb_slowly(slopes, patch, length, steps):
    """Pixel by pixel, in lists; the lengths are counted down."""
    found = patch.tolist()
    for left in range(steps, 0, -1):
        slope = slopes(np.array(found)).tolist()
        steepest = max(abs(one) for row in slope for one in row) or 1.0
        found = [
            [
                min(max(pixel + length * left / steps * up / steepest, 0.0), 1.0)
                for pixel, up in zip(*rows, strict=True)
            ]
            for rows in zip(found, slope, strict=True)
        ]
    return np.array(found)


def climb_edges(rng):
    """No steps, one step, no slope, a patch at the border."""
    answer, patch, length, _ = draw_climb(rng)
    flat = Named("bowl_gradient", {"hessian": 0 * answer.data["hessian"], "best": patch})
    return [
        Edge("no steps at all", draw_climb(rng, 0), "Then the patch stays as it is."),
        Edge("a single step", draw_climb(rng, 1), "It has the whole length."),
        Edge("a channel without any slope", (flat, patch, length, 3), "Then the patch stays."),
        Edge("a patch of 0 and 1", (answer, patch.round(), length, 4), "Clip after each step."),
    ]


def climb_by(
    change=lambda slope: slope / np.abs(slope).max(),
    low=0.0,
    high=1.0,
    reach=lambda length, share: length * share,
    keep=1.0,
):
    """The climb with one part changed; the share of the length falls from 1 to 1 / steps."""

    def climb(slopes, patch, length, steps):
        for step in range(steps):
            way = reach(length, 1 - step / steps) * change(slopes(patch))
            patch = np.clip(keep * patch + way, low, high)
        return patch

    return climb


def climb_from(slopes, patch, length, steps):
    """The climb with the slopes of the first patch all the way."""
    slope = slopes(patch)
    return climb_slowly(lambda _: slope, patch, length, steps)


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
                "goes through the layers from the last to the first",
                lambda k, s: grow(k[::-1], s[::-1]),
                "reversed",
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
                "gives the answers themselves, where the numbers of the images are asked for",
                lambda a, count: -np.sort(-a.max(axis=(1, 2)), axis=0)[:count].T,
            ),
        ),
    ),
    Hole(
        "climb",
        example=(
            Named(
                "bowl_gradient",
                {
                    "hessian": np.array([[-8.0, 0.0], [0.0, 2.0]]),
                    "best": np.array([[0.7, 0.5], [0.7, 0.5]]),
                },
            ),
            np.array([[0.3, 0.9], [0.2, 0.6]]),
            0.4,
            2,
        ),
        draw=draw_climb,
        oracle=climb_slowly,
        edges=climb_edges,
        mistakes=(
            Mistake(
                "goes down: climb up the slopes", climb_by(lambda s: -s / np.abs(s).max()), "sign"
            ),
            Mistake(
                "takes all steps equally long: the length shrinks from step to step",
                climb_by(reach=lambda length, share: length),
            ),
            Mistake(
                "lets the steps grow: their length shrinks from step to step",
                climb_by(reach=lambda length, share: length * (1 - share)),
            ),
            Mistake(
                "lets the steps grow: their length shrinks from step to step",
                climb_by(reach=lambda length, share: length * (2 - share)),
            ),
            Mistake(
                "lets the steps grow: their length shrinks from step to step",
                climb_by(reach=lambda length, share: length / share),
            ),
            Mistake(
                "adds the share to the length: multiply them",
                climb_by(reach=lambda length, share: length + share),
            ),
            Mistake(
                "lets the length shrink by a whole step at a time, beyond 0: divide by `steps`",
                lambda slopes, patch, length, steps: climb_by(
                    reach=lambda long, share: long * (1 - (1 - share) * steps)
                )(slopes, patch, length, steps),
            ),
            Mistake("gives the way of the last step: add it to the patch", climb_by(keep=0.0)),
            Mistake(
                "multiplies by the steepest slope: divide by it",
                climb_by(lambda s: s * np.abs(s).max()),
            ),
            Mistake(
                "divides by the least steep slope: divide by the steepest",
                climb_by(lambda s: s / np.abs(s).min()),
            ),
            Mistake("moves all pixels alike", climb_by(lambda s: 1 / np.abs(s).max() + 0 * s)),
            Mistake(
                "steps by the slopes as they are: divide by the steepest", climb_by(lambda s: s)
            ),
            Mistake(
                "takes the largest slope with its sign: the steepest may go down",
                climb_by(lambda s: s / s.max()),
            ),
            Mistake(
                "divides by the length of all slopes together: divide by the steepest",
                climb_by(lambda s: s / np.linalg.norm(s)),
            ),
            Mistake(
                "divides by the mean slope: divide by the steepest",
                climb_by(lambda s: s / np.abs(s).mean()),
            ),
            Mistake(
                "steps by the signs of the slopes: a pixel with half the slope moves half as far",
                climb_by(np.sign),
            ),
            Mistake("lets pixels leave the range from 0 to 1", climb_by(low=-np.inf, high=np.inf)),
            Mistake("lets pixels grow above 1", climb_by(high=np.inf)),
            Mistake("lets pixels fall below 0", climb_by(low=-np.inf)),
            Mistake(
                "clips at the end only: clip after each step",
                lambda *args: np.clip(climb_by(low=-np.inf, high=np.inf)(*args), 0, 1),
            ),
            Mistake(
                "takes every step with the slopes of the first patch: ask for them where you are",
                climb_from,
            ),
            Mistake("leaves the patch as it is", lambda slopes, patch, length, steps: patch),
            Mistake(
                "shrinks from the first step on: the first has the whole length",
                lambda slopes, patch, length, steps: climb_slowly(
                    slopes, patch, length * (steps - 1) / max(steps, 1), max(steps - 1, 0)
                ),
                "one-off",
            ),
            Mistake(
                "gives the slopes, where the patch is asked for",
                lambda slopes, patch, length, steps: slopes(patch),
            ),
        ),
    ),
)
