from gjj_xl.cli.helpdesk import hidden
from tests.cli.conftest import Terminal
from tests.sandbox.harness import Sandbox


def test_elsewhere_than_on_windows_each_action_says_what_to_do_instead(terminal: Terminal) -> None:
    for action in ("install", "uninstall", "status"):
        ran = terminal("addin", action)
        assert ran.code == 2
        assert "只能安装在 Windows 上" in ran.said
        assert "终端" in ran.said


def test_the_report_for_the_help_desk_names_no_person_no_unit_and_no_account(
    terminal: Terminal, centre: Sandbox
) -> None:
    assert terminal("login", "--practice", centre.data, "--sync").code == 0
    plain = terminal("doctor").out
    unit = centre.units[0]
    assert unit.terms.unit_name in plain  # so that there is something to hide
    ran = terminal("doctor", "--report", "报告.txt")
    assert "报告已写入 报告.txt" in ran.err
    text = (terminal.folder / "报告.txt").read_text("utf-8")
    for secret in (unit.terms.unit_name, unit.terms.unit_number, unit.cust_id, str(unit.key_path)):
        assert secret not in text
    assert "〔单位〕已登录" in text
    assert text.count("\n[") >= 7


def test_what_is_to_be_hidden_is_found_in_any_case_and_the_longest_first() -> None:
    secrets = {"c:\\Users\\Li": "〔用户文件夹〕", "li": "〔用户〕"}
    text = "C:\\USERS\\li\\AppData 330106198001010016 of LI"
    assert hidden(text, secrets) == "〔用户文件夹〕\\AppData ****************16 of 〔用户〕"
