"""Whole models that leave sizes open: transformers as hubs build them, pictures of any size.

The layers are written anew after what keras-hub documents: causal masks, rotations and positions
are computed from a length that only the input tells.
"""

import keras
from keras import layers, ops
from whole_models import whole_model

WIDTH, HEADS = 8, 2


class Positions(layers.Layer):
    """A table of positions, sliced to the length of the input and added to it."""

    def __init__(self, most, **options):
        super().__init__(**options)
        self.most = most

    def build(self, shape):
        self.table = self.add_weight(shape=(self.most, shape[-1]), name="position_embeddings")

    def call(self, x):
        shape = ops.shape(x)
        table = ops.slice(ops.convert_to_tensor(self.table), (0, 0), (shape[1], shape[2]))
        return x + ops.broadcast_to(table, shape)


class Rotation(layers.Layer):
    """Rotary embedding of (batch, length, heads, features)."""

    def call(self, x):
        length, features = ops.shape(x)[1], x.shape[-1]
        places = ops.arange(length, dtype="float32")
        frequencies = 1.0 / ops.power(100.0, ops.arange(0, features, 2, dtype="float32") / features)
        angles = ops.einsum("i,j->ij", places, frequencies)
        angles = ops.stack((angles, angles), axis=-2)
        angles = ops.reshape(angles, (*ops.shape(angles)[:-2], -1))[:, None]
        first, second = ops.split(x, 2, axis=-1)
        turned = ops.reshape(ops.stack((-second, first), axis=-2), ops.shape(x))
        return x * ops.cos(angles) + turned * ops.sin(angles)


def causal_mask(x):
    """(batch, length, length) of bools, from the shape of (batch, length, features)."""
    batch, length = ops.shape(x)[0], ops.shape(x)[1]
    rows = ops.expand_dims(ops.arange(length, dtype="float32"), 1)
    shown = ops.expand_dims(rows >= ops.arange(length, dtype="float32"), 0)
    return ops.broadcast_to(shown, (batch, length, length))


class SelfAttention(layers.Layer):
    """Attention by EinsumDense, with a causal mask, a padding mask, and rotations where asked."""

    def __init__(self, rotary=False, causal=True, **options):
        super().__init__(**options)
        self.causal = causal
        self.rotation = Rotation() if rotary else None
        shape = (None, HEADS, WIDTH // HEADS)
        self.parts = [
            layers.EinsumDense("bqm,mnh->bqnh", output_shape=shape, bias_axes="nh", name=name)
            for name in ("query", "key", "value")
        ]
        self.joined = layers.EinsumDense("bqnh,nhm->bqm", output_shape=(None, WIDTH), bias_axes="m")

    def call(self, x, padding=None):
        query, key, value = (part(x) for part in self.parts)
        if self.rotation is not None:
            query, key = self.rotation(query), self.rotation(key)
        scores = ops.einsum("bqnh,bknh->bnqk", query, key) / (WIDTH // HEADS) ** 0.5
        shown = ops.cast(causal_mask(x), "int32") if self.causal else None
        if padding is not None:
            seen = ops.cast(ops.expand_dims(padding, 1), "int32")
            shown = seen if shown is None else ops.minimum(shown, seen)
        if shown is not None:
            scores += (1.0 - ops.cast(ops.expand_dims(shown, 1), "float32")) * -1e9
        mixed = ops.einsum("bnqk,bknh->bqnh", ops.softmax(scores), value)
        return self.joined(mixed)


def block(x, attended):
    x = layers.LayerNormalization()(x + attended)
    wide = layers.Dense(2 * WIDTH, activation="gelu")(x)
    return layers.LayerNormalization()(x + layers.Dense(WIDTH)(wide))


@whole_model("graph")
def hub_encoder_of_any_length():
    ids = keras.Input((None,), dtype="int32", name="token_ids")
    padding = keras.Input((None,), dtype="int32", name="padding_mask")
    x = Positions(16)(layers.Embedding(20, WIDTH)(ids))
    x = block(x, SelfAttention(causal=False)(layers.LayerNormalization()(x), padding % 2))
    return keras.Model([ids, padding], layers.Dense(3, activation="tanh")(x[:, 0, :]))


@whole_model("graph")
def hub_decoder_of_any_length():
    ids = keras.Input((None,), dtype="int32", name="token_ids")
    embedding = layers.ReversibleEmbedding(20, WIDTH)
    x = Positions(16)(embedding(ids))
    x = block(x, SelfAttention()(x))
    return keras.Model(ids, embedding(block(x, SelfAttention(rotary=True)(x)), reverse=True))


@whole_model("graph")
def attentions_of_any_length():
    x, seen = keras.Input((None, WIDTH)), keras.Input((None,), dtype="bool")
    mask = layers.Reshape((1, -1))(seen)
    outputs = [
        layers.MultiHeadAttention(2, 4)(x, x, attention_mask=mask, use_causal_mask=True),
        layers.GroupQueryAttention(4, 4, 2)(x, x, attention_mask=mask),
        layers.EinsumDense("abc,cde->abde", output_shape=(None, 2, 3), bias_axes="de")(x),
        ops.einsum("...ij,...kj->...ik", x, x),
    ]
    return keras.Model([x, seen], outputs)


@whole_model("layers", also_graph=True)
def attention_with_padding_of_any_length():
    ids = keras.Input((None,), dtype="int32", name="ids")
    padding = keras.Input((None,), dtype="int32", name="padding")
    x = layers.Embedding(60, 16)(ids)
    mask = layers.Reshape((1, -1))(padding)
    attended = layers.MultiHeadAttention(2, 8)(x, x, attention_mask=mask)
    return keras.Model([ids, padding], layers.LayerNormalization()(x + attended))


@whole_model("graph", sizes=((6, 9), (7, 4)))
def pictures_of_any_size():
    picture = keras.Input((None, None, 3))
    x = layers.Conv2D(4, 3, padding="same", activation="relu")(picture)
    outputs = [
        layers.Conv2D(2, 3)(layers.UpSampling2D(2, interpolation="bilinear")(x)),
        layers.UpSampling2D((2, 3), interpolation="bicubic")(x),
        layers.UpSampling2D(2, interpolation="lanczos3")(x),
        layers.Resizing(5, 8)(x),
        layers.Resizing(5, 3, antialias=True)(x),
        layers.Resizing(5, 8, interpolation="bicubic")(x),
        layers.Resizing(5, 8, interpolation="nearest")(x),
        layers.MultiHeadAttention(2, 4, attention_axes=(2,))(x, x),
    ]
    return keras.Model(picture, outputs)


class Spectra(layers.Layer):
    """Transforms whose length only the input tells; keras.ops.fft itself asks for a known one."""

    def call(self, x):
        pair = (x, ops.tanh(x))
        return [*ops.rfft(x), *ops.fft(pair), ops.irfft(pair), ops.roll(x, 2, axis=1)]


@whole_model("graph")
def spectra_of_any_length():
    signal = keras.Input((None,))
    return keras.Model(signal, Spectra()(signal))


class Squares(layers.Layer):
    """Operations on matrices with as many rows and columns as the input has steps."""

    def call(self, x):
        length = ops.shape(x)[1]
        square = ops.matmul(x, ops.transpose(x, (0, 2, 1)))
        return [
            ops.diagonal(square, axis1=1, axis2=2),
            ops.einsum("bii->bi", square),
            ops.matmul(ops.eye(length, 2 * length), ops.concatenate([x, x], axis=1)),
            ops.tril(square),
            ops.slice_update(x, (0, 2, 1), 0.0 * x[:, :2, :2] + 5.0),
        ]


@whole_model("graph")
def squares_of_any_length():
    entry = keras.Input((None, 3))
    return keras.Model(entry, Squares()(entry))
