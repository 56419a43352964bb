"""Writing 100,000 result rows, against XlsxWriter writing the same cells in constant memory.

python -m bench.write_results
"""

import sys
import tempfile
from pathlib import Path

import xlsxwriter

from bench.common import alternate, missed_rows, verdict
from gjj_xl.sheets.results import ResultColumn, ResultSheet, Show, write_results

RATIO = 1.2
_COLUMNS = (
    ResultColumn("资金性质", Show.COUNT),
    ResultColumn("个人客户号", Show.ID),
    ResultColumn("姓名"),
    ResultColumn("起始年月", Show.MONTH),
    ResultColumn("截止年月", Show.MONTH),
    ResultColumn("月均工资", Show.MONEY),
    ResultColumn("缴存比例", Show.RATE),
    ResultColumn("月缴存额", Show.MONEY),
    ResultColumn("补缴金额", Show.MONEY),
    ResultColumn("处理状态"),
    ResultColumn("处理日期", Show.TIME),
    ResultColumn("原因", Show.WORDS),
)


def result_rows() -> list[tuple[object, ...]]:
    """Twelve columns, money in fen and rates in 1/100 percent as the wire brings them."""
    return [
        (fund, client, name, first, last, salary * 100, rate * 100, deposit * 100, amount * 100,
         "成功", "2026-04-02", None)
        for fund, client, name, first, last, salary, rate, deposit, amount in missed_rows()
    ]  # fmt: skip


def raw(path: Path, rows: list[tuple[object, ...]]) -> None:
    """The same cells, with formats, written with nothing around them."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        text = book.add_format({"num_format": "@", "border": 1})
        number = book.add_format({"num_format": "#,##0.00", "border": 1})
        for row, cells in enumerate(rows):
            for index, cell in enumerate(cells):
                if isinstance(cell, int):
                    sheet.write_number(row, index, cell / 100, number)
                else:
                    sheet.write_string(row, index, str(cell or "—"), text)


def main() -> int:
    """Measure both in turns."""
    rows = result_rows()
    with tempfile.TemporaryDirectory() as folder:
        plain, ours = Path(folder) / "raw.xlsx", Path(folder) / "ours.xlsx"
        alone, written = alternate(
            lambda: raw(plain, rows),
            lambda: write_results(
                ours, "查询结果", [ResultSheet("结果", "职工补缴信息查询", _COLUMNS, rows)]
            ),
            runs=3,
        )
    print(f"XlsxWriter alone {alone:.3f} s, result workbook {written:.3f} s")
    return verdict(("ratio", written / alone, RATIO))


if __name__ == "__main__":
    sys.exit(main())
