"""The words for what can be wrong with a U-key in its reader, and with its certificate."""

from types import MappingProxyType
from typing import Final

from cryptography import x509

from gjj_xl.centre.errors import CertificateRefused
from gjj_xl.desk.errors import OtherCertificate
from gjj_xl.desk.trouble import REFUSAL, Entry, Table
from gjj_xl.desk.words import moment_words
from gjj_xl.ukey.tokenerrors import (
    CardRemoved,
    CardReset,
    CardTrouble,
    DriverMissing,
    Garbled,
    InUse,
    KeyNameError,
    LibraryFailed,
    LibraryUnusable,
    MuteCard,
    NoCard,
    NoCertificate,
    NoReader,
    NoService,
    NotOnCard,
    OtherCard,
    PinBlocked,
    PinNotFresh,
    PinUnusable,
    ReaderFailed,
    ReaderTrouble,
    ReadOnly,
    SeveralCertificates,
    TokenTrouble,
    TooSlow,
    UnknownStatus,
    WrongCard,
    WrongManagementKey,
)
from gjj_xl.wire.codes import ReturnCode

_UNSIGNED: Final = "没有签名，也没有发出任何内容。"
_AGAIN: Final = "请重新插好 U-key，再试一次。"
_BANK: Final = "请携带 U-key 到发证银行处理。"
_TRIED_AGAIN: Final = f"请拔下 U-key 重新插入，再试一次；仍不成功的，{_BANK}"

_CERTIFICATES: Final = MappingProxyType(
    {
        ReturnCode.UNSIGNED: "请重新提交。",
        ReturnCode.BAD_SIGNATURE: "请重新提交；仍不成功的，请把本提示告知公积金中心。",
        ReturnCode.FOREIGN_CERTIFICATE: (
            "请换用公积金专用 U-key；电脑上有多个证书的，请用 gjj-xl login --key 重新选择。"
        ),
        ReturnCode.EXPIRED_CERTIFICATE: "请到银行办理证书更新，更新后重新提交。",
        ReturnCode.REVOKED_CERTIFICATE: "该 U-key 已被挂失或注销，请到银行重新领取 U-key。",
        ReturnCode.UNREGISTERED_CERTIFICATE: (
            "请换用本单位登记的 U-key；新领取的 U-key 请先到公积金中心登记。"
        ),
    }
)
"""What to do about the centre's no to a certificate."""


def _choices(e: SeveralCertificates) -> str:
    return "；".join(
        f"{choice.name}（{choice.certificate.subject.rfc4514_string()}，"
        f"有效期至{moment_words(choice.certificate.not_valid_after_utc)}）"
        for choice in e.choices
    )


def _named(certificate: x509.Certificate) -> str:
    return f"{certificate.subject.rfc4514_string()}（序列号 {certificate.serial_number:x}）"


def _remedy(e: CertificateRefused) -> str:
    return _CERTIFICATES.get(ReturnCode.find(e.code) or ReturnCode.UNSIGNED, "")


TOKEN_TROUBLES: Final[Table] = MappingProxyType(
    {
        KeyNameError: Entry(
            "“{e.text}”不是证书文件，也不是 U-key 的名称",
            "",
            "请写证书文件的路径（.p12），或 piv:，或 pkcs11:驱动程序的路径；"
            "已插入的 U-key 可用 gjj-xl ukey list 查看。",
        ),
        DriverMissing: Entry(
            "没有安装 U-key 的驱动组件（{e.package}）",
            _UNSIGNED,
            "请运行 uv sync --extra {e.extra} 安装，再试一次。",
        ),
        LibraryUnusable: Entry(
            "U-key 驱动程序 {e.path} 不能使用",
            "该文件不存在、不是 PKCS#11 驱动程序，或与本机系统不符（{e.detail}）。",
            "请安装 U-key 厂商提供的驱动程序，并检查路径。",
        ),
        LibraryFailed: Entry(
            "U-key（{e.label}）的驱动程序报告错误（{e.detail}）", _UNSIGNED, _TRIED_AGAIN
        ),
        TokenTrouble: Entry("U-key 无法使用", _UNSIGNED, _TRIED_AGAIN),
        # Service and reader
        NoService: Entry(
            "系统的智能卡服务没有运行",
            f"没有它，电脑看不到 U-key。{_UNSIGNED}",
            "请启动智能卡服务（Windows：服务 Smart Card；Linux：pcscd），再试一次；"
            "或重新启动电脑。",
        ),
        NoReader: Entry(
            "没有检测到 U-key",
            f"智能卡服务正常，但没有读卡器或 U-key 连接到电脑。{_UNSIGNED}",
            "请把 U-key 插入 USB 口（换一个口试试），再试一次。",
        ),
        ReaderTrouble: Entry("读卡器 {e.reader} 有问题", _UNSIGNED, _TRIED_AGAIN),
        ReaderFailed: Entry(
            "读卡器 {e.reader} 出错",
            lambda e: f"智能卡服务返回了未知的错误（0x{e.code:08X}）。{_UNSIGNED}",
            _TRIED_AGAIN,
        ),
        # Card
        NoCard: Entry(
            "读卡器 {e.reader} 中没有卡", _UNSIGNED, "请插入单位的 U-key，再试一次。", REFUSAL
        ),
        MuteCard: Entry(
            "读卡器 {e.reader} 中的卡没有响应",
            f"卡可能插反、接触不良或已损坏。{_UNSIGNED}",
            f"请取出后重新插好，再试一次；仍不成功的，{_BANK}",
        ),
        WrongCard: Entry(
            "{e.reader} 中的卡不是可用的 U-key",
            f"卡上没有签名证书应用。{_UNSIGNED}",
            "请换上公积金专用 U-key；厂商有专用驱动程序的，请用 --key pkcs11:驱动程序的路径。",
        ),
        OtherCard: Entry(
            "{e.reader} 中的不是登录时选定的 U-key",
            f"选定的是 {{e.wanted}}。{_UNSIGNED}",
            "请换上选定的 U-key；更换过 U-key 的，请用 gjj-xl login --key 重新选择。",
        ),
        CardRemoved: Entry(
            "U-key 在使用中被拔出",
            f"签名没有完成。{_UNSIGNED}",
            "请插好 U-key，在提示完成之前不要拔出，再试一次。",
        ),
        CardReset: Entry(
            "U-key 被其他程序重置",
            f"签名没有完成。{_UNSIGNED}",
            "请关闭正在使用 U-key 的其他程序（网银、其他申报软件），再试一次。",
        ),
        InUse: Entry(
            "U-key 正被其他程序占用",
            f"其他程序没有在规定时间内让出 U-key。{_UNSIGNED}",
            "请关闭正在使用 U-key 的其他程序（网银、其他申报软件），再试一次。",
        ),
        TooSlow: Entry("U-key 没有在规定时间内响应", f"签名没有完成。{_UNSIGNED}", _TRIED_AGAIN),
        CardTrouble: Entry("U-key 返回了错误", _UNSIGNED, _TRIED_AGAIN),
        UnknownStatus: Entry(
            "U-key 返回了未知的状态（{e.sw:04X}）", f"签名没有完成。{_UNSIGNED}", _TRIED_AGAIN
        ),
        Garbled: Entry(
            "U-key 返回的内容无法识别", f"签名没有完成（{{e.detail}}）。{_UNSIGNED}", _TRIED_AGAIN
        ),
        NotOnCard: Entry("U-key 中没有所需的内容", _UNSIGNED, _BANK),
        # PIN
        PinBlocked: Entry(
            "U-key 口令已锁定", f"口令输错次数过多。{_UNSIGNED}", "请携带 U-key 到发证银行解锁。"
        ),
        PinNotFresh: Entry("U-key 要求重新输入口令", f"签名没有完成。{_UNSIGNED}", "请再试一次。"),
        PinUnusable: Entry(
            "输入的内容不会是 U-key 口令",
            "口令为 6 至 8 位半角数字或字母；没有提交给 U-key，不计入错误次数。",
            "请切换到半角输入，重新输入。",
            REFUSAL,
        ),
        # Certificate
        NoCertificate: Entry(
            "{e.label} 中没有可用于签名的证书",
            _UNSIGNED,
            "请换上公积金专用 U-key；新 U-key 请先到发证银行下载证书。",
        ),
        SeveralCertificates: Entry(
            "有多个证书，须选定一个",
            _choices,
            "请用 --key 写明其中一个的名称，选择当前插入的单位 U-key 的证书。",
            REFUSAL,
        ),
        OtherCertificate: Entry(
            "U-key 中的证书不是登录时选定的证书",
            lambda e: (
                f"选定的是 {_named(e.chosen)}，现在是 {_named(e.found)}"
                f"{f'，属于单位 {e.belongs_to}' if e.belongs_to else ''}。{_UNSIGNED}"
            ),
            "请换上选定的 U-key；证书更新过的，请用 gjj-xl login --key 重新选择。",
        ),
        CertificateRefused: Entry(
            "中心未受理：{e.words}（{e.code}）",
            "中心没有采用这个签名；本批没有提交成功。",
            _remedy,
            REFUSAL,
        ),
        # Management
        ReadOnly: Entry(
            "该 U-key 不能由本程序写入证书", "", "请用 U-key 厂商的管理工具写入证书文件。"
        ),
        WrongManagementKey: Entry(
            "U-key 的管理密钥不对", "证书没有写入。", "请核对管理密钥；由银行管理的请到银行办理。"
        ),
    }
)
