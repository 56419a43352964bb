"""What the centre's no means, code by code (the words themselves stand in the wire's table)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from gjj_xl.wire.codes import ReturnCode

_TELL: Final = "请稍后再试；仍不成功的，请把本提示和代码告知公积金中心。"
_BANK: Final = "请到银行办理证书更新，更新后重新提交。"

REFUSALS: Final[Mapping[ReturnCode, tuple[str, str]]] = MappingProxyType(
    {
        ReturnCode.MALFORMED: (
            "程序发出的内容不符合中心约定的格式，一般是程序的版本太旧。",
            f"请更新程序。{_TELL}",
        ),
        ReturnCode.UNKNOWN_TX: (
            "中心没有这一项业务，一般是程序的版本太旧，或连接到了别的系统。",
            f"请核对登录窗口中的网址，更新程序。{_TELL}",
        ),
        ReturnCode.BUSY: (
            "银行服务器需要一定的时间处理一次交易（12.8）。本批保留在发送队列中，没有丢失。",
            (
                "请在15分钟以后再试，或点击“继续办理”（gjj-xl resume）；"
                "仍然提示返回数据出错的，请与中心联系。"
            ),
        ),
        ReturnCode.BAD_SESSION: (
            "登录的有效时间已过，或中心结束了这次登录。",
            "请重新登录；未完成的批次保留在本机，不会丢失。",
        ),
        ReturnCode.BAD_PASSWORD: (
            "网银账号、操作员或交易密码不对；连续输错会被锁定。",
            "请核对后重新输入，注意大小写和半角；交易密码不是 U-key 口令。",
        ),
        ReturnCode.LOCKED: (
            "密码连续输错次数过多，账号已锁定。",
            "请与公积金中心联系解锁，解锁后重新登录。",
        ),
        ReturnCode.CLOSED: (
            "业务年月从上月21日到本月20日，每日9:00至16:30办理；20日为节假日的，截止到之前最后一个工作日。",
            "请在办理时间内提交；“通道状态”写明什么时候开放，内容没有丢失。",
        ),
        ReturnCode.SN_REUSED: (
            "同一个请求流水号已用于另一份内容，中心没有受理。",
            "请点击“本机批次”（gjj-xl status）核对该批，再重新提交。",
        ),
        ReturnCode.UNKNOWN_SN: (
            "中心没有这一请求的记录：没有收到，或已过保存期限。",
            "请点击“继续办理”（gjj-xl resume），程序会判断是否需要再次发送，不会重复提交。",
        ),
        ReturnCode.UNKNOWN_SERIAL: (
            "本单位没有这个业务流水号。",
            "请核对业务流水号，或按业务年月查询。",
        ),
        ReturnCode.LIST_CHANGED: (
            "较长的查询结果分页传送，传送期间中心又处理了记录，前后几页对不上。",
            "请重新查询一次。",
        ),
        ReturnCode.UNSIGNED: ("提交的内容没有 U-key 签名。", "请插好 U-key 重新提交。"),
        ReturnCode.BAD_SIGNATURE: (
            "签名与内容不符，内容可能在途中被改动。",
            f"请重新提交。{_TELL}",
        ),
        ReturnCode.FOREIGN_CERTIFICATE: (
            "签名用的证书不是公积金专用证书，例如用了另一个网银盾（12.5）。",
            "请换用公积金专用 U-key；电脑上有多个证书的，请点击“选择证书”，选中当前插入的那一个。",
        ),
        ReturnCode.EXPIRED_CERTIFICATE: ("证书已过期或尚未生效。", _BANK),
        ReturnCode.REVOKED_CERTIFICATE: (
            "该 U-key 已被挂失或注销。",
            "请到银行重新领取 U-key，并到公积金中心登记。",
        ),
        ReturnCode.UNREGISTERED_CERTIFICATE: (
            "U-key 有效，但没有登记在本单位的网银账号名下。",
            "请换用本单位登记的 U-key；新领取的请先到公积金中心登记。",
        ),
        ReturnCode.TERMS_CHANGED: (
            "校验以后，中心的单位参数（如基数上下限）或业务年月变了，本批没有受理。",
            "请重新检查，核对金额后再提交。",
        ),
        ReturnCode.TOTALS_DIFFER: (
            "总人数或总金额与明细加起来的不一致，全部记录没有受理。",
            "请重新检查后再提交；仍然如此的，请把本提示告知公积金中心。",
        ),
        ReturnCode.LINES_REFUSED: (
            "至少有一条记录有错误，全部记录都没有受理；原因逐条写在表格里。",
            "请按每条的原因改正，重新检查后再提交。",
        ),
        ReturnCode.SAME_CONTENT: (
            "相同内容的一批在本业务年月或上一业务年月已提交过。",
            "请先查询那一批的处理结果；确需再办理一次的，提交时回答“是”。",
        ),
        ReturnCode.TOO_LARGE: ("一批的记录数超过中心规定的上限。", "请分成几张表，逐批提交。"),
        ReturnCode.ONE_AT_A_TIME: (
            "一次只能办理一批（12.6）：上一批还没有处理结果。",
            (
                "不需要操作，程序会在上一批有结果以后接着发送；"
                "关过 Excel 的，请点击“继续办理”（gjj-xl resume）。"
            ),
        ),
        ReturnCode.PENDING_CHANGED: (
            "待确认记录已在另一台电脑上确认或删除。",
            "请点击“查询待确认记录”，核对后再确认。",
        ),
    }
)
"""Every code but success: (what it means, what to do)."""
