"""Every layer class of Keras 2, each with several arguments, for whichever Keras 2 runs this.

A case is `(input shape, arguments)` or `(input shape, build)`, where `build(layers, x)` makes
tensors of the classes in `layers`. It says nothing that a Keras of Python 3.6 cannot read, and a
class or an argument that a Keras does not have yet is left out there.
"""

ROW, SERIES, PICTURE, VOLUME, IDS = (5,), (6, 4), (8, 8, 3), (6, 6, 6, 2), "ids"
HARD = {"recurrent_activation": "hard_sigmoid"}
ACTIVATIONS = (
    "elu",
    "exponential",
    "gelu",
    "hard_sigmoid",
    "linear",
    "mish",
    "relu",
    "selu",
    "sigmoid",
    "softmax",
    "softplus",
    "softsign",
    "swish",
    "tanh",
)


def convolution(shape, **more):
    return [
        (shape, {"filters": 3, "kernel_size": 3, "activation": "relu"}),
        (shape, {"filters": 2, "kernel_size": 2, "strides": 2, "padding": "same", **more}),
        (shape, {"filters": 2, "kernel_size": 2, "dilation_rate": 2, "use_bias": False}),
    ]


def transposed(shape):
    return [
        (shape, {"filters": 3, "kernel_size": 3, "strides": 2, "activation": "relu"}),
        (shape, {"filters": 3, "kernel_size": 3, "strides": 2, "padding": "same"}),
        (shape, {"filters": 2, "kernel_size": 3, "strides": 2, "output_padding": 1}),
        (shape, {"filters": 2, "kernel_size": 2, "dilation_rate": 2, "use_bias": False}),
    ]


def pooling(shape):
    return [
        (shape, {}),
        (shape, {"pool_size": 3, "strides": 2, "padding": "same"}),
        (shape, {"pool_size": 2, "strides": 1}),
    ]


def pooled(shape):
    return [(shape, {}), (shape, {"keepdims": True})]


def recurrent(**more):
    return [
        (SERIES, {"units": 3}),
        (SERIES, {"units": 3, "return_sequences": True, "go_backwards": True}),
        (SERIES, {"units": 2, "use_bias": False, "dropout": 0.1, "recurrent_dropout": 0.1}),
        (SERIES, {"units": 2, "activation": "relu", "unroll": True, **more}),
    ]


def merging(name, **arguments):
    def two(layers, x):
        return getattr(layers, name)(**arguments)([x, layers.Dense(4)(x)])

    def unmasked(layers, x):
        return getattr(layers, name)(**arguments)([x, layers.Conv1D(4, 1)(x)])

    def one_twice(layers, x):
        return getattr(layers, name)(**arguments)([x, x])

    return [(SERIES, two), (SERIES, unmasked), (SERIES, one_twice)]


def wrapped(*builds):
    return [(SERIES, build) for build in builds]


def with_states(name):
    def build(layers, x):
        count = 2 if name == "LSTM" else 1
        start = [layers.Dense(3)(layers.GlobalMaxPooling1D()(x)) for _ in range(count)]
        cell = getattr(layers, name)(3, return_sequences=True, return_state=True)
        return cell(x, initial_state=start)

    return [(SERIES, build)]


def both_ways(name, **more):
    def plain(layers, x):
        return layers.Bidirectional(getattr(layers, name)(2, return_sequences=True, **more))(x)

    def summed(layers, x):
        return layers.Bidirectional(getattr(layers, name)(2, **more), merge_mode="sum")(x)

    def differing(layers, x):
        back = getattr(layers, name)(3, go_backwards=True)
        return layers.Bidirectional(getattr(layers, name)(2, **more), backward_layer=back)(x)

    return [(SERIES, plain), (SERIES, summed), (SERIES, differing)]


CASES = {
    "Activation": [(SERIES, {"activation": name}) for name in ACTIVATIONS],
    "ActivityRegularization": [(SERIES, {"l1": 0.1, "l2": 0.2})],
    "Add": merging("Add"),
    "AdditiveAttention": wrapped(
        lambda layers, x: layers.AdditiveAttention()([x, x]),
        lambda layers, x: layers.AdditiveAttention(use_scale=False)([x, x]),
        lambda layers, x: layers.AdditiveAttention(causal=True)([x, x]),
        lambda layers, x: layers.AdditiveAttention()([x, x], use_causal_mask=True),
    ),
    "AlphaDropout": [(SERIES, {"rate": 0.2})],
    "Attention": wrapped(
        lambda layers, x: layers.Attention()([x, x]),
        lambda layers, x: layers.Attention(use_scale=True, dropout=0.1)([x, x, x]),
        lambda layers, x: layers.Attention(causal=True)([x, x]),
        lambda layers, x: layers.Attention()([x, x], use_causal_mask=True),
        lambda layers, x: layers.Attention(score_mode="concat")([x, x]),
        lambda layers, x: layers.Attention()([x, x], return_attention_scores=True),
    ),
    "Average": merging("Average"),
    "AveragePooling1D": pooling(SERIES),
    "AveragePooling2D": pooling(PICTURE),
    "AveragePooling3D": pooling(VOLUME),
    "BatchNormalization": [
        (SERIES, {}),
        (PICTURE, {"epsilon": 0.1, "scale": False, "momentum": 0.9}),
        (PICTURE, {"axis": 1, "center": False}),
        (ROW, {"fused": False}),
        (ROW, {"renorm": True}),
    ],
    "Bidirectional": both_ways("LSTM") + both_ways("GRU", **HARD) + both_ways("SimpleRNN"),
    "CategoryEncoding": [
        (IDS, {"num_tokens": 5, "output_mode": "multi_hot"}),
        (IDS, {"num_tokens": 5, "output_mode": "count"}),
    ],
    "CenterCrop": [(PICTURE, {"height": 4, "width": 5})],
    "Concatenate": merging("Concatenate") + merging("Concatenate", axis=1),
    "Conv1D": convolution(SERIES, padding="causal"),
    "Conv1DTranspose": transposed(SERIES),
    "Conv2D": [*convolution(PICTURE), (PICTURE, {"filters": 6, "kernel_size": 3, "groups": 3})],
    "Conv2DTranspose": transposed(PICTURE),
    "Conv3D": convolution(VOLUME),
    "Conv3DTranspose": transposed(VOLUME),
    "ConvLSTM1D": [
        (PICTURE, {"filters": 2, "kernel_size": 3}),
        (PICTURE, {"filters": 2, "kernel_size": 3, "return_sequences": True, "padding": "same"}),
    ],
    "ConvLSTM2D": [
        (VOLUME, {"filters": 2, "kernel_size": 3}),
        (VOLUME, {"filters": 2, "kernel_size": 3, "return_sequences": True, "padding": "same"}),
        (VOLUME, {"filters": 1, "kernel_size": 2, "recurrent_activation": "sigmoid"}),
    ],
    "ConvLSTM3D": [((3, 4, 4, 4, 1), {"filters": 1, "kernel_size": 2})],
    "Cropping1D": [(SERIES, {"cropping": 1}), (SERIES, {"cropping": (0, 2)})],
    "Cropping2D": [(PICTURE, {"cropping": 1}), (PICTURE, {"cropping": ((0, 2), (1, 0))})],
    "Cropping3D": [(VOLUME, {"cropping": ((0, 2), (1, 0), (1, 1))})],
    "CuDNNGRU": [(SERIES, {"units": 3}), (SERIES, {"units": 3, "return_sequences": True})],
    "CuDNNLSTM": [(SERIES, {"units": 3}), (SERIES, {"units": 3, "return_sequences": True})],
    "Dense": [
        (ROW, {"units": 3, "activation": "hard_sigmoid"}),
        (SERIES, {"units": 4, "use_bias": False}),
        (
            ROW,
            {
                "units": 2,
                "kernel_regularizer": "l2",
                "bias_regularizer": "l1",
                "activity_regularizer": "l2",
                "kernel_constraint": "max_norm",
                "kernel_initializer": "he_normal",
                "bias_initializer": "ones",
            },
        ),
        (ROW, lambda layers, x: layers.Dense(2, activation=layers.LeakyReLU(0.1))(x)),
    ],
    "DepthwiseConv1D": [
        (SERIES, {"kernel_size": 2, "depth_multiplier": 2}),
        (SERIES, {"kernel_size": 3, "padding": "same", "strides": 2, "activation": "relu"}),
    ],
    "DepthwiseConv2D": [
        (PICTURE, {"kernel_size": 2, "depth_multiplier": 2}),
        (PICTURE, {"kernel_size": 3, "padding": "same", "strides": 2, "activation": "relu"}),
        (PICTURE, {"kernel_size": 2, "dilation_rate": 2, "use_bias": False}),
    ],
    "Discretization": [
        (SERIES, {"bin_boundaries": [-1.0, 0.0, 1.0]}),
        (SERIES, {"bins": [-1.0, 0.0, 1.0]}),
        (ROW, {"bin_boundaries": [-1.0, 0.0, 1.0], "output_mode": "one_hot"}),
    ],
    "Dot": wrapped(
        lambda layers, x: layers.Dot(2)([x, x]),
        lambda layers, x: layers.Dot((1, 1), normalize=True)([x, layers.Dense(3)(x)]),
    ),
    "Dropout": [(SERIES, {"rate": 0.5}), (SERIES, {"rate": 0.5, "noise_shape": (None, 1, 4)})],
    "ELU": [(SERIES, {}), (SERIES, {"alpha": 0.5})],
    "EinsumDense": [
        (SERIES, {"equation": "abc,cd->abd", "output_shape": (None, 4), "bias_axes": "d"}),
        (SERIES, {"equation": "abc,bcd->ad", "output_shape": 3, "activation": "relu"}),
    ],
    "Embedding": [
        (IDS, {"input_dim": 5, "output_dim": 3}),
        (IDS, {"input_dim": 5, "output_dim": 3, "input_length": 6}),
        (IDS, {"input_dim": 5, "output_dim": 3, "mask_zero": True}),
    ],
    "Flatten": [(SERIES, {}), (PICTURE, {"data_format": "channels_first"})],
    "GRU": recurrent(**HARD)
    + with_states("GRU")
    + [
        (SERIES, {"units": 3, "reset_after": True}),
        (SERIES, {"units": 3, "reset_after": False}),
        (SERIES, {"units": 3, "implementation": 1}),
    ],
    "GaussianDropout": [(SERIES, {"rate": 0.2})],
    "GaussianNoise": [(SERIES, {"stddev": 0.2})],
    "GlobalAveragePooling1D": pooled(SERIES),
    "GlobalAveragePooling2D": pooled(PICTURE),
    "GlobalAveragePooling3D": pooled(VOLUME),
    "GlobalMaxPooling1D": pooled(SERIES),
    "GlobalMaxPooling2D": pooled(PICTURE),
    "GlobalMaxPooling3D": pooled(VOLUME),
    "GroupNormalization": [
        (SERIES, {"groups": 2}),
        (PICTURE, {"groups": 3, "epsilon": 0.1, "scale": False}),
        (PICTURE, {"groups": -1, "center": False}),
    ],
    "Identity": [(SERIES, {})],
    "LSTM": recurrent(**HARD)
    + with_states("LSTM")
    + [(SERIES, {"units": 3, "implementation": 1, "unit_forget_bias": False})],
    "LayerNormalization": [
        (SERIES, {}),
        (SERIES, {"axis": [1, 2], "epsilon": 0.1}),
        (PICTURE, {"axis": 2, "scale": False}),
        (PICTURE, {"center": False, "gamma_regularizer": "l2"}),
    ],
    "LeakyReLU": [(SERIES, {}), (SERIES, {"alpha": 0.1})],
    "LocallyConnected1D": [
        (SERIES, {"filters": 2, "kernel_size": 3}),
        (SERIES, {"filters": 2, "kernel_size": 2, "strides": 2, "activation": "relu"}),
        (SERIES, {"filters": 2, "kernel_size": 3, "implementation": 2}),
        (SERIES, {"filters": 2, "kernel_size": 3, "implementation": 3, "padding": "same"}),
    ],
    "LocallyConnected2D": [
        (PICTURE, {"filters": 2, "kernel_size": 3}),
        (PICTURE, {"filters": 2, "kernel_size": (2, 3), "strides": 2, "use_bias": False}),
    ],
    "Masking": [(SERIES, {}), (SERIES, {"mask_value": 1.0})],
    "MaxPooling1D": pooling(SERIES),
    "MaxPooling2D": pooling(PICTURE),
    "MaxPooling3D": pooling(VOLUME),
    "Maximum": merging("Maximum"),
    "Minimum": merging("Minimum"),
    "MultiHeadAttention": wrapped(
        lambda layers, x: layers.MultiHeadAttention(2, 3)(x, x),
        lambda layers, x: layers.MultiHeadAttention(2, 3, value_dim=2, output_shape=4)(x, x),
        lambda layers, x: layers.MultiHeadAttention(1, 2, use_bias=False)(x, x, key=x),
        lambda layers, x: layers.MultiHeadAttention(2, 2)(x, x, use_causal_mask=True),
        lambda layers, x: layers.MultiHeadAttention(2, 2)(x, value=x, return_attention_scores=True),
    ),
    "Multiply": merging("Multiply"),
    "Normalization": [
        (SERIES, {"mean": [1.0, 2.0, 3.0, 4.0], "variance": [1.0, 2.0, 3.0, 4.0]}),
        (SERIES, {"mean": 1.0, "variance": 2.0}),
        (SERIES, {"axis": None, "mean": 1.0, "variance": 2.0}),
        (SERIES, {"mean": 1.0, "variance": 2.0, "invert": True}),
    ],
    "PReLU": [(SERIES, {}), (PICTURE, {"shared_axes": [1, 2]})],
    "Permute": [(SERIES, {"dims": (2, 1)})],
    "RNN": wrapped(
        lambda layers, x: layers.RNN(layers.SimpleRNNCell(3))(x),
        lambda layers, x: layers.RNN(layers.LSTMCell(3), return_sequences=True)(x),
        lambda layers, x: layers.RNN([layers.GRUCell(3, **HARD), layers.LSTMCell(2)])(x),
        lambda layers, x: layers.RNN(
            layers.StackedRNNCells([layers.GRUCell(2), layers.GRUCell(2)])
        )(x),
    ),
    "RandomBrightness": [(PICTURE, {"factor": 0.2})],
    "RandomContrast": [(PICTURE, {"factor": 0.2})],
    "RandomCrop": [(PICTURE, {"height": 5, "width": 6})],
    "RandomFlip": [(PICTURE, {}), (PICTURE, {"mode": "horizontal", "seed": 3})],
    "RandomFourierFeatures": [(ROW, {"output_dim": 3})],
    "RandomHeight": [(PICTURE, {"factor": 0.2})],
    "RandomRotation": [(PICTURE, {"factor": 0.2, "fill_mode": "wrap"})],
    "RandomTranslation": [(PICTURE, {"height_factor": 0.2, "width_factor": 0.1})],
    "RandomWidth": [(PICTURE, {"factor": 0.2})],
    "RandomZoom": [(PICTURE, {"height_factor": 0.2})],
    "ReLU": [
        (SERIES, {}),
        (SERIES, {"max_value": 6.0}),
        (SERIES, {"max_value": 2.0, "negative_slope": 0.1, "threshold": 0.2}),
    ],
    "RepeatVector": [(ROW, {"n": 3})],
    "Rescaling": [(PICTURE, {"scale": 1 / 127.5, "offset": -1.0}), (SERIES, {"scale": 2.0})],
    "Reshape": [(SERIES, {"target_shape": (4, 6)}), (SERIES, {"target_shape": (-1, 3)})],
    "Resizing": [
        (PICTURE, {"height": 5, "width": 4}),
        (PICTURE, {"height": 5, "width": 4, "interpolation": "nearest"}),
        (PICTURE, {"height": 12, "width": 9, "interpolation": "bicubic"}),
        (PICTURE, {"height": 12, "width": 9, "interpolation": "area"}),
        (PICTURE, {"height": 5, "width": 3, "crop_to_aspect_ratio": True}),
    ],
    "SeparableConv1D": [
        (SERIES, {"filters": 3, "kernel_size": 2, "depth_multiplier": 2}),
        (SERIES, {"filters": 3, "kernel_size": 2, "padding": "same", "activation": "relu"}),
    ],
    "SeparableConv2D": [
        (PICTURE, {"filters": 3, "kernel_size": 2, "depth_multiplier": 2}),
        (PICTURE, {"filters": 3, "kernel_size": 3, "strides": 2, "padding": "same"}),
        (PICTURE, {"filters": 3, "kernel_size": 3, "dilation_rate": 2, "use_bias": False}),
    ],
    "SimpleRNN": recurrent() + with_states("SimpleRNN"),
    "Softmax": [(SERIES, {}), (SERIES, {"axis": 1})],
    "SpatialDropout1D": [(SERIES, {"rate": 0.2})],
    "SpatialDropout2D": [(PICTURE, {"rate": 0.2})],
    "SpatialDropout3D": [(VOLUME, {"rate": 0.2})],
    "SpectralNormalization": wrapped(
        lambda layers, x: layers.SpectralNormalization(layers.Dense(4))(x),
        lambda layers, x: layers.SpectralNormalization(layers.Conv1D(4, 2), power_iterations=2)(x),
    ),
    "Subtract": merging("Subtract"),
    "SyncBatchNormalization": [(SERIES, {}), (PICTURE, {"epsilon": 0.1})],
    "ThresholdedReLU": [(SERIES, {}), (SERIES, {"theta": 0.2})],
    "TimeDistributed": [
        *wrapped(
            lambda layers, x: layers.TimeDistributed(layers.Dense(4, activation="hard_sigmoid"))(x),
            lambda layers, x: layers.TimeDistributed(layers.BatchNormalization())(x),
        ),
        (PICTURE, lambda layers, x: layers.TimeDistributed(layers.Conv1D(2, 3))(x)),
    ],
    "UnitNormalization": [(SERIES, {}), (SERIES, {"axis": [1, 2]})],
    "UpSampling1D": [(SERIES, {}), (SERIES, {"size": 3})],
    "UpSampling2D": [
        (PICTURE, {}),
        (PICTURE, {"size": (2, 3), "interpolation": "bilinear"}),
        (PICTURE, {"size": 2, "interpolation": "bicubic"}),
    ],
    "UpSampling3D": [(VOLUME, {})],
    "ZeroPadding1D": [(SERIES, {}), (SERIES, {"padding": (2, 1)})],
    "ZeroPadding2D": [(PICTURE, {}), (PICTURE, {"padding": ((2, 1), (0, 3))})],
    "ZeroPadding3D": [(VOLUME, {"padding": ((2, 1), (0, 3), (1, 1))})],
}

# What is no case by itself: a base class, a cell, what reads text, code of the user's.
OTHERS = (
    "AbstractRNNCell",
    "ConvLSTM2DCell",
    "ConvRNN2D",
    "ConvRecurrent2D",
    "DenseFeatures",
    "GRUCell",
    "HashedCrossing",
    "Hashing",
    "InputLayer",
    "IntegerLookup",
    "LSTMCell",
    "Lambda",
    "Layer",
    "PreprocessingLayer",
    "Recurrent",
    "SimpleRNNCell",
    "StackedRNNCells",
    "StringLookup",
    "TextVectorization",
    "Wrapper",
)
