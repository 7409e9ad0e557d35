"""Practice: gradient checking.

Is a gradient right? Finite differences need no mathematics: nudge one parameter, see how the loss
changes, divide. You write the central difference for any function, and then use the chain rule to
do what a spreadsheet does: a step for each row.
"""

import numpy as np

"""
## Looking both ways

The *central difference* of one parameter looks up and down by a little h, while all the others stay
where they are:

    (f(parameter + h) - f(parameter - h)) / (2 h)

`function` takes an array of parameters and gives a number. Your function must work for any such
function, and leave `parameters` as it is.
"""


def central_difference(function, parameters, h):
    """The gradient of a function by central differences, one parameter after the other.

    Args:
        function: `function(place)` gives a number for a place, an array of shape (k,).
        parameters: Where to measure, array of shape (k,); it may hold whole numbers.
        h: How far to look to either side, a number above 0.

    Returns:
        The slopes, array of shape (k,).

    Example:
        >>> central_difference(lambda p: p[0] ** 3 + 2 * p[0] * p[1], np.array([1.0, 3.0]), 0.5)
        array([9.25, 2.  ])
    """
    ### BEGIN SOLUTION
    slopes = np.zeros(len(parameters))
    for i in range(len(parameters)):
        step = np.zeros(len(parameters))
        step[i] = h
        up = function(parameters + step)
        down = function(parameters - step)
        slopes[i] = (up - down) / (2 * h)
    return slopes
    ### END SOLUTION


"""
## A step for each row

The line `a x + b` predicts y. For one row the loss is `(a x + b - y) ** 2`; the chain rule gives
its slope for a and its slope for b. The spreadsheet takes a step for a and b in the first row, goes
on from there in the second, and so on to the last.
"""


def fill_sheet(x, y, a, b, learning_rate):
    """Go through the rows, with a step against the gradient of each row's squared error.

    Args:
        x: A number for each row, array of shape (n,).
        y: What the line is to predict there, array of shape (n,).
        a: The slope of the line before the first row, a number.
        b: Its intercept before the first row, a number.
        learning_rate: A step is the learning rate times the gradient.

    Returns:
        a and b after each row, array of shape (n, 2).

    Example:
        >>> fill_sheet(np.array([2.0, 1.0, -1.0]), np.array([5.0, 1.0, 3.0]), 1.0, 1.0, 0.125)
        array([[2.   , 1.5  ],
               [1.375, 0.875],
               [0.5  , 1.75 ]])
    """
    ### BEGIN SOLUTION
    rows = []
    for x_row, y_row in zip(x, y, strict=True):
        error = a * x_row + b - y_row
        a = a - learning_rate * 2 * error * x_row
        b = b - learning_rate * 2 * error
        rows.append((a, b))
    return np.array(rows)
    ### END SOLUTION


"""
## Both together

Run this file when both are written. The first row of fast.ai's spreadsheet has x = 14 and y = 58:
its step must go against what the differences say. Then the whole sheet, three rounds.
"""

if __name__ == "__main__":

    def loss(line):
        """The squared error in the first row."""
        return (line[0] * 14 + line[1] - 58) ** 2

    slopes = central_difference(loss, np.array([1.0, 1.0]), 0.01)
    after = fill_sheet(np.array([14.0]), np.array([58.0]), 1.0, 1.0, 1e-4)[0]
    print(f"slopes by differences:    {slopes}")
    print(f"slopes that the row used: {(1 - after) / 1e-4}")
    sizes = np.arange(1.0, 30)
    line = (1.0, 1.0)
    for number in (1, 2, 3):
        line = fill_sheet(sizes, 2 * sizes + 30, *line, 1e-4)[-1]
        print(f"after round {number}: a {line[0]:.3f}, b {line[1]:.3f}")
