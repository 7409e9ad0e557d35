"""Tables survive a terminal of 40 columns: no cell is cut, and no line is longer."""

import pytest

from kerasdigits.commands.console.output import show_table

COLUMNS = ["layer", "class", "takes", "parameters", "dtype"]
ROWS = [["batch_normalization", "BatchNormalization", "? x 6 x 6 x 4", "1,234,567", "float32"]]


@pytest.mark.parametrize("width", [40, 50, 80])
def test_each_cell_is_whole_at_each_width(width, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(width))
    show_table("Layers", COLUMNS, ROWS)
    text = capsys.readouterr().out
    assert all(len(line.rstrip()) <= width for line in text.splitlines())
    if width < 60:
        assert all(cell in text for cell in (*ROWS[0], *COLUMNS[1:]))


def test_a_table_that_fits_stays_one(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    show_table("Few", ["a", "b"], [["one", "2"]])
    assert "  one  2" in capsys.readouterr().out


@pytest.mark.parametrize("width", [40, 60, 72, 80, 100])
def test_no_word_is_broken_and_no_line_cut(width, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(width))
    rows = [
        ["runs/digits-mlp", "complete", "digits", "mlp", "100 in 18.5 s", "0.9667"],
        ["runs/download-times-linear", "complete", "download-times", "linear", "20 in 1.3 s", "-"],
    ]
    show_table("Runs", ["run", "status", "data", "model", "epochs", "test"], rows)
    text = capsys.readouterr().out
    assert all(len(line) <= width for line in text.splitlines())
    words = text.split()
    for word in (word for row in rows for cell in row for word in cell.split()):
        assert word in words


def test_words_begin_at_the_left_and_numbers_end_at_the_right(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    show_table("T", ["layer", "class", "size"], [["a", "Add", "7"], ["b", "InputLayer", "1,234"]])
    *_, first, second = capsys.readouterr().out.splitlines()
    assert first.index("Add") == second.index("InputLayer")
    assert first.index("7") + 1 == second.index("1,234") + len("1,234")


def test_a_title_that_is_longer_than_its_table_stays_on_its_line(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    title = "web/models/digits: largest difference (relative to its output's size)"
    show_table(title, ["a", "b"], [["one", "2"]])
    assert capsys.readouterr().out.splitlines()[0] == title
