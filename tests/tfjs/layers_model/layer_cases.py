"""One model or more for every entry of the layer table, with arguments other than the defaults.

Cases are functions, so that importing this file imports no Keras.
"""

import numpy as np

CASES = {}
# What every backend exports: one case for each way of composing a layer. TensorFlow exports all.
EACH_BACKEND = frozenset(
    {
        "activation_hard_silu",
        "channels_first",
        "conv1d_causal",
        "group_normalization",
        "gru_that_resets_after_for_each_step",
        "masked_words",
        "multi_head_attention",
        "normalization",
        "operations_on_shapes",
        "resizing_with_interpolation",
        "separable_conv2d_dilated",
        "transposed_with_padding_and_dilation",
    }
)


def case(*rule_names):
    """Register a case, and the entries of the table that it proves."""

    def register(function):
        CASES[function.__name__] = (rule_names, function)
        return function

    return register


def randomize(model, seed=7):
    """Give every weight a value that a mistake would show in."""
    generator = np.random.default_rng(seed)
    for variable in model.weights:
        values = generator.normal(0.0, 0.5, variable.shape)
        if variable.name in ("moving_variance", "variance", "gamma"):
            values = generator.uniform(0.5, 2.0, variable.shape)
        variable.assign(values.astype("float32"))
    return model


def chain(shape, *layers, dtype="float32"):
    import keras

    return keras.Sequential([keras.Input(shape, dtype=dtype), *layers])


def merged(layer, *shapes):
    import keras

    inputs = [keras.Input(shape) for shape in shapes]
    return keras.Model(inputs, layer(inputs))


@case("Dense")
def dense_gelu_on_three_dimensions():
    from keras import layers

    return chain((4, 5), layers.Dense(3, activation="gelu"))


@case("Dense")
def dense_without_bias():
    from keras import layers

    return chain((5,), layers.Dense(3, activation="silu", use_bias=False))


@case("Dense")
def dense_with_everything_that_is_dropped():
    from keras import layers

    return chain(
        (6,),
        layers.Dense(
            4,
            activation="tanh",
            kernel_initializer="lecun_normal",
            kernel_regularizer="l2",
            bias_constraint="non_neg",
            activity_regularizer="l1",
        ),
    )


# They have an argument or another output shape.
_NOT_BY_NAME = ("glu", "threshold")


def _register_activations():
    from kerasdigits.tfjs.layers_model.composed.activation import COMPOSED_ACTIVATIONS
    from kerasdigits.tfjs.layers_model.rules.layer_rule import ACTIVATIONS

    for activation in [*ACTIVATIONS, *COMPOSED_ACTIVATIONS]:
        if activation in _NOT_BY_NAME:
            continue

        def build(activation=activation):
            from keras import layers

            return chain((3, 7), layers.Rescaling(4.0), layers.Activation(activation))

        build.__name__ = f"activation_{activation}"
        case("Activation")(build)


_register_activations()


@case("Activation")
def activations_of_volumes():
    import keras
    from keras import layers

    from kerasdigits.tfjs.layers_model.composed.activation import COMPOSED_ACTIVATIONS

    entry = keras.Input((2, 3, 2, 4))
    x = layers.Rescaling(4.0)(entry)
    names = [name for name in COMPOSED_ACTIVATIONS if name not in _NOT_BY_NAME]
    return keras.Model(entry, [layers.Activation(name)(x) for name in names])


@case("Embedding")
def embedding():
    from keras import layers

    return chain((6,), layers.Embedding(11, 5), dtype="int32")


@case("Embedding")
def embedding_of_float_input():
    from keras import layers

    return chain((6,), layers.Embedding(11, 5))


@case("Conv1D")
def conv1d_same_strided():
    from keras import layers

    return chain((11, 3), layers.Conv1D(4, 3, strides=2, padding="same", activation="relu"))


@case("Conv1D")
def conv1d_dilated():
    from keras import layers

    return chain((12, 3), layers.Conv1D(4, 3, dilation_rate=2, use_bias=False))


@case("Conv2D")
def conv2d_same_strided():
    from keras import layers

    return chain(
        (9, 10, 3), layers.Conv2D(5, (3, 2), strides=(2, 1), padding="same", activation="selu")
    )


@case("Conv2D")
def conv2d_dilated():
    from keras import layers

    return chain((9, 9, 2), layers.Conv2D(3, 3, dilation_rate=(2, 1), activation="softmax"))


@case("DepthwiseConv2D")
def depthwise_conv2d():
    from keras import layers

    return chain(
        (9, 8, 3),
        layers.DepthwiseConv2D(
            (3, 2), strides=2, padding="same", depth_multiplier=2, activation="elu"
        ),
    )


@case("SeparableConv2D")
def separable_conv2d():
    from keras import layers

    return chain(
        (9, 8, 3),
        layers.SeparableConv2D(5, 3, strides=2, padding="same", depth_multiplier=2),
        layers.SeparableConv2D(4, (2, 3), activation="softplus", use_bias=False),
    )


@case("SeparableConv2D")
def separable_conv2d_dilated():
    from keras import layers

    return chain((9, 8, 3), layers.SeparableConv2D(5, 3, dilation_rate=2))


@case("MaxPooling1D")
def max_pooling1d():
    from keras import layers

    return chain((11, 3), layers.MaxPooling1D(3, strides=2, padding="same"))


@case("AveragePooling1D")
def average_pooling1d():
    from keras import layers

    return chain((11, 3), layers.AveragePooling1D(3, strides=2))


@case("MaxPooling2D")
def max_pooling2d():
    from keras import layers

    return chain((9, 10, 3), layers.MaxPooling2D((3, 2), strides=(2, 3), padding="same"))


@case("AveragePooling2D")
def average_pooling2d():
    from keras import layers

    return chain((9, 10, 3), layers.AveragePooling2D((3, 2), strides=(1, 2)))


@case("AveragePooling1D", "AveragePooling2D")
def average_pooling_same():
    import keras
    from keras import layers

    # Keras's torch backend counts the padding, TensorFlow.js and the other backends do not; on
    # torch the pools are chosen so that none is needed.
    size = (8, 8, 2) if keras.backend.backend() == "torch" else (9, 7, 2)
    return chain(
        size,
        layers.AveragePooling2D(2, padding="same"),
        layers.Reshape((-1, 2)),
        layers.AveragePooling1D(4, padding="same"),
    )


@case("GlobalAveragePooling1D")
def global_average_pooling1d():
    from keras import layers

    return chain((None, 3), layers.GlobalAveragePooling1D())


@case("GlobalMaxPooling1D")
def global_max_pooling1d():
    from keras import layers

    return chain((7, 3), layers.GlobalMaxPooling1D())


@case("GlobalAveragePooling2D")
def global_average_pooling2d():
    from keras import layers

    return chain((None, None, 3), layers.GlobalAveragePooling2D())


@case("GlobalMaxPooling2D")
def global_max_pooling2d():
    from keras import layers

    return chain((7, 5, 3), layers.GlobalMaxPooling2D())


@case("BatchNormalization")
def batch_normalization_of_pictures():
    from keras import layers

    return chain((4, 5, 3), layers.BatchNormalization(epsilon=0.01, momentum=0.8, axis=3))


@case("BatchNormalization")
def batch_normalization_without_center_and_scale():
    from keras import layers

    return chain(
        (6, 3),
        layers.BatchNormalization(center=False),
        layers.BatchNormalization(scale=False),
        layers.Flatten(),
        layers.BatchNormalization(),
    )


@case("LayerNormalization")
def layer_normalization():
    from keras import layers

    return chain((5, 7), layers.LayerNormalization(epsilon=0.01))


@case("LayerNormalization")
def layer_normalization_over_two_axes():
    import keras
    from keras import layers

    # Keras's torch backend fails on axes that are not the last ones.
    on_torch = keras.backend.backend() == "torch"
    return chain(
        (5, 7, 3),
        layers.LayerNormalization(axis=(2, -1) if on_torch else (1, -1)),
        layers.LayerNormalization(axis=-1 if on_torch else 2, center=False),
        layers.LayerNormalization(scale=False),
    )


@case("Rescaling")
def rescaling_of_bytes():
    from keras import layers

    return chain((4, 4, 1), layers.Rescaling(1 / 127.5, offset=-1), dtype="uint8")


@case("LeakyReLU")
def leaky_relu():
    from keras import layers

    return chain((9,), layers.LeakyReLU(negative_slope=0.17))


@case("ReLU")
def relu_with_maximum():
    from keras import layers

    return chain((9,), layers.Rescaling(4.0), layers.ReLU(max_value=1.5), layers.ReLU())


@case("Softmax")
def softmax():
    from keras import layers

    return chain((3, 9), layers.Softmax(), layers.Softmax(axis=2))


@case("Dropout", "SpatialDropout1D", "GaussianDropout", "GaussianNoise")
def layers_for_training_only():
    from keras import layers

    return chain(
        (3, 9),
        layers.Dropout(0.4, noise_shape=(None, 1, 9), seed=3),
        layers.SpatialDropout1D(0.3),
        layers.GaussianDropout(0.2),
        layers.GaussianNoise(0.5),
    )


@case("Cropping2D", "ZeroPadding2D")
def padding_and_cropping():
    from keras import layers

    return chain(
        (5, 6, 2),
        layers.ZeroPadding2D(((1, 2), (0, 3))),
        layers.Cropping2D(((2, 0), (1, 1))),
        layers.ZeroPadding2D(2),
        layers.Cropping2D((1, 2)),
    )


@case("Flatten")
def flatten():
    from keras import layers

    return chain((5, 6, 2), layers.Flatten(), layers.Flatten())


@case("Permute")
def permute():
    from keras import layers

    return chain((5, 6, 2), layers.Permute((3, 1, 2)))


@case("RepeatVector")
def repeat_vector():
    from keras import layers

    return chain((5,), layers.RepeatVector(3))


@case("Reshape")
def reshape_with_open_size():
    from keras import layers

    return chain((4, 6), layers.Reshape((2, -1, 3)), layers.Reshape((8, 3)))


@case("UpSampling2D")
def up_sampling2d():
    from keras import layers

    return chain((3, 4, 2), layers.UpSampling2D((2, 3)))


@case("Add")
def add_broadcast():
    from keras import layers

    return merged(layers.Add(), (4, 3), (1, 3), (3,))


@case("Multiply")
def multiply():
    from keras import layers

    return merged(layers.Multiply(), (4, 3), (4, 1))


@case("Average")
def average():
    from keras import layers

    return merged(layers.Average(), (4, 3), (4, 3), (4, 3))


@case("Maximum")
def maximum():
    from keras import layers

    return merged(layers.Maximum(), (4, 3), (4, 3))


@case("Minimum")
def minimum():
    from keras import layers

    return merged(layers.Minimum(), (4, 3), (4, 3))


@case("Concatenate")
def concatenate_along_the_middle():
    from keras import layers

    return merged(layers.Concatenate(axis=1), (4, 3), (2, 3))


@case("Concatenate")
def concatenate_along_the_second_last():
    from keras import layers

    return merged(layers.Concatenate(axis=-2), (2, 4, 3), (2, 5, 3))


@case("Dot")
def dot():
    from keras import layers

    return merged(layers.Dot(axes=(2, 1)), (4, 3), (3, 5))


@case("Dot")
def dot_of_different_ranks():
    from keras import layers

    return merged(layers.Dot(axes=(-1, -1)), (4, 3), (3,))


@case("Dot")
def dot_normalized():
    from keras import layers

    return merged(layers.Dot(axes=-1, normalize=True), (6,), (6,))


@case("SimpleRNN")
def simple_rnn():
    from keras import layers

    return chain(
        (6, 3),
        layers.SimpleRNN(4, activation="softsign", return_sequences=True, dropout=0.2),
        layers.SimpleRNN(3, go_backwards=True, use_bias=False),
    )


@case("LSTM")
def lstm():
    from keras import layers

    return chain(
        (None, 3),
        layers.LSTM(4, return_sequences=True, recurrent_dropout=0.1, unit_forget_bias=False),
        layers.LSTM(3, activation="softsign", recurrent_activation="sigmoid", go_backwards=True),
    )


@case("LSTM")
def lstm_states_handed_on():
    import keras
    from keras import layers

    source, target = keras.Input((5, 3)), keras.Input((4, 2))
    _, *states = layers.LSTM(4, return_state=True)(source)
    return keras.Model(
        [source, target], layers.LSTM(4, return_sequences=True)(target, initial_state=states)
    )


@case("GRU")
def gru():
    from keras import layers

    return chain(
        (6, 3),
        layers.GRU(4, reset_after=False, return_sequences=True),
        layers.GRU(3, reset_after=False, use_bias=False, unroll=True),
    )


@case("Bidirectional")
def bidirectional():
    from keras import layers

    return chain(
        (6, 3),
        layers.Bidirectional(layers.LSTM(4, return_sequences=True), merge_mode="concat"),
        layers.Bidirectional(layers.LSTM(4, return_sequences=True), merge_mode="sum"),
        layers.Bidirectional(layers.SimpleRNN(3, return_sequences=True), merge_mode="mul"),
        layers.Bidirectional(layers.GRU(3, reset_after=False), merge_mode="ave"),
    )


@case("Bidirectional")
def bidirectional_with_states_and_two_outputs():
    import keras
    from keras import layers

    entry = keras.Input((6, 3))
    layer = layers.Bidirectional(layers.LSTM(2, return_state=True), merge_mode=None, name="both")
    return keras.Model(entry, list(layer(entry)))


@case("TimeDistributed")
def time_distributed():
    from keras import layers

    return chain(
        (4, 6, 6, 1),
        layers.TimeDistributed(layers.Conv2D(3, 3, activation="relu")),
        layers.TimeDistributed(layers.Flatten()),
        layers.TimeDistributed(layers.Dense(5)),
        layers.TimeDistributed(layers.BatchNormalization()),
    )


@case("TimeDistributed")
def time_distributed_model():
    from keras import layers

    return chain(
        (4, 5),
        layers.TimeDistributed(chain((5,), layers.Dense(3, activation="relu"), layers.Dense(2))),
        layers.TimeDistributed(layers.Dense(2)),
    )


@case("Embedding", "LSTM", "SimpleRNN", "Dense", "SpatialDropout1D")
def masked_words():
    from keras import layers

    # Of four words, one is the padding: masked steps come first, in the middle and last.
    return chain(
        (7,),
        layers.Embedding(4, 3, mask_zero=True),
        layers.SpatialDropout1D(0.2),
        layers.LSTM(4, return_sequences=True),
        layers.Dense(3, activation="tanh"),
        layers.SimpleRNN(3, return_sequences=True, go_backwards=True),
        layers.GRU(2, reset_after=False),
        dtype="int32",
    )


@case("Masking", "GRU")
def masked_numbers():
    from keras import layers

    # About half of the steps are 0 after relu, and so masked.
    return chain(
        (9, 1),
        layers.ReLU(),
        layers.Masking(),
        layers.GRU(4, reset_after=False, return_sequences=True),
        layers.LSTM(3, go_backwards=True),
    )
