"""Whole models of numbers and categories, and what models of any kind are built like."""

import keras
import numpy as np
from keras import layers, ops
from whole_models import whole_model


def dense_stack(entry, *between, units=(24, 16)):
    x = entry
    for count in units:
        x = layers.Dense(count)(x)
        for make in between:
            x = make()(x)
        x = layers.Activation("relu")(x)
    return x


@whole_model("layers", also_graph=True)
def linear_regression():
    return keras.Sequential([keras.Input((3,)), layers.Dense(1)])


@whole_model("layers")
def logistic_regression():
    return keras.Sequential([keras.Input((20,)), layers.Dense(1, activation="sigmoid")])


@whole_model("layers", also_graph=True)
def mlp_with_batch_normalization():
    entry = keras.Input((12,))
    x = dense_stack(entry, layers.BatchNormalization)
    return keras.Model(entry, layers.Dense(5, activation="softmax")(layers.Dropout(0.4)(x)))


@whole_model("layers")
def mlp_with_layer_normalization():
    entry = keras.Input((12,))
    x = dense_stack(entry, layers.LayerNormalization)
    return keras.Model(entry, layers.Dense(5)(x))


@whole_model("layers", also_graph=True)
def mlp_with_the_other_normalizations():
    entry = keras.Input((12,))
    x = dense_stack(entry, lambda: layers.GroupNormalization(4))
    x = dense_stack(x, layers.RMSNormalization, units=(20,))
    x = layers.UnitNormalization()(layers.Dense(8)(x))
    return keras.Model(entry, layers.Dense(3)(x))


@whole_model("layers")
def self_normalizing_mlp():
    hidden = [
        layer
        for units in (20, 16)
        for layer in (
            layers.Dense(units, activation="selu", kernel_initializer="lecun_normal"),
            layers.AlphaDropout(0.1),
        )
    ]
    return keras.Sequential(
        [keras.Input((10,)), layers.GaussianNoise(0.1), *hidden, layers.Dense(4)]
    )


@whole_model("layers", also_graph=True)
def wide_and_deep_with_named_inputs():
    entries = {
        "wide": keras.Input((6,), name="wide"),
        "deep": keras.Input((9,), name="deep"),
        "category": keras.Input((1,), dtype="int32", name="category"),
    }
    embedded = layers.Flatten()(layers.Embedding(12, 4)(entries["category"]))
    deep = dense_stack(layers.Concatenate()([entries["deep"], embedded]))
    joined = layers.Concatenate()([entries["wide"], deep])
    return keras.Model(entries, layers.Dense(1, activation="sigmoid", name="click")(joined))


@whole_model("layers", also_graph=True)
def two_tower_recommender():
    user, item = (keras.Input((1,), dtype="int32", name=name) for name in ("user", "item"))

    def tower(entry, count):
        x = layers.Flatten()(layers.Embedding(count, 12)(entry))
        bias = layers.Flatten()(layers.Embedding(count, 1)(entry))
        return layers.Dense(8, activation="tanh")(x), bias

    (left, left_bias), (right, right_bias) = tower(user, 30), tower(item, 40)
    score = layers.Dot(axes=1)([left, right])
    return keras.Model([user, item], layers.Add()([score, left_bias, right_bias]))


@whole_model("layers", also_graph=True)
def matrix_factorization_by_cosine():
    user, item = (keras.Input((1,), dtype="int32", name=name) for name in ("user", "item"))
    left = layers.Reshape((16,))(layers.Embedding(30, 16)(user))
    right = layers.Reshape((16,))(layers.Embedding(40, 16)(item))
    return keras.Model([user, item], layers.Dot(axes=-1, normalize=True)([left, right]))


@whole_model("layers")
def several_outputs_in_a_list():
    entry = keras.Input((10,))
    x = dense_stack(entry)
    heads = [
        layers.Dense(4, activation="softmax", name="kind")(x),
        layers.Dense(1, activation="softplus", name="price")(x),
        layers.Dense(2, activation="tanh", name="place")(x),
    ]
    return keras.Model(entry, heads)


@whole_model("layers", also_graph=True)
def several_outputs_in_a_dict():
    entry = keras.Input((10,))
    x = dense_stack(entry)
    outputs = {"zone": layers.Dense(4, activation="softmax")(x), "age": layers.Dense(1)(x)}
    return keras.Model(entry, outputs)


@whole_model("layers", also_graph=True)
def table_with_its_preprocessing():
    numbers = keras.Input((4,), name="numbers")
    color = keras.Input((1,), dtype="int32", name="color")
    tags = keras.Input((3,), dtype="int32", name="tags")
    city = keras.Input((1,), dtype="int32", name="city")
    normalize = layers.Normalization()
    normalize.adapt(np.random.default_rng(3).normal(2.0, 3.0, (50, 4)).astype("float32"))
    x = layers.Concatenate()(
        [
            normalize(numbers),
            layers.CategoryEncoding(10, output_mode="one_hot")(color),
            layers.CategoryEncoding(12, output_mode="multi_hot")(tags),
            layers.Flatten()(layers.Embedding(20, 5)(city)),
        ]
    )
    return keras.Model([numbers, color, tags, city], layers.Dense(1)(dense_stack(x)))


@whole_model("layers")
def table_in_buckets():
    entry = keras.Input((4,))
    buckets = layers.Discretization(bin_boundaries=[-0.6, -0.1, 0.2, 0.7])(entry)
    x = layers.Flatten()(layers.Embedding(5, 6)(buckets))
    return keras.Model(entry, layers.Dense(2)(dense_stack(x)))


@whole_model("layers", also_graph=True)
def models_nested_three_deep():
    innermost = keras.Sequential(
        [keras.Input((8,)), layers.Dense(8, activation="relu"), layers.BatchNormalization()],
        name="innermost",
    )
    entry = keras.Input((8,))
    middle = keras.Model(entry, layers.Add()([innermost(entry), entry]), name="middle")
    outer = keras.Sequential([keras.Input((8,)), middle, layers.Dense(6)], name="outer")
    entry = keras.Input((8,))
    return keras.Model(entry, layers.Dense(2)(layers.LayerNormalization()(outer(entry))))


@whole_model("layers", also_graph=True)
def one_model_used_three_times():
    entry = keras.Input((8,))
    encoder = keras.Model(entry, layers.Dense(8, activation="tanh")(dense_stack(entry)))
    first, second = keras.Input((8,)), keras.Input((8,))
    joined = layers.Concatenate()([encoder(first), encoder(second), encoder(encoder(first))])
    return keras.Model([first, second], layers.Dense(3)(joined))


@whole_model("graph")
def siamese_distance_by_operations():
    entry = keras.Input((10,))
    encoder = keras.Model(entry, layers.Dense(6)(dense_stack(entry)), name="encoder")
    left, right = keras.Input((10,)), keras.Input((10,))
    x, y = encoder(left), encoder(right)
    distance = ops.sqrt(ops.sum(ops.square(x - y), axis=-1, keepdims=True) + 1e-6)
    cosine = ops.sum(ops.normalize(x) * ops.normalize(y), axis=-1, keepdims=True)
    return keras.Model([left, right], [distance, cosine, ops.abs(x - y)])


@whole_model("graph")
def operations_between_layers():
    entry = keras.Input((6, 8))
    x = layers.Dense(8)(entry)
    gate, value = ops.split(x, 2, axis=-1)
    x = value * ops.sigmoid(gate)
    x = ops.concatenate([x, ops.exp(-ops.square(x)), ops.maximum(x, 0.1)], axis=-1)
    x = ops.einsum("btc,bsc->bts", x, x) / 12.0**0.5
    x = ops.where(x > 0.5, ops.log1p(ops.relu(x)), x)
    return keras.Model(entry, layers.Dense(3)(ops.mean(x, axis=1)[:, 1:5]))


class ResidualTower(keras.Model):
    def __init__(self, units=12, blocks=3):
        super().__init__()
        self.entry = layers.Dense(units)
        self.blocks = [
            (layers.LayerNormalization(), layers.Dense(units, activation="gelu"))
            for _ in range(blocks)
        ]
        self.head = layers.Dense(4)

    def call(self, inputs, training=None):
        x = self.entry(inputs)
        for norm, dense in self.blocks:
            x = x + dense(norm(x))
        return self.head(x)


@whole_model("graph", takes=((None, 7),))
def subclassed_residual_tower():
    model = ResidualTower()
    model(np.zeros((2, 7), "float32"))
    return model


@keras.saving.register_keras_serializable("whole_models")
class CrossLayer(layers.Layer):
    """One layer of a deep and cross network: x0 * (x W + b) + x."""

    def build(self, input_shape):
        width = input_shape[0][-1]
        self.kernel = self.add_weight(shape=(width, width), name="kernel")
        self.bias = self.add_weight(shape=(width,), name="bias")

    def call(self, inputs):
        first, x = inputs
        return first * (ops.matmul(x, self.kernel) + self.bias) + x

    def compute_output_shape(self, input_shape):
        return input_shape[1]


@whole_model("graph")
def deep_and_cross_with_a_registered_layer():
    entry = keras.Input((9,))
    x = entry
    for _ in range(3):
        x = CrossLayer()([entry, x])
    joined = layers.Concatenate()([x, dense_stack(entry)])
    return keras.Model(entry, layers.Dense(1, activation="sigmoid")(joined))


@keras.saving.register_keras_serializable("whole_models")
class Sampling(layers.Layer):
    """Draw a code while training; the mean is the code afterwards."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.seed_generator = keras.random.SeedGenerator(5)

    def call(self, inputs, training=False):
        mean, log_variance = inputs
        if not training:
            return mean
        noise = keras.random.normal(ops.shape(mean), seed=self.seed_generator)
        return mean + ops.exp(0.5 * log_variance) * noise

    def compute_output_shape(self, input_shape):
        return input_shape[0]


@whole_model("graph")
def variational_autoencoder():
    entry = keras.Input((16,))
    x = dense_stack(entry)
    mean, log_variance = layers.Dense(3, name="mean")(x), layers.Dense(3, name="log_variance")(x)
    decoder = keras.Sequential(
        [keras.Input((3,)), layers.Dense(16, activation="relu"), layers.Dense(16)], name="decoder"
    )
    code = Sampling()([mean, log_variance])
    return keras.Model(entry, [decoder(code), mean, log_variance])


@whole_model("layers", also_graph=True)
def mixture_of_experts():
    entry = keras.Input((10,))
    gate = layers.Dense(4, activation="softmax")(entry)
    experts = [layers.Dense(6, activation="silu")(entry) for _ in range(4)]
    stacked = layers.Concatenate(axis=1)([layers.Reshape((1, 6))(x) for x in experts])
    return keras.Model(entry, [layers.Dense(2)(layers.Dot(axes=1)([gate, stacked])), gate])


@whole_model("layers")
def autoencoder_of_tables():
    return keras.Sequential(
        [
            keras.Input((16,)),
            layers.Dense(8, activation="elu"),
            layers.ActivityRegularization(l1=1e-3),
            layers.Dense(3, activation="leaky_relu", name="code"),
            layers.Dense(8, activation="mish"),
            layers.Dense(16, activation="sigmoid"),
        ]
    )


def partly_half(dtype="float32"):
    entry = keras.Input((12,))
    x = layers.Dense(16, activation="relu", dtype=dtype)(entry)
    x = layers.BatchNormalization(dtype=dtype)(x)
    return keras.Model(entry, layers.Dense(4, activation="softmax", dtype="float32")(x))


def wholly_half(dtype="float32"):
    entry = keras.Input((12,), dtype=dtype)
    x = layers.Dense(16, activation="tanh", dtype=dtype)(entry)
    return keras.Model(entry, layers.Dense(4, dtype=dtype)(x))


@whole_model("layers", also_graph=True, float32=partly_half)
def mixed_bfloat16():
    return partly_half("mixed_bfloat16")


@whole_model("layers", float32=wholly_half)
def float16_throughout():
    return wholly_half("float16")


@whole_model("layers", also_graph=True)
def strange_names():
    deep = keras.Sequential(
        [keras.Input((6,)), layers.Dense(6, name="dense"), layers.Dense(6, name="größe")],
        name="ebene: 1",
    )
    twin = keras.Sequential(
        [keras.Input((6,)), layers.Dense(6, name="dense"), layers.Dense(6, name="größe")],
        name="ebene 1",
    )
    entry = keras.Input((6,), name="画像 (1)")
    x = layers.Add(name="+")([deep(entry), twin(entry)])
    outputs = [layers.Dense(2, name="out:0")(x), layers.Dense(3, name="$out")(x)]
    return keras.Model(entry, outputs, name="ein Modell: ünïcode")


@whole_model("layers", also_graph=True)
def numbers_and_flags_as_inputs():
    count = keras.Input((4,), dtype="int32", name="count")
    flags = keras.Input((4,), dtype="bool", name="flags")
    level = keras.Input((4,), dtype="uint8", name="level")
    x = layers.Concatenate()(
        [layers.Dense(5)(count), layers.Dense(5)(flags), layers.Rescaling(1 / 255)(level)]
    )
    return keras.Model([count, flags, level], layers.Dense(3)(x))


@whole_model("layers")
def compiled_with_everything():
    model = keras.Sequential(
        [
            keras.Input((8,)),
            layers.Dense(
                8, activation="relu6", kernel_regularizer="l2", kernel_constraint="max_norm"
            ),
            layers.PReLU(),
            layers.ReLU(max_value=2.0, negative_slope=0.1),
            layers.Dense(3, activation="log_softmax", bias_initializer="ones"),
        ]
    )
    model.compile("adam", "categorical_crossentropy", ["accuracy"])
    return model
