"""Layer names that TensorFlow.js accepts, each given once in the whole file."""

import re

# A weight is called LAYER/WEIGHT, and tfjs-layers checks the name of a variable against
# ^[A-Za-z0-9][-A-Za-z0-9._/]*$ (variables.ts). The slash separates, so we keep it out.
_REFUSED_CHARACTERS = re.compile(r"[^-A-Za-z0-9._]")
# tfjs-layers looks layers up in plain objects (engine/container.ts), which own these already.
_OF_EVERY_OBJECT = (
    "constructor",
    "hasOwnProperty",
    "isPrototypeOf",
    "propertyIsEnumerable",
    "toLocaleString",
    "toString",
    "valueOf",
)


class NameTable:
    """Gives out names that are unique over all nested models.

    Nested models need this: TensorFlow.js builds them alone, without a prefix of their own, so
    that two layers `dense` in two nested models would claim the same weights.
    """

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def claim(self, name: str) -> str:
        """Return `name`, or the nearest name that TensorFlow.js accepts and that is still free.

        Args:
            name: The Keras name, or what a layer that Keras does not have would best be called.

        Returns:
            A name of letters, digits, `-`, `.` and `_` that was not given out before.
        """
        clean = clean_name(name)
        free, count = clean, 1
        while free in self._taken:
            free, count = f"{clean}_{count}", count + 1
        self._taken.add(free)
        return free


def clean_name(name: str) -> str:
    """Replace what TensorFlow.js refuses in a name by underscores, and names that it trips over.

    Args:
        name: Any text.

    Returns:
        Letters, digits, `-`, `.`, `_`, beginning with a letter or a digit.
    """
    clean = _REFUSED_CHARACTERS.sub("_", name)
    fits = re.match(r"[A-Za-z0-9]", clean) and clean not in _OF_EVERY_OBJECT
    return clean if fits else f"layer_{clean.lstrip('_')}"
