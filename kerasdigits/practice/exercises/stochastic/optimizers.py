"""Practice: momentum, RMSprop and Adam.

An optimizer makes steps of gradients. SGD steps by `rate * gradient`; the others remember a little.
Here the gradients of all steps are given as the rows of one array, and you write what each rule
makes of them: one step a row. What a rule remembers begins at 0; leave `gradients` as they are.
"""

import numpy as np

"""
## Momentum

The heavy ball keeps a part, beta, of its last step, and adds what SGD would do now:

    v = beta * v - rate * g

v is the *velocity*, and it is the step; g is the gradient. This is the form that Keras's SGD has.
"""


def momentum(gradients, rate, beta):
    """The steps of gradient descent with momentum.

    Args:
        gradients: The gradient of each step, array of shape (steps, k).
        rate: The learning rate.
        beta: How much of the last step is kept, from 0 to below 1.

    Returns:
        What is added to the parameters in each step, array of shape (steps, k).

    Example:
        >>> momentum(np.array([[1.0, -2.0], [1.0, 4.0], [0.0, 0.5]]), 0.5, 0.5)
        array([[-0.5  ,  1.   ],
               [-0.75 , -1.5  ],
               [-0.375, -1.   ]])
    """
    ### BEGIN SOLUTION
    velocity = np.zeros(gradients.shape[1])
    steps = []
    for gradient in gradients:
        velocity = beta * velocity - rate * gradient
        steps.append(velocity)
    return np.array(steps)
    ### END SOLUTION


"""
## RMSprop

RMSprop keeps a running average s of the *squared* gradient, number by number, and divides by its
root. The tiny EPSILON, which keeps it from dividing by 0, stands inside the root, as in Keras:

    s = rho * s + (1 - rho) * g**2
    step = -rate * g / root of (s + EPSILON)

The average of a step has seen the gradient of that step.
"""

EPSILON = 1e-7


def rmsprop(gradients, rate, rho):
    """The steps of RMSprop.

    Args:
        gradients: The gradient of each step, array of shape (steps, k); numbers may be 0.
        rate: The learning rate.
        rho: How much of the average is kept in each step, from 0 to below 1.

    Returns:
        What is added to the parameters in each step, array of shape (steps, k).

    Example:
        >>> rmsprop(np.array([[1.0, -3.0], [2.0, 1.0], [0.0, 5.0]]), 0.5, 0.75).round(4)
        array([[-1.    ,  1.    ],
               [-0.9177, -0.3592],
               [-0.    , -0.9008]])
    """
    ### BEGIN SOLUTION
    average = np.zeros(gradients.shape[1])
    steps = []
    for gradient in gradients:
        average = rho * average + (1 - rho) * gradient**2
        steps.append(-rate * gradient / np.sqrt(average + EPSILON))
    return np.array(steps)
    ### END SOLUTION


"""
## Adam

Adam averages both: m the gradient, with beta1, and s its square, with beta2. Both begin at 0, and
are too small at first. So in step t (the first is t = 1) m is divided by `1 - beta1**t` and s by
`1 - beta2**t`: these are the corrected averages. Then

    step = -rate * corrected m / (root of corrected s + EPSILON)
"""


def adam(gradients, rate, beta1, beta2):
    """The steps of Adam.

    Args:
        gradients: The gradient of each step, array of shape (steps, k); numbers may be 0.
        rate: The learning rate.
        beta1: How much of the average of the gradients is kept, from 0 to below 1.
        beta2: How much of the average of their squares is kept, from 0 to below 1.

    Returns:
        What is added to the parameters in each step, array of shape (steps, k).

    Example:
        >>> adam(np.array([[1.0, -3.0], [2.0, 1.0], [0.0, 5.0]]), 0.5, 0.5, 0.75).round(4)
        array([[-0.5   ,  0.5   ],
               [-0.5058,  0.0792],
               [-0.2877, -0.3718]])
    """
    ### BEGIN SOLUTION
    m = np.zeros(gradients.shape[1])
    s = np.zeros(gradients.shape[1])
    steps = []
    for t, gradient in enumerate(gradients, start=1):
        m = beta1 * m + (1 - beta1) * gradient
        s = beta2 * s + (1 - beta2) * gradient**2
        m_corrected = m / (1 - beta1**t)
        s_corrected = s / (1 - beta2**t)
        steps.append(-rate * m_corrected / (np.sqrt(s_corrected) + EPSILON))
    return np.array(steps)
    ### END SOLUTION


"""
## Side by side

Run this file when all are written. Two kinds of gradients tell the rules apart: the same again and
again, and +1, -1, +1, ... An average cancels the second; RMSprop looks at their sizes only.
"""

if __name__ == "__main__":
    gradients = np.ones((100, 2))
    gradients[1::2, 1] = -1
    print("the size of the last of 100 steps at rate 1: steady and alternating gradients")
    for name, steps in {
        "momentum 0.9": momentum(gradients, 1.0, 0.9),
        "RMSprop 0.9": rmsprop(gradients, 1.0, 0.9),
        "Adam 0.9, 0.99": adam(gradients, 1.0, 0.9, 0.99),
    }.items():
        print(f"{name:15} {abs(steps[-1]).round(3)}")
