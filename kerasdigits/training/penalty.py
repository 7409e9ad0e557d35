"""The L2 penalty, to compare with the decoupled weight decay of the optimizers."""

import keras


def add_l2_penalty(model: keras.Model, strength: float) -> None:
    """Add `strength * sum(w ** 2)` over every trainable number of a model to its loss.

    All weights, biases too, as the optimizers' `weight_decay` has it and as fastai v3's lesson 5
    sums `model.parameters()`. The gradient is `2 * strength * w`: with plain SGD this is the decay
    `weight_decay = 2 * strength`, with an optimizer that rescales its steps it is not. A saved
    model does not keep the penalty.

    Args:
        model: A built model; compile it after this.
        strength: Of the penalty, >= 0.
    """
    for variable in model.trainable_variables:
        variable.regularizer = keras.regularizers.L2(strength)
