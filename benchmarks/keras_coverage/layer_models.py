"""A small model for each layer of Keras, and for arguments that change what it computes."""

import keras
import numpy as np
from keras import layers

_PICTURE = (8, 8, 3)
_BYTES = 255.0


def one(shape, /, dtype="float32", **arguments):
    """Make a row: a model of one layer of one input.

    Args:
        shape: Of the input, without the batch.
        dtype: Of the input.
        arguments: Of the layer.

    Returns:
        A function that makes the model of a layer class.
    """

    def build(layer_class):
        entry = keras.Input(shape, dtype=dtype)
        return keras.Model(entry, layer_class(**arguments)(entry))

    return build


def merged(*shapes, **arguments):
    """As `one`, for a layer that takes a list of inputs."""

    def build(layer_class):
        entries = [keras.Input(shape) for shape in shapes]
        return keras.Model(entries, layer_class(**arguments)(entries))

    return build


def around(shape, make, **arguments):
    """As `one`, for a layer around another, which `make` makes."""

    def build(layer_class):
        entry = keras.Input(shape)
        return keras.Model(entry, layer_class(make(), **arguments)(entry))

    return build


def attending(*shapes, call=None, **arguments):
    """As `one`, for an attention that takes its inputs one by one."""

    def build(layer_class):
        entries = [keras.Input(shape) for shape in shapes]
        return keras.Model(entries, layer_class(**arguments)(*entries, **(call or {})))

    return build


def adapted(shape, data, **arguments):
    """As `one`, for a layer that adapts to data first."""

    def build(layer_class):
        layer = layer_class(**arguments)
        layer.adapt(data)
        entry = keras.Input(shape)
        return keras.Model(entry, layer(entry))

    return build


def _both_ways(**arguments):
    """Look words up by a ReversibleEmbedding, and score them by the same weights."""

    def build(layer_class):
        entry = keras.Input((5,), dtype="int32")
        embedding = layer_class(7, 4, **arguments)
        return keras.Model(entry, embedding(keras.ops.tanh(embedding(entry)), reverse=True))

    return build


def _for_each(names, build):
    return dict.fromkeys(names.split(), build)


_CONVOLVING = {"filters": 4, "kernel_size": 3}
_HEADS = {"num_heads": 2, "key_dim": 3}
_GROUPED = {"head_dim": 3, "num_query_heads": 4, "num_key_value_heads": 2}

CORE = {
    "Activation": one((5,), activation="tanh"),
    "Dense": one((5,), units=3),
    "EinsumDense": one((4, 5), equation="abc,cd->abd", output_shape=(None, 3), bias_axes="d"),
    "Embedding": one((5,), dtype="int32", input_dim=7, output_dim=4),
    "Embedding (mask_zero)": one((5,), dtype="int32", input_dim=7, output_dim=4, mask_zero=True),
    "Identity": one((5,)),
    "InputLayer": lambda layer_class: (lambda tensor: keras.Model(tensor, layers.Dense(2)(tensor)))(
        layer_class(shape=(5,)).output
    ),
    "Lambda": one((5,), function=lambda x: x * 2.0),
    "Masking": one((5, 3)),
    "ReversibleEmbedding": _both_ways(),
    "ReversibleEmbedding (tie_weights=False)": _both_ways(tie_weights=False),
    "ReversibleEmbedding (logit_soft_cap)": _both_ways(logit_soft_cap=0.5),
    "TernaryDense": one((5,), units=3),
    **_for_each("ELU LeakyReLU PReLU ReLU Softmax", one((5,))),
    "ELU (alpha)": one((5,), alpha=0.5),
    "ReLU (negative_slope, threshold)": one((5,), negative_slope=0.2, threshold=0.3),
    "Softmax (axis)": one((4, 5), axis=1),
}

CONVOLUTION = {
    **_for_each("Conv1D SeparableConv1D Conv1DTranspose", one((9, 3), **_CONVOLVING)),
    **_for_each("Conv2D SeparableConv2D Conv2DTranspose", one(_PICTURE, **_CONVOLVING)),
    **_for_each("Conv3D Conv3DTranspose", one((5, 5, 5, 2), **_CONVOLVING)),
    "DepthwiseConv1D": one((9, 3), kernel_size=3),
    "DepthwiseConv2D": one(_PICTURE, kernel_size=3),
    "Conv1D (padding='causal')": one((9, 3), padding="causal", **_CONVOLVING),
    "Conv2D (groups)": one((8, 8, 4), groups=2, **_CONVOLVING),
    "Conv2D (data_format='channels_first')": one(
        (3, 8, 8), data_format="channels_first", **_CONVOLVING
    ),
    "DepthwiseConv2D (dilation_rate)": one(_PICTURE, kernel_size=3, dilation_rate=2),
    "Conv1DTranspose (output_padding)": one((9, 3), strides=2, output_padding=1, **_CONVOLVING),
    "Conv2DTranspose (output_padding)": one(_PICTURE, strides=2, output_padding=1, **_CONVOLVING),
    "Conv2DTranspose (dilation_rate)": one(_PICTURE, dilation_rate=2, **_CONVOLVING),
    "Conv3DTranspose (output_padding)": one(
        (4, 4, 4, 2), strides=2, output_padding=1, **_CONVOLVING
    ),
}

POOLING = {
    **_for_each("MaxPooling1D AveragePooling1D", one((9, 3), pool_size=2)),
    **_for_each("MaxPooling2D AveragePooling2D", one(_PICTURE, pool_size=2)),
    **_for_each("MaxPooling3D AveragePooling3D", one((4, 4, 4, 2), pool_size=2)),
    **_for_each("GlobalMaxPooling1D GlobalAveragePooling1D", one((9, 3))),
    **_for_each("GlobalMaxPooling2D GlobalAveragePooling2D", one(_PICTURE)),
    **_for_each("GlobalMaxPooling3D GlobalAveragePooling3D", one((4, 4, 4, 2))),
    **_for_each("AdaptiveMaxPooling1D AdaptiveAveragePooling1D", one((9, 3), output_size=4)),
    **_for_each("AdaptiveMaxPooling2D AdaptiveAveragePooling2D", one(_PICTURE, output_size=(3, 5))),
    **_for_each(
        "AdaptiveMaxPooling3D AdaptiveAveragePooling3D", one((4, 5, 6, 2), output_size=(2, 3, 4))
    ),
    "AveragePooling2D (padding='same')": one((9, 9, 2), pool_size=2, padding="same"),
    "AveragePooling3D (padding='same')": one((5, 5, 5, 2), pool_size=2, padding="same"),
    "GlobalAveragePooling2D (keepdims)": one(_PICTURE, keepdims=True),
}

SEQUENCES = {
    **_for_each("GRU LSTM SimpleRNN", one((6, 3), units=4)),
    "GRU (reset_after=False)": one((6, 3), units=4, reset_after=False),
    "LSTM (recurrent_activation='hard_sigmoid')": one(
        (6, 3), units=4, recurrent_activation="hard_sigmoid"
    ),
    "LSTM (return_sequences, go_backwards)": one(
        (6, 3), units=4, return_sequences=True, go_backwards=True
    ),
    "ConvLSTM1D": one((3, 6, 2), **_CONVOLVING),
    "ConvLSTM2D": one((3, 6, 6, 2), **_CONVOLVING),
    "ConvLSTM3D": one((2, 4, 4, 4, 1), filters=2, kernel_size=2),
    "RNN": around((6, 3), lambda: layers.GRUCell(4)),
    "RNN (several cells)": around((6, 3), lambda: [layers.LSTMCell(4), layers.LSTMCell(3)]),
    "Bidirectional": around((6, 3), lambda: layers.LSTM(4)),
    "TimeDistributed": around((4, 8, 8, 3), lambda: layers.Conv2D(2, 3)),
    "Attention": merged((4, 3), (5, 3)),
    "Attention (score_mode='concat')": merged((4, 3), (5, 3), score_mode="concat"),
    "AdditiveAttention": merged((4, 3), (5, 3)),
    "MultiHeadAttention": attending((4, 6), (5, 6), **_HEADS),
    "MultiHeadAttention (use_causal_mask)": attending(
        (4, 6), (4, 6), call={"use_causal_mask": True}, **_HEADS
    ),
    "MultiHeadAttention (use_gate)": attending((4, 6), (5, 6), use_gate=True, **_HEADS),
    "MultiHeadAttention (sliding_window)": attending((6, 6), (6, 6), sliding_window=2, **_HEADS),
    "GroupQueryAttention": attending((4, 6), (5, 6), **_GROUPED),
    "GroupedQueryAttention": attending((4, 6), (5, 6), **_GROUPED),
    "GroupQueryAttention (use_gate)": attending((4, 6), (5, 6), use_gate=True, **_GROUPED),
    "GroupQueryAttention (sliding_window)": attending((6, 6), (6, 6), sliding_window=2, **_GROUPED),
}

NORMALIZATION = {
    "BatchNormalization": one((4, 3)),
    "BatchNormalization (axis)": one((4, 3, 2), axis=1),
    "GroupNormalization": one((4, 6), groups=3),
    "LayerNormalization": one((4, 6)),
    "LayerNormalization (rms_scaling)": one((4, 6), rms_scaling=True),
    "RMSNormalization": one((4, 6)),
    "UnitNormalization": one((4, 6)),
    "SpectralNormalization": around((5,), lambda: layers.Dense(3)),
    "Normalization": adapted((3,), np.arange(12.0).reshape(4, 3) ** 0.5),
    "Discretization": adapted((3,), np.linspace(-1.0, 1.0, 30), num_bins=4),
    "Discretization (output_mode='one_hot')": adapted(
        (1,), np.linspace(-1.0, 1.0, 30), num_bins=4, output_mode="one_hot"
    ),
}

REGULARIZATION = {
    **_for_each("AlphaDropout Dropout GaussianDropout", one((4, 6), rate=0.3)),
    "ActivityRegularization": one((4, 6), l1=0.1),
    "GaussianNoise": one((4, 6), stddev=0.3),
    "SpatialDropout1D": one((4, 6), rate=0.3),
    "SpatialDropout2D": one(_PICTURE, rate=0.3),
    "SpatialDropout3D": one((4, 4, 4, 2), rate=0.3),
}

MERGING = {
    **_for_each(
        "Add Average Concatenate Maximum Minimum Multiply Subtract", merged((4, 3), (4, 3))
    ),
    "Dot": merged((4, 3), (5, 3), axes=(2, 2)),
    "Dot (normalize)": merged((4,), (4,), axes=1, normalize=True),
}

SHAPES = {
    "Cropping1D": one((9, 3), cropping=2),
    "Cropping2D": one(_PICTURE, cropping=2),
    "Cropping3D": one((5, 5, 5, 2), cropping=1),
    "Flatten": one((4, 3)),
    "Permute": one((4, 3), dims=(2, 1)),
    "RepeatVector": one((4,), n=3),
    "Reshape": one((4, 3), target_shape=(2, -1)),
    "UpSampling1D": one((9, 3)),
    "UpSampling2D": one(_PICTURE),
    "UpSampling2D (interpolation='bilinear')": one(_PICTURE, interpolation="bilinear"),
    "UpSampling3D": one((3, 3, 3, 2)),
    "ZeroPadding1D": one((9, 3)),
    "ZeroPadding2D": one(_PICTURE),
    "ZeroPadding3D": one((3, 3, 3, 2)),
}

_TRAINING_ONLY = (
    "AugMix RandAugment RandomBrightness RandomColorDegeneration RandomContrast RandomErasing "
    "RandomFlip RandomGaussianBlur RandomGrayscale RandomHue RandomInvert RandomPerspective "
    "RandomPosterization RandomRotation RandomSaturation RandomSharpness RandomShear "
    "RandomTranslation RandomZoom RandomColorJitter RandomElasticTransform MixUp"
)
_ARGUMENTS = {
    "AugMix": {"value_range": (0, 1)},
    "RandAugment": {"value_range": (0, 1)},
    "RandomBrightness": {"factor": 0.2},
    "RandomColorDegeneration": {"factor": 0.2},
    "RandomContrast": {"factor": 0.2},
    "RandomHue": {"factor": 0.2},
    "RandomPosterization": {"factor": 4},
    "RandomRotation": {"factor": 0.2},
    "RandomSaturation": {"factor": 0.2},
    "RandomSharpness": {"factor": 0.2},
    "RandomTranslation": {"height_factor": 0.2, "width_factor": 0.2},
    "RandomZoom": {"height_factor": 0.2},
}

PREPROCESSING = {
    **{name: one(_PICTURE, **_ARGUMENTS.get(name, {})) for name in _TRAINING_ONLY.split()},
    "AutoContrast": one(_PICTURE, value_range=(-1, 1)),
    "CategoryEncoding": one((3,), dtype="int32", num_tokens=7),
    "CenterCrop": one(_PICTURE, height=5, width=4),
    "ContrastLimitedAdaptiveHistogramEqualization": one(_PICTURE, value_range=(-1, 1)),
    "Equalization": one(_PICTURE, value_range=(-1, 1)),
    "HashedCrossing": merged((1,), (1,), num_bins=5),
    "Hashing": one((3,), dtype="int32", num_bins=5),
    "IntegerLookup": one((3,), dtype="int32", vocabulary=[3, 5, 7]),
    "MelSpectrogram": one(
        (64,), fft_length=32, sequence_stride=16, num_mel_bins=8, sampling_rate=64, max_freq=32
    ),
    "STFTSpectrogram": one((64, 1), frame_length=16, frame_step=8, fft_length=16),
    "Pipeline": around(_PICTURE, lambda: [layers.Rescaling(2.0), layers.RandomFlip()]),
    "RandomCrop": one(_PICTURE, height=5, width=4),
    "Rescaling": one(_PICTURE, scale=1 / _BYTES),
    "Resizing": one(_PICTURE, height=5, width=11),
    "Resizing (interpolation='bicubic')": one(
        _PICTURE, height=5, width=11, interpolation="bicubic"
    ),
    "Resizing (crop_to_aspect_ratio)": one(_PICTURE, height=5, width=11, crop_to_aspect_ratio=True),
    "Solarization": one(_PICTURE, value_range=(-1, 1)),
    "StringLookup": one((3,), dtype="string", vocabulary=["a", "b"]),
    "TextVectorization": one((1,), dtype="string", vocabulary=["a", "b"]),
}

ROWS = {
    **CORE,
    **CONVOLUTION,
    **POOLING,
    **SEQUENCES,
    **NORMALIZATION,
    **REGULARIZATION,
    **MERGING,
    **SHAPES,
    **PREPROCESSING,
}
# No layers to put into a model, layers of other libraries, and layers that take labels or boxes.
NOT_MEASURED = {
    "GRUCell",
    "InputSpec",
    "LSTMCell",
    "Layer",
    "SimpleRNNCell",
    "StackedRNNCells",
    "Wrapper",
    "FlaxLayer",
    "JaxLayer",
    "TFSMLayer",
    "TorchModuleWrapper",
    "CutMix",
    "MaxNumBoundingBoxes",
    "Mosaic",
}
