"""开通、终止申请表 from the ribbon: written where the clerk says, and opened to be printed."""

from gjj_xl.ribbon.dialogs.forms import SaveFile
from gjj_xl.sheets.applications import Application
from tests.live.clerk import LiveClerk


def test_the_form_is_opened_with_what_is_known_of_the_unit(newcomer: LiveClerk) -> None:
    folder, unit = newcomer.scene.folder, newcomer.scene.unit
    newcomer.windows.script(SaveFile, lambda form: folder / form.name.partition(".")[0])
    for kind in Application:
        known = kind is Application.END
        if known:
            newcomer.log_in()
        newcomer.windows.seen.clear()
        newcomer.click(f"apply_{kind.value}")
        book = newcomer.app.books[f"{kind.form}.xlsx"]
        assert [sheet.name for sheet in book.sheets] == [
            "第一联 公积金中心留存", "第二联 建设银行留存", "第三联 单位留存",
        ]  # fmt: skip
        for sheet in book.sheets:
            assert (unit.unit_number in str(sheet.used_range.value)) is known
        assert ("尚未登录，单位名称等请手工填写" in newcomer.all_told) is not known
