"""Optimizers with a learning rate of its own for each layer; importing this registers them.

A rule of Keras takes one rate for all variables. These hand on a share of it, step by step, to the
rule that they inherit from. So the schedule, the momentum and Adam's moments are the rule's own,
and no state is added: what is saved and resumed is the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import keras

from kerasdigits.models.objects import CyclicAdam, CyclicSGD

_register = keras.saving.register_keras_serializable(package="kerasdigits")


class _SharesRate(keras.optimizers.Optimizer):
    """What the optimizers below share.

    Args:
        *args: As the rule takes them.
        rate_shares: The share of the learning rate by the name of a layer, >= 0; 1 for all others.
        weight_decay: Decoupled, of every variable, by its own rate: `w -= share * rate * decay * w`
            before the step. None or 0 for none.
        **kwargs: As the rule takes them.
    """

    def __init__(
        self,
        *args: Any,
        rate_shares: Mapping[str, float],
        weight_decay: float | None = None,
        **kwargs: Any,
    ):
        super().__init__(*args, weight_decay=None, **kwargs)  # Keras's would know one rate only
        self.rate_shares = dict(rate_shares)
        self.shared_decay = weight_decay or 0.0

    def build(self, variables: list[keras.Variable]) -> None:
        """Find the share of each variable: a layer's name stands in the paths of its variables.

        The whole path would not do: in a Sequential model it changes when the model is loaded.
        """
        self._shares = [
            next((self.rate_shares[name] for name in path if name in self.rate_shares), 1.0)
            for path in (variable.path.split("/") for variable in variables)
        ]
        super().build(variables)

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Decay the variable and take the rule's step, both by its share of the rate."""
        rate = learning_rate * self._shares[self._get_variable_index(variable)]
        if self.shared_decay:
            self.assign(variable, variable * (1 - self.shared_decay * rate))
        super().update_step(gradient, variable, rate)

    def get_config(self) -> dict[str, Any]:
        """Give the arguments of the constructor."""
        config = super().get_config()
        return {
            **config,
            "rate_shares": self.rate_shares,
            "weight_decay": self.shared_decay or None,
        }


@_register
class LayerwiseSGD(_SharesRate, keras.optimizers.SGD):
    """SGD, with or without momentum; arguments as Keras's and `rate_shares`."""


@_register
class LayerwiseRMSprop(_SharesRate, keras.optimizers.RMSprop):
    """RMSprop; arguments as Keras's and `rate_shares`."""


@_register
class LayerwiseAdam(_SharesRate, keras.optimizers.Adam):
    """Adam, and with a decay AdamW; arguments as Keras's and `rate_shares`."""


@_register
class LayerwiseCyclicSGD(_SharesRate, CyclicSGD):
    """Heavy-ball SGD whose momentum goes the one-cycle way; arguments as its and `rate_shares`."""


@_register
class LayerwiseCyclicAdam(_SharesRate, CyclicAdam):
    """Adam whose `beta_1` goes the one-cycle way; arguments as its and `rate_shares`."""
