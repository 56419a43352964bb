"""The Excel add-in on this computer: install, uninstall, status."""

import argparse

from gjj_xl.addin.__main__ import run


def install(args: argparse.Namespace) -> int:
    """Place the add-in (from the unpacked folder: with its environment); 1 where it cannot be."""
    del args
    return run("install")


def uninstall(args: argparse.Namespace) -> int:
    """Take the add-in away again."""
    del args
    return run("uninstall")


def status(args: argparse.Namespace) -> int:
    """What there is of it, and what is in its way."""
    del args
    return run("status")
