"""Pack files of each layer class of Keras 2 into keras2_layers.tar.xz.

    PYTHON tests/golden/pack_keras2_layers.py FOLDER

PYTHON has tf_keras, whose classes are listed in `classes.json`; FOLDER is what `write_keras2.py`
and `write_keras2_others.py` wrote by it. Of each class the first two cases are kept.
"""

import inspect
import io
import json
import sys
import tarfile
from pathlib import Path

import tf_keras as keras

TARGET = Path(__file__).with_name("keras2_layers.tar.xz")


def list_classes():
    """List the layer classes by their own names, those that are experimental too."""
    found = [*vars(keras.layers.experimental).values(), *vars(keras.layers).values()]
    classes = [value for value in found if inspect.isclass(value)]
    return sorted({one.__name__ for one in classes if issubclass(one, keras.layers.Layer)})


def main():
    """Pack them, each file with the same time and owner."""
    folder = Path(sys.argv[1])
    files = {"classes.json": json.dumps(list_classes()).encode()}
    for path in sorted(folder.glob("*.npz")):
        saved = path.with_suffix(".h5")
        if path.stem.endswith(("-0", "-1")) and not path.name.startswith("op-") and saved.exists():
            files |= {part.name: part.read_bytes() for part in (path, saved)}
    with tarfile.open(TARGET, "w:xz") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    print(len(files), "files,", TARGET.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
