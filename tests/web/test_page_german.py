"""The page in German: whole, within a narrow screen, and back to English by its link."""

import re

from playwright.sync_api import Page, expect

# Words that every English sentence of the page has one of, and no German one.
ENGLISH = re.compile(r"\b(?:the|of|is|are|and|with|your?|not|this|it|from|by)\b", re.IGNORECASE)
# Names of models and commands are no language's words.
COMMANDS = re.compile(r"kerasdigits \w+.*|from keras.*|const .*")


# The decimal comma, in a sentence.
START = re.compile(r"Schritt 0 .* Verlust \d,\d")


def find_english(page: Page) -> list[str]:
    lines = page.locator("body").inner_text().splitlines()
    return [line for line in lines if ENGLISH.search(COMMANDS.sub("", line))]


def test_the_page_speaks_german_and_its_link_leads_back_to_english(open_page, file_url):
    url = f"{file_url}?lang=de&model=b-digits"
    page = open_page(url, greeted=True, viewport={"width": 320, "height": 640})
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator("#headline")).to_have_text(
        "Zeichne eine Ziffer. Ein Keras-Modell liest sie."
    )
    expect(page).to_have_title(re.compile("zeichne eine Ziffer"))
    expect(page.locator("#pad")).to_have_attribute("aria-label", "Zeichenfeld")
    # The decimal comma, in an answer.
    expect(page.locator("#bars")).to_contain_text(re.compile(r"\d,\d\s%"))
    page.evaluate("kerasdigits.openScene('landscape')")
    expect(page.locator(".landscape-status")).to_contain_text(
        re.compile(r"Schritt 0 .* Verlust \d,\d")
    )
    assert find_english(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 320

    page.locator("#language").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#headline")).to_have_text("Draw a digit. A Keras model reads it.")
    expect(page.locator("#language")).to_have_text("Deutsch")
    assert "model=b-digits" in page.url
    assert "lang" not in page.url
    # The words are found where they are.
    assert len(find_english(page)) > 10


def test_without_its_catalogue_the_page_is_shown_in_english(browser, http_site):
    page = browser.new_page()
    page.route("**/german.js", lambda route: route.abort())
    page.goto(f"{http_site.url}?lang=de&model=b-digits")
    expect(page.locator("#headline")).to_be_visible()
    expect(page.locator("#headline")).to_have_text("Draw a digit. A Keras model reads it.")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.close()
