"""What the demo's clerk types: five realistic batches, and the mistakes that clerks make.

All people are synthetic. A batch is columns of cells, as :func:`gjj_xl.sheets.template.write_live`
takes them; a mistake is a line in a table: where, what is typed, and what a clerk was thinking.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from gjj_xl.rules.business import Business
from gjj_xl.rules.cells import Cell
from gjj_xl.rules.months import month_index, month_text
from gjj_xl.rules.roster import Employee, Roster, State
from gjj_xl.rules.terms import Terms
from gjj_xl.sandbox.people import make_id, make_name
from gjj_xl.sandbox.seed import SeededUnit

Row: TypeAlias = dict[str, Cell]
Columns: TypeAlias = dict[str, list[Cell]]

FUND: Final = 10
SIZES: Final = {
    Business.REGISTER: 40,
    Business.REDUCE: 25,
    Business.MISSED: 60,
    Business.SHORT: 45,
    Business.ADJUST: 320,
}


@dataclass(frozen=True, slots=True)
class Scene:
    """Where the demo plays: the unit, what the centre has on record, and a source of chance."""

    unit: SeededUnit
    roster: Roster
    terms: Terms
    source: random.Random

    def employees(self, state: State) -> list[Employee]:
        """The accounts of the demo's fund in a state, in the roster's order."""
        return [e for e in self.roster if e.fund == FUND and e.state is state]

    def plain(self) -> list[Employee]:
        """Normal accounts whose salary lies well within the bounds."""
        low, high = self.terms.lowest_base, self.terms.highest_base
        return [e for e in self.employees(State.NORMAL) if low * 1.2 < e.salary < high / 1.3]


@dataclass(frozen=True, slots=True)
class Mistake:
    """One wrong cell (``field`` None: the whole row is emptied) and how it came about."""

    row: int
    field: str | None
    value: Cell
    words: str


def _yuan(fen: int) -> int | float:
    return fen // 100 if fen % 100 == 0 else fen / 100


def _percent(rate: int) -> int | float:
    return rate // 100 if rate % 100 == 0 else rate / 100


def _month(terms: Terms, back: int) -> str:
    return month_text(month_index(terms.business_month) - back)


def _table(business: Business, rows: Sequence[Row]) -> Columns:
    return {
        column.field: [row.get(column.field) for row in rows]
        for column in business.columns
        if not column.computed
    }


def _register(scene: Scene) -> Columns:
    rows: list[Row] = []
    for _ in range(SIZES[Business.REGISTER]):
        salary = scene.source.randrange(45, 180) * 10000
        rows.append(
            {
                "fund": FUND,
                "name": make_name(scene.source),
                "id_number": make_id(scene.source),
                "salary": _yuan(salary),
                "rate": _percent(scene.terms.uniform_rate or scene.terms.rate_max),
            }
        )
    # Nothing is wrong with this row; only the centre knows of the account at another unit.
    elsewhere = scene.unit.elsewhere[0]
    rows[-2] |= {"name": elsewhere.name, "id_number": elsewhere.id_number}
    return _table(Business.REGISTER, rows)


def _reduce(scene: Scene) -> Columns:
    reasons = list(scene.terms.reduce_reasons.values())
    chosen = scene.source.sample(scene.plain(), SIZES[Business.REDUCE])
    return _table(
        Business.REDUCE,
        [
            {
                "fund": FUND,
                "client_number": e.client_number,
                "name": e.name,
                "id_number": e.id_number,
                "reason": scene.source.choice(reasons),
            }
            for e in chosen
        ],
    )


def _missed(scene: Scene) -> Columns:
    plain = {e.client_number: e for e in scene.plain()}
    gaps = [g for g in scene.unit.gaps if g.fund == FUND and g.client_number in plain]
    rows: list[Row] = []
    for gap in gaps[: SIZES[Business.MISSED]]:
        employee = plain[gap.client_number]
        rows.append(
            {
                "fund": FUND,
                "client_number": gap.client_number,
                "name": employee.name,
                "first_month": gap.first_month,
                "last_month": gap.last_month,
                "salary": _yuan(employee.salary),
                "rate": _percent(employee.rate),
            }
        )
    return _table(Business.MISSED, rows)


def _short(scene: Scene) -> Columns:
    rows: list[Row] = []
    for e in scene.source.sample(scene.plain(), SIZES[Business.SHORT]):
        first = scene.source.randrange(3, 10)
        due = e.salary + scene.source.randrange(5, 25) * 10000
        rows.append(
            {
                "fund": FUND,
                "client_number": e.client_number,
                "name": e.name,
                "first_month": _month(scene.terms, first),
                "last_month": _month(scene.terms, scene.source.randrange(1, first + 1)),
                "paid_salary": _yuan(e.salary),
                "due_salary": _yuan(min(due, scene.terms.highest_base)),
                "paid_rate": _percent(e.rate),
                "due_rate": _percent(e.rate),
            }
        )
    return _table(Business.SHORT, rows)


def _adjust(scene: Scene) -> Columns:
    rows: list[Row] = []
    for e in scene.plain()[: SIZES[Business.ADJUST]]:
        raised = e.salary * scene.source.randrange(100, 115) // 100
        rows.append(
            {
                "fund": FUND,
                "client_number": e.client_number,
                "name": e.name,
                "id_number": e.id_number,
                "salary": _yuan(raised // 100 * 100),
                "rate": _percent(scene.terms.uniform_rate or e.rate),
            }
        )
    return _table(Business.ADJUST, rows)


_FILLERS: Final[Mapping[Business, Callable[[Scene], Columns]]] = {
    Business.REGISTER: _register,
    Business.REDUCE: _reduce,
    Business.MISSED: _missed,
    Business.SHORT: _short,
    Business.ADJUST: _adjust,
}


def fill(business: Business, scene: Scene) -> Columns:
    """A batch as a careful clerk types it; computed columns are left to the sheet."""
    columns = _FILLERS[business](scene)
    for row in _MISWRITTEN.get(business, ()):
        # The clerk's list has another character than the centre's record: a question, no error.
        columns["name"][row] = f"{str(columns['name'][row])[:-1]}轩"
    return columns


_MISWRITTEN: Final[Mapping[Business, Sequence[int]]] = {
    Business.REDUCE: (12,),
    Business.MISSED: (20, 41),
    Business.SHORT: (17,),
    Business.ADJUST: (100,),
}


def mistakes(business: Business, columns: Columns, scene: Scene) -> list[Mistake]:
    """The typical mistakes for a batch that :func:`fill` made."""
    return _MISTAKES[business](columns, scene)


def spoil(columns: Columns, wrong: Sequence[Mistake]) -> Columns:
    """The same batch with the mistakes in it; the good one is left as it is."""
    spoiled = {field: list(cells) for field, cells in columns.items()}
    for mistake in wrong:
        length = len(spoiled["fund"])
        if mistake.field is None:
            for cells in spoiled.values():
                cells[mistake.row] = None
        else:
            # A computed column is a formula on the sheet; here somebody has typed over it.
            spoiled.setdefault(mistake.field, [None] * length)[mistake.row] = mistake.value
    return spoiled


def _register_mistakes(columns: Columns, scene: Scene) -> list[Mistake]:
    ids = [str(cell) for cell in columns["id_number"]]
    wrong_check = "0" if ids[3][-1] != "0" else "1"
    full_width = ids[5].translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789"})
    live = scene.employees(State.NORMAL)[7]
    return [
        Mistake(3, "id_number", ids[3][:-1] + wrong_check, "身份证号码末位抄错"),
        Mistake(5, "id_number", full_width, "用全角输入了身份证号码"),
        Mistake(8, "id_number", float(ids[8][:17] + "0"), "身份证号码变成了数字"),
        Mistake(11, "id_number", ids[11][:-1], "身份证号码少一位"),
        Mistake(14, "name", "买买提·吐尔逊", "姓名超过五个汉字"),
        Mistake(17, "name", None, "漏填姓名"),
        Mistake(20, "id_number", ids[2], "同一个人录了两次"),
        Mistake(23, "salary", "８５００", "用全角输入了工资"),
        Mistake(26, "salary", 8500.125, "工资有三位小数"),
        Mistake(29, "rate", 15, "比例超出范围"),
        Mistake(32, "deposit", 1, "改写了月缴存额"),
        Mistake(35, "id_number", live.id_number, "该职工已有正常账户"),
    ]


def _reduce_mistakes(columns: Columns, scene: Scene) -> list[Mistake]:
    numbers = [str(cell) for cell in columns["client_number"]]
    stopped = scene.employees(State.STOPPED)[0]
    return [
        Mistake(2, "client_number", int(numbers[2]), "客户号变成了数字，开头的 0 丢了"),
        Mistake(5, "client_number", numbers[5][:-1], "客户号少一位"),
        Mistake(8, "client_number", "999999999999", "客户号不是本单位的"),
        Mistake(15, "reason", "离职", "原因不在列表里"),
        Mistake(18, "client_number", numbers[1], "同一个人录了两次"),
        Mistake(21, "client_number", stopped.client_number, "该职工已经停缴"),
    ]


def _missed_mistakes(columns: Columns, scene: Scene) -> list[Mistake]:
    return [
        Mistake(4, "first_month", str(columns["first_month"][4])[:5], "年月少一位"),
        Mistake(9, "last_month", str(columns["last_month"][9])[:4] + "13", "月份写成 13"),
        Mistake(13, "first_month", scene.terms.business_month, "起始年月填了当前业务年月"),
        Mistake(24, "salary", 0, "工资填了零"),
        Mistake(29, None, None, "中间留了空行"),
        Mistake(34, "amount", 100, "改写了补缴金额"),
        Mistake(45, "first_month", int(str(columns["first_month"][45])), "年月是数字，不是文本"),
        Mistake(50, "rate", "8%", "比例写成了文字"),
    ]


def _short_mistakes(columns: Columns, scene: Scene) -> list[Mistake]:
    first = columns["first_month"][6]
    return [
        Mistake(6, "last_month", _month(scene.terms, 24), "截止年月早于起始年月"),
        Mistake(10, "due_salary", columns["paid_salary"][10], "应缴与已缴相同，没有差额"),
        Mistake(22, "due_rate", 0.13, "应缴比例超出范围"),
        Mistake(30, "fund", 11, "资金性质与整批不一致"),
        Mistake(33, "first_month", f"{str(first)[:4]}-3", "年月里写了横线"),
    ]


def _adjust_mistakes(columns: Columns, scene: Scene) -> list[Mistake]:
    stopped = scene.employees(State.STOPPED)[1]
    return [
        Mistake(10, "client_number", stopped.client_number, "停缴的职工不能调整"),
        Mistake(60, "salary", -5000, "工资是负数"),
        Mistake(120, "salary", 1500, "低于最低缴存基数（只提示）"),
        Mistake(200, "id_number", columns["id_number"][201], "身份证号码错了一行"),
    ]


_MISTAKES: Final[Mapping[Business, Callable[[Columns, Scene], list[Mistake]]]] = {
    Business.REGISTER: _register_mistakes,
    Business.REDUCE: _reduce_mistakes,
    Business.MISSED: _missed_mistakes,
    Business.SHORT: _short_mistakes,
    Business.ADJUST: _adjust_mistakes,
}
