"""BatchNormalization as it computes in training, as arithmetic that changes no moving average."""

from typing import Any

import keras
from keras import ops


@keras.saving.register_keras_serializable("kerasdigits")
class BatchStatistics(keras.layers.BatchNormalization):
    """Normalizes by the mean and variance of the batch, whatever `training` says.

    Attributes:
        reads_batch: That what it yields for a sample depends on the others of the batch.
    """

    reads_batch = True

    def call(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
        """Normalize a batch.

        Args:
            inputs: The batch.
            training: Not looked at.
            mask: None: hidden steps are not left out.

        Returns:
            A tensor of the same shape.

        Raises:
            ValueError: There is a mask.
        """
        if mask is not None:
            raise ValueError("the mean and variance of a masked batch are not carried")
        axes = [axis for axis in range(len(inputs.shape)) if axis != self.axis % len(inputs.shape)]
        mean, variance = ops.moments(inputs, axes=axes)
        return ops.batch_normalization(
            inputs,
            mean,
            variance,
            axis=self.axis,
            offset=ops.cast(self.beta, inputs.dtype) if self.center else None,
            scale=ops.cast(self.gamma, inputs.dtype) if self.scale else None,
            epsilon=self.epsilon,
        )
