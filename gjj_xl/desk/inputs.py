"""The plain files that a clerk or a script may bring: terms (JSON), a roster (CSV), a root CA."""

import csv
import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from cryptography import x509

from gjj_xl.rules.money import MoneyError, to_decimal, to_fen, to_rate
from gjj_xl.rules.roster import Employee, Roster, State
from gjj_xl.rules.terms import Terms, parse_terms, unknown_keys

ROSTER_COLUMNS: Final = (
    "client_number",
    "name",
    "id_number",
    "fund",
    "state",
    "salary",
    "rate",
)

_FUND_DIGITS: Final = 4


class InputFileError(Exception):
    """A terms, roster or certificate file that cannot be used.

    ``line`` is the line of a CSV, from 1, or None. ``problem`` is a Chinese clause that says what
    is wrong with it.
    """

    def __init__(self, path: Path, problem: str, line: int | None = None) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path
        self.problem = problem
        self.line = line


def load_terms(path: Path, tell: Callable[[str], None] = lambda _: None) -> Terms:
    """Read a terms file; ``tell`` is told of every key that means nothing, most likely misspelt.

    Raises:
        InputFileError: it is not a JSON object in UTF-8.
        TermsError: an entry is missing or makes no sense.
        OSError: it cannot be read.
    """
    try:
        value = json.loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise InputFileError(path, "不是 UTF-8 编码的文本") from None
    except (ValueError, RecursionError) as error:  # a number of too many digits is a ValueError
        where = f"（第 {error.lineno} 行）" if isinstance(error, json.JSONDecodeError) else ""
        raise InputFileError(path, f"不是有效的 JSON{where}") from None
    if not isinstance(value, dict):
        raise InputFileError(path, "不是一个 JSON 对象")
    terms = parse_terms(value)
    for key in unknown_keys(value):
        tell(f"参数文件 {path} 中的“{key}”不是已知的参数，没有使用。")
    return terms


def load_roster(path: Path) -> Roster:
    """Read a roster file: a UTF-8 CSV with the header :data:`ROSTER_COLUMNS`, in any order.

    Raises:
        InputFileError: a column is missing, or a line cannot be understood.
        OSError: it cannot be read.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputFileError(path, "不是 UTF-8 编码的文本，请另存为“CSV UTF-8”") from None
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        missing = [name for name in ROSTER_COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise InputFileError(path, f"缺少列：{'、'.join(missing)}", 1)
        employees = [_employee(row) for row in reader]
    except csv.Error:
        raise InputFileError(path, "不是 CSV 格式", reader.line_num) from None
    except ValueError as error:
        raise InputFileError(path, f"内容无法识别（{error}）", reader.line_num) from None
    return Roster(employees)


def read_ca(path: Path) -> str:
    """Read the centre's root certificate: PEM text.

    Raises:
        InputFileError: it holds no certificate.
        OSError: it cannot be read.
    """
    data = path.read_bytes()
    try:
        x509.load_pem_x509_certificates(data)
        return data.decode("ascii")
    except ValueError:
        raise InputFileError(path, "不是 PEM 格式的证书") from None


def _employee(row: Mapping[str, str | None]) -> Employee:
    values = {name: (row[name] or "").strip() for name in ROSTER_COLUMNS}
    if values["state"] not in set(State):
        raise ValueError(f"state 应为 正常 或 停缴，而不是“{values['state']}”")
    if not (values["fund"].isdecimal() and len(values["fund"]) <= _FUND_DIGITS):
        raise ValueError(f"fund 应为资金性质代码，而不是“{values['fund']}”")
    return Employee(
        client_number=values["client_number"],
        name=values["name"],
        id_number=values["id_number"],
        fund=int(values["fund"]),
        state=State(values["state"]),
        salary=_number("salary", values["salary"], to_fen),
        rate=_number("rate", values["rate"].removesuffix("%"), _percent),
    )


def _number(column: str, text: str, read: Callable[[object], int]) -> int:
    """A number of a roster line; blank (as for an account long stopped) is 0."""
    try:
        return read(text) if text else 0
    except MoneyError as error:
        raise ValueError(f"{column} 的“{text}”{error.problem}") from None


def _percent(text: object) -> int:
    """A rate: 8 is 8%, and so is 0.08, as a spreadsheet exports it."""
    share = to_decimal(text)
    return to_rate(share * 100 if 0 < share < 1 else share)
