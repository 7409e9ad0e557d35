"""model.js: the whole model as one classic script.

A page opened from disk may not fetch, and may not load modules, but it may load
`<script src="models/NAME/model.js">`.
"""

import base64
import json
from collections.abc import Iterator
from pathlib import Path

# A multiple of 3, so that pieces encoded one by one join without padding.
_PIECE_BYTES = 3 * 256 * 1024


def write_model_js(path: Path, name: str, model_json: str, shards: list[Path]) -> None:
    """Write the script.

    Args:
        path: The file to write.
        name: The key under which the page finds the model.
        model_json: The text of model.json, ASCII, on one line.
        shards: The weight files, in order; they are read piece by piece.
    """
    with path.open("w", encoding="ascii", newline="\n") as file:
        file.write("globalThis.kerasdigitsModels = globalThis.kerasdigitsModels || {};\n")
        file.write(f"globalThis.kerasdigitsModels[{json.dumps(name)}] = ")
        file.write(f'{{"json": {model_json}, "weights": "')
        for piece in _pieces(shards):
            file.write(base64.b64encode(piece).decode("ascii"))
        file.write('"};\n')


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
