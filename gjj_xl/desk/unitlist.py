"""The units that a computer files for: listed, added, chosen, taken off the list."""

from dataclasses import dataclass, replace
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from gjj_xl.centre.account import Account
from gjj_xl.centre.channel import parse_address
from gjj_xl.centre.journal import Journal
from gjj_xl.centre.keeping import forget_password
from gjj_xl.centre.pending import PendingRecords
from gjj_xl.centre.roster import LocalRoster
from gjj_xl.centre.session import has_session
from gjj_xl.centre.units import Held, Unit
from gjj_xl.desk.context import Context
from gjj_xl.desk.entering import bind_key, wanted_account
from gjj_xl.desk.errors import SeveralUnits, UnitBusy, UnknownUnit
from gjj_xl.desk.words import unit_words


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """A unit of the list, for somebody who chooses.

    ``waiting`` are its batches that are not at their end, ``present`` says that this desk is for
    it, ``logged_in`` that its session has not run out, ``has_roster`` that it was synced here.
    """

    unit: Unit
    waiting: int
    present: bool
    logged_in: bool
    has_roster: bool

    @property
    def key(self) -> str:
        """What names the unit in the store."""
        return self.unit.key

    @property
    def account(self) -> Account:
        """Its account as it was last used."""
        return self.unit.account

    @property
    def words(self) -> str:
        """单位客户号 and name, or 网银账号 before the first log-in."""
        return unit_words(self.account)

    @property
    def host(self) -> str:
        """The centre's host and port."""
        address = parse_address(self.account.url)
        return f"{address.host}:{address.port}"

    @property
    def names(self) -> frozenset[str]:
        """Everything that the unit may be called by."""
        account = self.account
        short = {account.unit_number, account.cust_id, account.unit_name} - {""}
        return frozenset({*short, *(f"{name}@{self.host}" for name in short)})


@dataclass(frozen=True, slots=True)
class Removed:
    """A unit that was taken off the list, and what of it stays on the computer.

    ``batches`` stand in the journal with their receipts and results, ``unfinished`` of them are
    not at their end; ``pending`` are records that were never confirmed; ``employees`` accounts of
    the local roster were deleted, for the centre has them.
    """

    words: str
    batches: int
    unfinished: int
    pending: int
    employees: int

    @property
    def lines(self) -> tuple[str, ...]:
        """What is deleted and what stays, line by line."""
        stays = [f"{self.batches:,} 批业务的记录、回执和处理结果"] if self.batches else []
        stays += [f"{self.pending:,} 条待确认记录"] if self.pending else []
        return (
            "删除：网银账号等登录设置、保存的交易密码、选定的证书"
            + (f"、{self.employees:,} 个账户的职工信息" if self.employees else "")
            + "。",
            f"保留：{'、'.join(stays)}；重新添加该单位后仍可查看和继续办理。"
            if stays
            else "本机没有该单位的批次和待确认记录。",
        )


class UnitList:
    """The list as one desk sees it."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def all(self) -> tuple[UnitFacts, ...]:
        """The units, in the order in which they were added; none before the first log-in."""
        context = self._context
        if not context.home.has_store:
            return ()
        present = context.unit
        return tuple(
            UnitFacts(
                unit=one,
                waiting=Journal(context.store, one.account.scope).count_unfinished(),
                present=one.key == present,
                logged_in=has_session(context.store, one.account),
                has_roster=LocalRoster(context.store, one.account.scope).synced() is not None,
            )
            for one in context.units.all()
        )

    @property
    def several(self) -> bool:
        """Whether this computer files for more than one unit."""
        return self._context.home.has_store and len(self._context.units.all()) > 1

    def find(self, text: str) -> UnitFacts:
        """The unit of a 单位客户号, 网银账号 or name, with ``@`` and the host where that is needed.

        A part of the name is enough where no other unit's has it, too.

        Raises UnknownUnit, SeveralUnits.
        """
        units, wanted = self.all(), text.strip()
        found = [one for one in units if wanted in one.names]
        if not found and len(wanted) > 1:
            found = [one for one in units if wanted in one.account.unit_name]
        if not found:
            raise UnknownUnit(wanted, tuple(one.words for one in units))
        if len(found) > 1:
            raise SeveralUnits(
                wanted,
                tuple(
                    f"{one.account.unit_number or one.account.cust_id}@{one.host}" for one in found
                ),
            )
        return found[0]

    def choose(self, text: str) -> UnitFacts:
        """Let this desk be for a unit; what was used last stays. Raises like :meth:`find`."""
        found = self.find(text)
        self._context.take(found.key)
        return found

    def look_at(self, key: str) -> None:
        """Let this desk be for a unit of the list; what was used last stays."""
        self._context.take(key)

    def use(self, key: str) -> None:
        """Let this desk be for a unit, and remember it as the one that was used last."""
        self._context.units.use(key)
        self._context.take(key)

    def add(
        self,
        *,
        url: str,
        cust_id: str,
        user_id: str,
        ca: Path | None = None,
        key_path: Path | str | None = None,
        practice: bool = False,
    ) -> Account:
        """Put a unit on the list without logging in; raises what ``ca`` and the key raise."""
        context = self._context
        account = wanted_account(
            context, url=url, ca=ca, cust_id=cust_id, user_id=user_id, practice=practice
        )
        if key_path is None:
            context.units.add(account)
            return account
        name, certificate = bind_key(context, account, key_path)
        key = context.units.add(replace(account, key_path=name))
        pem = None if certificate is None else certificate.public_bytes(Encoding.PEM).decode()
        context.units.hold(key, Held.CHOSEN, pem)
        return account

    def about_to_remove(self, key: str) -> Removed:
        """What :meth:`remove` would delete and leave."""
        return self._look(self._unit(key))

    def remove(self, key: str, *, even_unfinished: bool = False) -> Removed:
        """Take a unit off the list; filings, receipts, results and pending records stay.

        Raises UnitBusy where a batch of it is not at its end, unless ``even_unfinished``.
        """
        context, unit = self._context, self._unit(key)
        account = unit.account
        told = self._look(unit)
        if told.unfinished and not even_unfinished:
            raise UnitBusy(told.words, told.unfinished)
        forget_password(account.url, account.cust_id, account.user_id)
        if told.employees:
            LocalRoster(context.store, account.scope).clear()
        context.units.remove(key)
        if context.unit == key:
            context.leave()
        return told

    def elsewhere(self) -> tuple[str, ...]:
        """What waits at the other units, in words; nothing where nothing does."""
        return tuple(
            f"单位 {one.words} 有 {one.waiting:,} 批尚未办完，切换到该单位后可以继续办理。"
            for one in self.all()
            if one.waiting and not one.present
        )

    def _unit(self, key: str) -> Unit:
        found = self._context.units.find(key)
        if found is None:
            raise UnknownUnit("", tuple(one.words for one in self.all()))
        return found

    def _look(self, unit: Unit) -> Removed:
        store, scope = self._context.store, unit.account.scope
        shared = any(
            one.account.scope == scope and one.key != unit.key for one in self._context.units.all()
        )
        synced = None if shared else LocalRoster(store, scope).synced()
        journal = Journal(store, scope)
        return Removed(
            words=unit_words(unit.account),
            batches=len(journal.entries()),
            unfinished=journal.count_unfinished(),
            pending=len(PendingRecords(store, scope).all()),
            employees=synced.accounts if synced else 0,
        )
