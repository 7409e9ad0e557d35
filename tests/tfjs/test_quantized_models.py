"""Models after `model.quantize` compute in TensorFlow.js what Keras computes, from small files."""

import gc
import json
import tempfile
import warnings
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import layers, quantizers
from layer_cases import chain, randomize

from kerasdigits.errors import ExportError
from kerasdigits.tfjs import export
from kerasdigits.tfjs.format.tensor_record import decode_tensor
from kerasdigits.tfjs.proof.check import run_checker
from kerasdigits.tfjs.reference.precision import computing_in_float32
from kerasdigits.tfjs.reference.quantized_layers import copy_weights


def words():
    ids = keras.Input((4,), dtype="int32")
    x = layers.Embedding(30, 8)(ids)
    x = layers.Add()([x, layers.MultiHeadAttention(1, 8)(x, x)])
    return keras.Model(ids, layers.Dense(5)(x))


def next_word():
    ids = keras.Input((4,), dtype="int32")
    embedding = layers.ReversibleEmbedding(30, 8)
    return keras.Model(ids, embedding(embedding(ids), reverse=True))


def row(**options):
    return chain((20,), layers.Dense(9, activation="relu", **options), layers.Dense(3))


def block():
    ids, inner = keras.Input((4,), dtype="int32"), keras.Input((4, 16))
    x = layers.Dense(9, activation="relu")(inner)
    x = layers.EinsumDense("abc,cd->abd", (None, 16), bias_axes="d")(x)
    embedding, middle = layers.Embedding(30, 16), keras.Model(inner, x)
    return keras.Model(ids, middle(embedding(ids)))


def quantized(build, mode=None, **options):
    model = randomize(build())
    return quantize(model, mode, **options)


def quantize(model, mode=None, **options):
    with warnings.catch_warnings(), pytest.MonkeyPatch.context() as patch:
        warnings.simplefilter("ignore")  # Keras says of each layer that it has nothing to quantize
        patch.setattr(gc, "collect", int)  # half a second for each weight that Keras replaces
        model.quantize(mode, **options)
    return model


def unquantizable():
    ids, inner = keras.Input((4,), dtype="int32"), keras.Input((4, 16))
    middle = keras.Model(inner, layers.LayerNormalization()(inner))
    return keras.Model(ids, middle(layers.Embedding(30, 16)(ids)))


def calibrated(kind, build=block, **options):
    """Quantized by GPTQ or AWQ, which look at what calibration data make of the layers."""
    model = randomize(build())
    _, embedding, middle = model.layers
    config = kind(
        dataset=np.random.default_rng(1).integers(0, 30, (4, 4)),
        tokenizer=object(),  # asked for, and not used where the data are ids
        num_samples=4,
        sequence_length=4,
        quantization_layer_structure={
            "pre_block_layers": [embedding],
            "sequential_blocks": [middle],
        },
        **options,
    )
    return quantize(model, config=config)


def saved(model):
    """The same model from a file."""
    with tempfile.TemporaryDirectory() as folder:
        model.save(Path(folder) / "m.keras")
        return keras.saving.load_model(Path(folder) / "m.keras")


def weights_only():
    return quantized(row, config=quantizers.Int8QuantizationConfig(activation_quantizer=None))


def by_four_bits(block_size, build=row):
    return quantized(build, config=quantizers.Int4QuantizationConfig(block_size=block_size))


def wide():
    return chain((300,), layers.Dense(200))


MODELS = {
    "int8": lambda: quantized(words, "int8"),
    "int8_weights_only": weights_only,
    "int8_reversed": lambda: quantized(next_word, "int8"),
    "int8_saved": lambda: saved(quantized(row, "int8")),
    "int8_of_bfloat16": lambda: quantized(lambda: row(dtype="mixed_bfloat16"), "int8"),
    "int8_in_the_middle": lambda: quantized(row, "int8"),
    "int4": lambda: quantized(block, "int4"),
    "int4_groups": lambda: by_four_bits(8),
    "int4_wide": lambda: by_four_bits(128, wide),
    "int4_channels": lambda: by_four_bits(-1),
    "float8": lambda: quantized(block, "float8"),
    "float8_in_the_middle": lambda: quantized(row, "float8"),
    "gptq": lambda: calibrated(quantizers.GPTQConfig, weight_bits=8, group_size=8),
    "awq": lambda: calibrated(quantizers.AWQConfig, group_size=-1, num_grid_points=2),
}


def in_the_middle(name):
    """Numbers that rounding must decide on: 63.5 of 127; of float8, five bits of any size."""
    generator = np.random.default_rng(0)
    x = generator.integers(-31, 32, (12, 20)).astype("float32")
    if name.startswith("float8"):
        return np.ldexp(x, generator.integers(-14, 6, x.shape)).astype("float32")
    x[:6] = np.clip(x[:6], -2.0, 2.0)
    return x


def read(report):
    return json.loads((report.path / "model.json").read_text())


def parity_of(report):
    return read(report)["userDefinedMetadata"]["kerasdigits"]["parity"]


def samples(report):
    return [decode_tensor(parity_of(report)[key][0]) for key in ("inputs", "outputs")]


@pytest.fixture(scope="module")
def exports(tmp_path_factory):
    """name -> (model, report, answer of check.cjs)."""
    folder, found = tmp_path_factory.mktemp("quantized"), {}
    for name, build in MODELS.items():
        model, given = build(), in_the_middle(name) if "middle" in name else None
        found[name] = model, export(model, folder / name, check="off", parity_inputs=given)
    answers = run_checker([report.path for _, report in found.values()])
    return {n: (*pair, a) for (n, pair), a in zip(found.items(), answers, strict=True)}


@pytest.mark.parametrize("name", MODELS)
def test_tensorflow_js_computes_what_keras_computes(name, exports):
    model, report, answer = exports[name]
    assert report.format == "graph-model" and "quantized" in report.reason
    assert answer["ok"], answer
    (output,) = answer["outputs"]
    assert output["max_abs_difference"] <= 1e-5 * output["max_abs_value"]
    x, y = samples(report)
    # What computes in bfloat16 in Keras is exported as what it is in float32.
    room = 0.05 if "bfloat16" in name else 1e-5
    np.testing.assert_allclose(y, model(x), atol=room * output["max_abs_value"])
    if name.startswith("int"):
        assert report.weight_bytes < 0.5 * report.float32_bytes


def test_whole_numbers_are_stored_as_they_are_in_a_byte_each(exports):
    model, report, _ = exports["int8_saved"]
    dense, data = model.layers[0], next(report.path.glob("*.bin")).read_bytes()
    place, found = 0, {}
    for entry in read(report)["weightsManifest"][0]["weights"]:
        stored = entry.get("quantization", {"dtype": entry["dtype"]})
        dtype = np.dtype({"uint8": "u1", "float16": "<f2"}.get(stored["dtype"], "<i4"))
        count = int(np.prod(entry["shape"]))
        found[entry["name"]] = stored, np.frombuffer(data, dtype, count, place)
        place += count * dtype.itemsize
    (kernel_name,) = (name for name in found if name.endswith(f"{dense.name}/kernel"))
    stored, values = found[kernel_name]
    assert (stored["dtype"], stored["scale"]) == ("uint8", 1.0)
    kernel = keras.ops.convert_to_numpy(dense.kernel)
    np.testing.assert_array_equal(values + stored["min"], kernel.reshape(-1))


def test_unpacked_weights_take_a_byte_each_however_large_they_are(exports):
    _, report, _ = exports["int4_wide"]
    groups = 3  # of a scale and a zero for each of 200 units
    assert report.weight_bytes <= 300 * 200 + groups * 200 * 5 + 200 * 4 + 600


@pytest.mark.each_backend
def test_the_layers_route_writes_what_quantized_weights_stand_for(tmp_path):
    reports, names = [], ["int4_groups"]
    if keras.backend.backend() == "tensorflow":
        names += ["int8_weights_only", "int4_channels"]
    for name in names:
        model = MODELS[name]()
        reports.append(export(model, tmp_path / name, format="layers", check="off"))
        x, y = samples(reports[-1])
        np.testing.assert_allclose(y, keras.ops.convert_to_numpy(model(x)), rtol=1e-4, atol=1e-4)
        assert any("numbers that they stand for" in note for note in reports[-1].notes)
    for answer in run_checker([report.path for report in reports]):
        assert answer["outputs"][0]["max_abs_difference"] < 1e-5


def test_the_layers_route_carries_embeddings_and_calibrated_weights(exports, tmp_path):
    for mode in ("int4", "gptq", "awq"):
        model, report, _ = exports[mode]
        again = export(model, tmp_path / mode, format="layers", check="off")
        np.testing.assert_allclose(samples(again)[1], samples(report)[1], atol=1e-5)


def test_a_calibration_that_found_nothing_to_quantize_leaves_a_model_of_layers(tmp_path):
    """Keras keeps its settings in the Embedding, whose config then holds the Embedding itself."""
    model = calibrated(quantizers.GPTQConfig, build=unquantizable)
    if keras.version().startswith("3.15"):  # the Keras to come writes it
        with pytest.raises(RecursionError):
            model.get_config()
    report = export(model, tmp_path / "m", check="require")
    assert report.format == "layers-model" and report.difference < 1e-6
    assert "quantization" not in (report.path / "model.json").read_text()


@pytest.mark.each_backend
def test_what_rounds_its_inputs_is_refused_by_the_layers_route_by_name(tmp_path):
    model = quantized(lambda: chain((8,), layers.Dense(4, name="rounding")), "int8")
    with pytest.raises(ExportError, match=r'Layer "rounding" .* rounds what it is given'):
        export(model, tmp_path / "m", format="layers")
    assert not (tmp_path / "m").exists()


def test_whoever_replays_samples_has_room_for_a_number_rounded_the_other_way(exports):
    rounding, report = "layers of the model round what they are given", exports["int8"][1]
    assert 1e-5 < parity_of(report)["tolerance"] <= 0.1
    assert any(note.startswith(rounding) for note in report.notes)
    assert "tolerance" not in parity_of(exports["int4"][1])
    assert not any(note.startswith(rounding) for note in exports["int4"][1].notes)


def test_layers_that_cannot_be_copied_are_refused_by_name():
    model = chain((4,), layers.Dense(2, name="half", dtype="mixed_bfloat16"))
    model.layers[-1].quantize("int8")
    message = r'Layer "half" is quantized and computes in bfloat16.*Received: int8'
    with pytest.raises(ExportError, match=message), computing_in_float32(model):
        pass
    twin = chain((4,), layers.Dense(2))
    with pytest.raises(ExportError, match=r'"half" is quantized, and Keras makes no such layer'):
        copy_weights(model, twin, quantized=True)
