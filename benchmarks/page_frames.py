"""Does the page stay smooth while somebody draws, trains and teaches?

    python benchmarks/page_frames.py SITE MODEL... [--slow 4] [--mnist mnist.npz] [--json FILE]

SITE is a folder that `kerasdigits export` completed, the MODELs some of its models that read
digits. In Chromium, over http from this machine:

- drawing: how long the page's thread works for one movement of the pen, from the event to the end
  of the frame with the new bars (handlers, styles, layout and painting), slowed down `--slow`
  times, by itself and with the maps of "Look inside" on the same screen; and the processor time of
  its frames, measured at full speed, that many times. Median, the 95th of 100, the largest;
- training in the worker (on the samples beside the model, and on all of MNIST where its file is
  given) and teaching one's own drawings: seconds, the share of held-out samples that is answered
  rightly, and of the page's thread the longest task by the clock and the one of most processor
  time: where others use the machine, only the latter tells what the page does.
"""

import argparse
import functools
import json
import math
import re
import shutil
import threading
from pathlib import Path

from chromium_trace import page_tasks, watch_trace
from playwright.sync_api import Page, sync_playwright

from kerasdigits.loopback import LoopbackHandler, LoopbackServer

# For each movement of the pen: [event to new bars, event to the end of its frame].
WATCH_FRAMES = """
  globalThis.frames_ = [];
  addEventListener('pointermove', () => {
    if (globalThis.frame_) return;
    const frame = globalThis.frame_ = {began: performance.now(), bars: null};
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => {
        frames_.push([frame.bars, performance.now() - frame.began]);
        globalThis.frame_ = null;
      };
      channel.port2.postMessage(0);
    });
  }, {capture: true});
  addEventListener('DOMContentLoaded', () => new MutationObserver(() => {
    if (globalThis.frame_) frame_.bars ??= performance.now() - frame_.began;
  }).observe(document.getElementById('bars'), {subtree: true, attributes: true}));
"""
SCREEN = {"width": 1280, "height": 900}
# The task in which Chromium makes a frame, with the pen's movements since the last one.
FRAME = "ScheduledActionSendBeginMainFrame"
LOOPS = 3
POINTS = 40


def draw(page: Page) -> None:
    """Draw loops with the mouse, a movement a frame."""
    box = page.locator("#pad").bounding_box()
    # Playwright's own mouse runs scripts of its own in the page at each movement.
    session = page.context.new_cdp_session(page)

    def move(kind: str, x: float, y: float) -> None:
        what = {"type": kind, "x": x, "y": y, "button": "left", "buttons": 1, "clickCount": 1}
        session.send("Input.dispatchMouseEvent", what)

    for loop in range(LOOPS):
        for i in range(POINTS + 1):
            angle = 2 * math.pi * i / POINTS
            radius = 0.12 + 0.06 * loop
            x = box["x"] + box["width"] * (0.5 + radius * math.sin(angle))
            y = box["y"] + box["height"] * (0.5 + 1.6 * radius * math.cos(angle))
            move("mouseMoved" if i else "mousePressed", x, y)
        move("mouseReleased", x, y)
        page.wait_for_timeout(100)


def spread(values: list[float]) -> dict[str, float]:
    """The median, the 95th of 100 and the largest."""
    ordered = sorted(values)
    at = {"median": 0.5, "95 %": 0.95, "largest": 1.0}
    return {name: ordered[min(len(ordered) - 1, int(q * len(ordered)))] for name, q in at.items()}


def measure_drawing(page: Page, slow: float) -> dict:
    """Draw on the slowed page; give the times to the bars and to the end of the frame."""
    session = page.context.new_cdp_session(page)
    draw(page)  # the browser compiles what runs often
    with watch_trace(page) as events:
        draw(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slow})
    page.locator("#clear").click()
    page.wait_for_timeout(500)
    page.evaluate("frames_.length = 0")
    draw(page)
    page.wait_for_timeout(300)
    frames = page.evaluate("frames_")
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    bars = [to_bars for to_bars, _ in frames if to_bars is not None]
    return {
        "movements": len(frames),
        "to the bars": spread(bars),
        "frame": spread([frame for _, frame in frames]),
        f"processor x {slow:g}": spread([slow * time for time in frame_times(events)]),
    }


def longest_task(events: list[dict]) -> dict[str, float]:
    """The longest by the clock, and the one of most processor time, in milliseconds."""
    tasks = page_tasks(events)
    return {
        "by the clock": max(task["dur"] for task in tasks) / 1000,
        "processor": max(task.get("tdur", 0) for task in tasks) / 1000,
    }


def frame_times(events: list[dict]) -> list[float]:
    """The processor times of frames, in milliseconds: handlers, answers, layout and painting."""
    frames = [task for task in page_tasks(events) if task["args"].get("src_func") == FRAME]
    return [task.get("tdur", 0) / 1000 for task in frames]


def train(page: Page, file: Path | None, patience: float) -> dict:
    """Train in the page from zero with what it proposes."""
    part = page.locator("#learned .learned-part").nth(1)
    part.scroll_into_view_if_needed()
    found: dict = {}
    if file is not None:
        with watch_trace(page) as events:
            part.locator("input[type=file]").set_input_files(file)
            part.get_by_text("MNIST from your file (").last.wait_for(timeout=60_000)
        found["longest task, file"] = longest_task(events)
    page.evaluate(
        """() => {
          const began = performance.now();
          const share = document.querySelector('#learned .learned-numbers dd');
          globalThis.reached_ = {};
          new MutationObserver(() => {
            for (const goal of [90, 95, 97]) if (parseFloat(share.textContent) >= goal)
              reached_[goal] ??= (performance.now() - began) / 1000;
          }).observe(share, {childList: true});
        }"""
    )
    done = part.locator(".learned-told", has_text=re.compile("^(Done|Diverged|Stopped)"))
    with watch_trace(page) as events:
        part.get_by_role("button", name="Train", exact=True).click()
        done.wait_for(timeout=patience * 1000)
    found["longest task"] = longest_task(events)
    found["held out"] = part.locator("dd").first.inner_text()
    found["seconds"] = float(re.search(r"in ([\d.]+) s", done.inner_text())[1])
    found |= {f"{goal} % after": s for goal, s in page.evaluate("reached_").items()}
    return found


def teach(page: Page) -> dict:
    """Teach the model five samples of its own."""
    stage = page.locator("#failures-stage")
    for place in range(5):
        stage.locator(".exhibits .exhibit").nth(place).click()
        page.wait_for_timeout(100)
        stage.get_by_role("button", name="Take the drawing above").click()
        stage.locator(".own-labels button").nth(place).click()
    stage.locator("select[name=layers]").select_option("all")
    results = stage.locator(".teach-results table, .teach-results .results")
    with watch_trace(page) as events:
        stage.get_by_role("button", name="Teach it").click()
        results.first.wait_for(timeout=60_000)
        page.wait_for_timeout(1500)
    return {"longest task": longest_task(events)}


def show_pad_and_maps(page: Page) -> None:
    """Make the screen so high that the pad and the maps of all layers are on it."""
    top, bottom = page.evaluate(
        """['#pad', '.layers'].map(s => document.querySelector(s).getBoundingClientRect())
          .map((box, i) => scrollY + (i ? box.bottom : box.top))"""
    )
    page.set_viewport_size({"width": SCREEN["width"], "height": int(bottom - top) + 40})
    page.evaluate(f"scrollTo(0, {top - 20})")
    page.wait_for_timeout(500)


def measure(page: Page, address: str, model: str, arguments: argparse.Namespace) -> dict:
    """Everything about one model."""
    url = f"{address}/index.html?start=empty&backend=wasm&model={model}"
    found: dict = {}
    page.set_viewport_size(SCREEN)
    page.goto(url)
    page.evaluate("kerasdigits.settled")
    found["drawing"] = measure_drawing(page, arguments.slow)
    page.evaluate("kerasdigits.openScene('inside')")
    page.locator("#inside .layer-map").first.wait_for()
    show_pad_and_maps(page)
    found["drawing, maps open"] = measure_drawing(page, arguments.slow)
    page.set_viewport_size(SCREEN)
    page.evaluate("kerasdigits.openScene('learned')")
    page.wait_for_timeout(500)
    if page.evaluate("Boolean(kerasdigits.model.metadata.data)"):
        found["training"] = train(page, None, 100)
    elif arguments.mnist is not None:
        found["training on MNIST"] = train(page, arguments.mnist, 400)
    page.evaluate("kerasdigits.openScene('failures')")
    page.wait_for_timeout(500)
    found["teaching"] = teach(page)
    return found


def show(found: dict, indent: str = "") -> None:
    """Print a tree of numbers."""
    for name, value in found.items():
        if isinstance(value, dict) and any(isinstance(each, dict) for each in value.values()):
            print(f"{indent}{name}")
            show(value, indent + "  ")
        elif isinstance(value, dict):
            texts = (
                f"{key} {each:.1f}" if isinstance(each, float) else f"{key} {each}"
                for key, each in value.items()
            )
            print(f"{indent}{name:20}{', '.join(texts)}")
        else:
            print(f"{indent}{name:20}{value}")


def main() -> None:
    """Measure each model and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("site", type=Path)
    parser.add_argument("models", nargs="+")
    parser.add_argument("--slow", type=float, default=4)
    parser.add_argument("--mnist", type=Path)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    handler = functools.partial(LoopbackHandler, directory=str(arguments.site))
    server = LoopbackServer(handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    found = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for model in arguments.models:
            page = browser.new_page()
            page.add_init_script(WATCH_FRAMES)
            found[model] = measure(page, address, model, arguments)
            show({model: found[model]})
            page.close()
        browser.close()
    server.shutdown()
    if arguments.json is not None:
        arguments.json.write_text(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
