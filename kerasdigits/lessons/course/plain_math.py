"""Write the formulas of a lesson for a terminal, which has no MathML: `a ← a - r ∂L/∂a`."""

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element, fromstring

_FORMULA = re.compile(r"\$\$(.+?)\$\$|\$([^$\n]+(?:\n[^$\n]+)*)\$", re.DOTALL)
_CODE = re.compile(r"(```.*?```|`[^`\n]*`)", re.DOTALL)
_NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"
_SPACED = frozenset("=+-−←→≈≥≤·∈×<>")
_BEFORE_SIGN = "([|,=←≈"
_CLOSING = ")]|⌋,"
_TIGHT_BEHIND = "([|⌊ √∂/−-"
_FUNCTIONS = ("cos", "log")
# What needs no brackets in a fraction, and as an index or a power.
_OPERAND = re.compile(r"√?[\w.∂]+(\^?\([\w.]+\))?|√?\([^()]*\)")
_SCRIPT = re.compile(r"[^\W_]+|[\d.]+")


def write_formulas(text: str) -> str:
    """Replace the formulas of a Markdown text by plain ones, in code as Markdown writes it.

    Args:
        text: Markdown with LaTeX between dollars, a pair of which makes a paragraph of its own.

    Returns:
        Markdown without dollars; what stands in code is left as it is.
    """
    parts = _CODE.split(text)
    parts[::2] = [_FORMULA.sub(_replace, part) for part in parts[::2]]
    return "".join(parts)


def write_formula(latex: str) -> str:
    r"""Write one formula in a line: `\frac{1}{1 + e^{-z}}` becomes `1/(1 + e^(−z))`."""
    from latex2mathml.converter import convert

    return " ".join(_write(fromstring(convert(latex.strip()))).split())


def _replace(found: re.Match[str]) -> str:
    block, inline = found.groups()
    return f"`{write_formula(block or inline)}`"


def _write(element: Element) -> str:
    kind, parts = element.tag.removeprefix(_NAMESPACE), list(element)
    if kind == "mfrac":
        return f"{_bracket(_OPERAND, parts[0])}/{_bracket(_OPERAND, parts[1])}"
    if kind == "msqrt":
        return f"√{_bracket(_OPERAND, *parts)}"
    if kind in ("msub", "munder"):
        return f"{_write(parts[0])}_{_bracket(_SCRIPT, parts[1])}"
    if kind in ("msup", "mover"):
        above = _write(parts[1])
        primed = set(above) <= set("′″‴")
        return _write(parts[0]) + (above if primed else f"^{_bracket(_SCRIPT, parts[1])}")
    if kind in ("msubsup", "munderover"):
        below, above = (_bracket(_SCRIPT, part) for part in parts[1:])
        return f"{_write(parts[0])}_{below}^{above}"
    if kind == "mspace":
        return ","
    return _join(parts) if parts else (element.text or "")


def _bracket(alone: re.Pattern[str], *parts: Element) -> str:
    """Write what belongs together, in brackets unless it is one thing."""
    text = _join(parts).strip()
    return text if alone.fullmatch(text) else f"({text})"


def _join(parts: Sequence[Element]) -> str:
    """Write one after another, with the spaces that a reader needs."""
    line = ""
    for part in parts:
        text = _write(part)
        if "/" in text and line.endswith(_FUNCTIONS):
            text = f"({text})"
        if part.tag.removeprefix(_NAMESPACE) == "mo" and text in _SPACED:
            signed = text in "-−+" and (not line.strip() or line.rstrip()[-1] in _BEFORE_SIGN)
            line += text if signed else f" {text} "
        elif text == ",":
            line += ", "
        elif (text[:1] == "|" and line.count("|") % 2 == 0) or _needs_space(line, text):
            line += f" {text}"
        else:
            line += text
    return line


def _needs_space(line: str, text: str) -> bool:
    """Whether a product is written with a space: not behind or before a bracket."""
    if not line or not text or text[0] in _CLOSING or line[-1] in _TIGHT_BEHIND:
        return False
    # A bracket right behind a fraction or a power would seem to belong to it.
    apart = any(mark in line.rpartition(" ")[2] for mark in "∑/^")
    return text[0] != "/" and (apart or text[0] not in "([")
