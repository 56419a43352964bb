"""One filled form or more of each kind, as long as they get in life."""

from pathlib import Path
from typing import Any

from gjj_xl.desk.syncing import ABOUT, RECEIVING
from gjj_xl.ribbon.dialogs import forms as f

LONG = "C:\\Users\\张三丰\\Documents\\公积金\\2026年11月\\批量漏缴补缴_滨江分公司（第二批）.xlsx"
BUSINESSES = ("批量职工登记", "批量职工减少", "批量漏缴补缴", "批量少缴补缴", "批量年度调整")

MISMATCHES = tuple(
    f"  第 {row} 行 姓名与中心登记不一致：表中“王小明”，中心登记“王晓明”" for row in range(2, 402)
)

SAMPLES: dict[str, f.Form[Any]] = {
    "log-in": f.LogIn(
        account="330100123456789",
        user="001",
        sync_ticked=True,
        may_remember=True,
        url="https://gjj.example.cn/xml",
    ),
    "log-in-first": f.LogIn(
        sync_ticked=True, first_time=True, may_remember=True, ca=Path("D:/gjj/中心根证书.pem")
    ),
    "log-in-again": f.LogIn(
        account="330100123456789",
        user="001",
        may_remember=True,
        remembered="geheim-77",
        url="https://gjj.example.cn/xml",
        message="没有登录成功：交易密码错误，还可以再试 2 次。请核对网银账号、操作员和交易密码。",
    ),
    "log-in-units": f.LogIn(
        account="330100123456789",
        user="001",
        may_remember=True,
        remembered="geheim-77",
        url="https://gjj.example.cn/xml",
        units=(
            f.KnownUnit(
                "杭州某某信息技术…新技术产业园分公司",
                "330100987654321",
                "002",
                True,
                True,
                url="https://gjj.example.cn/xml",
            ),
            f.KnownUnit(
                "杭州某某有限公司",
                "330100123456789",
                "001",
                remembered="geheim-77",
                url="https://gjj.example.cn/xml",
            ),
        ),
        unit=1,
    ),
    "pin": f.Pin(label="住房公积金专用网银盾 0042（杭州某某有限公司）", tries_left=5),
    "pin-again": f.Pin(label="网银盾 0042", tries_left=2, message="口令错误，还可以再试 2 次。"),
    "pin-last": f.Pin(label="网银盾 0042", tries_left=1, message="口令错误。"),
    "pin-file": f.Pin(label="D:/gjj/unit.p12"),
    "choose-certificate": f.ChooseCertificate(
        (
            f.Certificate(
                "网银盾 0017", "CN=杭州某某有限公司", "建行测试CA", "2024-03-01", "已过期", False
            ),
            f.Certificate("住房公积金专用网银盾 0042", "CN=杭州某某 001", "建行CA", "2028-12-31"),
            f.Certificate(
                "证书文件 unit.p12",
                "CN=杭州某某科技股份有限公司滨江高新技术产业园分公司 002, O=公积金, C=CN",
                "中国金融认证中心 CFCA ACS OCA31",
                "2027-01-15",
            ),
        )
    ),
    "confirm": f.Confirm(
        about="批量漏缴补缴　业务年月 202611　资金性质 10 一般住房公积金",
        figures=(f.Figure("总人数", "128"), f.Figure("总补缴金额", "1,234,567.00 元")),
        question="提交后不能再修改或删除，确认提交吗？",
    ),
    "confirm-mismatches": f.Confirm(
        about="批量漏缴补缴　业务年月 202611　资金性质 11 住房公积金补贴",
        figures=(f.Figure("总人数", "12,345"), f.Figure("总补缴金额", "123,456,789.00 元")),
        lines=(
            f"3 行有错误，不发送，移到 {LONG}",
            "400 条记录与中心登记不一致，提交后以中心登记的信息办理：",
            *MISMATCHES,
            "相同内容的批次已提交过，业务流水号 20261100000017；继续提交将再办理一次。",
        ),
        question="确认要把相同内容再提交一次吗？",
        dangerous=True,
    ),
    "question": f.Question(
        "职工信息同步", ("数据量大的单位同步更新的时间也会相对较长。要现在同步吗？",)
    ),
    "sync": f.Question(
        "职工信息同步",
        (*ABOUT, "上次同步：2026年11月10日 10:00，本机共有 140,074 个账户。"),
        (f.Choice("同步", "S"), f.Choice("全部重新同步", "A"), f.Choice("取消", "C")),
        cancel=2,
    ),
    "question-three": f.Question(
        "有 3 行存在错误",
        (
            "表中共 128 行，其中 3 行存在错误，不能发送。",
            "可以先把有错误的行移到新的工作簿，只发送其余 125 行；也可以返回修改后一并发送。",
        ),
        (
            f.Choice("只发送没有错误的行", "S"),
            f.Choice("返回修改", "B"),
            f.Choice("取消", "C"),
        ),
        default=1,
        cancel=2,
    ),
    "choose-one": f.ChooseOne(
        "新建业务表",
        tuple(f.Option(name, f"建立一份空白的{name}表，按当前参数校验。") for name in BUSINESSES),
        ("请选择要办理的业务：",),
    ),
    "choose-many": f.ChooseMany(
        "批量业务文本格式下载",
        tuple(f.Option(name) for name in BUSINESSES),
        ("请根据您的需要选中相应表格后点击“确定”按钮：",),
        (0, 2),
    ),
    "progress": f.Progress("职工信息同步", f"{RECEIVING}，约还需 45 秒", total=140_074),
    "progress-unknown": f.Progress("批量发送", "正在连接中心…"),
    "error": f.Error(
        what="没有权限，或文件正被其他程序打开：" + LONG,
        means="已经写下的内容不会丢失。标出问题的工作簿没有保存。",
        todo="请先保存并关闭该文件；仍不行的，请检查文件和文件夹的权限。",
        code="permission",
        detail="\n".join(
            f"gjj_xl/desk/checking.py:{n} in mark (PermissionError)" for n in range(40)
        ),
        help_at="file:///help.html",
    ),
    "error-short": f.Error(
        "口令错误",
        "还可以再试 2 次。",
        "请重新输入证书（U-key）口令。",
        "wrong-pin",
        help_at="file:///help.html",
    ),
    "message": f.Message(
        "批量发送成功",
        (
            "业务流水号 20261100000018，总人数 128，总补缴金额 1,234,567.00 元。",
            "一般在十分钟后可查到处理结果。",
            "发送后 10 分钟仍无结果的，请再等待 20 分钟；仍无结果的，请致电公积金中心咨询。",
        ),
    ),
    "message-long": f.Message("已读入旧表格", tuple(f"第 {n} 行：已读入。" for n in range(1, 200))),
    "report": f.Report(
        "诊断",
        (
            f.ReportLine("Excel", True, "Microsoft Excel 16.0（64 位）"),
            f.ReportLine("加载项", True, "已装入 gjj_xl.xlam"),
            f.ReportLine(
                "U-key", False, "没有插入", "请将建行网银盾U-key插入电脑的USB端口，然后再试。"
            ),
            f.ReportLine("证书", False, "将于 2026-12-01 到期（还有 12 天）", "请到银行换发证书。"),
            f.ReportLine(
                "中心",
                False,
                "无法连接 gjj.example.cn 的 443 端口：连接超时（代理 proxy.corp.example:8080）",
                "请由单位信息技术部门对本单位的网络端口进行设置，允许访问 gjj.example.cn:443。",
            ),
            f.ReportLine("办理时间", True, "业务年月 202611，2026-11-20 16:30 止，还有 2 天"),
        ),
    ),
    "report-good": f.Report("通道状态", (f.ReportLine("U-key", True, "已插入"),)),
    "report-busy": f.Report("诊断", (f.ReportLine("Excel", True, "16.0"),), "正在检查网络…"),
    "ask-month": f.AskMonth(
        "综合查询",
        "202611",
        ("职工登记信息查询", "职工补缴信息查询", "职工减少信息查询", "年度调整信息查询"),
        1,
    ),
    "ask-month-plain": f.AskMonth("职工补缴信息查询", "202611"),
    "ask-deposits": f.AskDeposits(("全部", "10 一般住房公积金", "11 住房公积金补贴")),
    "save-file": f.SaveFile("保存空白表格", name="批量职工登记.xlsx"),
    "open-file": f.OpenFile("选择填写完成的文件"),
}
