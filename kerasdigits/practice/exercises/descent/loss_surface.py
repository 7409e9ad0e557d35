"""Practice: loss surfaces.

Give every setting of the parameters a height, its loss, and training is walking downhill in a
landscape. You draw the map of such a landscape, measure how far off a guessed direction is, and
walk with noise that cools down.
"""

import numpy as np

"""
## A map

A line `kernel * x + bias` has two parameters, so its landscape can be shown as a map: one height
for each kernel and each bias. The height is the mean of `abs(error) ** power` over the points:
power 2 is the mean squared error, power 1 the mean absolute error.
"""


def survey(kernels, biases, x, y, power):
    """The loss of every line of a map.

    Args:
        kernels: The slopes of the lines, array of shape (k,).
        biases: Their intercepts, array of shape (b,).
        x: Where the points lie, array of shape (n,).
        y: How high they lie, array of shape (n,).
        power: 1 for the mean absolute error, 2 for the mean squared error, or any number above 0.

    Returns:
        The losses, a row for each kernel and a column for each bias, array of shape (k, b).

    Example:
        >>> survey(np.array([0.0, 1.0]), np.array([0.0, 1.0, 3.0]),
        ...        np.array([1.0, 2.0]), np.array([1.0, 4.0]), 2)
        array([[8.5, 4.5, 2.5],
               [2. , 1. , 5. ]])
    """
    ### BEGIN SOLUTION
    errors = kernels[:, None, None] * x + biases[None, :, None] - y
    return (np.abs(errors) ** power).mean(axis=-1)
    ### END SOLUTION


"""
## How far off is a guess?

Guess a direction. How much of it goes along the gradient? That is the cosine of the angle between
the two: their scalar product over both lengths. It is 1 for a guess that goes straight uphill, -1
straight downhill, 0 sideways.
"""


def cosines(directions, gradient):
    """The cosine of the angle between each direction and the gradient.

    Args:
        directions: Guesses of any length, one a row, array of shape (n, k).
        gradient: The gradient, of any length, array of shape (k,).

    Returns:
        The cosines, array of shape (n,).

    Example:
        >>> cosines(np.array([[3.0, 4.0], [-4.0, 3.0], [0.0, -2.0]]), np.array([0.0, 10.0]))
        array([ 0.8,  0.6, -1. ])
    """
    ### BEGIN SOLUTION
    lengths = np.linalg.norm(directions, axis=1) * np.linalg.norm(gradient)
    return directions @ gradient / lengths
    ### END SOLUTION


"""
## Noise that cools down

A walk by the gradient ends in the valley where it began. Noise can shake it out: at heat T, a step
adds a normal number times the root of `2 * rate * T` to what the gradient does. When the heat goes
down to 0 step by step, the walk comes to rest, and often in the deeper valley.

So that a walk can be repeated, the normal numbers are given, one for each step and each walk.
`gradient` is a function that takes the places of all walks, (n,), and gives the slope at each.
Leave `starts` as it is.
"""


def anneal(gradient, starts, heats, normals, rate):
    """Walk by the gradient with noise that cools down.

    Args:
        gradient: `gradient(places)` gives the slopes, (n,), at places of shape (n,).
        starts: Where the walks begin, array of shape (n,).
        heats: The heat T of each step, 0 or more, array of shape (steps,).
        normals: Normal numbers, a row for each step, array of shape (steps, n).
        rate: The learning rate.

    Returns:
        Where the walks end, array of shape (n,).

    Example:
        >>> anneal(lambda places: 2 * places, np.array([1.0, -2.0]), np.array([4.0, 1.0]),
        ...        np.array([[0.5, 1.0], [-1.0, 0.0]]), 0.125)
        array([ 0.4375, -0.375 ])
    """
    ### BEGIN SOLUTION
    places = starts
    for heat, normal in zip(heats, normals, strict=True):
        noise = np.sqrt(2 * rate * heat) * normal
        places = places - rate * gradient(places) + noise
    return places
    ### END SOLUTION


"""
## All together

Run this file when all are written: the lowest line of a map, guesses in more and more dimensions,
and five hundred walks on a curve with two valleys, of which the left one is deeper.
"""

if __name__ == "__main__":
    rng = np.random.default_rng(0)
    x = rng.uniform(0, 2, 20)
    y = 0.7 * x + 0.3 + 0.1 * rng.normal(size=20)
    grid = np.linspace(0, 1, 101)
    row, column = np.unravel_index(survey(grid, grid, x, y, 1).argmin(), (101, 101))
    print(f"lowest mean absolute error: kernel {grid[row]:.2f}, bias {grid[column]:.2f}")
    for k in (2, 100, 10_000):
        guesses = cosines(rng.normal(size=(200, k)), rng.normal(size=k))
        print(f"{k:6} dimensions: mean abs(cos) {abs(guesses).mean():.4f}")
    for hottest in (0.0, 3.0):
        ends = anneal(
            lambda w: 4 * w**3 - 8 * w + 1,
            rng.uniform(-1.5, 1.5, 500),
            np.linspace(hottest, 0, 1000),
            rng.normal(size=(1000, 500)),
            0.01,
        )
        print(f"hottest {hottest}: {np.mean(ends < 0.126):.0%} end in the deeper valley")
