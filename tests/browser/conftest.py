"""Debian's Chromium before a live server, with a real worker behind it."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.db import connections
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from cases.access.models import Officer
from cases.signin import totp
from tests.browser.leaks.watching import (  # noqa: F401 - fixtures
    console,
    nothing_in_the_clear,
    scratch,
    watched,
)
from tests.people import PASSWORD, give_authenticator

# Playwright's loop runs in the tests' thread, which Django takes for an async one.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = "/usr/bin/chromium"


@contextmanager
def chromium() -> Iterator[Browser]:
    """While Playwright runs, Django takes its thread for one of asyncio: it does not
    find the connections that the thread had before, nor afterwards those that it had
    meanwhile. They would stay open: in the way of whoever removes the tests' database,
    and in the hands of every process that a test forks."""
    assert shutil.which(CHROMIUM), "Chromium is missing: make setup says how to get it"
    # Chromium refuses its sandbox to root.
    sandbox = [] if os.getuid() else ["--no-sandbox"]
    connections.close_all()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*sandbox, "--disable-gpu"]
        )
        try:
            yield browser
        finally:
            browser.close()
            connections.close_all()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


class Visitor:
    """An officer at a browser; what the console complains of is kept."""

    def __init__(self, browser: Browser, server: str, language: str = "en-US") -> None:
        self.context = browser.new_context(locale=language, accept_downloads=True)
        self.page: Page = self.context.new_page()
        self.server = server
        self.complaints: list[str] = []
        self.clicks = 0
        self.context.expose_function("clicked", self._count)
        self.context.add_init_script(
            "document.addEventListener('pointerdown', () => window.clicked(), true)"
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._hear)

    def _count(self) -> None:
        """A press of the mouse on any page; the keyboard's are none."""
        self.clicks += 1

    def _hear(self, message: object) -> None:
        if getattr(message, "type", "") == "error":
            self.complaints.append(str(getattr(message, "text", "")))

    def sign_in(self, officer: Officer) -> None:
        secret = give_authenticator(officer)
        self.type_password(officer)
        self.type_code(totp.code_at(secret, timezone.now()))
        self.page.wait_for_url(self.server + "/")

    def type_password(self, officer: Officer) -> None:
        self.go("/sign-in/")
        self.page.fill("#id_username", officer.username)
        self.page.fill("#id_password", PASSWORD)
        self.page.click("button.btn-primary")

    def type_code(self, code: str) -> None:
        self.page.fill("#id_code", code)
        self.page.click("button.btn-primary")

    def go(self, path: str) -> None:
        self.page.goto(self.server + path)

    def follow(self, text: str) -> None:
        """Click the link of this text on the page (not in the menu)."""
        link = self.page.locator("main, .page-header").get_by_role(
            "link", name=text, exact=True
        )
        link.first.click()

    def press(self, text: str) -> None:
        self.page.locator("main").get_by_role("button", name=text).first.click()

    def arrives(self) -> AbstractContextManager[object]:
        """Around what leads to another page, or to the same one anew: what follows
        reads that one. A click alone may return before the browser has left."""
        return self.page.expect_navigation()

    def sees(self, text: str, seconds: float = 20) -> None:
        self.page.get_by_text(text).first.wait_for(timeout=seconds * 1000)


def texts(found: Locator) -> list[str]:
    """What the elements say, once they are there: Playwright itself does not wait for
    those of a list, whichever page it finds."""
    found.first.wait_for()
    found.page.wait_for_load_state("domcontentloaded")
    return found.all_inner_texts()


@pytest.fixture
def visitor(browser: Browser, live_server: object) -> Iterator[Visitor]:
    visitor = Visitor(browser, str(live_server))
    yield visitor
    visitor.context.close()
    until_all_is_answered()


def until_all_is_answered(seconds: float = 20) -> None:
    """What a page asks for by itself (the map on the home page) may still be worked on
    when its browser is gone, and must not find the tables being emptied under it."""
    for thread in threading.enumerate():
        if thread.name.endswith("(process_request_thread)"):
            thread.join(seconds)
            assert not thread.is_alive(), "the server is still answering"
