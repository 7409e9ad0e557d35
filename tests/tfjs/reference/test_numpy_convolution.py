"""Our NumPy convolutions and pools compute what Keras's backends compute."""

import keras
import numpy as np
import pytest


@pytest.mark.parametrize("strides", [1, 2])
@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("data_format", ["channels_last", "channels_first"])
def test_our_convolutions_and_pools_are_keras_s(strides, padding, data_format):
    from kerasdigits.tfjs.reference import numpy_convolution as ours

    generator = np.random.default_rng(1)
    if keras.backend.backend() == "tensorflow" and data_format == "channels_first":
        pytest.skip("TensorFlow convolves channels_first on a GPU only")
    last = data_format == "channels_last"
    for rank in (1, 2, 3):
        spatial = (9, 7, 6)[:rank]
        x = generator.normal(size=(2, *spatial, 4) if last else (2, 4, *spatial)).astype("float32")
        common = {"padding": padding, "data_format": data_format}
        stride = {"strides": strides}
        dilation = {"dilation_rate": 2 if strides == 1 else 1}
        kernel = generator.normal(size=(*(3, 2, 2)[:rank], 4, 6)).astype("float32")
        calls = [
            ("conv", ours.convolve, (x, kernel), {**common, **stride, **dilation}),
            ("max_pool", ours.pool_maximum, (x, 3), {**common, **stride}),
            ("average_pool", ours.pool_average, (x, 3), {**common, **stride}),
        ]
        if rank == 2:
            square = generator.normal(size=(3, 3, 4, 2)).astype("float32")
            point = generator.normal(size=(1, 1, 8, 5)).astype("float32")
            calls += [
                ("conv", ours.convolve, (x, kernel[..., :2, :]), {**common, **stride}),  # 2 groups
                ("depthwise_conv", ours.convolve_depthwise, (x, square), {**common, **stride}),
                ("separable_conv", ours.convolve_separable, (x, square, point), common | stride),
            ]
        for name, function, arguments, options in calls:
            theirs = keras.ops.convert_to_numpy(getattr(keras.ops, name)(*arguments, **options))
            mine = convert(function, arguments, options)
            np.testing.assert_allclose(mine, theirs, atol=2e-5, err_msg=f"{name} {rank} {options}")


def convert(function, arguments, options):
    """Run one of ours on arrays, as the numpy backend's own conversion would hand them over."""
    from kerasdigits.tfjs.reference import numpy_convolution

    original = numpy_convolution._to_array
    numpy_convolution._to_array = np.asarray
    try:
        return function(*arguments, **options)
    finally:
        numpy_convolution._to_array = original
