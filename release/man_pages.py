"""Write a man page for each command into `man/man1`: `python release/man_pages.py`.

What they say is what `--help` says. Form: man-pages(7) and man(7) of Linux.
"""

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from command_pages import CommandPage, Paragraph, read_commands

from kerasdigits.version import __version__

FOLDER = Path(__file__).parents[1] / "man" / "man1"


def escape(text: str) -> str:
    """Keep backslashes, hyphens that one may copy, and lines that begin as a request would."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join(f"\\&{line}" if line[:1] in ".'" else line for line in text.splitlines())


def name_page(page: CommandPage) -> str:
    """Name a page as man(1) is asked for it: `kerasdigits-fit`."""
    return page.path.replace(" ", "-")


def _write_paragraphs(paragraphs: Iterable[Paragraph]) -> Iterator[str]:
    for paragraph in paragraphs:
        if paragraph.title:
            yield f".SH {escape(paragraph.title.upper())}"
        if paragraph.keeps_lines:
            yield from (".nf", escape(paragraph.text), ".fi")
        else:
            yield from (".PP", escape(paragraph.text))


def _write_list(title: str, rows: list[tuple[str, str]]) -> Iterator[str]:
    if rows:
        yield f".SH {title}"
    for name, text in rows:
        yield from (".TP", f".B {escape(name)}", escape(text))


def write_page(page: CommandPage) -> str:
    """Write the page of one command.

    Args:
        page: What there is to say.

    Returns:
        The page's source, without a date: the same bytes from the same code.
    """
    name = name_page(page)
    lines = [
        f'.TH "{escape(name.upper())}" "1" "" "kerasdigits {__version__}" "kerasdigits"',
        ".SH NAME",
        f"{escape(name)} \\- {escape(page.summary.rstrip('.'))}",
        ".SH SYNOPSIS",
        f".B {escape(page.path)}",
        escape(page.usage),
        ".SH DESCRIPTION",
        *list(_write_paragraphs(page.description))[1:],
        *_write_list("COMMANDS", [(f"{name_page(part)}(1)", part.summary) for part in page.parts]),
        *_write_list("OPTIONS", page.options),
        *_write_paragraphs(page.notes),
    ]
    return "\n".join(lines) + "\n"


def write_pages(folder: Path = FOLDER) -> list[Path]:
    """Write all pages; what the folder held before is gone.

    Args:
        folder: Where to: `man1`, as man(1) looks for it.

    Returns:
        The pages, in the order of the commands.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    written = []
    for page in read_commands():
        written.append(folder / f"{name_page(page)}.1")
        written[-1].write_text(write_page(page), encoding="utf-8")
    return written


if __name__ == "__main__":
    print(f"{len(write_pages())} pages in {FOLDER}")
