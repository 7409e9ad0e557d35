"""An error is one line that keeps its reason, and names parameters as its reader knows them."""

import pytest

from kerasdigits.errors import (
    KerasdigitsError,
    ask_if_meant,
    drop_middle,
    on_the_command_line,
    option,
    spell,
)


def test_a_long_value_loses_its_middle_and_keeps_the_reason_at_its_end():
    config = "{'layers': [" + "{'class_name': 'Dense'}, " * 400 + "]}"
    text = str(
        KerasdigitsError("It fails", received=f"model.keras: {config} units must be above 0")
    )
    assert text.startswith("It fails. Received: model.keras: {'layers'")
    assert text.endswith("units must be above 0.")
    assert len(text) < 300 and " … " in text


def test_what_is_short_stays_whole_and_what_is_long_gets_as_long_as_it_may():
    assert drop_middle("a" * 40, 40) == "a" * 40
    assert drop_middle("a" * 20 + "b" * 21, 40) == "a" * 12 + " … " + "a" * 4 + "b" * 21


def test_a_parameter_is_spelled_as_it_is_typed_there():
    python = (option("batch_size"), option("schedule", "sgdr"), option("overwrite", True))
    assert python == ("batch_size", "schedule sgdr", "overwrite")
    with on_the_command_line():
        typed = (option("batch_size"), option("schedule", "sgdr"), option("overwrite", True))
        assert option("input_signature") == "--input"
    assert typed == ("--batch-size", "--schedule sgdr", "--overwrite")
    assert option("batch_size") == "batch_size"


def test_a_remedy_names_arguments_in_python_and_options_on_the_command_line():
    remedy = "Use --format graph, --custom-objects module:name, --download or --weights"
    assert str(KerasdigitsError("It fails", remedy=remedy)) == (
        'It fails. Use format="graph", custom_objects=["module:name"], download=True or the '
        "argument weights."
    )
    with on_the_command_line():
        assert str(KerasdigitsError("It fails", remedy=remedy)) == f"It fails. {remedy}."
    assert spell("a --formatted text") == "a --formatted text"


def test_a_reason_that_is_a_sentence_ends_in_one_full_stop():
    error = KerasdigitsError("No", received="m.h5: No cast is available.", remedy="Save it anew")
    assert str(error) == "No. Received: m.h5: No cast is available. Save it anew."
    assert str(KerasdigitsError("No", received="..")) == "No. Received: ..."


def test_an_error_is_one_line_of_bounded_length_that_a_terminal_can_show():
    text = str(KerasdigitsError("two\nlines \x1b]0; \udcff" + "a" * 5000, received="\r\u202e"))
    assert text.startswith(r"two lines \x1b]0; \udcffaaa") and text.endswith(r"Received: \u202e.")
    assert len(text) < 500


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("gradient-decent", "Did you mean gradient-descent or gradient-checking?"),
        ("gradient", "Did you mean gradient-checking or gradient-descent?"),
        ("LR", "Did you mean lr-finder?"),
        ("finder", "Did you mean lr-finder?"),
        ("nope", ""),  # three of its letters stand in optimizers
        ("x", ""),
    ],
)
def test_what_may_be_meant_holds_the_word_or_is_spelled_like_it(word, meant):
    known = ["gradient-checking", "gradient-descent", "optimizers", "lr-finder"]
    assert ask_if_meant(word, known, 2) == meant
