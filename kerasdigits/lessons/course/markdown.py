"""Render the Markdown of a lesson: tables, formulas as MathML, and the course's words explained.

The first time that a text uses a term of the glossary, the term becomes a link to it, and tells its
meaning when it is pointed at. A browser typesets MathML itself, so that nothing is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from jinja2.utils import markupsafe
from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin

from kerasdigits.lessons.course.glossary import TERMS, Term

GLOSSARY = "glossary.html"
_NO_TERMS = frozenset({"link_open", "heading_open"})
_EVERYDAY = frozenset({"cost", "objective"})  # words that mean something else more often than not
_POINTS = re.compile(r"</math></span>([.,;:?!)]+)")


class Renderer:
    """Renders the Markdown of one page; each term of the glossary is explained once.

    Args:
        glossary: The address of the glossary as the page sees it; None explains no terms.
        known: Terms that this page need not explain.
    """

    def __init__(self, glossary: str | None = None, known: tuple[str, ...] = ()):
        self._glossary = glossary
        self._explained = set(known)
        self._markdown = _make_markdown(self._explain_terms)

    def render(self, text: str) -> markupsafe.Markup:
        """Render paragraphs, lists and tables."""
        return _keep_points(self._markdown.render(text))

    def render_line(self, text: str) -> markupsafe.Markup:
        """Render one paragraph without its `<p>`, such as a caption."""
        return _keep_points(self._markdown.renderInline(text))

    def _explain_terms(self, state: StateCore) -> None:
        """Make links of the first uses of terms: a rule of markdown-it, run on parsed text."""
        if self._glossary is None:
            return
        before: Token | None = None
        for block in state.tokens:
            heading = before is not None and before.type in _NO_TERMS
            if block.type == "inline" and block.children and not heading:
                block.children = self._explain_in(block.children)
            before = block

    def _explain_in(self, tokens: list[Token]) -> list[Token]:
        explained: list[Token] = []
        links = 0
        for token in tokens:
            links += {"link_open": 1, "link_close": -1}.get(token.type, 0)
            plain = token.type == "text" and not links
            explained += self._split(token) if plain else [token]
        return explained

    def _split(self, token: Token) -> list[Token]:
        """Split a text where it uses a term that the page has not explained yet."""
        found = next(
            (
                use
                for use in _uses().finditer(token.content)
                if _spellings()[use.group().lower()].name not in self._explained
            ),
            None,
        )
        if found is None:
            return [token]
        term = _spellings()[found.group().lower()]
        self._explained.add(term.name)
        before, after = token.content[: found.start()], token.content[found.end() :]
        link = Token("term", "", 0, content=found.group(), meta={"term": term})
        link.attrSet("href", f"{self._glossary}#{make_anchor(term.name)}")
        rest = self._split(Token("text", "", 0, content=after)) if after else []
        return [*([Token("text", "", 0, content=before)] if before else []), link, *rest]


def make_anchor(name: str) -> str:
    """Make the anchor of a term on the glossary's page."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _make_markdown(explain: Callable[[StateCore], None]) -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    markdown.use(dollarmath_plugin, renderer=_render_formula, allow_digits=False)
    markdown.core.ruler.push("terms", explain)
    markdown.add_render_rule("term", _render_term)
    return markdown


def _render_formula(formula: str, options: dict[str, Any]) -> str:
    return convert(formula, display="block" if options.get("display_mode") else "inline")


def _keep_points(page: str) -> markupsafe.Markup:
    """Put the comma behind a formula into its element, whose line the page does not break."""
    return markupsafe.Markup(_POINTS.sub(r"</math>\1</span>", page))


def _render_term(
    renderer: RendererHTML, tokens: list[Token], index: int, options: Any, env: Any
) -> str:
    token = tokens[index]
    meaning = markupsafe.escape(_as_plain(token.meta["term"].text))
    word = markupsafe.escape(token.content)
    return f'<a class="term" href="{token.attrGet("href")}" data-meaning="{meaning}">{word}</a>'


def _as_plain(text: str) -> str:
    """Take Markdown's marks out of a sentence, for a tooltip."""
    return re.sub(r"[`*$]", "", text)


@cache
def _spellings() -> dict[str, Term]:
    """All spellings in small letters, with a plural, and their terms."""
    spellings: dict[str, Term] = {}
    for term in TERMS:
        for name in {term.name, *term.also} - _EVERYDAY:
            spellings |= {name.lower() + ending: term for ending in ("", "s", "es")}
    return spellings


@cache
def _uses() -> re.Pattern[str]:
    """What finds a term in a text, the longest that stands there."""
    longest_first = sorted(_spellings(), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b", re.IGNORECASE)
