"""Practice: layers, forward through many and back through one.

What a deep network computes is a loop over its layers; what one hidden layer can do is join dots;
and how a layer learns is a step backwards through it. You write these three.
"""

import numpy as np

"""
## Forward

A network is a list of layers, each a pair of kernel and bias. A layer gives `x @ kernel + bias`,
and between two layers stands a ReLU, max(x, 0). The last layer's outputs stay as they are.
"""


def forward(net, x):
    """Run samples through the layers of a network.

    Args:
        net: The layers in their order, one or more: a list of pairs (kernel, bias), arrays of shape
            (inputs, units) and (units,).
        x: The samples, array of shape (n, inputs of the first layer).

    Returns:
        What the last layer gives, array of shape (n, units of the last layer).

    Example:
        >>> first = np.array([[1.0, -1.0, 2.0], [0.0, 3.0, 1.0]]), np.array([0.0, -2.0, 0.5])
        >>> last = np.array([[1.0, 0.0], [2.0, 1.0], [-3.0, -1.0]]), np.array([4.0, 1.0])
        >>> forward([first, last], np.array([[1.0, 2.0], [-5.0, 1.0]]))
        array([[-2.5, -0.5],
               [16. ,  7. ]])
    """
    ### BEGIN SOLUTION
    *hidden, (last_kernel, last_bias) = net
    for kernel, bias in hidden:
        x = np.maximum(x @ kernel + bias, 0)
    return x @ last_kernel + last_bias
    ### END SOLUTION


r"""
## Join the dots

A unit $\text{relu}(x - t)$ is flat up to t, and has the slope 1 after it. So the sum

$$v_0 + c_0 \text{relu}(x - t_0) + c_1 \text{relu}(x - t_1) + \dots$$

is a line with a kink at each $t$. It is to go through given points: the value $v_0$ at $t_0$, $v_1$
at $t_1$, and so on. Which numbers $c$ make it do that? There is one for each point but the last.
"""


def slope_changes(places, values):
    """The number c of each unit of a network that joins the dots.

    Args:
        places: Where the points are, from left to right, array of shape (n,), n at least 2.
        values: Their values, array of shape (n,).

    Returns:
        The number of each unit, array of shape (n - 1,).

    Example:
        >>> slope_changes(np.array([0.0, 1.0, 3.0, 4.0]), np.array([5.0, 7.0, 6.0, 6.0]))
        array([ 2. , -2.5,  0.5])
    """
    ### BEGIN SOLUTION
    slopes = np.diff(values) / np.diff(places)
    return np.diff(slopes, prepend=0)
    ### END SOLUTION


"""
## Back through a layer

A layer with its ReLU gives `relu(x @ kernel + bias)`. Somebody behind it tells how the loss changes
with each of these outputs: that is `gradient`. Tell how the loss changes with each number of x,
which the layer before wants to know, and with each number of the kernel and the bias, which learn
by it.

The slope of the ReLU is 1 where what enters it is above 0, and 0 elsewhere.
"""


def dense_backward(x, kernel, bias, gradient):
    """The backward pass of a dense layer with a ReLU.

    Args:
        x: The samples that entered the layer, array of shape (n, inputs).
        kernel: Array of shape (inputs, units).
        bias: Array of shape (units,).
        gradient: How the loss changes with each output, array of shape (n, units). The loss is one
            number for the whole batch.

    Returns:
        Three results: how the loss changes with x, with the kernel and with the bias, each an array
        of the shape of what it belongs to.

    Example:
        >>> x, kernel = np.array([[1.0, 2.0], [3.0, -1.0]]), np.array([[1.0, 0.0, 2.0], [-1, 1, 4]])
        >>> bias, gradient = np.array([1.5, 0, -9.0]), np.array([[7.0, 10.0, 1.0], [2.0, 8.0, 3.0]])
        >>> for array in dense_backward(x, kernel, bias, gradient):
        ...     print(array)
        [[ 9.  7.]
         [ 2. -2.]]
        [[13. 10.  1.]
         [12. 20.  2.]]
        [ 9. 10.  1.]
    """
    ### BEGIN SOLUTION
    passed = np.where(x @ kernel + bias > 0, gradient, 0)
    return passed @ kernel.T, x.T @ passed, passed.sum(axis=0)
    ### END SOLUTION


"""
## All three together

Run this file when all three are written. With twice the units, joined dots are four times nearer to
a sine; and a network with two hidden layers learns it, back through one layer after the other.
"""

if __name__ == "__main__":
    grid = np.linspace(0, 1, 1001)[:, None]
    for units in (4, 8, 16, 32):
        places = np.linspace(0, 1, units + 1)
        values = np.sin(9 * places)
        kinks = np.ones((1, units)), -places[:-1]
        last = slope_changes(places, values)[:, None], values[:1]
        far = np.abs(forward([kinks, last], grid) - np.sin(9 * grid)).max()
        print(f"{units:2} units: off by {far:.4f} at most")

    rng = np.random.default_rng(0)
    net = [(rng.normal(size=(1, 16)) * 3, rng.normal(size=16))]
    net += [(rng.normal(size=(16, 16)) / 3, np.zeros(16)), (np.zeros((16, 1)), np.zeros(1))]
    for step in range(801):
        first = forward([net[0], (np.eye(16), np.zeros(16))], grid)
        second = forward([*net[:2], (np.eye(16), np.zeros(16))], grid)
        error = forward(net, grid) - np.sin(9 * grid)
        if step % 200 == 0:
            print(f"step {step:3}: mean squared error {np.mean(error**2):.4f}")
        slope = 2 * error / len(grid)
        back, kernel_2, bias_2 = dense_backward(first, *net[1], slope @ net[2][0].T)
        _, kernel_1, bias_1 = dense_backward(grid, *net[0], back)
        slopes = [(kernel_1, bias_1), (kernel_2, bias_2), (second.T @ slope, slope.sum(axis=0))]
        net = [
            (kernel - 0.05 * by_kernel, bias - 0.05 * by_bias)
            for (kernel, bias), (by_kernel, by_bias) in zip(net, slopes, strict=True)
        ]
