"""`keras.ops.nn`: a small model for each operation."""

import numpy as np
from keras import ops

from keras_coverage.numpy_values import of

_KERNEL = (np.arange(54.0).reshape(3, 3, 3, 2) / 54.0 - 0.5).astype("float32")
_ONE_EACH = np.full((3, 3, 3, 1), 0.25, "float32")


def _heads(x):
    return ops.reshape(x, (-1, 4, 2, 3))


ROWS = {
    **of(
        "wide",
        *("celu", "elu", "gelu", "hard_shrink", "hard_sigmoid", "hard_silu", "hard_swish"),
        *("hard_tanh", "leaky_relu", "log_sigmoid", "log_softmax", "relu", "relu6", "selu"),
        *("sigmoid", "silu", "soft_shrink", "softmax", "softplus", "softsign", "sparse_plus"),
        *("sparse_sigmoid", "sparsemax", "squareplus", "swish", "tanh_shrink", "glu"),
    ),
    "gelu (approximate=False)": lambda t: ops.gelu(t.wide, approximate=False),
    "softmax (axis)": lambda t: ops.softmax(t.wide, axis=1),
    "threshold": lambda t: ops.threshold(t.wide, 0.5, -2.0),
    "adaptive_average_pool": lambda t: ops.adaptive_average_pool(t.picture, (3, 5)),
    "adaptive_max_pool": lambda t: ops.adaptive_max_pool(t.picture, (3, 5)),
    "average_pool": lambda t: ops.average_pool(t.picture, 3, 2, "same"),
    "max_pool": lambda t: ops.max_pool(t.picture, 3, 2, "same"),
    "average_pool (volumes)": lambda t: ops.average_pool(t.volume, 2, 1, "same"),
    "max_pool (volumes)": lambda t: ops.max_pool(t.volume, 2, 1, "same"),
    "batch_normalization": lambda t: ops.batch_normalization(
        t.x, np.arange(6.0) / 6.0, 0.5 + np.arange(6.0) / 6.0, -1
    ),
    "binary_crossentropy": lambda t: ops.binary_crossentropy(t.share, t.share),
    "categorical_crossentropy": lambda t: ops.categorical_crossentropy(t.share, t.positive),
    "sparse_categorical_crossentropy": lambda t: ops.sparse_categorical_crossentropy(
        t.small[:, :, 0], t.positive
    ),
    "conv": lambda t: ops.conv(t.picture, _KERNEL, 2, "same"),
    "conv (dilation_rate)": lambda t: ops.conv(t.picture, _KERNEL, 1, "same", dilation_rate=2),
    "conv (channels_first)": lambda t: ops.conv(
        ops.transpose(t.picture, (0, 3, 1, 2)), _KERNEL, 1, "same", data_format="channels_first"
    ),
    "conv_transpose": lambda t: ops.conv_transpose(
        t.picture, _KERNEL.transpose(0, 1, 3, 2), 2, "same", data_format="channels_last"
    ),
    "depthwise_conv": lambda t: ops.depthwise_conv(t.picture, _KERNEL, 1, "valid"),
    "separable_conv": lambda t: ops.separable_conv(
        t.picture, _ONE_EACH, np.arange(6.0, dtype="float32").reshape(1, 1, 3, 2)
    ),
    "ctc_decode": lambda t: ops.ctc_decode(t.wide, ops.cast(0 * t.small[:, 0, 0] + 4, "int32"))[0][
        0
    ],
    "ctc_loss": lambda t: ops.ctc_loss(
        1 + t.small[:, 0, :2] % 5, t.wide, 0 * t.small[:, 0, 0] + 2, 0 * t.small[:, 0, 0] + 4
    ),
    "depth_to_space": lambda t: ops.depth_to_space(ops.tile(t.picture, (1, 1, 1, 4)), 2),
    "space_to_depth": lambda t: ops.space_to_depth(t.picture, 2),
    "dot_product_attention": lambda t: ops.dot_product_attention(
        _heads(t.x), _heads(t.y), _heads(t.wide)
    ),
    "dot_product_attention (is_causal)": lambda t: ops.dot_product_attention(
        _heads(t.x), _heads(t.y), _heads(t.wide), is_causal=True
    ),
    "fold": lambda t: ops.fold(
        ops.reshape(ops.transpose(t.picture, (0, 3, 1, 2)), (-1, 12, 16)), (8, 8), 2, stride=2
    ),
    "unfold": lambda t: ops.unfold(ops.transpose(t.picture, (0, 3, 1, 2)), 3, stride=2),
    "layer_normalization": lambda t: ops.layer_normalization(
        t.x, np.full(6, 2.0, "float32"), np.full(6, 0.5, "float32")
    ),
    "rms_normalization": lambda t: ops.rms_normalization(t.x, np.full(6, 2.0, "float32")),
    "moments": lambda t: list(ops.moments(t.x, axes=[2])),
    "multi_hot": lambda t: ops.multi_hot(t.small[:, 0], 6),
    "one_hot": lambda t: ops.one_hot(t.small, 6),
    "normalize": lambda t: ops.normalize(t.x, axis=1),
    "polar": lambda t: ops.real(ops.polar(t.positive, t.wide)),
    "psnr": lambda t: t.spread(ops.psnr(t.x, t.y, 2.0)),
}
