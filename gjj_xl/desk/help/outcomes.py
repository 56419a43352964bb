"""What stands in 处理结果 and in the results of queries, and what it means for the clerk.

The words are the centre's (manual 6, 10.1), as its results carry them.
"""

from typing import Final

from gjj_xl.desk.help.problems import Problem
from gjj_xl.sheets.results import DATE_ONLY, MONTH_DIFFERS

OUTCOMES: Final = (
    Problem(
        "waiting",
        "状态：待确认、处理中",
        "中心工作人员还没有处理，或正在处理这笔业务。",
        "请等待；职工登记一般在下一个工作日、其他业务一般在十分钟后有结果，程序自动查询。",
    ),
    Problem(
        "failed",
        "状态：失败",
        "中心没有办理这一条，原因写在同一行。其余各条不受影响。",
        "请按原因改正，用新的表格再次申报这一条；已提交的表格不能修改。",
    ),
    Problem(
        "paid",
        "〔年月〕已有缴存记录",
        "这些月份已有汇缴或补缴的记录，不是漏缴。",
        "请在职工缴存明细中核对；这些月份缴少了的，请办理少缴补缴。",
        ("已有缴存记录",),
    ),
    Problem(
        "by-record",
        "姓名、证件号码与中心登记不一致，已按中心登记办理",
        "提交时选择了“是”，这一条以中心登记的信息办理。",
        "不需要重新申报；中心登记有误的，请到柜面修改个人信息。",
        ("与中心登记不一致，已按中心登记办理",),
    ),
    Problem(
        "adjusted",
        "自〔年月〕起按月均工资〔金额〕元执行",
        "年度调整已受理，从所写的年月开始使用新的月均工资。",
        "不需要处理；在这以前再次调整的，以最后一次为准。",
        ("起按月均工资{}元执行",),
    ),
    Problem(
        "month-differs",
        MONTH_DIFFERS,
        "申报日期和处理日期不在同一个业务年月，这笔业务计入下一个业务年月（黄色的行）。",
        "请核对计入的业务年月；原来的业务年月没有缴存的，请办理漏缴补缴。",
        (MONTH_DIFFERS,),
    ),
    Problem(
        "date-only",
        DATE_ONLY,
        "申报日期和处理日期不是同一天，业务年月相同（黄色的行）。",
        "不需要处理。",
        (DATE_ONLY,),
    ),
)
