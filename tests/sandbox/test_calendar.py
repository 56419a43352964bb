import datetime as dt

import pytest

from gjj_xl.wire.codes import ReturnCode
from gjj_xl.wire.messages import RecordState


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-11-10T08:59", "2026-11-10T09:00:00+08:00"),
        ("2026-11-10T16:30", "2026-11-11T09:00:00+08:00"),
        ("2026-11-20T16:30", "2026-11-21T09:00:00+08:00"),
        # 20 June 2026 is a Saturday in the Dragon Boat holiday: closed since the 18th.
        ("2026-06-19T10:00", "2026-06-21T09:00:00+08:00"),
        # 20 September 2026 is a Sunday that is worked.
        ("2026-09-20T16:31", "2026-09-21T09:00:00+08:00"),
    ],
)
def test_outside_its_hours_the_centre_says_when_it_opens(
    centre, log_in, moment: str, opens: str
) -> None:
    centre.start_here(clock=moment)
    clerk = log_in(centre)
    refusal = clerk.refused(clerk.missed(1))
    assert refusal.reason is ReturnCode.CLOSED
    assert refusal.next_opens == dt.datetime.fromisoformat(opens)


def test_after_an_early_close_the_business_month_is_the_next_one(centre, log_in) -> None:
    centre.start_here(clock="2026-06-18T16:00")
    clerk = log_in(centre)
    assert clerk.terms().business_month == "202606"
    clerk.file(clerk.missed(1))
    centre.admin(clock="2026-06-18T16:45")
    assert clerk.terms().business_month == "202607"
    assert clerk.refused(clerk.missed(1, skip=1)).reason is ReturnCode.CLOSED


def test_what_was_accepted_is_answered_again_after_hours(centre, log_in) -> None:
    centre.start_here()
    clerk = log_in(centre)
    xml = clerk.request_bytes(clerk.missed(1))
    first = clerk.send(xml, clerk.sign(xml))
    centre.admin(clock="2026-11-10T20:00")
    assert clerk.send(xml, clerk.sign(xml)) == first


def test_a_batch_refused_for_the_hour_is_taken_later_with_the_same_bytes(centre, log_in) -> None:
    centre.start_here(clock="2026-11-10T08:00")
    clerk = log_in(centre)
    xml = clerk.request_bytes(clerk.missed(1))
    assert ReturnCode.CLOSED.code.encode() in clerk.send(xml, clerk.sign(xml))
    centre.admin(clock="2026-11-10T09:01")
    assert ReturnCode.OK.code.encode() in clerk.send(xml, clerk.sign(xml))


@pytest.mark.parametrize("moment", ["2026-11-10T03:00", "2026-06-20T23:58", "2026-10-02T12:00"])
def test_a_centre_that_never_closes_takes_batches_at_any_hour(centre, log_in, moment: str) -> None:
    centre.start_here(clock=moment, hours="always", speed=6000)
    clerk = log_in(centre)
    assert clerk.wait(clerk.file(clerk.missed(1)).serial)[0].state is RecordState.SUCCEEDED


@pytest.mark.parametrize("moment", ["2036-03-05T10:00", "2046-09-08T14:00"])
def test_in_ten_and_in_twenty_years_everything_works(centre, log_in, moment: str) -> None:
    centre.start_here(clock=moment, speed=6000)
    clerk = log_in(centre)
    terms = clerk.terms()
    assert terms.business_month == moment[:4] + moment[5:7]
    assert terms.lowest_base == 266000
    assert clerk.wait(clerk.file(clerk.missed(2)).serial)[1].state is RecordState.SUCCEEDED


def test_bounds_follow_the_business_month(centre, log_in) -> None:
    centre.start_here(clock="2026-06-10T10:00")
    clerk = log_in(centre)
    before = clerk.terms()
    assert (before.lowest_base, before.bounds_from) == (249000, "202507")
    centre.admin(clock="2026-07-10T10:00")
    clerk.log_in()
    after = clerk.terms()
    assert (after.lowest_base, after.bounds_from) == (266000, "202607")
    assert after.version != before.version
    assert after.idempotent


def test_the_terms_stay_the_same_within_a_business_month(centre, log_in) -> None:
    for hours in ("terms", "always"):
        centre.start_here(clock="2026-10-25T10:00", hours=hours)
        clerk = log_in(centre)
        first = clerk.terms()
        centre.admin(clock="2026-11-02T11:00")
        clerk.log_in()
        assert clerk.terms() == first
        centre.stop()
