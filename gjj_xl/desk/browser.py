"""The one way from here into the clerk's browser: the reconciliation site, the help page."""

import webbrowser


def open_in_browser(address: str) -> bool:
    """Open an address in the system's browser; returns whether one was started."""
    try:
        return webbrowser.open(address)
    except (webbrowser.Error, OSError):
        return False
