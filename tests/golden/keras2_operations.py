"""TensorFlow's public functions as functional models of Keras 2 called them, between layers.

Each is called with TensorFlow's module and four inputs: `x` and `y` of floats `(3, 6, 4)`, `p` of
pictures `(3, 4, 6, 2)` and `i` of whole numbers `(3, 6)`, 0 to 4.
"""

OPERATIONS = {
    # Operators, with constants on either side
    "add": lambda tf, x, y, p, i: [x + y, x + 1.0, 1.0 + x, x + [1.0, 2.0, 3.0, 4.0]],
    "subtract": lambda tf, x, y, p, i: [x - y, x - 1.0, 1.0 - x, [1.0, 2.0, 3.0, 4.0] - x],
    "multiply": lambda tf, x, y, p, i: [x * y, x * 2.0, 2 * x, tf.constant([[2.0]]) * x],
    "divide": lambda tf, x, y, p, i: [x / y, x / 2.0, 2 / (x + 9.0)],
    "power": lambda tf, x, y, p, i: [x**2, abs(x) ** 0.5, 2.0**x, tf.pow(x, 3.0)],
    "integers": lambda tf, x, y, p, i: [i + 1, i * 2, 4 - i, i // 2, i % 3, 7 // (i + 1)],
    "integer_division": lambda tf, x, y, p, i: [i / 2, x // 0.5, x % 0.5, 1.0 % (x + 9.0)],
    "minus": lambda tf, x, y, p, i: [-x, abs(x)],
    "compared": lambda tf, x, y, p, i: [x > y, x < 0.5, x >= y, 0.1 <= x, 0.2 > x],
    "equal": lambda tf, x, y, p, i: [tf.equal(i, 2), tf.not_equal(i, 3), tf.equal(x, y)],
    "equal_sign": lambda tf, x, y, p, i: [i == 2, i != 3],
    "logical": lambda tf, x, y, p, i: [(x > 0) & (y > 0), (x > 0) | (y > 0), ~(x > 0)],
    "logical_calls": lambda tf, x, y, p, i: [
        tf.logical_and(x > 0, y > 0),
        tf.logical_or(x > 0, y > 0),
        tf.logical_not(x > 0),
        tf.math.logical_xor(x > 0, y > 0),
    ],
    "matmul": lambda tf, x, y, p, i: tf.matmul(x, tf.transpose(y, [0, 2, 1])),
    "matmul_sign": lambda tf, x, y, p, i: x @ tf.transpose(y, [0, 2, 1]),
    "matmul_transposed": lambda tf, x, y, p, i: [
        tf.matmul(x, y, transpose_b=True),
        tf.matmul(x, y, transpose_a=True),
        tf.matmul(x[:, :4], y, transpose_a=True, transpose_b=True),
        tf.linalg.matmul(x, y, adjoint_b=True),
    ],
    "matmul_constant": lambda tf, x, y, p, i: tf.matmul(x, tf.ones((4, 2))),
    # Slices
    "slices": lambda tf, x, y, p, i: [x[:, 0], x[:, -1, :], x[:, 1:], x[:, :-2, 1:3]],
    "slices_step": lambda tf, x, y, p, i: [x[:, ::2], x[:, 1::2, ::3], x[:, 5:1:-2]],
    "slices_reversed": lambda tf, x, y, p, i: [x[:, ::-1], x[..., ::-1]],
    "slices_new": lambda tf, x, y, p, i: [x[:, None], x[:, tf.newaxis, 0], x[..., None]],
    "slices_ellipsis": lambda tf, x, y, p, i: [x[..., 0], x[..., 1:3], p[:, 1, ..., 0]],
    "strided_slice": lambda tf, x, y, p, i: tf.strided_slice(x, [0, 1, 0], [3, 5, 4], [1, 2, 1]),
    "slice": lambda tf, x, y, p, i: tf.slice(x, [0, 1, 1], [-1, 3, 2]),
    # Shapes
    "reshape": lambda tf, x, y, p, i: [
        tf.reshape(x, (-1, 24)),
        tf.reshape(x, [-1, 3, 2, 4]),
        tf.reshape(x, shape=(-1, 4, 6)),
    ],
    "reshape_by_shape": lambda tf, x, y, p, i: [
        tf.reshape(x, [tf.shape(x)[0], 24]),
        tf.reshape(x, (tf.shape(x)[0], -1, 8)),
        tf.reshape(p, tf.stack([tf.shape(p)[0], 24, 2])),
    ],
    "shape_times": lambda tf, x, y, p, i: tf.tile(tf.ones((1, 2)), [tf.shape(x)[0], 1]),
    "transpose": lambda tf, x, y, p, i: [
        tf.transpose(x, [0, 2, 1]),
        tf.transpose(p, perm=(0, 3, 1, 2)),
    ],
    "expand_dims": lambda tf, x, y, p, i: [tf.expand_dims(x, 1), tf.expand_dims(x, axis=-1)],
    "squeeze": lambda tf, x, y, p, i: [
        tf.squeeze(x[:, :1], axis=1),
        tf.squeeze(x[:, :1, None], [1, 2]),
    ],
    "concat": lambda tf, x, y, p, i: [tf.concat([x, y], -1), tf.concat([x, y, x], axis=1)],
    "concat_one": lambda tf, x, y, p, i: tf.concat([x], axis=1),
    "concat_constant": lambda tf, x, y, p, i: tf.concat([tf.ones((3, 1, 4)), x], axis=1),
    "stack": lambda tf, x, y, p, i: [
        tf.stack([x, y]),
        tf.stack([x, y], axis=1),
        tf.stack([x, x], -1),
    ],
    "unstack": lambda tf, x, y, p, i: tf.unstack(x, axis=-1),
    "unstack_number": lambda tf, x, y, p, i: tf.unstack(x, num=6, axis=1)[1:3],
    "split": lambda tf, x, y, p, i: tf.split(x, 2, axis=-1),
    "split_sizes": lambda tf, x, y, p, i: tf.split(x, [1, 3, 2], axis=1),
    "split_rest": lambda tf, x, y, p, i: tf.split(x, num_or_size_splits=[1, -1], axis=2)[1],
    "tile": lambda tf, x, y, p, i: [tf.tile(x, [1, 2, 1]), tf.tile(x, multiples=(1, 1, 3))],
    "repeat": lambda tf, x, y, p, i: [tf.repeat(x, 2, axis=1), tf.repeat(x, repeats=3, axis=-1)],
    "pad": lambda tf, x, y, p, i: [
        tf.pad(x, [[0, 0], [1, 1], [0, 0]]),
        tf.pad(p, tf.constant([[0, 0], [1, 2], [3, 0], [0, 0]])),
        tf.pad(x, [[0, 0], [1, 2], [0, 0]], constant_values=1.5),
    ],
    "pad_modes": lambda tf, x, y, p, i: [
        tf.pad(p, [[0, 0], [1, 1], [2, 1], [0, 0]], "REFLECT"),
        tf.pad(p, [[0, 0], [1, 1], [2, 1], [0, 0]], mode="SYMMETRIC"),
    ],
    "reverse": lambda tf, x, y, p, i: [tf.reverse(x, [1]), tf.reverse(x, axis=[-1])],
    "roll": lambda tf, x, y, p, i: [tf.roll(x, 1, 1), tf.roll(x, shift=[1, -2], axis=[1, 2])],
    "broadcast_to": lambda tf, x, y, p, i: tf.broadcast_to(x[:1], (3, 6, 4)),
    "gather": lambda tf, x, y, p, i: [tf.gather(x, [2, 0, 1], axis=1), tf.gather(x, 1, axis=-1)],
    "gather_batch": lambda tf, x, y, p, i: tf.gather(x, i, axis=1, batch_dims=1),
    "gather_table": lambda tf, x, y, p, i: tf.gather(
        tf.constant([[1.0], [3.0], [5.0], [7.0], [9.0]]), i
    ),
    "gather_nd": lambda tf, x, y, p, i: tf.gather_nd(x, [[0, 1], [2, 3]]),
    "boolean": lambda tf, x, y, p, i: [tf.ones_like(x), tf.zeros_like(x), tf.identity(x)],
    "stop_gradient": lambda tf, x, y, p, i: tf.stop_gradient(x),
    "where": lambda tf, x, y, p, i: [
        tf.where(x > 0, x, y),
        tf.where(x > 0, x, 0.0),
        tf.where(x > 0, tf.zeros_like(x), y),
    ],
    "clip": lambda tf, x, y, p, i: [
        tf.clip_by_value(x, -0.5, 0.5),
        tf.clip_by_value(x, clip_value_min=0, clip_value_max=1),
        tf.clip_by_value(x, y, 2.0),
    ],
    "one_hot": lambda tf, x, y, p, i: [
        tf.one_hot(i, 5),
        tf.one_hot(i, depth=6, axis=1),
        tf.one_hot(i, 5, on_value=2.0, off_value=-1.0),
    ],
    "cast": lambda tf, x, y, p, i: [
        tf.cast(i, "float32"),
        tf.cast(x, tf.int32),
        tf.cast(x > 0, dtype=tf.float32),
        tf.cast(x, tf.bool),
    ],
    "convert": lambda tf, x, y, p, i: [tf.convert_to_tensor(x), tf.cast(x, tf.float32)],
    # Reductions
    "reduce_sum": lambda tf, x, y, p, i: [
        tf.reduce_sum(x, axis=1),
        tf.reduce_sum(x, [1, 2], keepdims=True),
        tf.reduce_sum(x, -1),
        tf.reduce_sum(x),
    ],
    "reduce_mean": lambda tf, x, y, p, i: [tf.reduce_mean(x, 1), tf.reduce_mean(p, [1, 2])],
    "reduce_max": lambda tf, x, y, p, i: [tf.reduce_max(x, 1), tf.reduce_min(x, -1, True)],
    "reduce_prod": lambda tf, x, y, p, i: tf.reduce_prod(x, axis=-1),
    "reduce_spread": lambda tf, x, y, p, i: [
        tf.math.reduce_std(x, axis=1),
        tf.math.reduce_variance(x, axis=-1, keepdims=True),
    ],
    "reduce_logsumexp": lambda tf, x, y, p, i: tf.reduce_logsumexp(x, axis=-1),
    "reduce_all": lambda tf, x, y, p, i: [tf.reduce_all(x > -1, 1), tf.reduce_any(x > 1, axis=1)],
    "norm": lambda tf, x, y, p, i: [tf.norm(x, axis=-1), tf.norm(x, ord=1, axis=1, keepdims=True)],
    "euclidean": lambda tf, x, y, p, i: tf.math.reduce_euclidean_norm(x, axis=1),
    "argmax": lambda tf, x, y, p, i: [
        tf.argmax(x, -1),
        tf.argmin(x, axis=1),
        tf.argmax(x, 1, tf.int32),
    ],
    "cumsum": lambda tf, x, y, p, i: [
        tf.cumsum(x, axis=1),
        tf.cumsum(x, axis=1, exclusive=True),
        tf.cumsum(x, axis=1, reverse=True),
        tf.math.cumprod(x, -1),
    ],
    "sort": lambda tf, x, y, p, i: [tf.sort(x, axis=1), tf.argsort(x, axis=-1)],
    "sort_down": lambda tf, x, y, p, i: tf.sort(x, axis=1, direction="DESCENDING"),
    "top_k": lambda tf, x, y, p, i: list(tf.math.top_k(x, k=2)),
    "top_k_values": lambda tf, x, y, p, i: tf.nn.top_k(x, 3, sorted=True).values,
    # Mathematics
    "exponential": lambda tf, x, y, p, i: [
        tf.exp(x),
        tf.math.log(abs(x) + 1.0),
        tf.math.log1p(abs(x)),
    ],
    "expm1": lambda tf, x, y, p, i: [tf.math.expm1(x), tf.math.log_sigmoid(x)],
    "roots": lambda tf, x, y, p, i: [tf.sqrt(abs(x)), tf.square(x), tf.math.rsqrt(abs(x) + 1.0)],
    "rounding": lambda tf, x, y, p, i: [tf.floor(x), tf.math.ceil(x), tf.round(x), tf.sign(x)],
    "trigonometry": lambda tf, x, y, p, i: [
        tf.sin(x),
        tf.cos(x),
        tf.tan(x),
        tf.atan(x),
        tf.tanh(x),
    ],
    "arcs": lambda tf, x, y, p, i: [tf.asin(tf.tanh(x)), tf.acos(tf.tanh(x)), tf.atan2(x, y)],
    "hyperbolic": lambda tf, x, y, p, i: [
        tf.sinh(x),
        tf.cosh(x),
        tf.asinh(x),
        tf.acosh(abs(x) + 2.0),
    ],
    "atanh": lambda tf, x, y, p, i: tf.atanh(tf.tanh(x)),
    "extremes": lambda tf, x, y, p, i: [tf.maximum(x, y), tf.minimum(x, 0.5), tf.maximum(0.0, x)],
    "calls": lambda tf, x, y, p, i: [
        tf.add(x, y),
        tf.subtract(1.0, x),
        tf.multiply(x, 2.0),
        tf.divide(x, 2.0),
        tf.math.divide(1.0, x + 9.0),
        tf.negative(x),
        tf.abs(x),
    ],
    "divide_no_nan": lambda tf, x, y, p, i: [
        tf.math.divide_no_nan(x, y),
        tf.math.multiply_no_nan(x, y),
        tf.math.reciprocal(x + 9.0),
    ],
    "floor_division": lambda tf, x, y, p, i: [
        tf.math.floordiv(x, 0.5),
        tf.math.floormod(x, 0.5),
        tf.math.mod(i, 3),
    ],
    "squared_difference": lambda tf, x, y, p, i: tf.math.squared_difference(x, y),
    "add_n": lambda tf, x, y, p, i: [tf.add_n([x, y, x]), tf.math.add_n([x, y])],
    "erf": lambda tf, x, y, p, i: tf.math.erf(x),
    "is_finite": lambda tf, x, y, p, i: [tf.math.is_finite(x), tf.math.is_nan(x / x)],
    "count_nonzero": lambda tf, x, y, p, i: tf.math.count_nonzero(x, axis=1),
    "xlogy": lambda tf, x, y, p, i: tf.math.xlogy(abs(x), abs(y) + 1.0),
    "sequence_mask": lambda tf, x, y, p, i: tf.sequence_mask(i[:, 0], 6),
    # Linear algebra
    "einsum": lambda tf, x, y, p, i: [
        tf.einsum("abc,adc->abd", x, y),
        tf.einsum("bij,bjk->bik", x, y[:, :4]),
        tf.einsum("...ij->...ji", x),
    ],
    "tensordot": lambda tf, x, y, p, i: tf.tensordot(x, tf.ones((4, 2)), axes=1),
    "tensordot_axes": lambda tf, x, y, p, i: tf.tensordot(x, tf.ones((6, 2)), axes=[[1], [0]]),
    "linear": lambda tf, x, y, p, i: [
        tf.linalg.matvec(x, y[:, 0]),
        tf.linalg.diag_part(x[:, :4]),
        tf.linalg.trace(x[:, :4]),
        tf.linalg.norm(x, axis=1),
    ],
    "band": lambda tf, x, y, p, i: tf.linalg.band_part(x, -1, 0),
    "linalg_transpose": lambda tf, x, y, p, i: tf.linalg.matrix_transpose(x),
    "l2_normalize": lambda tf, x, y, p, i: [
        tf.math.l2_normalize(x + 2.0, axis=1),
        tf.nn.l2_normalize(x + 2.0, -1),
        tf.linalg.l2_normalize(x + 2.0, axis=[1, 2]),
    ],
    "l2_normalize_zeros": lambda tf, x, y, p, i: tf.math.l2_normalize(x, axis=-1),
    # Neural networks
    "relus": lambda tf, x, y, p, i: [
        tf.nn.relu(x),
        tf.nn.relu6(x),
        tf.nn.leaky_relu(x),
        tf.nn.leaky_relu(x, alpha=0.1),
        tf.nn.elu(x),
        tf.nn.selu(x),
    ],
    "activations": lambda tf, x, y, p, i: [
        tf.nn.softmax(x),
        tf.nn.softmax(x, axis=1),
        tf.nn.log_softmax(x),
        tf.nn.sigmoid(x),
        tf.sigmoid(x),
        tf.nn.tanh(x),
        tf.nn.softplus(x),
        tf.nn.softsign(x),
    ],
    "swish": lambda tf, x, y, p, i: [tf.nn.swish(x), tf.nn.silu(x)],
    "gelu": lambda tf, x, y, p, i: [tf.nn.gelu(x), tf.nn.gelu(x, approximate=True)],
    "crelu": lambda tf, x, y, p, i: tf.nn.crelu(x),
    "pooling": lambda tf, x, y, p, i: [
        tf.nn.max_pool2d(p, 2, 2, "VALID"),
        tf.nn.avg_pool2d(p, (2, 2), (1, 1), padding="SAME"),
        tf.nn.max_pool(p, ksize=3, strides=2, padding="SAME"),
    ],
    "pool_1d": lambda tf, x, y, p, i: tf.nn.max_pool1d(x, 2, 2, "VALID"),
    "convolution": lambda tf, x, y, p, i: [
        tf.nn.conv2d(p, tf.ones((2, 2, 2, 3)), 1, "SAME"),
        tf.nn.conv2d(p, tf.ones((2, 2, 2, 3)), strides=[1, 2, 2, 1], padding="VALID"),
    ],
    "convolution_1d": lambda tf, x, y, p, i: tf.nn.conv1d(x, tf.ones((2, 4, 3)), 1, "SAME"),
    "depthwise": lambda tf, x, y, p, i: tf.nn.depthwise_conv2d(
        p, tf.ones((2, 2, 2, 1)), [1, 1, 1, 1], "SAME"
    ),
    "bias_add": lambda tf, x, y, p, i: tf.nn.bias_add(x, tf.constant([1.0, 2.0, 3.0, 4.0])),
    "moments": lambda tf, x, y, p, i: list(tf.nn.moments(x, axes=[1])),
    "moments_kept": lambda tf, x, y, p, i: list(tf.nn.moments(p, [1, 2], keepdims=True)),
    "batch_normalization": lambda tf, x, y, p, i: tf.nn.batch_normalization(
        x, 0.1, 1.2, offset=0.3, scale=1.1, variance_epsilon=1e-3
    ),
    "lrn": lambda tf, x, y, p, i: tf.nn.local_response_normalization(p),
    "dropout": lambda tf, x, y, p, i: tf.nn.dropout(x, 0.0),
    "space_to_depth": lambda tf, x, y, p, i: [
        tf.nn.space_to_depth(p, 2),
        tf.nn.depth_to_space(tf.concat([p, p], -1), 2),
    ],
    "embedding_lookup": lambda tf, x, y, p, i: tf.nn.embedding_lookup(tf.ones((5, 2)), i),
    # Pictures
    "resize": lambda tf, x, y, p, i: [
        tf.image.resize(p, (8, 9)),
        tf.image.resize(p, [2, 3], method="nearest"),
        tf.image.resize(p, (8, 9), tf.image.ResizeMethod.BICUBIC),
    ],
    "resize_antialiased": lambda tf, x, y, p, i: tf.image.resize(p, (2, 3), antialias=True),
    "resize_area": lambda tf, x, y, p, i: tf.image.resize(p, (2, 3), method="area"),
    "resize_v1": lambda tf, x, y, p, i: tf.compat.v1.image.resize_bilinear(p, (8, 9)),
    "resize_v1_corners": lambda tf, x, y, p, i: tf.compat.v1.image.resize_bilinear(
        p, (8, 9), align_corners=True
    ),
    "flip": lambda tf, x, y, p, i: [tf.image.flip_left_right(p), tf.image.flip_up_down(p)],
    "crop_to": lambda tf, x, y, p, i: [
        tf.image.central_crop(p, 0.5),
        tf.image.crop_to_bounding_box(p, 1, 2, 2, 3),
        tf.image.pad_to_bounding_box(p, 1, 2, 8, 9),
    ],
    "grayscale": lambda tf, x, y, p, i: tf.image.rgb_to_grayscale(tf.concat([p, p[..., :1]], -1)),
    "standardization": lambda tf, x, y, p, i: tf.image.per_image_standardization(p),
    "brightness": lambda tf, x, y, p, i: [
        tf.image.adjust_brightness(p, 0.1),
        tf.image.adjust_contrast(p, 2.0),
    ],
    "scatter": lambda tf, x, y, p, i: tf.tensor_scatter_nd_update(
        x, [[0, 1]], [[1.0, 2.0, 3.0, 4.0]]
    ),
    "map": lambda tf, x, y, p, i: tf.map_fn(lambda one: one * 2.0, x),
    # Keras's own functions on tensors
    "backend": lambda tf, x, y, p, i: [
        tf.keras.backend.sum(x, axis=1),
        tf.keras.backend.mean(x, axis=-1, keepdims=True),
        tf.keras.backend.square(x),
        tf.keras.backend.concatenate([x, y]),
        tf.keras.backend.expand_dims(x),
        tf.keras.backend.squeeze(x[:, :1], 1),
        tf.keras.backend.clip(x, 0, 1),
        tf.keras.backend.permute_dimensions(x, (0, 2, 1)),
    ],
    "backend_more": lambda tf, x, y, p, i: [
        tf.keras.backend.l2_normalize(x + 2.0, axis=-1),
        tf.keras.backend.stack([x, y], axis=1),
        tf.keras.backend.relu(x),
        tf.keras.backend.softmax(x),
        tf.keras.backend.hard_sigmoid(x),
        tf.keras.backend.exp(x),
        tf.keras.backend.max(x, axis=1),
        tf.keras.backend.var(x, axis=1),
        tf.keras.backend.std(x, axis=1),
    ],
    "backend_dot": lambda tf, x, y, p, i: tf.keras.backend.batch_dot(x, y, axes=[2, 2]),
    "backend_flatten": lambda tf, x, y, p, i: tf.keras.backend.batch_flatten(x),
    "backend_reshape": lambda tf, x, y, p, i: tf.keras.backend.reshape(x, (-1, 24)),
    "backend_resize": lambda tf, x, y, p, i: tf.keras.backend.resize_images(
        p, 2, 2, "channels_last"
    ),
    "backend_repeat": lambda tf, x, y, p, i: tf.keras.backend.repeat_elements(x, 2, 1),
    "backend_epsilon": lambda tf, x, y, p, i: (
        x
        / tf.keras.backend.maximum(
            tf.keras.backend.sqrt(tf.keras.backend.sum(x * x, -1, keepdims=True)), 1e-7
        )
    ),
    "keras_activations": lambda tf, x, y, p, i: [
        tf.keras.activations.relu(x),
        tf.keras.activations.relu(x, max_value=6.0),
        tf.keras.activations.relu(x, alpha=0.1),
        tf.keras.activations.swish(x),
        tf.keras.activations.hard_sigmoid(x),
        tf.keras.activations.softmax(x),
        tf.keras.activations.tanh(x),
        tf.keras.activations.elu(x, 0.5),
    ],
    "keras_gelu": lambda tf, x, y, p, i: [
        tf.keras.activations.gelu(x),
        tf.keras.activations.softsign(x),
        tf.keras.activations.exponential(x),
        tf.keras.activations.selu(x),
    ],
}
