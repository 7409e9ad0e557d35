"""The models of tables compute what their formulas say, and TensorFlow.js agrees."""

import numpy as np
import pytest

from kerasdigits.data import Column
from kerasdigits.errors import ModelError
from kerasdigits.models.registry import build
from kerasdigits.models.tables import choose_size
from kerasdigits.tfjs import export
from kerasdigits.tfjs.proof.check import run_checker
from kerasdigits.training.plan import plan_fit
from kerasdigits.training.prepare import compile_model

WHO = Column("user", tuple(f"user {number}" for number in range(30)))
WHAT = Column("film", tuple(f"film {number}" for number in range(20)))
TABLE = (Column("county", tuple("abcdefgh")), Column("day", tuple("uvw")), Column("age"))


def make_collab(rng):
    model = build("collab", (2,), 1, "regression", (WHO, WHAT))
    model.set_weights([rng.normal(0, 0.5, array.shape) for array in model.get_weights()])
    return model, np.stack([rng.integers(0, 30, 16), rng.integers(0, 20, 16)], axis=1)


def make_tabular(rng):
    model = build("tabular", (3,), 2, "classification", TABLE)
    model.set_weights([rng.uniform(0.1, 0.9, array.shape) for array in model.get_weights()])
    x = [rng.integers(0, 8, 16), rng.integers(0, 3, 16), rng.normal(size=16)]
    return model, np.stack(x, axis=1)


@pytest.mark.each_backend
def test_collab_is_a_product_and_two_biases_bent_into_five_and_a_half_stars(rng):
    model, x = make_collab(rng)
    parts = {layer.name: layer.get_weights()[0] for layer in model.layers if layer.weights}
    users, films = x.T
    total = (parts["user_factors"][users] * parts["item_factors"][films]).sum(axis=1)
    total += parts["user_bias"][users, 0] + parts["item_bias"][films, 0]
    expected = 5.5 / (1 + np.exp(-total))
    found = model.predict(x.astype("float32"), verbose=0)
    np.testing.assert_allclose(found[:, 0], expected, rtol=1e-5)
    assert model.count_params() == 50 * (30 + 20) + 30 + 20


@pytest.mark.each_backend
def test_tabular_has_the_parameters_counted_by_hand_and_reads_each_column_by_its_table(rng):
    model, x = make_tabular(rng)
    width = choose_size(8) + choose_size(3) + 1
    tables = 8 * choose_size(8) + 3 * choose_size(3)
    dense = 200 * (width + 1) + 100 * 201 + 2 * 101
    assert model.count_params() == tables + dense + 4 * (200 + 100)
    before = model.predict(x.astype("float32"), verbose=0)
    table = model.get_layer("embedding_0")
    order = rng.permutation(8)
    (rows,) = table.get_weights()
    table.set_weights([rows[np.argsort(order)]])
    x[:, 0] = order[x[:, 0].astype(int)]
    np.testing.assert_allclose(model.predict(x.astype("float32"), verbose=0), before, rtol=1e-5)


def test_the_lengths_of_embeddings_are_fastais():
    """Its documentation's rule; 3, 13 and 600 worked out by hand."""
    assert [choose_size(n) for n in (1, 3, 41, 10**6)] == [2, 3, 13, 600]


def test_both_go_to_tensorflow_js_by_layers_and_compute_the_same(rng, tmp_path):
    reports = []
    for number, (model, x) in enumerate((make_collab(rng), make_tabular(rng))):
        inputs = x.astype("float32")
        folder = tmp_path / str(number)
        reports.append(export(model, folder, check="off", format="layers", parity_inputs=inputs))
    for answer in run_checker([report.path for report in reports]):
        assert answer["ok"], answer
        (output,) = answer["outputs"]
        assert output["max_abs_value"] > 0.1
        assert output["max_abs_difference"] < 1e-5 * output["max_abs_value"]


@pytest.mark.parametrize(
    ("name", "outputs", "columns", "message"),
    [
        ("collab", 1, TABLE, "who rates and what is rated.* Received: county, day, age"),
        ("collab", 2, (WHO, WHAT), "one rating"),
        ("collab", 1, (), "data without columns"),
        ("tabular", 1, (), "takes a table.* data without columns"),
    ],
)
def test_a_model_of_tables_refuses_what_is_not_its_table(name, outputs, columns, message):
    with pytest.raises(ModelError, match=message):
        build(name, (3,), outputs, "regression", columns)


def test_a_made_up_table_gets_the_model_and_the_loss_that_suit_it():
    """`fit --data ratings` in process: the columns reach the model."""
    config, data = plan_fit("ratings", None)
    model, loss = compile_model(config, data)
    assert (loss, model.name, config.weight_decay) == ("mse", "collab", 0.1)
    assert model.get_layer("user_factors").embeddings.shape == (300, 50)
    config, data = plan_fit("census", None)
    model, loss = compile_model(config, data)
    assert (loss, model.name, model.output_shape) == ("cross-entropy", "tabular", (None, 2))
