"""A config may name what a model is made of, and nothing else."""

import json

import pytest
from list_keras import LIST, list_allowed

from kerasdigits.models.strangers.allowed import CODE, judge


def test_the_list_is_that_of_the_keras_at_hand():
    assert json.loads(LIST.read_text()) == list_allowed(), "run python list_keras.py"


def entry(name, module="keras.layers", registered=None, config=None):
    config = {} if config is None else config
    return {"module": module, "class_name": name, "registered_name": registered, "config": config}


@pytest.mark.parametrize(
    "named",
    [
        entry("Dense"),
        entry("Add", "keras.src.ops.numpy", "Add"),
        entry("Functional", "keras.src.models.functional", "Functional"),
        entry("function", "builtins", "function", "relu"),
        entry("function", "keras.ops", "sigmoid", "sigmoid"),
        entry("MnistLoss", None, "kerasdigits>MnistLoss"),
        entry("__keras_tensor__"),
        {"class_name": "BatchNormalizationV1", "config": {}},
        {"class_name": "TFOpLambda", "config": {}},
    ],
    ids=lambda one: one["class_name"],
)
def test_parts_of_models_are_allowed(named):
    assert judge(named, "here") is None


@pytest.mark.parametrize(
    ("named", "kind"),
    [
        *((entry(name), "code") for name in CODE),
        (entry("Lambda", None, "kerasdigits>MnistLoss"), "code"),
        (entry("Marker", "marker_module"), "custom"),
        (entry("Dense", "marker_module"), "custom"),
        (entry("Dense", registered="pkg>Dense"), "custom"),
        (entry("Marker", None), "custom"),
        (entry("function", "builtins", "marker", "marker"), "custom"),
        (entry("function", "marker_module", None, "relu"), "custom"),
        (entry("get_file", "keras.utils"), "unknown"),
        (entry("function", "keras.utils", None, "normalize"), "unknown"),
        (entry("function", "keras.ops", None, "map"), "unknown"),
        (entry("Marker", None, "kerasdigits>Marker"), "unknown"),
        (entry(["Dense"]), "damaged"),
        (entry("function", "builtins", None, ["relu"]), "damaged"),
    ],
)
def test_whatever_else_is_refused_with_its_kind(named, kind):
    assert judge(named, "here").kind == kind


def test_what_the_user_has_named_is_allowed():
    assert judge(entry("Marker", "marker_module", "Marker"), "here", {"Marker"}) is None
    assert judge(entry("function", "builtins", None, "marker"), "here", {"marker"}) is None
