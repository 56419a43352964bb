"""The words for a click in Excel that does not go on, by the code of the error.

The errors themselves are the ribbon's; the words stand here, where the help reads them too.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from gjj_xl.desk.trouble import REFUSAL, UNUSABLE, Entry

CLICK_WORDS: Final[Mapping[str, Entry]] = MappingProxyType(
    {
        "ribbon-error": Entry("没有完成", "", "请再试一次。"),
        "no-workbook": Entry(
            "没有打开的工作簿",
            "受保护的视图中的工作簿不能使用。",
            "请先打开业务表格（受保护的视图请点击“启用编辑”），或点击“批量业务文本格式下载”新建。",
        ),
        "not-ours": Entry(
            "“{e.name}”不是本程序的业务表格，没有改动",
            "这一操作只用于“批量业务文本格式下载”的表格。",
            "请切换到业务表格；手里是旧表格的，请点击“导入旧表”。",
        ),
        "ours-already": Entry(
            "“{e.name}”已是业务表格，不需要导入", "", "请直接填写，再点击“检查”。", REFUSAL
        ),
        "not-aform": Entry(
            "“{e.name}”不是单笔业务的录入表，没有改动",
            "录入、清除、查询待确认记录、删除、确认只用于单笔业务的录入表。",
            "请切换到录入表，或在“单笔业务”的菜单里新建一张。",
        ),
        "nothing-picked": Entry(
            "没有选中待确认记录", "", "请在右栏选中要删除的记录（可选多行），再试一次。"
        ),
        "never-saved": Entry(
            "工作簿“{e.name}”还没有保存",
            "回执和处理结果要写在保存过的工作簿里。",
            "请先把工作簿保存到本机的文件夹，再提交。",
        ),
        "job-running": Entry(
            "正在进行：{e.name}", "", "请等它完成，或点击“取消当前操作”，再试一次。", REFUSAL
        ),
        "nothing-selected": Entry("没有选中记录", "", "请在业务表中选中要删除的行，再试一次。"),
        "rows-hidden": Entry(
            "表中有行被筛选或隐藏，没有删除",
            "为避免误删看不见的记录，请先显示全部的行。",
            "请在“数据”中清除筛选、取消隐藏，再试一次。",
        ),
        "no-count": Entry(
            "选中的不是笔数",
            "",
            "请在查询结果的批次表中选中一个笔数（总笔数、成功笔数……），再点击“明细”。",
        ),
        "no-results": Entry(
            "当前工作表没有可导出的结果", "", "请切换到查询结果或明细的工作表，再点击“导出”。"
        ),
        "unknown-command": Entry(
            "程序没有“{e.control}”这一功能",
            "功能区与程序的版本不一致。",
            "请关闭 Excel，重新运行安装程序。",
        ),
        "excel-silent": Entry(
            "请先结束单元格编辑",
            "Excel 正在编辑单元格或显示对话框，没有应答；没有写入的内容保存在本机。",
            "请按回车键或 Esc 键结束编辑、关闭对话框，再试一次。",
        ),
        "given-up": Entry("已取消", "没有提交，内容没有改动。", "", REFUSAL),
        "dialog-failed": Entry(
            "无法显示对话框",
            "程序的窗口组件没有启动成功。",
            "请点击“诊断”，并把本提示交给技术支持。",
            UNUSABLE,
        ),
    }
)
