"""The one place where an error becomes words and an exit code; no traceback reaches a user."""

from gjj_xl.cli.console import say_json, warn
from gjj_xl.desk.troubles import explain


def tell(error: Exception, *, as_json: bool) -> int:
    """Say what happened, what it means and what to do; returns the exit code."""
    trouble = explain(error)
    if as_json:
        say_json(
            {
                "error": trouble.code,
                "message": trouble.what,
                "meaning": trouble.means,
                "remedy": trouble.todo,
            }
        )
    warn(trouble.what)
    if trouble.means:
        warn(f"  说明：{trouble.means}")
    if trouble.todo:
        warn(f"  请这样处理：{trouble.todo}")
    return trouble.exit_code
