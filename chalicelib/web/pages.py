"""All pages, for `app.py` to register."""

from chalicelib.web import (
    decisions,
    imports,
    languages,
    letter_styles,
    letters,
    months,
    orders,
    outbox,
    reports,
    scans,
    sign_in,
    staff,
    static,
    today,
)

ROOMS = (
    *(today, sign_in, orders, scans, decisions, letters, letter_styles),
    *(reports, months, staff, imports, outbox, languages, static),
)
BLUEPRINTS = tuple(room.pages for room in ROOMS)
