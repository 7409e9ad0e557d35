"""How long until the page's first prediction, and how long a prediction takes after that?

    python benchmarks/page.py SITE MODEL [--loads 7] [--json FILE]

SITE is a folder that `kerasdigits export` completed, MODEL one of its models that reads pictures.
The peer is what a tutorial's page does, in the same Chromium: tf.min.js of the same TensorFlow.js
(from npm, into a temporary folder) loads the same model by `tf.loadLayersModel`, on its cpu
backend. Loads alternate; each is a fresh context, over http from this machine. Medians.
"""

import argparse
import functools
import json
import shutil
import statistics
import tempfile
import threading
from pathlib import Path

from page_bytes import fetch_tfjs
from playwright.sync_api import Browser, sync_playwright

from kerasdigits.loopback import LoopbackHandler, LoopbackServer

# Notes when the page's first model has answered: its face is put on globalThis before.
NOTE_OURS = """
  Object.defineProperty(globalThis, 'kerasdigits', {configurable: true, set(face) {
    Object.defineProperty(globalThis, 'kerasdigits', {value: face});
    face.ready.then(() => face.predict(new Float32Array(SIZE), 1))
      .then(() => { globalThis.firstPrediction = performance.now(); });
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
      const x = tf.zeros([n, ...shape]);
      const y = model.predict(x);
      await y.data();
      tf.dispose([x, y]);
    };
    await globalThis.ask(1);
    globalThis.firstPrediction = performance.now();
  }
  globalThis.settled = start();
</script></html>
"""
# The median time of an answer for n rows, in milliseconds, once the page has come to rest.
TIME = """async ([ask, n, repeats]) => {
  const times = [];
  for (let i = 0; i < repeats; i++) {
    const started = performance.now();
    await (ask === 'ours' ? kerasdigits.predict(new Float32Array(n * SIZE), n) : globalThis.ask(n));
    times.push(performance.now() - started);
  }
  return times.sort((a, b) => a - b)[repeats >> 1];
}"""


def prepare(site: Path, model: str, folder: Path) -> int:
    """Put the site and the peer's page into one folder; give how many numbers the model reads."""
    shutil.copytree(site, folder, dirs_exist_ok=True)
    with tempfile.TemporaryDirectory() as packages:
        shutil.copy(fetch_tfjs(Path(packages)), folder / "tf.min.js")
    (folder / "peer.html").write_text(PEER.replace("MODEL", model))
    document = json.loads((folder / "models" / model / "model.json").read_text())
    inputs = document["userDefinedMetadata"]["kerasdigits"]["parity"]["inputs"]
    size = 1
    for length in inputs[0]["shape"][1:]:
        size *= length
    return size


def load(browser: Browser, url: str, who: str, size: int) -> dict[str, float]:
    """Load a page once; give its times in milliseconds."""
    context = browser.new_context()
    page = context.new_page()
    if who == "ours":
        page.add_init_script(NOTE_OURS.replace("SIZE", str(size)))
    page.goto(url)
    page.evaluate("globalThis.kerasdigits?.settled ?? globalThis.settled")
    page.wait_for_function("() => globalThis.firstPrediction !== undefined")
    time = TIME.replace("SIZE", str(size))
    found = {"first prediction": page.evaluate("globalThis.firstPrediction")}
    for n, repeats in ((1, 201), (64, 21)):
        found[f"batch of {n}"] = page.evaluate(time, [who, n, repeats])
    context.close()
    return found


def main() -> None:
    """Print a row a measure: ours, the peer's, and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("site", type=Path)
    parser.add_argument("model")
    parser.add_argument("--loads", type=int, default=7)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        folder = Path(temporary)
        size = prepare(arguments.site, arguments.model, folder)
        handler = functools.partial(LoopbackHandler, directory=str(folder))
        server = LoopbackServer(handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        executable = shutil.which("chromium")
        browser = playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--disable-gpu"]
        )
        pages = {
            "ours": f"{address}/index.html?model={arguments.model}&start=empty",
            "tf.min.js": f"{address}/peer.html",
        }
        loads: dict[str, list[dict[str, float]]] = {name: [] for name in pages}
        for _ in range(arguments.loads):
            for name, url in pages.items():
                loads[name].append(load(browser, url, name, size))
        browser.close()
        server.shutdown()
    found = {
        measure: {
            name: statistics.median(one[measure] for one in rows) for name, rows in loads.items()
        }
        for measure in loads["ours"][0]
    }
    print(f"{'milliseconds, median':24}{'ours':>10}{'tf.min.js':>12}{'ratio':>8}")
    for measure, times in found.items():
        ratio = times["ours"] / times["tf.min.js"]
        print(f"{measure:24}{times['ours']:10.2f}{times['tf.min.js']:12.2f}{ratio:8.2f}")
    if arguments.json is not None:
        arguments.json.write_text(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
