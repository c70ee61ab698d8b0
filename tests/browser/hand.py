"""A hand that counts what it does: taps, and characters typed."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Locator, Page

from browser.story import Say


@dataclass
class Hand:
    """Works a page as a person does and counts. Choosing from a select is two taps."""

    page: Page
    say: Say
    taps: int = 0
    typed: int = 0

    def tap(self, what: Locator) -> None:
        what.locator("visible=true").first.click()
        self.taps += 1

    def press(self, words: str, where: Locator | None = None) -> None:
        self.tap((where or self.page).get_by_role("button", name=self.say(words)))

    def follow(self, words: str, where: Locator | None = None) -> None:
        self.tap((where or self.page).get_by_role("link", name=self.say(words)))

    def type(self, field: Locator, text: str) -> None:
        """Tap into the field, unless the page has put the hand there already, and type."""
        field = field.locator("visible=true").first
        if not field.evaluate("each => each === document.activeElement"):
            self.tap(field)
        field.fill(text)
        self.typed += len(text)

    def choose(self, select: Locator, label: str) -> None:
        select.locator("visible=true").first.select_option(label=label)
        self.taps += 2

    def __str__(self) -> str:
        return f"{self.taps} taps, {self.typed} characters"
