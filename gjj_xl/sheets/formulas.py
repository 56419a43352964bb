"""The rules as spreadsheet formulas: what a sheet can tell and compute with no Python.

Each formula is a *row name*: a defined name of the batch sheet whose references are relative to
the row that uses it. Cells, validations (at most 255 characters) and conditional formats then
all speak the same few names, and none refers to another sheet directly. No array constants.

==================== ===========================================================================
``gjj_text_FIELD``   the cell as text, without blanks around it
``gjj_ok_FIELD``     whether the cell, if filled, is good by itself (data validation)
``gjj_bad_FIELD``    whether the cell is to be coloured as an error (conditional format)
``gjj_hint_FIELD``   whether it is to be coloured as a hint
``gjj_due_FIELD``    what a computed column must hold; ``""`` while its inputs are not all good
==================== ===========================================================================

Decimals are compared as whole numbers (fen × 1/100 percent), so that exact halves are exact in
binary too. Digits are tested by ``EXACT(TEXT(VALUE(x),"000"),x)``: a Chinese Excel turns
full-width digits into numbers, but the text made of the number is half-width again.
"""

from collections.abc import Callable
from typing import Final

from gjj_xl.rules.business import Business, Column, Kind
from gjj_xl.rules.grid import rate_rule
from gjj_xl.rules.money import WHOLE, Mode
from gjj_xl.rules.terms import Terms
from gjj_xl.sheets.layout import (
    BLANK_ROWS,
    FIRST_ROW,
    KEY_HEADER,
    column_letter,
    letter_of,
    sheet_name,
    table_name,
    typed_columns,
)

Ref = Callable[[str], str]
"""Gives the reference to a field's cell in the formula's own row."""

_ROUND: Final = {Mode.HALF_UP: "ROUND", Mode.DOWN: "ROUNDDOWN", Mode.UP: "ROUNDUP"}
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def last_row(terms: Terms) -> int:
    """The last row that validations and colours reach: beyond the largest batch, too long ones."""
    return terms.batch_limit + BLANK_ROWS + FIRST_ROW - 1


def row_names(business: Business, terms: Terms) -> dict[str, str]:
    """The row names of a batch sheet: name to formula, relative to row 1 (as files store it)."""
    return _Rows(business, terms).names()


def cell_formula(business: Business, terms: Terms, field: str) -> str:
    """The formula of a computed column, with structured references."""
    return f"={_due(business, terms, field, _structured(business))}"


def key_formula(business: Business) -> str:
    """The formula of the hidden ``_键`` column: whose record the row is, in which fund."""
    person = "id_number" if business is Business.REGISTER else "client_number"
    ref = _structured(business)
    whose = "gjj_full_id" if business is Business.REGISTER else f"gjj_text_{person}"
    filled = f'AND(ISTEXT({ref(person)}),{whose}<>"")'
    return f'=IFERROR(IF({filled},{whose}&"|"&{ref("fund")},""),"")'


def whole_column(business: Business, header: str, terms: Terms) -> str:
    """The absolute reference to a column's record cells, down to the batch limit."""
    letter = letter_of(business, header)
    return f"'{sheet_name(business)}'!${letter}${FIRST_ROW}:${letter}${last_row(terms)}"


def last_record_formula(business: Business, terms: Terms) -> str:
    """The row of the last record; 0 on an empty sheet."""
    last = column_letter(len(typed_columns(business)) - 1)
    sheet, end = sheet_name(business), last_row(terms)
    block = f"'{sheet}'!$A${FIRST_ROW}:${last}${end}"
    rows = f"ROW('{sheet}'!$A${FIRST_ROW}:$A${end})"
    return f'=SUMPRODUCT(MAX(({block}<>"")*{rows}))'


def record_names(business: Business, terms: Terms, ref: Ref) -> dict[str, str]:
    """The same names for one record in fixed cells (单笔), where ``ref`` gives each field's cell.

    What looks at other rows is left out: bad cells, duplicates and overlaps.
    """
    made = _Record(business, terms, ref).names()
    return {name: text for name, text in made.items() if not name.startswith(_OF_ROWS)}


def record_formula(business: Business, terms: Terms, field: str, ref: Ref) -> str:
    """The formula of a computed field of one record in fixed cells."""
    return f"={_due(business, terms, field, ref)}"


def _structured(business: Business) -> Ref:
    table = table_name(business)
    return lambda field: f"{table}[[#This Row],[{business.facts.column(field).header}]]"


def _side(salary: str, rate: str, terms: Terms) -> str:
    """One side's deposit in yuan: clamped, in whole numbers, rounded as the terms say."""
    base = f"ROUND(MIN(MAX({salary},gjj_lowest),gjj_highest)*100,0)"
    product = f"{base}*{_hundredths(rate)}/gjj_round_step"
    return f"{_ROUND[terms.rounding.mode]}({product},0)*gjj_round_unit"


def _hundredths(rate: str) -> str:
    """A rate cell in 1/100 percent; 0.08 is 8%."""
    return f"ROUND(IF({rate}<1,{rate}*{WHOLE},{rate}*{WHOLE // 100}),0)"


def _due(business: Business, terms: Terms, field: str, ref: Ref) -> str:
    """A computed column's expression; empty text while an input is not good."""
    if field == "amount":
        months = "gjj_months"
        monthly = _monthly(business, terms, ref)
        return f'IF(AND(gjj_ready,gjj_months_ready),({monthly})*{months},"")'
    if field == "deposit":
        return f'IF(gjj_ready,{_monthly(business, terms, ref)},"")'
    side = _side(ref("salary"), ref("rate"), terms)
    if field == "unit_deposit":
        return f'IF(gjj_ready,{side},"")'
    return f'IF(gjj_ready,IF(gjj_sides=1,0,{side}),"")'


def _monthly(business: Business, terms: Terms, ref: Ref) -> str:
    if business is Business.SHORT:
        due = _side(ref("due_salary"), ref("due_rate"), terms)
        paid = _side(ref("paid_salary"), ref("paid_rate"), terms)
        return f"gjj_sides*({due}-{paid})"
    return f"gjj_sides*{_side(ref('salary'), ref('rate'), terms)}"


class _Rows:
    """Builds the row names of one business."""

    def __init__(self, business: Business, terms: Terms) -> None:
        self.business = business
        self.terms = terms
        self.sheet = f"'{sheet_name(business)}'!"
        self.typed = typed_columns(business)

    def ref(self, field: str) -> str:
        """This row's cell of a field, as seen from row 1."""
        return self.here(self.business.facts.column(field).header)

    def here(self, header: str) -> str:
        return f"{self.sheet}${letter_of(self.business, header)}1"

    def across(self, first: int, last: int) -> str:
        return f"{self.sheet}${column_letter(first)}1:${column_letter(last)}1"

    def names(self) -> dict[str, str]:
        made = {
            "gjj_row": f"ROW({self.sheet}$A1)",
            "gjj_row_used": f"COUNTA({self.across(0, len(self.typed) - 1)})>0",
            "gjj_row_gap": "AND(NOT(gjj_row_used),gjj_row<gjj_last_row)",
        }
        for index, column in enumerate(self.typed):
            made |= self.typed_names(index, column)
        made |= self.search_names()
        made |= self.computed_names()
        return made

    def typed_names(self, index: int, column: Column) -> dict[str, str]:
        field, ref = column.field, self.ref(column.field)
        text = f"gjj_text_{field}"
        made = {}
        if column.is_text or column.kind in {Kind.REASON, Kind.FUND}:
            made[text] = f'TRIM(CLEAN(SUBSTITUTE({ref},"　"," ")))'
        match column.kind:
            case Kind.FUND:
                made["gjj_known_fund"] = f"ISNUMBER(MATCH({text},gjj_fund_texts,0))"
                made["gjj_batch_fund"] = self.batch_fund(text)
                good = f"AND(gjj_known_fund,{text}=gjj_batch_fund)"
            case Kind.NAME:
                limit = "gjj_name_max" if self.business is Business.REGISTER else "255"
                good = f'AND(ISTEXT({ref}),{text}<>"",LEN({text})<={limit})'
            case Kind.ID if self.business is Business.REGISTER:
                made |= _id_names(text)
                good = f"AND(ISTEXT({ref}),IF(LEN({text})=18,gjj_id_18,gjj_id_15))"
            case Kind.ID:
                destroyed = f'AND(ISNUMBER(SEARCH("E",{text})),ISNUMBER(VALUE({text})))'
                good = f"AND(ISTEXT({ref}),NOT(IFERROR({destroyed},FALSE)))"
            case Kind.CLIENT:
                pattern = 'REPT("0",gjj_client_length)'
                good = f"AND(ISTEXT({ref}),EXACT(TEXT(VALUE({text}),{pattern}),{text}))"
            case Kind.REASON:
                good = f"ISNUMBER(MATCH({text},gjj_reason_texts,0))"
            case Kind.MONTH:
                made[f"gjj_month_{field}"] = (
                    f'IFERROR(AND(EXACT(TEXT(VALUE({text}),"000000"),{text}),'
                    f"VALUE(RIGHT({text},2))>=1,VALUE(RIGHT({text},2))<=12),FALSE)"
                )
                good = f"AND(gjj_month_{field},VALUE({text})<VALUE(gjj_month),gjj_month_order)"
            case Kind.SALARY:
                good = f"AND(ISNUMBER({ref}),{ref}>0,ABS({ref}*100-ROUND({ref}*100,0))<0.00001)"
            case _:
                good = self.rate_good(ref)
        made[f"gjj_ok_{field}"] = f"IFERROR({good},FALSE)"
        made[f"gjj_bad_{field}"] = self.bad(index, column)
        hint = self.hint(column)
        if hint:
            made[f"gjj_hint_{field}"] = hint
        return made

    def batch_fund(self, text: str) -> str:
        """The fund chosen on the 参数 sheet, else that of the first record if it is one."""
        letter = letter_of(self.business, "资金性质")
        first = f'TRIM({self.sheet}${letter}${FIRST_ROW}&"")'
        known = f"ISNUMBER(MATCH({first},gjj_fund_texts,0))"
        return f'IF(gjj_fund<>"",gjj_fund&"",IF({known},{first},{text}))'

    def rate_good(self, ref: str) -> str:
        scaled = f"IF({ref}<1,{ref}*{WHOLE},{ref}*{WHOLE // 100})"
        good = (
            f"ISNUMBER({ref}),{ref}>0,ABS({scaled}-{_hundredths(ref)})<0.00001,"
            f"{_hundredths(ref)}>=ROUND(gjj_rate_low*100,0),"
            f"{_hundredths(ref)}<=ROUND(gjj_rate_high*100,0)"
        )
        rule = rate_rule(self.business, self.terms)
        if rule.step and rule.uniform is None:
            good += f",MOD({_hundredths(ref)},ROUND(gjj_rate_step*100,0))=0"
        return f"AND({good})"

    def bad(self, index: int, column: Column) -> str:
        """Filled and not good, or left out although the clerk has gone on to what follows."""
        field, ref = column.field, self.ref(column.field)
        further = "gjj_row<gjj_last_row"
        if column.kind is Kind.ID and self.business is not Business.REGISTER:
            further = "FALSE"  # only compared with the record (E2)
        elif index + 1 < len(self.typed):
            behind = self.across(index + 1, len(self.typed) - 1)
            further = f"OR(COUNTA({behind})>0,{further})"
        filled = f"IF(gjj_ok_{field},FALSE,TRUE)"
        if column.kind is Kind.MONTH:
            filled = f"IF(gjj_ok_{field},gjj_overlap,TRUE)"
        elif field == self.key_field():
            filled = f"IF(gjj_ok_{field},gjj_repeated,TRUE)"
        return f'IFERROR(IF({ref}="",AND(gjj_row_used,{further}),{filled}),TRUE)'

    def hint(self, column: Column) -> str:
        ref = self.ref(column.field)
        if column.kind is Kind.SALARY:
            return (
                f"IFERROR(AND(gjj_ok_{column.field},OR({ref}<gjj_lowest,{ref}>gjj_highest)),FALSE)"
            )
        if column.kind is Kind.MONTH:
            return f"ISNUMBER({ref})"
        return ""

    def key_field(self) -> str:
        """The column that a repeated record is shown in; none where months tell them apart."""
        if self.business.facts.backpay:
            return ""
        return "id_number" if self.business is Business.REGISTER else "client_number"

    def search_names(self) -> dict[str, str]:
        """Duplicates and overlaps: an exact MATCH on the hidden key column, then the months."""
        key = self.here(KEY_HEADER)
        found = f"MATCH({key},gjj_keys,0)+{FIRST_ROW - 1}<gjj_row"
        made = {"gjj_repeated": f'IFERROR(IF({key}="",FALSE,{found}),FALSE)'}
        if not self.business.facts.backpay:
            return made
        first, last = "gjj_text_first_month", "gjj_text_last_month"
        firsts, lasts = "gjj_first_months", "gjj_last_months"
        made["gjj_overlap"] = (
            "IFERROR(IF(gjj_repeated,SUMPRODUCT("
            f'(gjj_keys={key})*(ROW(gjj_keys)<gjj_row)*({firsts}&""<={last})*({lasts}&"">={first})'
            ")>0,FALSE),FALSE)"
        )
        both = "AND(gjj_month_first_month,gjj_month_last_month)"
        made["gjj_month_order"] = f"IF({both},VALUE({first})<=VALUE({last}),TRUE)"
        made["gjj_months_ready"] = "AND(gjj_ok_first_month,gjj_ok_last_month)"
        made["gjj_months"] = (
            f"((LEFT({last},4)-LEFT({first},4))*12+RIGHT({last},2)-RIGHT({first},2)+1)"
        )
        return made

    def computed_names(self) -> dict[str, str]:
        computed = [column for column in self.business.columns if column.computed]
        if not computed:
            return {}
        inputs = [c.field for c in self.typed if c.kind in {Kind.SALARY, Kind.RATE}]
        goods = ",".join(f"gjj_ok_{field}" for field in inputs)
        made = {
            "gjj_ready": f"AND(gjj_ok_fund,{goods})",
            "gjj_sides": "IF(ISNUMBER(MATCH(gjj_text_fund,gjj_one_sided_texts,0)),1,2)",
        }
        for column in computed:
            field, ref = column.field, self.ref(column.field)
            due = f"gjj_due_{field}"
            made[due] = _due(self.business, self.terms, field, self.ref)
            same = f"IF(ISNUMBER({due}),ABS({ref}-{due})<0.005,TRUE)"
            positive = f"{ref}>0," if column.kind is Kind.AMOUNT else ""
            made[f"gjj_ok_{field}"] = (
                f'IFERROR(IF({ref}="",TRUE,AND(ISNUMBER({ref}),{positive}{same})),FALSE)'
            )
            made[f"gjj_bad_{field}"] = f"NOT(gjj_ok_{field})"
        return made


_OF_ROWS: Final = ("gjj_bad_", "gjj_hint_", "gjj_row", "gjj_repeated", "gjj_overlap", "gjj_due_")


class _Record(_Rows):
    """The same for a form, where the fields stand in cells of their own."""

    def __init__(self, business: Business, terms: Terms, ref: Ref) -> None:
        super().__init__(business, terms)
        self._ref = ref

    def ref(self, field: str) -> str:
        """The form's cell of a field."""
        return self._ref(field)

    def batch_fund(self, text: str) -> str:
        """Every record may have its own fund."""
        return text

    def computed_names(self) -> dict[str, str]:
        """The inputs' names; a computed cell of a form is locked, and always as it must be."""
        computed = {column.field for column in self.business.columns if column.computed}
        made = super().computed_names()
        return {name: text for name, text in made.items() if name[7:] not in computed}


def _id_names(text: str) -> dict[str, str]:
    """The resident ID (GB 11643): digits, a real date of birth, the check character."""

    def digits(part: str, count: int) -> str:
        return f'EXACT(TEXT(VALUE({part}),"{"0" * count}"),{part})'

    def born(year: str, month: str, day: str) -> str:
        date = f"DATE({year},{month},{day})"
        end = "DATE(VALUE(LEFT(gjj_month,4)),VALUE(RIGHT(gjj_month,2))+1,1)"
        return (
            f"YEAR({date})={year},MONTH({date})={month},DAY({date})={day},{year}>=1900,{date}<{end},"
            # Excel believes in 29 February 1900
            f"OR({year}>1900,{month}<>2,{day}<29)"
        )

    def check(source: str) -> str:
        total = "+".join(
            f"MID({source},{place},1)*{weight}" for place, weight in enumerate(_WEIGHTS, start=1)
        )
        return f'MID("10X98765432",MOD({total},11)+1,1)'

    def part(first: int, count: int) -> str:
        return f"VALUE(MID({text},{first},{count}))"

    last = f"EXACT(gjj_id_check,UPPER(RIGHT({text})))"
    return {
        "gjj_id_17": f'IF(LEN({text})=15,LEFT({text},6)&"19"&RIGHT({text},9),LEFT({text},17))',
        "gjj_id_check": check("gjj_id_17"),
        "gjj_full_id": (f"IF(LEN({text})=15,IFERROR(gjj_id_17&gjj_id_check,{text}),UPPER({text}))"),
        "gjj_id_18": (
            f"AND({digits(f'LEFT({text},9)', 9)},{digits(f'MID({text},10,8)', 8)},"
            f"{born(part(7, 4), part(11, 2), part(13, 2))},{last})"
        ),
        "gjj_id_15": (
            f"AND(LEN({text})=15,{digits(f'LEFT({text},8)', 8)},{digits(f'RIGHT({text},7)', 7)},"
            f"{born(f'(1900+{part(7, 2)})', part(9, 2), part(11, 2))})"
        ),
    }
