from browser.test_one_room import *
from browser.conftest import CUT, WIDER
from sotay.accounts.models import Account
def test_probe(held, thu, an, visit):
    Account.objects.filter(pk=thu.account.pk).update(text_size="xl")
    halls.did(thu, held, "floor_given", member=an.member.pk)
    page = visit(thu, f"/meetings/{held.pk}/room/#conduct")
    for step in ("start", "conduct", "close"):
        page.locator(f'.steps [data-step="{step}"]').click()
        page.locator(f'[data-panel="{step}"]').wait_for()
        print(step, page.evaluate(WIDER), page.evaluate(CUT), page.evaluate("[document.querySelector('.bars').getBoundingClientRect().height, document.querySelector('#dock').getBoundingClientRect().height, document.documentElement.dataset.text]"))
    page.screenshot(path="/tmp/xl.png")
    assert 0
