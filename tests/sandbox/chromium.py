"""A real browser without a screen, at 1366×768, that trusts nobody but the sandbox's own key."""

import base64
import contextlib
import hashlib
import tempfile
from collections.abc import Iterator

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from tests.sandbox.harness import Sandbox

SIZE = (1366, 768)
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--force-device-scale-factor=1",
)


@contextlib.contextmanager
def chromium(sandbox: Sandbox | None = None) -> Iterator[webdriver.Chrome]:
    """A new browser with a profile of its own, ended with the block; for files without a centre."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        for flag in _FLAGS:
            options.add_argument(flag)
        options.add_argument(f"--user-data-dir={profile}")
        # Only this one key is let through; any other certificate is checked as ever.
        if sandbox is not None:
            options.add_argument(f"--ignore-certificate-errors-spki-list={_spki(sandbox)}")
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        browser = webdriver.Chrome(options, Service("/usr/bin/chromedriver"))
        try:
            screen = {"width": SIZE[0], "height": SIZE[1], "deviceScaleFactor": 1, "mobile": False}
            browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
            yield browser
        finally:
            browser.quit()


def _spki(sandbox: Sandbox) -> str:
    certificate = x509.load_pem_x509_certificate((sandbox.data / "server.pem").read_bytes())
    key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(key).digest()).decode()
