"""The people and the mistakes in the samples: all synthetic, the same at every build.

Rows are dictionaries, field to cell; what is not said is as in a good row of its business.
"""

from collections.abc import Mapping
from typing import Any, Final

from gjj_xl.rules.business import Business
from gjj_xl.rules.cells import Cell
from gjj_xl.rules.idnumber import check_character
from gjj_xl.rules.money import percent_text, yuan_text
from gjj_xl.rules.roster import Employee, State

Row = dict[str, Cell]

TERMS: Final[dict[str, Any]] = {
    "unit_number": "0012345678",
    "unit_name": "杭州示例科技有限公司",
    "business_month": "202611",
    "lowest_base": "2660.00",
    "highest_base": "42151.00",
    "uniform_rate": "8",
    "rate_min": "5",
    "rate_max": "12",
    "funds": [10, 11],
    "client_number_length": 12,
    "name_max": 5,
    "reduce_reasons": {
        "01": "离（退）休",
        "02": "调出",
        "03": "辞职",
        "04": "解聘",
        "05": "辞退",
        "06": "开除",
        "07": "死亡",
    },
    "bounds_from": "202607",
    "batch_limit": 40,
    "version": "2026-11",
}
_SURNAMES: Final = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
_GIVEN: Final = ("伟", "秀英", "娜", "敏", "静", "建国", "丽", "强", "磊", "晓梅", "洋", "艳")
_STOPPED: Final = 29
"""The index of the one whose account has stopped."""
_BOTH_FUNDS: Final = 30
"""The index of the one who is in both funds."""


def id_number(index: int, year: int = 1980) -> str:
    """A synthetic ID number with the right check character."""
    first_17 = f"330102{year + index % 20}{index % 12 + 1:02d}{index % 28 + 1:02d}{index + 101:03d}"
    return first_17 + check_character(first_17)


def name(index: int) -> str:
    """A synthetic name."""
    return _SURNAMES[index % len(_SURNAMES)] + _GIVEN[index * 5 % len(_GIVEN)]


def client_number(index: int) -> str:
    """A client number of twelve places."""
    return f"{10_020_000_001 + index * 17:012d}"


def employees() -> tuple[Employee, ...]:
    """The unit's accounts as the centre has them."""
    made = [
        Employee(
            client_number=client_number(index),
            name=name(index),
            id_number=id_number(index),
            fund=10,
            state=State.STOPPED if index == _STOPPED else State.NORMAL,
            salary=600_000 + index * 23_050,
            rate=800,
        )
        for index in range(len(_SURNAMES))
    ]
    both = made[_BOTH_FUNDS]
    made.append(
        Employee(
            both.client_number, both.name, both.id_number, 11, both.state, both.salary, both.rate
        )
    )
    return tuple(made)


def roster_lines() -> list[list[str]]:
    """The roster file: its header and one line an account."""
    lines = [["client_number", "name", "id_number", "fund", "state", "salary", "rate"]]
    for one in employees():
        money = [yuan_text(one.salary), percent_text(one.rate)]
        lines.append(
            [one.client_number, one.name, one.id_number, str(one.fund), one.state.value, *money]
        )
    return lines


def good_row(business: Business, index: int) -> Row:
    """A row without any finding; the index picks the person and varies the money."""
    row: Row = {"fund": 10, "name": name(index)}
    if business.facts.registered:
        row["client_number"] = client_number(index)
    if business in {Business.REDUCE, Business.ADJUST}:
        row["id_number"] = id_number(index)
    salary = 5800 + index * 230.5
    match business:
        case Business.REGISTER:
            row |= {"name": name(index + 7), "id_number": id_number(index, 1985)}
            row |= {"salary": salary, "rate": 8 if index % 2 else 0.08}
        case Business.REDUCE:
            reasons: tuple[Cell, ...] = ("辞职", "调出", 1, "解聘")
            row["reason"] = reasons[index % 4]
        case Business.ADJUST:
            row |= {"salary": salary + 400, "rate": 8}
        case Business.MISSED:
            row |= {"first_month": "202608", "last_month": f"2026{8 + index % 3:02d}"}
            row |= {"salary": salary, "rate": 8 + index % 5}
        case Business.SHORT:
            row |= {"first_month": "202607", "last_month": "202610"}
            row |= {"paid_salary": salary, "due_salary": salary + 1200}
            row |= {"paid_rate": 8, "due_rate": 8 + index % 3}
    return row


def good_rows(business: Business) -> list[Row]:
    """The rows of the filled sample."""
    return [good_row(business, index) for index in range(12)]


_MONEY: Final[tuple[Row, ...]] = (
    {"salary": "６０００"},
    {"salary": 0},
    {"salary": 6000.125},
    {"salary": 2000},
    {"rate": "8%"},
)
MISTAKES: Final[Mapping[Business, tuple[Row, ...]]] = {
    Business.REGISTER: (
        {},
        {"name": None},
        {"name": "阿卜杜拉合曼"},
        {"id_number": "33010219850101"},
        {"id_number": "３３０１０２１９８５０１０１０１０１"},
        {"id_number": "330102198502300015"},
        {"id_number": "330102198501010101"[:17] + "0"},
        {"id_number": 330102198501010000},
        {"id_number": id_number(3)},
        *_MONEY,
        {"rate": 9},
        {"unit_deposit": "四百"},
        {"deposit": 999},
        {"fund": 12},
        {"fund": 11},
        {"id_number": id_number(0, 1985)},
    ),
    Business.REDUCE: (
        {},
        {"client_number": "01002000000"},
        {"client_number": "010020000000A"[:12]},
        {"client_number": "999999999999"},
        {"client_number": 10_020_000_069},
        {"name": None},
        {"name": "张冠李"},
        {"id_number": "330102198001010001"},
        {"id_number": 330102198501010000},
        {"reason": "不想干了"},
        {"client_number": client_number(0)},
        {"client_number": client_number(_STOPPED)},
        {"fund": None},
    ),
    Business.MISSED: (
        {},
        {"client_number": 10_020_000_018},
        {"client_number": "01002000"},
        {"client_number": "999999999999"},
        {"name": None},
        {"name": "张冠李"},
        {"first_month": "20268"},
        {"last_month": "2026-10"},
        {"first_month": "２０２６０８"},
        {"last_month": "202613"},
        {"first_month": "202610", "last_month": "202608"},
        {"first_month": "202611", "last_month": "202612"},
        {"first_month": 202608},
        *_MONEY,
        {"rate": 7},
        {"rate": 13},
        {"deposit": "约一千"},
        {"deposit": 1},
        {"amount": "12,000元"},
        {"amount": 0},
        {"amount": 1},
        {"salary": 2000, "first_month": "202601", "last_month": "202603"},
        {"client_number": client_number(0), "name": name(0)},
        {"fund": 12},
        {"fund": 11},
    ),
    Business.SHORT: (
        {},
        {"due_salary": 5800, "due_rate": 8, "paid_salary": 5800},
        {"due_salary": 5000, "due_rate": 8, "paid_salary": 9000},
        {"paid_salary": "五千"},
        {"due_salary": 99999},
        {"paid_rate": 5},
        {"due_rate": None},
        {"amount": 1},
        {"deposit": 1},
        {"client_number": client_number(0), "name": name(0), "first_month": "202610"},
    ),
    Business.ADJUST: (
        {},
        *_MONEY,
        {"rate": 9},
        {"deposit": 1},
        {"client_number": client_number(_STOPPED), "name": name(_STOPPED)},
        {"client_number": client_number(0)},
        {"id_number": id_number(1), "name": "张冠李"},
    ),
}
"""What is wrong in each row of the ``every-finding`` samples."""


def bad_rows(business: Business) -> list[Row]:
    """The rows of an ``every-finding`` sample; the second row from the end is blank."""
    mistakes = MISTAKES[business]
    rows = [good_row(business, index) | change for index, change in enumerate(mistakes)]
    if business is Business.MISSED:  # one batch is longer than the terms allow
        spare = TERMS["batch_limit"] + 2 - len(rows)
        later = {"first_month": "202506", "last_month": "202507", "salary": 6000, "rate": 8}
        rows += [good_row(business, index % 28) | later for index in range(spare)]
    return [*rows[:-1], {}, rows[-1]]
