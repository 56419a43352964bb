"""A person at a browser who has no mouse: keys, and what is seen."""

from selenium.webdriver import Chrome
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from tests.sandbox.chromium import SIZE


def press(browser: Chrome, *keys: str) -> None:
    for key in keys:
        ActionChains(browser).send_keys(key).perform()


def focus(browser: Chrome, words: str) -> None:
    """Go on by Tab until what has the focus says these words (or is labelled so)."""
    script = (
        "const e = document.activeElement;"
        "if (e === document.body) return '';"
        "return [e.textContent, e.getAttribute('aria-label'), e.name].join(' ')"
    )
    for _ in range(60):
        if words in browser.execute_script(script):
            return
        press(browser, Keys.TAB)
    raise AssertionError(words)


def until(browser: Chrome, words: str) -> None:
    WebDriverWait(browser, 20).until(lambda b: words in b.page_source)


def in_view(browser: Chrome, element: WebElement) -> bool:
    """Whether an element is wholly on the screen, without scrolling."""
    script = (
        "const r = arguments[0].getBoundingClientRect();"
        "return r.top >= 0 && r.left >= 0 && r.bottom <= innerHeight && r.right <= innerWidth"
    )
    return bool(browser.execute_script(script, element))


def zoom(browser: Chrome, percent: int) -> None:
    """What Ctrl and plus do: the same screen with fewer and larger points."""
    screen = {
        "width": SIZE[0] * 100 // percent,
        "height": SIZE[1] * 100 // percent,
        "deviceScaleFactor": percent / 100,
        "mobile": False,
    }
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
