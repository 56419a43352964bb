"""Why an installation does not go on, and the words for it."""

from pathlib import Path


class SetupTrouble(Exception):
    """Root of what stops the installer; ``what`` and ``todo`` are for the clerk."""

    def __init__(self, what: str, todo: str) -> None:
        super().__init__(what)
        self.what, self.todo = what, todo


class ExcelOpen(SetupTrouble):
    """Excel is running: its add-in and our environment are in use."""

    def __init__(self) -> None:
        super().__init__(
            "Excel 正在运行，没有改动",
            "请保存并关闭所有 Excel 窗口，再运行一次。任务管理器里也不要留有 EXCEL.EXE。",
        )


class InUse(SetupTrouble):
    """A file of ours is held by another program."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} 正在被占用，没有改动",
            "请关闭 Excel 和正在使用本程序的窗口，再运行一次；仍不行的，请重新启动电脑后再试。",
        )


class StepFailed(SetupTrouble):
    """A program that was started for a step has failed; the log says why."""

    def __init__(self, step: str, log: Path, todo: str) -> None:
        super().__init__(f"{step}没有成功，原来的程序没有改动", f"{todo}详细情况见 {log}。")


class NoAddin(SetupTrouble):
    """The package holds no built add-in."""

    def __init__(self) -> None:
        super().__init__("安装文件夹不完整，缺少加载项", "请重新下载或解压安装文件夹，再运行一次。")


class NoRoom(SetupTrouble):
    """The disk has too little space for the environment (manual 12.3)."""

    def __init__(self, folder: Path, needed: int, free: int) -> None:
        super().__init__(
            f"磁盘剩余空间不足：{folder} 需要 {needed} MB，只剩 {free} MB，没有改动",
            "请清理磁盘，再运行一次。",
        )
