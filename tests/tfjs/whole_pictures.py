"""Whole models of pictures and of films."""

import keras
from keras import layers, ops
from whole_models import whole_model

from kerasdigits.models.resnet import build_conv_and_res


def convolved(x, filters, size=3, strides=1, activation="relu"):
    x = layers.Conv2D(filters, size, strides, padding="same", use_bias=False)(x)
    x = layers.BatchNormalization()(x)
    return layers.Activation(activation)(x) if activation else x


def classify(x, classes=6):
    return layers.Dense(classes)(layers.GlobalAveragePooling2D()(x))


@whole_model("layers", also_graph=True)
def lenet():
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(6, 5, padding="same", activation="tanh"),
            layers.AveragePooling2D(2),
            layers.Conv2D(16, 5, activation="tanh"),
            layers.AveragePooling2D(2),
            layers.Flatten(),
            layers.Dense(60, activation="tanh"),
            layers.Dense(10, activation="softmax"),
        ]
    )


@whole_model("layers", also_graph=True)
def vgg_like():
    model = keras.Sequential([keras.Input((16, 16, 3))])
    for filters in (8, 16):
        model.add(layers.Conv2D(filters, 3, padding="same", activation="relu"))
        model.add(layers.Conv2D(filters, 3, padding="same", activation="relu"))
        model.add(layers.MaxPooling2D())
    model.add(layers.Flatten())
    model.add(layers.Dense(32, activation="relu"))
    model.add(layers.Dropout(0.5))
    model.add(layers.Dense(10))
    return model


@whole_model("layers")
def the_registrys_residual_network():
    return build_conv_and_res((12, 12, 1), 10)


@whole_model("layers", also_graph=True)
def residual_network():
    entry = keras.Input((16, 16, 3))
    x = layers.MaxPooling2D(3, 2, padding="same")(convolved(entry, 8, 5, 1))
    for filters, strides in ((8, 1), (16, 2), (16, 1)):
        y = convolved(convolved(x, filters, 3, strides), filters, activation=None)
        if strides > 1:
            x = convolved(x, filters, 1, strides, activation=None)
        x = layers.ReLU()(layers.Add()([x, y]))
    return keras.Model(entry, classify(x))


@whole_model("layers")
def inception_block():
    entry = keras.Input((12, 12, 3))
    x = convolved(entry, 8)
    branches = [
        convolved(x, 4, 1),
        convolved(convolved(x, 4, 1), 6, 3),
        convolved(convolved(convolved(x, 3, 1), 4, (1, 7)), 4, (7, 1)),
        convolved(layers.AveragePooling2D(3, 1, padding="same")(x), 3, 1),
        convolved(layers.MaxPooling2D(3, 1, padding="same")(x), 3, 1),
    ]
    return keras.Model(entry, classify(layers.Concatenate()(branches)))


@whole_model("layers", also_graph=True)
def dense_block():
    entry = keras.Input((12, 12, 3))
    x = layers.Conv2D(8, 3, padding="same")(entry)
    for _ in range(3):
        y = layers.Activation("relu")(layers.BatchNormalization(epsilon=1.001e-5)(x))
        x = layers.Concatenate()([x, layers.Conv2D(4, 3, padding="same")(y)])
    x = layers.AveragePooling2D(2)(layers.Conv2D(8, 1)(x))
    return keras.Model(entry, classify(x))


@whole_model("layers")
def mobile_network_v1():
    entry = keras.Input((16, 16, 3))
    x = convolved(entry, 8, strides=2, activation="relu6")
    for filters, strides in ((12, 1), (16, 2)):
        if strides > 1:
            x = layers.ZeroPadding2D(((0, 1), (0, 1)))(x)
        padding = "same" if strides == 1 else "valid"
        x = layers.DepthwiseConv2D(3, strides, padding, use_bias=False)(x)
        x = layers.ReLU(6.0)(layers.BatchNormalization()(x))
        x = convolved(x, filters, 1, activation="relu6")
    x = layers.GlobalAveragePooling2D(keepdims=True)(x)
    x = layers.Conv2D(6, 1, padding="same")(layers.Dropout(1e-3)(x))
    return keras.Model(entry, layers.Reshape((6,))(x))


def inverted_residual(x, filters, expansion, strides, activation, squeeze=False, size=3):
    channels = x.shape[-1]
    y = convolved(x, channels * expansion, 1, activation=activation)
    y = layers.DepthwiseConv2D(size, strides, padding="same", use_bias=False)(y)
    y = layers.Activation(activation)(layers.BatchNormalization(momentum=0.999)(y))
    if squeeze:
        gate = "hard_sigmoid" if activation == "hard_silu" else "sigmoid"
        z = layers.GlobalAveragePooling2D(keepdims=True)(y)
        z = layers.Conv2D(channels, 1, activation="relu")(z)
        z = layers.Conv2D(channels * expansion, 1, activation=gate)(z)
        y = layers.Multiply()([y, z])
    y = convolved(y, filters, 1, activation=None)
    return layers.Add()([x, y]) if strides == 1 and channels == filters else y


@whole_model("layers", also_graph=True)
def mobile_network_v2():
    entry = keras.Input((16, 16, 3))
    x = convolved(entry, 8, strides=2, activation="relu6")
    x = inverted_residual(x, 8, 4, 1, "relu6")
    x = inverted_residual(x, 12, 4, 2, "relu6")
    return keras.Model(entry, classify(convolved(x, 20, 1, activation="relu6")))


@whole_model("layers", also_graph=True)
def mobile_network_v3():
    entry = keras.Input((16, 16, 3))
    x = convolved(entry, 8, strides=2, activation="hard_silu")
    x = inverted_residual(x, 8, 3, 1, "hard_silu", squeeze=True)
    x = inverted_residual(x, 12, 3, 2, "relu", squeeze=True, size=5)
    return keras.Model(entry, classify(convolved(x, 20, 1, activation="hard_silu")))


@whole_model("layers", also_graph=True)
def efficient_network():
    entry = keras.Input((16, 16, 3), dtype="uint8")
    x = layers.Normalization(mean=[0.4, 0.5, 0.45], variance=[0.05, 0.06, 0.07])(
        layers.Rescaling(1 / 255)(entry)
    )
    x = convolved(x, 8, strides=2, activation="silu")
    x = inverted_residual(x, 8, 4, 1, "silu", squeeze=True)
    x = inverted_residual(x, 12, 4, 2, "silu", squeeze=True, size=5)
    return keras.Model(entry, classify(convolved(x, 20, 1, activation="silu")))


@whole_model("layers")
def separable_network_like_xception():
    entry = keras.Input((16, 16, 3))
    x = convolved(entry, 8)
    y = layers.SeparableConv2D(12, 3, padding="same", use_bias=False)(layers.ReLU()(x))
    y = layers.BatchNormalization()(y)
    y = layers.MaxPooling2D(3, strides=2, padding="same")(y)
    x = layers.Add()([y, convolved(x, 12, 1, 2, activation=None)])
    return keras.Model(entry, classify(layers.SeparableConv2D(16, 3, activation="relu")(x)))


@whole_model("layers", also_graph=True)
def grouped_and_shuffled_channels():
    entry = keras.Input((8, 8, 3))
    x = convolved(entry, 12)
    x = layers.Conv2D(12, 3, padding="same", groups=3)(x)
    x = layers.Reshape((8, 8, 3, 4))(x)
    x = layers.Reshape((8, 8, 12))(layers.Permute((1, 2, 4, 3))(x))
    x = layers.GroupNormalization(4)(layers.Conv2D(16, 1, groups=4, activation="relu")(x))
    return keras.Model(entry, classify(x))


@whole_model("layers", also_graph=True)
def u_net():
    entry = keras.Input((16, 16, 1))
    skips, x = [], entry
    for filters in (6, 10):
        x = convolved(convolved(x, filters), filters)
        skips.append(x)
        x = layers.MaxPooling2D()(x)
    x = convolved(x, 12)
    for filters, skip in zip((10, 6), reversed(skips), strict=True):
        x = layers.Conv2DTranspose(filters, 2, 2, padding="same")(x)
        x = convolved(layers.Concatenate()([x, skip]), filters)
    return keras.Model(entry, layers.Conv2D(1, 1, activation="sigmoid")(x))


@whole_model("layers", also_graph=True)
def convolutional_autoencoder():
    return keras.Sequential(
        [
            keras.Input((16, 16, 1)),
            layers.Conv2D(8, 3, 2, padding="same", activation="relu"),
            layers.Conv2D(4, 3, 2, padding="same", activation="relu"),
            layers.Conv2DTranspose(8, 3, 2, padding="same", activation="relu"),
            layers.UpSampling2D(2, interpolation="bilinear"),
            layers.Conv2D(1, 3, padding="same", activation="sigmoid"),
        ]
    )


@whole_model("layers", also_graph=True, sizes=(16, 24))
def segmentation_of_any_size():
    entry = keras.Input((None, None, 3))
    x = convolved(entry, 8, strides=2)
    x = layers.Conv2D(12, 3, padding="same", dilation_rate=2, activation="relu")(x)
    x = layers.UpSampling2D(2)(x)
    return keras.Model(entry, layers.Conv2D(4, 1, activation="softmax")(x))


@whole_model("layers")
def siamese_pictures():
    entry = keras.Input((12, 12, 1))
    x = convolved(entry, 6, strides=2)
    encoder = keras.Model(entry, layers.Dense(8)(layers.Flatten()(x)), name="encoder")
    left, right = keras.Input((12, 12, 1)), keras.Input((12, 12, 1))
    difference = layers.Subtract()([encoder(left), encoder(right)])
    squared = layers.Multiply()([difference, difference])
    return keras.Model([left, right], layers.Dense(1, activation="sigmoid")(squared))


@whole_model("layers")
def detection_head_over_two_scales():
    entry = keras.Input((16, 16, 3))
    fine = convolved(entry, 8, strides=2)
    coarse = convolved(fine, 12, strides=2)
    fine = layers.Concatenate()([fine, layers.UpSampling2D()(convolved(coarse, 6, 1))])
    boxes, classes = [], []
    for scale in (fine, coarse):
        boxes.append(layers.Reshape((-1, 4))(layers.Conv2D(8, 3, padding="same")(scale)))
        kinds = layers.Reshape((-1, 5))(layers.Conv2D(10, 3, padding="same")(scale))
        classes.append(layers.Activation("sigmoid")(kinds))
    return keras.Model(
        entry, {"boxes": layers.Concatenate(1)(boxes), "classes": layers.Concatenate(1)(classes)}
    )


@whole_model("layers", also_graph=True)
def preprocessing_and_augmentation_inside():
    return keras.Sequential(
        [
            keras.Input((20, 24, 3), dtype="uint8"),
            layers.Rescaling(1 / 127.5, offset=-1),
            layers.CenterCrop(18, 20),
            layers.Resizing(12, 12),
            layers.RandomFlip("horizontal"),
            layers.RandomRotation(0.1),
            layers.RandomZoom(0.1),
            layers.RandomContrast(0.2),
            layers.Conv2D(8, 3, activation="relu"),
            layers.GlobalMaxPooling2D(),
            layers.Dense(4, activation="softmax"),
        ]
    )


@whole_model("layers", also_graph=True)
def channels_first():
    entry = keras.Input((3, 12, 12))
    options = {"data_format": "channels_first"}
    x = layers.Conv2D(8, 3, padding="same", activation="relu", use_bias=False, **options)(entry)
    x = layers.BatchNormalization(axis=1)(x)
    x = layers.MaxPooling2D(**options)(x)
    x = layers.Conv2D(6, 3, use_bias=False, **options)(x)
    return keras.Model(entry, layers.Dense(4)(layers.Flatten(**options)(x)))


@whole_model("layers")
def generator_of_a_gan():
    return keras.Sequential(
        [
            keras.Input((10,)),
            layers.Dense(4 * 4 * 8, use_bias=False),
            layers.BatchNormalization(),
            layers.LeakyReLU(0.2),
            layers.Reshape((4, 4, 8)),
            layers.Conv2DTranspose(6, 5, 2, padding="same", use_bias=False),
            layers.BatchNormalization(),
            layers.LeakyReLU(0.2),
            layers.Conv2DTranspose(1, 4, 2, padding="same", activation="tanh"),
        ]
    )


@whole_model("layers")
def discriminator_of_a_conditional_gan():
    picture, label = keras.Input((12, 12, 1)), keras.Input((1,), dtype="int32")
    plane = layers.Dense(144)(layers.Flatten()(layers.Embedding(10, 6)(label)))
    x = layers.Concatenate()([picture, layers.Reshape((12, 12, 1))(plane)])
    x = layers.LeakyReLU()(layers.Conv2D(8, 4, 2, padding="same")(x))
    x = layers.SpatialDropout2D(0.3)(x)
    x = layers.LeakyReLU(0.1)(layers.Conv2D(12, 4, 2, padding="same")(x))
    return keras.Model([picture, label], layers.Dense(1)(layers.Flatten()(x)))


@whole_model("layers")
def super_resolution_by_moving_depth_to_space():
    entry = keras.Input((8, 8, 1))
    x = layers.Conv2D(8, 5, padding="same", activation="tanh")(entry)
    x = layers.Conv2D(4, 3, padding="same")(x)
    x = ops.reshape(x, (-1, 8, 8, 2, 2, 1))
    x = ops.reshape(ops.transpose(x, (0, 1, 3, 2, 4, 5)), (-1, 16, 16, 1))
    return keras.Model(entry, ops.clip(x, -1.0, 1.0))


@keras.saving.register_keras_serializable("whole_models")
class PatchPositions(layers.Layer):
    """A class token in front of the patches, and a learned place added to each."""

    def build(self, input_shape):
        count, width = input_shape[1:]
        self.token = self.add_weight(shape=(1, 1, width), name="token")
        self.places = self.add_weight(shape=(1, count + 1, width), name="places")

    def call(self, patches):
        token = ops.broadcast_to(self.token, (ops.shape(patches)[0], 1, self.token.shape[-1]))
        return ops.concatenate([token, patches], axis=1) + self.places

    def compute_output_shape(self, input_shape):
        return (input_shape[0], input_shape[1] + 1, input_shape[2])


@whole_model("graph")
def vision_transformer():
    entry = keras.Input((16, 16, 3))
    x = layers.Reshape((-1, 16))(layers.Conv2D(16, 4, 4)(entry))
    x = PatchPositions()(x)
    for _ in range(2):
        y = layers.LayerNormalization(epsilon=1e-6)(x)
        x = layers.Add()([x, layers.MultiHeadAttention(2, 8, dropout=0.1)(y, y)])
        y = layers.LayerNormalization(epsilon=1e-6)(x)
        y = layers.Dense(16)(layers.Dense(32, activation="gelu")(y))
        x = layers.Add()([x, y])
    return keras.Model(entry, layers.Dense(5)(layers.LayerNormalization()(x)[:, 0]))


@whole_model("layers", also_graph=True)
def mlp_mixer():
    entry = keras.Input((12, 12, 3))
    x = layers.Reshape((9, 16))(layers.Conv2D(16, 4, 4)(entry))
    for _ in range(2):
        y = layers.Permute((2, 1))(layers.LayerNormalization(epsilon=1e-6)(x))
        y = layers.Dense(9)(layers.Dense(12, activation="gelu")(y))
        x = layers.Add()([x, layers.Permute((2, 1))(y)])
        y = layers.LayerNormalization(epsilon=1e-6)(x)
        x = layers.Add()([x, layers.Dense(16)(layers.Dense(20, activation="gelu")(y))])
    return keras.Model(entry, layers.Dense(4)(layers.GlobalAveragePooling1D()(x)))


@whole_model("layers", also_graph=True)
def film_through_a_cnn_and_an_lstm():
    frame = keras.Sequential(
        [
            keras.Input((10, 10, 1)),
            layers.Conv2D(4, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.BatchNormalization(),
            layers.Flatten(),
            layers.Dense(8),
        ],
        name="frame",
    )
    entry = keras.Input((4, 10, 10, 1))
    x = layers.LSTM(6)(layers.TimeDistributed(frame)(entry))
    return keras.Model(entry, layers.Dense(3, activation="softmax")(x))


@whole_model("layers", also_graph=True)
def weather_by_convolutional_lstm():
    entry = keras.Input((4, 8, 8, 1))
    x = layers.ConvLSTM2D(4, 3, padding="same", return_sequences=True)(entry)
    x = layers.BatchNormalization()(x)
    x = layers.ConvLSTM2D(3, 3, padding="same", recurrent_activation="sigmoid")(x)
    return keras.Model(entry, layers.Conv2D(1, 3, padding="same", activation="sigmoid")(x))


@whole_model("layers", also_graph=True)
def volumes_of_a_scanner():
    entry = keras.Input((8, 8, 8, 1))
    x = layers.Conv3D(4, 3, padding="same", activation="relu")(entry)
    x = layers.BatchNormalization()(layers.MaxPooling3D()(x))
    y = layers.Conv3D(6, 3, strides=2, padding="same")(x)
    # A kernel smaller than its stride, as every residual network has it.
    x = layers.Activation("relu")(layers.Add()([y, layers.Conv3D(6, 1, 2, padding="same")(x)]))
    x = layers.Conv3D(6, 3, activation="relu")(layers.ZeroPadding3D(1)(x))
    return keras.Model(entry, layers.Dense(2)(layers.GlobalAveragePooling3D()(x)))
