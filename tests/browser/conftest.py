"""A real browser in front of the house: the system's Chromium, a server of our own, and eyes that check.

`visit(person)` opens a page as somebody who is logged in; `look(page, "name")` is what a careful colleague
does on every page: keep a picture of it under `var/screens/`, ask axe, and see that nothing sticks out.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from axe_playwright_python.base import AXE_SCRIPT
from conftest import House, Person, make_member
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import WSGIRequestHandler
from django.http import HttpRequest, HttpResponse
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)
from pytest_django.live_server_helper import LiveServer

from sotay.config.lanes import with_lanes
from sotay.members.models import Member, Standing

SCREENS = Path(__file__).resolve().parents[2] / "var" / "screens"
CHROMIUM = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
"""The first is the same browser without a window to draw, at two thirds of the work."""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
AXE = "/static/axe.js"
PASSWORD = "mật khẩu để thử 1"
HERE = ZoneInfo("Asia/Ho_Chi_Minh")
PATIENCE = 20_000  # milliseconds; reached only when something is broken
expect.set_options(timeout=PATIENCE)
LEAST_TARGET = 48
LEAST_LETTERS = 16
THOROUGH = "sqlite3" in settings.DATABASES["default"]["ENGINE"]
"""Pictures are kept and axe is asked on this database only."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark ours; and what is only looked at is looked at once: a page is the same on either database."""
    ours = [item for item in items if Path(__file__).parent in item.path.parents]
    for item in ours:
        item.add_marker(pytest.mark.browser)
    if not THOROUGH:
        once = {item for item in ours if item.get_closest_marker("looks")}
        items[:] = [item for item in items if item not in once]
        config.hook.pytest_deselected(items=list(once))


@dataclass(frozen=True)
class Size:
    name: str
    width: int
    height: int

    @property
    def view(self) -> ViewportSize:
        return {"width": self.width, "height": self.height}


PHONE = Size("phone", 360, 800)
DESK = Size("desk", 1280, 800)


ON_A_DESK = pytest.mark.parametrize("size", [DESK], ids=["desk"], indirect=True)
ON_BOTH = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"], indirect=True)
"""What is done in these tests is done there. A page is looked at at both widths all the same: one after the
other, or each by the test that is played there."""


@pytest.fixture
def size(request: pytest.FixtureRequest) -> Size:
    """The screen of a test's devices: a phone, unless it says otherwise."""
    return getattr(request, "param", PHONE)


class Kept(StaticFilesHandler):
    """Static files that a browser keeps, as it does those of the real server; and axe among them."""

    def serve(self, request: HttpRequest) -> HttpResponse:
        if request.path == AXE:
            response = HttpResponse(AXE_SCRIPT, content_type="text/javascript")
        else:
            response = super().serve(request)
        response["Cache-Control"] = "max-age=3600"
        return response


@pytest.fixture(scope="session")
def live_server() -> Iterator[LiveServer]:
    """pytest-django's, told that our own static files app is Django's with another name.

    It sends a page as head and body, and the network would hold the second back for 40 ms until the first is
    acknowledged; the real server waits for nothing either.
    """
    WSGIRequestHandler.disable_nagle_algorithm = True
    server = LiveServer("127.0.0.1", start=False)
    server.thread.static_handler = lambda application: with_lanes(Kept(application))
    server.start()
    yield server
    server.stop()


def chromium_here() -> str:
    """The program to start."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    assert found, "no Chromium on this machine: run with -m 'not browser', or install one"
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium a worker. Playwright keeps an event loop running on this thread, where Django would
    refuse to touch the database; nothing here is asynchronous, so it may."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    with sync_playwright() as playwright:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        chromium = playwright.chromium.launch(executable_path=chromium_here(), args=FLAGS)
        yield chromium
        chromium.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def clock() -> Iterator[Clock]:
    """The server's clock. It stands at the morning of 1 December 2026 and goes on from there."""
    hand = Clock()
    hand.set(1, 8)
    yield hand
    hand.stop()


@dataclass
class Clock:
    """Moves the time of the server and of the test, never that of the browser."""

    travel: Any = None

    def set(self, day: int, hour: int, minute: int = 0) -> None:
        self.stop()
        self.travel = time_machine.travel(datetime(2026, 12, day, hour, minute, tzinfo=HERE), tick=True)
        self.travel.start()

    def stop(self) -> None:
        if self.travel:
            self.travel.stop()
            self.travel = None


@dataclass
class Others:
    """Members of the cell who only sit in it: all full but the last three."""

    ha: Member
    quang: Member
    mai: Member  # probationary
    sau: Member  # exempt
    xa: Member  # away on temporary transfer


@pytest.fixture
def others(house: House) -> Others:
    full, cell = Standing.Kind.FULL, house.cell
    return Others(
        ha=make_member(cell, "Bùi Thị Hà", "01000004"),
        quang=make_member(cell, "Đinh Văn Quang", "01000005"),
        mai=make_member(cell, "Trịnh Thị Mai", "01000006", Standing.Kind.PROBATIONARY),
        sau=make_member(cell, "Vũ Thị Sáu", "01000007", full, Standing.Kind.EXEMPT),
        xa=make_member(cell, "Ngô Văn Xa", "01000008", full, Standing.Kind.AWAY),
    )


Visit = Callable[..., Page]
Look = Callable[..., None]


@pytest.fixture
def visit(clock: Clock, live_server: LiveServer, browser: Browser, size: Size) -> Iterator[Visit]:
    """Open the house as a person (by the cookie of their log-in), or as nobody. Each visit is a device."""
    opened: list[BrowserContext] = []

    def open_as(person: Person | None = None, path: str = "/", *, scripts: bool = True, **more: Any) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport=size.view,
            has_touch=size is PHONE,
            locale="vi-VN",
            reduced_motion="reduce",
            java_script_enabled=scripts,
            **more,
        )
        opened.append(context)
        context.set_default_timeout(PATIENCE)
        if person:
            session = person.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
            )
        page = context.new_page()
        page.scripts = scripts  # type: ignore[attr-defined]
        listen(page)
        page.goto(path)
        return page

    yield open_as
    for context in opened:
        context.close()


@pytest.fixture
def large(
    request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer, size: Size
) -> Iterator[Callable[[Person], Page]]:
    """Pages of somebody who told their browser to write larger; see `ALL_SIZES`, `TWICE_AS_LARGE`."""
    args = [*FLAGS, f"--blink-settings=defaultFontSize={request.param}"]
    chromium = browser.browser_type.launch(executable_path=chromium_here(), args=args)

    def page_of(person: Person) -> Page:
        page = chromium.new_page(base_url=live_server.url, viewport=size.view)
        name = settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": person.cookies[name].value, "url": live_server.url}
        page.context.add_cookies([cookie])
        return page

    yield page_of
    chromium.close()


ALL_SIZES = pytest.mark.parametrize("large", [20, 24, 32], ids=["125%", "150%", "200%"], indirect=True)
TWICE_AS_LARGE = pytest.mark.parametrize("large", [32], ids=["200%"], indirect=True)


EXPECTED = re.compile(
    r"status of 4(09|22|29)|net::ERR_(FAILED|INTERNET_DISCONNECTED)"
    r"|^An unknown error occurred when fetching the script\.$"
)


def listen(page: Page) -> None:
    """Keep what the browser complains of, until somebody looks."""
    complaints: list[str] = []
    page.complaints = complaints  # type: ignore[attr-defined]

    def said(message: ConsoleMessage) -> None:
        # Forms answered 409, 422 and 429 are pages to show, yet the browser reports them as failures;
        # ERR_FAILED is what we ourselves kept away, and a network cut on purpose says so too: the last is
        # what Chromium writes when that happens while a worker is registered, besides the error thrown.
        if message.type == "error" and not EXPECTED.search(message.text):
            complaints.append(message.text)

    page.on("console", said)
    page.on("pageerror", lambda error: complaints.append(str(error)))


@pytest.fixture
def look(request: pytest.FixtureRequest, size: Size) -> Iterator[Look]:
    """Looks at pages as they pass. What was wrong with any of them is told at the end, all at once.

    Pictures are kept of tests marked `pictures`, and of all with `--pictures`.
    """
    every = request.config.getoption("pictures")
    kept = THOROUGH and (every or request.node.get_closest_marker("pictures") is not None)
    folder = SCREENS / getattr(request.node, "originalname", request.node.name) if kept else None
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob(f"{size.name}-*"):
            old.unlink()
    alone = any(mark == ON_BOTH.mark for mark in request.node.iter_markers("parametrize"))
    eyes = Eyes(size, folder, every, alone)
    yield eyes.look
    assert not eyes.faults, "\n" + "\n".join(eyes.faults)


@dataclass
class Eyes:
    size: Size
    folder: Path | None  # of the pictures
    twice: bool  # closely at both widths, and every text's contrast anew
    alone: bool = False  # at this width only: another test plays the same at the other
    seen: int = 0
    faults: list[str] = field(default_factory=list)

    def look(self, page: Page, name: str, *, axe: bool = True) -> None:
        """Nothing sticks out at either width, nothing is too low for a finger, and axe and the console have
        nothing to complain of; a picture is kept."""
        self.seen += 1
        page.wait_for_load_state()
        self.told(f"{self.seen:02}-{name} ({page.url})", page.complaints)  # type: ignore[attr-defined]
        page.complaints.clear()  # type: ignore[attr-defined]
        self.look_at(page, name, self.size, closely=True, axe=axe)
        if self.alone:
            return
        other = DESK if self.size is PHONE else PHONE
        page.set_viewport_size(other.view)
        self.look_at(page, name, other, closely=self.twice, axe=axe)
        page.set_viewport_size(self.size.view)

    def look_at(self, page: Page, name: str, size: Size, *, closely: bool, axe: bool) -> None:
        where = f"{self.size.name}-{self.seen:02}-{name}-{size.width}"
        faults = [*self.edges(page), *self.small(page)]
        if THOROUGH and closely:
            if self.folder:
                self.picture(page, self.folder / f"{where}.jpg")
            faults += self.by_axe(page) if axe else []
        self.told(f"{where} ({page.url})", faults)

    def told(self, where: str, faults: list[str]) -> None:
        self.faults += [f"{where}: {fault}" for fault in faults]

    def picture(self, page: Page, file: Path) -> None:
        page.evaluate("document.fonts.ready.then(() => true)")
        page.evaluate(UNSTICK, "static")
        shoot = partial(page.screenshot, path=file, type="jpeg", quality=70, full_page=True, caret="initial")
        try:
            shoot()
        except Error:  # a busy Chromium cannot paint now and then; it can the next moment
            shoot()
        page.evaluate(UNSTICK, "")

    def by_axe(self, page: Page) -> list[str]:
        scripts = getattr(page, "scripts", True)  # a second tab of a device does not say
        assert scripts, "axe waits for ever where scripts are off: look with axe=False"
        try:
            page.add_script_tag(url=AXE)  # which a browser has read before
        except Error:  # where there is no network
            page.evaluate(AXE_SCRIPT)
        answer = page.evaluate(ASK_AXE, None if self.twice else list(GOOD_COLOURS))
        GOOD_COLOURS.update(answer["good"])
        return answer["faults"]

    def edges(self, page: Page) -> list[str]:
        """What makes the page wider than the screen."""
        return page.evaluate(WIDER)

    def small(self, page: Page) -> list[str]:
        """What is pressed and too low for a finger; what is read and too small for old eyes. Not on paper."""
        if page.evaluate("matchMedia('print').matches"):
            return []
        return [*page.evaluate(SMALL_TARGETS, LEAST_TARGET), *page.evaluate(SMALL_TEXT, LEAST_LETTERS)]


ASK_AXE = Path(__file__).with_name("ask_axe.js").read_text(encoding="utf-8")
GOOD_COLOURS: set[str] = set()
"""What axe has passed for contrast in this run, as `ask_axe.js` writes it."""
# What is fixed to the screen would lie across the middle of a picture of the whole page.
UNSTICK = """how => {
  for (const each of document.querySelectorAll(".places, .top, .dock, .steps")) each.style.position = how;
}"""
WIDER = """() => {
  if (document.documentElement.scrollWidth <= innerWidth) return [];
  return [...document.body.querySelectorAll("*")]
    .filter((each) => each.getBoundingClientRect().right > innerWidth + 1)
    .slice(0, 4)
    .map((each) => `wider than the screen: ${each.outerHTML.slice(0, 120)}`);
}"""
SMALL_TARGETS = Path(__file__).with_name("small_targets.js").read_text(encoding="utf-8")
SMALL_TEXT = Path(__file__).with_name("small_text.js").read_text(encoding="utf-8")
STORED = Path(__file__).with_name("stored.js").read_text(encoding="utf-8")
CUT = Path(__file__).with_name("cut_off.js").read_text(encoding="utf-8")
"""What is cut off or squeezed by letters that are larger than its place."""


def stored(page: Page, database: str, store: str) -> list[dict[str, Any]]:
    """What the page's device keeps in a store of IndexedDB; fails where the storage does not answer."""
    return page.evaluate(STORED, [database, store])
