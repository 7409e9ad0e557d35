"""Modules that are imported when something of them is first used, not when they are named.

What Keras names at its top and uses in few functions takes more than half of the time of `import
keras` on the numpy backend, and two thirds of its memory.
"""

import contextlib
import importlib
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

# One entry for each `deferring` that is under way.
_collecting: list[tuple[str, ...]] = []


class Deferred(ModuleType):
    """A module, or something in one, that is imported when it is first used.

    While `deferring` is under way, what is taken from it is deferred, too: `from module import
    name` takes. Afterwards its attributes are those of the real one, and a call is a call of that.

    Args:
        name: The module's full name.
        attribute: What of the module is meant; None for the module itself.
    """

    def __init__(self, name: str, attribute: str | None = None):
        super().__init__(name)
        self.__path__: list[str] = []  # a package: `import a.b` asks for it
        self._attribute = attribute

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Deferred(self.__name__, name) if _collecting else _take(self._real(), name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the real function."""
        return self._real()(*args, **kwargs)

    def _real(self) -> Any:
        module = importlib.import_module(self.__name__)
        return module if self._attribute is None else _take(module, self._attribute)


def _take(owner: Any, name: str) -> Any:
    """Give an attribute, or the part of a package that nobody has imported yet."""
    try:
        return getattr(owner, name)
    except AttributeError:
        if not hasattr(owner, "__path__"):
            raise
        return importlib.import_module(f"{owner.__name__}.{name}")


@contextlib.contextmanager
def deferring(*names: str) -> Iterator[None]:
    """Let modules be named inside the block, and imported when they are used.

    Afterwards none of them counts as imported: who imports one then gets the real one.

    Args:
        names: Full names of modules, and of the packages round them; what is imported already
            stays as it is.
    """
    unused = {name: Deferred(name) for name in names if name not in sys.modules}
    sys.modules.update(unused)
    _collecting.append(names)
    try:
        yield
    finally:
        _collecting.pop()
        for name in unused:
            del sys.modules[name]
