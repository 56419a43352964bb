from sqlalchemy import update

from gjj_xl.centre.store import units
from gjj_xl.desk import Desk, open_desk
from gjj_xl.desk.facts import Diagnosis
from tests.desk.scene import Scene, sheet


def lines(desk: Desk) -> dict[str, Diagnosis]:
    return {line.name: line for line in desk.doctor()}


def test_on_a_new_computer_the_first_remedy_is_to_log_in(scene: Scene) -> None:
    with open_desk(scene.folder / "new") as desk:
        found = lines(desk)
        assert found["程序"].ok
        assert found["本地数据"].ok
        assert (found["登录"].ok, found["登录"].remedy) == (False, "请运行 gjj-xl login 登录。")
        assert desk.status() == []
        assert desk.terms() is None
        assert desk.roster() is None


def test_a_ready_desk_has_nothing_to_mend_but_the_practice_clock(scene: Scene, desk: Desk) -> None:
    scene.submit(desk, sheet(desk, scene.folder / "a.xlsx"))
    found = lines(desk)
    assert {name for name, line in found.items() if not line.ok} <= {"时钟"}
    assert "有效期至" in found["证书"].found
    assert "store.key" in found["系统凭据库"].found
    assert "账户" in found["职工信息"].found


def test_a_practice_centre_has_a_time_of_its_own(scene: Scene, desk: Desk) -> None:
    off = lines(desk)["时钟"]
    assert not off.ok
    assert " 天" in off.found
    unit = scene.unit
    desk.login(
        url=scene.sandbox.url,
        ca=scene.sandbox.ca,
        cust_id=unit.cust_id,
        user_id=unit.user_id,
        password=unit.password,
        practice=True,
    )
    clock = lines(desk)["时钟"]
    assert clock.ok
    assert clock.found.startswith("演练中心有自己的时间")


def test_without_a_session_log_in_is_the_remedy_and_the_centre_is_still_looked_for(
    scene: Scene, desk: Desk
) -> None:
    desk.logout()
    found = lines(desk)
    assert found["中心"].ok
    assert not found["登录"].ok
    assert "login" in found["登录"].remedy


def test_a_centre_that_is_not_there_is_named_with_its_port(alone: Scene) -> None:
    alone.sandbox.start()
    port = alone.sandbox.url.rpartition(":")[2]
    with alone.desk() as desk:
        alone.log_in(desk)
        alone.sandbox.stop()
        found = lines(desk)["中心"]
        assert not found.ok
        assert f"127.0.0.1:{port}" in found.found
        desk.logout()
        blocked = lines(desk)["中心"]
        assert not blocked.ok
        assert f"放行 127.0.0.1 的端口 {port}" in blocked.remedy


def test_a_missing_key_file_is_told(scene: Scene) -> None:
    with scene.desk() as desk:
        desk.login(
            url=scene.sandbox.url,
            ca=scene.sandbox.ca,
            cust_id=scene.unit.cust_id,
            user_id=scene.unit.user_id,
            password=scene.unit.password,
            key_path=scene.folder / "none.p12",
        )
        found = lines(desk)["证书"]
        assert not found.ok
        assert "找不到证书文件" in found.found


def test_damaged_data_are_found_and_not_stumbled_over(scene: Scene, desk: Desk) -> None:
    with desk._context.store.begin() as connection:
        connection.execute(update(units).values(account=b"x" * 40))
    found = lines(desk)
    assert (found["本地数据"].ok, found["本地数据"].found) == (False, "本地数据有一项打不开")
