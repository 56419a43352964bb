import logging
from pathlib import Path

import pytest

from gjj_xl.centre.logs import close_log, mask, open_log


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("id 33010619800101123X", "id ****************3X"),
        ("client 000012345678", "client **********78"),
        ("6W8040 2611100000000001 -> 000000", "6W8040 2611100000000001 -> 000000"),
        ("password=geheim token: abc", "password=*** token: ***"),
        ("got <TX><NAME>张三</NAME></TX>", "got <TX>…"),
    ],
)
def test_numbers_secrets_and_messages_are_masked(line: str, shown: str) -> None:
    assert mask(line) == shown


def test_what_is_logged_is_masked_in_the_file_and_with_its_traceback(tmp_path: Path) -> None:
    file = tmp_path / "gjj-xl.log"
    handler = open_log(file)
    try:
        try:
            raise ValueError("33010619800101123X")
        except ValueError:
            logging.getLogger("gjj_xl.centre.test").exception("employee %s", "000012345678")
    finally:
        close_log(handler)
    text = file.read_text("utf-8")
    assert "ValueError" in text
    assert "33010619800101123X" not in text
    assert "000012345678" not in text


def test_a_log_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    handler = open_log(tmp_path / "missing" / "gjj-xl.log")
    assert handler is None
    close_log(handler)


def test_a_log_that_cannot_be_written_is_no_traceback(capfd: pytest.CaptureFixture[str]) -> None:
    handler = open_log(Path("/dev/full"))
    logging.getLogger("gjj_xl.centre.test").warning("hallo")
    close_log(handler)
    assert capfd.readouterr().err == ""
