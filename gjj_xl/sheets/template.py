"""The live workbook of a business: batch sheet, 参数 and 填表说明, written with XlsxWriter."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gjj_xl.rules.business import Business
from gjj_xl.rules.terms import Terms
from gjj_xl.sheets.batchsheet import BatchSheet
from gjj_xl.sheets.content import LiveContent
from gjj_xl.sheets.guide import write_guide
from gjj_xl.sheets.layout import BUSINESS_PROPERTY, sheet_name
from gjj_xl.sheets.params import write_params
from gjj_xl.sheets.style import Formats, close_workbook, open_workbook

if TYPE_CHECKING:
    from gjj_xl.sheets.stamp import Stamp

MADE_AT: Final = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
"""The date in every workbook's properties: what is built twice is the same twice."""


def write_live(
    path: Path,
    business: Business,
    terms: Terms,
    content: LiveContent | None = None,
    *,
    fund: int | None = None,
    stamp: "Stamp | None" = None,
) -> None:
    """Write a live workbook: blank, or with ``content``.

    ``fund`` is the batch's fund as chosen on the 参数 sheet; a unit with one fund has that one.
    The same input gives the same bytes within each part. With ``stamp`` the sheet is one that was
    sent: it carries its receipt and is protected. Raises OSError where ``path`` cannot be written.
    """
    content = content or LiveContent()
    workbook = open_workbook(path)
    workbook.set_properties(
        {
            "title": sheet_name(business),
            "subject": f"住房公积金单位网上业务：{business.facts.word}",
            "author": "gjj-xl",
            "created": MADE_AT,
        }
    )
    workbook.set_custom_property(BUSINESS_PROPERTY, business.value, "text")
    formats = Formats(workbook)
    chosen = terms.fixed_fund if fund is None else fund
    BatchSheet(workbook, formats, business, terms).write(content, chosen)
    records = len(content)
    write_params(workbook, formats, business, terms, chosen, records + 1 if records else 0)
    write_guide(workbook, formats, business, terms)
    close_workbook(workbook)
    if stamp is not None:
        from gjj_xl.sheets.stamp import stamp_sent

        stamp_sent(path, stamp)


__all__ = ["MADE_AT", "LiveContent", "write_live"]
