"""Models for layers that are composed with other shapes: pooling, transposing, resizing."""

from layer_cases import case, chain


@case("AdaptiveAveragePooling1D", "AdaptiveMaxPooling1D")
def adaptive_pooling_of_sequences():
    import keras
    from keras import layers

    entry = keras.Input((7, 3))
    outputs = [layers.AdaptiveAveragePooling1D(3)(entry), layers.AdaptiveMaxPooling1D(4)(entry)]
    return keras.Model(entry, outputs)


@case("AdaptiveAveragePooling2D", "AdaptiveMaxPooling2D")
def adaptive_pooling_of_pictures():
    import keras
    from keras import layers

    entry = keras.Input((7, 6, 2))
    outputs = [
        layers.AdaptiveAveragePooling2D((3, 2))(entry),
        layers.AdaptiveMaxPooling2D((4, 1))(entry),
    ]
    return keras.Model(entry, outputs)


@case("AdaptiveAveragePooling3D", "AdaptiveMaxPooling3D")
def adaptive_pooling_of_volumes():
    import keras
    from keras import layers

    entry = keras.Input((5, 4, 3, 2))
    outputs = [
        layers.AdaptiveAveragePooling3D((2, 3, 3))(entry),
        layers.AdaptiveMaxPooling3D((5, 2, 3))(entry),
    ]
    return keras.Model(entry, outputs)


@case("Conv2DTranspose", "Conv1DTranspose")
def transposed_with_padding_and_dilation():
    import keras
    from keras import layers

    entry, sequence = keras.Input((5, 6, 2)), keras.Input((None, 2))
    padded = layers.Conv2DTranspose(
        3, 3, strides=2, padding="same", output_padding=1, activation="tanh"
    )
    dilated = layers.Conv2DTranspose(2, (2, 3), dilation_rate=2, padding="same")
    outputs = [
        padded(entry),
        dilated(entry),
        layers.Conv2DTranspose(2, 3, strides=3, output_padding=(1, 2))(entry),
        layers.Conv1DTranspose(3, 4, strides=2, output_padding=1, activation="relu")(sequence),
        layers.Conv1DTranspose(2, 3, dilation_rate=2, use_bias=False)(sequence),
    ]
    return keras.Model([entry, sequence], outputs)


@case("SpectralNormalization")
def spectral_normalization():
    from keras import layers

    return chain(
        (6, 6, 2),
        layers.SpectralNormalization(layers.Conv2D(3, 3, activation="relu"), power_iterations=2),
        layers.Flatten(),
        layers.SpectralNormalization(layers.Dense(4, activation="hard_silu")),
    )


@case("Pipeline", "RandomFlip", "RandomRotation", "MixUp", "RandAugment", "RandomZoom")
def augmentation_passes_pictures_on():
    from keras import layers

    return chain(
        (6, 6, 3),
        layers.RandomFlip("horizontal", seed=3),
        layers.RandomRotation(0.2, fill_mode="nearest"),
        layers.RandomZoom(0.3),
        layers.Pipeline([layers.Rescaling(0.5, 1.0), layers.RandomContrast(0.5)]),
        layers.Conv2D(2, 3),
    )


@case("Discretization", "Rescaling")
def numbers_into_bins_and_channels_rescaled():
    import keras
    from keras import layers

    entry = keras.Input((4, 3))
    bins = layers.Discretization(bin_boundaries=[-0.5, 0.0, 0.25])(entry)
    scaled = layers.Rescaling([1.0, -2.0, 0.5], offset=[0.1, 0.2, -0.3])(entry)
    return keras.Model(entry, [bins, scaled, layers.Embedding(4, 2)(bins)])


@case("GroupQueryAttention", "GroupedQueryAttention", "MultiHeadAttention")
def attention_of_groups_gates_and_windows():
    import keras
    from keras import layers

    entry, pictures = keras.Input((6, 4)), keras.Input((3, 2, 4))
    grouped = layers.GroupQueryAttention(3, 4, 2)
    gated = layers.GroupQueryAttention(2, 2, 1, use_gate=True, sliding_window=3, use_bias=False)
    windowed = layers.MultiHeadAttention(2, 3, sliding_window=2, use_gate=True, dropout=0.1)
    shown, scores = layers.MultiHeadAttention(2, 3)(entry, entry, return_attention_scores=True)
    outputs = [
        grouped(entry, entry),
        gated(entry, entry, use_causal_mask=True),
        windowed(entry, entry, use_causal_mask=True),
        shown,
        scores,
        layers.MultiHeadAttention(2, 3)(pictures, pictures),
        *layers.Attention()([entry, entry], return_attention_scores=True),
    ]
    return keras.Model([entry, pictures], outputs)


@case("TernaryDense")
def dense_layers_of_three_values():
    from keras import layers

    if not hasattr(layers, "TernaryDense"):  # it came with Keras 3.16
        return chain((3, 5), layers.Dense(4))
    return chain(
        (3, 5),
        layers.TernaryDense(6, activation="hard_silu"),
        layers.TernaryDense(4, threshold=0.2, activation="tanh", use_bias=False),
    )


@case("TimeDistributed")
def wrappers_inside_wrappers():
    from keras import layers

    return chain(
        (3, 4, 2),
        layers.TimeDistributed(layers.Bidirectional(layers.LSTM(3, return_sequences=True))),
        layers.TimeDistributed(layers.Bidirectional(layers.GRU(2))),
        layers.TimeDistributed(layers.Dense(3, activation="hard_silu")),
        layers.Bidirectional(layers.LSTM(2)),
    )
