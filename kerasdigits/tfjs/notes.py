"""Notes of one kind, told once with a count: 12 layers of a transformer need not be 12 lines."""

import re

from kerasdigits.errors import spell

# A note that begins with what it is about, such as `layer "dense" (Dense) is written as ...`.
_ABOUT = re.compile(r'(?P<kind>[a-z]+) "(?P<name>[^"]*)"(?P<rest>.*)', re.DOTALL)
_NAMED = 3


def tell_once(notes: list[str]) -> list[str]:
    """Join notes that differ in the name that they begin with only.

    Args:
        notes: Sentences for the person who exports.

    Returns:
        Them in order, each kind where its first one stood: with the names of the first three, and
        how many there are.
    """
    names: dict[tuple[str, str], list[str]] = {}
    for note in notes:
        kind, name, rest = _split(note)
        known = names.setdefault((kind, rest), [])
        if name not in known:
            known.append(name)
    return [spell(_join(kind, rest, known)) for (kind, rest), known in names.items()]


def _split(note: str) -> tuple[str, str, str]:
    found = _ABOUT.fullmatch(note)
    return (found["kind"], found["name"], found["rest"]) if found else ("", "", note)


def _join(kind: str, rest: str, names: list[str]) -> str:
    if not kind:
        return rest
    text = f'{kind} "{names[0]}"{rest}'
    if len(names) == 1:
        return text
    named = ", ".join(f'"{name}"' for name in names[1:_NAMED])
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{text} ({len(names)} {kind}s of this kind: also {named}{more})"
