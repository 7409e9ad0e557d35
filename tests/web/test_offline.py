"""A site that `kerasdigits site` made: once visited, it works without its host."""

import re
import shutil

from models import MODELS
from playwright.sync_api import expect
from pointer import UPRIGHT, draw_with_mouse
from sites import serve

from kerasdigits.publishing.static_site import build_site


def test_once_visited_the_site_reads_and_opens_scenes_without_its_host(open_page, tmp_path):
    models = [MODELS[name].write(tmp_path / "models") for name in ("a-lines", "b-digits")]
    site = build_site(tmp_path / "site", models).page.parent
    shutil.rmtree(tmp_path / "models")
    server, httpd = serve(site)
    page = open_page(f"{server.url}?model=a-lines", expect=("Failed to load resource",))
    page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    httpd.shutdown()
    httpd.server_close()
    page.goto(f"{server.url}?model=b-digits&start=empty")
    page.evaluate("kerasdigits.settled")
    draw_with_mouse(page, UPRIGHT)
    page.wait_for_function("() => kerasdigits.output?.length === 10")
    page.evaluate("kerasdigits.openScene('failures')")
    expect(page.locator("#failures-stage .own-pad")).to_be_visible()
    # The same from disk, in German, where one script loads another; all names tell their content.
    page = open_page(f"{(site / 'index.html').as_uri()}?lang=de")
    page.evaluate("kerasdigits.openScene('learned')")
    expect(page.locator("#learned-stage h3").first).to_be_visible()
    loaded = page.evaluate(
        "[...document.querySelectorAll('script[src], link[rel=stylesheet]')]"
        ".map(e => e.src || e.href).filter(a => a.includes('/dist/')).map(a => a.split('/').pop())"
    )
    assert len(loaded) >= 6
    assert all(re.fullmatch(r"\w+\.[0-9a-f]{10}\.(js|css)", name) for name in loaded), loaded
    assert page.locator("html").get_attribute("lang") == "de"
