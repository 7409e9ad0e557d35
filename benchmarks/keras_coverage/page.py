"""The page docs/keras-coverage.md: its text, and the rows that it holds."""

import re
from pathlib import Path

from keras_coverage.measure import ENGINES, Result
from keras_coverage.rows import since

PAGE = Path(__file__).parents[2] / "docs" / "keras-coverage.md"
_HEAD = """\
# What of Keras is carried, and where it is right

Measured by `python benchmarks/keras_coverage`: every layer of Keras and every operation of
`keras.ops` in a small model, against Keras's own outputs; a test measures a few rows anew, drawn at
random. *route* is the one that `--format auto` takes. *native*: TensorFlow.js has the layer;
*composed*: it is written as other layers of TensorFlow.js; *graph*: as operations of a graph model;
*refused*: by the words of the note. An engine is *right* when it is within 1e-5 of each output's
largest value: cpu and wasm in Node, webgl in Chromium (drawn by software). What came with
Keras 3.16 was measured on its nightly build, all else on 3.15.
"""
_TABLE = "\n| {what} | since Keras | route | exactness | cpu | wasm | webgl | note |\n"
_RULE = "|---|---|---|---|---|---|---|---|\n"


def write_page(results):
    """Write the page.

    Args:
        results: Name -> Result; operations begin with `ops.`.

    Returns:
        Its text.
    """
    layers = {name: row for name, row in results.items() if not name.startswith("ops.")}
    operations = {name: row for name, row in results.items() if name.startswith("ops.")}
    parts = [_HEAD]
    for title, rows in (("Layers", layers), ("Operations", operations)):
        parts.append(f"\n## {title}\n\n{_count(rows)}\n")
        parts.append(_TABLE.format(what=title.lower()[:-1]) + _RULE)
        parts += [_write_row(name, rows[name]) for name in sorted(rows, key=str.lower)]
    return "".join(parts)


def read_rows(text):
    """Read the rows of a page.

    Args:
        text: The page.

    Returns:
        Name -> Result.
    """
    found = {}
    for line in re.findall(r"^\| `.*$", text, re.MULTILINE):
        name, _, route, exactness, *engines, note = (c.strip() for c in line.split("|")[1:-1])
        states = {engine: state for engine, state in zip(ENGINES, engines, strict=True) if state}
        found[name.strip("`")] = Result(route, exactness, states, note)
    return found


def _write_row(name, row):
    engines = [row.engines.get(engine, "") for engine in ENGINES]
    note = row.note.replace("](", "] (")  # which would be a link
    cells = [f"`{name}`", since(name), row.route, row.exactness, *engines, note]
    return "| " + " | ".join(cells) + " |\n"


def _count(rows):
    routes = [row.route for row in rows.values()]
    wrong = [row for row in rows.values() if set(row.engines.values()) - {"right"}]
    counts = f"{routes.count('layers')} by layers, {routes.count('graph')} by a graph, "
    return (
        f"{len(rows)} rows: {counts}{routes.count('none')} refused; "
        f"{len(wrong)} wrong on some engine."
    )
