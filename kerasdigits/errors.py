"""The project's exceptions: what is wrong, what was received, what to do."""

_LONGEST_RECEIVED = 240


class KerasdigitsError(Exception):
    """An error that the user can act on; the CLI prints it as one line and exits with 1.

    Args:
        what: What is wrong, one sentence without a final full stop.
        received: The offending value, shown as `Received: ...` and shortened when long.
        remedy: What to do about it, one sentence without a final full stop.
    """

    def __init__(self, what: str, *, received: object = None, remedy: str | None = None):
        parts = [what]
        if received is not None:
            text = " ".join(str(received).split())
            if len(text) > _LONGEST_RECEIVED:
                text = text[: _LONGEST_RECEIVED - 1] + "…"
            parts.append(f"Received: {text}")
        if remedy is not None:
            parts.append(remedy)
        super().__init__(". ".join(parts) + ".")


class BackendError(KerasdigitsError):
    """The asked backend or device is not there, or was asked for too late."""


class DataError(KerasdigitsError):
    """A data set, an image or a label cannot be used."""


class MissingDataError(DataError):
    """The files of a data set are not on this machine and were not downloaded."""


class ModelError(KerasdigitsError):
    """A model cannot be built, read or trained as asked."""


class RunError(KerasdigitsError):
    """A run folder exists already, is missing, or cannot be read or resumed."""


class ExportError(KerasdigitsError):
    """A model cannot be written for TensorFlow.js, or what was written failed its check."""


class CheckError(ExportError):
    """TensorFlow.js computes something else than Keras, or cannot run what was written."""


class SiteError(KerasdigitsError):
    """The static site cannot be assembled or served."""


class LessonError(KerasdigitsError):
    """There is no such lesson or term, or a lesson's folder cannot be written."""
