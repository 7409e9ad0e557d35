"""Write what there is to say of a command as Markdown (MyST), for the documentation site."""

import re
from collections.abc import Iterator

from command_pages import CommandPage, Paragraph

_CODE = re.compile(r"(`[^`]+`)")
_SPECIAL = re.compile(r"([\\*_<>\[\]{}|#~$])")


def escape(text: str) -> str:
    """Keep Markdown from reading into a text what is not meant; code between backticks stays."""
    pieces = _CODE.split(text)
    return "".join(one if _CODE.fullmatch(one) else _SPECIAL.sub(r"\\\1", one) for one in pieces)


def _write_paragraphs(paragraphs: list[Paragraph]) -> Iterator[str]:
    for paragraph in paragraphs:
        if paragraph.title:
            yield f"**{escape(paragraph.title)}**"
        if paragraph.keeps_lines:
            language = "bash" if paragraph.text.startswith("kerasdigits ") else "text"
            yield f"```{language}\n{paragraph.text}\n```"
        else:
            yield escape(paragraph.text)


def write_markdown(page: CommandPage, level: int = 1) -> str:
    """Write a command and those below it, as one page of the site.

    Args:
        page: The command.
        level: That of its heading.

    Returns:
        Markdown.
    """
    blocks = [
        f"{'#' * level} {escape(page.path)}",
        *_write_paragraphs(page.description),
        f"```text\n{page.path} {page.usage}\n```",
        *_write_paragraphs([one for one in page.notes if one.title == "Examples"]),
        "**Options**",
        *(f"`{names}`\n: {escape(text)}" for names, text in page.options),
        *_write_paragraphs([one for one in page.notes if one.title != "Examples"]),
    ]
    below = [write_markdown(part, level + 1) for part in page.parts]
    return "\n\n".join([*blocks, *below]) + "\n"
