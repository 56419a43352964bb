"""A certificate's life, seen from one moment."""

import datetime as dt

import pytest

from gjj_xl.ukey.errors import CertificateNotCurrent, KeyExpired, KeyNotYetValid
from gjj_xl.ukey.validity import Standing, require_valid, validity
from tests.wire.certificates import NOW, YEAR, authority, unit

CERTIFICATE = unit(authority(), begins=NOW - YEAR, ends=NOW + 30 * dt.timedelta(days=1)).certificate
SECOND = dt.timedelta(seconds=1)
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("at", "standing", "days_left"),
    [
        (NOW - YEAR - SECOND, Standing.EARLY, 395),
        (NOW - YEAR, Standing.VALID, 395),
        (NOW, Standing.VALID, 30),
        (NOW + 30 * DAY, Standing.VALID, 0),
        (NOW + 30 * DAY + SECOND, Standing.EXPIRED, -1),
    ],
)
def test_a_moment_stands_somewhere_in_the_life_of_a_certificate(at, standing, days_left):
    found = validity(CERTIFICATE, at)
    assert (found.standing, found.days_left) == (standing, days_left)
    assert (found.begins, found.ends) == (NOW - YEAR, NOW + 30 * DAY)


def test_the_timezone_of_the_moment_does_not_matter():
    shanghai = dt.timezone(dt.timedelta(hours=8))
    assert validity(CERTIFICATE, NOW.astimezone(shanghai)) == validity(CERTIFICATE, NOW)


@pytest.mark.parametrize(
    ("at", "error"),
    [(NOW + 31 * DAY, KeyExpired), (NOW - YEAR - SECOND, KeyNotYetValid)],
)
def test_a_certificate_that_is_not_current_is_told_with_the_moment(at, error):
    with pytest.raises(error) as caught:
        require_valid(CERTIFICATE, at)
    assert isinstance(caught.value, CertificateNotCurrent)
    assert (caught.value.certificate, caught.value.at) == (CERTIFICATE, at)


def test_a_current_certificate_passes():
    require_valid(CERTIFICATE, NOW)
    assert validity(CERTIFICATE, NOW).standing is Standing.VALID
