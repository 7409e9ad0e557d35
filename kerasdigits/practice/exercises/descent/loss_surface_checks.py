"""How the holes of loss-surface are checked: loops over single lines, angles and walks."""

import math

import numpy as np

from kerasdigits.practice.hole import Edge, Hole, Mistake
from kerasdigits.practice.wire import Named


def draw_map(rng, k=None, b=None, n=None, power=None):
    """A map of different sizes along its sides, and points."""
    sizes = rng.permutation([4, 5, 6, 7])[:3]
    k, b, n = (
        int(size) if given is None else given for size, given in zip(sizes, (k, b, n), strict=True)
    )
    x = rng.uniform(-2, 2, n)
    y = 0.5 * x + rng.normal(size=n)
    power = float(rng.choice([1, 1.5, 2, 3])) if power is None else power
    return rng.normal(size=k), rng.normal(size=b), x, y, power


def survey_line_by_line(kernels, biases, x, y, power, finish=None):
    """Each line with Python's own numbers."""

    def loss(kernel, bias):
        errors = [kernel * xi + bias - yi for xi, yi in zip(x.tolist(), y.tolist(), strict=True)]
        if finish is not None:
            return finish(np.array(errors), power)
        return math.fsum(abs(error) ** power for error in errors) / len(errors)

    return np.array([[loss(k, b) for b in biases.tolist()] for k in kernels.tolist()])


def of_errors(finish):
    """A wrong loss of the errors of each line."""
    return lambda *args: survey_line_by_line(*args, finish=finish)


def map_edges(rng):
    """Small maps, as many lines as points, both usual powers, a line that fits."""
    kernels, biases, x, _, _ = draw_map(rng, 3, 4, 5)
    fits = (kernels, biases, x, kernels[1] * x + biases[2], 1)
    return [
        Edge("a single kernel", draw_map(rng, k=1), "Let the result keep its row."),
        Edge("a single bias", draw_map(rng, b=1), "Let the result keep its column."),
        Edge("a single point", draw_map(rng, n=1), "Take the mean of whatever comes."),
        Edge("as many kernels and biases as points", draw_map(rng, 4, 4, 4), "Mind the axes."),
        Edge("power 1", draw_map(rng, power=1), "The error's sign is not to count."),
        Edge("a line that fits all points", fits, "Its loss is 0."),
    ]


def draw_guesses(rng, n=None, k=None):
    """Directions and a gradient of any lengths."""
    n = n or int(rng.integers(2, 7))
    k = k or int(rng.choice([size for size in (2, 3, 4, 5, 6) if size != n]))
    lengths = rng.uniform(0.3, 4, (n, 1))
    return rng.normal(size=(n, k)) * lengths, rng.normal(size=k) * rng.uniform(1.5, 4)


def measure_angles(directions, gradient):
    """By the law of cosines, with unit vectors: the squared gap is 2 - 2 cos."""
    g = [float(number) for number in gradient]
    size = math.hypot(*g)
    found = []
    for direction in directions.tolist():
        length = math.hypot(*direction)
        gap = math.dist([d / length for d in direction], [number / size for number in g])
        found.append(1 - gap * gap / 2)
    return np.array(found)


def guess_edges(rng):
    """One guess, one dimension, straight up and down, huge and tiny lengths."""
    directions, gradient = draw_guesses(rng, 4, 3)
    straight = np.stack([2 * gradient, -0.1 * gradient])
    scales = np.array([[1e6], [1e-6], [1.0], [1e3]])
    return [
        Edge("a single guess", draw_guesses(rng, n=1), "Return an array of shape (1,)."),
        Edge("one dimension", draw_guesses(rng, k=1), "The cosine is 1 or -1 there."),
        Edge("as many guesses as dimensions", draw_guesses(rng, 4, 4), "A length is of a row."),
        Edge("guesses straight up and down", (straight, gradient), "They are 1 and -1."),
        Edge("very long and very short guesses", (directions * scales, gradient), "Add nothing."),
        Edge(
            "whole numbers",
            (np.array([[3, 4], [1, 0]]), np.array([2, 1])),
            "Let the result be floats.",
            "dtype",
        ),
    ]


def draw_walks(rng, n=None, steps=None):
    """The slope of a curve with two valleys, walks, heats that fall, normal numbers, a rate."""
    n = n or int(rng.integers(2, 6))
    steps = int(rng.choice([s for s in (3, 4, 5, 6, 7) if s != n])) if steps is None else steps
    slope = Named("polynomial", {"coefficients": np.array([0.5, 0, -2, rng.uniform(-1, 1)])})
    heats = np.sort(rng.uniform(0.2, 3, steps))[::-1].copy()
    normals = rng.normal(size=(steps, n))
    return slope, rng.uniform(-1.5, 1.5, n), heats, normals, float(rng.uniform(0.02, 0.08))


def walk_alone(gradient, starts, heats, normals, rate, sizes=None):
    """One walk after the other; `sizes` are those of the noise in each step."""
    sizes = [math.sqrt(2 * rate * heat) for heat in heats] if sizes is None else list(sizes)
    ends = []
    for walk, start in enumerate(np.asarray(starts, float).tolist()):
        place = start
        for step, size in enumerate(sizes):
            place += size * float(normals[step][walk]) - rate * float(gradient(place))
        ends.append(place)
    return np.array(ends)


def walk_edges(rng):
    """No heat, no steps, one walk, whole numbers."""
    slope, _, heats, normals, rate = draw_walks(rng, 3, 4)
    starts = rng.permutation([-1, 0, 1])
    return [
        Edge(
            "no heat at all", (slope, starts * 0.5, 0 * heats, normals, rate), "Then it descends."
        ),
        Edge("no steps", draw_walks(rng, steps=0), "Then the walks end where they begin."),
        Edge("a single walk", draw_walks(rng, n=1), "Return an array of shape (1,)."),
        Edge(
            "starts that are whole numbers",
            (slope, starts, heats, normals, rate),
            "Let the result be floats.",
            "dtype",
        ),
    ]


def of_noise(compute):
    """A wrong size of the noise, of the rate and the heats."""
    return lambda g, starts, heats, normals, rate: walk_alone(
        g, starts, heats, normals, rate, compute(rate, heats)
    )


def climb(g, starts, heats, normals, rate):
    """Along the gradient."""
    return walk_alone(lambda place: -g(place), starts, heats, normals, rate)


def stay_at_start(g, starts, heats, normals, rate):
    """The gradient at the start, in all steps."""
    noise = np.sqrt(2 * rate * heats) @ normals
    return starts - len(heats) * rate * g(starts) + noise


def shake_first(g, starts, heats, normals, rate):
    """The noise first, and the gradient where it has led to."""
    places = starts
    for heat, normal in zip(heats, normals, strict=True):
        places = places + np.sqrt(2 * rate * heat) * normal
        places = places - rate * g(places)
    return places


HOLES = (
    Hole(
        "survey",
        example=(
            np.array([0.0, 1.0]),
            np.array([0.0, 1.0, 3.0]),
            np.array([1.0, 2.0]),
            np.array([1.0, 4.0]),
            2,
        ),
        draw=draw_map,
        oracle=survey_line_by_line,
        edges=map_edges,
        mistakes=(
            Mistake(
                "forgets the absolute value: errors of both signs cancel where the power is odd",
                of_errors(lambda e, p: np.mean(e**p)),
                "sign",
            ),
            Mistake(
                "takes the power of the mean: the mean of the powers is asked for",
                of_errors(lambda e, p: np.mean(abs(e)) ** p),
            ),
            Mistake(
                "takes the power of the mean: the mean of the powers is asked for",
                of_errors(lambda e, p: abs(np.mean(e)) ** p),
            ),
            Mistake(
                "takes a root of the mean, which is not asked for",
                of_errors(lambda e, p: np.mean(abs(e) ** p) ** (1 / p)),
                "function",
            ),
            Mistake(
                "takes the largest error: the mean over the points is asked for",
                of_errors(lambda e, p: np.max(abs(e) ** p)),
            ),
            Mistake("leaves out the power", of_errors(lambda e, p: np.mean(abs(e))), "unused"),
            Mistake(
                "squares the errors, whatever `power` is",
                of_errors(lambda e, p: np.mean(e**2)),
                "unused",
            ),
            Mistake(
                "multiplies by the power: it is to be an exponent",
                of_errors(lambda e, p: p * np.mean(abs(e))),
            ),
            Mistake(
                "takes kernels for biases: a line is `kernel * x + bias`",
                lambda k, b, x, y, p: survey_line_by_line(b, k, x, y, p).T,
            ),
        ),
    ),
    Hole(
        "cosines",
        example=(np.array([[3.0, 4.0], [-4.0, 3.0], [0.0, -2.0]]), np.array([0.0, 10.0])),
        draw=draw_guesses,
        oracle=measure_angles,
        edges=guess_edges,
        mistakes=(
            Mistake("divides by no length: divide by both", lambda d, g: d @ g),
            Mistake(
                "does not divide by the lengths of the guesses",
                lambda d, g: d @ g / np.linalg.norm(g),
            ),
            Mistake(
                "does not divide by the length of the gradient",
                lambda d, g: d @ g / np.linalg.norm(d, axis=1),
            ),
            Mistake(
                "divides by squared lengths: the root is missing",
                lambda d, g: d @ g / (d**2).sum(1) / (g @ g),
            ),
            Mistake(
                "divides by the length of all guesses together: each row has its own",
                lambda d, g: d @ g / np.linalg.norm(d) / np.linalg.norm(g),
            ),
            Mistake(
                "gives the angle, where its cosine is asked for",
                lambda d, g: np.arccos(np.clip(measure_angles(d, g), -1, 1)),
            ),
            Mistake(
                "gives the sine, where the cosine is asked for",
                lambda d, g: np.sqrt(np.maximum(1 - measure_angles(d, g) ** 2, 0)),
            ),
            Mistake(
                "adds absolute numbers up for a length: it is the root of the sum of squares",
                lambda d, g: d @ g / abs(d).sum(1) / abs(g).sum(),
            ),
            Mistake(
                "takes the mean of the products: their sum is asked for",
                lambda d, g: measure_angles(d, g) / len(g),
                "batch-factor",
            ),
        ),
    ),
    Hole(
        "anneal",
        example=(
            Named("polynomial", {"coefficients": np.array([2.0, 0.0])}),
            np.array([1.0, -2.0]),
            np.array([4.0, 1.0]),
            np.array([[0.5, 1.0], [-1.0, 0.0]]),
            0.125,
        ),
        draw=draw_walks,
        oracle=walk_alone,
        edges=walk_edges,
        mistakes=(
            Mistake("climbs: a step goes against the gradient", climb, "sign"),
            Mistake(
                "subtracts the noise, which is to be added",
                of_noise(lambda rate, heats: -np.sqrt(2 * rate * heats)),
                "sign",
            ),
            Mistake("adds no noise", of_noise(lambda rate, heats: 0 * heats), "unused"),
            Mistake(
                "takes no root: the noise is the root of `2 * rate * heat`, times a normal number",
                of_noise(lambda rate, heats: 2 * rate * heats),
            ),
            Mistake(
                "forgets the 2 in the root of `2 * rate * heat`",
                of_noise(lambda rate, heats: np.sqrt(rate * heats)),
            ),
            Mistake(
                "has the 2 outside the root of `2 * rate * heat`",
                of_noise(lambda rate, heats: 2 * np.sqrt(rate * heats)),
            ),
            Mistake(
                "forgets the rate in the root of `2 * rate * heat`",
                of_noise(lambda rate, heats: np.sqrt(2 * heats)),
            ),
            Mistake(
                "forgets the heat in the root of `2 * rate * heat`: the noise never cools",
                of_noise(lambda rate, heats: np.sqrt(2 * rate) * np.ones_like(heats)),
                "unused",
            ),
            Mistake(
                "multiplies the noise by the rate once more: only the gradient is multiplied",
                of_noise(lambda rate, heats: rate * np.sqrt(2 * rate * heats)),
            ),
            Mistake(
                "takes the heat of the first step in all steps",
                of_noise(lambda rate, heats: np.sqrt(2 * rate * heats[0]) + 0 * heats),
            ),
            Mistake(
                "heats up instead of cooling: the heats are in the order of the steps",
                of_noise(lambda rate, heats: np.sqrt(2 * rate * heats[::-1])),
            ),
            Mistake(
                "takes the gradient at the start in all steps: take it where the walks are",
                stay_at_start,
            ),
            Mistake(
                "steps without the learning rate",
                lambda g, starts, heats, normals, rate: walk_alone(
                    g, starts, heats, normals, 1.0, np.sqrt(2 * rate * heats)
                ),
            ),
            Mistake(
                "leaves out the last step",
                lambda g, starts, heats, normals, rate: walk_alone(
                    g, starts, heats[:-1], normals[:-1], rate
                ),
            ),
            Mistake(
                "takes the same normal numbers in all steps: each step has a row of its own",
                lambda g, starts, heats, normals, rate: walk_alone(
                    g, starts, heats, [normals[0]] * len(heats), rate
                ),
            ),
            Mistake(
                "takes the gradient after the noise: both belong to the same step",
                shake_first,
            ),
        ),
    ),
)
