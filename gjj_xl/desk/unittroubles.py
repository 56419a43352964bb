"""What is told of units: a workbook or a certificate of another one, a name that is nobody's."""

from types import MappingProxyType
from typing import Final

from gjj_xl.desk.errors import (
    OtherUnit,
    OtherUnitsCertificate,
    SeveralUnits,
    UnitBusy,
    UnknownUnit,
)
from gjj_xl.desk.trouble import REFUSAL, Entry, Table


def _switch(e: OtherUnit) -> str:
    if e.is_known:
        return (
            f"请用 gjj-xl units use {e.made_for} 切换到该单位后再办理；"
            "要为当前单位办理的，请换用当前单位的表格。"
        )
    return (
        "请换用当前单位的表格；要为该单位办理的，请用 gjj-xl units add 添加该单位，登录以后再办理。"
    )


def _known(e: UnknownUnit) -> str:
    if not e.known:
        return "本机还没有登录过任何单位。"
    return f"本机的单位：{'；'.join(e.known)}。"


UNIT_TROUBLES: Final[Table] = MappingProxyType(
    {
        OtherUnit: Entry(
            "{e.path} 属于单位 {e.made_for_words}，没有办理",
            "当前单位是 {e.present}；各单位的表格和数据分开，不能混用。",
            _switch,
            REFUSAL,
        ),
        OtherUnitsCertificate: Entry(
            "证书（U-key）属于单位 {e.belongs_to}，没有签名",
            "当前单位是 {e.present}；没有发出任何内容。",
            "请换上当前单位的证书（U-key）；要为那个单位办理的，请先用 gjj-xl units use 切换单位。",
            REFUSAL,
        ),
        UnknownUnit: Entry(
            "本机没有单位“{e.text}”",
            _known,
            "请写单位客户号、网银账号或单位名称；新的单位请用 gjj-xl units add 添加。",
        ),
        SeveralUnits: Entry(
            "“{e.text}”可以指几个单位",
            lambda e: f"它们是：{'、'.join(e.names)}。",
            "请写明是哪一个，如上面所列。",
        ),
        UnitBusy: Entry(
            "单位 {e.words} 还有 {e.count:,} 批没有办完，没有移除",
            "移除以后，这些批次要等重新添加该单位才能继续办理。",
            "请先切换到该单位，运行 gjj-xl resume 办完或撤回；确实要移除的，请加 --force。",
            REFUSAL,
        ),
    }
)
