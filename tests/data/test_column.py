"""What a table says of its columns, for whoever fills in a row."""

import json

import numpy as np
import pytest

from kerasdigits.data.column import Column, describe_columns
from kerasdigits.data.table import UNKNOWN, Field, describe_table
from kerasdigits.runs import DataCard, FitConfig, RunRecord

ROWS = [["tea", "20"], ["coffee", "?"], ["tea", "50"]]


@pytest.fixture
def table():
    fields = (Field("drink"), Field("age", is_number=True))
    part = (ROWS, np.array([0, 1, 1]))
    return describe_table("cafe", fields, part, part, class_names=("no", "yes"), source="made")


def test_its_columns_lead_from_the_models_numbers_back_to_the_rows(table):
    drink, missing, age = describe_columns(table.columns)
    assert drink == {"name": "drink", "categories": [UNKNOWN, "coffee", "tea"]}
    assert missing == {"name": "age is missing", "categories": ["no", "yes"]}
    assert (age["low"], age["high"]) == (20.0, 50.0)
    # The gap was filled by the median, 35.
    written = table.x_train[:, 2] * age["deviation"] + age["mean"]
    np.testing.assert_allclose(written, [20, 35, 50], rtol=1e-6)
    assert [drink["categories"][int(i)] for i in table.x_train[:, 0]] == ["tea", "coffee", "tea"]


def test_a_scale_is_not_part_of_the_fingerprint_that_runs_keep(table):
    assert repr(table.columns[2]) == repr(Column("age"))
    assert describe_columns((Column("x"),)) == ({"name": "x"},)


def test_a_run_keeps_the_columns_and_reads_them_again(table):
    columns = describe_columns(table.columns)
    card = DataCard("cafe", "made", "f", "classification", (3,), (), None, 3, 3, columns=columns)
    content = json.loads(json.dumps(_record(card).to_json()))
    assert RunRecord.from_json(content).data == card
    bare = DataCard("cafe", "made", "f", "classification", (3,), (), None, 3, 3)
    assert "columns" not in _record(bare).to_json()["data"]


def _record(card):
    config = FitConfig("cafe", "tabular", "sgd", "mae", 0.1, 3, 1)
    return RunRecord(1, "0", "complete", config, "mae", "linear", card, 1, "b", "d", {}, [], {})
