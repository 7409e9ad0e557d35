"""A model file that is damaged or holds code is refused in one line."""

import json
import zipfile

import keras
import numpy as np
import pytest

from kerasdigits.errors import ModelError
from kerasdigits.models.load import load_model

pytestmark = pytest.mark.each_backend


@pytest.fixture
def model_file(tmp_path):
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    path = tmp_path / "model.keras"
    model.save(path)
    return path


def refuse(path, message):
    with pytest.raises(ModelError, match=message) as caught:
        load_model(path)
    assert "\n" not in str(caught.value)


def test_a_sound_file_gives_the_same_outputs(model_file, rng):
    x = rng.normal(size=(4, 3)).astype("float32")
    model = load_model(model_file)
    kernel, bias = model.get_weights()
    np.testing.assert_allclose(model.predict(x, verbose=0), x @ kernel + bias, atol=1e-6)


def test_a_model_compiled_but_never_trained_loads_without_a_warning(tmp_path):
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    model.compile("adam", "mse")
    model.save(tmp_path / "model.keras")
    assert load_model(tmp_path / "model.keras").optimizer is not None


@pytest.mark.parametrize("compiled", [True, False])
def test_a_legacy_file_is_read_without_a_word_on_how_it_is_compiled(compiled, tmp_path, caplog):
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    if compiled:
        model.compile("adam", "mse", metrics=["mae"])
    model.save(tmp_path / "model.h5")
    caplog.clear()
    with caplog.at_level("WARNING", logger="absl"):
        load_model(tmp_path / "model.h5")
    assert caplog.records == []


def test_a_missing_file_is_refused(tmp_path):
    refuse(tmp_path / "none.keras", "There is no such model file")


def test_a_text_file_is_refused(tmp_path):
    (tmp_path / "text.keras").write_text("hello")
    refuse(tmp_path / "text.keras", "not a .keras file, or only part of one")


def test_a_truncated_file_is_refused_wherever_it_ends(model_file):
    content = model_file.read_bytes()
    for share in (0.1, 0.5, 0.9, 0.999):
        model_file.write_bytes(content[: int(len(content) * share)])
        refuse(model_file, "not a .keras file, or only part of one")


def test_a_file_with_damaged_weights_is_refused(model_file):
    content = bytearray(model_file.read_bytes())
    middle = content.index(b"model.weights.h5") + 400
    content[middle : middle + 50] = bytes(50 * [0xAA])
    model_file.write_bytes(content)
    refuse(model_file, "damaged")


def test_a_zip_of_something_else_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "other.keras", "w") as archive:
        archive.writestr("readme.txt", "hello")
    refuse(tmp_path / "other.keras", "without config.json and model.weights.h5")


def test_a_lambda_layer_is_refused_because_it_is_code(tmp_path):
    model = keras.Sequential([keras.Input((3,)), keras.layers.Lambda(lambda x: x * 2)])
    model.save(tmp_path / "lambda.keras")
    refuse(tmp_path / "lambda.keras", "holds a Lambda layer")


def test_unsafe_runs_the_lambda_of_a_trusted_file(tmp_path):
    model = keras.Sequential([keras.Input((3,)), keras.layers.Lambda(lambda x: x * 2)])
    model.save(tmp_path / "lambda.keras")
    loaded = load_model(tmp_path / "lambda.keras", unsafe=True)
    np.testing.assert_array_equal(loaded.predict(np.ones((1, 3)), verbose=0), [[2, 2, 2]])


def test_a_custom_object_is_found_by_its_module_and_name(tmp_path, monkeypatch):
    (tmp_path / "my_layers.py").write_text(
        "import keras\nclass Doubled(keras.layers.Layer):\n    def call(self, x):\n"
        "        return x * 2\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    import my_layers

    keras.Sequential([keras.Input((3,)), my_layers.Doubled()]).save(tmp_path / "m.keras")
    refuse(tmp_path / "m.keras", r'custom_objects=\["module:name"\]')
    loaded = load_model(tmp_path / "m.keras", custom_objects=["my_layers:Doubled"])
    np.testing.assert_array_equal(loaded.predict(np.ones((1, 3)), verbose=0), [[2, 2, 2]])
    for name in ("my_layers:Tripled", "no_such_module:X", "X"):
        with pytest.raises(ModelError, match="no such custom object"):
            load_model(tmp_path / "m.keras", custom_objects=[name])


@pytest.mark.parametrize("loss", [None, "mse"])
def test_a_legacy_h5_file_gives_the_same_outputs(tmp_path, loss, rng):
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    if loss:
        model.compile("adam", loss)
    # Keras itself warns of the format through absl, which says it once on stderr.
    model.save(tmp_path / "model.h5")
    x = rng.normal(size=(4, 3)).astype("float32")
    loaded = load_model(tmp_path / "model.h5")
    np.testing.assert_array_equal(loaded.predict(x, verbose=0), model.predict(x, verbose=0))


def test_a_model_with_a_loss_of_ones_own_is_read_without_it(tmp_path):
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    model.compile("sgd", loss=refuse)
    model.save(tmp_path / "model.keras")
    loaded = load_model(tmp_path / "model.keras")
    assert not loaded.compiled
    np.testing.assert_array_equal(loaded.get_weights()[0], model.get_weights()[0])


def test_a_folder_with_one_model_file_or_with_its_parts_is_opened(tmp_path, model_file):
    hub = tmp_path / "hub"
    hub.mkdir()
    (hub / "README.md").write_text("a model")
    refuse(hub, "holds neither a run nor a model.*README.md")
    (hub / "model.keras").write_bytes(model_file.read_bytes())
    assert load_model(hub).count_params() == 8
    (hub / "second.keras").write_bytes(model_file.read_bytes())
    refuse(hub, "holds 2 .keras files")
    parts = tmp_path / "parts"
    with zipfile.ZipFile(model_file) as archive:
        archive.extractall(parts)
    assert load_model(parts).count_params() == 8
    (parts / "model.weights.h5").unlink()
    refuse(parts, "no model.weights.h5")


def keras_2_layer(class_name, name, inbound=None, **config):
    config = {"name": name, "trainable": True, "dtype": "float32", **config}
    written = {"class_name": class_name, "config": config}
    return written if inbound is None else {**written, "name": name, "inbound_nodes": inbound}


def keras_2_graph(name, *layers):
    ends = {"input_layers": [[layers[0]["name"], 0, 0]], "output_layers": [[name + "_end", 0, 0]]}
    return {"name": name, "trainable": True, "layers": list(layers), **ends}


def test_a_file_as_keras_2_wrote_it_is_read(tmp_path):
    """`groups` and `time_major` everywhere, calls of the inner model counted from 1."""
    import h5py

    entry = {"sparse": False, "ragged": False, "batch_input_shape": [None, 5, 2]}
    seen = keras_2_layer(
        "DepthwiseConv2D",
        "inner_end",
        [[["picture", 0, 0, {}]]],
        **{"kernel_size": [1, 1], "groups": 1, "use_bias": False},
    )
    picture = {**entry, "batch_input_shape": [None, 5, 1, 2]}
    inner = keras_2_graph("inner", keras_2_layer("InputLayer", "picture", [], **picture), seen)
    lstm = keras_2_layer("LSTM", "lstm", units=3, time_major=False)
    outer = keras_2_graph(
        "outer",
        keras_2_layer("InputLayer", "sequence", [], **entry),
        keras_2_layer("Reshape", "rows", [[["sequence", 0, 0, {}]]], target_shape=[5, 1, 2]),
        {**keras_2_layer("Functional", "inner", [[["rows", 0, 0, {}]]]), "config": inner},
        keras_2_layer("Reshape", "flat", [[["inner", 1, 0, {}]]], target_shape=[5, 2]),
        keras_2_layer("Bidirectional", "outer_end", [[["flat", 0, 0, {}]]], layer=lstm),
    )
    generator = np.random.default_rng(0)
    shapes = [(2, 12), (3, 12), (12,)]
    weights = {"sequence": [], "rows": [], "inner": [(1, 1, 2, 1)], "flat": []}
    weights["outer_end"] = [*shapes, *shapes]
    arrays = {n: [generator.normal(size=s) for s in found] for n, found in weights.items()}
    with h5py.File(tmp_path / "old.h5", "w") as file:
        config = {"class_name": "Functional", "config": outer}
        file.attrs["model_config"] = json.dumps(config)
        group = file.create_group("model_weights")
        group.attrs["layer_names"] = [name.encode() for name in arrays]
        for name, values in arrays.items():
            part = group.create_group(name)
            part.attrs["weight_names"] = [f"{i}:0".encode() for i in range(len(values))]
            for i, value in enumerate(values):
                part[f"{i}:0"] = value
    before = (tmp_path / "old.h5").read_bytes()
    loaded = load_model(tmp_path / "old.h5")
    assert (tmp_path / "old.h5").read_bytes() == before
    x = generator.normal(size=(2, 5, 2)).astype("float32")
    (kernel,), both = arrays["inner"], arrays["outer_end"]
    halves = [keras.layers.LSTM(3, go_backwards=back) for back in (False, True)]
    expected = []
    for half, values in zip(halves, (both[:3], both[3:]), strict=True):
        half.build((2, 5, 2))
        half.set_weights(values)
        expected.append(keras.ops.convert_to_numpy(half(x * kernel[0, 0, :, 0])))
    np.testing.assert_allclose(
        loaded.predict(x, verbose=0), np.concatenate(expected, axis=1), atol=1e-6
    )


def test_a_text_file_named_h5_is_refused(tmp_path):
    (tmp_path / "text.h5").write_text("hello")
    refuse(tmp_path / "text.h5", "This is not an HDF5 file")


def test_a_custom_layer_that_is_not_registered_is_named(tmp_path):
    class Mine(keras.layers.Layer):
        def call(self, x):
            return x

    keras.Sequential([keras.Input((3,)), Mine()]).save(tmp_path / "mine.keras")
    refuse(tmp_path / "mine.keras", "custom object that is not registered")


def test_a_long_error_keeps_its_reason_and_names_the_keras_2_that_wrote_the_file(tmp_path):
    import h5py

    config = {"name": "s" * 400, "layers": [keras_2_layer("Dropout", "d", rate=7)]}
    with h5py.File(tmp_path / "old.h5", "w") as file:
        file.attrs["keras_version"] = "2.4.0"
        file.attrs["model_config"] = json.dumps({"class_name": "Sequential", "config": config})
    with pytest.raises(ModelError, match=r"which Keras 2\.4\.0 wrote.*Received: rate=7") as caught:
        load_model(tmp_path / "old.h5")
    assert "custom" not in str(caught.value)


def test_an_operation_in_a_h5_file_is_not_called_custom(tmp_path):
    entry = keras.Input((3,))
    keras.Model(entry, keras.ops.relu(entry)).save(tmp_path / "model.h5")
    refuse(tmp_path / "model.h5", r"an operation of keras\.ops \(Relu\)")
    with pytest.raises(ModelError) as caught:
        load_model(tmp_path / "model.h5")
    assert "custom" not in str(caught.value)


def rewrite_config(path, change):
    """Write the archive again with another config.json."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    config = json.loads(parts["config.json"])
    change(config["config"]["layers"][1])
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, json.dumps(config) if name == "config.json" else content)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"class_name": "Denser"}, r"needs keras\.layers\.Denser, which Keras 3.* does not have"),
        ({"module": "keras.src.gone"}, r"needs keras\.src\.gone\.Dense, which Keras"),
        ({"module": "tf_keras.src.layers.old", "class_name": "Dense"}, "cannot read this model"),
        ({"module": "keras_hub.src.layers.x", "class_name": "Rotary"}, "pip install keras-hub"),
        ({"config": {"units": -3}}, "cannot read this model.*positive integer"),
        ({"config": {"units": 2, "activation": "relux"}}, "cannot read this model.*relux"),
    ],
)
def test_a_class_of_kerass_own_is_never_called_custom(model_file, changes, message):
    rewrite_config(model_file, lambda layer: layer.update(changes))
    with pytest.raises(ModelError, match=message) as caught:
        load_model(model_file)
    assert "custom" not in str(caught.value)
