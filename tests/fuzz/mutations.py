"""Files as a stranger may have made them: sound ones, changed in a few places."""

import copy
import json
from random import Random
from typing import Any

# Numbers at which sizes, offsets and counts go wrong.
_EDGES = [0, 1, -1, 2, 127, 128, 255, 256, 2**15, 2**16, 2**31 - 1, 2**31, 2**32 - 1, 2**63 - 1]
_ODD = [None, True, "", "..", "../x", "a/b", "\0", [], {}, [[]], 1e308, -0.5, 10**30]
_ODD += ["float32", "é", "\ud800", float("nan"), "x" * 5000, [None] * 300]
# What is too deep for Python's own copying stands in for itself until it is text.
_DEEP = {
    "a deep list": "[" * 450 + "]" * 450,
    "a deep dict": '{"config": ' * 450 + "1" + "}" * 450,
    "a very deep list": "[" * 20000 + "]" * 20000,
}
_ODD += list(_DEEP)
_LONGEST = 16


def change_bytes(random: Random, sound: bytes) -> bytes:
    """Make a file that differs from a sound one by one to four edits."""
    content = bytearray(sound)
    for _ in range(random.randint(1, 4)):
        _edit(random, content)
    return bytes(content)


def _edit(random: Random, content: bytearray) -> None:
    place = random.randint(0, len(content))
    length = random.randint(1, _LONGEST)
    kind = random.choice(["flip", "cut", "drop", "insert", "number", "repeat"])
    if kind == "flip" and place < len(content):
        content[place] ^= random.randint(1, 255)
    elif kind == "cut":
        del content[place:]
    elif kind == "drop":
        del content[place : place + length]
    elif kind == "insert":
        content[place:place] = random.randbytes(length)
    elif kind == "number":
        size = random.choice([1, 2, 4, 8])
        number = random.choice(_EDGES) % 256**size
        order = random.choice(["little", "big"])
        content[place : place + size] = number.to_bytes(size, order)
    elif kind == "repeat":
        content[place:place] = content[place : place + length]


def change_json(random: Random, sound: Any) -> bytes:
    """Make a JSON text that differs from a sound one in one to four values, keys or lists."""
    content = copy.deepcopy(sound)
    for _ in range(random.randint(1, 4)):
        content = _change(random, content)
    text = json.dumps(content)
    for name, deep in _DEEP.items():
        text = text.replace(json.dumps(name), deep)
    return text.encode()


def _change(random: Random, content: Any) -> Any:
    places = list(_places(content)) if isinstance(content, dict | list) else []
    if not places:
        return _draw_value(random)
    holder, key = random.choice(places)
    kind = random.choice(["replace", "remove", "swap", "wrap"])
    if kind == "remove":
        del holder[key]
    elif kind == "replace":
        holder[key] = _draw_value(random)
    elif kind == "wrap":
        holder[key] = [holder[key]]
    else:
        other, at = random.choice(places)
        holder[key] = copy.deepcopy(other[at])
    return content


def _draw_value(random: Random) -> Any:
    kind = random.choice(["edge", "odd", "number", "text"])
    if kind == "number":
        return random.randint(-(2**40), 2**40)
    if kind == "text":
        return "".join(chr(random.randint(1, 0x2FF)) for _ in range(random.randint(1, 8)))
    # Copied, for a later change may be one of a list that was drawn.
    return copy.deepcopy(random.choice(_EDGES if kind == "edge" else _ODD))


def _places(content: Any) -> list[tuple[Any, Any]]:
    """List each holder with each of its keys or indices."""
    found, waiting = [], [content]
    while waiting:
        part = waiting.pop()
        keys = part if isinstance(part, dict) else range(len(part))
        for key in keys:
            found.append((part, key))
            if isinstance(part[key], dict | list):
                waiting.append(part[key])
    return found
