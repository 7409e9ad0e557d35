"""Practice: weight decay.

There are two ways to make large weights cost something: a penalty in the loss, and a decay beside
it. You write a step of each, for an optimizer that divides gradients by their size as Adam does,
and see where the two part; and the norm, by which one watches the weights shrink.
"""

import numpy as np

"""
## A penalty in the loss

The L2 penalty adds `strength` times the sum of all squared weights to the loss. What does that add
to the gradient of a weight? An optimizer knows nothing of penalties: it gets the gradient of the
*whole* loss, divides it by the size that it has kept for each weight, and takes a step against it:
the rate times that. (Plain gradient descent is the case in which all sizes are 1.) Return new
weights, and leave `weights` as they are.
"""


def penalty_step(weights, gradient, size, rate, strength):
    """The weights after a step on the loss with an L2 penalty.

    Args:
        weights: The weights, array of any shape.
        gradient: The gradient of the loss *without* the penalty, array of that shape.
        size: What the optimizer divides each gradient by, array of that shape; all above 0.
        rate: The learning rate.
        strength: What the sum of the squared weights is multiplied by in the loss.

    Returns:
        The new weights, array of that shape.

    Example:
        >>> weights = np.array([[1.0, -2.0], [0.5, 4.0]])
        >>> gradient = np.array([[3.0, 1.0], [-1.0, 0.0]])
        >>> size = np.array([[2.0, 0.5], [1.0, 4.0]])
        >>> penalty_step(weights, gradient, size, 0.5, 0.25)
        array([[ 0.125, -2.   ],
               [ 0.875,  3.75 ]])
    """
    ### BEGIN SOLUTION
    whole = gradient + 2 * strength * weights
    return weights - rate * whole / size
    ### END SOLUTION


"""
## A decay beside the loss

*Decoupled* decay leaves the loss alone. In each step the share `rate * decay` of every weight is
taken off, whatever its gradients were like. To what is left comes the step by the gradient of the
plain loss, divided by its size. Here, too, leave `weights` as they are.
"""


def decay_step(weights, gradient, size, rate, decay):
    """The weights after a step with decoupled weight decay.

    Args:
        weights: The weights, array of any shape.
        gradient: The gradient of the loss, array of that shape.
        size: What the optimizer divides each gradient by, array of that shape; all above 0.
        rate: The learning rate.
        decay: The decay; a step takes the share rate * decay off every weight.

    Returns:
        The new weights, array of that shape.

    Example:
        >>> weights = np.array([[1.0, -2.0], [0.5, 4.0]])
        >>> gradient = np.array([[3.0, 1.0], [-1.0, 0.0]])
        >>> size = np.array([[2.0, 0.5], [1.0, 4.0]])
        >>> decay_step(weights, gradient, size, 0.5, 0.25)
        array([[ 0.125 , -2.75  ],
               [ 0.9375,  3.5   ]])
    """
    ### BEGIN SOLUTION
    kept = (1 - rate * decay) * weights
    return kept - rate * gradient / size
    ### END SOLUTION


"""
## How large are the weights?

A network's weights are a list of arrays, of as many shapes as it has layers. Their norm is one
number: the root of the sum of the squares of all of them.
"""


def weight_norm(arrays):
    """The norm of all weights of a network.

    Args:
        arrays: The weights, a list of arrays of any shapes.

    Returns:
        The root of the sum of the squares of all numbers in them, a number.

    Example:
        >>> float(weight_norm([np.array([[1.0, -2.0], [4.0, 0.0]]), np.array([2.0])]))
        5.0
    """
    ### BEGIN SOLUTION
    return np.sqrt(sum(np.sum(array**2) for array in arrays))
    ### END SOLUTION


"""
## All together

Run this file when all are written: a hundred steps on a loss whose slope is 0, from the same
weights. With a size of 1 a penalty and twice its strength as decay do the same. With the sizes of
an Adam, the penalty hardly touches a weight whose gradients were large.
"""

if __name__ == "__main__":
    weights = np.array([1.0, 1.0])
    flat = np.zeros(2)
    for name, size in (("size 1 for both", np.ones(2)), ("sizes 10 and 0.5", np.array([10, 0.5]))):
        by_penalty = by_decay = weights
        for _ in range(100):
            by_penalty = penalty_step(by_penalty, flat, size, 0.1, 0.05)
            by_decay = decay_step(by_decay, flat, size, 0.1, 0.1)
        norms = [weight_norm([w]) for w in (by_penalty, by_decay)]
        print(f"{name}: the penalty leaves {by_penalty.round(3)}, the decay {by_decay.round(3)}")
        print(f"  norms {norms[0]:.3f} and {norms[1]:.3f}")
