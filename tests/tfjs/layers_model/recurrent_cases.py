"""Recurrent layers: cells, stacks of cells, states in and out, gates that bend otherwise."""

from layer_cases import case, chain


@case("RNN")
def cells_in_rnn():
    from keras import layers

    return chain(
        (6, 3),
        layers.RNN(layers.LSTMCell(4, recurrent_dropout=0.1), return_sequences=True),
        layers.RNN(layers.GRUCell(3), return_sequences=True, go_backwards=True),
        layers.RNN(layers.GRUCell(3, reset_after=False, use_bias=False), return_sequences=True),
        layers.RNN(layers.SimpleRNNCell(4, activation="relu")),
    )


@case("RNN")
def stacks_of_cells():
    import keras
    from keras import layers

    entry = keras.Input((5, 3))
    cells = [layers.LSTMCell(4), layers.GRUCell(3), layers.SimpleRNNCell(2)]
    x = layers.RNN(cells, return_sequences=True)(entry)
    stacked = layers.StackedRNNCells([layers.LSTMCell(2), layers.LSTMCell(3)])
    first = layers.RNN(stacked, return_state=True, go_backwards=True)(x)
    words = keras.Input((5,), dtype="int32")
    masked = layers.Embedding(4, 3, mask_zero=True)(words)
    cells = [layers.GRUCell(4), layers.LSTMCell(3)]
    return keras.Model([entry, words], [*_flat(first), layers.RNN(cells)(masked)])


def _flat(outputs):
    import keras

    return keras.tree.flatten(outputs)


@case("LSTM", "GRU", "SimpleRNN", "Bidirectional", "RNN")
def hard_gates():
    from keras import layers

    hard = {"recurrent_activation": "hard_sigmoid"}
    return chain(
        (6, 3),
        layers.Rescaling(3.0),
        layers.LSTM(4, return_sequences=True, **hard),
        layers.Rescaling(5.0),
        layers.GRU(3, reset_after=False, return_sequences=True, **hard),
        layers.Bidirectional(layers.LSTM(3, return_sequences=True, **hard)),
        layers.SimpleRNN(3, return_sequences=True, activation="hard_sigmoid"),
        layers.RNN(layers.LSTMCell(3, use_bias=False, **hard)),
    )


@case("Bidirectional")
def bidirectional_states():
    import keras
    from keras import layers

    entry, other = keras.Input((5, 3)), keras.Input((4, 2))
    _, *states = layers.Bidirectional(layers.LSTM(3, return_state=True))(entry)
    x = layers.Bidirectional(layers.LSTM(3, return_sequences=True))(other, initial_state=states)
    gru = layers.Bidirectional(layers.GRU(2, return_state=True, return_sequences=True))
    y, *ends = gru(entry)
    z = layers.Bidirectional(layers.GRU(2), merge_mode=None)(other, initial_state=ends)
    w = layers.Bidirectional(layers.RNN(layers.GRUCell(2)), merge_mode="mul")(other)
    v = layers.Bidirectional(layers.RNN(layers.LSTMCell(2), return_sequences=True))(other)
    return keras.Model([entry, other], [x, y, *ends, *z, w, v])


@case("ConvLSTM2D", "ConvLSTM1D")
def convolutional_lstm():
    import keras
    from keras import layers

    entry = keras.Input((3, 6, 7, 2))
    x = layers.ConvLSTM2D(
        3, (3, 2), padding="same", return_sequences=True, recurrent_activation="hard_sigmoid"
    )(entry)
    x = layers.ConvLSTM2D(2, 2, strides=2, go_backwards=True, activation="relu")(x)
    sequence = keras.Input((3, 8, 2))
    y = layers.ConvLSTM1D(3, 3, return_sequences=True, use_bias=False)(sequence)
    y = layers.ConvLSTM1D(2, 3, padding="same", dilation_rate=2, return_state=True)(y)
    return keras.Model([entry, sequence], [x, *y])


@case("LSTM", "GRU", "SimpleRNN")
def stateful_layers():
    import keras
    from keras import layers

    # Twelve samples are four batches of three, and each goes on where the last one ended.
    entry = keras.Input(batch_shape=(3, 5, 2))
    x = layers.LSTM(3, stateful=True, return_sequences=True)(entry)
    x = layers.GRU(2, reset_after=False, stateful=True, return_sequences=True)(x)
    return keras.Model(entry, layers.SimpleRNN(2, stateful=True)(x))


@case("Bidirectional")
def bidirectional_of_different_layers():
    import keras
    from keras import layers

    entry = keras.Input((None, 3))
    first = layers.Bidirectional(
        layers.LSTM(3, return_sequences=True),
        backward_layer=layers.GRU(3, return_sequences=True, go_backwards=True),
    )
    second = layers.Bidirectional(
        layers.SimpleRNN(2, activation="relu"),
        backward_layer=layers.SimpleRNN(2, go_backwards=True),
        merge_mode="sum",
    )
    x = first(entry)
    return keras.Model(entry, [x, second(x)])


@case("LSTM", "GRU", "SimpleRNN", "Bidirectional", "ConvLSTM1D", "ConvLSTM2D")
def last_outputs_and_states_read_apart():
    import keras
    from keras import layers

    # TensorFlow.js has one tensor for the last output and the state.
    entry, pictures = keras.Input((5, 3)), keras.Input((3, 5, 4, 2))
    x, *states = layers.LSTM(3, return_state=True)(entry)
    y, state = layers.GRU(3, return_state=True, reset_after=False)(entry)
    hard, end = layers.SimpleRNN(2, return_state=True, activation="hard_sigmoid")(entry)
    both = layers.Bidirectional(layers.LSTM(2, return_state=True), merge_mode=None)(entry)
    seen, *rest = layers.ConvLSTM2D(2, 2, return_state=True)(pictures)
    narrow = layers.ConvLSTM1D(2, 2, return_state=True)(layers.Reshape((3, 5, 8))(pictures))
    outputs = [
        *(layers.Dense(2)(x), layers.Dense(2)(states[0]), states[1]),
        *(y, layers.Dense(2)(state), layers.Dense(2)(hard), end),
        *(layers.Dense(2)(tensor) for tensor in both),
        *(layers.Flatten()(seen), layers.Dense(2)(rest[0]), rest[0]),
        *(layers.Flatten()(narrow[0]), narrow[1], layers.Dense(2)(narrow[1])),
    ]
    return keras.Model([entry, pictures], outputs)
