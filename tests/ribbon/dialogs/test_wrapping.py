import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from gjj_xl.ribbon.dialogs.wrapping import wrap


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def test_chinese_breaks_between_any_two_characters() -> None:
    assert wrap("提交后不能再修改", width, 10) == "提交后不能\n再修改"


def test_no_line_begins_with_a_closing_mark() -> None:
    assert wrap("提交后不能，再修改", width, 10) == "提交后不\n能，再修改"
    assert wrap("表中“王小明”", width, 12).split("\n")[-1] != "”"


def test_a_number_and_a_word_are_kept_whole() -> None:
    assert wrap("总额1,234,567元", width, 10) == "总额\n1,234,567\n元"
    assert wrap("请再等待 20 分钟", width, 13) == "请再等待\n20 分钟"


def test_a_path_that_is_too_long_is_broken_somewhere() -> None:
    assert wrap("C:/a/very/long/path.xlsx", width, 8) == "C:/a/ver\ny/long/p\nath.xlsx"


def test_the_lines_of_a_text_stay_lines() -> None:
    assert wrap("一\n\n二", width, 10) == "一\n\n二"


@given(st.text(alphabet="表中王，。“”（）ab1 /", max_size=60), st.integers(6, 30))
def test_every_line_fits_and_no_character_but_blanks_is_lost(text: str, room: int) -> None:
    lines = wrap(text, width, room).split("\n")
    marks_together = max((len(run) for run in text.split() if run), default=0)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width(line) <= room or marks_together * 2 > room for line in lines)
