"""Quantized weights: the bytes by hand, and TensorFlow.js reads what NumPy reads."""

import json

import numpy as np
import pytest
from keras import layers
from layer_cases import chain, randomize

from kerasdigits.errors import ExportError
from kerasdigits.tfjs import Quantization, export
from kerasdigits.tfjs.format.quantize import choose_affine
from kerasdigits.tfjs.format.weights import NamedWeight, write_weights
from kerasdigits.tfjs.proof.check import NodeChecker

DTYPES = ("float16", "uint16", "uint8")


def write(folder, arrays, quantization):
    """Write weights called a, b, ...; give the manifest's entries, all bytes, and the report."""
    names = "abcdefgh"
    weights = [NamedWeight(names[i], np.asarray(array)) for i, array in enumerate(arrays)]
    written = write_weights(weights, folder, quantization=quantization)
    data = b"".join(shard.read_bytes() for shard in written.shards)
    return written.manifest[0]["weights"], data, written


def dequantize(entry, data):
    """Read one weight as io_utils.ts does, with NumPy."""
    stored = entry.get("quantization", {"dtype": "float32"})
    values = np.frombuffer(data, np.dtype(stored["dtype"]).newbyteorder("<"))
    if "scale" in stored:
        values = values.astype("float64") * stored["scale"] + stored["min"]
    return values.astype("float32").reshape(entry["shape"])


def test_float16_rounds_to_the_nearest_and_ties_to_even(tmp_path):
    values = np.array([0, 1, -2, 65504, 1 / 3, 2**-24, 2049, 2051], "float32")
    (entry,), data, _ = write(tmp_path, [values], Quantization("float16"))
    assert entry == {
        "name": "a",
        "shape": [8],
        "dtype": "float32",
        "quantization": {"dtype": "float16"},
    }
    # 1/3 is 0x3555 (0.33325); between 2048 and 4096 only even numbers are there.
    expected = [0x0000, 0x3C00, 0xC000, 0x7BFF, 0x3555, 0x0001, 0x6800, 0x6802]
    assert data == b"".join(word.to_bytes(2, "little") for word in expected)


@pytest.mark.parametrize(
    ("values", "dtype"),
    [
        (np.array([-127, 0, 128], "float32"), "uint8"),
        (np.array([[-8], [7]], "int32"), "uint8"),
        (np.array([-300, 300], "float32"), "uint16"),
        (np.array([0.5, -448, 2**-9], "float32"), "float16"),
        (np.array([0.1, 1], "float32"), None),
        (np.array([0, 2**17], "int32"), None),
    ],
)
def test_a_weight_that_is_quantized_already_is_stored_exactly_or_as_it_is(values, dtype, tmp_path):
    written = write_weights([NamedWeight("a", values, exact=True)], tmp_path)
    (entry,), data = written.manifest[0]["weights"], written.shards[0].read_bytes()
    assert entry.get("quantization", {}).get("dtype") == dtype
    plain = {"int32": "<i4", "float32": "<f4"}[entry["dtype"]]
    read = dequantize(entry, data) if dtype else np.frombuffer(data, plain).reshape(values.shape)
    np.testing.assert_array_equal(read, values)


def test_uint8_around_zero_keeps_zero(tmp_path):
    values = np.array([[-1, 0], [1, 0.25]], "float32")
    (entry,), data, _ = write(tmp_path, [values], Quantization("uint8"))
    # Zero is 128; 1 is 127 steps above it, so a step is 1/127, and -1 is 1.
    assert data == bytes([1, 128, 255, 160])
    assert entry["quantization"] == {
        "dtype": "uint8",
        "min": -128 / 127,
        "scale": 1 / 127,
        "original_dtype": "float32",
    }
    assert dequantize(entry, data)[0, 1] == 0


def test_uint8_away_from_zero_spans_the_range(tmp_path):
    for sign, expected in ((1, [0, 100, 255]), (-1, [255, 155, 0])):
        values = sign * np.array([1, 2, 3.55], "float32")
        (entry,), data, _ = write(tmp_path, [values], Quantization("uint8"))
        assert list(data) == expected
        assert entry["quantization"]["scale"] == pytest.approx(0.01)
        assert entry["quantization"]["min"] == values.min()


def test_uint16_is_little_endian(tmp_path):
    values = np.array([0, 1, 65535, 0x0102], "float32")
    (entry,), data, _ = write(tmp_path, [values], Quantization("uint16"))
    assert data == bytes([0, 0, 1, 0, 255, 255, 2, 1])
    assert (entry["quantization"]["min"], entry["quantization"]["scale"]) == (0, 1)


@pytest.mark.parametrize("largest", [255, 65535])
def test_any_range_fits_with_zero_exact_and_half_a_step_of_error(largest):
    generator = np.random.default_rng(0)
    ends = generator.normal(size=(300, 2)) * 10 ** generator.uniform(-30, 30, (300, 2))
    for low, high in [*np.sort(ends), (-1e-9, 5), (-5, 1e-9), (0, 3), (-3, 0)]:
        minimum, scale = choose_affine(float(low), float(high), largest)
        values = np.concatenate([np.linspace(low, high, 101), [low, high]])
        stored = np.clip(np.rint((values - minimum) / scale), 0, largest)
        assert np.abs(stored * scale + minimum - values).max() <= 0.5001 * scale
        assert scale <= (high - low) / (largest - 2)
        if low <= 0 <= high:
            zero = np.rint(-minimum / scale)
            assert zero * scale + minimum == 0


def test_what_cannot_or_need_not_be_quantized_stays(tmp_path):
    arrays = [
        np.array([1, 65504], "float32"),
        np.array([1, 65519], "float32"),
        np.array([1, 2]),
        np.array([True, False]),
        np.zeros((0, 3), "float32"),
        np.float32(0.5),
    ]
    entries, data, written = write(tmp_path, arrays, Quantization("float16"))
    assert [("quantization" in entry) for entry in entries] == [True, *[False] * 4, True]
    assert [entry["dtype"] for entry in entries[2:4]] == ["int32", "bool"]
    assert [entry["shape"] for entry in entries[4:]] == [[0, 3], []]
    assert written.byte_count == len(data) == 4 + 8 + 8 + 2 + 0 + 2
    assert written.float32_bytes == 8 + 8 + 8 + 2 + 0 + 4
    assert [note for note in written.notes if '"b"' in note and "65504" in note] == written.notes


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_constant_weight_comes_back_exactly(tmp_path, dtype):
    for value in (0.0, -0.5, 3.0):
        (entry,), data, _ = write(tmp_path, [np.full(5, value, "float32")], Quantization(dtype))
        assert dequantize(entry, data).tolist() == [value] * 5


def test_patterns_choose_and_a_pattern_without_a_match_names_some(tmp_path):
    weights = [NamedWeight(name, np.ones(4, "float32")) for name in ("a/kernel", "a/bias", "b/k")]

    def quantized(*patterns):
        entries = write_weights(weights, tmp_path, quantization=Quantization("uint8", *patterns))
        return [e["name"] for e in entries.manifest[0]["weights"] if "quantization" in e]

    assert quantized() == ["a/kernel", "a/bias", "b/k"]
    assert quantized(("*kernel", "b/?")) == ["a/kernel", "b/k"]
    assert quantized(("a/*",), ("*/bias",)) == ["a/kernel"]
    for patterns in ((("kernal",),), (("*",), ("A/*",))):
        with pytest.raises(ExportError, match=r"matches no weight.*a/kernel, a/bias, b/k"):
            quantized(*patterns)
    with pytest.raises(ExportError, match="int8"):
        Quantization("int8")


def test_text_and_integers_beyond_int32_are_refused(tmp_path):
    for array, message in (
        (np.array(["a"]), "is of a dtype that"),
        (np.array([2**31]), "beyond int32"),
    ):
        with pytest.raises(ExportError, match=message):
            write(tmp_path, [array], None)
    assert write(tmp_path, [np.array([-(2**31), 2**31 - 1])], None)[0][0]["dtype"] == "int32"
    with pytest.raises(ExportError, match="infinity"):
        write(tmp_path, [np.array([1e300])], None)


def test_tensorflow_js_reads_what_numpy_reads(tmp_path):
    """The identity through a dense layer is its kernel, bit for bit."""
    generator = np.random.default_rng(1)
    model = chain((40,), layers.Dense(33, use_bias=False))
    kernel = generator.normal(size=(40, 33)).astype("float32") * 10.0 ** generator.uniform(
        -6, 2, 33
    )
    kernel[3:9] = 0
    model.set_weights([kernel])
    with NodeChecker() as checker:
        for dtype in DTYPES:
            folder = tmp_path / dtype
            export(model, folder, check="off", quantization=Quantization(dtype))
            answer = checker.ask(folder, [[np.eye(40, dtype="float32")]], parity=False)
            entry = json.loads((folder / "model.json").read_text())["weightsManifest"][0]["weights"]
            expected = dequantize(entry[0], (folder / "group1-shard1of1.bin").read_bytes())
            np.testing.assert_array_equal(answer["batches"][0][0], expected)
            assert not np.array_equal(expected, kernel)
            assert not expected[3:9].any()


def test_the_report_tells_sizes_and_the_measured_difference(tmp_path):
    model = randomize(chain((6, 6, 1), layers.Conv2D(4, 3), layers.Flatten(), layers.Dense(3)))
    plain = export(model, tmp_path / "plain")
    assert plain.weight_bytes == plain.float32_bytes == 4 * plain.parameters
    assert plain.difference <= 1e-6
    differences = {}
    for dtype, bytes_each in (("float16", 2), ("uint16", 2), ("uint8", 1)):
        report = export(model, tmp_path / dtype, quantization=Quantization(dtype))
        assert report.weight_bytes == bytes_each * report.parameters
        assert report.float32_bytes == 4 * report.parameters
        differences[dtype] = report.difference
    assert 1e-6 < differences["uint16"] < differences["float16"] < 1e-2
    assert differences["float16"] < differences["uint8"] < 1e-1


def test_a_file_says_how_far_from_keras_it_may_be(tmp_path):
    model = randomize(chain((4,), layers.Dense(3)))
    told = {}
    for dtype in (None, *DTYPES):
        quantization = Quantization(dtype) if dtype else None
        export(model, tmp_path / str(dtype), check="off", quantization=quantization)
        content = json.loads((tmp_path / str(dtype) / "model.json").read_text())
        told[dtype] = content["userDefinedMetadata"]["kerasdigits"]["parity"].get("tolerance")
    assert told == {None: None, "float16": 1e-2, "uint16": 1e-2, "uint8": 1e-1}
