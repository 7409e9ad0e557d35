"""How many samples a second does a fit train on, beside its peers?

    python benchmarks/training.py [--models mlp cnn] [--backends tensorflow jax torch] [--repeats 3]
                                  [--json FILE] [--picture FILE]

On MNIST, in batches of 64, with Adam: the median of the repeats, each a process of its own and each
the time of a third epoch (of less than 60,000 samples, a later one); ours and its peers take turns.
`mlp` is 784-30-10, `cnn` has strided convolutions of 8, 16 and 32 channels. The peers: plain Keras
`fit` on arrays, with `steps_per_execution=50` (not on PyTorch, which refuses it), with
`jit_compile` on or off, on `tf.data`; on PyTorch a loop over a `DataLoader`, and one over tensors;
on JAX one compiled epoch.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

BATCH_SIZE = 64
PEERS = {
    "tensorflow": ("ours", "keras", "keras 50", "keras other jit", "keras tf.data"),
    "jax": ("ours", "keras", "keras 50", "epoch"),
    "torch": ("ours", "keras", "raw loop", "dataloader"),
}


def measure(backend: str, model: str, peer: str, samples: int) -> float:
    """Give the samples a second that a process of its own reports."""
    worker = Path(__file__).with_name("training_peers.py")
    command = [sys.executable, str(worker), model, peer, str(samples)]
    environment = {**os.environ, "KERAS_BACKEND": backend}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{backend} {model} {peer}: {done.stderr.strip().splitlines()[-1]}")
    return float(done.stdout.split()[-1])


def show(rows: list[dict]) -> None:
    """Print a row a peer: samples a second, and ours over it."""
    for row in rows:
        ours = next(
            other["samples_per_second"]
            for other in rows
            if (other["backend"], other["model"], other["peer"])
            == (row["backend"], row["model"], "ours")
        )
        rate = row["samples_per_second"]
        print(
            f"{row['model']:5}{row['backend']:12}{row['peer']:18}{rate:12,.0f}/s"
            f"{ours / rate:8.2f} ours/it"
        )


def draw(rows: list[dict], path: Path) -> None:
    """Draw the samples a second of all peers, a panel a model."""
    import matplotlib.pyplot as plt

    models = sorted({row["model"] for row in rows})
    _, panels = plt.subplots(1, len(models), figsize=(6 * len(models), 5), squeeze=False)
    for panel, model in zip(panels[0], models, strict=True):
        chosen = [row for row in rows if row["model"] == model]
        names = [f"{row['backend']}: {row['peer']}" for row in chosen]
        colours = ["tab:orange" if row["peer"] == "ours" else "tab:grey" for row in chosen]
        panel.barh(names, [row["samples_per_second"] for row in chosen], color=colours)
        panel.invert_yaxis()
        panel.set(title=model, xlabel="samples a second")
    plt.tight_layout()
    plt.savefig(path)


def main() -> None:
    """Measure in turns, and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--models", nargs="+", default=["mlp", "cnn"])
    parser.add_argument("--backends", nargs="+", default=list(PEERS))
    parser.add_argument("--peers", nargs="+", help="[default: all]")
    parser.add_argument("--samples", type=int, default=60_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1e6, help="Start nothing after these.")
    parser.add_argument("--json", type=Path, dest="json_file")
    parser.add_argument("--picture", type=Path)
    chosen = parser.parse_args()
    cases = [
        (backend, model, peer)
        for model in chosen.models
        for backend in chosen.backends
        for peer in PEERS[backend]
        if chosen.peers is None or peer in chosen.peers
        # A compiled epoch with convolutions is many times slower on a CPU: no peer.
        if (model, peer) != ("cnn", "epoch")
    ]
    rates: dict[tuple[str, str, str], list[float]] = {case: [] for case in cases}
    began = time.perf_counter()
    for _ in range(chosen.repeats):
        for case in cases:
            if time.perf_counter() - began < chosen.seconds:
                rates[case].append(measure(*case, chosen.samples))
    rows = [
        {
            "backend": backend,
            "model": model,
            "peer": peer,
            "samples_per_second": statistics.median(found),
            "all": found,
        }
        for (backend, model, peer), found in rates.items()
        if found
    ]
    show(rows)
    if chosen.json_file:
        chosen.json_file.write_text(json.dumps(rows, indent=2) + "\n")
    if chosen.picture:
        draw(rows, chosen.picture)


if __name__ == "__main__":
    main()
