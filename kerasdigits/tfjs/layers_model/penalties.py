"""What TensorFlow.js does with penalties on weights: they count when it trains, and only then.

`fit` adds them to the loss (tfjs-layers/src/engine/training.ts, `makeTrainFunction`); `evaluate`,
and so `val_loss`, does not (`makeTestFunction`), where Keras's losses always have them.
"""

from collections.abc import Iterator


def describe_penalties(model_config: dict) -> list[str]:
    """Say which layers are written with penalties on weights, and what becomes of them.

    Args:
        model_config: The topology as it is written.

    Returns:
        One sentence, or nothing where there are none.
    """
    names = list(_penalised(model_config))
    if not names:
        return []
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    quoted = ", ".join(f'"{name}"' for name in names[:3])
    return [
        f"L1 and L2 penalties (of {quoted}{more}): TensorFlow.js adds them to the loss that it "
        "trains by, but leaves them out of evaluate and val_loss, which are smaller than Keras's"
    ]


def _penalised(written: dict) -> Iterator[str]:
    """Yield the names of the layers that have a penalty, models' and wrappers' inner ones too."""
    config = written["config"]
    if any(key.endswith("_regularizer") and value for key, value in config.items()):
        yield config["name"]
    inside = [*config.get("layers", ()), config.get("layer")]
    for layer in inside:
        if isinstance(layer, dict):
            yield from _penalised(layer)
