"""How long until the page's first prediction, and how long a prediction takes after that?

    python benchmarks/page.py SITE MODEL [--old SITE] [--loads 7] [--json FILE]

SITE is a folder that `kerasdigits export` completed, MODEL one of its models that reads pictures.
The peers, in the same Chromium: what a tutorial's page does, tf.min.js of the same TensorFlow.js
(from npm, into a temporary folder) with the same model by `tf.loadLayersModel`, on its cpu backend;
and what somebody writes who needs no library, the same layers as loops over typed arrays
(plain_peer.js). All read the same random rows; the answers of the second have to be ours, to 1e-4.
`--old` is a site of an earlier commit with the same model, measured as ours is. Loads alternate;
each is a fresh context, over http from this machine. Medians. Where others use the machine, the
processor time of the page's thread until the first prediction tells more than the clock.
"""

import argparse
import functools
import json
import shutil
import statistics
import tempfile
import threading
from pathlib import Path
from typing import Any

from chromium_trace import tasks_of, thread_of, watch_trace
from page_bytes import fetch_tfjs
from playwright.sync_api import Browser, sync_playwright

from kerasdigits.loopback import LoopbackHandler, LoopbackServer

# Notes when the page's first model has answered: its face is put on globalThis before.
NOTE_OURS = """
  Object.defineProperty(globalThis, 'kerasdigits', {configurable: true, set(face) {
    Object.defineProperty(globalThis, 'kerasdigits', {value: face});
    face.ready.then(() => face.predict(new Float32Array(SIZE), 1))
      .then(() => { globalThis.firstPrediction = performance.now(); performance.mark('first'); });
  }});
"""
PEER = """<!doctype html><html lang="en"><meta charset="utf-8"><title>peer</title>
<script src="tf.min.js"></script>
<script>
  async function start() {
    await tf.setBackend('cpu');
    const model = await tf.loadLayersModel('models/MODEL/model.json');
    const shape = model.inputs[0].shape.slice(1);
    globalThis.ask = async (n) => {
      const x = tf.tensor(globalThis.rows(n * SIZE), [n, ...shape]);
      const y = model.predict(x);
      await y.data();
      tf.dispose([x, y]);
    };
    await globalThis.ask(1);
    globalThis.firstPrediction = performance.now();
    performance.mark('first');
  }
  globalThis.settled = start();
</script></html>
"""
PLAIN = """<!doctype html><html lang="en"><meta charset="utf-8"><title>peer</title>
<script src="plain_peer.js"></script>
<script>
  async function start() {
    const json = await (await fetch('models/MODEL/model.json')).json();
    const files = json.weightsManifest.flatMap((group) => group.paths);
    const parts = await Promise.all(
      files.map(async (file) => (await fetch('models/MODEL/' + file)).arrayBuffer()));
    const weights = new Float32Array(await new Blob(parts).arrayBuffer());
    const predict = readPlain(json, weights);
    globalThis.ask = (n) => predict(globalThis.rows(n * SIZE), n);
    globalThis.ask(1);
    globalThis.firstPrediction = performance.now();
    performance.mark('first');
  }
  globalThis.settled = start();
</script></html>
"""
# The same numbers on all pages, half of them 0 as in a drawing; each count is made once.
ROWS = """
  globalThis.rows = ((made) => (count) => made[count] ??= Float32Array.from({length: count},
    (_, i) => Math.max(0, Math.sin(i * 12.9898) * 43758.5453 % 1)))({});
"""
# The median time of an answer for n rows, in milliseconds, once the page has come to rest.
TIME = """async ([ask, n, repeats]) => {
  const times = [];
  for (let i = 0; i < repeats; i++) {
    const started = performance.now();
    await (ask ? kerasdigits.predict(rows(n * SIZE), n) : globalThis.ask(n));
    times.push(performance.now() - started);
  }
  return times.sort((a, b) => a - b)[repeats >> 1];
}"""


# The pages that are kerasdigits', which are asked through its face.
OURS = ("ours", "old")


def prepare(site: Path, old: Path | None, model: str, folder: Path) -> int:
    """Put the sites and the peers' pages into one folder; give how many numbers the model reads."""
    shutil.copytree(site, folder, dirs_exist_ok=True)
    if old is not None:
        shutil.copytree(old, folder / "old")
    with tempfile.TemporaryDirectory() as packages:
        shutil.copy(fetch_tfjs(Path(packages)), folder / "tf.min.js")
    document = json.loads((folder / "models" / model / "model.json").read_text())
    inputs = document["userDefinedMetadata"]["kerasdigits"]["parity"]["inputs"]
    size = 1
    for length in inputs[0]["shape"][1:]:
        size *= length
    for name, page in (("peer", PEER), ("plain", PLAIN)):
        text = page.replace("MODEL", model).replace("SIZE", str(size))
        (folder / f"{name}.html").write_text(text)
    shutil.copy(Path(__file__).with_name("plain_peer.js"), folder)
    return size


def processor_time(events: list[dict]) -> float:
    """The milliseconds that the page's thread worked, from the navigation to its prediction."""
    first = next(event for event in events if event["name"] == "first")
    before = [
        event
        for event in events
        if thread_of(event) == thread_of(first) and event["ts"] < first["ts"]
    ]
    begun = max(event["ts"] for event in before if event["name"] == "navigationStart")
    work = 0.0
    for task in tasks_of(before):
        if begun <= task["ts"]:
            # The task in which it answers goes on after that.
            share = min(1.0, (first["ts"] - task["ts"]) / max(1, task["dur"]))
            work += share * task.get("tdur", 0)
    return work / 1000


def load(browser: Browser, url: str, who: str, size: int) -> dict[str, Any]:
    """Load a page once; give its times in milliseconds."""
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(ROWS)
    if who in OURS:
        page.add_init_script(NOTE_OURS.replace("SIZE", str(size)))
    with watch_trace(page) as events:
        page.goto(url)
        page.evaluate("globalThis.kerasdigits?.settled ?? globalThis.settled")
        page.wait_for_function("() => globalThis.firstPrediction !== undefined")
    time = TIME.replace("SIZE", str(size))
    found = {
        "first prediction": page.evaluate("globalThis.firstPrediction"),
        "... processor time": processor_time(events),
    }
    answer = {
        **dict.fromkeys(OURS, f"kerasdigits.predict(rows({3 * size}), 3).then(a => [...a])"),
        "plain loops": "ask(3).flatMap(a => [...a])",
    }.get(who)
    found["answer"] = page.evaluate(answer) if answer else []
    for n, repeats in ((1, 201), (64, 11)):
        found[f"batch of {n}"] = page.evaluate(time, [who in OURS, n, repeats])
    context.close()
    return found


def require_same_answers(loads: dict[str, list[dict[str, Any]]]) -> None:
    """End where the plain loops, or an earlier page, compute another model than ours."""
    ours = loads["ours"][0]["answer"]
    for name in ("plain loops", "old"):
        theirs = loads[name][0]["answer"] if name in loads else ours
        if max(abs(a - b) for a, b in zip(ours, theirs, strict=True)) > 1e-4:
            raise SystemExit(f"{name}: other answers than the page's")


def main() -> None:
    """Print a row a measure: ours, the peer's, and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("site", type=Path)
    parser.add_argument("model")
    parser.add_argument("--old", type=Path)
    parser.add_argument("--loads", type=int, default=7)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        folder = Path(temporary)
        size = prepare(arguments.site, arguments.old, arguments.model, folder)
        handler = functools.partial(LoopbackHandler, directory=str(folder))
        server = LoopbackServer(handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        executable = shutil.which("chromium")
        browser = playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--disable-gpu"]
        )
        query = f"index.html?model={arguments.model}&start=empty"
        pages = {
            "ours": f"{address}/{query}",
            **({"old": f"{address}/old/{query}"} if arguments.old else {}),
            "tf.min.js": f"{address}/peer.html",
            "plain loops": f"{address}/plain.html",
        }
        loads: dict[str, list[dict[str, Any]]] = {name: [] for name in pages}
        for _ in range(arguments.loads):
            for name, url in pages.items():
                loads[name].append(load(browser, url, name, size))
        browser.close()
        server.shutdown()
    require_same_answers(loads)
    found = {
        measure: {
            name: statistics.median(one[measure] for one in rows) for name, rows in loads.items()
        }
        for measure in loads["ours"][0]
        if measure != "answer"
    }
    print(f"{'milliseconds, median':24}" + "".join(f"{name:>14}{'ratio':>8}" for name in pages))
    for measure, times in found.items():
        texts = (f"{time:14.3f}{times['ours'] / time:8.2f}" for time in times.values())
        print(f"{measure:24}" + "".join(texts))
    if arguments.json is not None:
        arguments.json.write_text(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
