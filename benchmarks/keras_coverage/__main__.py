"""What of Keras does the exporter carry, and on which engines? Writes docs/keras-coverage.md.

    python benchmarks/keras_coverage [--only NAME ...]

Every layer and every operation of `keras.ops` gets a small model, which is exported and run by
TensorFlow.js: on cpu and wasm in Node, on webgl in Chromium. Run it with a later Keras in front,
too: rows of what the Keras in use lacks are kept as they are.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from keras_coverage.measure import measure
from keras_coverage.page import PAGE, read_rows, write_page
from keras_coverage.rows import find_cases


def main() -> None:
    """Measure, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="*", help="measure these rows, and keep the others")
    names = parser.parse_args().only
    cases = {name: case for name, case in find_cases().items() if not names or name in names}
    with tempfile.TemporaryDirectory(prefix="kerasdigits-coverage-") as folder:
        results = measure(cases, Path(folder))
    text = PAGE.read_text() if PAGE.exists() else ""
    PAGE.write_text(write_page({**read_rows(text), **results}))
    print(f"{len(results)} rows measured: {PAGE}")


if __name__ == "__main__":
    main()
