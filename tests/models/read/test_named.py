"""A name in a config means what is on the list, whatever a guard in front would let pass."""

import sys

import keras
import pytest

from kerasdigits.models.read.named import (
    UnreadableError,
    find_class,
    find_function,
    find_legacy_layer,
)
from kerasdigits.models.read.objects import ObjectReader
from kerasdigits.models.strangers.allowed import list_allowed
from kerasdigits.tfjs.reference.keras_internals import maker_of


def entry(name, module="keras.layers", registered=None):
    return {"class_name": name, "module": module, "registered_name": registered, "config": {}}


OPERATION = type(maker_of(keras.Input((2,)) + 1))


@pytest.mark.parametrize(
    ("named", "found"),
    [
        (entry("Dense"), keras.layers.Dense),
        (entry("Sequential", "keras"), keras.Sequential),
        (entry("Add", "keras.src.ops.numpy", "Add"), OPERATION),
        (
            entry("CosineDecay", "keras.optimizers.schedules"),
            keras.optimizers.schedules.CosineDecay,
        ),
        (entry("SeedGenerator", "keras.random"), keras.random.SeedGenerator),
    ],
)
def test_a_class_is_the_one_that_keras_has_there(named, found):
    assert find_class(named) is found


@pytest.mark.parametrize(
    "named",
    [
        entry("Marker", "marker_module"),
        entry("Dense", "marker_module"),
        entry("Lambda"),
        entry("TFSMLayer"),
        entry("get_file", "keras.utils"),
        entry("Map", "keras.src.ops.core"),
        entry("Dense", "keras.src.saving.saving_lib"),
        entry("Marker", None, "kerasdigits>Marker"),
        entry("Dense", None),
    ],
    ids=lambda one: f"{one['module']}.{one['class_name']}",
)
def test_what_is_not_on_the_list_is_not_made_and_nothing_is_imported(named, tmp_path, monkeypatch):
    (tmp_path / "marker_module.py").write_text("class Marker:\n    pass\n\n\nDense = Marker\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(UnreadableError):
        ObjectReader().read(named)
    assert "marker_module" not in sys.modules


@pytest.mark.parametrize(
    ("name", "module"),
    [("map", "keras.ops"), ("get_file", "keras.utils"), ("eval", "builtins"), ("load_model", None)],
)
def test_a_function_that_is_not_on_the_list_is_not_found(name, module):
    with pytest.raises(UnreadableError):
        find_function(name, module)


def test_a_function_is_found_where_keras_has_it():
    assert find_function("relu", "builtins") is keras.activations.relu
    assert find_function("sigmoid", "keras.ops") is keras.ops.sigmoid
    assert find_function("mean_squared_error", None) is keras.losses.mean_squared_error


def test_a_table_of_kerass_gives_only_what_is_on_the_list():
    """The tables that Keras hands over with a name are asked no further than the list goes."""
    read = ObjectReader().read
    assert read("relu", module_objects={"relu": keras.activations.relu}) is keras.activations.relu
    assert read("nothing of Keras's", module_objects={}) == "nothing of Keras's"
    with pytest.raises(UnreadableError):
        read("load", module_objects={"load": keras.saving.load_model})


def test_every_layer_on_the_list_is_found_by_its_bare_name_too():
    """As .h5 files write it; what only the other of two versions of Keras has is passed over."""
    for name in list_allowed()["classes"] & vars(keras.layers).keys():
        kind = getattr(keras.layers, name)
        if isinstance(kind, type) and issubclass(kind, keras.Layer):
            assert find_legacy_layer(kind.__name__) is kind
