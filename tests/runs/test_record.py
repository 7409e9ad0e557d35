"""A record is what run.json holds, field by field, and comes back from it unchanged."""

import json

import pytest

from kerasdigits.runs import RunRecord

# As a fit of schema 1 writes it.
TEXT = """{
  "schema": 1,
  "kerasdigits": "0.5.0",
  "status": "complete",
  "config": {
    "data": "download-times",
    "model": "linear",
    "optimizer": "sgd",
    "loss": "mae",
    "learning_rate": 0.01,
    "batch_size": 32,
    "epochs": 1,
    "schedule": "constant",
    "validation_split": 0.0,
    "weight_decay": 0.0,
    "augment": false,
    "seed": 0,
    "classes": null,
    "cycles": null,
    "cycle_len": null,
    "cycle_mult": null,
    "cycle_momentum": false,
    "label_noise": 0.0,
    "precision": "float32"
  },
  "loss": "mae",
  "link": "linear",
  "data": {
    "name": "download-times",
    "source": "the book",
    "fingerprint": "8d5957",
    "task": "regression",
    "input_shape": [
      1
    ],
    "class_names": [],
    "preprocess": null,
    "train_samples": 20,
    "test_samples": 20,
    "input_name": "size (MB)",
    "output_name": "time (s)"
  },
  "parameters": 2,
  "backend": "tensorflow",
  "device": "cpu",
  "versions": {
    "python": "3.12",
    "keras": "3.15.0"
  },
  "history": [
    {
      "epoch": 1,
      "loss": 0.25,
      "seconds": 0.1
    }
  ],
  "metrics": {
    "test_loss": 0.25
  }
}"""


def test_a_record_is_written_as_it_was_read_in_the_same_order():
    record = RunRecord.from_json(json.loads(TEXT))
    assert json.dumps(record.to_json(), indent=2) == TEXT


def test_its_fields_are_what_the_text_says():
    record = RunRecord.from_json(json.loads(TEXT))
    assert (record.status, record.config.model, record.data.input_shape) == (
        "complete",
        "linear",
        (1,),
    )
    assert record.history[0]["loss"] == record.metrics["test_loss"] == 0.25


def test_a_data_set_that_does_not_name_its_numbers_has_no_place_for_the_names():
    content = json.loads(TEXT)
    del content["data"]["input_name"], content["data"]["output_name"]
    record = RunRecord.from_json(content)
    assert record.data.input_name is None
    assert record.to_json() == {**content, "data": {**content["data"], **tuples(record)}}


def tuples(record):
    """What json.dumps writes as lists."""
    return {"input_shape": record.data.input_shape, "class_names": record.data.class_names}


def test_fields_of_later_versions_are_passed_over():
    content = json.loads(TEXT)
    content["mood"] = "fine"
    content["config"]["patience"] = 3
    assert RunRecord.from_json(content) == RunRecord.from_json(json.loads(TEXT))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"parameters": 2.5}, "parameters is 2.5"),
        ({"parameters": True}, "parameters is True"),
        ({"versions": {"keras": 3}}, "versions is {'keras': 3}"),
        ({"history": [{"loss": None}]}, r"history is \[{'loss': None}\]"),
        ({"data": []}, r"data is \[\]"),
    ],
)
def test_a_field_of_another_type_is_named(change, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        RunRecord.from_json({**json.loads(TEXT), **change})
