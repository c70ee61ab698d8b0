"""How pages look is chosen by hand, without scripts, and remembered: on the account, and on the device before
log-in."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from sotay.accounts.models import Account

HERE = "/tasks/"


def choose(client: Client, **chosen: str):
    return client.post(reverse("accounts:display"), {"next": HERE, **chosen})


def html_of(client: Client, url: str = "/help/") -> str:
    """The first element of a page: what it looks like before anything else is read."""
    return client.get(url).text.partition("<html")[2].partition(">")[0]


def test_nothing_chosen_is_the_ordinary_look(client, db):
    assert html_of(client) == ' lang="vi" data-text="m" data-colours="auto"'


def test_choice_leads_back_and_is_in_the_next_page_from_its_first_byte(an):
    answer = choose(an, text_size="xl")
    assert (answer.status_code, answer.url) == (302, HERE)
    assert 'data-text="xl"' in html_of(an)
    choose(an, colours="dark")
    assert html_of(an) == ' lang="vi" data-text="xl" data-colours="dark"'


def test_the_menu_marks_what_is_chosen(an):
    choose(an, text_size="l", colours="light")
    menu = an.get("/help/").text.partition("data-display")[2].partition("</form>")[0]
    assert 'value="l" aria-pressed="true"' in menu
    assert 'value="light" aria-pressed="true"' in menu
    assert menu.count('aria-pressed="true"') == 2


def test_choice_follows_the_account_to_another_device(an):
    choose(an, text_size="xl", colours="dark")
    assert Account.objects.get(pk=an.account.pk).text_size == "xl"
    elsewhere = Client()
    elsewhere.cookies["sessionid"] = an.cookies["sessionid"].value
    assert html_of(elsewhere) == ' lang="vi" data-text="xl" data-colours="dark"'


def test_nobody_is_remembered_by_the_device_alone(client, db):
    choose(client, text_size="l", colours="dark")
    assert client.cookies["text"]["httponly"]
    assert html_of(client) == ' lang="vi" data-text="l" data-colours="dark"'
    assert html_of(client, "/account/login/") == ' lang="vi" data-text="l" data-colours="dark"'


def test_on_a_shared_device_the_account_has_the_last_word(an, thu):
    choose(an, text_size="m")
    an.cookies["text"] = "xl"
    assert 'data-text="m"' in html_of(an)
    thu.cookies["text"] = "xl"
    assert 'data-text="xl"' in html_of(thu), "who never chose gets what the device has"


@pytest.mark.parametrize("chosen", [{"text_size": "huge"}, {"colours": '"><script>'}, {}, {"text_size": ""}])
def test_unknown_choice_changes_nothing(an, chosen):
    assert choose(an, **chosen).status_code == 302
    assert html_of(an) == ' lang="vi" data-text="m" data-colours="auto"'


def test_a_cookie_somebody_made_up_is_passed_over(client, db):
    client.cookies["text"] = '"><script>'
    assert html_of(client) == ' lang="vi" data-text="m" data-colours="auto"'


def test_it_leads_to_no_other_site(an):
    assert an.post(reverse("accounts:display"), {"next": "https://example.org/"}).url == "/"


def test_a_script_is_answered_without_a_page(an):
    url = reverse("accounts:display")
    answer = an.post(url, {"colours": "dark", "next": HERE}, headers={"x-requested-with": "fetch"})
    assert answer.status_code == 204
    assert 'data-colours="dark"' in html_of(an)


def test_choosing_how_pages_look_is_open_before_a_password_is_set(an):
    Account.objects.filter(pk=an.account.pk).update(must_change_password=True)
    assert choose(an, text_size="l").url == HERE
