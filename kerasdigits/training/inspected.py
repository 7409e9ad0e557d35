"""What is in a run folder or a model, without Keras: what `kerasdigits inspect` prints."""

from pathlib import Path
from typing import Any

from kerasdigits.models.doors import refuse_unknown
from kerasdigits.models.strangers.inspect import inspect_model
from kerasdigits.runs import RunFolder


def inspect(path: Path) -> dict[str, Any]:
    """Tell what a run or a model holds, and what of it would be refused.

    Args:
        path: A run folder, or what `models.strangers.inspect.inspect_model` takes.

    Returns:
        The inspection as JSON; `run` is what the run's record says, or None.

    Raises:
        RunError: The run's record cannot be read, or it has no model yet.
        ModelError: There is no model, or it is damaged.
    """
    if not path.exists():
        raise refuse_unknown(path)
    if not (path / "run.json").is_file():
        return {"run": None, **inspect_model(path).to_json()}
    run = RunFolder(path)
    model = run.model_path
    if not model.is_file():
        model, _ = run.read_checkpoint()
    told = {**inspect_model(model).to_json(), "path": str(path)}
    return {"run": {**_tell(run), "model_file": str(model.relative_to(path))}, **told}


def _tell(run: RunFolder) -> dict[str, Any]:
    record = run.record
    return {
        "status": record.status,
        "data": record.data.name,
        "architecture": record.config.model,
        "epochs": len(record.history),
        "of_epochs": record.config.epochs,
        "backend": record.backend,
        "versions": record.versions,
        "metrics": record.metrics,
    }
