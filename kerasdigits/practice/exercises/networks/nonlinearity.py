"""Practice: two layers as one, and the slope through many bends.

Two linear layers in a row are no more than one: you find the one. A bend between them makes them
more; but a bend has a slope, and through many layers the slopes multiply: you find their product.
"""

import numpy as np

"""
## A net of two layers

This is given. Without a bend, the second layer takes what the first one gives as it is.
"""


def forward(x, kernel, bias, kernel_2, bias_2, bend=None):
    """The outputs of two layers, with a bend between them if there is one; x (n, inputs)."""
    hidden = x @ kernel + bias
    if bend is not None:
        hidden = bend(hidden)
    return hidden @ kernel_2 + bias_2


"""
## Multiply out

Without a bend there is *one* layer that gives the same outputs for every x. Which kernel and which
bias has it?
"""


def multiply_out(kernel, bias, kernel_2, bias_2):
    """Two layers without a bend as one.

    Args:
        kernel: Of the first layer, array of shape (inputs, units).
        bias: Of the first layer, array of shape (units,).
        kernel_2: Of the second layer, array of shape (units, outputs).
        bias_2: Of the second layer, array of shape (outputs,).

    Returns:
        Two results, the kernel and the bias of the one layer: arrays of shape (inputs, outputs) and
        (outputs,).

    Example:
        >>> kernel, bias = np.array([[1.0, 2.0, 0.0], [0.0, -1.0, 3.0]]), np.array([1.0, 0.0, 5.0])
        >>> kernel_2, bias_2 = np.array([[2.0, 1.0], [1.0, 0.0], [4.0, -1.0]]), np.array([3.0, 7.0])
        >>> for array in multiply_out(kernel, bias, kernel_2, bias_2):
        ...     print(array)
        [[ 4.  1.]
         [11. -3.]]
        [25.  3.]
    """
    ### BEGIN SOLUTION
    return kernel @ kernel_2, bias @ kernel_2 + bias_2
    ### END SOLUTION


r"""
## The slope through many sigmoids

The sigmoid is a bend, and this is it. Its slope where it gives $s$ is $s (1 - s)$, at most 0.25.

Now send x through one sigmoid after the other: sigmoid(sigmoid(... sigmoid(x))). How does what
comes out change with x? That is what the gradient of an early layer is multiplied by; see how fast
it fades.
"""


def sigmoid(z):
    """1 / (1 + exp(-z)), so written that nothing overflows."""
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, small) / (1 + small)


def deep_slope(x, layers):
    """The slope of the sigmoid of the sigmoid of ... of x.

    Args:
        x: Where to take the slope, array of shape (n,).
        layers: How many sigmoids there are, 1 or more.

    Returns:
        How the last sigmoid's output changes with each x, array of shape (n,).

    Example:
        >>> deep_slope(np.array([0.0, 2.0, -1.0]), 2).round(5)
        array([0.05875, 0.02175, 0.04827])
    """
    ### BEGIN SOLUTION
    slope = 1.0
    for _ in range(layers):
        x = sigmoid(x)
        slope = slope * x * (1 - x)
    return slope
    ### END SOLUTION


"""
## Both together

Run this file when both are written. Two layers and the one that you made of them give the same,
unless a ReLU stands between; and a slope through ten sigmoids is hardly there.
"""

if __name__ == "__main__":
    rng = np.random.default_rng(0)
    net = [rng.normal(size=shape) for shape in ((3, 5), (5,), (5, 2), (2,))]
    x = rng.normal(size=(100, 3))
    kernel, bias = multiply_out(*net)
    one = x @ kernel + bias
    for name, bend in (("no bend", None), ("a ReLU", lambda z: np.maximum(z, 0))):
        outputs = forward(x, net[0], net[1], net[2], net[3], bend=bend)
        print(f"{name}: apart by {np.abs(outputs - one).max():.2g}")
    for layers in (1, 2, 5, 10):
        print(f"{layers:2} sigmoids: slope {deep_slope(np.array([0.0]), layers)[0]:.2g}")
