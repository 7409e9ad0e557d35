"""How many bytes travel until the page's first prediction, beside a tutorial page's tf.min.js?

    python benchmarks/page_bytes.py SITE MODEL

SITE is a folder that `kerasdigits export` completed, MODEL one of its models. The peer, tf.min.js
of the same TensorFlow.js, comes from npm into a temporary folder and carries the same model. All
sizes are gzip -9.
"""

import argparse
import gzip
import subprocess
import tempfile
from pathlib import Path

TFJS = "@tensorflow/tfjs@4.22.0"


def count(path: Path) -> int:
    """Count the bytes of a file as it travels."""
    return len(gzip.compress(path.read_bytes(), 9))


def fetch_tfjs(folder: Path) -> Path:
    """Fetch TensorFlow.js from npm into a folder, and give the path of its tf.min.js."""
    # npm takes the nearest folder above with a node_modules for its own, unless it is told.
    command = ["npm", "install", "--prefix", folder, "--silent", "--ignore-scripts", TFJS]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder / "node_modules/@tensorflow/tfjs/dist/tf.min.js"


def count_peer() -> int:
    """Fetch tf.min.js and count it."""
    with tempfile.TemporaryDirectory() as folder:
        return count(fetch_tfjs(Path(folder)))


def main() -> None:
    """Print a row a file, and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("site", type=Path)
    parser.add_argument("model")
    arguments = parser.parse_args()
    script = f"models/{arguments.model}/model.js"
    files = ("index.html", "dist/page.css", "dist/page.js", "models/index.js", script)
    sizes = {name: count(arguments.site / name) for name in files}
    for name, size in sizes.items():
        print(f"{name:40}{size:10,}")
    total = sum(sizes.values())
    peer = count_peer() + sizes[script]
    print(f"{'until the first prediction':40}{total:10,}")
    print(f"{'tf.min.js with the same model':40}{peer:10,}{total / peer:8.2f} of it is ours")


if __name__ == "__main__":
    main()
