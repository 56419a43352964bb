"""Terms and roster files from anybody's hand: understood, or refused in plain words."""

from pathlib import Path

import pytest

from gjj_xl.desk.inputs import InputFileError, load_roster, load_terms
from gjj_xl.desk.troubles import explain

HEADER = "client_number,name,id_number,fund,state,salary,rate\n"


@pytest.mark.parametrize("content", ["[" + "1" * 5000 + "]", "[" * 100_000, "[]", "{", "\ufeff"])
def test_what_is_no_object_of_terms_is_said_to_be_none(tmp_path: Path, content: str) -> None:
    path = tmp_path / "terms.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputFileError) as raised:
        load_terms(path)
    assert explain(raised.value).code == "input-file-error"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "a" * 200_000,
        HEADER + "a" * 200_000,
        HEADER + "1,甲",
        HEADER + "1,甲,3,10,正常,inf,8",
        HEADER + "1,甲,3,10,正常,1e999999,8",
        HEADER + f"1,甲,3,{'1' * 5000},正常,1,8",
    ],
)
def test_a_roster_that_cannot_be_understood_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputFileError) as raised:
        load_roster(path)
    trouble = explain(raised.value)
    assert not any(word in trouble.means for word in ("field", "limit", "Exceeds"))


def test_a_name_may_hold_any_character_that_a_csv_can(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(HEADER + '1,"甲\u2028""乙"",",3,10,正常,1,8\n', encoding="utf-8")
    (employee,) = load_roster(path)
    assert employee.name == '甲\u2028"乙",'
