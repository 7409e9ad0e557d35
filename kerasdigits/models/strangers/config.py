"""The walk over a config that anybody may have written: each class, each name, each path."""

from collections.abc import Container, Iterator
from typing import Any

from kerasdigits.models.strangers.allowed import judge
from kerasdigits.models.strangers.refusal import Refusal

# Arguments in which layers of Keras's take the path of a file.
_PATHS = ("vocabulary", "vocabulary_file", "filepath")
# Arguments that make a layer as large, and of which weights hold at least so many numbers.
_SIZES = ("units", "filters", "input_dim", "output_dim", "key_dim")
# Sizes of which no weights tell; what works has far smaller ones.
_BARE_SIZES = ("fft_length", "sequence_length", "num_mel_bins", "num_tokens", "n")
_LARGEST_BARE = 2**31 - 1
_DEEPEST = 500
_DTYPES = frozenset(
    [
        "bool",
        "int4",
        "int8",
        "int16",
        "int32",
        "int64",
        "uint8",
        "uint16",
        "uint32",
        "uint64",
        "float8_e4m3fn",
        "float8_e5m2",
        "bfloat16",
        "float16",
        "float32",
        "float64",
        "complex64",
        "complex128",
        "string",
    ]
)
_ARRAYS = ("__tensor__", "__numpy__")


def find_in_config(
    config: Any, known: Container[str] = (), most_numbers: int | None = None
) -> list[Refusal]:
    """Find what of a config must not become an object.

    Args:
        config: A config of a model, of its compile settings, or a part of one.
        known: Names that the user has registered or named.
        most_numbers: How many numbers its weights can hold; None where that is not known.

    Returns:
        The refusals, in the order of the config, each once.
    """
    found: dict[Refusal, None] = {}
    for entry, where, depth in _walk(config):
        if depth > _DEEPEST:
            return [Refusal("damaged", where, "is nested too deeply")]
        if "class_name" in entry:
            refusal = judge(entry, where, known)
            if refusal is not None:
                found[refusal] = None
        for refusal in _judge_arguments(entry, where, most_numbers):
            found[refusal] = None
    return list(found)


def _walk(config: Any) -> Iterator[tuple[dict, str, int]]:
    """Give every dict of a config, with the layer that it belongs to and how deep it lies."""
    waiting: list[tuple[Any, str, int]] = [(config, "the model", 0)]
    while waiting:
        part, where, depth = waiting.pop()
        if isinstance(part, dict):
            where = _name(part, where)
            yield part, where, depth
            if depth > _DEEPEST:
                return
            waiting += [(value, where, depth + 1) for value in reversed(part.values())]
        elif isinstance(part, list):
            waiting += [(value, where, depth + 1) for value in reversed(part)]


def _name(part: dict, where: str) -> str:
    """Name a layer by its name; what has no name belongs to what holds it."""
    config = part.get("config")
    if "class_name" not in part or not isinstance(config, dict):
        return where
    name = config.get("name", part.get("name"))
    return f'layer "{name}"' if isinstance(name, str) else where


def _judge_arguments(entry: dict, where: str, most_numbers: int | None) -> Iterator[Refusal]:
    inner = entry.get("config")
    name = entry.get("name")
    if isinstance(name, str) and not is_a_name(name):
        yield Refusal("name", where, f"has a name that is a path: {name!r}")
    for key in _PATHS:
        if isinstance(entry.get(key), str):
            why = f"would read {entry[key]!r}, a file that is not in the model"
            yield Refusal("path", where, why)
    for key in (*_SIZES, *_BARE_SIZES):
        most = most_numbers if key in _SIZES else _LARGEST_BARE
        if most is not None and isinstance(entry.get(key), int) and entry[key] > most:
            yield Refusal("size", where, f"claims more than the file holds: {key}={entry[key]:,}")
    if entry.get("class_name") in _ARRAYS and isinstance(inner, dict):
        dtype = inner.get("dtype")
        if dtype is not None and dtype not in _DTYPES:
            yield Refusal("unknown", where, f"holds values of dtype {dtype!r}")


def is_a_name(name: str) -> bool:
    """Tell a name from a path out of where it stands, which a loader might follow."""
    parts = name.split("/")
    unsafe = name.startswith("/") or "\\" in name or "\0" in name
    return not unsafe and ".." not in parts
