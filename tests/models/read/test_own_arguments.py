"""Files of Keras's that its own loader refuses, and ours reads."""

import keras
import numpy as np
import pytest

from kerasdigits.models.load import load_model


@pytest.mark.parametrize(
    "factors", [{"x_factor": 0.3}, {"y_factor": 0.3}, {"x_factor": (0.1, 0.2), "y_factor": 0.5}]
)
@pytest.mark.parametrize("suffix", [".keras", ".h5"])
@pytest.mark.filterwarnings("ignore:You are saving your model as an HDF5 file")
def test_a_shear_is_read_with_the_range_that_it_had(factors, suffix, tmp_path):
    """Keras 3.15.1 refuses its own file: findings/keras-augmentation-not-loaded.sh."""
    path = tmp_path / f"m{suffix}"
    shear = keras.layers.RandomShear(**factors, seed=1)
    written = keras.Sequential([keras.Input((4, 4, 1)), keras.layers.Conv2D(1, 1), shear])
    written.save(path)
    with pytest.raises((TypeError, ValueError), match="in the range"):
        keras.saving.load_model(path)
    read = load_model(path)
    assert read.layers[-1].get_config() == shear.get_config()
    x = np.ones((1, 4, 4, 1), "float32")
    np.testing.assert_array_equal(*(keras.ops.convert_to_numpy(m(x)) for m in (read, written)))
