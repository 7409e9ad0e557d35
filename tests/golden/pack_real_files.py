"""Keep some of what write_keras2.py wrote in tests/golden/real_files/, small.

    .venv/bin/python tests/golden/pack_real_files.py FOLDER VERSION NAME.FORM [NAME.FORM ...]

FOLDER is what a real Keras of that version wrote. `VERSION-NAME.npz` has the inputs `x*`, the
outputs `y*` and the bytes of the file, `h5`, `keras`, or `json` with `weights` (model.to_json() and
save_weights()); of operations, which have no weights, `json` alone.
"""

import sys
from pathlib import Path

import numpy as np

TARGET = Path(__file__).with_name("real_files")


def read_bytes(path: Path) -> np.ndarray:
    """Give a file as an array of bytes."""
    return np.frombuffer(path.read_bytes(), "uint8")


def main() -> None:
    """Pack the files that are named."""
    folder, version = Path(sys.argv[1]), sys.argv[2]
    TARGET.mkdir(exist_ok=True)
    for wanted in sys.argv[3:]:
        name, _, form = wanted.rpartition(".")
        with np.load(folder / f"{name}.npz") as arrays:
            kept = dict(arrays)
        kept[form] = read_bytes(folder / f"{name}.{form}")
        if form == "json" and not name.startswith("op-"):
            kept["weights"] = read_bytes(folder / f"{name}.weights.h5")
        np.savez_compressed(TARGET / f"{version}-{name}.npz", **kept)


if __name__ == "__main__":
    main()
