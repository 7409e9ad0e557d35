"""Print what is to be read: Markdown, and code as it stands."""

import click

_WIDEST = 96


def show_markdown(text: str) -> None:
    """Print paragraphs, lists and tables in the terminal's width, 96 columns at most.

    Args:
        text: Markdown without formulas.
    """
    from rich.console import Console
    from rich.markdown import Markdown

    console = Console(width=min(Console().width, _WIDEST))
    console.print(Markdown(text))


def show_code(source: str) -> None:
    """Print Python with its colours, indented, and no line broken: it can be copied.

    Args:
        source: Any number of lines.
    """
    from rich.console import Console
    from rich.syntax import Syntax

    source = source.strip("\n")
    console = Console(width=max(map(len, source.splitlines())) + 1)
    with console.capture() as captured:
        console.print(Syntax(source, "python", background_color="default"))
    lines = captured.get().rstrip().splitlines()
    click.echo("\n".join(["", *(f"    {line.rstrip()}".rstrip() for line in lines), ""]))
