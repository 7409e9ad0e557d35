"""What must not reach Keras's loader is refused in front of it, whichever door the file takes."""

import json
import re
import sys
import zipfile
from pathlib import Path

import h5py
import keras
import pytest

import kerasdigits
from kerasdigits.errors import ModelError
from kerasdigits.models import described, load
from kerasdigits.models.load import load_model
from kerasdigits.models.strangers.inspect import inspect_model

PACKAGE = Path(kerasdigits.__file__).parent


@pytest.fixture
def reached(monkeypatch):
    """What reached a reader, Keras's or ours; both read nothing meanwhile."""
    arrived = []

    def reach(what, **_):
        arrived.append(what)
        raise TypeError("reached")

    monkeypatch.setattr(keras.saving, "load_model", reach)
    monkeypatch.setattr(keras.saving, "deserialize_keras_object", reach)
    monkeypatch.setattr(load, "read_model", reach)
    monkeypatch.setattr(described, "build_described", reach)
    return arrived


@pytest.fixture(scope="module")
def sound(save_each_form, tmp_path_factory):
    """A model as .keras, as .h5, as to_json() with weights, and as a folder of parts."""
    folder = tmp_path_factory.mktemp("sound")
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, name="dense")])
    save_each_form(model, folder)
    return folder


def rewrite(sound, folder, change):
    """Write all four forms again with a changed config; give the paths to load."""

    def changed(text):
        config = json.loads(text)
        change(config["config"]["layers"][1])
        return json.dumps(config)

    with zipfile.ZipFile(sound / "model.keras") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["config.json"] = changed(parts["config.json"]).encode()
    (folder / "parts").mkdir()
    with zipfile.ZipFile(folder / "model.keras", "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
            (folder / "parts" / name).write_bytes(content)
    (folder / "model.h5").write_bytes((sound / "model.h5").read_bytes())
    with h5py.File(folder / "model.h5", "r+") as file:
        file.attrs["model_config"] = changed(file.attrs["model_config"])
    (folder / "described.json").write_text(changed((sound / "described.json").read_text()))
    (folder / "described.weights.h5").write_bytes((sound / "described.weights.h5").read_bytes())
    return [folder / name for name in ("model.keras", "parts", "model.h5", "described.json")]


CHANGES = {
    "code": ({"class_name": "Lambda"}, "holds a Lambda layer"),
    "class": ({"module": "marker_module", "class_name": "Marker"}, '"Marker", a custom object'),
    "name": ({"config": {"units": 2, "name": "a/../b"}}, "a name that is a path"),
    "size": (
        {"config": {"units": 10**12, "name": "dense"}},
        "claims more than the file holds: units=1,000,000,000,000",
    ),
    "file": ({"config": {"units": 2, "vocabulary": "words.txt"}}, "would read 'words.txt'"),
}


@pytest.mark.parametrize("kind", CHANGES)
def test_each_form_is_refused_before_a_reader_and_told_by_inspect(
    sound, tmp_path, reached, monkeypatch, kind
):
    (tmp_path / "marker_module.py").write_text("class Marker:\n    pass\n")
    monkeypatch.syspath_prepend(tmp_path)
    changes, message = CHANGES[kind]
    for path in rewrite(sound, tmp_path, lambda layer: layer.update(changes)):
        with pytest.raises(ModelError, match=message) as caught:
            load_model(path)
        assert "\n" not in str(caught.value)
        told = inspect_model(path).refusals
        assert told or (path.suffix == ".json" and kind == "size")
    assert "marker_module" not in sys.modules
    assert not reached


def test_unsafe_lets_code_and_paths_through_and_nothing_else(sound, tmp_path, reached):
    for kind, (changes, message) in CHANGES.items():
        folder = tmp_path / kind
        folder.mkdir()
        path, *_ = rewrite(sound, folder, lambda layer, changes=changes: layer.update(changes))
        with pytest.raises(ModelError) as caught:
            load_model(path, unsafe=True)
        let_through = kind in ("code", "file")
        assert bool(reached) == let_through
        assert (message in str(caught.value)) != let_through
        reached.clear()


def test_a_class_of_a_package_that_is_not_here_names_the_package(sound, tmp_path, reached):
    changes = {"module": "keras_cv.layers", "class_name": "Mosaic", "registered_name": "keras_cv>M"}
    for path in rewrite(sound, tmp_path, lambda layer: layer.update(changes)):
        with pytest.raises(ModelError, match=r"the package keras_cv cannot be.*install keras-cv"):
            load_model(path)
    assert not reached


def test_weights_that_link_elsewhere_are_refused_in_each_form(sound, tmp_path, reached):
    with h5py.File(tmp_path / "other.h5", "w") as file:
        file["values"] = [1.0]
    paths = rewrite(sound, tmp_path, lambda layer: None)
    weights = tmp_path / "parts" / "model.weights.h5"
    for file in (weights, tmp_path / "model.h5", tmp_path / "described.weights.h5"):
        with h5py.File(file, "r+") as opened:
            opened["far"] = h5py.ExternalLink("other.h5", "/values")
    with zipfile.ZipFile(tmp_path / "model.keras", "w") as archive:
        for part in (tmp_path / "parts").iterdir():
            archive.write(part, part.name)
    for path in paths:
        with pytest.raises(ModelError, match=r"/far is a link to another file"):
            load_model(path, unsafe=True)
    assert not reached


def test_a_sound_file_reaches_a_reader(sound, reached):
    for name in ("model.keras", "parts", "model.h5", "described.json"):
        with pytest.raises(ModelError, match="reached"):
            load_model(sound / name)
        assert reached
        reached.clear()
        assert inspect_model(sound / name).refusals == []


def test_kerass_loader_is_called_behind_the_guard_alone():
    """And by the process that traces a model which was in memory, and was written for it."""
    calls = re.compile(r"keras\.saving\.(load_model|deserialize_keras_object|load_weights)")
    files = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if calls.search(path.read_text()) and "lessons/" not in path.as_posix()
    }
    traced = "models/traced.py"
    replacing = "tfjs/reference/keras_altered.py"  # what Keras asks while our reader reads
    guarded = {"models/load.py", "models/described.py", "models/hub/preset.py"}
    speaking = {"tfjs/graph_model/graph_folder.py", "tfjs/layers_model/topology.py"}
    assert files <= {traced, replacing, *guarded, *speaking}
    for name in guarded:
        assert "strangers.guard import" in (PACKAGE / name).read_text()
