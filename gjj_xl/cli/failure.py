"""The one place where an error becomes words and an exit code; no traceback reaches a user."""

from gjj_xl.cli.console import NoSecret, say_json, warn
from gjj_xl.desk.troubles import explain


class Usage(Exception):
    """Arguments that make no sense together; ``words`` say what and what to do."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def tell(error: Exception, *, as_json: bool) -> int:
    """Say what happened, what it means and what to do; returns the exit code."""
    if isinstance(error, Usage | NoSecret):
        if as_json:
            say_json({"error": "usage", "message": error.words, "meaning": "", "remedy": ""})
        warn(error.words)
        return 2
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
