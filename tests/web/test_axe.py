"""axe-core finds nothing wrong: all scenes; light, dark and forced colours; wide and narrow."""

from playwright.sync_api import Page, expect
from pointer import UPRIGHT, draw_with_mouse
from sites import WEB

AXE = WEB / "node_modules/axe-core/axe.min.js"
SCENES = ("inside", "learned", "landscape", "failures")
# Every rule. Style sheets are read as the page has them: from disk it may not fetch any.
ALL = {"preload": False}
SCHEMES = {
    "dark": {"color_scheme": "dark"},
    "forced, dark": {"color_scheme": "dark", "forced_colors": "active"},
    "forced, light": {"color_scheme": "light", "forced_colors": "active"},
}
RUN = """async ({where, ...options}) => (await axe.run(where ?? document, options)).violations.map(
    ({id, nodes}) => `${id}: ${nodes.map(n => n.target.join(' ')).slice(0, 4).join(' | ')}`)"""


def open_all(page: Page) -> None:
    """Open each scene, and what opens only when one asks for it."""
    for scene in SCENES:
        page.evaluate("name => kerasdigits.openScene(name)", scene)
    # Nothing is out of proportion while the pad is empty.
    assert page.evaluate("document.documentElement.scrollHeight") < 12_000
    draw_with_mouse(page, UPRIGHT)
    page.locator(".layer-map").nth(1).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".detail")).to_be_visible()
    page.locator("#landscape .question button").first.click()
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    page.get_by_role("button", name="Prove it on every engine").click()
    expect(page.get_by_role("button", name="Prove it again")).to_be_visible()


def test_nothing_is_wrong_in_any_scene_or_scheme_of_colours(open_page, grown):
    url = f"{grown[0].joinpath('index.html').as_uri()}?model=grown"
    page = open_page(url, reduced_motion="reduce", expect=("No available adapters",))
    open_all(page)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = {"light": page.evaluate(RUN, ALL)}
    page.set_viewport_size({"width": 390, "height": 844})
    found["narrow"] = page.evaluate(RUN, ALL)
    page.set_viewport_size({"width": 1280, "height": 800})
    for name, media in SCHEMES.items():
        page.emulate_media(**media)
        found[name] = page.evaluate(RUN, ALL)
    page.locator("#tour").click()
    expect(page.locator(".tour-card")).to_be_visible()
    found["tour"] = page.evaluate(RUN, {**ALL, "where": ".tour-card"})
    assert {key: wrong for key, wrong in found.items() if wrong} == {}
