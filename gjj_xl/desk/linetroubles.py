"""The words for what can be wrong with the key, the store, the line and the centre's answers."""

from types import MappingProxyType
from typing import Final

from gjj_xl.centre.errors import (
    AnswerIncomplete,
    BadAddress,
    BadAnswer,
    Busy,
    Cancelled,
    CentreError,
    CertificateRefused,
    ChannelError,
    Closed,
    HomeUnusable,
    InLine,
    Interrupted,
    JournalError,
    LinesRefused,
    LoginRefused,
    MonthOver,
    NotLoggedIn,
    Reach,
    Refused,
    RosterDamaged,
    SameContent,
    StoreError,
    StoreInsecure,
    StoreKeyLost,
    StoreUnusable,
    TermsChanged,
    UnknownEntry,
    UnknownRequest,
    Unreachable,
    UntrustedReceipt,
    UntrustedServer,
    WrongState,
)
from gjj_xl.centre.filing import OutcomeOpen
from gjj_xl.centre.sealing import SealBroken
from gjj_xl.desk.errors import (
    AlreadyUnderway,
    CannotWithdraw,
    DeskError,
    NoKey,
    NoTerms,
    NothingPending,
    NotSynced,
    PendingWrong,
    UnknownBatch,
    WindowClosed,
)
from gjj_xl.desk.trouble import REFUSAL, Entry, Table
from gjj_xl.desk.words import by_hand, moment_words
from gjj_xl.rules.terms import SHANGHAI
from gjj_xl.ukey.errors import (
    CertificateNotCurrent,
    KeyExpired,
    KeyMissing,
    KeyNotYetValid,
    KeyTrouble,
    KeyUnreadable,
    NoPrivateKey,
    UnsupportedKey,
    WrongPin,
)
from gjj_xl.wire.codes import ReturnCode
from gjj_xl.wire.errors import (
    BadSignature,
    CertificateError,
    ExpiredCertificate,
    FieldError,
    ForeignCertificate,
    IllegalCharacter,
    MalformedEnvelope,
    MalformedForm,
    MalformedLine,
    MalformedReceipt,
    MalformedSignature,
    NotYetValidCertificate,
    PasswordMisplaced,
    RevokedCertificate,
    SignatureError,
    UnknownTransaction,
    WeakAlgorithm,
    WireError,
    WrongUsage,
)

_RESUME: Final = "网络恢复后运行 gjj-xl resume，程序会向中心查询，不会重复提交。"
_HELP_DESK: Final = "请把本提示告知公积金中心。"
REACH_WORDS: Final = {
    Reach.NAME: ("域名无法解析", "请检查网址是否正确、电脑是否联网。"),
    Reach.REFUSED: ("对方没有响应该端口", "请稍后再试；单位网络有限制的，请信息技术部门放行。"),
    Reach.TIMEOUT: ("连接超时", "请检查网络；单位网络有限制的，请信息技术部门放行该端口。"),
    Reach.PROXY: ("代理服务器不通", "请检查系统的代理设置。"),
    Reach.NETWORK: ("网络不通", "请检查网络连接。"),
}


TYPED_WORDS: Final = {
    "CUST_ID": ("网银账号", "应为 1 至 21 个半角字母、数字或符号。"),
    "USER_ID": ("操作员编号", "应为 1 至 6 个半角字母、数字或符号。"),
    "PASSWORD": ("交易密码", "应为 1 至 32 个半角字母、数字或符号。"),
}
_FOUND: Final = {
    "too large": "文件太大，不会是证书。",
    "PEM": "这是 PEM 格式的证书。",
    "not PKCS#12": "内容不是 PKCS#12 格式。",
    "encrypted in an unsupported way": "文件的加密方式不受支持。",
}


def _key_file(e: KeyUnreadable) -> str:
    return _FOUND.get(e.found, f"文件读不出来（{e.found}）。")


def _expected(e: AnswerIncomplete) -> str:
    return "" if e.expected is None else f"中心共有 {e.expected:,} 条，"


def _tries(e: WrongPin | LoginRefused) -> str:
    return f"还可以再试 {e.tries_left} 次。" if e.tries_left is not None else ""


def _pin_tries(e: WrongPin) -> str:
    warning = "再输错将被锁定，须到发证银行解锁。" if e.tries_left == 1 else ""
    return f"{_tries(e)}{warning}"


def _retry(e: Refused) -> str:
    if e.retry_at is None:
        return "请稍后再试；仍不成功的，请与中心联系。"
    at = e.retry_at.astimezone(SHANGHAI)
    when = f"{moment_words(at)}:{at:%S}"
    return f"请在{when} 以后再试；仍不成功的，请与中心联系。"


BUSY_WORDS: Final = {ReturnCode.ONE_AT_A_TIME.code: "中心正在处理本单位的上一批"}
"""Codes of a busy centre that are no 返回数据出错 (manual 12.8)."""


def _ends(e: CertificateNotCurrent) -> str:
    certificate = e.certificate
    begins = moment_words(certificate.not_valid_before_utc)
    return f"有效期 {begins} 至 {moment_words(certificate.not_valid_after_utc)}。"


def _certificate(what: str) -> Entry:
    return Entry(what, "对方的身份或签名不能确认，内容没有采用。", _HELP_DESK)


def _malformed(what: str) -> Entry:
    return Entry(what, "内容没有采用。", f"请稍后再试；仍不成功的，{_HELP_DESK}")


LINE_TROUBLES: Final[Table] = MappingProxyType(
    {
        # Keys
        KeyTrouble: Entry(
            "证书（U-key）无法使用", "没有签名，也没有发出任何内容。", "请检查证书。"
        ),
        WrongPin: Entry("口令错误", _pin_tries, "请重新输入证书（U-key）口令。", REFUSAL),
        KeyMissing: Entry(
            "找不到证书文件 {e.path}", "", "请检查路径，或用 --key 指定证书文件（.p12）。"
        ),
        KeyUnreadable: Entry(
            "{e.path} 不是可用的证书文件", _key_file, "请指定银行或中心发给的 .p12 文件。"
        ),
        NoPrivateKey: Entry(
            "{e.label} 中没有可签名的私钥", "", "请使用带私钥的证书（.p12 或 U-key）。"
        ),
        UnsupportedKey: Entry(
            "{e.label} 的密钥类型不能使用（{e.kind}）", "", "请联系发证的银行更换证书。"
        ),
        CertificateNotCurrent: Entry("证书不在有效期内", _ends, "请到银行办理证书更新。"),
        KeyExpired: Entry("证书已过期", _ends, "请到银行办理证书更新。"),
        KeyNotYetValid: Entry("证书尚未生效", _ends, "请检查电脑的日期；无误的请联系发证银行。"),
        NoKey: Entry(
            "没有指定证书", "", "请用 --key 指定 U-key（piv:）或证书文件（.p12），或登录时指定。"
        ),
        # Store
        HomeUnusable: Entry(
            "数据文件夹 {e.path} 不能使用",
            "{e.detail}",
            "请检查该文件夹的权限，或用环境变量 GJJ_XL_HOME 指定另一个文件夹。",
        ),
        StoreError: Entry("本地数据 {e.where} 不能使用", "{e.detail}", "请与系统管理员联系。"),
        StoreUnusable: Entry(
            "本地数据 {e.where} 不能读写",
            "数据库已损坏、磁盘已满、正被占用或无法连接（{e.detail}）。",
            "请关闭其他窗口、检查磁盘空间后再试；已损坏的请从备份恢复，不要直接删除。",
        ),
        StoreInsecure: Entry(
            "数据库连接 {e.where} 没有加密",
            "职工的个人信息只允许经加密连接存取。",
            "请在 GJJ_XL_STORE 中加上 sslmode=verify-full。",
        ),
        StoreKeyLost: Entry(
            "本地数据 {e.where} 打不开：数据密钥不对",
            "本地数据是用另一把密钥加密的，或密钥文件已丢失。",
            "请恢复原来的密钥（系统凭据库或 store.key）；恢复不了的，请把旧数据改名后重新登录。",
        ),
        SealBroken: Entry("本地数据有一项打不开", "该项已损坏或被改动。", "请从备份恢复本地数据。"),
        # Session and channel
        CentreError: Entry("与中心的业务没有完成", "", "请稍后再试。"),
        NotLoggedIn: Entry(
            lambda e: "登录已失效或已退出" if e.known else "尚未登录",
            "",
            "请运行 gjj-xl login 登录后再试；未完成的批次保留在本机，不会丢失。",
        ),
        BadAddress: Entry(
            "网址 {e.url} 不能使用", "中心的网址须以 https:// 开头。", "请检查 --url。"
        ),
        ChannelError: Entry("与中心（{e.host}:{e.port}）的连接有问题", "{e.detail}", _RESUME),
        Unreachable: Entry(
            lambda e: f"连接不上中心 {e.host}:{e.port}（{REACH_WORDS[e.reach][0]}）",
            "没有发出任何内容。",
            lambda e: REACH_WORDS[e.reach][1],
        ),
        UntrustedServer: Entry(
            "{e.host}:{e.port} 的证书不可信",
            "对方可能不是公积金中心，没有发出任何内容（{e.detail}）。",
            "请检查电脑的日期和时间，确认网址和中心的根证书（--ca）；单位网络使用自己的证书的，请联系信息技术部门。",
        ),
        Interrupted: Entry(
            "从服务器接收数据失败",
            "服务中断或网络异常，内容是否到达中心未知。",
            f"请勿重新提交。{_RESUME}",
        ),
        BadAnswer: Entry(
            "中心的应答无法识别",
            "内容是否被受理未知（{e.detail}）。",
            f"请勿重新提交。{_RESUME}",
        ),
        Cancelled: Entry("已取消", "此前的数据没有改动。", "", REFUSAL),
        # The centre's no
        Refused: Entry("中心未受理：{e.words}（{e.code}）", "", _retry, REFUSAL),
        LinesRefused: Entry(
            lambda e: f"中心未受理：{e.words}，共 {len(e.lines):,} 条记录有误",
            lambda e: "；".join(f"第 {line} 条 {words}" for line, words in e.lines[:20]),
            "请按原因改正后重新提交。",
            REFUSAL,
        ),
        SameContent: Entry(
            "相同内容的批次已提交过，业务流水号 {e.serial}",
            "没有重复受理。",
            "请先查询该批的处理结果；确需再办理一次的，提交时回答“是”。",
            REFUSAL,
        ),
        TermsChanged: Entry(
            "单位参数或业务年月已变更", "本批未受理。", "请重新检查后再提交。", REFUSAL
        ),
        LoginRefused: Entry(
            "没有登录成功：{e.words}", _tries, "请核对网银账号、操作员和交易密码。", REFUSAL
        ),
        Closed: Entry(
            "不在网上业务办理时间内",
            "没有受理，内容没有丢失。",
            lambda e: (
                f"{moment_words(e.retry_at)}起可以办理，排队的批次到时自动发送"
                "（没有打开 Excel 的，运行 gjj-xl resume --wait）。"
                if e.retry_at
                else "请在办理时间内再试。"
            ),
            REFUSAL,
        ),
        MonthOver: Entry(
            "本业务年月的申报已截止",
            "没有受理；表格可以修改，内容没有丢失。",
            lambda e: (
                f"请按业务年月 {e.month} 重新检查"
                + (f"，{moment_words(e.retry_at)}起再提交。" if e.retry_at else "后再提交。")
            ),
            REFUSAL,
        ),
        Busy: Entry(
            lambda e: f"{BUSY_WORDS.get(e.code, '返回数据出错')}：{e.words}",
            lambda e: (
                "中心暂时不能处理，本批保留在发送队列中，没有丢失，到时自动再次发送。"
                if e.queued
                else "中心暂时不能处理，没有改动任何内容。"
            ),
            _retry,
            REFUSAL,
        ),
        CertificateRefused: Entry(
            "中心未受理：{e.words}（{e.code}）",
            "签名的证书中心不接受，本批没有受理。",
            "请到发证的银行办理证书更新或登记，重新登录并选择证书，再重新提交。",
            REFUSAL,
        ),
        UnknownRequest: Entry(
            "中心查无此批", "", "请运行 gjj-xl resume，程序会判断是否需要再次发送。", REFUSAL
        ),
        UntrustedReceipt: Entry(
            "中心的回执未通过验证",
            lambda e: f"不一致：{'、'.join(e.differs)}" if e.differs else f"{e.detail}",
            f"请勿重新提交。请运行 gjj-xl resume 重新取得回执；仍不成功的，{_HELP_DESK}",
        ),
        AnswerIncomplete: Entry(
            "从中心收到的内容不完整",
            lambda e: f"{_expected(e)}收到 {e.found:,} 条；没有采用，原有的内容没有改动。",
            f"请稍后再试；仍不成功的，{_HELP_DESK}",
        ),
        RosterDamaged: Entry(
            "职工信息没有同步：收到的内容与中心的记录不一致",
            "收到的内容不完整或有误，没有采用；本机原有的职工信息没有改动，可以照常使用。",
            f"请稍后再同步一次；仍不成功的，{_HELP_DESK}",
        ),
        # Journal
        JournalError: Entry("批次 {e.request_sn} 不能继续", "", "请运行 gjj-xl status 查看。"),
        UnknownEntry: Entry(
            "本机没有批次 {e.request_sn}", "", "请运行 gjj-xl status 查看。", REFUSAL
        ),
        WrongState: Entry(
            "批次 {e.request_sn} 正由另一个窗口处理",
            "",
            "请运行 gjj-xl status 查看，稍后再试。",
            REFUSAL,
        ),
        InLine: Entry(
            "前一批尚未返回结果",
            "一次只能发送一批；本批已签名，保留在发送队列中。",
            "前一批返回结果后自动发送；没有打开 Excel 的，请运行 gjj-xl resume。",
            REFUSAL,
        ),
        OutcomeOpen: Entry(
            "从服务器接收数据失败：批次 {e.request_sn} 是否被受理无法确定",
            "中心查无此批，但中心未承诺重复发送不会重复受理。",
            by_hand,
            REFUSAL,
        ),
        # The desk itself
        DeskError: Entry("没有完成", "", "请再试一次。"),
        WindowClosed: Entry(
            "不在网上业务办理时间内",
            "没有提交，表格没有改动。",
            lambda e: f"{moment_words(e.opens)}起可以提交业务年月 {e.month} 的业务。",
            REFUSAL,
        ),
        AlreadyUnderway: Entry(
            "相同内容的批次（{e.request_sn}）正在办理，没有重复提交",
            "",
            "请运行 gjj-xl resume 完成该批。",
            REFUSAL,
        ),
        NothingPending: Entry(
            "没有待确认的记录", "", "请先录入；或用 gjj-xl single list 再核对一次。", REFUSAL
        ),
        PendingWrong: Entry(
            "待确认记录不能确认：{e.listed}",
            "没有签名，没有提交。",
            "请用 gjj-xl single delete 删除这些记录，更正后重新录入，再确认。",
            REFUSAL,
        ),
        NotSynced: Entry(
            "本地没有职工信息",
            "校验和核对需要中心登记的职工信息。",
            "请运行 gjj-xl sync 进行职工信息同步。",
        ),
        NoTerms: Entry("本地没有单位参数", "", "请先运行 gjj-xl login 登录。"),
        UnknownBatch: Entry(
            "本机没有业务流水号或请求流水号为 {e.number} 的批次",
            "",
            "请运行 gjj-xl status 查看本机的批次，或用 gjj-xl query 查询。",
            REFUSAL,
        ),
        CannotWithdraw: Entry("批次 {e.request_sn} 不能撤回：{e.step_word}", "", "", REFUSAL),
        # What travels
        WireError: _malformed("与中心往来的内容有误"),
        MalformedEnvelope: _malformed("报文格式错误"),
        FieldError: Entry(
            lambda e: f"{TYPED_WORDS.get(e.field, ('报文字段 ' + e.field, ''))[0]}有误",
            lambda e: TYPED_WORDS.get(e.field, ("", ""))[1],
            f"请改正后再试；仍不成功的，{_HELP_DESK}",
        ),
        IllegalCharacter: Entry(
            lambda e: f"内容含有不能传送的字符（U+{ord(e.character):04X}）",
            "",
            "请删除表格中看不见的控制字符，再试一次。",
        ),
        PasswordMisplaced: _malformed("报文中不应有密码"),
        UnknownTransaction: _malformed("交易码 {e.tx_code} 无法识别"),
        MalformedForm: _malformed("报文格式错误"),
        MalformedLine: _malformed("第 {e.line} 条记录格式错误"),
        MalformedReceipt: _malformed("回执格式错误"),
        SignatureError: _certificate("签名无效"),
        MalformedSignature: _certificate("签名格式错误"),
        WeakAlgorithm: _certificate("签名算法不够安全（{e.algorithm}）"),
        BadSignature: _certificate("签名与内容不符"),
        CertificateError: _certificate("签名的证书无效"),
        ForeignCertificate: _certificate("签名的证书不是中心的证书"),
        ExpiredCertificate: _certificate("签名的证书已过期"),
        NotYetValidCertificate: _certificate("签名的证书尚未生效"),
        WrongUsage: _certificate("签名的证书用途不对"),
        RevokedCertificate: _certificate("签名的证书已被吊销"),
    }
)
