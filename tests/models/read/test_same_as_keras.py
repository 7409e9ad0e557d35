"""What our reader makes of a file is what Keras's makes of it, to the bit, and so is its export.

Keras's own loader is the oracle. Before each, counters of names and seeds are set back, so that
what Keras names and draws anew must be the same, too.
"""

import os
import random
from pathlib import Path

import composed_cases  # noqa: F401, it registers its cases, as the others do
import keras
import mask_cases  # noqa: F401
import numpy as np
import operation_cases  # noqa: F401
import pytest
import recurrent_cases  # noqa: F401
import shape_cases  # noqa: F401
import whole_open  # noqa: F401
import whole_pictures  # noqa: F401
import whole_sequences  # noqa: F401
import whole_tables  # noqa: F401
from layer_cases import CASES, randomize
from model_cases import MODELS
from whole_models import WHOLE_MODELS, draw_inputs, run_keras, settle

from kerasdigits.errors import ExportError, ModelError
from kerasdigits.models import described, load
from kerasdigits.models.load import load_model
from kerasdigits.models.objects import CyclicAdam, MnistLoss, OneCycle
from kerasdigits.tfjs import export

BUILDERS = {
    **{name: build for name, (_, build) in CASES.items()},
    **MODELS,
    **{name: entry.build for name, entry in WHOLE_MODELS.items()},
}
# With classes of their own, which are Keras's loader's; the last two need packages or sizes.
OTHERS = {
    *("spectra_of_any_length", "squares_of_any_length", "vision_transformer"),
    *("causal_language_model", "subclassed_residual_tower", "variational_autoencoder"),
    *("deep_and_cross_with_a_registered_layer", "hub_encoder_of_any_length"),
    "hub_decoder_of_any_length",
}
OURS = sorted(BUILDERS.keys() - OTHERS)
# One layer in two models: Keras's loader refuses its own file, and ours says the same.
REFUSED = {"one_layer_in_two_models"}
# What Keras cannot read from its own .h5 file (findings/keras-h5-own-files-not-loaded.sh), or reads
# as another model, for it drops an axis of two numbers or of none.
FROM_H5_BY_US = {
    *("translation_with_luong_attention", "masks_into_attention", "attention"),
    *("attention_of_groups_gates_and_windows", "layer_normalization_over_two_axes"),
    *("layer_normalization_of_volumes", "root_mean_square_of_other_axes", "normalization"),
    *("root_mean_square_normalizations", "softmax_of_other_axes"),
}
# Which backends do not all compute by themselves (docs/LOG.md); the exporter's tests compare them.
NOT_RUN = {name for name in BUILDERS if name.startswith("adaptive_")}
# Every model that stands for a way of putting layers together, and some others in each run.
QUICK = sorted({*MODELS, *random.Random(int(os.environ["KERASDIGITS_TEST_SEED"])).sample(OURS, 10)})

COMPILED = {
    "objects": lambda: {
        "optimizer": keras.optimizers.AdamW(
            keras.optimizers.schedules.CosineDecay(0.01, 100), weight_decay=0.02
        ),
        "loss": keras.losses.MeanAbsoluteError(),
        "metrics": [keras.metrics.MeanAbsoluteError(), keras.metrics.RootMeanSquaredError()],
    },
    "ours": lambda: {
        "optimizer": CyclicAdam(OneCycle(0.1, 10), total_steps=10),
        "loss": MnistLoss(),
    },
    "momentum": lambda: {
        "optimizer": keras.optimizers.SGD(0.1, momentum=0.9, nesterov=True),
        "loss": keras.losses.MeanSquaredError(),
        "loss_weights": [0.5],
    },
}
GOLDEN = Path(__file__).parents[2] / "golden" / "real_files"
# Operations are kept as descriptions alone, which take the way of the models above.
REAL_FILES = sorted(path.stem for path in GOLDEN.glob("*.npz") if "-op-" not in path.stem)[::3]
SUFFIXES = {"h5": ".h5", "keras": ".keras", "json": ".json", "weights": ".weights.h5"}

pytestmark = [
    pytest.mark.filterwarnings("ignore:You are saving your model as an HDF5 file"),
    pytest.mark.filterwarnings("ignore:Layer '.*' .* was passed an input with a mask"),
    pytest.mark.filterwarnings("ignore:.*does not support masking"),
    pytest.mark.filterwarnings("ignore:You passed `rms_scaling=True`"),
]


def read_by_keras(path, *, compiled):
    return keras.saving.load_model(path, compile=compiled)


# Where our reader stands, and Keras's in its place.
KERAS_INSTEAD = {
    (load, "read_model"): read_by_keras,
    (described, "build_described"): keras.saving.deserialize_keras_object,
    (described, "read_weights"): lambda model, path: model.load_weights(path),
}


@pytest.fixture
def readers(monkeypatch):
    """Load a file by our reader and by Keras's loader; give both models, or what they raised."""

    def read(path):
        results, asked = [], []
        for _ in ("ours", "Keras's"):
            keras.utils.clear_session()
            keras.utils.set_random_seed(3)
            try:
                results.append(load_model(path))
            except ModelError as error:
                results.append(error)
            for (module, name), reader in KERAS_INSTEAD.items():
                monkeypatch.setattr(module, name, counting(reader, asked))
        monkeypatch.undo()
        assert asked, f"our reader was not asked, in whose place Keras's was put: {results}"
        return results

    return read


def counting(function, calls):
    def call(*arguments, **named):
        calls.append(arguments)
        return function(*arguments, **named)

    return call


def build(name):
    keras.utils.clear_session()
    model = BUILDERS[name]()
    return settle(model) if name in WHOLE_MODELS else randomize(model)


def unpack(name, folder):
    """Write the files of an older Keras; give the one of the model."""
    with np.load(GOLDEN / f"{name}.npz") as arrays:
        for part, suffix in SUFFIXES.items():
            if part in arrays:
                (folder / f"it{suffix}").write_bytes(arrays[part].tobytes())
    (path,) = (path for path in folder.iterdir() if not path.name.endswith(".weights.h5"))
    return path


def state_of(model):
    return [(one.path, str(one.dtype), np.asarray(one).tobytes()) for one in model.variables]


def values_of(holder):
    return [values for _, _, values in state_of(holder)]


def assert_same(ours, keras_model):
    assert keras.saving.serialize_keras_object(ours) == keras.saving.serialize_keras_object(
        keras_model
    )
    assert state_of(ours) == state_of(keras_model)
    assert [layer.path for layer in ours._flatten_layers()] == [
        layer.path for layer in keras_model._flatten_layers()
    ]


def exported(model, folder):
    """The bytes of each exported file, or why it is not exported."""
    try:
        export(model, folder, check="off", format="layers")
    except ExportError as error:
        return str(error)
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def hold(name, suffix, readers, folder):
    path = folder / f"model{suffix}"
    written = build(name)
    written.save(path)
    ours, keras_model = readers(path)
    if suffix == ".h5" and name in FROM_H5_BY_US:
        for layer in written._flatten_layers():
            if isinstance(layer, keras.layers.Normalization):
                layer.finalize_state()  # of the statistics that were drawn for it
        for one, other in zip(ours.get_weights(), written.get_weights(), strict=True):
            np.testing.assert_array_equal(one, other)
        assert_outputs_are_the_same(name, ours, written)
        return
    if isinstance(keras_model, ModelError):
        assert name in REFUSED or suffix == ".h5"
        assert isinstance(ours, ModelError)
        return
    assert not isinstance(ours, ModelError), ours
    assert_same(ours, keras_model)
    assert_outputs_are_the_same(name, ours, keras_model)
    assert exported(ours, folder / "ours" / "it") == exported(keras_model, folder / "keras" / "it")


def assert_outputs_are_the_same(name, ours, other):
    if name in NOT_RUN:
        return
    size = WHOLE_MODELS[name].sizes[0] if name in WHOLE_MODELS else 5
    inputs = draw_inputs(ours.inputs, 3, size)
    # Ids of the smallest table that a test has.
    inputs = [np.minimum(one, 3) if one.dtype == "int32" else one for one in inputs]
    for one, another in zip(run_keras(ours, inputs), run_keras(other, inputs), strict=True):
        assert one.tobytes() == another.tobytes()


@pytest.mark.parametrize("name", QUICK)
def test_a_model_is_the_one_that_kerass_loader_reads(name, readers, tmp_path):
    hold(name, ".keras", readers, tmp_path)


@pytest.mark.parametrize("name", [*sorted(MODELS)[::3], *sorted(FROM_H5_BY_US)])
def test_so_is_one_from_a_legacy_file(name, readers, tmp_path):
    hold(name, ".h5", readers, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".keras", ".h5"])
@pytest.mark.parametrize("name", OURS)
def test_so_is_every_model_of_the_tests(name, suffix, readers, tmp_path):
    hold(name, suffix, readers, tmp_path)


@pytest.mark.parametrize("name", [*REAL_FILES])
def test_so_is_what_older_kerases_wrote(name, readers, tmp_path):
    ours, keras_model = readers(unpack(name, tmp_path))
    if isinstance(keras_model, ModelError):
        assert isinstance(ours, ModelError)
    else:
        assert_same(ours, keras_model)


@pytest.mark.parametrize("suffix", [".keras", ".h5"])
@pytest.mark.parametrize("compiled", COMPILED)
def test_so_are_compile_settings_and_the_state_of_the_optimizer(
    compiled, suffix, readers, rng, tmp_path
):
    """Of a .h5 file Keras's loader reads two numbers of that state alone."""
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    model.compile(**COMPILED[compiled]())
    samples = rng.normal(size=(8, 4)).astype("float32"), rng.normal(size=(8, 3)).astype("float32")
    model.fit(*samples, verbose=0)
    model.save(tmp_path / f"model{suffix}")
    ours, keras_model = readers(tmp_path / f"model{suffix}")
    assert ours.get_compile_config() == keras_model.get_compile_config()
    assert values_of(ours.optimizer) == values_of(model.optimizer)
    if suffix == ".keras":
        assert state_of(ours.optimizer) == state_of(keras_model.optimizer)
    for one in (model, ours):
        one.fit(*samples, shuffle=False, verbose=0)
    assert values_of(ours) == values_of(model)


def test_a_legacy_file_that_names_its_loss_is_read_compiled(tmp_path):
    """Keras 3.15.1 finds the function by its name, and its name in public to be a class."""
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    model.compile("sgd", "mse", metrics=["mae", "accuracy"])
    model.save(tmp_path / "model.h5")
    assert load_model(tmp_path / "model.h5").loss is keras.losses.mean_squared_error
