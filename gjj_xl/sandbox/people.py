"""Synthetic people: names, ID numbers and salaries that belong to nobody, from a seeded source."""

import datetime as dt
import random
from typing import Final

from gjj_xl.rules.idnumber import check_character

_SURNAMES: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程"
    "苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝"
)
_DOUBLE_SURNAMES: Final = ("欧阳", "上官", "诸葛", "司马")
_GIVEN: Final = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国志文雅婷欣怡浩然子轩宇泽晨曦"
    "思远嘉琪梦瑶俊凯佳慧雪莹鹏飞海燕春晓东升立新永康家豪若溪诗涵博文天宇雨桐一诺安然书恒景行"
)
# Characters that GB2312 does not have, GB18030 has: they travel too.
_RARE: Final = "喆镕堃璟玥祎赟翀珺犇淼燚𬭎䶮㛃"
_LONG: Final = ("买买提·吐尔逊", "阿依古丽·艾山", "次仁卓玛·扎西")

# Districts and counties of Hangzhou and around, old codes among them.
_AREAS: Final = (
    "330102", "330103", "330104", "330105", "330106", "330108", "330109", "330110", "330113",
    "330122", "330127", "330182", "330203", "330302", "330402", "330501", "330602", "330702",
    "320106", "340104", "360102", "410102", "420106", "510104",
)  # fmt: skip


def make_name(source: random.Random, *, longest: int = 5) -> str:
    """A name; about one in eighty has a rare character, one in four hundred is a long one."""
    draw = source.random()
    if longest > 5 and draw < 0.0025:
        return source.choice(_LONG)
    surname = source.choice(_DOUBLE_SURNAMES) if draw > 0.985 else source.choice(_SURNAMES)
    given = "".join(source.choices(_GIVEN, k=1 if source.random() < 0.2 else 2))
    if source.random() < 0.0125:
        given = given[:-1] + source.choice(_RARE)
    return surname + given


def make_id(source: random.Random, *, places: int = 18) -> str:
    """A valid ID number (GB 11643) of 18 places, or of 15 as before 1999."""
    last_year = 1984 if places == 15 else 2004
    born = dt.date(1968, 1, 1) + dt.timedelta(days=source.randrange((last_year - 1968) * 365))
    area, order = source.choice(_AREAS), f"{source.randrange(1, 1000):03d}"
    if places == 15:
        return f"{area}{born:%y%m%d}{order}"
    first_17 = f"{area}{born:%Y%m%d}{order}"
    return first_17 + check_character(first_17)


def make_salary(source: random.Random) -> int:
    """A monthly salary in fen: mostly 5,000-20,000 yuan, some beyond either bound."""
    yuan = min(max(source.lognormvariate(9.15, 0.55), 1900), 88000)
    # Half of the salaries are whole hundreds, as people are paid.
    return round(yuan / 100) * 10000 if source.random() < 0.5 else round(yuan * 100)
