"""The names that a deployment may have to change: transactions, fields, return codes, roles.

A centre whose platform uses other names is served by editing these tables and nothing else.
"""

from dataclasses import dataclass
from enum import Enum, StrEnum, unique
from typing import Final

from cryptography.x509 import ObjectIdentifier
from cryptography.x509.oid import ExtendedKeyUsageOID

SESSION_HEADER: Final = "X-GJJ-Session"
"""The HTTP header of the session token; the token is no part of the signed and stored bytes."""

TIME_HEADER: Final = "X-GJJ-Time"
"""The HTTP header with the centre's time (ISO, with its zone) at each answer, a refusal too."""

SITE_ENTRY: Final = "/site/enter"
SITE_TICKET: Final = "ticket"
"""Where a browser enters 单位网上对账, and the parameter with its ticket."""

FORM_REQUEST: Final = "requestXml"
FORM_SIGNATURE: Final = "signData"
"""The fields of the posted form."""


@unique
class Tx(StrEnum):
    """The transaction codes (交易码), always six characters."""

    LOGIN = "6W9101"
    LOGOUT = "6W9102"
    TERMS = "6W9110"
    ROSTER = "6W9120"
    TICKET = "6W9130"
    FILING = "6W8040"
    OUTCOME = "6W0600"
    BATCHES = "6W0610"
    RECORDS = "6W0620"
    PENDING_PUT = "6W8050"
    PENDING_LIST = "6W8051"
    PENDING_DROP = "6W8052"


@unique
class Field(StrEnum):
    """The names of the elements inside TX_INFO."""

    UNIT_NUMBER = "UNIT_NO"
    UNIT_NAME = "UNIT_NAME"
    CENTRE_TIME = "CENTRE_TIME"
    SESSION_UNTIL = "SESSION_UNTIL"
    TERMS = "TERMS"
    TERMS_VERSION = "TERMS_VERSION"

    TICKET = "SITE_TICKET"
    TICKET_UNTIL = "TICKET_UNTIL"

    SINCE = "SINCE_VERSION"
    SINCE_MARK = "SINCE_MARK"
    VERSION = "VERSION"
    MARK = "VERSION_MARK"
    ROSTER_DIGEST = "ROSTER_DIGEST"
    CURSOR = "CURSOR"
    LISTED = "LIST_TOTAL"
    AS_LINES = "AS_LINES"
    LEFT = "LEFT_NUM"
    EMPLOYEES = "EMPLOYEE_LIST"
    REMOVED = "REMOVED_LIST"
    CLIENT_NUMBER = "CLIENT_NO"
    NAME = "NAME"
    ID_NUMBER = "ID_NO"
    STATE = "STATE"
    SALARY = "SALARY"
    RATE = "RATE"

    BUSINESS = "BUSINESS"
    FUND = "FUND"
    BUSINESS_MONTH = "BUSINESS_MONTH"
    COUNT = "COUNT"
    AMOUNT = "AMOUNT"
    DIGEST = "CONTENT_DIGEST"
    OVERRIDE = "OVERRIDE_SERIAL"
    LINES = "FILE_CTX"

    SERIAL = "BATCH_SERIAL"
    ACCEPTED_AT = "ACCEPTED_AT"
    RECEIPT = "RECEIPT"
    RECEIPT_SIGNATURE = "RECEIPT_SIGN"
    REQUEST_SN1 = "REQUEST_SN1"

    ERRORS = "ERROR_LIST"
    LINE = "SERIAL_NUM"
    ERROR_WORDS = "ERROR_MSG"
    EARLIER_SERIAL = "EARLIER_SERIAL"
    NEXT_OPENS = "NEXT_OPENS"
    TRIES_LEFT = "TRIES_LEFT"
    RETRY_AFTER = "RETRY_AFTER"

    QUERY = "QUERY_KIND"
    BATCHES = "BATCH_LIST"
    TOTAL = "TOTAL"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    AWAITING = "AWAITING"
    PROCESSING = "PROCESSING"
    FILED_AT = "FILED_AT"
    ANSWERED = "ANSWERED"
    RECORDS = "RECORD_LIST"
    REASON = "REASON"
    FILED_ON = "FILED_ON"
    PROCESSED_ON = "PROCESSED_ON"
    TEXT = "LINE_TEXT"

    PENDING = "PENDING_LIST"
    RECORD_ID = "RECORD_ID"
    RECORD_IDS = "RECORD_ID_LIST"
    RECORDED_AT = "RECORDED_AT"


@unique
class ReturnCode(Enum):
    """What the centre answers: (RETURN_CODE, RETURN_MSG, seconds after which to try again).

    ``retry_after`` is None where trying the same again cannot help.
    """

    OK = ("000000", "交易成功", None)
    MALFORMED = ("GJJ0001", "报文格式错误", None)
    UNKNOWN_TX = ("GJJ0002", "交易码不存在", None)
    BUSY = ("8350ZX000001", "返回数据出错，暂时未能处理您的请求，请稍后再试", 900)
    BAD_SESSION = ("GJJ1001", "登录已失效，请重新登录", None)
    BAD_PASSWORD = ("GJJ1002", "网银账号或交易密码错误", None)
    LOCKED = ("GJJ1003", "账号已锁定，请与公积金中心联系", None)
    CLOSED = ("GJJ1004", "不在网上业务办理时间内", None)
    SN_REUSED = ("GJJ2001", "请求序列号已用于内容不同的请求", None)
    UNKNOWN_SN = ("GJJ2002", "数据库查询无记录", None)
    UNKNOWN_SERIAL = ("GJJ2003", "业务流水号不存在", None)
    LIST_CHANGED = ("GJJ2004", "查询期间中心的数据已变化，请重新查询", None)
    UNSIGNED = ("GJJ3001", "缺少数字签名", None)
    BAD_SIGNATURE = ("GJJ3002", "数字签名无效", None)
    FOREIGN_CERTIFICATE = ("GJJ3003", "证书不是公积金专用证书", None)
    EXPIRED_CERTIFICATE = ("GJJ3004", "证书不在有效期内", None)
    REVOKED_CERTIFICATE = ("GJJ3005", "证书已被吊销", None)
    UNREGISTERED_CERTIFICATE = ("GJJ3006", "证书未登记在本网银账号名下", None)
    TERMS_CHANGED = ("GJJ4001", "单位参数或业务年月已变更，请重新校验后再提交", None)
    TOTALS_DIFFER = ("GJJ4002", "总人数或总金额与明细不一致", None)
    LINES_REFUSED = ("GJJ4003", "批量数据存在错误，全部记录未受理", None)
    SAME_CONTENT = ("GJJ4004", "相同内容的批次已提交过", None)
    TOO_LARGE = ("GJJ4005", "批量记录数超过上限", None)
    ONE_AT_A_TIME = ("GJJ4006", "上一批次尚未返回结果，请在查到结果后再提交", 600)
    PENDING_CHANGED = ("GJJ4007", "待确认记录已被确认或删除，请重新查询待确认记录", None)

    def __init__(self, code: str, words: str, retry_after: int | None) -> None:
        self.code = code
        self.words = words
        self.retry_after = retry_after

    @classmethod
    def find(cls, code: str) -> "ReturnCode | None":
        """The entry of a RETURN_CODE, None for one that is not in the table.

        The platform's own ``8350ZX…`` codes all mean: try again later (manual 12.8).
        """
        for entry in cls:
            if entry.code == code:
                return entry
        return cls.BUSY if code.startswith(BUSY_PREFIX) else None


BUSY_PREFIX: Final = "8350ZX"


@dataclass(frozen=True, slots=True)
class RoleMarks:
    """What tells the certificates of one role from those of another.

    ``required`` must stand in the certificate's extended key usage. ``issued`` is the whole list
    to put into a new certificate: it holds emailProtection too, for ``openssl cms -verify`` asks
    for that without being told.
    """

    word: str
    required: ObjectIdentifier
    issued: tuple[ObjectIdentifier, ...]


# Under 2.25 anybody may take the number of a UUID of his own as an arc (ITU-T X.667).
_UNIT = ObjectIdentifier("2.25.231837402617284912063846029358170461211.1")
_CENTRE = ObjectIdentifier("2.25.231837402617284912063846029358170461211.2")


@unique
class Usage(Enum):
    """The roles of signing certificates, told apart by their extended key usage.

    A unit's key cannot sign a receipt, and the centre's receipt key cannot file a batch, although
    one CA issued both.
    """

    UNIT = RoleMarks("单位申报签名", _UNIT, (_UNIT, ExtendedKeyUsageOID.EMAIL_PROTECTION))
    CENTRE = RoleMarks("中心回执签名", _CENTRE, (_CENTRE, ExtendedKeyUsageOID.EMAIL_PROTECTION))
