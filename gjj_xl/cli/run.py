"""From arguments to an exit code, with the one place where an error becomes words."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module

from gjj_xl.cli.parser import build_parser

EXIT_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns 0 good, 1 findings or refusals, 2 unusable input or unreachable."""
    for stream in (sys.stdout, sys.stderr):
        # A Windows console may be GBK, which lacks rare characters of names; a pipe gets UTF-8.
        if hasattr(stream, "reconfigure"):
            encoding = None if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="replace", line_buffering=True)
    args = build_parser().parse_args(arguments)
    module, function = args.run.split(":")
    try:
        code: int = getattr(import_module(f"gjj_xl.cli.{module}"), function)(args)
        sys.stdout.flush()
    except KeyboardInterrupt:
        print("\n已取消。", file=sys.stderr)
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # The reader (head, less) has gone: nothing is left to say, and nobody to say it to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 - no traceback ever reaches a user
        from gjj_xl.cli.failure import tell

        return tell(error, as_json=getattr(args, "json", False))
    return code
