"""Names, paths and sizes in a config are looked at, wherever in it they stand."""

import pytest

from kerasdigits.models.strangers.config import find_in_config, is_a_name

NUMPY = {"class_name": "__numpy__", "config": {"dtype": "O"}}


def layer(class_name="Dense", **config):
    return {"module": "keras.layers", "class_name": class_name, "config": config}


def model(*layers):
    return {"module": "keras", "class_name": "Sequential", "config": {"layers": list(layers)}}


@pytest.mark.parametrize(
    ("one", "kind", "words"),
    [
        (layer("StringLookup", name="words", vocabulary="words.txt"), "path", "words.txt"),
        (layer("TFSMLayer", name="far", filepath="folder"), "code", "elsewhere"),
        (layer(name="../outside"), "name", "a path"),
        (layer(name="large", units=10**9), "size", "units=1,000,000,000"),
        (layer("RepeatVector", name="long", n=2**40), "size", "n=1,099,511"),
        (
            layer(name="d", x={"class_name": "__numpy__", "config": {"dtype": "O"}}),
            "unknown",
            "'O'",
        ),
        (layer("Bidirectional", name="both", layer=layer("Lambda", name="inner")), "code", "code"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_each_kind_is_found_alone_and_deep_inside(one, kind, words):
    for config in (model(one), model(layer(name="first", units=3), model(model(one)))):
        (found,) = [found for found in find_in_config(config, (), 10**6) if found.kind == kind]
        assert words in found.why


def test_a_sound_config_has_none():
    lookup = layer("StringLookup", name="words", vocabulary=["a", "b"])
    assert find_in_config(model(layer(name="a/b", units=3), lookup), (), 10**6) == []


def test_a_config_that_is_nested_too_deeply_ends():
    config = layer(name="last")
    for _ in range(600):
        config = [config]
    (found,) = find_in_config({"layers": config})
    assert found.kind == "damaged"


@pytest.mark.parametrize("name", ["dense", "block/conv", "..dense", "a..b"])
def test_a_name_is_a_name(name):
    assert is_a_name(name)


@pytest.mark.parametrize("name", ["..", "a/../b", "/dense", "a\\b", "a\0b"])
def test_a_path_is_not_a_name(name):
    assert not is_a_name(name)
