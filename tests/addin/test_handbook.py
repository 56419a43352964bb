"""The handbook cannot rot: what it names on the ribbon is there, and so is what it links to."""

import re
from pathlib import Path

from gjj_xl.addin.facts import ADDIN_FILE

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "手册.md").read_text("utf-8")
EXCELS_OWN = {"更多信息", "仍要运行", "转到", "启用"}
THE_SITES = {"退出", "全部显示（打印用）"}


def test_each_button_that_it_says_to_click_is_on_the_ribbon() -> None:
    labels = set(re.findall(r' label="([^"]+)"', (ROOT / "addin/ribbon.xml").read_text("utf-8")))
    named = set(re.findall(r"点击\s*“([^”]+)”", TEXT))
    assert len(named) > 12
    assert named - EXCELS_OWN - THE_SITES <= labels


def test_each_link_and_file_that_it_names_is_there() -> None:
    for target in re.findall(r"\]\(([^)]+)\)", TEXT):
        assert (ROOT / "docs" / target).exists(), target
    assert ADDIN_FILE in TEXT
    for name in re.findall(r"`(\w+\.bat)`", TEXT):
        assert (ROOT / name).exists()
    assert "no-python.html" in (ROOT / "install.bat").read_text("ascii")
    assert (ROOT / "docs" / "no-python.html").exists()


def test_it_has_the_four_chapters_that_a_clerk_looks_for() -> None:
    for heading in ("安装", "第一次登录", "第一批业务", "看不到“公积金”一页"):
        assert f"\n## {heading}\n" in TEXT
