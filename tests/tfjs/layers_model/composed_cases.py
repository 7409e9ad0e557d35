"""Models for the layers that are written as several of TensorFlow.js's layers, and for volumes."""

from layer_cases import case, chain, merged


@case("Conv3D", "MaxPooling3D", "AveragePooling3D")
def volumes():
    from keras import layers

    return chain(
        (6, 8, 6, 2),
        layers.Conv3D(3, (3, 2, 3), padding="same", activation="tanh"),
        layers.MaxPooling3D(2, strides=(1, 2, 2)),
        layers.MaxPooling3D((3, 2, 3), strides=(2, 1, 2), padding="same"),
        layers.AveragePooling3D((2, 1, 2)),
    )


@case("Conv3DTranspose")
def conv3d_transpose():
    import keras
    from keras import layers

    entry = keras.Input((3, 4, 2, 2))
    options = {"strides": (2, 1, 3), "padding": "same", "activation": "tanh"}
    outputs = [
        layers.Conv3DTranspose(2, 3, strides=2, use_bias=False)(entry),
        layers.Conv3DTranspose(3, (1, 3, 2), **options)(entry),
        layers.Conv3DTranspose(2, 2, strides=3, output_padding=1)(entry),
        layers.Conv3DTranspose(1, (2, 3, 2), padding="same", dilation_rate=2)(entry),
        # Strides that divide the kernel.
        layers.Conv3DTranspose(3, 2, strides=2, activation="softmax")(entry),
        layers.Conv3DTranspose(2, (4, 3, 6), strides=(2, 1, 3), padding="same")(entry),
        layers.Conv3DTranspose(2, (2, 4, 3), strides=(2, 2, 3), output_padding=(1, 0, 2))(entry),
    ]
    # Of one open size it is composed as well.
    long = keras.Input((None, 3, 2, 1))
    outputs.append(layers.Conv3DTranspose(2, (3, 2, 1), strides=2, padding="same")(long))
    outputs.append(layers.Conv3DTranspose(1, (4, 2, 2), strides=2, padding="same")(long))
    return keras.Model([entry, long], outputs)


@case("Conv3DTranspose")
def conv3d_transpose_of_open_sizes():
    from keras import layers

    # Of more than one it is TensorFlow.js's own, which wasm computes wrongly.
    return chain((None, None, 2, 1), layers.Conv3DTranspose(2, 3, strides=2, padding="same"))


@case("MaxPooling3D", "GlobalMaxPooling3D")
def max_pooling3d_of_open_sizes():
    import keras
    from keras import layers

    # With one open size it is composed, with more it is TensorFlow.js's own.
    one, two = keras.Input((4, 6, None, 2)), keras.Input((None, 4, None, 2))
    outputs = [layers.GlobalMaxPooling3D()(layers.MaxPooling3D(2)(x)) for x in (one, two)]
    return keras.Model([one, two], outputs)


@case("Conv3D")
def conv3d_strided():
    from keras import layers

    return chain((5, 6, 7, 2), layers.Conv3D(3, 2, strides=(2, 1, 2), activation="relu"))


@case("Conv2DTranspose")
def conv2d_transpose():
    from keras import layers

    return chain(
        (5, 6, 2),
        layers.Conv2DTranspose(3, 3, strides=2, padding="same", activation="relu"),
        layers.Conv2DTranspose(2, (2, 3), strides=(3, 2), use_bias=False),
    )


@case("Conv3D", "MaxPooling3D", "AveragePooling3D")
def volumes_with_kernels_smaller_than_their_strides():
    from keras import layers

    same = {"padding": "same"}
    return chain(
        (9, 6, 19, 3),
        layers.MaxPooling3D((2, 1, 3), strides=(3, 1, 2), **same),
        layers.Conv3D(4, (1, 3, 2), strides=(2, 1, 3), groups=1, **same),
        layers.Conv3D(4, 1, strides=(1, 2, 1), groups=2, **same),
        layers.AveragePooling3D((1, 1, 2), strides=(1, 2, 1), **same),
    )


@case("LayerNormalization")
def layer_normalization_of_volumes():
    from keras import layers

    return chain(
        (2, 3, 2, 4),
        layers.LayerNormalization(),
        layers.LayerNormalization(axis=[1, 3], epsilon=0.1),
        layers.LayerNormalization(axis=[2, 3, 4], center=False),
        layers.LayerNormalization(axis=2, scale=False),
    )


@case("RMSNormalization")
def root_mean_square_of_other_axes():
    from keras import layers

    # Keras multiplies along the last axes whatever it normalizes.
    return chain(
        (3, 4, 3),
        layers.RMSNormalization(axis=1),
        layers.RMSNormalization(axis=[2, 3]),
    )


@case("ELU", "PReLU", "LeakyReLU", "ReLU")
def bent_lines():
    from keras import layers

    return chain(
        (4, 5, 3),
        layers.Rescaling(3.0),
        layers.PReLU(shared_axes=[1, 2]),
        layers.ELU(),
        layers.Rescaling(2.0, 0.3),
        layers.ELU(alpha=0.4),
        layers.PReLU(),
        layers.ReLU(negative_slope=0.2),
        layers.ReLU(max_value=1.5, negative_slope=0.1, threshold=0.2),
    )


@case("ReLU")
def relu_with_threshold():
    from keras import layers

    return chain((9,), layers.ReLU(threshold=0.2), layers.ReLU(threshold=0.4, max_value=0.7))


@case("Softmax")
def softmax_of_other_axes():
    from keras import layers

    return chain(
        (3, 4, 5),
        layers.Rescaling(3.0),
        layers.Softmax(axis=1),
        layers.Rescaling(3.0),
        layers.Softmax(axis=(-2, -1)),
        layers.Rescaling(9.0),
        layers.Softmax(axis=(1, 3)),
    )


@case("Subtract")
def subtract():
    from keras import layers

    return merged(layers.Subtract(), (4, 3), (4, 1))


@case("Identity", "ActivityRegularization", "AlphaDropout", "SpatialDropout2D", "SpatialDropout3D")
def layers_that_pass_their_input_on():
    from keras import layers

    return chain(
        (4, 4, 3),
        layers.Identity(),
        layers.ActivityRegularization(0.1, 0.2),
        layers.AlphaDropout(0.3),
        layers.SpatialDropout2D(0.3),
        layers.Reshape((2, 2, 4, 3)),
        layers.SpatialDropout3D(0.2),
    )


@case("ZeroPadding1D", "Cropping1D", "UpSampling1D")
def sequences_padded_cropped_and_repeated():
    from keras import layers

    return chain(
        (5, 3),
        layers.ZeroPadding1D((1, 3)),
        layers.UpSampling1D(2),
        layers.Cropping1D((3, 2)),
        layers.ZeroPadding1D(1),
        layers.Cropping1D(1),
    )


@case("ZeroPadding1D", "Cropping1D", "UpSampling1D")
def sequences_of_open_length():
    from keras import layers

    return chain(
        (None, 3),
        layers.ZeroPadding1D((1, 3)),
        layers.UpSampling1D(2),
        layers.Cropping1D((3, 2)),
        layers.Conv1D(4, 3, activation="relu"),
        layers.ZeroPadding1D(2),
        layers.GlobalMaxPooling1D(),
    )


@case("ZeroPadding3D", "Cropping3D", "UpSampling3D")
def volumes_padded_cropped_and_repeated():
    from keras import layers

    return chain(
        (3, 4, 2, 2),
        layers.ZeroPadding3D(((1, 0), (2, 1), (0, 3))),
        layers.UpSampling3D((2, 1, 3)),
        layers.Cropping3D(((1, 2), (0, 1), (3, 1))),
        layers.ZeroPadding3D(1),
        layers.Cropping3D((1, 0, 2)),
    )


@case("GlobalAveragePooling3D", "GlobalMaxPooling3D")
def global_pooling_of_volumes():
    import keras
    from keras import layers

    entry = keras.Input((3, 4, 2, 5))
    return keras.Model(
        entry,
        [
            layers.GlobalAveragePooling3D()(entry),
            layers.GlobalMaxPooling3D(keepdims=True)(entry),
        ],
    )


@case("GlobalAveragePooling1D", "GlobalAveragePooling2D")
def averages_of_many():
    import keras
    from keras import layers

    # One of the samples is the same number everywhere, of which sums in a row drift away on wasm.
    picture, sequence = keras.Input((64, 64, 1)), keras.Input((4099, 2))
    outputs = [
        layers.GlobalAveragePooling2D(keepdims=True)(picture),
        keras.ops.sum(picture, axis=(1, 2)),
        layers.GlobalAveragePooling1D()(sequence),
    ]
    return keras.Model([picture, sequence], outputs)


@case("GlobalAveragePooling1D", "GlobalMaxPooling1D")
@case("GlobalAveragePooling2D", "GlobalMaxPooling2D")
def global_pooling_that_keeps_dimensions():
    import keras
    from keras import layers

    entry = keras.Input((6, 4, 3))
    sequence = layers.Reshape((24, 3))(entry)
    outputs = [
        layers.GlobalAveragePooling2D(keepdims=True)(entry),
        layers.GlobalMaxPooling2D(keepdims=True)(entry),
        layers.GlobalAveragePooling1D(keepdims=True)(sequence),
        layers.GlobalMaxPooling1D(keepdims=True)(sequence),
    ]
    return keras.Model(entry, outputs)


@case("CenterCrop")
def center_crop():
    from keras import layers

    return chain((7, 9, 2), layers.CenterCrop(4, 4))


@case("CenterCrop", "Resizing", "RandomFlip")
def pictures_prepared_in_a_functional_model():
    import keras
    from keras import layers

    entry = keras.Input((7, 9, 2))  # Keras records training=True at each of these calls
    x = layers.RandomFlip()(layers.Resizing(6, 5)(entry))
    return keras.Model(entry, layers.CenterCrop(4, 4)(x))


@case("Dense", "Conv2D", "Embedding", "EinsumDense")
def layers_with_low_rank_adapters():
    from keras import layers

    adapted = [
        layers.Embedding(6, 4),
        layers.EinsumDense("abc,cd->abd", output_shape=(None, 5), bias_axes="d"),
        layers.Conv1D(3, 2),
        layers.Dense(4, activation="hard_sigmoid"),
    ]
    model = chain((5,), *adapted)
    for layer in adapted:
        layer.enable_lora(2, lora_alpha=3)
    return model


@case("Dense", "Conv2D")
def activations_that_only_a_graph_computes():
    from keras import layers

    return chain(
        (6, 6, 2),
        layers.Conv2D(3, 3, activation="hard_silu"),
        layers.Dense(4, activation="leaky_relu"),
        layers.Dense(4, activation="hard_sigmoid"),
    )


@case("Conv2D", "MaxPooling2D", "GlobalAveragePooling2D", "Flatten", "ZeroPadding2D")
def channels_first():
    from keras import layers

    first = {"data_format": "channels_first"}
    return chain(
        (2, 8, 10),
        layers.ZeroPadding2D(((1, 0), (2, 1)), **first),
        layers.Conv2D(3, 3, padding="same", activation="relu", **first),
        layers.MaxPooling2D((2, 3), **first),
        layers.Conv2D(5, (1, 2), activation="hard_silu", **first),
        layers.Flatten(**first),
        layers.Reshape((5, 3, -1)),
        layers.GlobalAveragePooling2D(keepdims=True, **first),
        layers.GlobalMaxPooling2D(**first),
    )


@case("ReLU", "Softmax", "Cropping1D")
def composed_layers_inside_wrappers_and_models():
    import keras
    from keras import layers

    inner = chain((5, 3), layers.ReLU(negative_slope=0.3), layers.Cropping1D(1))
    shared = layers.Softmax(axis=1)
    entry = keras.Input((2, 5, 3))
    x = layers.TimeDistributed(inner)(entry)
    x = layers.TimeDistributed(layers.ReLU(negative_slope=0.2))(x)
    x = layers.Reshape((6, 3))(x)
    y = shared(x)
    return keras.Model(entry, [shared(layers.Dense(3)(y)), y, layers.Subtract()([x, y])])


@case("UnitNormalization", "RMSNormalization")
def root_mean_square_normalizations():
    from keras import layers

    return chain(
        (4, 5, 3),
        layers.RMSNormalization(epsilon=0.1),
        layers.UnitNormalization(axis=2),
        layers.Rescaling(3.0),
        layers.UnitNormalization(axis=(1, 2)),
        layers.Flatten(),
        layers.Dense(6),
        layers.RMSNormalization(),
        layers.UnitNormalization(),
    )


@case("UnitNormalization", "Dot")
def directions_of_short_vectors():
    import keras
    from keras import layers

    entries = [keras.Input((4, 3)), keras.Input((5, 3))]
    outputs = []
    for scale in (1e-4, 1e-7, 1e-12):
        short = [layers.Rescaling(scale)(entry) for entry in entries]
        outputs.append(layers.UnitNormalization()(short[0]))
        # Both products of directions are small where Keras leaves short vectors short.
        cosine = layers.Dot(axes=2, normalize=True)(short)
        outputs.append(layers.Rescaling(1.0 if scale > 1e-8 else 1e10)(cosine))
    return keras.Model(entries, outputs)


@case("GroupNormalization")
def group_normalization():
    from keras import layers

    return chain(
        (5, 4, 6),
        layers.GroupNormalization(3, epsilon=0.01),
        layers.GroupNormalization(2, axis=2, center=False),
        layers.GroupNormalization(-1, scale=False),
        layers.GroupNormalization(1, scale=False, center=False),
    )


@case("Normalization")
def normalization():
    import numpy as np
    from keras import layers

    adapted = layers.Normalization()
    adapted.adapt(np.random.default_rng(3).normal(4.0, 2.0, (50, 4, 3)))
    return chain(
        (4, 3),
        adapted,
        layers.Normalization(axis=1, mean=[1.0, -2.0, 0.3, 4.0], variance=[2.0, 0.1, 4.0, 1.0]),
        layers.Normalization(axis=None, mean=0.5, variance=4.0, invert=True),
        layers.Normalization(mean=[3.0, 1.0, 2.0], variance=[1.5, 2.0, 0.3], invert=True),
    )


@case("BatchNormalization")
def batch_normalization_of_volumes_and_other_axes():
    from keras import layers

    return chain(
        (3, 4, 2, 5),
        layers.BatchNormalization(),
        layers.BatchNormalization(axis=2, epsilon=0.02),
        layers.Reshape((24, 5)),
        layers.BatchNormalization(axis=1, scale=False),
    )


@case("Conv1D")
def conv1d_causal():
    from keras import layers

    return chain(
        (None, 3),
        layers.Conv1D(4, 3, padding="causal", dilation_rate=2, activation="tanh"),
        layers.Conv1D(4, 2, padding="causal", strides=2, activation="hard_silu"),
        layers.GlobalAveragePooling1D(),
    )


@case("Conv1D", "Conv2D", "Conv3D")
def convolutions_of_groups():
    from keras import layers

    return chain(
        (4, 6, 5, 4),
        layers.Conv3D(6, 2, groups=2),
        layers.Reshape((-1, 4, 6)),
        layers.Conv2D(6, 3, groups=3, padding="same", activation="relu"),
        layers.Reshape((-1, 6)),
        layers.Conv1D(12, 3, groups=6, strides=2, use_bias=False),
    )


@case("DepthwiseConv2D")
def depthwise_conv2d_dilated():
    from keras import layers

    return chain(
        (9, 9, 3),
        layers.DepthwiseConv2D(3, dilation_rate=2, depth_multiplier=2, activation="tanh"),
        layers.DepthwiseConv2D(2, dilation_rate=2, padding="same", use_bias=False),
    )


@case("SeparableConv1D", "DepthwiseConv1D")
def convolutions_of_single_channels_of_sequences():
    from keras import layers

    return chain(
        (20, 3),
        layers.SeparableConv1D(5, 3, strides=2, padding="same", depth_multiplier=2),
        layers.SeparableConv1D(4, 3, dilation_rate=2, activation="relu"),
        layers.DepthwiseConv1D(3, depth_multiplier=2, padding="same", activation="hard_silu"),
        layers.DepthwiseConv1D(2, strides=2, use_bias=False),
    )


@case("Conv1DTranspose")
def conv1d_transpose():
    from keras import layers

    return chain(
        (6, 3),
        layers.Conv1DTranspose(4, 3, strides=2, padding="same", activation="relu"),
        layers.Conv1DTranspose(2, 2, strides=3, use_bias=False),
    )


@case("GRU")
def gru_that_resets_after():
    from keras import layers

    return chain(
        (7, 3),
        layers.GRU(4, return_sequences=True, go_backwards=True),
        layers.GRU(3, use_bias=False, return_sequences=True, dropout=0.2),
        layers.GRU(5),
    )


@case("GRU")
def gru_that_resets_after_over_an_open_length():
    from keras import layers

    return chain((None, 3), layers.GRU(4, return_sequences=True), layers.GRU(6, go_backwards=True))


@case("GRU")
def gru_that_resets_after_and_hands_states_on():
    import keras
    from keras import layers

    source, target = keras.Input((5, 3)), keras.Input((4, 2))
    sequence, state = layers.GRU(4, return_state=True, return_sequences=True)(source)
    decoded = layers.GRU(4, return_sequences=True)(target, initial_state=state)
    return keras.Model([source, target], [decoded, sequence, state])


@case("Bidirectional", "GRU")
def bidirectional_gru_that_resets_after():
    import keras
    from keras import layers

    def both(units, **options):
        merge_mode = options.pop("merge_mode")
        return layers.Bidirectional(layers.GRU(units, **options), merge_mode=merge_mode)

    entry = keras.Input((5, 3))
    x = both(4, return_sequences=True, merge_mode="concat")(entry)
    x = both(3, return_sequences=True, use_bias=False, merge_mode="sum")(x)
    x = both(3, return_sequences=True, merge_mode="ave")(x)
    y = both(2, merge_mode="concat")(x)
    return keras.Model(entry, [x, y, both(3, merge_mode="mul")(x), *both(2, merge_mode=None)(x)])


@case("TimeDistributed", "GRU")
def gru_that_resets_after_for_each_step():
    from keras import layers

    return chain((3, 4, 2), layers.TimeDistributed(layers.GRU(3)))


@case("EinsumDense")
def einsum_dense():
    from keras import layers

    return chain(
        (4, 5, 6),
        layers.EinsumDense("abcd,ed->acbe", output_shape=(5, 4, 3), bias_axes="e"),
        layers.EinsumDense(
            "abcd,cdfe->abef", output_shape=(5, 2, 3), bias_axes="ef", activation="tanh"
        ),
        layers.EinsumDense("abcd,bcf->afd", output_shape=(2, 3), bias_axes="f"),
        layers.EinsumDense("...x,xy->...y", output_shape=3, activation="softmax"),
    )


@case("Attention")
def attention():
    import keras
    from keras import layers

    query, value, key = keras.Input((None, 4)), keras.Input((5, 3)), keras.Input((5, 4))
    entry = keras.Input((6, 4))
    outputs = [
        layers.Attention(use_scale=True)([query, value, key]),
        layers.Attention(dropout=0.2)([entry, key]),
        layers.Attention(score_mode="concat", use_scale=True)([entry, value, key]),
        layers.Attention()([entry, entry], use_causal_mask=True),
    ]
    return keras.Model([query, value, key, entry], outputs)


@case("AdditiveAttention")
def additive_attention():
    import keras
    from keras import layers

    query, value, key = keras.Input((6, 4)), keras.Input((5, 3)), keras.Input((5, 4))
    outputs = [
        layers.AdditiveAttention()([query, value, key]),
        layers.AdditiveAttention(use_scale=False)([query, key]),
    ]
    return keras.Model([query, value, key], outputs)


@case("MultiHeadAttention")
def multi_head_attention():
    import keras
    from keras import layers

    query, value, key = keras.Input((6, 4)), keras.Input((5, 3)), keras.Input((5, 2))
    # Keras's jax backend fails on another value_dim than key_dim, but for dropout.
    attend = layers.MultiHeadAttention(3, 5, value_dim=2, output_shape=7, dropout=0.1)
    x = attend(query, value, key)
    y = layers.MultiHeadAttention(2, 4, use_bias=False)(query, value, key=key)
    z = layers.MultiHeadAttention(1, 4, dropout=0.1)(query=x, value=y)
    return keras.Model([query, value, key], [x, y, z])


@case("MultiHeadAttention", "LayerNormalization", "Embedding")
def transformer_that_sees_no_later_step():
    import keras
    from keras import layers

    entry = keras.Input((7,), dtype="int32")
    x = layers.Embedding(11, 8)(entry)
    y = layers.MultiHeadAttention(2, 4)(x, x, use_causal_mask=True)
    x = layers.LayerNormalization()(layers.Add()([x, y]))
    y = layers.Dense(8)(layers.Dense(16, activation="gelu")(x))
    x = layers.LayerNormalization()(layers.Add()([x, y]))
    return keras.Model(entry, layers.Dense(11, activation="softmax")(x))


@case("UpSampling2D", "Resizing")
def resizing_with_interpolation():
    from keras import layers

    return chain(
        (5, 6, 2),
        layers.UpSampling2D((2, 3), interpolation="bilinear"),
        layers.Resizing(7, 5, antialias=True),
        layers.Resizing(9, 8, interpolation="bicubic"),
        layers.Resizing(4, 11, interpolation="nearest"),
    )


@case("CategoryEncoding")
def category_encoding():
    import keras
    from keras import layers

    one, several = keras.Input((1,), dtype="int32"), keras.Input((4,), dtype="int32")
    # Within the vocabulary that the parity samples are taken from.
    kept = layers.Embedding(6, 2)(one)
    outputs = [
        kept,
        layers.CategoryEncoding(6, output_mode="one_hot")(one),
        layers.CategoryEncoding(6, output_mode="multi_hot")(several),
        layers.CategoryEncoding(6, output_mode="count")(several),
    ]
    return keras.Model([one, several], outputs)
