"""What would end with other weights than on one device is refused in one line, before it starts."""

import keras
import pytest

from kerasdigits.errors import ModelError
from kerasdigits.runs import FitConfig
from kerasdigits.training.distribution.devices import ALONE, Distribution
from kerasdigits.training.distribution.limits import check_distributable

TWO = Distribution(replicas=2)


class OwnStep(keras.Model):
    def train_step(self, *arguments):
        raise NotImplementedError


class OwnFit(keras.Model):
    def fit(self, *arguments, **named):
        raise NotImplementedError


def make_model(*layers, kind=keras.Model, **options):
    x = inputs = keras.Input((4,))
    for layer in layers:
        x = layer(x)
    model = kind(inputs, keras.layers.Dense(2)(x))
    model.compile(keras.optimizers.SGD(0.1, **options), "mse")
    return model


def make_config(**given):
    fields = {"optimizer": "sgd", "loss": "mse", "learning_rate": 0.1, "epochs": 1}
    return FitConfig(data="digits", model="mlp", **{**fields, "batch_size": 16, **given})


def normalized():
    return make_model(keras.layers.BatchNormalization(name="normal"))


def dropping():
    return make_model(keras.Sequential([keras.layers.Dropout(0.5, name="drop")]))


REFUSED = {
    "a batch of 15": (("jax",), make_model, {"batch_size": 15}, "batch_size 15 for 2 devices"),
    "own fit": (("jax", "torch"), lambda: make_model(kind=OwnFit), {}, "a fit of its own"),
    "own step": (("tensorflow", "torch"), lambda: make_model(kind=OwnStep), {}, "OwnStep"),
    "dropout": (("tensorflow", "torch"), dropping, {}, "same random numbers"),
    "batch normalization": (("torch",), normalized, {}, "normal. Use backend jax or tensorflow"),
    "float16": (("tensorflow",), make_model, {"precision": "mixed_float16"}, "mixed_float16"),
    "clipnorm": (("tensorflow",), lambda: make_model(clipnorm=1.0), {}, "clipnorm=1.0"),
    "global": (("tensorflow",), lambda: make_model(global_clipnorm=2.0), {}, "clipnorm=2.0"),
    "clipvalue": (("tensorflow",), lambda: make_model(clipvalue=1.0), {}, "clipvalue=1.0"),
    "accumulation": (
        ("tensorflow",),
        lambda: make_model(gradient_accumulation_steps=2),
        {},
        "steps=2. Use backend jax or torch, or leave distribute out",
    ),
}


@pytest.mark.parametrize(("backends", "make", "given", "words"), REFUSED.values(), ids=REFUSED)
def test_it_is_refused_where_it_is_wrong_and_nowhere_else(
    backends, make, given, words, monkeypatch
):
    model = make()
    check_distributable(model, make_config(**given), ALONE)
    for backend in ("jax", "tensorflow", "torch"):
        monkeypatch.setattr(keras.config, "backend", lambda backend=backend: backend)
        everywhere = "devices" in words or "fit of" in words
        if backend in backends or everywhere:
            with pytest.raises(ModelError) as caught:
                check_distributable(model, make_config(**given), TWO)
            assert words in str(caught.value)
            assert "\n" not in str(caught.value)
        elif words != "mixed_float16":
            check_distributable(model, make_config(**given), TWO)


def test_only_mirrored_devices_take_their_moments_together():
    model = normalized()
    layer = model.get_layer("normal")
    check_distributable(model, make_config(), Distribution(replicas=2, mirrors=True))
    assert layer.synchronized
    check_distributable(model, make_config(), ALONE)
    assert not layer.synchronized
    layer.trainable = False  # it computes with what it has learned, on each device alike
    check_distributable(model, make_config(), Distribution(replicas=2, mirrors=True))
    assert not layer.synchronized
