"""Practice: gradient descent on a roller coaster.

Somebody measured the speed of a roller coaster once a second. The curve behind the measurements is
`a t**2 + b t + c`, and three numbers are to be found by going downhill. You write the two parts
that do the work: the slope of the error, by hand, and the steps.
"""

import numpy as np

"""
## The curve and its error

These two are given. The loss is the mean of the squared errors.
"""


def predict(parameters, t):
    """The curve a t**2 + b t + c at the times t."""
    a, b, c = parameters
    return a * t**2 + b * t + c


def mse(parameters, t, speed):
    """The mean squared error of the curve."""
    return np.mean((predict(parameters, t) - speed) ** 2)


"""
## The slope of the error, by hand

How does the loss change with each of the three parameters? Differentiate the mean of
`(a t**2 + b t + c - speed) ** 2` by a, by b and by c.
"""


def mse_gradient(parameters, t, speed):
    """The gradient of `mse`, one slope a parameter.

    Args:
        parameters: a, b and c, array of shape (3,).
        t: The times, array of shape (n,).
        speed: What was measured at these times, array of shape (n,).

    Returns:
        How the loss changes with a, b and c, array of shape (3,).

    Example:
        >>> mse_gradient(np.array([0.0, 1.0, 2.0]), np.array([1.0, 2.0]), np.array([2.0, 1.0]))
        array([13.,  7.,  4.])
    """
    ### BEGIN SOLUTION
    error = predict(parameters, t) - speed
    return 2 * np.array([np.mean(error * t**2), np.mean(error * t), np.mean(error)])
    ### END SOLUTION


"""
## The steps

Now go downhill: begin at `start`, and step against the gradient, again and again. Keep every place
on the way. `gradient` is a function: `gradient(place)` gives the slopes at a place. Your function
must work for any gradient, with any number of parameters, and leave `start` as it is.
"""


def descend(gradient, start, learning_rate, steps):
    """Gradient descent, with all places on the way.

    Args:
        gradient: A function that gives the gradient, shape (k,), at a place of shape (k,).
        start: Where to begin, array of shape (k,).
        learning_rate: How far to step: a step is the learning rate times the gradient.
        steps: How many steps to take, 0 or more.

    Returns:
        The places, the start first, array of shape (steps + 1, k).

    Example:
        >>> descend(lambda place: 2 * place, np.array([1.0, -2.0]), 0.25, 2)
        array([[ 1.  , -2.  ],
               [ 0.5 , -1.  ],
               [ 0.25, -0.5 ]])
    """
    ### BEGIN SOLUTION
    places = [start]
    for _ in range(steps):
        places.append(places[-1] - learning_rate * gradient(places[-1]))
    return np.array(places)
    ### END SOLUTION


"""
## Both together

Run this file when both are written. The time is measured from its mean in units of its spread, so
that sixty steps suffice; compare with what `kerasdigits lesson show gradient-descent` tells.
"""

if __name__ == "__main__":
    rng = np.random.default_rng(0)
    t = np.arange(20.0)
    speed = 0.75 * (t - 9.5) ** 2 + 1 + 3 * rng.normal(size=20)
    scaled = (t - t.mean()) / t.std()
    path = descend(lambda place: mse_gradient(place, scaled, speed), np.zeros(3), 0.3, 60)
    for step in (0, 1, 3, 10, 60):
        print(f"loss after {step:2} steps: {mse(path[step], scaled, speed):8.2f}")
