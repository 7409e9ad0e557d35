"""Hand a finished run over to the exporter: a model that puts out probabilities, and its card."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kerasdigits import site, tfjs
from kerasdigits.models.outputs import with_probabilities
from kerasdigits.runs import RunFolder, RunRecord
from kerasdigits.training.losses import LOSSES
from kerasdigits.training.optimizers import make_optimizer

if TYPE_CHECKING:
    import keras


def publish_run(
    run: RunFolder,
    model: keras.Model,
    destination: Path,
    *,
    overwrite: bool = False,
    check: str = "auto",
    format: str = "auto",
    quantization: tfjs.Quantization | None = None,
    input_signature: list[tuple] | None = None,
) -> tfjs.ExportReport:
    """Export a run with its link, metadata and test samples.

    Args:
        run: A complete run.
        model: Its model.
        destination: The model folder to write.
        overwrite: Replace a model folder that is there.
        check: As for `tfjs.export`.
        format: As for `tfjs.export`.
        quantization: As for `tfjs.export`.
        input_signature: As for `tfjs.export`.

    Returns:
        What was written.

    Raises:
        ExportError: The model cannot be written, or failed its check.
    """
    samples = run.read_samples()
    return tfjs.export(
        _compile_for_browser(run, model),
        destination,
        metadata=_describe(run.record),
        parity_inputs=samples["x"],
        parity_labels=samples["y"] if run.record.data.task == "classification" else None,
        name=destination.name,
        overwrite=overwrite,
        check=check,
        format=format,
        quantization=quantization,
        input_signature=input_signature,
    )


def find_site(destination: Path) -> Path | None:
    """Find the site that a model folder belongs to: `SITE/models/NAME` beside our page.

    Returns:
        The site, None when there is none.
    """
    models = destination.absolute().parent
    return models.parent if models.name == "models" and site.is_site(models.parent) else None


def check_page(folder: Path) -> None:
    """Check that the page can be put into a site, before a model is written for it.

    Raises:
        SiteError: The page is not built, or the folder holds another page.
    """
    site.web_files()
    site.refuse_foreign_page(folder)


def add_to_site(folder: Path) -> Path:
    """Complete a site around its model folders: copy the page, list the models.

    Args:
        folder: The site.

    Returns:
        The site's page.

    Raises:
        SiteError: The page is not built, or the folder holds another page.
    """
    site.assemble(folder)
    site.list_models(folder)
    return folder / "index.html"


def _compile_for_browser(run: RunFolder, model: keras.Model) -> keras.Model:
    """Append the link; keep optimizer and loss, at the constant rate that the run peaked at."""
    config = run.record.config
    published = with_probabilities(model, run.record.link)
    published.compile(
        make_optimizer(config.optimizer, config.learning_rate, "constant", 1, config.weight_decay),
        LOSSES[run.record.loss].make_linked(),
    )
    return published


def _describe(record: RunRecord) -> dict[str, Any]:
    """Write what the page shows and needs of a run: the model's card."""
    config, data = record.config, record.data
    training = {
        "data": data.name,
        "source": data.source,
        "model": config.model,
        "optimizer": config.optimizer,
        "loss": record.loss,
        "learning_rate": config.learning_rate,
        "schedule": config.schedule,
        "batch_size": config.batch_size,
        "epochs": len(record.history),
        "train_samples": data.train_samples,
        "test_samples": data.test_samples,
        "seed": config.seed,
        "backend": record.backend,
        "device": record.device,
        "keras_version": record.versions["keras"],
        "metrics": record.metrics,
    }
    if data.input_name is not None:
        training["input_name"] = data.input_name
    if data.output_name is not None:
        training["output_name"] = data.output_name
    return {
        "task": data.task,
        "output": "probabilities" if record.link != "linear" else None,
        "class_names": list(data.class_names),
        "preprocess": data.preprocess,
        "training": training,
    }
