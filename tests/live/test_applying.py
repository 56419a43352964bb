"""开通、终止申请表 from the ribbon: written where the clerk says, and opened to be printed."""

import pytest

from gjj_xl.ribbon.dialogs.forms import SaveFile
from gjj_xl.sheets.applications import Application
from tests.live.clerk import LiveClerk


@pytest.mark.parametrize("known", [False, True])
def test_the_form_is_opened_with_what_is_known_of_the_unit(
    newcomer: LiveClerk, known: bool
) -> None:
    if known:
        newcomer.log_in()
    newcomer.windows.script(
        SaveFile, lambda form: newcomer.scene.folder / form.name.partition(".")[0]
    )
    newcomer.click("apply_end" if known else "apply_open")
    kind = Application.END if known else Application.OPEN
    book = newcomer.app.books[f"{kind.form}.xlsx"]
    assert [sheet.name for sheet in book.sheets] == [
        "第一联 公积金中心留存", "第二联 建设银行留存", "第三联 单位留存",
    ]  # fmt: skip
    for sheet in book.sheets:
        cells = str(sheet.used_range.value)
        assert (newcomer.scene.unit.unit_number in cells) is known
    assert ("尚未登录，单位名称等请手工填写" in newcomer.all_told) is not known
