"""Causes and remedies that only the help needs: where a window shows facts of the case instead.

By the key of the entry, or the code of the error. A test fails for an entry of the help without a
cause or without something to do, and for a line here that no error has.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_BATCHES: Final = (
    "请点击“本机批次”（gjj-xl status）查看每一批到了哪一步，再点击“继续办理”（gjj-xl resume）。"
)

CAUSES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        # Files and sheets
        "sheet-error": ("文件的内容或格式超出程序能处理的范围。", ""),
        "unreadable-missing": ("文件名写错，或文件已被移走、改名、删除。", ""),
        "unreadable-directory": ("指定的是文件夹，不是文件夹里的工作簿。", ""),
        "unreadable-not-a-file": ("指定的是设备、管道等特殊文件。", ""),
        "unreadable-permission": ("文件所在的文件夹不允许当前用户读取或写入。", ""),
        "unreadable-other": ("磁盘、U 盘或网络位置暂时不能访问。", ""),
        "in-use": ("该文件在 Excel 或其他程序里打开着，或被同事在共享文件夹里打开（12.12）。", ""),
        "hostile": ("文件内部有可疑的内容：解压后大得异常、含有外部实体或同名的内部文件。", ""),
        "too-large": ("文件太大，或者表格下方、右方有设过格式的空行空列，也计算在内。", ""),
        "empty-workbook": (
            "工作簿里没有内容，或内容在隐藏的工作表里。",
            "请填写后再试一次；内容在隐藏的工作表里的，请先取消隐藏。",
        ),
        "open-book-trouble": (
            "Excel 没有完成这一步，例如工作簿在同一时间被关闭或被其他操作占用。",
            "",
        ),
        "not-saved": ("工作簿是新建的，或放在网络位置、只读位置，程序找不到它在磁盘上的文件。", ""),
        "sheet-gone": ("工作簿里的业务工作表被删除或改名。", ""),
        "not-abatch-no-header": ("表头被删除、改写，或者不是业务表格。", ""),
        "not-abatch-other-business": ("打开的表格和选择的业务不是同一种。", ""),
        "not-abatch-which-business": ("旧表格的表头符合不止一种业务，程序不能替您决定。", ""),
        "not-abatch-two-columns": ("同一个列名出现了两次，程序不能判断用哪一列。", ""),
        "not-abatch-columns-missing": ("业务必需的列被删除，或列名被改写。", ""),
        "not-abatch-merged": ("合并单元格里只有一格有值，其余各行会成为空值。", ""),
        "not-abatch-no-fund": ("旧表格里没有资金性质，一批只能有一种资金性质。", ""),
        "not-abatch-other-fund": ("表格标题和指定的资金性质不一致。", ""),
        "not-abatch-two-rates": ("网上业务中单位和个人的缴存比例相同；不同的须到柜面办理。", ""),
        "not-abatch-hidden-sheet": (
            "业务表在隐藏的工作表里，可能是以前的内容，程序不会自动使用。",
            "",
        ),
        "not-abatch-no-markers": ("这是旧格式的表格，没有写结果用的列。", ""),
        "input-file-error": ("文件的格式不对，例如不是 JSON、缺少必填项或编码不是 UTF-8。", ""),
        "terms-error": ("参数文件或中心发来的参数缺少内容，或数值超出允许范围。", ""),
        "money-error": ("金额或比例里有全角数字、逗号、文字，或小数超过两位。", ""),
        "nothing-to-send": ("表格没有填写，或者所有的行都有错误而被移出。", ""),
        # Keys
        "wrong-pin": (
            "输入的 U-key（证书）口令不对；连续输错会被锁定。忘记口令的请联系发证银行。",
            "",
        ),
        "key-missing": ("证书文件已被移走、改名，或 U 盘没有插入。", ""),
        "key-unreadable": ("文件不是 PKCS#12 证书（.p12/.pfx），或已损坏。", ""),
        "no-private-key": ("只有证书，没有对应的私钥，不能签名。", ""),
        "unsupported-key": ("密钥的类型或长度不在本系统允许的范围内。", ""),
        "certificate-not-current": ("当前日期不在证书的有效期内。", ""),
        "key-expired": (
            "证书的有效期已过，或电脑的日期不对。",
            "请先核对电脑的日期；日期无误的，请到银行办理证书更新。",
        ),
        "key-not-yet-valid": ("证书的生效日期还没有到，或电脑的日期不对。", ""),
        "no-key": ("签名需要 U-key 或证书文件，登录时和本次都没有指定。", ""),
        "key-name-error": ("写的既不是证书文件的路径，也不是程序认识的 U-key 名称。", ""),
        "driver-missing": (
            "",
            (
                "请信息技术部门安装：在程序文件夹运行 uv sync --extra card（U-key）"
                "或 uv sync --extra pkcs11（厂商驱动），再试一次。"
            ),
        ),
        "other-card": ("现在插着的 U-key 不是登录时选定的那一个，没有签名。", ""),
        "reader-failed": ("智能卡服务返回了未知的错误，没有签名。", ""),
        "several-certificates": (
            "电脑上有不止一个可用的证书，例如曾经用过另一个网银盾（12.5）。",
            (
                "请选中当前插入电脑的单位 U-key 的证书：登录时在列表中选择，"
                "或用 gjj-xl login --key 重新选择。"
            ),
        ),
        "other-certificate": ("现在的 U-key 里是另一张证书，例如换了 U-key 或更新过证书。", ""),
        "certificate-refused": (
            "中心没有采用这个签名：证书不是公积金专用、已过期、已吊销，或没有登记在本单位名下。",
            "请按括号里的代码查看处理方法；一般是换用本单位登记的 U-key，或到银行更新证书。",
        ),
        "read-only": ("这种 U-key 只能由厂商的工具写入。", ""),
        # Store
        "home-unusable": ("数据文件夹不存在、没有权限，或所在的磁盘不能写入。", ""),
        "store-error": ("本机保存职工信息和批次的数据库不能使用。", ""),
        # Session and line
        "centre-error": ("中心没有给出可用的应答。", ""),
        "channel-error": ("连接在途中断开，或中间的设备改动了内容。", ""),
        "cancelled": (
            "您点击了“取消”，或关闭了窗口。",
            "不需要处理；要继续的，请重新点击原来的按钮。",
        ),
        "refused": (
            "中心没有受理，冒号后面是中心说明的原因，括号里是代码。",
            "请按原因改正，或用代码在本帮助中查找；暂时性的原因请在提示的时间以后再试。",
        ),
        "lines-refused": (
            "中心核对每条记录时发现错误；全部记录都没有受理，原因逐条写在表格里。",
            "",
        ),
        "login-refused": (
            "网银账号、操作员或交易密码不对，或账号已锁定；冒号后面是中心说明的原因。",
            "",
        ),
        "closed": (
            "业务年月从上月21日到本月20日，每日9:00至16:30办理；20日为节假日的，截止到之前最后一个工作日。",
            "请在办理时间内再试；内容没有丢失，届时点击“继续办理”（gjj-xl resume）。",
        ),
        "window-closed": (
            "业务年月从上月21日到本月20日，每日9:00至16:30办理；20日为节假日的，截止到之前最后一个工作日。",
            "请在办理时间内再提交；“通道状态”写明什么时候开放。",
        ),
        "busy": (
            "银行或中心的服务器需要一定的时间处理一次交易（12.8）；本批保留在发送队列中。",
            "请在提示的时间以后（一般为15分钟）再试，程序会自动接着发送；仍然如此的，请与中心联系。",
        ),
        "unknown-request": ("中心没有收到这一批。", ""),
        "untrusted-receipt": ("回执的签名或内容与发送的不一致，程序没有采用。", ""),
        "answer-incomplete": ("较长的查询结果分页传送，其中的一页没有收到，或收到了两次。", ""),
        # Journal
        "journal-error": ("这一批的状态不允许现在的操作。", _BATCHES),
        "unknown-entry": ("编号写错，或这一批是在另一台电脑上办理的。", ""),
        "wrong-state": ("同一批正由另一个窗口或另一个程序处理。", ""),
        "desk-error": ("这一步没有做完，没有提交任何内容。", ""),
        "already-underway": (
            "同样内容的一批已经开始办理，还没有结束；重复提交会重复缴款，所以不再提交。",
            "",
        ),
        "nothing-pending": ("没有录入过，或记录已确认、已被另一台电脑删除。", ""),
        "no-terms": ("本机还没有登录过，没有取得中心为本单位核定的参数。", ""),
        "unknown-batch": ("编号写错，或这一批是在另一台电脑上办理的。", ""),
        "cannot-withdraw": (
            "这一批已经到了中心，或已有结果；提交后不能再修改或删除。",
            "请等处理结果；如需更正，请再次申报（例如用补缴或柜面办理）。",
        ),
        "field-error-other": ("程序与中心往来的内容不符合约定的格式。", ""),
        "illegal-character": ("姓名等单元格里有看不见的控制字符，一般是从别的程序粘贴来的。", ""),
        "month-over": (
            "",
            "不需要处理；仍要办理的，请在新的业务年月核对年月和基数，重新检查、提交。",
        ),
        "outcome-open": ("", "按提示在综合查询核对；查无此批的，请与中心联系，核查确认后再提交。"),
        "has-errors": (
            "",
            (
                "请按“校验结果”列逐一改正；或用 --only-clean 只发送没有错误的行，其余移到新的表格；"
                "只能到柜面办理的行，点击“柜面办理”（gjj-xl counter）移出。"
            ),
        ),
        "no-counter-sheet": (
            "没有移出过记录，或已经移回。",
            "不需要处理；要移出记录的，请点击“柜面办理”（gjj-xl counter）。",
        ),
        # Units
        "other-unit": (
            "",
            (
                "请先点击“切换单位”（gjj-xl units use）换到表格所属的单位，再办理；"
                "要为当前单位办理的，请换用当前单位的表格。"
            ),
        ),
        "unknown-unit": ("名称或客户号写错，或本机还没有登录过这个单位。", ""),
        "several-units": ("写的名称符合本机的不止一个单位。", ""),
        # Clicks
        "ribbon-error": ("这一步没有做完，没有提交任何内容。", ""),
        "ours-already": ("“导入旧表”只用于旧格式的表格。", ""),
        "nothing-picked": ("删除以前要先指明是哪几条。", ""),
        "job-running": ("程序一次只做一件事，以免互相影响。", ""),
        "nothing-selected": ("选中的是表头、空行，或不在业务表里。", ""),
        "no-count": ("“明细”要知道是哪一批、哪一种状态的记录。", ""),
        "no-results": ("当前工作表不是查询结果，或已被改动。", ""),
        "given-up": ("您关闭了窗口，没有回答。", "不需要处理；要继续的，请重新点击原来的按钮。"),
        # The system
        "disk-full": ("磁盘空间不足。", ""),
        "permission": ("没有写入的权限，或文件在其他程序里打开着。", ""),
        "not-found": ("文件或文件夹不存在，可能已被移走或改名。", ""),
        "exists": ("已有同名的文件或文件夹。", ""),
        "not-a-file": ("指定的是文件夹，或路径中间的一段是文件。", ""),
        "system": (
            "操作系统报告了错误，例如磁盘、U 盘或网络位置不能访问。",
            "请检查磁盘和网络后再试；仍不行的，请把提示交给技术支持。",
        ),
        "internal": (
            "这是程序的问题，不是您的操作问题；已经写下的内容不会丢失。",
            "请点击“复制详细信息”，把提示和日志文件交给技术支持。",
        ),
        "interrupted-keyboard": ("程序在运行中被中断；已经写下的内容不会丢失。", _BATCHES),
    }
)
"""Key or code → (cause, what to do); an empty one is taken from the table of troubles."""
