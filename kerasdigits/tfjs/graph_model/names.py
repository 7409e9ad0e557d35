"""Names that TensorFlow.js's graph executor can look up, each given once."""

import re
from collections.abc import Iterable

from kerasdigits.tfjs.format.names import NameTable


def claim_names(names: list[str], prefix: str, taken: Iterable[str] = ()) -> list[str]:
    """Give inputs or outputs names.

    The executor keeps them as keys of plain objects: names that are whole numbers would be sorted
    before others, and `constructor` is there already.

    Args:
        names: What Keras calls them.
        prefix: What to put before a name that is a number.
        taken: Names that others have: an input and an output of one name would be one node.

    Returns:
        One name each, all different.
    """
    table = NameTable()
    for name in taken:
        table.claim(name)
    return [
        table.claim(f"{prefix}_{name}" if re.fullmatch(r"\d+", name) else name) for name in names
    ]
