"""Texts beside an HDF5 file's groups and arrays that HDF5 must not be asked for.

HDF5 believes what a text says of its length, and what a heap, where texts lie, says of its parts.
So both are read here first, from the heads of groups and arrays, where attributes lie.
Format: HDF5 File Format Specification 3.0, III.E (heaps), IV.A.1 (heads), IV.A.2.m (attributes),
IV.A.2.q (the rest of a head lies elsewhere). What is not of this form is left to HDF5.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import h5py

# Of a larger file no length of 4 bytes is a hundred times the size, which arrays may be, too.
_LARGEST = 2**32 // 100
_ATTRIBUTE, _CONTINUED = 0x0C, 0x10
_OF_NO_FIXED_LENGTH = 9
_MOST_PARTS = 1000  # of one head


def has_damaged_text(file: h5py.File, byte_count: int, heads: Iterable[int]) -> bool:
    """Tell whether an attribute claims a text longer than the file, or one in a damaged heap.

    Args:
        file: The file, opened for reading.
        byte_count: How large it is.
        heads: The addresses of groups and arrays.
    """
    if byte_count > _LARGEST or file.id.get_create_plist().get_sizes() != (8, 8):
        return False
    image = file.id.get_file_image()
    if file.userblock_size:
        image = image[file.userblock_size :]
    texts = {
        text
        for head in heads
        for kind, message in _messages(image, head)
        if kind == _ATTRIBUTE
        for text in _texts(message)
    }
    if any(length > byte_count for length, _ in texts):
        return True
    return not all(_is_whole(image, heap) for heap in {heap for _, heap in texts})


def _number(content: bytes, begin: int, width: int) -> int:
    return int.from_bytes(content[begin : begin + width], "little")


def _messages(image: bytes, head: int) -> Iterator[tuple[int, bytes]]:
    """Give the messages of a head, each with its kind, wherever its parts lie."""
    second = image[head : head + 4] == b"OHDR"
    if second:
        flags = image[head + 5]
        begin = head + 6 + 16 * bool(flags & 0x20) + 4 * bool(flags & 0x10)
        width, ordered = 1 << (flags & 3), 2 * bool(flags & 4)
        parts = [(begin + width, _number(image, begin, width))]
    else:
        parts, ordered = [(head + 16, _number(image, head + 8, 4))], 0
    for begin, length in parts:
        end = min(begin + length, len(image))
        while begin + 8 <= end and len(parts) < _MOST_PARTS:
            kind = image[begin] if second else _number(image, begin, 2)
            size = _number(image, begin + (1 if second else 2), 2)
            begin += 4 + ordered if second else 8
            message = image[begin : begin + size]
            begin += size
            if kind == _CONTINUED:
                place, more = _number(message, 0, 8), _number(message, 8, 8)
                # The second form begins with its name, and ends with a sum.
                parts.append((place + 4, more - 8) if second else (place, more))
            yield kind, message


def _texts(message: bytes) -> Iterator[tuple[int, int]]:
    """Give length and heap of each text in an attribute; none where texts have a fixed length."""
    version = message[0] if message else 0
    sizes = [_number(message, 2 + 2 * i, 2) for i in range(3)]
    begin = 9 if version == 3 else 8
    if version == 1:
        sizes = [(size + 7) // 8 * 8 for size in sizes]
    kind = message[begin + sizes[0] : begin + sizes[0] + 1]
    if kind and kind[0] & 15 == _OF_NO_FIXED_LENGTH:
        for place in range(begin + sum(sizes), len(message) - 15, 16):
            yield _number(message, place, 4), _number(message, place + 4, 8)


def _is_whole(image: bytes, heap: int) -> bool:
    """Tell whether the parts of a heap follow each other to its end; what is no heap is whole."""
    if image[heap : heap + 4] != b"GCOL":
        return True
    place, end = heap + 16, heap + _number(image, heap + 8, 8)
    while place + 16 <= end <= len(image):
        size = _number(image, place + 8, 8)
        step = (size + 7) // 8 * 8 + 16 if _number(image, place, 2) else size
        if step < 16:
            return False
        place += step
    return place <= end <= len(image)
