"""The program that `own_process.py` starts: TensorFlow traces a model of another backend.

It stands above the exporter, for it brings what reads the file: our reader, or Keras's loader.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kerasdigits.models.read.file import read_model
from kerasdigits.models.strangers.guard import consists_of_ours
from kerasdigits.models.strangers.opened import CONFIG
from kerasdigits.tfjs.graph_model.elsewhere.tracing_process import answer_request

if TYPE_CHECKING:
    import keras


def read_written(path: Path, custom: Mapping[str, Any], *, unsafe: bool) -> keras.Model:
    """Read a model that was in memory and has just been written, so that nothing is refused.

    Args:
        path: The folder of a .keras file's parts.
        custom: Classes and functions of the model's that are not Keras's, by their names.
        unsafe: Whether it holds code.

    Returns:
        The model, not compiled.
    """
    import keras

    config = json.loads((path / CONFIG).read_text(encoding="utf-8"))
    config.pop("compile_config", None)
    named = [name for name, thing in custom.items() if not _is_ours(thing)]
    if consists_of_ours(config, named):
        return read_model(path, compiled=False)
    return keras.saving.load_model(path, compile=False, safe_mode=not unsafe)


def _is_ours(thing: Any) -> bool:
    return thing.__module__.partition(".")[0] == __name__.partition(".")[0]


if __name__ == "__main__":
    sys.exit(answer_request(Path(sys.argv[1]), read_written))
