"""How the holes of optimizers are checked: weighted sums of all gradients, without any memory."""

import functools

import numpy as np

from kerasdigits.practice.exercises.stochastic.adam_checks import ADAM
from kerasdigits.practice.exercises.stochastic.weighted_gradients_checks import (
    EXAMPLE,
    PLACES,
    as_places,
    average,
    correct,
    draw_steps,
    fade,
    forget,
    step_edges,
    weigh,
)
from kerasdigits.practice.hole import Edge, Hole, Mistake


def roll(gradients, rate, beta):
    """Momentum: each gradient goes on to act, less and less."""
    return -rate * weigh(gradients, beta)


def scale(gradients, rate, rho, epsilon=1e-7):
    """RMSprop."""
    return -rate * gradients / np.sqrt(average(gradients**2, rho) + epsilon)


def rmsprop_edges(rng):
    """The same, and gradients as small as EPSILON's root."""
    gradients, rate, rho = draw_steps(rng, 4, 3)
    return [
        *step_edges(1, rng),
        Edge(
            "tiny gradients",
            (1e-4 * gradients, rate, rho),
            "EPSILON stands inside the root, and is added to the average.",
        ),
    ]


HOLES = (
    Hole(
        "momentum",
        example=(np.array([[1.0, -2.0], [1.0, 4.0], [0.0, 0.5]]), 0.5, 0.5),
        draw=draw_steps,
        oracle=roll,
        edges=functools.partial(step_edges, 1),
        mistakes=(
            Mistake("climbs: a step goes against the gradient", lambda *a: -roll(*a), "sign"),
            Mistake("forgets the velocity: this is plain gradient descent", forget, "unused"),
            Mistake(
                "averages, with a factor (1 - beta): Keras's form has the full rate",
                lambda g, rate, beta: (1 - beta) * roll(g, rate, beta),
                "argument-factor",
            ),
            Mistake(
                "steps without the learning rate",
                lambda g, rate, beta: roll(g, 1, beta),
                "argument-factor",
            ),
            Mistake(
                "keeps all of the last step: multiply it by beta",
                lambda g, rate, beta: roll(g, rate, 1),
                "unused",
            ),
            Mistake(
                "keeps 1 - beta of the last step: beta is what is kept",
                lambda g, rate, beta: roll(g, rate, 1 - beta),
            ),
            Mistake(
                "multiplies the new gradient by beta as well: only the last step is multiplied",
                lambda g, rate, beta: beta * roll(g, rate, beta),
                "argument-factor",
            ),
            Mistake(
                "gets the velocity's sign changed in each step: `velocity = beta * velocity - rate "
                "* gradient` is the step itself",
                lambda g, rate, beta: roll(g, rate, -beta),
                "sign",
            ),
            Mistake(
                "keeps a part of the last gradient only: keep a part of the whole last step",
                lambda g, rate, beta: -rate * (g + beta * np.vstack([0 * g[:1], g[:-1]])),
            ),
            Mistake(
                "gives Nesterov's steps, which look ahead: the heavy ball's are asked for",
                lambda g, rate, beta: beta * roll(g, rate, beta) - rate * g,
            ),
            Mistake(
                "gives the step before the gradient has been seen: first renew the velocity",
                lambda *a: np.vstack([0 * a[0][:1], roll(*a)[:-1]]),
                "shifted",
            ),
            Mistake(
                "multiplies the velocity by the rate: only the gradient is multiplied",
                lambda g, rate, beta: -rate * weigh(g, rate * beta),
            ),
            Mistake(PLACES, as_places(roll)),
            Mistake(
                "gives the last velocity in every row: the same array was changed and appended "
                "again and again",
                lambda *a: 0 * roll(*a) + roll(*a)[-1],
            ),
        ),
    ),
    Hole(
        "rmsprop",
        example=(EXAMPLE, 0.5, 0.75),
        draw=draw_steps,
        oracle=scale,
        edges=rmsprop_edges,
        # EPSILON counts with tiny gradients only, which are an edge.
        tolerance=1e-4,
        mistakes=(
            Mistake("climbs: a step goes against the gradient", lambda *a: -scale(*a), "sign"),
            Mistake(
                "divides by the average itself: divide by its root",
                lambda g, rate, rho: -rate * g / (average(g**2, rho) + 1e-7),
            ),
            Mistake(
                "averages the gradients: average their squares",
                lambda g, rate, rho: -rate * g / np.sqrt(np.abs(average(g, rho)) + 1e-7),
            ),
            Mistake(
                "divides by the average of the absolute gradient: average the squares, and take "
                "the root",
                lambda g, rate, rho: -rate * g / (average(abs(g), rho) + 1e-7),
            ),
            Mistake(
                "adds the squares up, as Adagrad does: keep rho of the average",
                lambda g, rate, rho: -rate * g / np.sqrt(weigh(g**2, 1) + 1e-7),
                "unused",
            ),
            Mistake(
                "leaves out the factor 1 - rho of the new square",
                lambda g, rate, rho: -rate * g / np.sqrt(weigh(g**2, rho) + 1e-7),
            ),
            Mistake(
                "has rho and 1 - rho the wrong way round: rho is what is kept",
                lambda g, rate, rho: scale(g, rate, 1 - rho),
            ),
            Mistake(
                "divides by the size of this gradient alone: the average is missing",
                lambda g, rate, rho: scale(g, rate, 0.0),
                "unused",
            ),
            Mistake(
                "corrects the average, as Adam does: RMSprop does not",
                lambda g, rate, rho: -rate * g / np.sqrt(correct(g**2, rho) + 1e-7),
            ),
            Mistake(
                "divides by the average from before the step: renew it first",
                lambda g, rate, rho: (
                    -rate * g / np.sqrt(np.vstack([0 * g[:1], average(g**2, rho)[:-1]]) + 1e-7)
                ),
            ),
            Mistake(
                "steps by the averaged gradient, too: RMSprop steps by the gradient itself",
                lambda g, rate, rho: -rate * average(g, rho) / np.sqrt(average(g**2, rho) + 1e-7),
            ),
            Mistake("forgets to divide: this is plain gradient descent", forget, "unused"),
            Mistake(
                "multiplies by the root: divide by it",
                lambda g, rate, rho: -rate * g * np.sqrt(average(g**2, rho) + 1e-7),
            ),
            Mistake(
                "begins with an average of 1: it begins at 0",
                lambda g, rate, rho: -rate * g / np.sqrt(average(g**2, rho) + fade(g, rho) + 1e-7),
            ),
            Mistake(PLACES, as_places(scale)),
            Mistake(
                "sums over all parameters: each has an average of its own",
                lambda g, rate, rho: (
                    -rate * g / np.sqrt(average((g**2).sum(1, keepdims=True), rho) + 1e-7)
                ),
            ),
            Mistake(
                "averages over all parameters: each has an average of its own",
                lambda g, rate, rho: (
                    -rate * g / np.sqrt(average((g**2).mean(1, keepdims=True), rho) + 1e-7)
                ),
            ),
        ),
    ),
    ADAM,
)
