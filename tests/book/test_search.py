"""The search over the full text, by keyboard, from disk and from a server, without a network."""

import pytest

from tests.browser import watch

WORDS = [
    ("push_apart", "book/10_push_apart.html"),
    ("responsibility", "book/11_fspool.html"),
    ("hypergradient", "book/16_parameter_sharing.html"),
]


@pytest.mark.parametrize(("word", "chapter"), WORDS)
def test_search_finds_the_chapter_from_any_page(browser, book_url, word, chapter):
    watched = watch(browser)
    page = watched.page
    page.goto(f"{book_url}/book/01_sets.html")
    page.keyboard.press("Control+k")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type(word)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=*")
    hit = page.locator(f"#search-results li a[href*='{chapter}']").first
    hit.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{chapter}*")
    assert word in page.inner_text("article")
    assert (watched.outside, watched.errors) == ([], [])
    watched.context.close()


def test_the_search_page_says_when_nothing_is_found(browser, book_url):
    watched = watch(browser)
    page = watched.page
    page.goto(f"{book_url}/search.html")
    page.locator("main input[name=q]").focus()
    page.keyboard.type("xylophone")
    page.keyboard.press("Enter")
    page.wait_for_selector("#search-results >> text=did not match any documents")
    assert page.locator("#search-results li").count() == 0
    assert (watched.outside, watched.errors) == ([], [])
    watched.context.close()


def test_escape_closes_the_search_and_gives_the_focus_back(browser, served_book):
    watched = watch(browser)
    page = watched.page
    page.goto(f"{served_book}/book/01_sets.html")
    button = page.locator(".bd-sidebar-primary button.search-button-field")
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.locator("#pst-search-dialog")
    dialog.wait_for(state="visible")
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    assert button.evaluate("button => button === document.activeElement")
    watched.context.close()
