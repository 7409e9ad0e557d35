"""The schemas take every document that there is, and refuse broken ones."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from documents import find_faults
from jsonschema import Draft202012Validator

from kerasdigits.cli import main
from kerasdigits.schemas import list_schemas, read_schema

DOCUMENTS = Path(__file__).parents[1] / "golden" / "documents"
NAMES = list_schemas()
# Keys whose values are free: what a stranger's file or the user says, and tables of free names.
FREE = {
    *("changes", "change", "differences", "compiled", "shape"),
    *("metrics", "versions", "dtypes", "numbers", "galleries", "curves", "needs", "asked"),
    *("results", "values", "arrays", "weights"),
}
ANYTHING = "layers.0.shape"  # of `inspect`, as a stranger's file has it
# Keys that need not be there, by the schema: what not every document has, and what later versions
# added to the form.
MAY_BE_MISSING = {
    "check": {"format", "tfjs_version"},
    "evaluate": {"pictures"},
    "lr-find": {"steepest", "minimum/10", "valley"},
    "model-metadata": {
        *("title", "task", "output", "class_names", "preprocess", "columns", "training_calls"),
        *("training", "epochs", "data", "tests", "curves", "tolerance", "precision"),
        *("schedule", "train_samples", "test_samples", "input_name", "output_name"),
    },
    "practice-progress": {"passed", "checks", "hints"},
    "run": {
        *("schedule", "validation_split", "weight_decay", "augment", "seed", "classes", "cycles"),
        *("cycle_len", "cycle_mult", "cycle_momentum", "label_noise", "precision"),
        *("input_name", "output_name", "columns", "accuracy", "learning_rate", "seconds"),
    },
    "runs": {"differences", "unread"},
    "sweep": {"test_loss", "test_accuracy", "val_loss", "val_accuracy"},
}
Place = tuple[str | int, ...]


def read_example(name: str) -> Any:
    return json.loads((DOCUMENTS / f"{name}.json").read_text(encoding="utf-8"))


def list_commands() -> Iterator[str]:
    """Name the commands that take --json; those of a group with its name."""
    context = click.Context(main)
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        inner = command.commands if isinstance(command, click.Group) else {"": command}
        for second, one in inner.items():
            if any("--json" in parameter.opts for parameter in one.params):
                yield f"{name}-{second}".rstrip("-")


def test_each_command_with_json_and_each_file_has_a_schema_and_an_example():
    assert sorted([*list_commands(), "run", "model-metadata", "lesson-result"]) == NAMES
    assert sorted(file.stem for file in DOCUMENTS.iterdir()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_one_and_stands_by_itself(name):
    schema = read_schema(name)
    Draft202012Validator.check_schema(schema)
    assert schema["title"]
    for place in list_places(schema, whole=True):
        if place[-1] == "$ref":
            _, _, other = follow(schema, place).partition("urn:kerasdigits:")
            assert not other or other.partition("#")[0] in schema["$defs"]


@pytest.mark.parametrize("name", NAMES)
def test_the_example_is_taken_and_so_is_one_with_a_key_of_a_later_version(name):
    document = read_example(name)
    assert find_faults(name, document) == []
    later = {**document, "mood": "fine"}
    assert find_faults(name, later, closed=False) == []
    assert find_faults(name, later)  # which our own tests refuse


@pytest.mark.parametrize("name", NAMES)
def test_another_version_is_refused(name):
    document = read_example(name)
    key = "version" if name == "model-metadata" else "schema"
    assert document[key] == 1
    for other in (0, 2, "1", None):
        assert find_faults(name, {**document, key: other}, closed=False)


@pytest.mark.parametrize("name", NAMES)
def test_broken_documents_are_refused(name):
    document = read_example(name)
    refused, taken = [], []
    for told, broken in break_in_each_place(document, MAY_BE_MISSING.get(name, set())):
        (refused if find_faults(name, broken, closed=False) else taken).append(told)
    assert taken == []
    assert len(refused) >= 5


def break_in_each_place(document: Any, may_be_missing: set[str]) -> Iterator[tuple[str, Any]]:
    """Give copies with one thing wrong each, and what: a key that is gone, a value of no kind."""
    for place in list_places(document):
        *way, last = place
        told = ".".join(map(str, place))
        if isinstance(last, str) and last not in may_be_missing:
            broken = copy.deepcopy(document)
            del follow(broken, way)[last]
            yield f"without {told}", broken
        if told != ANYTHING:
            broken = copy.deepcopy(document)
            follow(broken, way)[last] = [{"broken": [None]}]
            yield f"broken {told}", broken


def list_places(part: Any, way: Place = (), *, whole: bool = False) -> Iterator[Place]:
    """List the keys of a document; of a list the first item, and nothing of what is free."""
    items = part.items() if isinstance(part, dict) else enumerate(part if whole else part[:1])
    for key, value in items:
        yield (*way, key)
        if isinstance(value, dict | list) and (whole or key not in FREE):
            yield from list_places(value, (*way, key), whole=whole)


def follow(part: Any, way: list[str | int] | Place) -> Any:
    for key in way:
        part = part[key]
    return part
