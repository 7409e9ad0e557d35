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
    assert "one   2" in capsys.readouterr().out.replace("     ", "   ")
