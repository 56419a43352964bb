"""The words for what can be wrong with a file or a sheet."""

from types import MappingProxyType
from typing import Final

from gjj_xl.desk.errors import (
    ChangedMeanwhile,
    ExampleTerms,
    HasErrors,
    NoCounterSheet,
    NotForCounter,
    NothingToSend,
    NotStamped,
    OtherCounterSheet,
    SentAlready,
    SheetChanged,
)
from gjj_xl.desk.inputs import InputFileError
from gjj_xl.desk.trouble import REFUSAL, Entry, Table
from gjj_xl.desk.words import counter_words
from gjj_xl.rules.money import MoneyError
from gjj_xl.rules.terms import TermsError
from gjj_xl.sheets.errors import (
    BookLocked,
    CellBeingEdited,
    Damaged,
    Danger,
    EmptyWorkbook,
    Encrypted,
    Hostile,
    InUse,
    NameTaken,
    NotABatch,
    NotAWorkbook,
    NotEditable,
    NotOpen,
    NotSaved,
    OpenBookTrouble,
    Reason,
    RowsFiltered,
    RowsTied,
    RowTooLong,
    SheetError,
    SheetGone,
    SheetLocked,
    Size,
    TooLarge,
    Unreadable,
    Why,
)

WHY_WORDS: Final = {
    Why.MISSING: ("找不到文件 {e.path}", "请检查文件名和所在文件夹。"),
    Why.DIRECTORY: ("{e.path} 是一个文件夹", "请指定文件夹里的工作簿。"),
    Why.NOT_A_FILE: ("{e.path} 不是普通文件", "请指定一个工作簿文件。"),
    Why.PERMISSION: ("没有权限使用 {e.path}", "请检查文件的权限，或把它复制到自己的文件夹。"),
    Why.OTHER: ("无法使用 {e.path}", "请检查文件所在的磁盘或网络位置，再试一次。"),
}
_DANGER: Final = {
    Danger.BOMB: "解压后大得异常",
    Danger.DTD: "含有外部实体或文档类型声明",
    Danger.ENCODING: "使用了不允许的编码",
    Danger.DUPLICATE_PART: "含有同名的内部文件",
}
SIZE_WORDS: Final = {Size.BYTES: "字节", Size.ROWS: "行", Size.CELLS: "个单元格"}
REASON_WORDS: Final = {
    Reason.NO_HEADER: (
        "在 {e.path} 中找不到业务表头",
        "请使用“批量业务文本格式下载”的表格（gjj-xl template），或用 --business 指定业务。",
    ),
    Reason.OTHER_BUSINESS: (
        "{e.path} 是{e.candidates[0]}的表格，不是{e.candidates[1]}",
        "请换用正确的文件，或改用与表格一致的业务。",
    ),
    Reason.WHICH_BUSINESS: (
        "{e.path} 的表头符合多种业务：{candidates}",
        "请用 --business 指定是哪一种。",
    ),
    Reason.TWO_COLUMNS: (
        "{e.path} 中有两列“{e.column}”（{cells}）",
        "请只保留一列，再试一次。",
    ),
    Reason.COLUMNS_MISSING: ("{e.path} 缺少列：{missing}", "请补上这些列，再试一次。"),
    Reason.MERGED: (
        "{e.path} 的记录中有合并单元格：{cells}",
        "请取消合并，让每行每列各有一个值，再试一次。",
    ),
    Reason.NO_FUND: (
        "{e.path} 没有写明资金性质",
        "请用 --fund 指定资金性质（10 或 11）。",
    ),
    Reason.OTHER_FUND: (
        "{e.path} 的标题写明“{e.candidates[0]}”，与指定的资金性质 {e.candidates[1]} 不符",
        "请核对后换用正确的文件，或改用与标题一致的 --fund。",
    ),
    Reason.TWO_RATES: (
        "{e.path} 中单位和个人的缴存比例不同（{cells}）",
        "请改为同一比例，或到柜面办理。",
    ),
    Reason.HIDDEN_SHEET: (
        "业务表在隐藏的工作表中：{candidates}",
        "请取消隐藏该工作表并核对内容，再试一次。",
    ),
    Reason.NO_MARKERS: (
        "{e.path} 没有“校验结果”“处理结果”列",
        "请用 gjj-xl intake 转成活页表格。",
    ),
}


def _shown(template: str, e: SheetError) -> str:
    lists = {
        name: "、".join(map(str, getattr(e, name, ())))
        for name in ("candidates", "cells", "missing")
    }
    return template.format(e=e, **lists)


def _headers(e: NotABatch) -> str:
    return f"看到的表头：{'、'.join(e.headers)}" if e.headers else ""


def _stretched(e: TooLarge) -> str:
    if e.cell:
        return f"最后一个有内容的单元格是 {e.sheet}!{e.cell}；多余的行列也算在内。"
    return f"每个文件最多 {e.limit:,} {SIZE_WORDS[e.what]}。"


def _found(e: HasErrors) -> str:
    return f"{e.path} 中有 {len(e.report.errors):,} 个错误，没有提交"


SHEET_TROUBLES: Final[Table] = MappingProxyType(
    {
        SheetError: Entry("无法使用 {e.path}", "{e.detail}", "请检查该文件后再试一次。"),
        Unreadable: Entry(
            lambda e: WHY_WORDS[e.why][0].format(e=e), "", lambda e: WHY_WORDS[e.why][1].format(e=e)
        ),
        InUse: Entry(
            "{e.path} 正被其他程序打开",
            lambda e: f"打开者：{e.holder}" if e.holder else "",
            "请先保存并关闭该文件，再试一次。",
        ),
        NotAWorkbook: Entry(
            "{e.path} 不是 Excel 工作簿，而是{e.found.word}",
            "只能读取 .xlsx 和 .xls 文件。",
            "请在 Excel 中另存为“Excel 工作簿（.xlsx）”，再试一次。",
        ),
        Encrypted: Entry(
            "{e.path} 设有打开密码",
            "加密的工作簿无法读取。",
            "请在 Excel 中取消打开密码（文件 → 信息 → 保护工作簿）并保存，再试一次。",
        ),
        Damaged: Entry(
            "{e.path} 已损坏，无法读取",
            "工作簿内部结构不完整。",
            "请在 Excel 中打开并另存为新文件，或使用备份。",
        ),
        Hostile: Entry(
            "{e.path} 不安全，没有读取",
            lambda e: f"文件{_DANGER[e.danger]}。",
            "请确认文件来源；如是自己的表格，请在 Excel 中另存为新文件再试。",
        ),
        TooLarge: Entry(
            lambda e: f"{e.path} 太大，超过 {e.limit:,} {SIZE_WORDS[e.what]}",
            _stretched,
            "请删除多余的行列（整行整列删除），或分成几批办理。",
        ),
        NotEditable: Entry(
            "{e.path} 不能原样写入",
            "旧格式（.xls）或写法特殊的工作簿只能读取。",
            "请用 gjj-xl intake 转成活页表格，再试一次。",
        ),
        EmptyWorkbook: Entry(
            "{e.path} 是空的",
            lambda e: f"隐藏的工作表中有内容：{'、'.join(e.hidden)}" if e.hidden else "",
            "请填写后再试一次。",
        ),
        OpenBookTrouble: Entry("{e.path} 没有处理完", "{e.detail}", "请再试一次。"),
        NotOpen: Entry(
            "工作簿 {e.path} 已关闭", "没有写入的内容保存在本机。", "请打开该工作簿后再试。"
        ),
        NotSaved: Entry(
            "工作簿 {e.path} 还没有保存",
            "{e.detail}",
            "请先把工作簿保存到本机的文件夹，再试一次。",
        ),
        CellBeingEdited: Entry(
            "请先结束单元格编辑",
            "正在编辑单元格，或有对话框打开时，Excel 不接受其他操作。",
            "请按回车键或 Esc 键结束编辑、关闭对话框，再试一次。",
            REFUSAL,
        ),
        SheetGone: Entry("{e.path} 中的业务表已被删除", "", "请重新打开该工作簿，或新建表格。"),
        SheetLocked: Entry(
            "{e.path} 的工作表设有保护密码",
            "程序不能写入。",
            "请在“审阅”中撤销工作表保护，再试一次。",
        ),
        BookLocked: Entry(
            "{e.path} 设有工作簿结构保护",
            "不能增加或删除工作表。",
            "请在“审阅”中撤销“保护工作簿”，再试一次。",
        ),
        RowsTied: Entry(
            "{e.path} 的业务表中有批注、图片、超链接或合并单元格，没有移动任何行",
            "它们不能随行移动，会错位到别人的记录旁边。",
            "请在 Excel 中打开，用功能区的“柜面办理”移动；或先删去它们。",
            REFUSAL,
        ),
        RowsFiltered: Entry(
            "{e.path} 中有行被筛选或隐藏，没有移动任何行",
            "为避免误动看不见的记录，请先显示全部的行。",
            "请在“数据”中清除筛选、取消隐藏，再试一次。",
            REFUSAL,
        ),
        RowTooLong: Entry(
            "{e.path} 第 {e.row} 行内容太长，没有移动任何行",
            "一行最多可以保留约三万个字符。",
            "请缩短该行中自己添加的文字，再试一次。",
            REFUSAL,
        ),
        NameTaken: Entry(
            "{e.path} 中已有您自己的工作表“{e.sheet}”",
            "程序不会改动您自己的工作表。",
            "请把该工作表改名，再试一次。",
            REFUSAL,
        ),
        NotABatch: Entry(
            lambda e: _shown(REASON_WORDS[e.reason][0], e),
            _headers,
            lambda e: _shown(REASON_WORDS[e.reason][1], e),
        ),
        InputFileError: Entry(
            lambda e: f"{e.path}{f' 第 {e.line} 行' if e.line else ''} 无法使用",
            "{e.problem}",
            "请改正该文件，再试一次。",
        ),
        TermsError: Entry("参数“{e.key}”无法使用", "{e.problem}", "请改正参数，再试一次。"),
        MoneyError: Entry("金额或比例无法识别", "{e.problem}", "请改正后再试一次。"),
        HasErrors: Entry(
            _found,
            "有错误的批次不能发送；没有签名，也没有发出任何内容。",
            lambda e: (
                "请按提示逐一改正；或用 --only-clean 只发送没有错误的行，其余移到新的表格。"
                f"{counter_words(e.report)}"
            ),
            REFUSAL,
        ),
        NothingToSend: Entry("{e.path} 中没有可以发送的记录", "", "请填写后再试一次。", REFUSAL),
        ExampleTerms: Entry(
            "{e.path} 使用示例参数（未登录）制作，不能提交",
            "示例参数不是中心为本单位核定的参数。",
            "请登录后用 gjj-xl intake 转成使用中心参数的表格，核对后再提交。",
            REFUSAL,
        ),
        SheetChanged: Entry(
            "{e.path} 在确认之后被改动，没有提交",
            "签名的内容必须就是您确认过的内容。",
            "请保存并关闭该文件，重新检查后再提交。",
            REFUSAL,
        ),
        SentAlready: Entry(
            "{e.path} 已提交，不能再修改",
            "提交后的内容不得再修改或删除。",
            "如需更正，请用新的表格再次申报。",
            REFUSAL,
        ),
        ChangedMeanwhile: Entry(
            "{e.path} 在询问之后被改动，没有移动任何行",
            "移出的内容必须就是您确认过的内容。",
            "请重新检查后再试一次。",
            REFUSAL,
        ),
        NotForCounter: Entry(
            "第 {e.listed} 行没有需要到柜面办理的问题，没有移动任何行",
            "只有网上业务不能办理的记录才移到柜面办理。",
            "请核对行号；要删除记录的，请在表格中删除整行。",
            REFUSAL,
        ),
        NoCounterSheet: Entry(
            "{e.path} 中没有“柜面办理”表", "没有移出过记录，或已经移回。", "不需要处理。", REFUSAL
        ),
        OtherCounterSheet: Entry(
            "{e.path} 的“柜面办理”表是{e.title}的记录，没有移动任何行",
            "一张“柜面办理”表只放一种业务的记录。",
            "请先把该表移到别的工作簿，再试一次。",
            REFUSAL,
        ),
        NotStamped: Entry(
            "{e.path} 中没有回执",
            "该表没有提交过，或回执页已被删除。",
            "请指定提交后的文件；本机提交过的批次可用 gjj-xl status 查看。",
        ),
    }
)
