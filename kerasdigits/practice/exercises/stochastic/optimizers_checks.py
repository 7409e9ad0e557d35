"""How the holes of optimizers are checked: weighted sums of all gradients, without any memory."""

import functools

import numpy as np

from kerasdigits.practice.hole import Edge, Hole, Mistake

EXAMPLE = np.array([[1.0, -3.0], [2.0, 1.0], [0.0, 5.0]])


def draw_steps(rng, steps=None, k=None, betas=1):
    """Gradients, a rate, and what is kept of each average."""
    steps = steps or int(rng.integers(3, 9))
    k = k or int(rng.choice([size for size in (2, 3, 4, 5) if size != steps]))
    gradients = rng.uniform(0.3, 3, (steps, k)) * rng.choice([-1, 1], (steps, k))
    kept = np.sort(rng.uniform(0.3, 0.95, betas)) + 0.02 * np.arange(betas)
    return gradients, float(rng.uniform(0.05, 0.9)), *map(float, kept)


def weigh(rows, beta):
    """The sum of beta**(t - s) times row s, over all s up to t."""
    t = np.arange(len(rows))
    ages = np.subtract.outer(t, t)
    return np.where(ages >= 0, float(beta) ** np.abs(ages), 0.0) @ rows


def average(rows, beta):
    """The running average that begins at 0."""
    return (1 - beta) * weigh(rows, beta)


def correct(rows, beta):
    """The corrected average: a weighted mean whose weights add up to 1."""
    return weigh(rows, beta) / weigh(np.ones((len(rows), 1)), beta)


def fade(rows, beta):
    """What is left of a 1 from before the first step."""
    return float(beta) ** np.arange(1, len(rows) + 1)[:, None]


def roll(gradients, rate, beta):
    """Momentum: each gradient goes on to act, less and less."""
    return -rate * weigh(gradients, beta)


def scale(gradients, rate, rho, epsilon=1e-7):
    """RMSprop."""
    return -rate * gradients / np.sqrt(average(gradients**2, rho) + epsilon)


def adapt(gradients, rate, beta1, beta2, epsilon=1e-7):
    """Adam."""
    size = np.sqrt(correct(gradients**2, beta2))
    return -rate * correct(gradients, beta1) / (size + epsilon)


def step_edges(betas, rng):
    """One step, one parameter, nothing kept, a gradient of 0, whole numbers."""
    gradients, *rest = draw_steps(rng, 4, 2, betas)
    zeros = gradients.copy()
    zeros[:, 1] = 0
    nothing_kept = [rest[0], *[0.0] * betas]
    whole = rng.permutation(8).reshape(4, 2) - 3
    return [
        Edge("a single step", draw_steps(rng, steps=1, betas=betas), "Return one row."),
        Edge(
            "a single parameter", draw_steps(rng, k=1, betas=betas), "Let the result be (steps, 1)."
        ),
        Edge("a gradient of 0 throughout", (zeros, *rest), "Its step is 0."),
        Edge(
            "averages that keep nothing", (gradients, *nothing_kept), "Treat a 0 like any number."
        ),
        Edge(
            "gradients that are whole numbers",
            (whole, *rest),
            "Begin with zeros that are floats.",
            "dtype",
        ),
    ]


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


def carry_corrected(gradients, rate, beta1, beta2):
    """Adam, with corrected averages that go on to the next step."""
    m = s = 0.0
    steps = []
    for t, gradient in enumerate(gradients, start=1):
        m = (beta1 * m + (1 - beta1) * gradient) / (1 - beta1**t)
        s = (beta2 * s + (1 - beta2) * gradient**2) / (1 - beta2**t)
        steps.append(-rate * m / (np.sqrt(s) + 1e-7))
    return np.array(steps)


def as_places(steps):
    """Sum up what an oracle gives."""
    return lambda *args: np.cumsum(steps(*args), axis=0)


def forget(gradients, rate, *_):
    """Plain gradient descent."""
    return -rate * gradients


PLACES = "adds the steps up: the steps themselves are asked for"
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
                "averages over all parameters: each has an average of its own",
                lambda g, rate, rho: (
                    -rate * g / np.sqrt(average((g**2).mean(1, keepdims=True), rho) + 1e-7)
                ),
            ),
        ),
    ),
    Hole(
        "adam",
        example=(EXAMPLE, 0.5, 0.5, 0.75),
        draw=functools.partial(draw_steps, betas=2),
        oracle=adapt,
        edges=functools.partial(step_edges, 2),
        # Keras writes the correction as one factor: EPSILON then counts a little more.
        tolerance=1e-4,
        mistakes=(
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
                lambda g, r, b1, b2: (
                    adapt(g, r, b1, b2) / np.sqrt(1 + fade(g, b2) / average(g**2, b2))
                ),
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
    ),
)
