"""Whole models of text, of signals and of other sequences."""

import keras
from keras import layers, ops
from whole_models import whole_model


def words(length=None, name=None):
    return keras.Input((length,), dtype="int32", name=name)


def embed(entry, width=8, **options):
    return layers.Embedding(20, width, **options)(entry)


@whole_model("layers", also_graph=True)
def text_cnn():
    entry = words(12)
    x = embed(entry)
    pooled = [
        layers.GlobalMaxPooling1D()(layers.Conv1D(6, size, activation="relu")(x))
        for size in (2, 3, 4)
    ]
    x = layers.Dropout(0.5)(layers.Concatenate()(pooled))
    return keras.Model(entry, layers.Dense(2, activation="softmax")(x))


@whole_model("layers")
def sentiment_by_masked_lstm():
    return keras.Sequential(
        [
            words(),
            layers.Embedding(20, 8, mask_zero=True),
            layers.SpatialDropout1D(0.2),
            layers.LSTM(8, dropout=0.2, recurrent_dropout=0.1),
            layers.Dense(1, activation="sigmoid"),
        ]
    )


@whole_model("layers", also_graph=True)
def sentiment_by_masked_gru():
    entry = words(9)
    x = layers.GRU(7)(embed(entry, mask_zero=True))
    return keras.Model(entry, layers.Dense(1, activation="sigmoid")(x))


@whole_model("layers", also_graph=True)
def sentiment_by_masked_bidirectional_lstm():
    entry = words(9)
    x = layers.Bidirectional(layers.LSTM(6))(embed(entry, mask_zero=True))
    return keras.Model(entry, layers.Dense(3, activation="softmax")(x))


@whole_model("layers")
def sentiment_by_gru_of_any_length():
    entry = words()
    x = layers.GRU(7)(embed(entry))
    return keras.Model(entry, layers.Dense(1, activation="sigmoid")(x))


@whole_model("layers")
def bidirectional_gru():
    entry = keras.Input((7, 4))
    x = layers.Bidirectional(layers.GRU(5, return_sequences=True), merge_mode="sum")(entry)
    x = layers.Bidirectional(layers.GRU(4), merge_mode="ave")(x)
    return keras.Model(entry, layers.Dense(2)(x))


@whole_model("layers", also_graph=True)
def stacked_recurrent_layers():
    return keras.Sequential(
        [
            keras.Input((8, 3)),
            layers.LSTM(6, return_sequences=True),
            layers.LayerNormalization(),
            layers.SimpleRNN(5, return_sequences=True, go_backwards=True),
            layers.GRU(4, reset_after=False, activation="softsign"),
            layers.Dense(1),
        ]
    )


@whole_model("layers", also_graph=True)
def encoder_and_decoder_with_states():
    source, target = words(6, "source"), words(5, "target")
    _, *states = layers.LSTM(8, return_state=True, name="encoder")(embed(source))
    decoder = layers.LSTM(8, return_sequences=True, return_state=True, name="decoder")
    x, hidden, _ = decoder(embed(target), initial_state=states)
    return keras.Model([source, target], [layers.Dense(20, activation="softmax")(x), hidden])


@whole_model("layers", also_graph=True)
def translation_with_luong_attention():
    source, target = words(6, "source"), words(5, "target")
    encoded = layers.LSTM(8, return_sequences=True)(embed(source))
    decoded = layers.LSTM(8, return_sequences=True)(embed(target))
    context = layers.Attention(use_scale=True)([decoded, encoded])
    x = layers.Dense(8, activation="tanh")(layers.Concatenate()([context, decoded]))
    return keras.Model([source, target], layers.Dense(20)(x))


@whole_model("layers")
def additive_attention():
    query, value = keras.Input((4, 6)), keras.Input((7, 6))
    x = layers.AdditiveAttention()([layers.Dense(5)(query), layers.Dense(5)(value)])
    return keras.Model([query, value], layers.Dense(2)(layers.GlobalAveragePooling1D()(x)))


@whole_model("layers", also_graph=True)
def attention_pooling():
    entry = keras.Input((7, 6))
    hidden = layers.Dense(8, activation="tanh")(entry)
    weights = layers.Softmax(axis=1)(layers.Dense(1, use_bias=False)(hidden))
    pooled = layers.Flatten()(layers.Dot(axes=1)([weights, entry]))
    return keras.Model(entry, [layers.Dense(3)(pooled), weights])


@whole_model("layers", also_graph=True)
def transformer_encoder():
    entry = keras.Input((7, 12))
    x = entry
    for _ in range(2):
        y = layers.MultiHeadAttention(3, 4, dropout=0.1)(x, x)
        x = layers.LayerNormalization(epsilon=1e-6)(layers.Add()([x, y]))
        y = layers.Dense(12)(layers.Dense(24, activation="gelu")(x))
        x = layers.LayerNormalization(epsilon=1e-6)(layers.Add()([x, layers.Dropout(0.1)(y)]))
    return keras.Model(entry, layers.Dense(4)(layers.GlobalAveragePooling1D()(x)))


@keras.saving.register_keras_serializable("whole_models")
class TokenAndPosition(layers.Layer):
    """Embeds words and their places, as the Keras examples do."""

    def __init__(self, length, vocabulary, width, **kwargs):
        super().__init__(**kwargs)
        self.tokens = layers.Embedding(vocabulary, width)
        self.places = layers.Embedding(length, width)

    def build(self, input_shape):
        self.tokens.build(input_shape)
        self.places.build(input_shape)

    def call(self, inputs):
        return self.tokens(inputs) + self.places(ops.arange(0, ops.shape(inputs)[-1]))

    def compute_output_shape(self, input_shape):
        return (*input_shape, self.tokens.output_dim)


@whole_model("graph")
def causal_language_model():
    entry = words(8)
    x = TokenAndPosition(8, 20, 12)(entry)
    for _ in range(2):
        y = layers.LayerNormalization()(x)
        x = x + layers.MultiHeadAttention(3, 4)(y, y, use_causal_mask=True)
        y = layers.LayerNormalization()(x)
        x = x + layers.Dense(12)(layers.Dense(24, activation="gelu")(y))
    return keras.Model(entry, layers.Dense(20)(layers.LayerNormalization()(x)))


@whole_model("layers")
def causal_decoder_of_layers_only():
    entry = keras.Input((6, 12))
    y = layers.RMSNormalization()(entry)
    y = layers.MultiHeadAttention(2, 6)(y, y, use_causal_mask=True)
    x = layers.Add()([entry, y])
    gate, value = layers.Dense(20, activation="silu")(x), layers.Dense(20)(x)
    y = layers.Dense(12, use_bias=False)(layers.Multiply()([gate, value]))
    return keras.Model(entry, layers.Add()([x, y]))


@whole_model("layers", also_graph=True)
def wave_network():
    entry = keras.Input((20, 2))
    x = layers.Conv1D(6, 1)(entry)
    skips = []
    for rate in (1, 2, 4):
        options = {"padding": "causal", "dilation_rate": rate}
        filtered = layers.Conv1D(6, 2, activation="tanh", **options)(x)
        gate = layers.Conv1D(6, 2, activation="sigmoid", **options)(x)
        y = layers.Conv1D(6, 1)(layers.Multiply()([filtered, gate]))
        skips.append(y)
        x = layers.Add()([x, y])
    x = layers.Activation("relu")(layers.Add()(skips))
    return keras.Model(entry, layers.Conv1D(3, 1, activation="softmax")(x))


@whole_model("layers")
def temporal_convolutional_network():
    entry = keras.Input((16, 3))
    x = layers.ZeroPadding1D((4, 0))(entry)
    x = layers.Conv1D(8, 3, dilation_rate=2, activation="relu")(x)
    x = layers.SpatialDropout1D(0.1)(layers.LayerNormalization()(x))
    x = layers.Add()([x, layers.Conv1D(8, 1)(entry)])
    return keras.Model(entry, layers.Dense(1)(layers.Cropping1D((15, 0))(x)))


@whole_model("layers", also_graph=True)
def heartbeat_cnn():
    model = keras.Sequential([keras.Input((48, 1))])
    for filters in (6, 10):
        model.add(layers.Conv1D(filters, 5, strides=2, padding="same", use_bias=False))
        model.add(layers.BatchNormalization())
        model.add(layers.LeakyReLU())
        model.add(layers.MaxPooling1D(2, padding="same"))
    model.add(layers.SeparableConv1D(12, 3, activation="swish"))
    model.add(layers.GlobalAveragePooling1D())
    model.add(layers.Dense(4, activation="softmax"))
    return model


@whole_model("graph")
def spoken_words_by_gru():
    """The number of its steps is known from the length of the signal alone."""
    entry = keras.Input((400,))
    x = layers.MelSpectrogram(64, sequence_stride=32, num_mel_bins=8, sampling_rate=1000)(entry)
    return keras.Model(entry, layers.Dense(3)(layers.GRU(4)(layers.Permute((2, 1))(x))))


@whole_model("layers", also_graph=True)
def signal_autoencoder():
    return keras.Sequential(
        [
            keras.Input((24, 2)),
            layers.Conv1D(6, 4, strides=2, padding="same", activation="elu"),
            layers.AveragePooling1D(2),
            layers.UpSampling1D(2),
            layers.Conv1DTranspose(4, 4, strides=2, padding="same", activation="elu"),
            layers.DepthwiseConv1D(3, padding="same"),
            layers.Conv1D(2, 3, padding="same"),
        ]
    )


@whole_model("layers", also_graph=True)
def forecast_with_repeated_code():
    entry = keras.Input((10, 2))
    x = layers.LSTM(8)(layers.LSTM(6, return_sequences=True)(entry))
    x = layers.LSTM(6, return_sequences=True)(layers.RepeatVector(4)(x))
    return keras.Model(entry, layers.TimeDistributed(layers.Dense(2))(x))


@whole_model("layers")
def tagger_of_padded_words():
    entry = words(8)
    x = embed(entry, mask_zero=True)
    x = layers.Bidirectional(layers.LSTM(5, return_sequences=True))(x)
    x = layers.TimeDistributed(layers.Dense(4, activation="relu"))(x)
    return keras.Model(entry, layers.Dense(3, activation="softmax")(x))


@whole_model("layers")
def mean_of_the_words_that_are_there():
    entry = words(8)
    x = layers.GlobalAveragePooling1D()(embed(entry, mask_zero=True))
    return keras.Model(entry, layers.Dense(3)(x))


@whole_model("layers", also_graph=True)
def masked_series():
    entry = keras.Input((8, 3))
    x = layers.LSTM(6, return_sequences=True)(layers.Masking(mask_value=0.0)(entry))
    return keras.Model(entry, layers.Dense(2)(layers.LSTM(4)(x)))


@whole_model("layers")
def cells_stacked_in_one_layer():
    entry = keras.Input((6, 3))
    cells = [layers.LSTMCell(5), layers.SimpleRNNCell(4), layers.GRUCell(3, reset_after=False)]
    x = layers.RNN(cells)(entry)
    return keras.Model(entry, layers.Dense(2)(x))


@whole_model("layers", batches=(3,))
def stateful_lstm_of_fixed_batch():
    entry = keras.Input(batch_shape=(3, 5, 2))
    x = layers.LSTM(4, stateful=True)(entry)
    return keras.Model(entry, layers.Dense(1)(x))
