"""The check says how far TensorFlow.js is from Keras, and what is too far."""

import pytest
from keras import layers
from layer_cases import chain

from kerasdigits.errors import ExportError
from kerasdigits.tfjs.check import choose_tolerance, judge


def answer(difference, largest):
    output = {"name": "o", "max_abs_difference": difference, "max_abs_value": largest}
    fixed = {"ok": True, "tfjs_version": "4", "backend": "cpu", "samples": 12}
    return {**fixed, "outputs": [output], "max_abs_difference": difference}


@pytest.mark.parametrize(("largest", "scale"), [(0.2, 0.2), (1.0, 1.0), (300.0, 300.0), (0.0, 1.0)])
def test_the_tolerance_is_relative_to_the_largest_value_unless_that_is_0(largest, scale):
    report = judge(answer(0.99e-5 * scale, largest))
    assert report.max_relative_difference == pytest.approx(0.99e-5)
    for difference in (1.01e-5 * scale, float("nan")):
        with pytest.raises(ExportError, match=r"something else.*where 1e-05 is allowed"):
            judge(answer(difference, largest))


def test_a_quantized_model_gets_more_room_and_advice_of_its_own():
    assert judge(answer(0.009, 1.0), 1e-2).max_relative_difference == 0.009
    with pytest.raises(ExportError, match=r"Quantized.*moving variance"):
        judge(answer(0.011, 1.0), 1e-2)
    assert judge(answer(0.5, 1.0), None).max_relative_difference == 0.5


def test_more_than_fifty_layers_with_weights_get_ten_times_the_room():
    def model(depth):
        dense = [part for _ in range(depth) for part in (layers.Dense(2), layers.ReLU())]
        return chain((2,), *dense)

    assert choose_tolerance(model(50)) == 1e-5
    assert choose_tolerance(model(51)) == 1e-4
    for dtype, tolerance in (("float16", 1e-2), ("uint16", 1e-2), ("uint8", 1e-1)):
        assert choose_tolerance(model(2), dtype) == tolerance
