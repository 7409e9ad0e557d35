"""The project's exceptions: what is wrong, what was received, what to do."""

import difflib
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LONGEST_WHAT = 400
LONGEST_RECEIVED = 240
_NEAR = 0.5  # of 1, at which a name is as typed
_TYPED: ContextVar[bool] = ContextVar("typed", default=False)
# Parameters whose option has another name.
_OTHERWISE = {"input_signature": "input"}
# Options that remedies name, and that are parameters of a function, too.
# A text, which `re` compiles and keeps when one is spelled: `--help` does without.
_OPTION = (
    r"--(?:(format|training-calls|custom-objects) ([a-z:-]+)"
    r"|(download|unsafe)\b|(weights|signature|training-calls)\b)"
)
# What a terminal obeys or cannot show: controls but for the tab and the end of a line, halves of
# surrogate pairs, and marks that turn the direction of a text.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


@contextmanager
def on_the_command_line() -> Iterator[None]:
    """Spell parameters as they are typed there, in the errors that are raised in the block."""
    token = _TYPED.set(True)
    try:
        yield
    finally:
        _TYPED.reset(token)


def is_typed() -> bool:
    """Tell whether parameters are spelled as they are typed on the command line."""
    return _TYPED.get()


def spell(text: str) -> str:
    """Write the options that a text names as whoever reads it knows them.

    Args:
        text: What names options as they are typed, such as `Export it with --format graph`.

    Returns:
        The text itself on the command line; in Python `Export it with format="graph"`.
    """
    return text if _TYPED.get() else re.sub(_OPTION, _as_parameter, text)


def _as_parameter(found: re.Match[str]) -> str:
    valued, value, switch, plain = found.groups()
    if valued == "custom-objects":
        return f'custom_objects=["{value}"]'
    if valued:
        return f'{valued.replace("-", "_")}="{value}"'
    return f"{switch}=True" if switch else f"the argument {plain.replace('-', '_')}"


def option(name: str, value: object = None) -> str:
    """Name a parameter as whoever reads the error knows it.

    Args:
        name: Its Python name, such as `batch_size`.
        value: What it is set to, where that is to be said.

    Returns:
        `batch_size` and `batch_size 32` in Python, `--batch-size` and `--batch-size 32` on the
        command line; what is switched on has no value.
    """
    typed = f"--{_OTHERWISE.get(name, name).replace('_', '-')}"
    spelled = typed if _TYPED.get() else name
    return spelled if value is None or value is True else f"{spelled} {value}"


def ask_if_meant(word: str, known: Iterable[str], most: int = 1) -> str:
    """Ask whether a name that is not known is one that is.

    Args:
        word: What was given.
        known: The names that there are, in lower case.
        most: How many of them to name at most.

    Returns:
        `Did you mean a or b?`: those that hold the word, then those that are spelled like it; empty
        where there are none.
    """
    folded, names = word.strip().lower(), list(known)
    holding = [name for name in names if len(folded) > 1 and folded in name]
    alike = difflib.get_close_matches(folded, names, n=most)
    near = list(dict.fromkeys([*holding, *alike]))[:most]
    return f"Did you mean {join_words(near, 'or')}?" if near else ""


def join_words(words: Iterable[str], last: str = "and") -> str:
    """Write several names as a sentence does: `a, b and c`.

    Args:
        words: The names.
        last: What stands before the last one.
    """
    *others, end = words
    return f"{', '.join(others)} {last} {end}" if others else end


def drop_middle(text: str, longest: int) -> str:
    """Shorten a text to its beginning and its end, which is where errors of libraries say why.

    Args:
        text: The text.
        longest: The most characters to keep.
    """
    if len(text) <= longest:
        return text
    begin = (longest - 3) // 3
    return f"{text[:begin]} … {text[begin + 3 - longest :]}"


def as_printed(text: str) -> str:
    """Write what a terminal would obey or could not show as Python escapes it: names may hold it.

    Args:
        text: What is to be printed, of which a part may be a stranger's.
    """
    return _UNPRINTABLE.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def _as_line(text: str, longest: int) -> str:
    return drop_middle(as_printed(" ".join(text.split())), longest)


class KerasdigitsError(Exception):
    """An error that the user can act on; the CLI prints it as one line and exits with 1.

    Args:
        what: What is wrong, one sentence without a final full stop; a long one loses its middle.
        received: The offending value, shown as `Received: ...`; a long one loses its middle.
        remedy: What to do about it, one sentence without a final full stop; or a question.
    """

    def __init__(self, what: str, *, received: object = None, remedy: str | None = None):
        parts = [_as_line(what, LONGEST_WHAT)]
        if received is not None:
            text = re.sub(r"(?<=[a-z)'])\.$", "", _as_line(str(received), LONGEST_RECEIVED))
            parts.append(f"Received: {text}")
        if remedy is not None:
            parts.append(spell(remedy))
        asks = remedy is not None and remedy.endswith("?")
        super().__init__(". ".join(parts) + ("" if asks else "."))


class BackendError(KerasdigitsError):
    """The asked backend or device is not there, or was asked for too late."""


class DataError(KerasdigitsError):
    """A data set, an image or a label cannot be used."""


class MissingDataError(DataError):
    """The files of a data set are not on this machine and were not downloaded."""


class ModelError(KerasdigitsError):
    """A model cannot be built, read or trained as asked."""


class CustomObjectError(ModelError):
    """A model needs a class or a function that nobody has registered."""


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


class PracticeError(KerasdigitsError):
    """There is no such exercise or hole, or a learner's file cannot be read or written."""
