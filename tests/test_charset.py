"""Requests in an encoding that is none of text are answered before anything is made of them."""

from __future__ import annotations

import pytest

from sotay.config.charset import only_text

FORM = "application/x-www-form-urlencoded"


def asked(content_type):
    statuses = []

    def application(environ, start):
        start("200 OK", [])
        return [b""]

    only_text(application)({"CONTENT_TYPE": content_type}, lambda status, _headers: statuses.append(status))
    return statuses


@pytest.mark.parametrize("charset", ["base64", "rot13", "hex", "zlib"])
def test_encodings_that_are_no_text_are_refused(charset):
    assert asked(f"{FORM}; charset={charset}") == ["400 Bad Request"]


@pytest.mark.parametrize(
    "content_type", ["", FORM, f"{FORM}; charset=utf-8", f"{FORM}; charset=nonsense", "\xff"]
)
def test_all_others_go_on(content_type):
    assert asked(content_type) == ["200 OK"]
