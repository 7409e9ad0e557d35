"""How the hole adam of optimizers is checked: weighted means of all gradients."""

import functools

import numpy as np

from kerasdigits.practice.exercises.stochastic.weighted_gradients_checks import (
    EXAMPLE,
    PLACES,
    as_places,
    average,
    correct,
    draw_steps,
    fade,
    step_edges,
    weigh,
)
from kerasdigits.practice.hole import Edge, Hole, Mistake


def adapt(gradients, rate, beta1, beta2, epsilon=1e-7):
    """Adam."""
    size = np.sqrt(correct(gradients**2, beta2))
    return -rate * correct(gradients, beta1) / (size + epsilon)


def adam_edges(rng):
    """The same, and gradients as small as EPSILON: without correction, and with a large one."""
    gradients, rate, beta1, _ = draw_steps(rng, 4, 3, 2)
    tiny = 1e-5 * gradients
    return [
        *step_edges(2, rng),
        Edge(
            "tiny gradients",
            (tiny, rate, beta1, 0.0),
            "Take the root first, then add EPSILON: it does not stand inside the root.",
        ),
        Edge(
            "tiny gradients in the first steps",
            (tiny, rate, beta1, 0.9),
            "EPSILON is added to the root of the *corrected* s: correct s, then take the root. "
            "Keras's own code adds it to the uncorrected root, and differs a little here.",
        ),
    ]


def share_one_array(gradients, rate, beta1, beta2):
    """Adam, with one array for both averages, changed in place."""
    both = np.zeros(gradients.shape[1])
    steps = []
    for t, gradient in enumerate(gradients, start=1):
        both = beta1 * both + (1 - beta1) * gradient
        both = beta2 * both + (1 - beta2) * gradient**2
        root = np.sqrt(both / (1 - beta2**t))
        steps.append(-rate * both / (1 - beta1**t) / (root + 1e-7))
    return np.array(steps)


def count_from_0(gradients, rate, beta1, beta2):
    """Adam, whose first step is t = 0."""
    t = np.arange(len(gradients))[:, None]
    root = np.sqrt(average(gradients**2, beta2) / (1 - beta2**t))
    return -rate * average(gradients, beta1) / (1 - beta1**t) / (root + 1e-7)


def carry_corrected(gradients, rate, beta1, beta2):
    """Adam, with corrected averages that go on to the next step."""
    m = s = 0.0
    steps = []
    for t, gradient in enumerate(gradients, start=1):
        m = (beta1 * m + (1 - beta1) * gradient) / (1 - beta1**t)
        s = (beta2 * s + (1 - beta2) * gradient**2) / (1 - beta2**t)
        steps.append(-rate * m / (np.sqrt(s) + 1e-7))
    return np.array(steps)


ADAM = Hole(
    "adam",
    example=(EXAMPLE, 0.5, 0.5, 0.75),
    draw=functools.partial(draw_steps, betas=2),
    oracle=adapt,
    edges=adam_edges,
    # EPSILON counts with tiny gradients only, which are edges.
    tolerance=1e-4,
    mistakes=(
        Mistake(
            "averages the gradients in s, and takes the root of negative numbers: average their "
            "squares",
            lambda g, r, b1, b2: -r * correct(g, b1) / (np.sqrt(correct(g, b2)) + 1e-7),
        ),
        Mistake(
            "keeps m and s in one array, so that each changes the other: make two, "
            "`m = np.zeros(k)` and `s = np.zeros(k)`",
            share_one_array,
        ),
        Mistake(
            "divides by 0 in the first step, where 1 - beta**t is 0 for t = 0: the first step is "
            "t = 1",
            count_from_0,
        ),
        Mistake("climbs: a step goes against the gradient", lambda *a: -adapt(*a), "sign"),
        Mistake(
            "corrects neither average: divide m by 1 - beta1**t and s by 1 - beta2**t",
            lambda g, r, b1, b2: -r * average(g, b1) / (average(g**2, b2) ** 0.5 + 1e-7),
        ),
        Mistake(
            "corrects m and not s: divide s by 1 - beta2**t",
            lambda g, r, b1, b2: -r * correct(g, b1) / (average(g**2, b2) ** 0.5 + 1e-7),
        ),
        Mistake(
            "corrects s and not m: divide m by 1 - beta1**t",
            lambda g, r, b1, b2: -r * average(g, b1) / (correct(g**2, b2) ** 0.5 + 1e-7),
        ),
        Mistake(
            "has beta1 and beta2 the wrong way round: beta1 belongs to m",
            lambda g, r, b1, b2: adapt(g, r, b2, b1),
        ),
        Mistake(
            "averages the gradients in s: average their squares",
            lambda g, r, b1, b2: -r * correct(g, b1) / (abs(correct(g, b2)) ** 0.5 + 1e-7),
        ),
        Mistake(
            "divides by s: divide by its root",
            lambda g, r, b1, b2: -r * correct(g, b1) / (correct(g**2, b2) + 1e-7),
        ),
        Mistake(
            "steps by the gradient itself: m, its average, is asked for",
            lambda g, r, b1, b2: adapt(g, r, 0.0, b2),
            "unused",
        ),
        Mistake(
            "does not divide by the root of s",
            lambda g, r, b1, b2: -r * correct(g, b1),
            "unused",
        ),
        Mistake(
            "corrects by 1 - beta in each step: the power t is missing",
            lambda g, r, b1, b2: -r * weigh(g, b1) / (weigh(g**2, b2) ** 0.5 + 1e-7),
        ),
        Mistake(
            "multiplies by the root of s: divide by it",
            lambda g, r, b1, b2: -r * correct(g, b1) * correct(g**2, b2) ** 0.5,
        ),
        Mistake(
            "begins with an m of 1: it begins at 0",
            lambda g, r, b1, b2: adapt(g, r, b1, b2) * (1 + fade(g, b1) / average(g, b1)),
        ),
        Mistake(
            "begins with an s of 1: it begins at 0",
            lambda g, r, b1, b2: adapt(g, r, b1, b2) / np.sqrt(1 + fade(g, b2) / average(g**2, b2)),
        ),
        Mistake(
            "goes on from the corrected averages: m and s themselves stay uncorrected",
            carry_corrected,
        ),
        Mistake(PLACES, as_places(adapt)),
        Mistake(
            "steps without the learning rate",
            lambda g, r, b1, b2: adapt(g, 1, b1, b2),
            "argument-factor",
        ),
        Mistake(
            "has beta1 and 1 - beta1 the wrong way round: beta1 is what is kept",
            lambda g, r, b1, b2: (
                b1
                / (1 - b1)
                * weigh(g, 1 - b1)
                * (1 - b1)
                / (1 - b1 ** np.arange(1, len(g) + 1))[:, None]
                * -r
                / (correct(g**2, b2) ** 0.5 + 1e-7)
            ),
        ),
    ),
)
