"""Files as a stranger may have made them: sound ones, changed in a few places."""

import copy
import json
from typing import Any

from hypothesis import strategies as st

# Numbers at which sizes, offsets and counts go wrong.
_EDGES = [0, 1, -1, 2, 127, 128, 255, 256, 2**15, 2**16, 2**31 - 1, 2**31, 2**32 - 1, 2**63 - 1]
_ODD = [
    None,
    True,
    "",
    "..",
    "../x",
    "a/b",
    "\0",
    [],
    {},
    [[]],
    1e308,
    -0.5,
    10**30,
    "float32",
    "é",
]
# Copied, for a later change may be one of a list that was drawn.
VALUES = st.sampled_from([*_EDGES, *_ODD]).map(copy.deepcopy) | st.integers() | st.text(max_size=8)


@st.composite
def changed_bytes(draw: st.DrawFn, sound: bytes) -> bytes:
    """Draw a file that differs from a sound one by a few edits."""
    content = bytearray(sound)
    for _ in range(draw(st.integers(1, 4))):
        _edit(draw, content)
    return bytes(content)


def _edit(draw: st.DrawFn, content: bytearray) -> None:
    place = draw(st.integers(0, len(content)))
    kind = draw(st.sampled_from(["flip", "cut", "drop", "insert", "number", "repeat"]))
    length = draw(st.integers(1, 16))
    if kind == "flip" and place < len(content):
        content[place] ^= draw(st.integers(1, 255))
    elif kind == "cut":
        del content[place:]
    elif kind == "drop":
        del content[place : place + length]
    elif kind == "insert":
        content[place:place] = draw(st.binary(min_size=1, max_size=16))
    elif kind == "number":
        size = draw(st.sampled_from([1, 2, 4, 8]))
        number = draw(st.sampled_from(_EDGES)) % 256**size
        order = draw(st.sampled_from(["little", "big"]))
        content[place : place + size] = number.to_bytes(size, order)
    elif kind == "repeat":
        content[place:place] = content[place : place + length]


@st.composite
def changed_json(draw: st.DrawFn, sound: Any) -> bytes:
    """Draw a JSON text that differs from a sound one in a few values, keys or lists."""
    content = json.loads(json.dumps(sound))
    for _ in range(draw(st.integers(1, 4))):
        content = _change(draw, content)
    return json.dumps(content).encode()


def _change(draw: st.DrawFn, content: Any) -> Any:
    places = list(_places(content))
    if not places:
        return draw(VALUES)
    holder, key = draw(st.sampled_from(places))
    kind = draw(st.sampled_from(["replace", "remove", "swap", "wrap"]))
    if kind == "remove":
        del holder[key]
    elif kind == "replace":
        holder[key] = draw(VALUES)
    elif kind == "wrap":
        holder[key] = [holder[key]]
    else:
        other, at = draw(st.sampled_from(places))
        if isinstance(at, str) or at < len(other):
            holder[key] = json.loads(
                json.dumps(other.get(at) if isinstance(at, str) else other[at])
            )
    return content


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
