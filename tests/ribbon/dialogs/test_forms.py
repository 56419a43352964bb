from pathlib import Path

from gjj_xl.desk.facts import Confirmation, Diagnosis
from gjj_xl.desk.troubles import explain
from gjj_xl.ribbon.dialogs.forms import Confirm, Error, Figure, ReportLine
from gjj_xl.rules.business import Business
from gjj_xl.ukey.errors import WrongPin


def confirmation(**more: object) -> Confirmation:
    facts: dict[str, object] = {
        "path": Path("表.xlsx"),
        "business": Business.MISSED,
        "fund": 10,
        "fund_name": "一般住房公积金",
        "business_month": "202611",
        "count": 1234,
        "amount": 123_456_700,
        "notes": ("表头已按模板读取。",),
    }
    return Confirmation(**(facts | more))  # type: ignore[arg-type]


def test_count_and_total_of_a_confirmation_are_its_figures() -> None:
    form = Confirm.of(confirmation())
    assert form.figures == (Figure("总人数", "1,234"), Figure("总补缴金额", "1,234,567.00 元"))
    assert form.about.startswith("批量漏缴补缴　业务年月 202611")
    assert form.lines == ("表头已按模板读取。",)
    assert not form.dangerous


def test_the_same_content_again_is_dangerous() -> None:
    form = Confirm.of(confirmation(earlier_serial="20261100000017"))
    assert form.dangerous
    assert "20261100000017" in form.lines[0]


def test_a_trouble_and_a_diagnosis_become_windows() -> None:
    form = Error.of(explain(WrongPin(2)), "细节")
    assert (form.what, form.code, form.detail) == ("口令错误", "wrong-pin", "细节")
    assert ReportLine.of(Diagnosis("U-key", False, "没有插入", "请插入")) == ReportLine(
        "U-key", False, "没有插入", "请插入"
    )
