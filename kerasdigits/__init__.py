"""Train a Keras 3 model on any backend and run it in a browser with the same numbers.

    import kerasdigits as kd

    run = kd.fit(data="digits", model="cnn", epochs=10)
    run.evaluate().metrics
    run.export("web/models/digits-cnn")

Public is what `__all__` names here and in `kerasdigits.tfjs`, and the command line; all else may
change with any version. Importing this package imports no Keras: the backend is chosen first, and
Keras reads that choice when it is imported.

    api.py           the public face: fit, load_run, load_model, load_data
    run.py           a run as a notebook has it
    entry.py         where a command begins
    cli.py           the click group; where an error becomes one line
    commands/        one file a command: parse, call the library, print
    lessons/         the course: a folder a chapter, a file a lesson
    practice/        exercises with holes, and the judge that checks them
    doctor.py        what this machine has
    publishing/      a run becomes a model folder on a page
    training/        fit, evaluate, predict, find a learning rate
    autodiff.py      value and gradient of a function, on every backend
    models/          the registry of architectures; loading; our own Keras objects
    runs/            the run folder and its record
    site.py          assemble and serve the page
    data/            one file a source of data; from a drawing or photo to an input
    tfjs/            the exporter, which knows nothing of digits
    backend.py       the backend and device, before Keras is imported
    deferred.py      modules that are imported when they are first used
    plots.py         every matplotlib figure of the product
    web_files.py     where the built page is
    loopback.py      a web server that only this machine reaches
    schemas/         JSON Schemas of files, and of what --json prints
    upgrade.py       a document of an earlier version becomes one of this
    files.py         write files and folders atomically
    zip_member.py    where the bytes of a part lie in a zip archive
    errors.py        the exceptions that become one line
    version.py       the version
"""

from typing import TYPE_CHECKING, Any

from kerasdigits.errors import KerasdigitsError
from kerasdigits.version import __version__

if TYPE_CHECKING:
    from kerasdigits.api import Run, fit, load_data, load_model, load_run

__all__ = [
    "KerasdigitsError",
    "Run",
    "__version__",
    "fit",
    "load_data",
    "load_model",
    "load_run",
]


def __getattr__(name: str) -> Any:
    """Load the public face when it is first used: the command line answers without it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from kerasdigits import api

    return getattr(api, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
