"""Every form that changes something existing says what it was made from.

Every page of the demo ward is opened, and every form on it that is sent by POST is looked at. It carries a
version (`kernel.versions`: `seen`; the wordings that a text is written `over`; the digest of the text that is
signed or of the import that was previewed), or it stands in WITHOUT with the reason why it can write over
nothing that its page did not show. A new form fails the test until it does one of both.
"""

from __future__ import annotations

from collections import defaultdict

import pytest
from tests import crawl, ward
from tests.sessions import log_in
from tests.test_doors import method_of, name_of, table

from sotay.demo.clock import at
from sotay.demo.year import _moment

ADDS = "adds something of its own and changes nothing that is there"
OWN_SECRET = "replaces a secret of one's own, which no page shows; whoever may is asked for the old one"
NOTHING = "changes nothing but one's own session"
OWN = "is about oneself alone, on one's own device"

WITHOUT: dict[str, str] = {
    "account_change_password": OWN_SECRET,
    "account_login": NOTHING,
    "account_logout": NOTHING,
    "account_reauthenticate": NOTHING,
    "accounts:display": OWN,
    "accounts:end_other_sessions": OWN,
    "accounts:end_session": "ends the session it names",
    "accounts:keep_slips": OWN_SECRET,
    "accounts:set_password": OWN_SECRET,
    "accounts:slip": NOTHING,
    "library:add": ADDS,
    "library:attach": ADDS,
    "library:bookmark": OWN,
    "library:collection_move": "moves what it names one place from where it stands then",
    "library:collection_new": ADDS,
    "library:collection_put": "puts in or takes out the document it names; twice changes nothing",
    "library:collection_remove": "removes the collection it names; its documents stay",
    "library:relate": ADDS,
    "library:remove": "removes for good the document it names, whatever is said of it",
    "library:unrelate": "takes back the relation it names, which never changes",
    "library:purge": "removes for good the document it names; a document never changes",
    "meetings:ask_floor": OWN,
    "meetings:cast_for": "offers only those who have not voted; whoever has voted meanwhile is not offered",
    "meetings:check_in_here": "never takes the place of a mark the secretary made",
    "meetings:end_vote": "counts the ballots there are",
    "meetings:invite": "asks those who were not asked yet",
    "meetings:item_add": ADDS,
    "meetings:leave_floor": OWN,
    "meetings:mark_the_rest end": "marks those whom nobody has marked",
    "meetings:mark_the_rest start": "marks those whom nobody has marked",
    "meetings:set_aside_drop": "is refused when the matter is settled or on an agenda; changes no words",
    "meetings:make_up_withdraw": "takes back the make-up it names, which never changes",
    "meetings:make_up_add": "adds a make-up; the second one of a member for a meeting is refused",
    "meetings:absence_talked": "settles the alert it names; settled twice it is refused",
    "meetings:open": "is refused once the meeting is open; takes the agenda as it is at that moment",
    "meetings:paper_add": ADDS,
    "meetings:paper_remove": "takes away the paper it names; a paper never changes",
    "meetings:read_letter": "adds the letter as it is; read twice it is refused",
    "meetings:record agenda_adopted": "notes that something happened now",
    "meetings:record amended": ADDS,
    "meetings:record came_late": "notes that somebody comes now; the first coming counts",
    "meetings:record closed": "is refused once the meeting is closed, and while something is pending",
    "meetings:record floor_asked": "notes that somebody asks now; asking twice keeps the first place",
    "meetings:record floor_given": "gives the floor to whom it names",
    "meetings:record floor_left": "takes off the queue whom it names",
    "meetings:record left_early": "notes that somebody leaves now",
    "meetings:record matter_set_aside": ADDS,
    "meetings:record motion_moved": ADDS,
    "meetings:record note_written": ADDS,
    "meetings:record petition_recorded": ADDS,
    "meetings:record praise_noted": ADDS,
    "meetings:record statement_recorded": ADDS,
    "meetings:record task_assigned": ADDS,
    "meetings:record withdrawn": "takes out the entry it names, which never changes and stays in the log",
    "meetings:report": "is refused once the meeting is reported; what is reported is signed and frozen",
    "meetings:set_up": "adds a meeting; the second regular one of a month leads to the first",
    "meetings:take_proposed": ADDS,
    "meetings:vote": OWN,
    "members:add": ADDS,
    "members:roster": ADDS,
    "members:roster_discard": "removes an upload that only its owner sees",
    "members:roster_where": "is about an upload that only its owner sees; nothing is imported yet",
    "mfa_activate_totp": OWN_SECRET,
    "mfa_add_webauthn": ADDS,
    "petitions:raise": ADDS,
    "mfa_generate_recovery_codes": OWN_SECRET,
    "mfa_login_webauthn": NOTHING,
    "mfa_reauthenticate_webauthn": NOTHING,
    "mfa_remove_webauthn": "removes the passkey it names",
    "monitoring:try_again": "takes up a job that failed; one in any other state stays in it",
    "notify:forget_device": "removes the device it names",
    "notify:read_all": OWN,
    "notify:send_letter": "sends a letter to the address there is",
    "notify:try_again": "takes up messages that failed; one in any other state stays in it",
    "portal:arrivals_seen": OWN,
    "portal:guide_move": OWN,
    "inspections:begin": ADDS,
    "assignments:attach": ADDS,
    "assignments:new": ADDS,
    "assignments:year_add": ADDS,
    "guidance:attach": ADDS,
    "guidance:detach": "takes away the document it names, from a draft alone",
    "inspections:plan_line": ADDS,
    "schemes:begin": ADDS,
    "schemes:comment": ADDS,
    "schemes:copy": ADDS,
    "schemes:register": "adds a registration; the second one of a cell for a year is refused",
    "schemes:year_add": "adds a year; the second time the same year is refused",
    "period_reviews:add": ADDS,
    "period_reviews:start": "adds a review; a second one of the same matter and months is refused",
    "guidance:begin": "leads to the draft there is when somebody began it already",
    "opinions:survey_answer": "is refused a second time; it writes over nothing",
    "opinions:survey_make": ADDS,
    "opinions:write": ADDS,
    "registers:badge_propose": "adds a badge; of the same years a second one is refused",
    "registers:commend": ADDS,
    "registers:course_add": ADDS,
    "registers:discipline_add": ADDS,
    "registers:discipline_unit_add": ADDS,
    "registers:dues": "adds payments; a month is paid once, and who paid meanwhile is refused",
    "registers:pay": "adds a payment; a month is paid once",
    "registers:post_add": ADDS,
    "reviews:open": "adds a round; the second one of a period is refused",
    "integration:change_secret": OWN_SECRET,
    "integration:end_token": "ends the token it names",
    "integration:handbook_posted": "adds a note; the second one of a phase is refused",
    "integration:register": ADDS,
    "integration:remove": "removes the address it names; an address never changes",
    "integration:tokens": ADDS,
    "integration:try_out": "sends a test; changes nothing",
    "integration:turn_off": "turns off the address it names; off already it stays so",
    "papers:begin": ADDS,
    "papers:by_code": "finds a paper; changes nothing",
    "papers:check": "looks at a file and keeps nothing",
    "papers:comment": ADDS,
    "papers:end": "refused once the paper has been replaced or withdrawn; an issued paper never changes",
    "papers:sign_digitally": "adds a signature to an issued paper, which never changes",
    "papers:template": "the file that is chosen takes the place of the one named beside it",
    "papers:terms": "adds a term; refused when a later one is recorded",
    "schedules:end_feed": "ends the calendar address it names",
    "report_builder:save": "adds a report; one's own of the same name is replaced only by ticking so",
    "schedules:feeds": ADDS,
    "schedules:theme_add": ADDS,
    "scoring:new": ADDS,
    "statistics:check": "compares a sheet and keeps nothing",
    "units:add": ADDS,
    **{
        f"meetings:set_up_kind {kind}": "adds a meeting; the second regular one of a month leads to the first"
        for kind in crawl.WORDS["kind"]
    },
}
"""Forms that carry no version, each with its reason."""

NO_FORM: dict[str, str] = {
    "api:report": "for programs; refused when the task does not stand so that it can be reported on",
    "api:read_notice": "for programs; a second time changes nothing",
    "api:send": "entries of a device, each judged by what the device had seen (docs/meeting-log.md)",
    "meetings:item_restore": "an undo button; it puts back what its signed address carries, once",
    "notify:add_device": "a browser's own address, sent by a script; the newest is the one that counts",
    "meetings:set_aside_again": "an undo button; follows again what was dropped, and nothing else",
    "meetings:make_up_restore": "an undo button; is refused when another make-up was noted meanwhile",
    "meetings:absence_again": "an undo button; opens again what was talked over, and nothing else",
    "report_builder:restore": "an undo button; brings back what was deleted, and nothing else",
    "members:undo_leave": "an undo button; its address carries the version (`kernel.undo.only_as_seen`)",
    "members:undo_transfer": "an undo button; its address carries the version (`kernel.undo.only_as_seen`)",
}
"""Addresses that take a POST from no form of a page."""

NOT_MET: dict[str, str] = {
    "integration:turn_on": "an address that is off; on already it stays so",
    "assignments:year_copy": "for a year without a line; the form carries the version of its list",
    "period_reviews:build": "once figures changed since a draft was made; the form carries its version",
    "meetings:compose_again": "after papers failed at closing; refused once they are there",
    "meetings:merged_seen": "after entries of another device changed something; " + OWN,
    "meetings:unmark": "an undo button of the roll; refused when the mark is no longer the newest",
    "meetings:vote_again": "after the key of a secret vote was lost; refused while it can be counted",
    "integration:handbook_take_back": "once a posting is noted; takes back that note, which never changes",
    "library:mark_read": "on the list of what is new; " + OWN,
    "library:read_all": "on the list of what is new; " + OWN,
    "notify:choose_texts": "where a gateway for text messages is set up; the form carries its version",
    "registers:remit_take_back": "on the list of a month that is remitted; the form carries its version",
    "petitions:join": "two petitions alike at one unit; the form carries its version",
    "petitions:separate": "a petition joined with another; the form carries its version",
    "members:roster_columns": "about an upload that only its owner sees; nothing is imported yet",
}
"""Forms of states that the demo ward is not in, each with the reason why it writes over nothing unread."""


@pytest.fixture
def forms(db, monkeypatch, caplog):
    """Every form that somebody of the demo ward finds, by the name of the address it is sent to; and the
    pages that were opened."""
    caplog.set_level("CRITICAL", logger="django.request")
    found, opened, posted_to = defaultdict(list), set(), set()
    with at(_moment(ward.TODAY, 8)):
        addresses = crawl.addresses(ward.load(monkeypatch))
        for name in ("bithu", "phuong", "phutrach", "quantri", "dangvien", ward.NEWCOMER, ""):
            own = (
                addresses
                if name in crawl.PEOPLE
                else [url for url in addresses if url.startswith("/account/")]
            )
            seen = crawl.Crawl(log_in(name), posted_to).follow(own)
            led_to = {200, 302} if name else {200}
            opened |= {
                crawl.match_of(url).view_name for url, status in seen.status.items() if status in led_to
            }
            for form in seen.forms:
                if form.method == "post":
                    found[crawl.kind_of(form.action)].append(form)
    return found, opened


def carries_version(form):
    return any(
        name == "over" or name.split("-")[-1] == "seen" or name.startswith("digest") for name in form.names
    )


@pytest.mark.looks
def test_every_form_that_changes_something_carries_its_version(forms):
    found, opened = forms
    without = {
        kind: sorted({form.page for form in several if not carries_version(form)})[:1]
        for kind, several in found.items()
        if not all(carries_version(form) for form in several)
    }
    new = {kind: pages for kind, pages in without.items() if kind not in WITHOUT}
    assert not new, "\n".join(f"{kind}: {pages[0]}" for kind, pages in sorted(new.items()))
    assert WITHOUT.keys() - without.keys() == set(), (
        "these have no form, or a version: take them off the list"
    )
    named = {name_of(door).split(" ")[0] for door in table()}
    posted = {name_of(door).split(" ")[0] for door in table() if method_of(door) == "POST"}
    sent_to = {kind.split(" ")[0] for kind in found}
    unfound = sorted(posted - sent_to - NO_FORM.keys() - NOT_MET.keys())
    assert not unfound, f"no page was found with a form for {unfound}"
    not_opened = named - opened - sent_to - NO_FORM.keys() - posted
    assert not_opened - NOT_OPENED == set(), "no page of these was opened"
    assert NOT_OPENED - not_opened == set(), "these were opened: take them off the list"


NOT_OPENED = {
    *("api:api-root", "api:nothing", "api:figures", "api:search", "api:table", "check_in:check_in"),
    *("papers:own_docx", "papers:signed_pdf"),
    *("meetings:join", "notify:confirm_email", "schedules:feed"),
}
"""A page that does not exist, figures of no unit, a search for nothing, files that no paper of the demo ward
has (a template of one's own, a digital signature), one that a code of the moment opens, the way to a video
call, and a calendar by its secret address; the link of a letter."""
