"""Arguments that Keras writes into a config and does not take from it."""

from typing import Any

_SHEARS = ("x_factor", "y_factor")


def as_taken(kind: Any, config: dict[str, Any]) -> dict[str, Any]:
    """Write a config with arguments that the class takes.

    RandomShear makes the range from -0.3 to 0.3 of 0.3, writes that, and takes no number below 0
    (keras/src/layers/preprocessing/image_preprocessing/random_shear.py;
    findings/keras-augmentation-not-loaded.sh). A range that somebody gave has none.

    Args:
        kind: The class.
        config: What the file says.
    """
    import keras

    if kind is not keras.layers.RandomShear:
        return config
    return config | {key: _unfold(config[key]) for key in _SHEARS if key in config}


def _unfold(value: Any) -> Any:
    """Make the number again of a range about 0."""
    is_range = isinstance(value, list | tuple) and len(value) == 2
    return value[1] if is_range and value[0] == -value[1] else value
