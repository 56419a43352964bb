"""Queries and results as workbooks that a supervisor can read (导出excel, manual chapter 10)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from gjj_xl.centre.entry import Entry, Step
from gjj_xl.desk.context import Context
from gjj_xl.desk.facts import DepositsResult, QueryResult
from gjj_xl.desk.words import DEPOSITS_TITLE, QUERY_TITLES, moment_words, money_words
from gjj_xl.rules.business import Business, Kind
from gjj_xl.rules.deposits import deposit
from gjj_xl.rules.money import to_fen, to_rate
from gjj_xl.rules.terms import Terms
from gjj_xl.sheets.owner import Owner
from gjj_xl.sheets.results import (
    ResultColumn,
    ResultSheet,
    Show,
    Value,
    date_word,
    most_urgent_first,
    write_results,
)
from gjj_xl.wire.errors import MalformedLine
from gjj_xl.wire.lines import split_line
from gjj_xl.wire.messages import QueryKind, RecordResult, RecordState

_SHOWN: Final[Mapping[Kind, Show]] = MappingProxyType(
    {
        Kind.FUND: Show.TEXT,
        Kind.NAME: Show.TEXT,
        Kind.ID: Show.ID,
        Kind.CLIENT: Show.ID,
        Kind.REASON: Show.TEXT,
        Kind.MONTH: Show.MONTH,
        Kind.SALARY: Show.MONEY,
        Kind.RATE: Show.RATE,
        Kind.DEPOSIT: Show.MONEY,
        Kind.AMOUNT: Show.MONEY,
    }
)
ATTENTION: Final = "关注"
SERIAL_HEADER: Final = "业务流水号"
_SERIAL: Final = ResultColumn(SERIAL_HEADER, Show.ID, 20)
_NUMBER: Final = ResultColumn("序号", Show.COUNT)
_OUTCOME: Final = (
    ResultColumn("状态", Show.TEXT),
    ResultColumn("原因或说明", Show.WORDS),
    ResultColumn("登记日期", Show.TEXT),
    ResultColumn("处理日期", Show.TEXT),
    ResultColumn("生效业务年月", Show.MONTH),
    ResultColumn(ATTENTION, Show.WORDS),
)
_YELLOW: Final = (
    "黄色的记录：登记日期与处理日期不一致，请关注实际生效的业务年月；业务年月不同的排在最前。"
)


def write_query(path: Path, result: QueryResult, terms: Terms | None) -> tuple[str, ...]:
    """Write a query's batches and all their records; returns the names of the sheets."""
    sheets = [_batches_sheet(result, "批次汇总"), *_records_of(result, terms)]
    return write_results(path, sheets[0].title, sheets)


def write_batches(path: Path, result: QueryResult) -> tuple[str, ...]:
    """Write a query's batches alone: a count in it leads to its records (明细)."""
    word = QUERY_TITLES[result.kind].removesuffix("信息查询")
    sheet = _batches_sheet(result, f"{word}批次 {result.month}")
    how = "选中一个笔数，点击“明细”，即可列出对应的记录。"
    return write_results(path, sheet.title, [replace(sheet, notes=(*sheet.notes, how))])


def write_records(
    path: Path, result: QueryResult, terms: Terms | None, chosen: str
) -> tuple[str, ...]:
    """Write the records of a query's batches; ``chosen`` says in words which they are."""
    sheets = [
        replace(sheet, notes=(*sheet.notes, f"所选：{chosen}"))
        for sheet in _records_of(result, terms, failed_again=False)
    ]
    return write_results(path, f"{QUERY_TITLES[result.kind]}明细", sheets)


def _batches_sheet(result: QueryResult, name: str) -> ResultSheet:
    return ResultSheet(
        name=name,
        title=f"{QUERY_TITLES[result.kind]}　业务年月 {result.month}",
        columns=_summary_columns(result),
        rows=list(_summaries(result)),
        notes=_query_notes(result),
        about=about_batches(result.kind, result.month, result.unit_number),
    )


def _records_of(
    result: QueryResult, terms: Terms | None, *, failed_again: bool = True
) -> list[ResultSheet]:
    sheets = []
    for business in result.kind.businesses:
        filed = [
            (batch.summary.serial, record)
            for batch in result.batches
            if batch.summary.business is business
            for record in batch.records
        ]
        if filed:
            made = _record_sheets(business, filed, result.month, terms, _query_notes(result))
            sheets += made if failed_again else made[:1]
    return sheets


def about_batches(kind: QueryKind, month: str, unit_number: str) -> str:
    """What a sheet of batches says of itself for programs: which query of which unit it shows."""
    return f"batches:{kind.value}:{month}:{unit_number}"


def parse_about(text: object) -> tuple[QueryKind, str, Owner | None] | None:
    """Kind, business month and unit of a sheet of batches; None where it is none.

    Sheets of former versions name no unit.
    """
    word, kind, month, unit, *_ = [*str(text).split(":"), "", "", ""]
    if word != "batches" or kind not in set(QueryKind):
        return None
    return QueryKind(kind), month, Owner(unit) if unit else None


COUNT_STATES: Final[Mapping[str, RecordState | None]] = MappingProxyType(
    {
        "总笔数": None,
        "成功笔数": RecordState.SUCCEEDED,
        "失败笔数": RecordState.FAILED,
        "待确认笔数": RecordState.AWAITING,
        "处理中笔数": RecordState.PROCESSING,
    }
)
"""The counts of a batch, and the records that each of them counts (None: all; manual 10.1)."""


def write_batch_results(
    context: Context, path: Path, entry: Entry, records: Sequence[RecordResult]
) -> tuple[str, ...]:
    """Write what became of one batch that was sent from here; returns the names of the sheets."""
    accepted = entry.when(Step.ACCEPTED)
    filed_as = f"业务流水号 {entry.serial}　业务年月 {entry.business_month}"
    total = f"{entry.business.facts.total_word} {money_words(entry.amount)}"
    notes = [f"{filed_as}　共 {entry.count:,} 笔，{total}"]
    if accepted is not None:
        notes.append(f"受理时间 {moment_words(accepted)}")
    assert entry.serial is not None
    lines = context.journal().filing(entry.request_sn).lines.split("\n")
    filed = [(entry.serial, replace(one, text=lines[one.line - 1])) for one in records]
    sheets = _record_sheets(entry.business, filed, entry.business_month, context.terms(), notes)
    return write_results(path, f"{entry.business.facts.title}处理结果", sheets)


def write_deposits(path: Path, result: DepositsResult) -> tuple[str, ...]:
    """Write 职工缴存明细查询; returns the names of the sheets."""
    asked = "、".join(result.asked) or "全部"
    terms = result.terms
    columns = (
        ResultColumn("个人客户号", Show.ID),
        ResultColumn("姓名", Show.TEXT),
        ResultColumn("证件号码", Show.ID),
        ResultColumn("资金性质", Show.TEXT),
        ResultColumn("缴存状态", Show.TEXT),
        ResultColumn("月均工资", Show.MONEY),
        ResultColumn("缴存比例", Show.RATE),
        ResultColumn("单位月缴存额", Show.MONEY),
        ResultColumn("个人月缴存额", Show.MONEY),
        ResultColumn("月缴存额", Show.MONEY),
    )

    def rows() -> Iterator[Sequence[Value]]:
        for one in result.employees:
            monthly = deposit(one.salary, one.rate, one.fund, terms)
            yield (
                one.client_number,
                one.name,
                one.id_number,
                _fund_words(one.fund, terms),
                one.state.value,
                one.salary,
                one.rate,
                monthly.unit,
                monthly.own,
                monthly.total,
            )

    sheet = ResultSheet(
        name=DEPOSITS_TITLE,
        title=DEPOSITS_TITLE,
        columns=columns,
        rows=rows(),
        notes=(
            f"{result.unit_number} {result.unit_name}",
            f"查询条件：{asked}；共 {len(result.employees):,} 条",
            f"数据为本地数据，最后同步于 {moment_words(result.synced_at)}",
        ),
    )
    return write_results(path, DEPOSITS_TITLE, [sheet])


def _query_notes(result: QueryResult) -> tuple[str, ...]:
    return (
        f"{result.unit_number} {result.unit_name}",
        f"业务年月 {result.month}　查询时间 {moment_words(result.asked_at)}",
    )


def _summary_columns(result: QueryResult) -> tuple[ResultColumn, ...]:
    kinds = (ResultColumn("补缴类型"),) if len(result.kind.businesses) > 1 else ()
    return (
        _SERIAL,
        *kinds,
        ResultColumn("资金性质"),
        *(ResultColumn(header, Show.COUNT) for header in COUNT_STATES),
        ResultColumn("登记日期", Show.TIME),
    )


def _summaries(result: QueryResult) -> Iterator[Sequence[Value]]:
    several = len(result.kind.businesses) > 1
    for batch in result.batches:
        one = batch.summary
        kinds = (one.business.facts.word,) if several else ()
        yield (
            one.serial,
            *kinds,
            str(one.fund),
            one.total,
            one.succeeded,
            one.failed,
            one.awaiting,
            one.processing,
            f"{one.filed_at:%Y-%m-%d %H:%M:%S}",
        )


def _record_sheets(
    business: Business,
    filed: Sequence[tuple[str, RecordResult]],
    month: str,
    terms: Terms | None,
    notes: Sequence[str],
) -> list[ResultSheet]:
    """All records, and once more those that failed, by themselves."""
    columns = (
        _SERIAL,
        _NUMBER,
        *(ResultColumn(column.header, _SHOWN[column.kind]) for column in business.columns),
        *_OUTCOME,
    )
    rows = most_urgent_first(_rows(business, filed, month, terms), len(columns) - 1)
    state = len(columns) - len(_OUTCOME)
    failed = [row for row in rows if row[state] == RecordState.FAILED.value]
    word = business.facts.word
    yellow = (_YELLOW,) if any(row[-1] for row in rows) else ()
    sheets = [
        ResultSheet(
            name=f"{word}明细",
            title=f"{word}明细，共 {len(rows):,} 笔",
            columns=columns,
            rows=rows,
            notes=(*notes, *yellow),
            highlight=ATTENTION,
        )
    ]
    if failed:
        sheets.append(
            ResultSheet(
                name=f"{word}失败记录",
                title=f"{word}失败记录，共 {len(failed):,} 笔",
                columns=columns,
                rows=failed,
                notes=notes,
                highlight=ATTENTION,
            )
        )
    return sheets


def _rows(
    business: Business,
    filed: Iterable[tuple[str, RecordResult]],
    month: str,
    terms: Terms | None,
) -> Iterator[Sequence[Value]]:
    kinds = [column.kind for column in business.columns]
    for serial, record in filed:
        fields = split_line(record.text, record.line) if record.text else [""] * len(kinds)
        if len(fields) != len(kinds):
            raise MalformedLine(record.line, f"{len(fields)} fields instead of {len(kinds)}")
        processed = record.processed_on.isoformat() if record.processed_on else ""
        yield (
            serial,
            record.line,
            *(_value(kind, text, terms) for kind, text in zip(kinds, fields, strict=True)),
            record.state.value,
            record.reason,
            record.filed_on.isoformat(),
            processed,
            record.business_month,
            date_word(
                record.filed_on.isoformat(), processed, month, record.business_month or month
            ),
        )


def _value(kind: Kind, text: str, terms: Terms | None) -> Value:
    if not text:
        return None
    match kind:
        case Kind.SALARY | Kind.DEPOSIT | Kind.AMOUNT:
            return to_fen(text)
        case Kind.RATE:
            return to_rate(text)
        case Kind.REASON if terms is not None:
            return terms.reduce_reasons.get(text, text)
        case _:
            return text


def _fund_words(fund: int, terms: Terms) -> str:
    return f"{fund} {terms.fund_names.get(fund, '')}".strip()
