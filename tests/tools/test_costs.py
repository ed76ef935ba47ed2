"""The page of costs says what the program computes, and the program computes what it says."""

from __future__ import annotations

import pytest

from tools import costs


def test_the_page_is_current() -> None:
    assert costs.PAGE.read_text(encoding="utf-8") == costs.page(), "run `make costs`"


def test_everything_that_is_used_has_a_price() -> None:
    assert list(costs.usage(1_000)) == list(costs.PRICES)


def test_a_month_costs_what_its_parts_cost() -> None:
    mails = costs.usage(1_000)["mail"]

    assert mails == 1_000 * (costs.HABITS["mails"].amount + costs.HABITS["receipts"].amount)
    assert costs.bill(1_000)["mail"] == pytest.approx(costs.MARGIN * mails * 0.10 / 1_000)


def test_more_staff_cost_more_but_less_each() -> None:
    small, large = (sum(costs.bill(staff).values()) for staff in costs.STAFF)

    assert large > small
    assert large / costs.STAFF[1] < small / costs.STAFF[0]


def test_a_stale_page_is_found_out(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path_factory.mktemp("docs") / "costs.md"
    page.write_text("free of charge", encoding="utf-8")
    monkeypatch.setattr(costs, "PAGE", page)

    with pytest.raises(SystemExit, match="stale"):
        costs.main(["--check"])
