"""What the holes of optimizers share: weighted sums of all gradients, without any memory."""

import numpy as np

from kerasdigits.practice.hole import Edge

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


def as_places(steps):
    """Sum up what an oracle gives."""
    return lambda *args: np.cumsum(steps(*args), axis=0)


def forget(gradients, rate, *_):
    """Plain gradient descent."""
    return -rate * gradients


PLACES = "adds the steps up: the steps themselves are asked for"
