"""Sending a sheet, and everything that comes after: status, resume, verify."""

import argparse
from collections.abc import Callable, Sequence

from gjj_xl.centre.entry import Step
from gjj_xl.cli.console import StatusLine, ask, ask_secret, say, say_json, table, warn
from gjj_xl.cli.failure import tell
from gjj_xl.cli.units import desk_for
from gjj_xl.desk import Desk
from gjj_xl.desk.attending import News
from gjj_xl.desk.errors import WindowClosed
from gjj_xl.desk.facts import BatchStatus, Confirmation, Outcome, Resumed, Sent, Waited
from gjj_xl.desk.queue import Queued, name_of
from gjj_xl.desk.words import KEEP_QUESTION, moment_words, money_words
from gjj_xl.rules.money import yuan_text

_GOOD = frozenset({Outcome.ACCEPTED, Outcome.DRY_RUN})
_UNDER_WAY = frozenset({Outcome.ACCEPTED, Outcome.QUEUED, Outcome.UNKNOWN})


def pin_asker(args: argparse.Namespace, desk: Desk | None = None) -> Callable[[], str]:
    """Ask for the key's password only when it is needed.

    With ``desk``, what is to be known of the key is said first; else it has been said already.
    """

    def ask_pin() -> str:
        for note in desk.key_state().notes if desk else ():
            warn(note)
        return ask_secret("证书（U-key）口令", from_stdin=args.pin_stdin)

    return ask_pin


def confirmer(args: argparse.Namespace) -> Callable[[Confirmation], bool]:
    """Show what will be filed and ask 是/否, as far as ``--yes`` and ``--again`` do not answer."""

    def confirm(confirmation: Confirmation) -> bool:
        for line in confirmation.lines:
            say(line)
        earlier = confirmation.earlier_serial
        if earlier and earlier == args.again:
            say(f"{confirmation.question}　是（--again {earlier}）")
            return True
        if earlier and args.yes:
            # Paying twice is never a matter of course: the script must name the earlier batch.
            say(
                f"{confirmation.question}　否"
                f"（--yes 不包括再次提交；确需再办理请加 --again {earlier}）"
            )
            return False
        if args.yes:
            say(f"{confirmation.question}　是（--yes）")
            return True
        return ask(confirmation.question)

    return confirm


def submit(args: argparse.Namespace) -> int:
    """Check, confirm, sign and send a sheet."""
    with desk_for(args) as desk:
        if args.dry_run:
            tried = desk.dry_run(args.file, only_clean=args.only_clean, fund=args.fund)
            say("试算（不提交）")
            for line in tried.confirmation.lines:
                say(line)
            return show_sent(tried)
        sent = _submit(desk, args, confirmer(args))
        code = show_sent(sent)
        if args.wait and sent.outcome in _UNDER_WAY and sent.request_sn:
            return _attend(desk, only=sent.request_sn)
    return code


def _submit(desk: Desk, args: argparse.Namespace, confirm: Callable[[Confirmation], bool]) -> Sent:
    """Submit; outside the hours after a question, so that it leaves at the opening."""
    keep = args.queue
    while True:
        try:
            return desk.submit(
                args.file,
                key=args.key,
                pin=pin_asker(args),
                confirm=confirm,
                only_clean=args.only_clean,
                keep=keep,
                fund=args.fund,
            )
        except WindowClosed as closed:
            if keep or not ask(
                f"现在不在办理时间，{moment_words(closed.opens)}开放。{KEEP_QUESTION}"
            ):
                raise
            keep = True


def show_sent(sent: Sent) -> int:
    """Say what became of a submission; returns the exit code."""
    say(sent.words)
    if sent.serial and sent.accepted_at:
        say(f"业务流水号 {sent.serial}，受理时间 {moment_words(sent.accepted_at)}")
    for row, words in sorted(sent.refused_rows.items()):
        say(f"  第 {row} 行：{words}")
    for note in sent.notes:
        say(note)
    if sent.moved_to:
        say(f"有错误的行已移到：{sent.moved_to}")
    if sent.stamped:
        say(f"回执已写入：{sent.stamped}")
    if sent.trouble:
        return max(1, tell(sent.trouble, as_json=False))
    return 0 if sent.outcome in _GOOD else 1


def _attend(desk: Desk, only: str | None = None) -> int:
    """Wait for results, for a busy centre and for the opening; 0 where all went well."""
    say("正在等待处理结果（按 Ctrl+C 停止等待，之后可用 gjj-xl resume --wait 继续）……")
    line = StatusLine()

    def news(one: News) -> None:
        line.clear()
        if isinstance(one, Waited):
            _show_waited(one)
        else:
            _show_resumed(one)

    before = {one.entry.request_sn for one in desk.status() if not one.is_finished}
    try:
        desk.attend(only=only, news=news, show=lambda now: line.show(now.words, now.steady))
    finally:
        line.clear()
    wanted = before if only is None else {only}
    ends = {one.entry.step for one in desk.status() if one.entry.request_sn in wanted}
    return 0 if ends <= {Step.ANSWERED} else 1


def _show_waited(waited: Waited) -> None:
    """Say what the centre made of a batch."""
    say(waited.words)
    for note in waited.notes:
        say(note)
    if waited.results:
        say(f"处理结果：{waited.results}")


def _show_resumed(one: Resumed) -> int:
    say(f"{name_of(one.status.entry)}：{one.words}")
    for note in one.notes:
        say(f"  {note}")
    return tell(one.trouble, as_json=False) if one.trouble else 0


def _status_json(status: BatchStatus, place: Queued | None = None) -> dict[str, object]:
    entry = status.entry
    waits = (
        {
            "position": place.position,
            "waits_for": place.reason,
            "since": place.since.isoformat(),
            "retry_at": place.retry_at.isoformat() if place.retry_at else None,
            "ahead": place.ahead.request_sn if place.ahead else None,
        }
        if place
        else {}
    )
    return waits | {
        "request_sn": entry.request_sn,
        "serial": entry.serial,
        "business": entry.business.value,
        "fund": entry.fund,
        "business_month": entry.business_month,
        "count": entry.count,
        "amount": yuan_text(entry.amount),
        "state": entry.step.value,
        "state_word": status.step_word,
        "at": status.at.isoformat(),
        "file": entry.source,
        "todo": status.todo,
    }


def status(args: argparse.Namespace) -> int:
    """List the batches of this computer's journal."""
    with desk_for(args) as desk:
        batches, now = desk.status(), desk.now()
        places = {one.status.entry.request_sn: one for one in desk.queue()}
        elsewhere = desk.units.elsewhere()
    if args.json:
        say_json([_status_json(one, places.get(one.entry.request_sn)) for one in batches])
        return 0
    if not batches:
        say("本机没有发送过批次。")
        _say_all(elsewhere)
        return 0
    table(
        ("流水号", "业务", "业务年月", "人数", "金额", "状态", "时间"),
        [
            (
                batch.entry.serial or f"（{batch.entry.request_sn}）",
                batch.entry.business.facts.word,
                batch.entry.business_month,
                f"{batch.entry.count:,}",
                money_words(batch.entry.amount),
                batch.step_word,
                moment_words(batch.at),
            )
            for batch in batches
        ],
    )
    if places:
        say("未办结的批次：")
        table(
            ("次序", "流水号", "等待", "自"),
            [
                (
                    str(place.position),
                    name_of(place.status.entry),
                    place.words(now),
                    f"{moment_words(place.since)}:{place.since:%S}",
                )
                for place in sorted(places.values(), key=lambda one: one.position)
            ],
        )
    for batch in batches:
        if batch.todo:
            say(f"{batch.entry.serial or batch.entry.request_sn}：{batch.todo}")
    _say_all(elsewhere)
    return 0


def _say_all(lines: Sequence[str]) -> None:
    for line in lines:
        say(line)


def resume(args: argparse.Namespace) -> int:
    """Bring every unfinished batch on; 1 where one is left that needs the clerk."""
    code = 0
    with desk_for(args) as desk:
        resumed = desk.resume(pin=pin_asker(args, desk))
        if args.json:
            say_json([{**_status_json(one.status), "words": one.words} for one in resumed])
        elif not resumed:
            say("没有未完成的批次。")
        for one in resumed:
            if not args.json:
                code = max(code, _show_resumed(one))
            elif one.trouble:
                code = max(code, tell(one.trouble, as_json=False))
        if not args.json:
            _say_all(desk.units.elsewhere())
        if args.wait:
            return _attend(desk)
    return code


def withdraw(args: argparse.Namespace) -> int:
    """Take a batch out that is not at the centre."""
    with desk_for(args) as desk:
        taken = desk.withdraw(args.number)
    say(f"{taken.entry.request_sn}：{taken.step_word}")
    return 0


def verify(args: argparse.Namespace) -> int:
    """Is this sheet what was sent, and is the receipt the centre's? 1 where not."""
    with desk_for(args) as desk:
        verified = desk.verify(args.file)
    if args.json:
        say_json(
            {
                "file": str(args.file),
                "serial": verified.serial,
                "receipt_ok": verified.receipt_ok,
                "content_ok": verified.content_ok,
                "words": list(verified.words),
                "differs": list(verified.differs),
            }
        )
    else:
        for words in (*verified.words, *verified.differs):
            say(words)
    return 0 if verified.ok else 1
