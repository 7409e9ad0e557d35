"""Write the table of layers into docs/export.md: `python docs/make_layer_table.py`."""

from pathlib import Path

from kerasdigits.tfjs.layers_model.support import describe_layers

PAGE = Path(__file__).with_name("export.md")
BEGIN, END = "<!-- table: begin -->\n", "<!-- table: end -->\n"


def write_table() -> str:
    """Write the table as Markdown, a row a class."""
    rows = ["| layer | route | how | note |", "|---|---|---|---|"]
    for entry in describe_layers():
        how = "" if entry.exactness == "refused" else entry.exactness
        rows.append(f"| `{entry.class_name}` | {entry.route} | {how} | {entry.note} |")
    return "\n".join(rows) + "\n"


def write_page(text: str) -> str:
    """Put the table between its marks.

    Args:
        text: The page as it is.

    Returns:
        The page as it should be.
    """
    before, _, rest = text.partition(BEGIN)
    return before + BEGIN + write_table() + END + rest.partition(END)[2]


if __name__ == "__main__":
    PAGE.write_text(write_page(PAGE.read_text()))
