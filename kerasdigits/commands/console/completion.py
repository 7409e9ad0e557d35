"""What the shell offers after TAB: data, models, and the runs and files that are here."""

from collections.abc import Iterable
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from kerasdigits.models.registry import ARCHITECTURES


def complete_data(
    context: click.Context, parameter: click.Parameter, typed: str
) -> list[CompletionItem]:
    """Offer the data sets, and files where none of them fits."""
    from kerasdigits.data import NAMES

    return _offer(typed, NAMES)


def complete_architectures(
    context: click.Context, parameter: click.Parameter, typed: str
) -> list[CompletionItem]:
    """Offer the models that `fit` builds, and files where none of them fits."""
    return _offer(typed, ARCHITECTURES)


def complete_runs(
    context: click.Context, parameter: click.Parameter, typed: str
) -> list[CompletionItem]:
    """Offer the runs below `runs/`, and files where none of them fits."""
    # A hidden one waits for its completion, and is named by the run that it is to replace.
    found = [record.parent for record in Path("runs").glob("[!.]*/run.json")]
    return _offer(typed, sorted(map(str, found)))


def complete_models(
    context: click.Context, parameter: click.Parameter, typed: str
) -> list[CompletionItem]:
    """Offer the model folders of the page in `web/`, and files where none of them fits."""
    found = Path("web/models").glob("*/model.json")
    return _offer(typed, sorted(str(model.parent) for model in found))


def _offer(typed: str, names: Iterable[str]) -> list[CompletionItem]:
    found = [CompletionItem(name) for name in names if name.startswith(typed)]
    return found or [CompletionItem(typed, type="file")]
