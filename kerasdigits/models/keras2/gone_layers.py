"""Layers of Keras 2 that Keras 3 does not have, as Keras objects; importing this registers them."""

import itertools
from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import ops

_PACKAGE = "kerasdigits"


@keras.saving.register_keras_serializable(package=_PACKAGE)
class ThresholdedReLU(keras.layers.Layer):
    """Keras 2's ThresholdedReLU: what is above theta as it is, 0 elsewhere.

    Args:
        theta: The threshold, >= 0.
        **kwargs: As every layer takes them.
    """

    def __init__(self, theta: float = 1.0, **kwargs: Any):
        super().__init__(**kwargs)
        self.theta = theta
        self.supports_masking = True

    def call(self, inputs: Any) -> Any:
        """Give the values above theta, of the same shape."""
        return ops.where(inputs > self.theta, inputs, ops.zeros_like(inputs))

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        """Give the shape of the input."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """Give the arguments of the constructor."""
        return {**super().get_config(), "theta": self.theta}


@keras.saving.register_keras_serializable(package=_PACKAGE)
class SyncBatchNormalization(keras.layers.BatchNormalization):
    """Keras's BatchNormalization under the name by which a .keras file has its weights."""


class _LocallyConnected(keras.layers.Layer):
    """A convolution with a kernel of its own for each place of the output, channels last.

    Source: tf_keras/src/layers/locally_connected and tf_keras/src/backend.py, `local_conv`.

    Args:
        filters: The channels of the output.
        kernel_size: The sizes of the window.
        strides: How far the window moves, along each axis.
        padding: `valid`; with `implementation` 2 `same` as well.
        implementation: In which form Keras 2 kept the kernel: 1 is window by window, 2 from every
            place of the input to every place of the output, of which those in its window count.
        activation: As a Dense takes it.
        use_bias: Whether each place of the output has a bias.
        **kwargs: As every layer takes them.
    """

    def __init__(
        self,
        filters: int,
        kernel_size: Sequence[int],
        strides: Sequence[int] = (1, 1),
        padding: str = "valid",
        implementation: int = 1,
        activation: Any = None,
        use_bias: bool = True,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.filters = filters
        self.kernel_size = tuple(kernel_size)
        self.strides = tuple(strides)
        self.padding = padding
        self.implementation = implementation
        self.activation = keras.activations.get(activation)
        self.use_bias = use_bias

    def build(self, input_shape: tuple) -> None:
        """Make the kernel and the bias, in the shapes that Keras 2 wrote."""
        *sizes, channels = input_shape[1:]
        places = self.compute_output_shape(input_shape)[1:-1]
        if self.implementation == 1:
            shape = (int(np.prod(places)), int(np.prod(self.kernel_size)) * channels, self.filters)
        else:
            shape = (*sizes, channels, *places, self.filters)
            self._seen = self._find_windows(sizes, places)
        self.kernel = self.add_weight(shape=shape, name="kernel")
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(
                shape=(*places, self.filters), name="bias", initializer="zeros"
            )

    def call(self, inputs: Any) -> Any:
        """Give each place of the output from its window."""
        outputs = self._by_window(inputs) if self.implementation == 1 else self._by_place(inputs)
        return self.activation(outputs if self.bias is None else outputs + self.bias)

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        """Give `(batch, places..., filters)`."""
        inner = 0 if self.padding == "same" else 1
        places = [
            -(-(size - inner * (kernel - 1)) // stride)
            for size, kernel, stride in zip(
                input_shape[1:-1], self.kernel_size, self.strides, strict=True
            )
        ]
        return (input_shape[0], *places, self.filters)

    def get_config(self) -> dict[str, Any]:
        """Give the arguments of the constructor."""
        return {
            **super().get_config(),
            "filters": self.filters,
            "kernel_size": self.kernel_size,
            "strides": self.strides,
            "padding": self.padding,
            "implementation": self.implementation,
            "activation": keras.activations.serialize(self.activation),
            "use_bias": self.use_bias,
        }

    def _by_window(self, inputs: Any) -> Any:
        places = self.compute_output_shape(inputs.shape)[1:-1]
        windows = []
        for offset in itertools.product(*map(range, self.kernel_size)):
            cuts = [
                slice(start, start + stride * (count - 1) + 1, stride)
                for start, stride, count in zip(offset, self.strides, places, strict=True)
            ]
            windows.append(inputs[(slice(None), *cuts)])
        seen = ops.concatenate(windows, axis=-1)
        seen = ops.reshape(seen, (-1, *self.kernel.shape[:2]))
        outputs = ops.einsum("bpk,pkf->bpf", seen, ops.convert_to_tensor(self.kernel))
        return ops.reshape(outputs, (-1, *places, self.filters))

    def _by_place(self, inputs: Any) -> Any:
        shape = self.kernel.shape
        known = int(np.prod(inputs.shape[1:]))
        kernel = ops.reshape(self.kernel * self._seen, (known, -1))
        outputs = ops.matmul(ops.reshape(inputs, (-1, known)), kernel)
        return ops.reshape(outputs, (-1, *shape[len(inputs.shape) - 1 :]))

    def _find_windows(self, sizes: Sequence[int], places: Sequence[int]) -> np.ndarray:
        """Give 1 where a place of the input is in the window of one of the output, 0 elsewhere."""
        seen = np.ones((*sizes, 1, *places, 1), "float32")
        for axis, (size, count) in enumerate(zip(sizes, places, strict=True)):
            kernel, stride = self.kernel_size[axis], self.strides[axis]
            reach = max((count - 1) * stride + kernel - size, 0) if self.padding == "same" else 0
            starts = np.arange(count) * stride - reach // 2
            distance = np.arange(size)[:, None] - starts
            shape = np.ones(seen.ndim, int)
            shape[axis], shape[len(sizes) + 1 + axis] = size, count
            seen = seen * ((distance >= 0) & (distance < kernel)).reshape(shape)
        return seen.astype("float32")


@keras.saving.register_keras_serializable(package=_PACKAGE)
class LocallyConnected1D(_LocallyConnected):
    """Keras 2's LocallyConnected1D."""


@keras.saving.register_keras_serializable(package=_PACKAGE)
class LocallyConnected2D(_LocallyConnected):
    """Keras 2's LocallyConnected2D."""
