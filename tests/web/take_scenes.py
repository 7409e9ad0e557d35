"""Take the pictures of docs/page: `python tests/web/take_scenes.py SITE FOLDER --model digits-mlp`.

SITE is a folder with index.html, dist/ and models/ (`web` after `kerasdigits export`). FOLDER gets
each scene three times: light, dark, and on a phone.
"""

import argparse
import io
import os
import shutil
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Page, sync_playwright
from pointer import draw_with_mouse
from strokes import draw

DESK = {"width": 1280, "height": 900}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
LOOKS = {
    "light": {"viewport": DESK, "color_scheme": "light"},
    "dark": {"viewport": DESK, "color_scheme": "dark"},
    "phone": {**PHONE, "color_scheme": "light"},
}
# Enough for flat areas with smooth letters, in a quarter of the bytes.
COLOURS = 128


def keep(page: Page, file: Path) -> None:
    """Write what is on the screen, in few colours."""
    page.wait_for_timeout(500)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    small = picture.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, 2, dither=Image.Dither.NONE)
    small.save(file, optimize=True)


def show(page: Page, scene: str) -> None:
    """Scroll to the top of a scene, and leave the keyboard's and the mouse's marks out of it."""
    page.evaluate("document.activeElement.blur()")
    page.locator(f"#scene-links a[href='#{scene}']").click()
    page.mouse.move(1, 400)


def prepare(page: Page) -> None:
    """Open all scenes, and do in each what a picture can show."""
    for scene in ("inside", "learned", "landscape", "failures"):
        page.evaluate("name => kerasdigits.openScene(name)", scene)
    slider = page.locator("#learned input[type=range]").first
    slider.fill(str(int(slider.get_attribute("max")) // 2))
    page.get_by_role("button", name="Squared error").click()
    page.get_by_role("button", name="100 steps").click()
    page.wait_for_timeout(500)


def take(page: Page, site: Path, folder: Path, model: str, look: str) -> None:
    """Draw a 3, and keep each scene."""
    page.goto(f"{site.resolve().joinpath('index.html').as_uri()}?model={model}")
    page.evaluate("kerasdigits.settled")
    strokes = draw(3, np.random.default_rng(4), size=280, place=False, tremble=0)
    draw_with_mouse(page, strokes)
    page.evaluate("scrollTo(0, 0)")
    keep(page, folder / f"read-{look}.png")
    prepare(page)
    for scene in ("inside", "learned", "landscape", "failures"):
        show(page, scene)
        if scene == "inside":
            page.locator(".layer-map").nth(1).hover(position={"x": 30, "y": 30})
        keep(page, folder / f"{scene}-{look}.png")


def main() -> None:
    """Read the command line and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("site", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model", required=True)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=[*flags, "--disable-gpu"]
        )
        for look, media in LOOKS.items():
            page = browser.new_context(**media).new_page()
            take(page, options.site, options.folder, options.model, look)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
