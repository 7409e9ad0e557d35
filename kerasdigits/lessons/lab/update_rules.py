"""Optimizers written out: from a gradient, and a memory of those before it, the next step.

Each rule adds to a memory that begins empty (`defaultdict(float)`, one for each array) and gives
what is to be added to the parameters. They make the steps of Keras's optimizers of the same name,
in NumPy, for loops written from scratch:

    memory = defaultdict(float)
    for ...:
        parameters = parameters + adam(gradient, memory, rate=0.001)
"""

from typing import Any

EPSILON = 1e-7  # where Keras has it: inside the root for RMSprop, outside for Adam

Memory = dict[str, Any]


def heavy_ball(gradient: Any, memory: Memory, rate: float, beta: float = 0.0) -> Any:
    """Let the steps build up (B. Polyak, 1964); beta 0 is plain gradient descent."""
    memory["velocity"] = beta * memory["velocity"] - rate * gradient
    return memory["velocity"]


def averaged(gradient: Any, memory: Memory, rate: float, beta: float = 0.9) -> Any:
    """Step by a running average of the gradient: the heavy ball with (1 - beta) of the rate."""
    memory["m"] = beta * memory["m"] + (1 - beta) * gradient
    return -rate * memory["m"]


def rmsprop(gradient: Any, memory: Memory, rate: float, rho: float = 0.9) -> Any:
    """Divide by the root of the averaged squared gradient (G. Hinton, 2012)."""
    memory["s"] = rho * memory["s"] + (1 - rho) * gradient**2
    return -rate * gradient / (memory["s"] + EPSILON) ** 0.5


def adam(
    gradient: Any, memory: Memory, rate: float, beta1: float = 0.9, beta2: float = 0.999
) -> Any:
    """Average the gradient and its square, both corrected (D. Kingma, J. Ba, 2015, section 2)."""
    memory["t"] += 1
    memory["m"] = beta1 * memory["m"] + (1 - beta1) * gradient
    memory["s"] = beta2 * memory["s"] + (1 - beta2) * gradient**2
    correction = (1 - beta2 ** memory["t"]) ** 0.5 / (1 - beta1 ** memory["t"])
    return -rate * correction * memory["m"] / (memory["s"] ** 0.5 + EPSILON)
