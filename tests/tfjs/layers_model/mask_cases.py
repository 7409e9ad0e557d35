"""Models with masks: as TensorFlow.js passes them on, and composed where it would not."""

from layer_cases import case, chain


def _words(length=7):
    import keras
    from keras import layers

    # Of four words, one is the padding: masked steps come first, in the middle and last.
    entry = keras.Input((length,), dtype="int32")
    return entry, layers.Embedding(4, 3, mask_zero=True)(entry)


@case("Embedding", "LSTM", "SimpleRNN", "GRU", "Bidirectional")
def masks_of_words_in_a_functional_model():
    import keras
    from keras import layers

    entry, x = _words()
    y = layers.Dropout(0.2)(layers.Dense(3, activation="tanh")(x))
    outputs = [
        layers.LSTM(4)(y),
        layers.SimpleRNN(3, go_backwards=True)(x),
        layers.GRU(2, reset_after=False)(layers.LSTM(3, return_sequences=True)(x)),
        layers.Bidirectional(layers.LSTM(2))(x),
    ]
    return keras.Model(entry, outputs)


@case("GRU", "Bidirectional", "LSTM")
def masks_into_layers_that_are_composed():
    import keras
    from keras import layers

    entry, x = _words()
    outputs = [
        layers.GRU(3)(layers.GRU(2, return_sequences=True, go_backwards=True)(x)),
        layers.Bidirectional(layers.GRU(2, return_sequences=True), merge_mode="sum")(x),
        layers.LSTM(3, zero_output_for_mask=True, return_sequences=True)(x),
        *layers.Bidirectional(layers.LSTM(2, return_state=True))(x),
    ]
    return keras.Model(entry, outputs)


@case("LSTM", "GRU", "SimpleRNN")
def masks_with_initial_states():
    import keras
    from keras import layers

    source, x = _words(6)
    target, y = _words(5)
    _, *states = layers.LSTM(3, return_state=True)(x)
    _, state = layers.GRU(2, return_state=True)(x)
    decoded = layers.LSTM(3, return_sequences=True)(y, initial_state=states)
    again = layers.GRU(2, return_sequences=True)(y, initial_state=state)
    last = layers.SimpleRNN(2)(y, initial_state=state)
    return keras.Model([source, target], [layers.Dense(4)(decoded), again, last])


@case("GlobalAveragePooling1D", "TimeDistributed", "BatchNormalization", "LSTM")
def masks_that_end_at_other_layers():
    import keras
    from keras import layers

    # A step of padding before is never all there is: the mean of nothing is NaN in Keras.
    entry = keras.Input((6, 2))
    x = layers.Masking()(layers.ReLU()(entry))
    x = layers.Dense(3)(layers.ZeroPadding1D(0)(x))
    words, y = _words(6)
    z = layers.TimeDistributed(layers.Dense(3, activation="tanh"))(y)
    z = layers.BatchNormalization()(z)
    sure = layers.Masking(mask_value=0.25)(entry)
    outputs = [
        layers.LSTM(2)(x),
        layers.LSTM(2)(z),
        layers.Flatten()(y),
        layers.Conv1D(2, 3)(z),
        layers.GlobalAveragePooling1D(keepdims=True)(sure),
        layers.LSTM(2)(layers.RepeatVector(3)(layers.LSTM(2)(z))),
    ]
    return keras.Model([entry, words], outputs)


@case("Add", "Concatenate", "Multiply", "LSTM")
def masks_that_are_merged():
    import keras
    from keras import layers

    first, x = _words()
    second, y = _words()
    entry = keras.Input((7, 3))
    outputs = [
        layers.LSTM(2)(layers.Add()([x, y])),
        layers.LSTM(2)(layers.Concatenate()([x, y])),
        layers.LSTM(2)(layers.Concatenate(axis=1)([x, entry])),
        layers.GRU(2)(layers.Multiply()([x, entry])),
    ]
    return keras.Model([first, second, entry], outputs)


@case("Attention", "AdditiveAttention", "MultiHeadAttention", "GroupQueryAttention")
def masks_into_attention():
    import keras
    from keras import layers

    first, x = _words(5)
    second, y = _words(6)
    third, z = _words(5)
    fourth, w = _words(5)
    outputs = [
        layers.Attention()([x, y]),
        layers.AdditiveAttention()([y, x]),
        layers.Attention(use_scale=True)([x, x], use_causal_mask=True),
        layers.MultiHeadAttention(2, 3)(z, z),
        layers.MultiHeadAttention(2, 3, dropout=0.1)(w, w, use_causal_mask=True),
    ]
    return keras.Model([first, second, third, fourth], outputs)


@case("MultiHeadAttention", "LSTM", "Softmax")
def masks_given_by_name():
    import keras
    from keras import layers

    entry, shown = keras.Input((4, 3)), keras.Input((4,), dtype="bool")
    pairs = keras.Input((4, 4), dtype="bool")
    outputs = [
        layers.LSTM(2, return_sequences=True)(entry, mask=shown),
        layers.GRU(2)(entry, mask=shown),
        layers.MultiHeadAttention(2, 3)(entry, entry, attention_mask=pairs),
        layers.MultiHeadAttention(1, 3)(entry, entry, value_mask=shown),
        layers.Softmax()(layers.Dense(4)(entry), mask=pairs),
    ]
    return keras.Model([entry, shown, pairs], outputs)


@case("Masking", "GRU", "Embedding")
def masks_over_an_open_length():
    from keras import layers

    return chain(
        (None,),
        layers.Embedding(4, 3, mask_zero=True),
        layers.GRU(3, return_sequences=True),
        layers.Dense(2),
        layers.GRU(2),
        dtype="int32",
    )


@case("TimeDistributed", "LSTM", "Embedding", "Softmax")
def recurrent_layers_that_must_not_see_another_mask():
    import keras
    from keras import layers

    entry, x = _words()
    other = keras.Input((3, 4, 2))
    y = layers.TimeDistributed(layers.LSTM(2))(other)
    inner = chain((3, 2), layers.GRU(2, return_sequences=True), layers.LSTM(2))
    z = layers.Softmax()(layers.Dense(3)(layers.LSTM(2)(x)))
    return keras.Model([entry, other], [z, layers.LSTM(2)(y), inner(y)])


@case("RNN", "Bidirectional", "LSTM")
def masks_into_cells_and_hard_gates():
    import keras
    from keras import layers

    entry, x = _words()
    hard = {"recurrent_activation": "hard_sigmoid"}
    outputs = [
        layers.RNN(layers.GRUCell(3), return_sequences=True)(x),
        layers.LSTM(3, go_backwards=True, **hard)(x),
        layers.Bidirectional(layers.LSTM(3, **hard), merge_mode="ave")(x),
        layers.Bidirectional(layers.RNN(layers.SimpleRNNCell(2)))(x),
    ]
    return keras.Model(entry, outputs)
