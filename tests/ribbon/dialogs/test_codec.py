import json
from pathlib import Path
from typing import Any

import pytest

from gjj_xl.ribbon.dialogs import forms
from gjj_xl.ribbon.dialogs.child import WINDOWS
from gjj_xl.ribbon.dialogs.codec import (
    KINDS,
    UPDATES,
    NotAForm,
    decode_answer,
    decode_form,
    decode_update,
    encode,
    encode_form,
    encode_update,
)
from tests.ribbon.dialogs.samples import SAMPLES

LOG_IN = forms.LogIn(account="1", user="2", url="https://a")
ANSWERS: list[tuple[forms.Form[Any], Any]] = [
    (
        LOG_IN,
        forms.LogInAnswer("1", "张", "geheim", True, False, "https://a", Path("a.pem"), None),
    ),
    (forms.Pin(), "１２３456"),
    (SAMPLES["choose-certificate"], 2),
    (SAMPLES["confirm"], False),
    (SAMPLES["question"], 1),
    (SAMPLES["choose-one"], 4),
    (SAMPLES["choose-many"], (0, 3)),
    (SAMPLES["progress"], True),
    (SAMPLES["error"], None),
    (SAMPLES["message"], None),
    (SAMPLES["report"], None),
    (SAMPLES["ask-month"], forms.MonthAnswer("202611", 1)),
    (SAMPLES["ask-deposits"], forms.DepositsAnswer("012345678901", "张三", "330106", 1, 0)),
    (SAMPLES["save-file"], Path("/tmp/表.xlsx")),
    (SAMPLES["open-file"], Path("/tmp/表.xlsx")),
]


def over_the_line(value: Any) -> Any:
    return json.loads(json.dumps(value))


@pytest.mark.parametrize("name", SAMPLES)
def test_a_form_comes_back_as_it_went(name: str) -> None:
    assert decode_form(over_the_line(encode_form(SAMPLES[name]))) == SAMPLES[name]


@pytest.mark.parametrize(("form", "answer"), ANSWERS)
def test_an_answer_comes_back_as_it_went(form: forms.Form[Any], answer: Any) -> None:
    assert decode_answer(form, over_the_line(encode(answer))) == answer
    assert decode_answer(form, None) is None


@pytest.mark.parametrize(
    "update", [forms.Advance(3, None, "正在下载"), forms.ReportLine("U-key", False, "无", "请插入")]
)
def test_an_update_comes_back_as_it_went(update: forms.Update) -> None:
    assert decode_update(over_the_line(encode_update(update))) == update


def test_every_kind_has_a_sample_an_answer_and_a_window() -> None:
    kinds = {kind.form for kind in KINDS.values()}
    assert kinds == set(WINDOWS)
    assert kinds == {type(form) for form in SAMPLES.values()}
    assert kinds == {type(form) for form, _ in ANSWERS}
    assert set(UPDATES.values()) == {forms.Advance, forms.ReportLine}


@pytest.mark.parametrize(
    "value",
    [
        {"kind": "nonsense", "form": {}},
        {"kind": ["pin"], "form": {}},
        {"form": {}},
        [],
        {"kind": "pin", "form": {"label": "x"}},
        {"kind": "pin", "form": {"label": 1, "tries_left": None, "message": ""}},
        {"kind": "pin", "form": {"label": "", "tries_left": True, "message": ""}},
        {"kind": "pin", "form": {"label": "", "tries_left": None, "message": "", "more": 1}},
    ],
)
def test_what_is_no_form_is_refused(value: Any) -> None:
    with pytest.raises(NotAForm):
        decode_form(value)


def test_a_refusal_does_not_repeat_the_value() -> None:
    with pytest.raises(NotAForm) as caught:
        decode_answer(SAMPLES["confirm"], "geheim")
    assert "geheim" not in str(caught.value)


def test_no_repr_shows_a_secret() -> None:
    form = forms.LogIn(account="1", remembered="geheim")
    answer = ANSWERS[0][1]
    asked = forms.DepositsAnswer("1", "张三丰", "330106199001011234", 0, 0)
    assert "geheim" not in repr(form) + repr(answer)
    assert "330106" not in repr(asked)
    assert "张三丰" not in repr(asked)
