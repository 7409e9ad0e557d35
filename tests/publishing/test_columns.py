"""The export of a model of a table says what its columns are."""

import json

import numpy as np

from kerasdigits.data.table import UNKNOWN, Field, describe_table
from kerasdigits.publishing.destinations import Destination
from kerasdigits.publishing.publish import publish
from kerasdigits.training import fit
from kerasdigits.training.config import configure
from kerasdigits.training.trained import open_trained


def test_a_run_on_a_table_takes_its_columns_to_the_page(tmp_path):
    fields = (Field("drink"), Field("age", is_number=True))
    rows = [[("tea", "coffee")[i % 2], str(20 + i)] for i in range(41)]
    part = (rows, np.arange(41) % 2)
    table = describe_table("cafe", fields, part, part, class_names=("no", "yes"), source="made")
    config = configure("cafe", "logistic", table.task, 41, epochs=1)
    run = fit.start(config, table, tmp_path / "run", progress=False).run
    publish(open_trained(run.path), Destination(tmp_path / "out", None), check="off")
    content = json.loads((tmp_path / "out" / "model.json").read_text())
    drink, age = content["userDefinedMetadata"]["kerasdigits"]["columns"]
    assert drink == {"name": "drink", "categories": [UNKNOWN, "coffee", "tea"]}
    assert (age["name"], age["low"], age["high"], age["mean"]) == ("age", 20, 60, 40)
    np.testing.assert_allclose(age["deviation"], np.std(np.arange(20, 61)))
