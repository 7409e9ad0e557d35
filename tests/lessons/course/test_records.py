"""What a lesson records is named once, and by its sheet."""

from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib.figure import Figure

from kerasdigits.errors import LessonError, MissingDataError
from kerasdigits.lessons.course.context import Context
from kerasdigits.lessons.course.sheet import read_sheet
from kerasdigits.lessons.course.story import fill

SHEET = """
[numbers]
loss = "the loss"
"loss_*" = "the loss of {}"
[tables.losses]
title = "Losses"
columns = ["of", "loss"]
[figures.curve]
caption = "A curve"
alt = "It falls"
"""


@pytest.fixture
def context(tmp_path):
    (tmp_path / "lesson.toml").write_text(SHEET)
    return Context(sheet=read_sheet(tmp_path / "lesson.toml"))


def test_what_the_sheet_lists_is_recorded_under_its_label(context):
    context.record_numbers(loss=1, loss_l1=np.array([0.5]))
    assert [number.label for number in context.numbers.values()] == ["the loss", "the loss of l1"]
    context.record_table("losses", [["l1", 0.5]])
    context.record_figure("curve", Figure(), {"curve": [1, 2]})
    assert [block.name for block in context.blocks] == ["losses", "curve"]
    assert context.arrays["curve"].tolist() == [1, 2]


@pytest.mark.parametrize(
    ("record", "message"),
    [
        (lambda context: context.record_numbers(gain=1), "records a number .* Received: gain"),
        (lambda context: context.record_table("gains", []), "records a table .* Received: gains"),
        (
            lambda context: context.record_figure("rise", Figure(), {}),
            r"records a figure .* Received: rise. Add it to \[figures\]",
        ),
        (lambda context: context.record_table("losses", [["l1"]]), "one cell for each column"),
    ],
)
def test_what_the_sheet_does_not_list_is_refused(context, record, message):
    with pytest.raises(LessonError, match=message):
        record(context)
    assert not context.numbers and not context.blocks


@pytest.mark.parametrize(
    "record",
    [
        lambda context: context.record_numbers(loss=1),
        lambda context: context.record_table("losses", []),
        lambda context: context.record_array("x", [1]),
        lambda context: context.record_weights("net", {"kernel": [1]}),
    ],
)
def test_nothing_is_recorded_twice(context, record):
    record(context)
    with pytest.raises(LessonError, match="two things under the same name"):
        record(context)


def test_without_a_sheet_nothing_has_a_label():
    with pytest.raises(LessonError, match="no sheet"):
        Context().record_numbers(loss=1)


@pytest.mark.parametrize(
    "load", [Context.load_digits, lambda context: context.load_either("adult", "census")]
)
def test_real_data_that_are_insisted_on_and_missing_are_an_error(load, monkeypatch):
    def miss(name, **_):
        if name in ("mnist", "adult"):
            raise MissingDataError(f"{name} was not found")
        return SimpleNamespace(name=name, source="made")

    monkeypatch.setattr("kerasdigits.lessons.course.context.load", miss)
    with pytest.raises(MissingDataError, match="was not found"):
        load(Context(data="real"))


def test_a_sheet_that_cannot_be_read_and_a_number_that_is_not_there_are_errors(tmp_path):
    (tmp_path / "lesson.toml").write_text('[tables.losses]\ntitle = "Losses"')
    with pytest.raises(LessonError, match=r"sheet cannot be read: 'columns'.*lesson\.toml"):
        read_sheet(tmp_path / "lesson.toml")
    with pytest.raises(LessonError, match=r"did not record. Received: gain.*It is {gain}"):
        fill("It is {gain}", {"loss": 1.0})
