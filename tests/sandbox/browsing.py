"""A browser without a screen or scripts: cookies, forms and links, for tests of the pages."""

import html
import json
import re
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from gjj_xl.wire.messages import AskTicket, TicketAnswer
from tests.sandbox.harness import Clerk, Sandbox, exchange

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Page:
    status: int
    headers: object
    text: str
    path: str

    @property
    def links(self) -> list[str]:
        return [html.unescape(link) for link in re.findall(r'href="(/[^"]*)"', self.text)]

    @property
    def actions(self) -> list[str]:
        """Where the page's forms lead to."""
        return [html.unescape(one) for one in re.findall(r'action="([^"]*)"', self.text)]

    @property
    def title(self) -> str:
        return re.search(r"<title>(.*)</title>", self.text)[1]

    @property
    def form_token(self) -> str:
        found = re.search(r'name="form_token" value="([0-9a-f]+)"', self.text)
        return found[1] if found else ""


@dataclass
class Browser:
    sandbox: Sandbox
    cookies: dict[str, str] = field(default_factory=dict)
    set_cookies: list[str] = field(default_factory=list)

    def get(self, path: str) -> Page:
        return self._ask("GET", path, None, {})

    def post(self, path: str, fields: dict[str, str], **headers: str) -> Page:
        body = urlencode(fields).encode()
        return self._ask(
            "POST", path, body, FORM | {k.replace("_", "-"): v for k, v in headers.items()}
        )

    def submit(self, page: Page, path: str, **fields: str) -> Page:
        """Send a form of a page."""
        return self.post(path, {"form_token": page.form_token, **fields})

    def enter(self, clerk: Clerk) -> Page:
        return self.get(f"/site/enter?ticket={ticket(clerk)}")

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Page:
        sent = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), **headers}
        status, answered, content = exchange(self.sandbox, method, path, body, sent)
        for line in answered.get_all("Set-Cookie") or ():  # type: ignore[attr-defined]
            self.set_cookies.append(line)
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        if status == 303:
            return self._ask("GET", answered["Location"], None, {})
        # An envelope calls GB18030 by the older name.
        charset = "gb18030" if "GB2312" in (answered["Content-Type"] or "") else "utf-8"
        return Page(status, answered, content.decode(charset), path)


def crawl(browser: Browser, start: str = "/site/") -> dict[str, Page]:
    """Every page that links lead to from a first one, by its address."""
    seen: dict[str, Page] = {}
    todo = [start]
    while todo:
        path = todo.pop()
        if path in seen or path.endswith(".css"):
            continue
        page = browser.get(path)
        assert page.status == 200, path
        seen[path] = page
        todo += page.links
    return seen


def staff(centre: Sandbox) -> tuple[Browser, Page]:
    """A browser of the centre's staff, signed in, with the desk's first page."""
    account = json.loads((centre.data / "staff.json").read_text("utf-8"))
    browser = Browser(centre)
    return browser, browser.submit(browser.get("/desk/log-in"), "/desk/log-in", **account)


def ticket(clerk: Clerk) -> str:
    answer = clerk.ask(AskTicket())
    assert isinstance(answer, TicketAnswer), answer
    return answer.ticket
