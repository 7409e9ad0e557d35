"""keras.ops in Functional models, and activations given as layers or functions."""

from layer_cases import case, chain


@case("Add")
def operations_with_constants():
    import keras
    import numpy as np

    ops = keras.ops
    x = keras.Input((3, 4))
    numbers = np.linspace(-1.0, 2.0, 12).reshape(1, 3, 4).astype("float32")
    outputs = [
        (2.0 * x - 0.5) / 3.0 + 1.0,
        1.0 - x,
        ops.add(x, numbers[0, 0]) * numbers,
        ops.subtract(numbers, x),
        ops.maximum(x, 0.2) + ops.minimum(x, numbers[:, :1, :]),
        ops.power(x, 3) + ops.square(x) - ops.abs(x),
        ops.clip(x, -0.3, 0.4),
        ops.matmul(x, numbers[0].T),
        -x,
    ]
    return keras.Model(x, outputs)


@case("Add")
def operations_of_two_tensors():
    import keras

    ops = keras.ops
    x, y, z = keras.Input((3, 4)), keras.Input((4, 5)), keras.Input((1, 4))
    outputs = [
        x + z,
        x - z,
        x * z,
        x * x + x,
        ops.maximum(x, z),
        ops.matmul(x, y),
        ops.matmul(x, ops.transpose(x, (0, 2, 1))),
        ops.where(x > z, x, ops.minimum(x, z) * 2.0),
        ops.cast(ops.logical_and(x >= 0.1, ops.logical_not(z < 0.3)), "float32"),
        ops.concatenate([x, z, z], axis=1),
        ops.stack([x, x * 2.0], axis=-1),
    ]
    return keras.Model([x, y, z], outputs)


@case("Reshape")
def operations_on_shapes():
    import keras

    ops = keras.ops
    x = keras.Input((3, 4, 2))
    sequence = keras.Input((None, 3))
    outputs = [
        ops.reshape(x, (-1, 6, 4)),
        ops.transpose(x, (0, 3, 1, 2)),
        ops.swapaxes(x, 1, -1),
        ops.squeeze(ops.expand_dims(x, 2), 2)[:, 1:, -1],
        x[..., 0],
        ops.split(x, 2, axis=2)[1],
        ops.mean(x, axis=(1, 2)),
        ops.sum(x, axis=-1, keepdims=True),
        ops.max(x, axis=2),
        ops.min(x, axis=(1, 3)),
        ops.mean(sequence, axis=1) + ops.max(sequence, axis=1),
    ]
    return keras.Model([x, sequence], outputs)


@case("Reshape")
def operations_that_rearrange():
    import keras
    import numpy as np

    ops = keras.ops
    x, y = keras.Input((6, 4, 3)), keras.Input((5,))
    outputs = [
        x[..., ::-1],
        x[:, 4:1:-2],
        ops.flip(x, (1, 2)),
        ops.roll(x, (1, -1), axis=(1, -1)),
        ops.repeat(x, 2, axis=2),
        ops.tile(y, (1, 2)),
        ops.take(x, -1, axis=2),
        ops.take(x, np.array([[0, 1], [2, 0]]), axis=-1),
        ops.pad(x, ((0, 0), (1, 2), (0, 0), (0, 1))),
        ops.pad(y, ((0, 0), (1, 2)), mode="reflect"),
        ops.cumsum(x, axis=1),
        ops.sign(y),
        ops.moveaxis(x, (3, 1), (1, 2)),
        ops.normalize(x, axis=2),
    ]
    return keras.Model([x, y], outputs)


@case("Add")
def operations_that_broadcast_their_input():
    import keras
    import numpy as np

    ops, steps = keras.ops, np.arange(1.0, 5.0, dtype="float32")
    x, y, values = keras.Input((1,)), keras.Input((3, 1)), keras.Input((4,))
    outputs = [
        x * steps + 1.0,
        ops.subtract(steps, x) / steps,
        ops.minimum(y, steps) + np.ones((1, 3, 1), "float32"),
        x + values - ops.mean(values, axis=1, keepdims=True),  # a duelling network's head
    ]
    return keras.Model([x, y, values], outputs)


@case("Activation")
def operations_that_activate():
    import keras

    ops, activations = keras.ops, keras.activations
    entry = keras.Input((3, 6))
    x = keras.layers.Rescaling(4.0)(entry)
    outputs = [
        ops.relu(x),
        activations.relu(x, negative_slope=0.1, max_value=2.0, threshold=0.3),
        ops.leaky_relu(x, negative_slope=0.3),
        ops.elu(x, alpha=0.6),
        ops.celu(x, alpha=1.7),
        ops.gelu(x, approximate=True),
        ops.gelu(x, approximate=False),
        ops.silu(x) + ops.sigmoid(x) * ops.tanh(x),
        ops.softmax(x, axis=1),
        ops.log_softmax(x),
        ops.glu(x, axis=-1),
        ops.glu(x[:, :2], axis=1),
        ops.threshold(x, 0.5, -1.5),
        ops.squareplus(x, b=9),
        ops.soft_shrink(x, 0.3) + ops.hard_shrink(x, 0.8),
        ops.hard_sigmoid(x) + ops.hard_silu(x),
    ]
    return keras.Model(entry, outputs)


@case("Dense", "Conv2D", "ELU", "LeakyReLU", "ReLU", "Softmax")
def activations_given_as_layers_or_functions():
    import keras
    from keras import layers

    return chain(
        (6, 6, 2),
        layers.Conv2D(3, 3, activation=layers.LeakyReLU(negative_slope=0.3)),
        layers.Dense(4, activation=layers.ELU(alpha=0.5)),
        layers.Dense(4, activation=keras.activations.mish),
        layers.Activation(layers.ReLU(max_value=1.5, negative_slope=0.2)),
        layers.Dense(5, activation=keras.ops.silu),
        layers.Dense(5, activation=layers.Softmax()),
    )


@case("Dense")
def operations_between_layers_of_nested_models():
    import keras
    from keras import layers

    entry = keras.Input((4,))
    inner = keras.Model(entry, layers.Dense(3)(entry * 2.0) + 1.0)
    outer = keras.Input((4,))
    x = inner(outer)
    return keras.Model(outer, [x, x * layers.Dense(3)(outer), keras.ops.relu(x) + inner(outer)])


@case("Embedding")
def operations_on_whole_numbers():
    import keras
    from keras import layers

    words = keras.Input((5,), dtype="int32")
    shown = keras.ops.cast(keras.ops.not_equal(words, 0), "float32")
    x = layers.Embedding(4, 3)(words)
    return keras.Model(words, [x * keras.ops.expand_dims(shown, -1), keras.ops.equal(words, 2)])
