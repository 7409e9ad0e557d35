"""Take the README's picture of the page: `python tests/web/take_screenshot.py SITE OUT.png`.

SITE is a folder with index.html, dist/ and models/ (`web` after `kerasdigits export`).
"""

import argparse
import os
import shutil
from pathlib import Path

import numpy as np
from playwright.sync_api import sync_playwright
from pointer import draw_with_mouse
from strokes import draw

WIDTH, HEIGHT = 1180, 1100


def take(site: Path, out: Path, options: argparse.Namespace) -> None:
    """Open the site from disk, draw a digit, and write what is seen."""
    executable = next(
        (found for name in ("chromium", "google-chrome") if (found := shutil.which(name))), None
    )
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=flags)
        page = browser.new_page(
            viewport={"width": options.width, "height": HEIGHT},
            color_scheme="dark" if options.dark else "light",
            device_scale_factor=1.5,
        )
        query = f"?model={options.model}" if options.model else ""
        page.goto(f"{site.resolve().joinpath('index.html').as_uri()}{query}")
        page.evaluate("kerasdigits.settled")
        if options.digit is not None:
            rng = np.random.default_rng(options.seed)
            draw_with_mouse(page, draw(options.digit, rng, size=280, place=False, tremble=0))
            page.evaluate("scrollTo(0, 0)")
            page.mouse.move(5, 5)
        # The bars move for a moment.
        page.wait_for_timeout(300)
        page.screenshot(path=out, full_page=options.full)
        browser.close()


def main() -> None:
    """Read the command line and take the picture."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("site", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--model", help="a model of the site (default: the first)")
    parser.add_argument("--digit", type=int, default=5, help="what to draw (default: 5)")
    parser.add_argument("--no-digit", dest="digit", action="store_const", const=None)
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--width", type=int, default=WIDTH)
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--full", action="store_true", help="the whole page, not one screen")
    options = parser.parse_args()
    take(options.site, options.out, options)


if __name__ == "__main__":
    main()
