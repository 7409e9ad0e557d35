"""How much time and memory does an export take, beside the official converter on the same file?

    python benchmarks/export.py --make-peer     once: the official tool in its own environment
    python benchmarks/export.py [--model cnn.keras] [--repeats 5]

The peer is tensorflowjs 4.22.0 (with ydf 0.11.0, without which it does not import), as
`tensorflowjs_converter --input_format=keras_keras`. Both convert in turns; the medians count. The
peak is the resident memory of all processes of the command together, read every 10 ms. Ours
includes the parity samples; the check in Node, which the peer has no equal of, is measured apart.
Whether TensorFlow.js loads the results is asked of TensorFlow.js. Below stand MobileNetV2 and
ResNet50, whose peak may be 400 MB above the size of the model.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
PEER_PACKAGES = ("tensorflowjs==4.22.0", "ydf==0.11.0")
BOUND = 0.5
ALLOWANCE_MB = 400
LOAD = """
const tf = require("@tensorflow/tfjs-layers"), core = require("@tensorflow/tfjs-core");
require("@tensorflow/tfjs-backend-cpu");
const fs = require("fs"), path = require("path"), folder = process.argv[1];
const json = JSON.parse(fs.readFileSync(path.join(folder, "model.json")));
const parts = json.weightsManifest.flatMap((group) => group.paths);
const data = Buffer.concat(parts.map((part) => fs.readFileSync(path.join(folder, part))));
const artifacts = { ...json, weightSpecs: json.weightsManifest.flatMap((group) => group.weights),
  weightData: data.buffer.slice(data.byteOffset, data.byteOffset + data.length) };
tf.loadLayersModel(core.io.fromMemory(artifacts)).then(
  () => console.log("loads"), (error) => console.log("does not load: " + error.message));
"""
BUILD = {
    "cnn": "from kerasdigits.models.cnn import build_cnn; model = build_cnn((28, 28, 1), 10)",
    "MobileNetV2": "model = keras.applications.MobileNetV2(weights=None)",
    "ResNet50": "model = keras.applications.ResNet50(weights=None)",
}


def make_peer(folder: Path) -> None:
    """Install the official converter; minutes, and 2.9 GB."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    subprocess.run([folder / "bin" / "pip", "install", *PEER_PACKAGES], check=True)


def save_model(build: str, path: Path) -> Path:
    """Run the Python that makes `model`, in a process of its own, and save that."""
    code = f"import keras\n{build}\nmodel.save({str(path)!r})"
    environment = {**os.environ, "KERAS_BACKEND": "numpy", "TF_CPP_MIN_LOG_LEVEL": "3"}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment, capture_output=True)
    return path


def measure(command: list, **variables: str) -> tuple[float, float]:
    """Run a command; give its wall seconds and the peak of its process tree in MB."""
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    # As users have it: no backend chosen, and the second run of a file reads its bytecode.
    for name in ("KERAS_BACKEND", "PYTHONDONTWRITEBYTECODE"):
        environment.pop(name, None)
    environment |= variables
    began, peak = time.perf_counter(), 0.0
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            list(map(str, command)), stdout=output, stderr=output, env=environment
        )
        while process.poll() is None:
            peak = max(peak, sum(map(resident_megabytes, process_tree(process.pid))))
            time.sleep(0.01)
        seconds = time.perf_counter() - began
        if process.returncode:
            output.seek(0)
            sys.exit(f"{command[0]} failed: {output.read().decode()[-600:]}")
    return seconds, peak


def process_tree(pid: int, parent: bytes = b"") -> list[int]:
    """Give a process and its descendants, but no copy that is about to become another program.

    Such a copy still shares all memory with its parent, and would count it twice.
    """
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
        tasks = Path(f"/proc/{pid}/task").iterdir()
        children = [int(c) for task in tasks for c in (task / "children").read_text().split()]
    except OSError:
        return []
    own = [] if command == parent else [pid]
    return own + [found for child in children for found in process_tree(child, command)]


def resident_megabytes(pid: int) -> float:
    """Read how much of a process is in memory, 0 when it has ended."""
    try:
        return (
            int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE") / 1e6
        )
    except (OSError, IndexError):
        return 0.0


def ask_tensorflowjs(folder: Path) -> str:
    """Have TensorFlow.js load a folder."""
    done = subprocess.run(
        ["node", "-e", LOAD, folder], cwd=HERE.parent / "web", capture_output=True, text=True
    )
    return (done.stdout.strip() or done.stderr.strip()).splitlines()[-1]


def compare(model: Path, peer: Path, repeats: int, place: Path) -> bool:
    """Measure the exports in turns and print the ratios; tell whether both are below the bound."""
    ours, theirs = place / "ours", place / "theirs"
    export = [sys.executable, "-m", "kerasdigits", "export", model, ours]
    commands = {
        "kerasdigits export --check off": [*export, "--check", "off"],
        "kerasdigits export, with Node's check": export,
        "tensorflowjs_converter": [
            *(peer / "bin" / "tensorflowjs_converter", "--input_format=keras_keras"),
            *("--output_format=tfjs_layers_model", model, theirs),
        ],
    }
    results: dict[str, list] = {name: [] for name in commands}
    for _ in range(repeats):
        for name, command in commands.items():
            shutil.rmtree(ours, ignore_errors=True)
            shutil.rmtree(theirs, ignore_errors=True)
            results[name].append(measure(command))
            verdict = ask_tensorflowjs(ours if ours.exists() else theirs)
            results[name][-1] += (verdict,)
    medians = {
        name: [statistics.median(column) for column in list(zip(*rows, strict=True))[:2]]
        for name, rows in results.items()
    }
    peer_seconds, peer_peak = medians["tensorflowjs_converter"]
    for name, (seconds, peak) in medians.items():
        ratios = f"{seconds / peer_seconds:6.2f}{peak / peer_peak:6.2f}"
        print(f"{name:40}{seconds:7.2f} s{peak:7.0f} MB{ratios}   {results[name][-1][2]}")
    seconds, peak = medians["kerasdigits export --check off"]
    return seconds <= BOUND * peer_seconds and peak <= BOUND * peer_peak


def measure_large(name: str, place: Path) -> bool:
    """Export one of Keras's large models; tell whether its peak is within the allowance."""
    model = save_model(BUILD[name], place / f"{name}.keras")
    command = [sys.executable, "-m", "kerasdigits", "export", model, place / name]
    seconds, peak = measure([*command, "--check", "off"])
    size = sum(file.stat().st_size for file in (place / name).glob("*.bin")) / 1e6
    print(f"{name:40}{seconds:7.2f} s{peak:7.0f} MB   of which {size:.0f} MB are the weights")
    return peak <= size + ALLOWANCE_MB


def main() -> int:
    """Measure and print a row each; 1 when a bound is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, help="a .keras file; MNIST's cnn when left out")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--peer", type=Path, default=HERE / ".converter-venv")
    parser.add_argument("--make-peer", action="store_true", help="install the peer, then measure")
    options = parser.parse_args()
    if options.make_peer:
        make_peer(options.peer)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        good = []
        if (options.peer / "bin" / "tensorflowjs_converter").exists():
            model = options.model or save_model(BUILD["cnn"], place / "cnn.keras")
            good.append(compare(model, options.peer, options.repeats, place))
        else:
            print(f"No converter at {options.peer}: run with --make-peer to measure the ratios")
        good += [measure_large(name, place) for name in ("MobileNetV2", "ResNet50")]
    print("within all bounds" if all(good) else "A BOUND IS MISSED")
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
