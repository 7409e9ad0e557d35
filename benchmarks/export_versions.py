"""How much time and memory does an export take, beside the same command of another version?

    git worktree add ../older COMMIT && make -C ../older setup
    python benchmarks/export_versions.py ../older [--repeats 3] [--models ResNet50 MobileNetV2-224]

Large models on small pictures (32 x 32, and 224 x 224 with "-224"), by the layers route and, where
the name ends in "-graph", as a graph; each with the check in Node. Both versions export in turns,
by this environment's packages; the medians count. The peak is the resident memory of all processes
of the command together; `over` is what of this version's is more than the weights that it wrote.
"Transformer" has 100 million parameters. The last line is the floor of the graph route: what
importing Keras on TensorFlow takes alone.
"""

import argparse
import contextlib
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from export import measure, save_model

HERE = Path(__file__).resolve().parent
MODELS = (
    *("MobileNetV2", "MobileNetV2-224", "ResNet50", "ResNet50-224"),
    *("ResNet50-graph", "EfficientNetB0-224-graph", "Transformer-graph"),
)
TRANSFORMER = """
from keras import layers
entry = keras.Input((64,), dtype="int32")
x = layers.Embedding(32_000, 768)(entry)
for _ in range(11):
    attended = layers.MultiHeadAttention(12, 64)(x, x)
    x = layers.LayerNormalization()(layers.Add()([x, attended]))
    hidden = layers.Dense(768)(layers.Dense(3072, activation="gelu")(x))
    x = layers.LayerNormalization()(layers.Add()([x, hidden]))
model = keras.Model(entry, layers.Dense(10)(layers.GlobalAveragePooling1D()(x)))
"""


def build_code(name: str) -> str:
    """Write the Python that builds one of Keras's applications, with statistics that are not 0."""
    application, *options = name.split("-")
    if application == "Transformer":
        return TRANSFORMER
    shape = "(224, 224, 3)" if "224" in options else "(32, 32, 3), classes=10"
    return (
        "import numpy as np; rng = np.random.default_rng(0); "
        f"model = keras.applications.{application}(weights=None, input_shape={shape}); "
        "[v.assign(rng.uniform(0.5, 1.5, v.shape)) for v in model.variables if 'moving' in v.path]"
    )


def compare(name: str, model: Path, versions: dict[str, Path], repeats: int, place: Path) -> None:
    """Export a model by each version in turns and print both, with the ratios."""
    out = place / "out"
    command = [sys.executable, "-m", "kerasdigits", "export", model, out, "--check", "require"]
    command += ["--format", "graph" if name.endswith("-graph") else "layers"]
    rows: dict[str, list[tuple[float, float]]] = {version: [] for version in versions}
    for _ in range(repeats):
        for version, folder in versions.items():
            shutil.rmtree(out, ignore_errors=True)
            rows[version].append(measure(command, PYTHONPATH=str(folder)))
    medians = {
        version: [statistics.median(column) for column in zip(*measured, strict=True)]
        for version, measured in rows.items()
    }
    size = sum(file.stat().st_size for file in out.glob("*.bin")) / 1e6
    (old_seconds, old_peak), (seconds, peak) = medians["older"], medians["this"]
    print(
        f"{name:18}{old_seconds:8.1f} s{old_peak:7.0f} MB{seconds:8.1f} s{peak:7.0f} MB"
        f"{seconds / old_seconds:8.2f}{peak / old_peak:6.2f}{peak - size:7.0f} MB",
        flush=True,
    )


def main() -> None:
    """Measure and print a row for each model."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("older", type=Path, help="a checkout of the other version, set up")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--models", nargs="+", default=MODELS)
    options = parser.parse_args()
    versions = {"older": options.older.resolve(), "this": HERE.parent}
    print(f"{'':18}{'older':>20}{'this':>20}{'time':>8}{'peak':>6}{'over':>10}")
    # `python -m` looks in the current folder first, and would find this version there.
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        place = Path(folder)
        for name in options.models:
            model = save_model(build_code(name), place / f"{name}.keras")
            compare(name, model, versions, options.repeats, place)
    seconds, peak = measure([sys.executable, "-c", "import keras"], KERAS_BACKEND="tensorflow")
    print(f"import keras, on TensorFlow: {seconds:.1f} s {peak:.0f} MB")


if __name__ == "__main__":
    main()
