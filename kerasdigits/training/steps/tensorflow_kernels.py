"""What a step on TensorFlow computes by TensorFlow's own kernels, not by Keras's operations."""

import keras
import tensorflow as tf


def move(images: tf.Tensor, moves: tf.Tensor) -> tf.Tensor:
    """Do as `move_images`, by TensorFlow's kernel, which says where a pixel (x, y) is read.

    It takes a third of the time of Keras's operations.
    """
    height, width = images.shape[1:3]
    row, column = (height - 1) / 2, (width - 1) / 2  # of the middle
    cosine, sine, down, right = tf.unstack(moves, axis=1)
    x = [cosine, sine, column + right * width - sine * row - cosine * column]
    y = [-sine, cosine, row + down * height - cosine * row + sine * column]
    flat = [tf.zeros_like(cosine)] * 2  # no perspective
    return tf.raw_ops.ImageProjectiveTransformV3(
        images=images,
        transforms=tf.stack([*x, *y, *flat], axis=1),
        output_shape=(height, width),
        fill_value=0.0,
        interpolation="BILINEAR",
        fill_mode="CONSTANT",
    )


def normalize(
    layer: keras.layers.BatchNormalization, inputs: tf.Tensor
) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
    """Normalize by TensorFlow's kernel, which takes images and corrects the variance.

    In float32, as Keras does: in bfloat16 it takes ten times as long on a CPU.
    """
    images = tf.reshape(tf.cast(inputs, "float32"), (-1, 1, 1, inputs.shape[-1]))
    outputs, mean, variance = tf.compat.v1.nn.fused_batch_norm(
        images, layer.gamma.value, layer.beta.value, epsilon=layer.epsilon, is_training=True
    )
    samples = tf.shape(images)[0]
    corrected = tf.cast(tf.maximum(samples - 1, 1) / samples, variance.dtype)
    outputs = tf.cast(tf.reshape(outputs, tf.shape(inputs)), inputs.dtype)
    outputs = tf.ensure_shape(outputs, inputs.shape)
    return outputs, mean, variance * corrected
