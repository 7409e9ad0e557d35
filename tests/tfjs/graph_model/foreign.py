"""Classes that are not Keras's, in a module that a process of TensorFlow's own can import."""

import keras
from keras import layers, ops


def twice(inputs):
    return 2.0 * inputs


@keras.saving.register_keras_serializable("foreign")
class Scale(layers.Layer):
    def build(self, input_shape):
        self.factor = self.add_weight(shape=(input_shape[-1],), initializer="ones", name="factor")

    def call(self, inputs):
        return inputs * self.factor


class Polynomial(layers.Layer):
    """Not registered: found by its module."""

    def __init__(self, degree, **options):
        super().__init__(**options)
        self.degree = degree

    def build(self, input_shape):
        self.powers = [self.add_weight(shape=(), name=f"power{i}") for i in range(self.degree)]

    def call(self, inputs):
        return sum(power * inputs**i for i, power in enumerate(self.powers))

    def get_config(self):
        return {**super().get_config(), "degree": self.degree}


@keras.saving.register_keras_serializable("foreign")
class Residual(keras.Model):
    def __init__(self, width, **options):
        super().__init__(**options)
        self.width = width
        self.inner = layers.Dense(width, activation="silu")
        self.norm = layers.LayerNormalization()

    def call(self, inputs, training=False):
        for _ in range(2):
            inputs = inputs + self.inner(self.norm(inputs))
        return ops.logsumexp(inputs, axis=-1, keepdims=True)

    def get_config(self):
        return {"width": self.width, "name": self.name}


@keras.saving.register_keras_serializable("foreign")
class TwoTowers(keras.Model):
    def __init__(self, width, **options):
        super().__init__(**options)
        self.width = width
        self.towers = [layers.Dense(width), layers.Dense(width)]

    def call(self, inputs):
        left, right = (t(inputs[k]) for t, k in zip(self.towers, ("left", "right"), strict=True))
        return {"sum": left + right, "product": left * right}

    def get_config(self):
        return {"width": self.width, "name": self.name}


class Distance(keras.Model):
    """Takes two arguments."""

    def __init__(self, **options):
        super().__init__(**options)
        self.inner = layers.Dense(3)

    def call(self, left, right):
        return ops.norm(self.inner(left) - self.inner(right), axis=-1)


class DistanceAndMore(Distance):
    """Holds a layer that it does not call."""

    def __init__(self, **options):
        super().__init__(**options)
        self.uncalled = layers.Dense(2, name="uncalled")
