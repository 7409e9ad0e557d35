"""Publish a trained model: a checked model folder, and the page that shows it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kerasdigits import tfjs
from kerasdigits.errors import DataError, ModelError
from kerasdigits.models.keras2.version import KerasVersion
from kerasdigits.models.outputs import with_probabilities
from kerasdigits.models.untold import list_untold
from kerasdigits.publishing.destinations import Destination, add_to_site, require_room
from kerasdigits.publishing.epochs import write_epochs
from kerasdigits.publishing.exported_accuracy import ExportedAccuracy, measure_exported
from kerasdigits.publishing.page_data import write_data
from kerasdigits.publishing.presentation import Presentation, Shape, describe
from kerasdigits.publishing.test_samples import choose_test_samples
from kerasdigits.runs import RunFolder, RunRecord
from kerasdigits.tfjs.export import Check
from kerasdigits.tfjs.request import Companion, Format
from kerasdigits.tfjs.training_calls import TrainingCalls
from kerasdigits.training.evaluate import Evaluation
from kerasdigits.training.losses import LOSSES
from kerasdigits.training.prepare import make_peak_optimizer
from kerasdigits.training.trained import Trained

if TYPE_CHECKING:
    import keras


@dataclass(frozen=True)
class Publication:
    """What was published.

    Attributes:
        folder: The model folder.
        report: What the exporter wrote, and how it was checked.
        accuracy: What a quantized classifier still knows; None for anything else, and where
            TensorFlow.js could not be asked.
        page: The page that shows the model, None for a folder by itself.
        assumed: Sentences on what the page is told of the model that nobody said, or is not told.
        version: The Keras that wrote the model's file, where it states it.
        untold: Sentences on what that file does not say of the model.
    """

    folder: Path
    report: tfjs.ExportReport
    accuracy: ExportedAccuracy | None
    page: Path | None
    assumed: tuple[str, ...] = ()
    version: KerasVersion | None = None
    untold: tuple[str, ...] = ()

    @property
    def notes(self) -> list[str]:
        """What there is to say of the export and of its measurement."""
        notes = [*self.untold, *self.report.notes, *self.assumed]
        if self.version is not None and self.version.is_older:
            notes.insert(0, f"written by {self.version}, whose numbers the export keeps")
        if self.accuracy is not None and self.accuracy.note is not None:
            notes.append(self.accuracy.note)
        return notes


def publish(
    trained: Trained,
    destination: Destination,
    *,
    overwrite: bool = False,
    check: Check = "auto",
    format: Format = "auto",
    quantization: tfjs.Quantization | None = None,
    input_signature: list[tuple] | None = None,
    training_calls: TrainingCalls = "inference",
    presentation: Presentation | None = None,
    evaluation: Evaluation | None = None,
) -> Publication:
    """Write a model folder, and put it on its page.

    A run's model is exported with its softmax or sigmoid as a last layer, with its card and with
    the test samples that it keeps; any other model as it is.

    Args:
        trained: The model, with its run when it has one.
        destination: The folder and its site.
        overwrite: Replace a model folder that already exists.
        check: `auto`, `require` or `off`, as `tfjs.export` takes it.
        format: `auto`, `layers` or `graph`.
        quantization: How to store weights in fewer bytes.
        input_signature: What the model takes, where it does not say so itself.
        training_calls: `inference` or `as-called`, as `tfjs.export` takes it.
        presentation: How the page shows the model, where its run and its shape do not say so.
        evaluation: What a run's model does on its test set, where that is known already.

    Returns:
        What was published.

    Raises:
        ExportError: The model cannot be written, failed its check, or does not fit its
            presentation.
        SiteError: The page is not built, or the site holds another page.
    """
    presentation = presentation or Presentation()
    presentation.require_sound()
    require_room(destination, overwrite=overwrite, name=presentation.name)
    model = _as_published(trained)
    card = {} if trained.run is None else _make_card(trained.run.record)
    metadata, assumed = describe(presentation, model, card, _find_shape(input_signature))
    name = presentation.name or destination.folder.name
    companions, left_out = _list_companions(trained, model, name, evaluation)
    report = tfjs.export(
        model,
        destination.folder,
        **_take_samples(trained.run),
        metadata=metadata,
        name=name,
        overwrite=overwrite,
        check=check,
        format=format,
        quantization=quantization,
        input_signature=input_signature,
        training_calls=training_calls,
        companions=companions,
    )
    page = None if destination.site is None else add_to_site(destination.site)
    accuracy = None
    run = trained.run if trained.is_classifier else None
    if quantization is not None and report.check is not None and run is not None:
        accuracy = measure_exported(run, trained.model, destination.folder)
    untold = tuple(list_untold(trained.model, trained.version))
    said = (*assumed, *left_out)
    return Publication(destination.folder, report, accuracy, page, said, trained.version, untold)


def _find_shape(input_signature: list[tuple] | None) -> Shape | None:
    """Give the shape of the only input, where the user says it."""
    if input_signature is None or len(input_signature) != 1:
        return None
    return tuple(input_signature[0][0])


def _as_published(trained: Trained) -> keras.Model:
    """Append a run's link; keep optimizer and loss, at the constant rate that the run peaked at."""
    if trained.run is None:
        return trained.model
    record = trained.run.record
    config = record.config
    model = with_probabilities(trained.model, record.link)
    model.compile(make_peak_optimizer(config), LOSSES[record.loss].make_linked())
    return model


def _take_samples(run: RunFolder | None) -> dict[str, Any]:
    """Give the exporter the samples of a run, which prove the export."""
    if run is None:
        return {}
    samples = run.read_samples()
    labels = samples["y"] if run.record.data.task == "classification" else None
    return {"parity_inputs": samples["x"], "parity_labels": labels}


def _list_companions(
    trained: Trained, model: keras.Model, name: str, evaluation: Evaluation | None
) -> tuple[list[Companion], list[str]]:
    """List what the page loads of a run on demand, and say what there is not."""
    run = trained.run
    if run is None:
        return [], []
    companions: list[Companion] = [
        lambda folder, written: write_epochs(trained, model, name, folder, written),
        lambda folder, _: write_data(trained, name, folder),
    ]
    if run.record.data.preprocess is None or not trained.is_classifier:
        return companions, []
    try:
        chosen = choose_test_samples(run, trained.model, evaluation)
    except (DataError, ModelError) as error:
        return companions, [f"the page cannot show where the model fails: {error}"]
    return [*companions, lambda folder, _: chosen.write(name, folder)], []


def _make_card(record: RunRecord) -> dict[str, Any]:
    """Write what the page shows and needs of a run: the model's card."""
    config = record.config
    data = record.data
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
    columns = {"columns": list(data.columns)} if data.columns else {}
    return {
        "task": data.task,
        "output": "probabilities" if record.link != "linear" else None,
        "class_names": list(data.class_names),
        "preprocess": data.preprocess,
        **columns,
        "training": training,
    }
