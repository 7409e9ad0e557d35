"""What would not end with the weights of one device is refused before a training starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kerasdigits.errors import ModelError, option
from kerasdigits.runs import FitConfig
from kerasdigits.tfjs.reference.keras_internals import all_layers
from kerasdigits.training.distribution.devices import Distribution

if TYPE_CHECKING:
    import keras


def check_distributable(model: keras.Model, config: FitConfig, distribution: Distribution) -> None:
    """Refuse a training that several devices would take to other weights than one.

    On TensorFlow batch normalization is told to take its moments over the shares of all devices.

    On JAX one program computes all, as on one device. On TensorFlow and PyTorch each device
    computes its share by itself, and nothing but gradients (on TensorFlow the moments of batch
    normalization, too) goes from one to the other.

    Args:
        model: Compiled.
        config: What to train and how.
        distribution: Over what.

    Raises:
        ModelError: The first reason why.
    """
    import keras

    for layer in _find_normalizations(model):
        layer.synchronized = distribution.mirrors
    if distribution.replicas == 1:
        return
    if config.batch_size % distribution.replicas:
        raise ModelError(
            "The devices cannot divide a batch evenly",
            received=f"{option('batch_size', config.batch_size)} for {distribution.replicas} "
            "devices",
            remedy=f"Choose a multiple of {distribution.replicas}",
        )
    for name in ("fit", "make_train_function"):
        _refuse_own_method(model, name)
    backend = keras.config.backend()
    if backend == "jax":
        return
    _refuse_own_method(model, "train_step")
    if config.precision == "mixed_float16":
        raise _refuse("The scale of a float16 loss is each device's own", config.precision)
    _check_layers(model, backend)
    if backend == "tensorflow":
        _check_mirrored_optimizer(model.optimizer)


def _check_layers(model: keras.Model, backend: str) -> None:
    drawing = [v.path for v in model.variables if v.path.endswith("seed_generator_state")]
    if drawing:
        raise _refuse(
            f"Each device would draw the same random numbers for its share on {backend}",
            drawing[0].rpartition("/")[0],
        )
    if backend == "torch" and (normalizing := _find_normalizations(model)):
        raise _refuse(
            "Each process would normalize its share of a batch by itself on torch",
            normalizing[0].name,
            " or tensorflow",
        )


def _find_normalizations(model: keras.Model) -> list[keras.layers.BatchNormalization]:
    import keras

    return [
        layer
        for layer in all_layers(model)
        if isinstance(layer, keras.layers.BatchNormalization) and layer.trainable
    ]


def _check_mirrored_optimizer(optimizer: keras.optimizers.Optimizer) -> None:
    for name in ("clipnorm", "global_clipnorm", "clipvalue"):
        if getattr(optimizer, name, None) is not None:
            raise _refuse(
                "tf.distribute clips each device's gradient before they are summed up",
                f"{name}={getattr(optimizer, name)}",
                " or torch",
            )
    if optimizer.gradient_accumulation_steps:
        raise _refuse(
            "tf.distribute does not carry gradients that are accumulated over steps",
            f"gradient_accumulation_steps={optimizer.gradient_accumulation_steps}",
            " or torch",
        )


def _refuse_own_method(model: keras.Model, name: str) -> None:
    import keras

    if getattr(type(model), name) is not getattr(keras.Model, name):
        raise ModelError(
            f"A model with a {name} of its own cannot be distributed",
            received=type(model).__name__,
            remedy=f"Leave {option('distribute')} out",
        )


def _refuse(what: str, received: str, other: str = "") -> ModelError:
    return ModelError(
        f"{what}, and the weights would not be those of one device",
        received=received,
        remedy=f"Use {option('backend', 'jax')}{other}, or leave {option('distribute')} out",
    )
