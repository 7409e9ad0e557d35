"""Choose the Keras backend and its device before Keras is imported.

Keras reads its backend once, when it is first imported, and cannot change it
afterwards. Everything here therefore works through the environment and
imports neither Keras nor a backend until `device_name` is asked.
"""

import importlib.util
import json
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from kerasdigits.deferred import importing_little, without_importing_tensorflow
from kerasdigits.errors import BackendError, option

# Fastest first in Keras's own loop, by `python benchmarks/backends.py` before `fit` had steps of
# its own (docs/LOG.md has the numbers); the lessons' figures are measured on the first.
TRAINING_BACKENDS = ("tensorflow", "jax", "torch")
# For `fit` and its kin, which take our own steps, where `training/fastest.py` knows nothing of the
# model: JAX trains most models fastest (docs/records.md), and is the first to begin.
FITTING_BACKENDS = ("jax", "tensorflow", "torch")
# For `evaluate`, which runs a model over a whole data set: compiled, and quick to import.
MEASURING_BACKENDS = (*FITTING_BACKENDS, "numpy")
# Least to import first: reading and running a model needs no training backend.
# Keras's numpy backend computes its convolutions with jax, so it needs that too.
INFERENCE_BACKENDS = ("numpy", *TRAINING_BACKENDS)
_REASONS: dict[tuple[str, ...], str] = {
    TRAINING_BACKENDS: "the first choice of those installed",
    FITTING_BACKENDS: "the fastest installed for most models",
    MEASURING_BACKENDS: "the first to begin of those installed",
}
DEVICES = ("auto", "cpu", "gpu")

_REQUIRES = {"numpy": ("jax",), "tensorflow": ("tensorflow",), "jax": ("jax",), "torch": ("torch",)}
_INSTALL = {
    "numpy": "pip install jax",
    "tensorflow": "pip install 'kerasdigits[tensorflow]'",
    "jax": "pip install jax",
    "torch": "pip install 'kerasdigits[torch]'",
}
# What Keras itself writes to keras.json at its first import: not a choice of the user's.
_PRISTINE_KERAS_JSON = {
    "floatx": "float32",
    "epsilon": 1e-07,
    "backend": "tensorflow",
    "image_data_format": "channels_last",
}


@dataclass(frozen=True)
class BackendChoice:
    """The backend in use and why it was chosen.

    Attributes:
        name: `tensorflow`, `jax`, `torch` or `numpy`.
        reason: Who chose it, in a few words.
    """

    name: str
    reason: str


def use(
    name: str | None = None,
    device: str = "auto",
    *,
    candidates: tuple[str, ...] = TRAINING_BACKENDS,
) -> BackendChoice:
    """Make Keras use a backend and a device; call it before anything imports Keras.

    Args:
        name: `tensorflow`, `jax`, `torch` (or `numpy` where `candidates` has it). None takes that
            of a Keras that is imported already, as in a notebook; else what the user configured
            (`KERAS_BACKEND`, then `keras.json`), else the first installed one of `candidates`.
        device: `auto` takes a GPU when there is one, `cpu` hides it, `gpu` insists on it.
        candidates: The backends that can do the job, the preferred one first.

    Returns:
        The backend's name and the reason for the choice.

    Raises:
        BackendError: The backend is unknown, not installed, or not the one that this process has
            imported already; or a GPU was asked for and there is none.
    """
    choice = choose(name, device, candidates=candidates)
    if "keras" in sys.modules:
        _refuse_change(choice.name)
    else:
        os.environ["KERAS_BACKEND"] = choice.name
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
        # On a GPU the same seed gives the same weights only with these two.
        os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
        flags = os.environ.get("XLA_FLAGS", "")
        if "deterministic_ops" not in flags:
            os.environ["XLA_FLAGS"] = f"{flags} --xla_gpu_deterministic_ops=true".strip()
        if device == "cpu":
            hide_gpus()
        if choice.name == "tensorflow":
            _import_tensorflow_quietly()
        else:
            _import_keras_lean(choice.name)
    if device == "gpu":
        _require_gpu(choice.name)
    return choice


def choose(
    name: str | None = None,
    device: str = "auto",
    *,
    candidates: tuple[str, ...] = TRAINING_BACKENDS,
    reason: str | None = None,
) -> BackendChoice:
    """Choose as `use` does, and import nothing; the arguments are those of `use`.

    Args:
        name: As for `use`.
        device: As for `use`.
        candidates: As for `use`.
        reason: Why the first installed one of them is taken where nobody chose, in a few words.

    Returns:
        The backend's name and the reason for the choice.

    Raises:
        BackendError: The backend is unknown or not installed.
    """
    if device == "gpu":
        candidates = tuple(candidate for candidate in candidates if candidate != "numpy")
    if name is None and "keras" in sys.modules:
        return _check_usable(_find_running(), candidates)
    return _choose(name, candidates, reason)


def is_chosen(name: str | None) -> bool:
    """Tell whether the backend is settled: asked for, configured, or running already."""
    return name is not None or "keras" in sys.modules or _configured() is not None


def hide_gpus() -> None:
    """Make every backend that is imported later in this process run on the CPU."""
    os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
    os.environ["JAX_PLATFORMS"] = "cpu"
    os.environ["KERAS_TORCH_DEVICE"] = "cpu"


def is_installed(name: str) -> bool:
    """Tell whether all packages that a backend needs are installed, without importing them."""
    return all(importlib.util.find_spec(package) is not None for package in _REQUIRES[name])


def install_command(name: str) -> str:
    """Give the shell command that installs a backend."""
    return _INSTALL[name]


def version(name: str) -> str | None:
    """Give the installed version of a backend's package, None when it is not installed."""
    import importlib.metadata

    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        # The CPU-only build of TensorFlow is a package of another name.
        return version("tensorflow-cpu") if name == "tensorflow" else None


def device_name() -> str:
    """Name the device that the imported backend computes on: `cpu` or `gpu (ITS NAME)`."""
    name = os.environ.get("KERAS_BACKEND", "")
    gpus = _gpus(name)
    return f"gpu ({gpus[0]})" if gpus else "cpu"


def _choose(
    name: str | None, candidates: tuple[str, ...], reason: str | None = None
) -> BackendChoice:
    if name is not None:
        return _check_usable(BackendChoice(name, "asked for"), candidates)
    configured = _configured()
    if configured is not None:
        return _check_usable(configured, candidates)
    for candidate in candidates:
        if is_installed(candidate):
            return BackendChoice(candidate, reason or _REASONS.get(candidates, "installed"))
    raise BackendError(
        "No Keras backend is installed", remedy=f"Install one: {_INSTALL[TRAINING_BACKENDS[0]]}"
    )


def _check_usable(choice: BackendChoice, candidates: tuple[str, ...]) -> BackendChoice:
    name = choice.name
    if name not in candidates:
        raise BackendError(
            "This does not run on that Keras backend",
            received=f"{name} ({choice.reason})",
            remedy=f"Choose one of {', '.join(candidates)}",
        )
    if not is_installed(name):
        raise BackendError(
            f"The {name} backend is not installed ({choice.reason})",
            remedy=f"Install it: {_INSTALL[name]}",
        )
    return choice


def _configured() -> BackendChoice | None:
    """Read the user's choice as Keras would: the environment first, then keras.json."""
    if os.environ.get("KERAS_BACKEND"):
        return BackendChoice(os.environ["KERAS_BACKEND"], "KERAS_BACKEND")
    path = Path(os.environ.get("KERAS_HOME", Path.home() / ".keras")) / "keras.json"
    try:
        config = json.loads(path.read_text())
    except (OSError, ValueError):
        return None
    if not isinstance(config, dict) or config == _PRISTINE_KERAS_JSON or "backend" not in config:
        return None
    return BackendChoice(str(config["backend"]), str(path))


def _import_tensorflow_quietly() -> None:
    """Import TensorFlow without the lines that its C++ part prints before any log level counts."""
    with tempfile.TemporaryFile() as silenced:
        stderr = os.dup(2)
        os.dup2(silenced.fileno(), 2)
        try:
            with importing_little("tensorflow"):  # Keras comes with it
                import tensorflow  # noqa: F401
        finally:
            os.dup2(stderr, 2)
            os.close(stderr)


def _import_keras_lean(name: str) -> None:
    """Import Keras without what it does not use at once: on JAX a third of the time."""
    with importing_little(name):
        import keras  # noqa: F401


def _find_running() -> BackendChoice:
    import keras

    return BackendChoice(keras.config.backend(), "Keras runs on it already")


def _refuse_change(name: str) -> None:
    running = _find_running().name
    if running != name:
        raise BackendError(
            f"Keras runs on {running} already and cannot change in one process",
            received=name,
            remedy="Choose the backend before Keras is imported",
        )


def _require_gpu(name: str) -> None:
    if not _gpus(name):
        raise BackendError(
            f"The {name} backend sees no GPU",
            received=option("device", "gpu"),
            remedy=f"Use {option('device', 'auto')} or cpu, or install the backend's GPU build",
        )


def _gpus(name: str) -> list[str]:
    """List the GPUs that a backend sees; it imports that backend."""
    if name == "tensorflow":
        import tensorflow as tf

        details = tf.config.experimental.get_device_details
        gpus = tf.config.list_physical_devices("GPU")
        return [details(gpu).get("device_name", gpu.name) for gpu in gpus]
    if name == "jax":
        import jax

        return [device.device_kind for device in jax.devices() if device.platform == "gpu"]
    if name == "torch":
        import torch

        if os.environ.get("KERAS_TORCH_DEVICE") == "cpu":
            return []
        if torch.backends.mps.is_available():
            return ["Apple"]
        return [torch.cuda.get_device_name(i) for i in range(torch.cuda.device_count())]
    return []


def seed(value: int) -> None:
    """Seed Python, NumPy and the imported backend, and make its sums repeatable.

    Args:
        value: The seed, 0 to 2**32 - 1.
    """
    import keras

    with without_importing_tensorflow():
        keras.utils.set_random_seed(value)
    if keras.config.backend() == "tensorflow":
        import tensorflow as tf

        tf.config.experimental.enable_op_determinism()
    elif keras.config.backend() == "torch":
        import torch

        # On a CPU the sums are repeatable anyway, and this setting is many times slower there.
        torch.use_deterministic_algorithms(torch.cuda.is_available(), warn_only=True)
