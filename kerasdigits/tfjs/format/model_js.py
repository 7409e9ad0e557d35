"""model.js: the whole model as one classic script.

A page opened from disk may not fetch, and may not load modules, but it may load
`<script src="models/NAME/model.js">`.
"""

import base64
import json
from collections.abc import Iterator
from pathlib import Path

# V8, in Chromium and in Node, holds no longer text (v8::String::kMaxLength; base64 takes 4/3).
_LONGEST_TEXT = 2**29 - 24
# A multiple of 3, so that pieces encoded one by one join without padding.
_PIECE_BYTES = 3 * 256 * 1024


def write_model_js(path: Path, name: str, model_json: str, shards: list[Path]) -> str | None:
    """Write the script, unless the weights are more than a browser can hold as text (402 MB).

    Args:
        path: The file to write.
        name: The key under which the page finds the model.
        model_json: The text of model.json, ASCII, on one line.
        shards: The weight files, in order; they are read piece by piece.

    Returns:
        None, or a sentence that says why there is no script.
    """
    weight_bytes = sum(shard.stat().st_size for shard in shards)
    if weight_bytes // 3 * 4 + 4 > _LONGEST_TEXT:
        return (
            f"model.js was left out: no browser holds {weight_bytes:,} bytes of weights as text; "
            "the model opens from a server only"
        )
    with path.open("w", encoding="ascii", newline="\n") as file:
        file.write(open_registration("kerasdigitsModels", name))
        file.write(f'{{"json": {escape_script(model_json)}, "weights": "')
        for piece in _pieces(shards):
            file.write(base64.b64encode(piece).decode("ascii"))
        file.write('"};\n')
    return None


def open_registration(registry: str, name: str) -> str:
    """Write the beginning of a script that registers something of a model with the page.

    Args:
        registry: The property of `globalThis` that holds it, by the models' names.
        name: The model's name.

    Returns:
        All up to the value, which is to be followed by `;` and the end of the line.
    """
    key = escape_script(json.dumps(name))
    return (
        f"globalThis.{registry} = globalThis.{registry} || {{}};\nglobalThis.{registry}[{key}] = "
    )


def write_registration(registry: str, name: str, value: object) -> str:
    """Write a script that registers a value with the page, for a model.

    Args:
        registry: The property of `globalThis` that holds it, by the models' names.
        name: The model's name.
        value: What JSON can hold; no NaN, and no infinity.

    Returns:
        The script, ASCII.
    """
    text = json.dumps(value, allow_nan=False, separators=(",", ":"))
    return f"{open_registration(registry, name)}{escape_script(text)};\n"


def escape_script(text: str) -> str:
    """Keep `</script>` out of JSON, for whoever puts it into a page.

    Args:
        text: JSON, where `<` is in texts only.

    Returns:
        JSON of the same content.
    """
    return text.replace("<", "\\u003c")


def _pieces(shards: list[Path]) -> Iterator[bytes]:
    """Yield the concatenated shards in pieces whose lengths are multiples of 3, but the last."""
    rest = b""
    for shard in shards:
        with shard.open("rb") as file:
            while read := file.read(_PIECE_BYTES - len(rest)):
                rest += read
                if len(rest) == _PIECE_BYTES:
                    yield rest
                    rest = b""
    yield rest
