"""How much time and memory does an export take, beside the same command of another version?

    git worktree add ../older COMMIT && make -C ../older setup
    python benchmarks/export_versions.py ../older [--repeats 3] [--models ResNet50 MobileNetV2-224]

Large models on small pictures (32 x 32, and 224 x 224 with "-224"), by the layers route and, where
the name ends in "-graph", as a graph; each with the check in Node. Both versions export in turns,
by this environment's packages; the medians count. The peak is the resident memory of all processes
of the command together; `over` is what of this version's is more than the weights that it wrote.
"Transformer" has 100 million parameters; names in small letters are models as small as those of the
lessons: the start and the reading are all that they take. What has a bound on `over` alone is not
exported by the older version. The last line is the floor of the graph route: what importing Keras
on TensorFlow takes alone. The exit code is 1 when a bound is missed.

Those with bounds take a minute or two each on an idle machine; a row is printed when it is there.
The pictures of 224 x 224 on the layers route are for patience: in 49889c2 TensorFlow.js's cpu
kernels take minutes for one check. They are measured where `--models` names them.
"""

import argparse
import contextlib
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from export import BUILD, measure, save_model

HERE = Path(__file__).resolve().parent
# What this version may take of the older one's seconds and peak, and in MB above its weights.
BOUNDS = {
    **{name: {"time": 0.5, "peak": 0.5} for name in ("cnn", "mlp", "gru", "attention")},
    "MobileNetV2": {"time": 0.55},
    "ResNet50": {"time": 0.35, "peak": 0.5},
    "ResNet50-graph": {"peak": 0.45},
    "EfficientNetB0-224-graph": {"over": 500},
    "Transformer-graph": {"over": 500},
}
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


SMALL = {
    "cnn": BUILD["cnn"],
    "mlp": """
from kerasdigits.models.dense import build_mlp
model = build_mlp((28, 28, 1), 10)
""",
    "gru": """
from keras import layers
entry = keras.Input((40,), dtype="int32")
x = layers.Bidirectional(layers.GRU(32))(layers.Embedding(2000, 32, mask_zero=True)(entry))
model = keras.Model(entry, layers.Dense(5, activation="softmax")(x))
""",
    "attention": """
from keras import layers
entry = keras.Input((20, 16))
x = layers.Add()([entry, layers.MultiHeadAttention(2, 8)(entry, entry)])
x = layers.LayerNormalization()(x)
model = keras.Model(entry, layers.Dense(3)(layers.GlobalAveragePooling1D()(x)))
""",
}


def build_code(name: str) -> str:
    """Write the Python that builds a model: one of Keras's applications has statistics, too."""
    if name in SMALL:
        return SMALL[name]
    application, *options = name.split("-")
    if application == "Transformer":
        return TRANSFORMER
    shape = "(224, 224, 3)" if "224" in options else "(32, 32, 3), classes=10"
    return (
        "import numpy as np; rng = np.random.default_rng(0); "
        f"model = keras.applications.{application}(weights=None, input_shape={shape}); "
        "[v.assign(rng.uniform(0.5, 1.5, v.shape)) for v in model.variables if 'moving' in v.path]"
    )


def compare(name: str, model: Path, versions: dict[str, Path], repeats: int, place: Path) -> bool:
    """Export a model by each version in turns and print them; tell whether the bounds are kept."""
    out, bounds = place / "out", BOUNDS.get(name, {})
    command = [sys.executable, "-m", "kerasdigits", "export", model, out, "--check", "require"]
    command += ["--format", "graph" if name.endswith("-graph") else "layers"]
    if set(bounds) == {"over"}:
        versions = {"this": versions["this"]}
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
    seconds, peak = medians["this"]
    found, text = {"over": peak - size}, f"{name:25}"
    if "older" in medians:
        old_seconds, old_peak = medians["older"]
        found |= {"time": seconds / old_seconds, "peak": peak / old_peak}
        text += f"{old_seconds:7.1f} s{old_peak:6.0f} MB"
    else:
        text += " " * 18
    text += f"{seconds:7.1f} s{peak:6.0f} MB"
    text += "".join(f"{found[key]:7.2f}" if key in found else " " * 7 for key in ("time", "peak"))
    missed = [key for key, most in bounds.items() if found[key] > most]
    text += f"{found['over']:6.0f} MB   " + (f"MISSED: {', '.join(missed)}" if missed else "")
    print(text.rstrip(), flush=True)
    return not missed


def main() -> int:
    """Measure and print a row for each model; 1 when a bound is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("older", type=Path, help="a checkout of the other version, set up")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--models", nargs="+", default=tuple(BOUNDS), metavar="MODEL")
    options = parser.parse_args()
    versions = {"older": options.older.resolve(), "this": HERE.parent}
    print(f"{'':25}{'older':>18}{'this':>18}{'time':>7}{'peak':>7}{'over':>9}", flush=True)
    good = []
    # `python -m` looks in the current folder first, and would find this version there.
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        place = Path(folder)
        for name in options.models:
            model = save_model(build_code(name), place / f"{name}.keras")
            good.append(compare(name, model, versions, options.repeats, place))
    seconds, peak = measure([sys.executable, "-c", "import keras"], KERAS_BACKEND="tensorflow")
    print(f"import keras, on TensorFlow: {seconds:.1f} s {peak:.0f} MB")
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
