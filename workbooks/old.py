"""The old sheet of 年度调整: title rows, a two-row header, data from row 7 (facts, codes)."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from gjj_xl.rules.deposits import deposit
from gjj_xl.rules.money import yuan_text
from gjj_xl.rules.terms import parse_terms
from gjj_xl.sheets.style import Formats, open_workbook
from gjj_xl.sheets.template import MADE_AT
from workbooks.data import TERMS, employees

_UPPER = ("序号", "个人客户号", "姓名", "身份证号码", "上一年度月平均工资额")
_WIDTHS = (7, 16, 12, 22, 14, 10, 10, 12, 12, 12)


def write_old(path: Path) -> None:
    """Write the sheet as .xlsx; ``convert`` makes the .xls of it."""
    terms = parse_terms(TERMS)
    workbook = open_workbook(path)
    workbook.set_properties({"title": "住房公积金年度调整表", "created": MADE_AT})
    formats = Formats(workbook)
    sheet = workbook.add_worksheet("Sheet1")
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    for index, width in enumerate(_WIDTHS):
        sheet.set_column(index, index, width)
    title = formats.text(bold=True, font_size=16, align="center")
    sheet.merge_range(0, 0, 0, 9, "住房公积金缴存额年度调整清册", title)
    sheet.merge_range(1, 0, 1, 9, "杭州住房公积金管理中心", formats.text(align="center"))
    plain = formats.text()
    sheet.write_string(2, 0, "资金性质：10一般住房公积金", plain)
    sheet.write_string(2, 3, "缴存比例（%）：", plain)
    sheet.write_number(2, 4, 8, plain)
    sheet.write_string(3, 0, f"单位客户号：{terms.unit_number}", plain)
    sheet.write_string(3, 4, f"单位名称：{terms.unit_name}", plain)
    header = formats.boxed(bold=True, align="center", text_wrap=True)
    for index, word in enumerate(_UPPER):
        sheet.merge_range(4, index, 5, index, word, header)
    sheet.merge_range(4, 5, 4, 6, "缴存比例%", header)
    sheet.merge_range(4, 7, 4, 9, "月缴存额", header)
    for index, word in enumerate(("单位", "个人", "单位", "个人", "合计"), start=5):
        sheet.write_string(5, index, word, header)
    for index, one in enumerate(employees()[:20]):
        joined = index == 7
        ground = {"bg_color": "#FFFF00"} if joined else {}  # joined within the year
        text = formats.boxed(num_format="@", **ground)
        number = formats.boxed(**ground)
        salary = one.salary + 45_000
        due = deposit(salary, one.rate, one.fund, terms)
        row = 6 + index
        sheet.write_number(row, 0, index + 1, number)
        for column, words in enumerate((one.client_number, one.name, one.id_number), start=1):
            sheet.write_string(row, column, words, text)
        sheet.write_number(row, 4, float(yuan_text(salary)), number)
        sheet.write_number(row, 5, 8, number)
        sheet.write_number(row, 6, 8, number)
        for column, fen in enumerate((due.unit, due.own, due.total), start=7):
            sheet.write_number(row, column, fen // 100, number)
    workbook.close()


def convert(source: Path, target: Path) -> None:
    """Turn a workbook into .xls with LibreOffice; the result is committed as it is."""
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder, "profile").as_uri()
        subprocess.run(
            [
                *("soffice", "--headless", f"-env:UserInstallation={profile}"),
                *("--convert-to", "xls:MS Excel 97", "--outdir", folder, str(source)),
            ],
            check=True,
            capture_output=True,
        )
        shutil.copy(Path(folder, source.stem + ".xls"), target)
