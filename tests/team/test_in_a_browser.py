"""The way of a person through the team, by mouse and keyboard; and the rules of axe on every page of it."""

from __future__ import annotations

from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe

from dashboard.accounts.models import User
from tests.sweeps import Wrong

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("quick_passwords")]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
LOOKS = [("light", 1280), ("dark", 390)]
SECURITY = "/accounts/security/"
ADDRESSES = (
    "/team/", SECURITY, f"{SECURITY}app/", f"{SECURITY}passkeys/", f"{SECURITY}passkeys/add/", "/accounts/sessions/",
    "/accounts/reauthenticate/",
)  # fmt: skip


def test_dora_is_invited_comes_in_and_is_let_go(page_of, browser_context, sandbox, alice):
    hers = page_of(alice)
    hers.goto("/team/")
    hers.get_by_label("E-mail").fill("dora@example.com")
    hers.keyboard.press("Enter")
    link = hers.locator("#link").inner_text()
    newcomer = browser_context().new_page()
    newcomer.goto(link)
    newcomer.get_by_label("Your name").fill("Dora")
    for label in ("Password", "Password again"):
        newcomer.get_by_label(label, exact=True).fill("a river that runs uphill")
    newcomer.keyboard.press("Enter")
    newcomer.get_by_role("heading", name="Hello, Dora").wait_for()
    hers.goto("/team/")
    hers.get_by_role("link", name="Dora").click()
    hers.get_by_role("link", name="Let go…").press("Enter")
    hers.get_by_role("button", name="Let Dora go").click()
    hers.get_by_role("heading", name="Dora is let go").wait_for()
    newcomer.reload()
    newcomer.get_by_role("heading", name="Sign in").wait_for()
    assert not User.objects.filter(email="dora@example.com").exists()


def test_a_notice_is_put_away_without_a_reload(page_of, alice):
    from datetime import timedelta

    from django.utils import timezone

    from dashboard.credentials.models import Connection

    Connection.objects.filter(service="focus").update(expires_at=timezone.localdate() + timedelta(days=2))
    page = page_of(alice)
    page.goto("/access-tokens/")
    page.get_by_role("button", name="Put away").click()
    page.get_by_text("expires in 2 days").wait_for(state="detached")
    page.goto("/access-tokens/")
    assert page.get_by_text("expires in 2 days").count() == 0


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_its_pages_hold_the_rules(page_of, alice, bob):
    from dashboard.credentials import services as credentials

    credentials.note_state(credentials.connection_of(alice, "track"), "refused")
    page, wrong = page_of(alice), Wrong()
    for address, (scheme, width) in product((*ADDRESSES, f"/team/{bob.pk}/", f"/team/{bob.pk}/let-go/"), LOOKS):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(address)
        with wrong.about((address, scheme)):
            found = Axe().run(page, options=RULES).response["violations"]
            assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in found] == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert wrong == []
