"""Packages that are imported when something of them is first used, not when they are named.

Keras, and TensorFlow, which imports Keras, name at their tops what they use in few functions. That
is two thirds of the time and of the memory of `import keras` on the numpy backend.
"""

import contextlib
import gc
import importlib.util
import sys
from collections.abc import Iterator, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

# What Keras and TensorFlow name and may never use: convolutions and Fourier transforms by JAX, its
# kernels for attention on a TPU, linear algebra, the console of `summary`, pictures of models,
# downloads, models for phones; scikit-learn's classes of Keras models, with scikit-learn; and Keras
# as TensorFlow's users import it, all modules once more.
_SELDOM_USED = (
    *("jax", "jax.experimental.pallas", "scipy", "rich", "matplotlib", "requests"),
    *("keras.src.backend.jax", "keras.src.wrappers", "keras._tf_keras"),
    "tensorflow.lite",
)


@contextlib.contextmanager
def importing_little(backend: str) -> Iterator[None]:
    """Let Keras and its backend be imported inside the block without what they may never use.

    Args:
        backend: The name of Keras's backend: all of `jax` is used where that is it.
    """
    used = ("jax", "keras.src.backend.jax") if backend == "jax" else ()
    with not_collecting(), deferring(*(name for name in _SELDOM_USED if name not in used)):
        yield


@contextlib.contextmanager
def not_collecting() -> Iterator[None]:
    """Look for no garbage inside the block: what an import makes stays.

    Python would go through all of it again and again, for a tenth of the time that a backend takes
    to begin.
    """
    if not gc.isenabled() or gc.get_freeze_count():  # somebody else decides about it
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        # To the oldest generation at once, rather than through all of them.
        gc.freeze()
        gc.unfreeze()
        gc.enable()


@contextlib.contextmanager
def without_importing_tensorflow() -> Iterator[None]:
    """Have Keras take TensorFlow for missing inside the block, unless it is imported already.

    `keras.saving.serialize_keras_object` asks of every object whether it is a `tf.TensorShape`, and
    `keras.utils.set_random_seed` seeds TensorFlow, too: on every other backend they import it (some
    2 s and 400 MB) when it is installed. Where it is not imported no such object can exist, and
    nothing is drawn from it. Afterwards Keras looks for it anew: layers that hash or look up text
    ask, and are refused where it is missing.
    """
    from keras.src.utils import module_utils

    lazy = module_utils.tensorflow
    if "tensorflow" in sys.modules or getattr(lazy, "_available", True) is not None:
        yield
        return
    lazy._available = False
    try:
        yield
    finally:
        lazy._available = None


@contextlib.contextmanager
def deferring(*packages: str) -> Iterator[None]:
    """Let packages be named inside the block, and imported when they are used.

    Afterwards none of them counts as imported: who imports one then gets the real one.

    Args:
        packages: Their full names; what is imported already stays as it is, and what is not
            installed stays missing.
    """
    unused = [name for name in packages if name not in sys.modules]
    stand_ins = _StandIns([name for name in unused if _is_installed(name)])
    sys.meta_path.insert(0, stand_ins)
    try:
        yield
    finally:
        stand_ins.end()
        sys.meta_path.remove(stand_ins)


class Deferred(ModuleType):
    """A module, or something in one, that is imported when it is first used.

    While its block lasts, what is taken from it is deferred, too: `from module import name` takes.
    Afterwards its attributes are those of the real one. A call, a class that derives from it and
    `isinstance` use it at any time.

    Args:
        name: The module's full name.
        stand_ins: The block that it belongs to.
        attribute: What of the module is meant; None for the module itself.
    """

    def __init__(self, name: str, stand_ins: "_StandIns", attribute: str | None = None):
        super().__init__(name)
        self.__path__: list[str] = []  # a package: `import a.b` asks for it
        self._stand_ins, self._attribute = stand_ins, attribute

    def __getattr__(self, name: str) -> Any:
        # Without SciPy's version scikit-learn is not imported, and Keras only by half, which shows
        # much later: its preprocessing layers then lack `keras.KerasTensor`.
        if name == "__version__":
            return _take(self._real(), name)
        if name.startswith("__"):
            raise AttributeError(name)
        if self._stand_ins.covers(self.__name__):
            return Deferred(self.__name__, self._stand_ins, name)
        return _take(self._real(), name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the real function."""
        return self._real()(*args, **kwargs)

    def __mro_entries__(self, bases: tuple) -> tuple:
        """Stand for the real class among the bases of another."""
        return (self._real(),)

    def __instancecheck__(self, instance: Any) -> bool:
        """Tell whether something is an instance of the real class."""
        return isinstance(instance, self._real())

    def _real(self) -> Any:
        self._stand_ins.give_way(self.__name__)
        module = importlib.import_module(self.__name__)
        return module if self._attribute is None else _take(module, self._attribute)


class _StandIns(MetaPathFinder, Loader):
    """Finds and loads a stand-in for each module of some packages, until their block ends."""

    def __init__(self, packages: list[str]):
        self._packages = packages

    def covers(self, name: str) -> bool:
        """Tell whether a module is of one of the packages."""
        return any(name == one or name.startswith(f"{one}.") for one in self._packages)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find a module of one of the packages; others are for the finders behind."""
        return ModuleSpec(fullname, self, is_package=True) if self.covers(fullname) else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Make the stand-in."""
        return Deferred(spec.name, self)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing is left to do."""

    def give_way(self, name: str) -> None:
        """Let the package that a module belongs to be imported."""
        for package in [one for one in self._packages if f"{name}.".startswith(f"{one}.")]:
            self._packages.remove(package)
            self._forget(package)

    def end(self) -> None:
        """Let all of them be imported."""
        for package in self._packages:
            self._forget(package)
        self._packages = []

    def _forget(self, package: str) -> None:
        for name, module in list(sys.modules.items()):
            if isinstance(module, Deferred) and f"{name}.".startswith(f"{package}."):
                del sys.modules[name]


def _is_installed(name: str) -> bool:
    """Tell whether a package can be imported; of a part of one, that is not asked."""
    return "." in name or importlib.util.find_spec(name) is not None


def _take(owner: Any, name: str) -> Any:
    """Give an attribute, or the part of a package that nobody has imported yet."""
    try:
        return getattr(owner, name)
    except AttributeError:
        if not hasattr(owner, "__path__"):
            raise
        return importlib.import_module(f"{owner.__name__}.{name}")
