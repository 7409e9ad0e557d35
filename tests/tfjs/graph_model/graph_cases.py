"""Models for the graph route: name -> function that builds one. Importing this imports no Keras."""

import numpy as np
from op_cases import GROUPS

CASES = {}


def case(function):
    CASES[function.__name__] = function
    return function


def randomize(model, seed=7):
    """Give every weight a value that a mistake would show in."""
    generator = np.random.default_rng(seed)
    for variable in model.weights:
        values = generator.normal(0.0, 0.5, variable.shape)
        if variable.name in ("moving_variance", "variance", "gamma"):
            values = generator.uniform(0.5, 2.0, variable.shape)
        if variable.dtype == "float32":
            variable.assign(values.astype("float32"))
    return model


def chain(shape, *layers, dtype="float32"):
    import keras

    return keras.Sequential([keras.Input(shape, dtype=dtype), *layers])


class Tensors:
    """The inputs of a model of operations."""

    def __init__(self):
        import keras

        self.x, self.y = keras.Input((4, 6), name="x"), keras.Input((4, 6), name="y")
        self.m = keras.Input((4, 6), dtype="bool", name="m")
        self.i = keras.Input((5,), dtype="int32", name="i")
        self.im = keras.Input((8, 8, 3), name="im")
        self.p = keras.ops.abs(self.x) + 0.1


def build_operations(group):
    """Make one model of a group of operations, an output each, and tell their names."""
    import keras

    tensors = Tensors()
    outputs = [compute(keras.ops, tensors) for compute in GROUPS[group].values()]
    return keras.Model([tensors.x, tensors.y, tensors.m, tensors.i, tensors.im], outputs)


for _group in GROUPS:
    CASES[f"operations_{_group}"] = lambda group=_group: build_operations(group)


@case
def causal_attention():
    import keras
    from keras import layers

    entry = keras.Input((5, 6))
    attended = layers.MultiHeadAttention(2, 4)(entry, entry, use_causal_mask=True)
    return keras.Model(entry, attended)


@case
def sums_of_many_and_large_numbers():
    import keras
    from keras import layers, ops

    # One of the samples is the same number everywhere, of which sums in a row drift away on wasm.
    picture, open_picture = keras.Input((60, 60, 2)), keras.Input((None, None, 2))
    mean = layers.GlobalAveragePooling2D()(picture)
    outputs = [
        mean,
        ops.sum(picture, axis=(1, 2, 3), keepdims=True),
        layers.GlobalAveragePooling2D()(open_picture),
        ops.arcsinh(-1000.0 * ops.abs(mean)),  # webgl is off where numbers are large and negative
    ]
    return keras.Model([picture, open_picture], outputs)


@case
def attention_with_a_padding_mask():
    import keras
    from keras import layers

    entry = keras.Input((6,), dtype="int32")
    x = layers.Embedding(100, 8, mask_zero=True)(entry % 5)
    x = layers.MultiHeadAttention(2, 4)(x, x)
    return keras.Model(entry, layers.GlobalAveragePooling1D()(x))


@case
def transformer_block():
    import keras
    from keras import layers

    entry = keras.Input((6,), dtype="int32")
    x = layers.Embedding(100, 8)(entry)
    x = x + layers.Embedding(6, 8)(keras.ops.arange(6))
    x = layers.LayerNormalization()(x + layers.GroupQueryAttention(4, 4, 2)(x, x))
    x = layers.LayerNormalization()(x + layers.Dense(8)(layers.Dense(16, activation="gelu")(x)))
    return keras.Model(entry, layers.Dense(3, activation="softmax")(x[:, 0]))


@case
def attention_layers():
    import keras
    from keras import layers

    a, b = keras.Input((4, 6)), keras.Input((3, 6))
    outputs = [layers.Attention(use_scale=True)([a, b]), layers.AdditiveAttention()([a, b])]
    return keras.Model([a, b], outputs)


@case
def recurrent_layers():
    import keras
    from keras import layers

    entry = keras.Input((7, 5))
    outputs = [
        layers.GRU(4, return_sequences=True)(entry),
        layers.GRU(4, reset_after=False, go_backwards=True)(entry),
        layers.LSTM(3, return_sequences=True)(entry),
        layers.SimpleRNN(3)(entry),
        layers.Bidirectional(layers.LSTM(3, return_sequences=True))(entry),
        layers.Bidirectional(layers.GRU(3), merge_mode="mul")(entry),
        layers.RNN([layers.LSTMCell(3), layers.GRUCell(2)])(entry),
        layers.TimeDistributed(layers.Dense(2, activation="exponential"))(entry),
        *layers.LSTM(3, return_state=True, recurrent_activation="hard_sigmoid")(entry),
    ]
    return keras.Model(entry, outputs)


@case
def recurrent_layers_with_masks():
    import keras
    from keras import layers

    entry = keras.Input((6,), dtype="int32")
    x = layers.Embedding(100, 4, mask_zero=True)(entry % 3)
    outputs = [
        layers.LSTM(3, return_sequences=True, zero_output_for_mask=True)(x),
        layers.Bidirectional(layers.GRU(3))(x),
        layers.SimpleRNN(2)(layers.Masking()(keras.ops.cast(x, "float32"))),
    ]
    return keras.Model(entry, outputs)


@case
def convolutional_recurrent_layers():
    import keras
    from keras import layers

    entry = keras.Input((3, 6, 6, 2))
    lines = keras.Input((3, 6, 2))
    outputs = [
        layers.ConvLSTM2D(3, 3, padding="same", return_sequences=True)(entry),
        layers.ConvLSTM1D(2, 3, strides=2)(lines),
    ]
    return keras.Model([entry, lines], outputs)


@case
def convolutions():
    import keras
    from keras import layers

    entry = keras.Input((9, 9, 4))
    outputs = [
        layers.Conv2D(6, 3, groups=2, padding="same", activation="relu")(entry),
        layers.Conv2D(8, 3, groups=4, activation="tanh")(entry),
        layers.Conv2D(3, 3, strides=2, padding="same", activation="hard_silu")(entry),
        layers.Conv2D(3, 3, dilation_rate=2, activation="leaky_relu")(entry),
        layers.DepthwiseConv2D(3, depth_multiplier=2, strides=2, activation="relu6")(entry),
        layers.DepthwiseConv2D(3, dilation_rate=2, padding="same")(entry),
        layers.SeparableConv2D(5, 3, activation="elu")(entry),
        layers.Conv2DTranspose(3, 3, strides=2, padding="same", output_padding=1)(entry),
        layers.Conv2DTranspose(3, 3, dilation_rate=2)(entry),
    ]
    return keras.Model(entry, outputs)


@case
def convolutions_in_one_and_three_dimensions():
    import keras
    from keras import layers

    line, volume = keras.Input((12, 4)), keras.Input((5, 6, 5, 2))
    outputs = [
        layers.Conv1D(3, 3, padding="causal", dilation_rate=2)(line),
        layers.Conv1D(4, 3, groups=2, activation="sigmoid")(line),
        layers.Conv1DTranspose(3, 4, strides=3, padding="same")(line),
        layers.DepthwiseConv1D(3, depth_multiplier=2)(line),
        layers.SeparableConv1D(3, 3, padding="same")(line),
        layers.Conv3D(3, 2, strides=2, padding="same")(volume),
        layers.Conv3DTranspose(3, 3, strides=2, padding="same")(volume),
        layers.Conv3DTranspose(2, (2, 3, 2), strides=(1, 2, 3), padding="valid")(volume),
        layers.Conv3DTranspose(2, 2, strides=3, output_padding=1)(volume),
    ]
    return keras.Model([line, volume], outputs)


@case
def channels_first():
    import keras
    from keras import layers

    entry = keras.Input((4, 8, 8))
    options = {"data_format": "channels_first"}
    x = layers.Conv2D(6, 3, padding="same", **options)(entry)
    x = layers.BatchNormalization(axis=1)(x)
    x = layers.MaxPooling2D(2, **options)(layers.ReLU()(x))
    x = layers.DepthwiseConv2D(3, padding="same", **options)(x)
    x = layers.AveragePooling2D(2, **options)(x)
    return keras.Model(entry, layers.GlobalAveragePooling2D(**options)(x))


@case
def pooling_and_resizing():
    import keras
    from keras import layers

    image, volume = keras.Input((8, 9, 3)), keras.Input((4, 4, 4, 2))
    outputs = [
        layers.MaxPooling2D(3, 2, padding="same")(image),
        layers.AveragePooling2D(3, 2, padding="same")(image),
        layers.GlobalMaxPooling2D(keepdims=True)(image),
        layers.UpSampling2D(2, interpolation="bilinear")(image),
        layers.UpSampling2D((2, 3))(image),
        layers.Resizing(5, 7)(image),
        layers.Resizing(4, 4, interpolation="bicubic")(image),
        layers.Resizing(6, 6, crop_to_aspect_ratio=True)(image),
        layers.CenterCrop(5, 4)(image),
        layers.ZeroPadding2D(((1, 2), (0, 1)))(image),
        layers.MaxPooling3D(2)(volume),
        layers.AveragePooling3D(2)(volume),
        layers.UpSampling3D(2)(volume),
        layers.ZeroPadding3D(((1, 2), (0, 1), (2, 0)))(volume),
        layers.GlobalAveragePooling3D()(volume),
    ]
    return keras.Model([image, volume], outputs)


@case
def normalizations():
    import keras
    from keras import layers

    entry = keras.Input((6, 6, 4))
    scaled = layers.Normalization(mean=[1.0, 2.0, 3.0, 4.0], variance=[1.0, 4.0, 2.0, 0.5])
    outputs = [
        layers.BatchNormalization()(entry),
        layers.LayerNormalization(axis=(1, 2, 3))(entry),
        layers.GroupNormalization(2)(entry),
        layers.RMSNormalization()(entry),
        layers.UnitNormalization(axis=1)(entry),
        scaled(entry),
        layers.SpectralNormalization(layers.Conv2D(3, 3))(entry),
    ]
    return keras.Model(entry, outputs)


@case
def folded_batch_normalization():
    import keras
    from keras import layers

    entry = keras.Input((8, 8, 3))
    x = layers.Conv2D(6, 3, use_bias=False)(entry)
    x = layers.ReLU(6.0)(layers.BatchNormalization()(x))
    x = layers.DepthwiseConv2D(3, depth_multiplier=2)(x)
    x = layers.LeakyReLU()(layers.BatchNormalization(scale=False)(x))
    x = layers.Conv2DTranspose(4, 3)(x)
    x = layers.Activation("sigmoid")(layers.BatchNormalization()(x))
    x = layers.Flatten()(x)
    x = layers.BatchNormalization()(layers.Dense(5)(x))
    return keras.Model(entry, layers.Activation("elu")(x))


@case
def fused_activations():
    import keras
    from keras import layers

    entry = keras.Input((6, 6, 3))
    outputs = [
        layers.Conv2D(4, 3, activation="relu")(entry),
        layers.Conv2D(4, 3, activation="leaky_relu")(entry),
        layers.DepthwiseConv2D(3, activation="leaky_relu")(entry),
        layers.Conv2D(4, 3, activation="sigmoid")(entry),
        layers.Dense(4, activation="relu")(entry),
        layers.Dense(4, activation="tanh")(layers.Flatten()(entry)),
    ]
    return keras.Model(entry, outputs)


@case
def scales_through_wide_products():
    import keras
    from keras import layers

    entry = keras.Input((5, 4, 3))
    x = layers.BatchNormalization()(layers.Dense(6)(entry))
    return keras.Model(entry, layers.Rescaling(2.0, offset=0.5)(layers.ReLU()(x)))


@case
def batch_normalization_of_a_tensor_read_twice():
    import keras
    from keras import layers

    entry = keras.Input((6, 6, 3))
    x = layers.Conv2D(4, 3, padding="same")(entry)
    return keras.Model(entry, layers.BatchNormalization()(x) + layers.ReLU()(x))


@case
def preprocessing_layers():
    import keras
    from keras import layers

    numbers, tokens = keras.Input((6,)), keras.Input((5,), dtype="int32")
    outputs = [
        layers.Discretization(bin_boundaries=[-0.5, 0.0, 0.4])(numbers),
        layers.Discretization(bin_boundaries=[-0.5, 0.3], output_mode="one_hot")(numbers[:, 0]),
        layers.CategoryEncoding(100, output_mode="multi_hot")(tokens),
        layers.CategoryEncoding(100, output_mode="count")(tokens),
        layers.CategoryEncoding(100, output_mode="one_hot")(tokens[:, 0]),
        layers.Rescaling([2.0] * 6, offset=0.5)(numbers),
    ]
    return keras.Model([numbers, tokens], outputs)


@case
def layers_of_training_vanish():
    import keras
    from keras import layers

    entry = keras.Input((8, 8, 3))
    x = layers.RandomFlip()(entry)
    x = layers.RandomRotation(0.2)(x)
    x = layers.RandomContrast(0.2)(x)
    x = layers.GaussianNoise(0.5)(x)
    x = layers.SpatialDropout2D(0.3)(layers.Conv2D(4, 3)(x))
    x = layers.AlphaDropout(0.2)(layers.GaussianDropout(0.3)(layers.Flatten()(x)))
    return keras.Model(entry, layers.Dense(2)(layers.Dropout(0.5)(x)))


@case
def activation_layers():
    import keras
    from keras import layers

    entry = keras.Input((4, 6))
    outputs = [
        layers.PReLU(shared_axes=[1])(entry),
        layers.ELU(0.6)(entry),
        layers.Softmax(axis=1)(entry),
        layers.ReLU(max_value=0.7, negative_slope=0.1, threshold=0.2)(entry),
        layers.Dense(5, activation="tanh")(entry),
        layers.Dense(5, activation="mish")(entry),
        layers.Dense(4, activation="glu")(entry),
        layers.Dense(4, activation="sparsemax")(entry),
        layers.Dense(4, activation="squareplus")(entry),
        layers.Dense(4, activation="log_softmax")(entry),
        layers.EinsumDense("abc,cde->abde", (None, 2, 3), bias_axes="de")(entry),
    ]
    return keras.Model(entry, outputs)


@case
def dicts_in_and_out():
    import keras
    from keras import layers

    entries = {"u": keras.Input((3,), name="u"), "k": keras.Input((4,), name="k")}
    outputs = {
        "z": layers.Dense(2)(keras.ops.sin(entries["u"])),
        "b": layers.Dense(1)(keras.ops.cos(entries["k"])),
    }
    return keras.Model(entries, outputs)


@case
def nested_and_shared_models():
    import keras
    from keras import layers

    inner = chain((4,), layers.Dense(3, activation="softsign"), layers.Dense(2))
    a, b = keras.Input((4,)), keras.Input((4,))
    joined = keras.ops.concatenate([inner(a), inner(b)], axis=-1)
    return keras.Model([a, b], [joined, inner(b)])


@case
def outputs_that_are_inputs_constants_or_equal():
    import keras
    from keras import layers

    entry = keras.Input((4,), name="constructor")
    x = layers.Dense(3, name="7")(entry)
    return keras.Model(entry, [x, x, entry, keras.ops.split(x, 3, axis=-1)[1]])


@case
def integers_and_bools_as_outputs():
    import keras

    entry = keras.Input((4,), dtype="uint8")
    flag = keras.Input((4,), dtype="bool")
    return keras.Model([entry, flag], [entry // 3, keras.ops.logical_not(flag)])


@case
def fixed_batch_size():
    import keras
    from keras import layers

    return keras.Sequential([keras.Input(batch_shape=(4, 6)), layers.Dense(3)])


def _foreign():
    import foreign

    return foreign


@case
def custom_layers_with_weights():
    foreign = _foreign()
    return chain((5,), foreign.Scale(), foreign.Polynomial(3), foreign.Scale())


@case
def subclassed_model():
    model = _foreign().Residual(6)
    model(np.zeros((2, 6), "float32"))
    return model


@case
def subclassed_model_with_dicts():
    model = _foreign().TwoTowers(3)
    model({"left": np.zeros((2, 4), "float32"), "right": np.zeros((2, 5), "float32")})
    return model


@case
def lambda_layer():
    from keras import layers, ops

    return chain((5,), layers.Dense(4), layers.Lambda(lambda x: ops.sort(x, axis=-1) * 2.0))


@case
def pictures_changed_by_their_own_values():
    from keras import Input, Model, layers

    x = Input((8, 8, 3))
    contrast = layers.AutoContrast(value_range=(-1, 1))(x)
    local = layers.ContrastLimitedAdaptiveHistogramEqualization(value_range=(0, 255))(x)
    return Model(x, [contrast, local, layers.RandomCrop(4, 5)(x)])


@case
def spectra_of_mel():
    from keras import Input, Model, layers

    x = Input((200,))
    mel = layers.MelSpectrogram(32, num_mel_bins=8, sampling_rate=1000, max_freq=400)
    return Model(x, mel(x))


@case
def spectra_of_short_times():
    from keras import layers

    return chain((200, 1), layers.STFTSpectrogram(frame_length=32, frame_step=16, fft_length=32))


@case
def lstm_of_volumes():
    from keras import layers

    return chain((3, 4, 4, 4, 2), layers.ConvLSTM3D(2, 2))


@case
def embedding_there_and_back():
    from keras import Input, Model, layers

    both = layers.ReversibleEmbedding(20, 8)
    tokens = Input((5,), dtype="int32")
    return Model(tokens, both(layers.Dense(8)(both(tokens)), reverse=True))


@case
def numbers_that_are_looked_up():
    import keras
    from keras import layers

    entry = keras.Input((5,), dtype="int32")
    few = entry % 12 - 2
    vocabulary = [7, 3, 5, -2]
    outputs = [
        layers.IntegerLookup(vocabulary=vocabulary)(few),
        layers.IntegerLookup(vocabulary=vocabulary, mask_token=0)(few),
        layers.IntegerLookup(vocabulary=vocabulary, output_mode="multi_hot")(few),
        layers.IntegerLookup(vocabulary=[40, 90], invert=True)(entry % 3),
    ]
    return keras.Model(entry, outputs)


@case
def operations_that_keras_cannot_trace():
    import keras

    ops = keras.ops
    x, pictures, codes = (
        keras.Input((4, 6)),
        keras.Input((2, 7, 8)),
        keras.Input((5,), dtype="int32"),
    )
    holes = ops.where(x > 0.5, float("nan"), x)
    windows = ops.unfold(pictures, (2, 3), dilation=(1, 2), padding=(1, 0), stride=2)
    outputs = [
        windows,
        ops.fold(windows * 0.5, (7, 8), (2, 3), dilation=(1, 2), padding=(1, 0), stride=2),
        ops.nanmedian(holes, axis=-1, keepdims=True),
        ops.nanquantile(holes, 0.3, axis=(1, 2)),
        ops.nanpercentile(holes, 60.0, axis=1, method="lower"),
        ops.isin(codes, [1, 7, 30, 31, 32, 33], invert=True),
        ops.sum(ops.kron(x[0], ops.ones((2, 3)))) * ops.ones_like(x),
        *ops.fft2((x, x * 0.5)),
        ops.sparse_categorical_crossentropy(codes[:, :4] % 6, x, from_logits=True),
    ]
    return keras.Model([x, pictures, codes], outputs)
