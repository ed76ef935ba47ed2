"""All pages, for `app.py` to register."""

from chalicelib.web import decisions, imports, letters, months, orders, outbox, reports, sign_in, staff, static, today

BLUEPRINTS = tuple(
    room.pages for room in (today, sign_in, orders, decisions, letters, reports, months, staff, imports, outbox, static)
)
