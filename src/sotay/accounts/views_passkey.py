"""Renaming a passkey: the library's page, with the check that nobody renamed it meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.webauthn.views import EditWebAuthnView
from django.http import HttpResponse, HttpResponseRedirect

if TYPE_CHECKING:
    from sotay.accounts.forms import RenamePasskeyForm


class RenamePasskey(EditWebAuthnView):  # type: ignore[misc] # the library has no types
    def form_valid(self, form: RenamePasskeyForm) -> HttpResponse:
        if form.carries_out(form.rename):
            return HttpResponseRedirect(self.get_success_url())
        return self.form_invalid(form)

    def form_invalid(self, form: RenamePasskeyForm) -> HttpResponse:
        page: HttpResponse = self.render_to_response(self.get_context_data(form=form), status=422)
        return page


rename = RenamePasskey.as_view()
