"""All pages, for `app.py` to register."""

from chalicelib.web import decisions, letters, months, orders, outbox, reports, sign_in, static, today

BLUEPRINTS = tuple(room.pages for room in (today, sign_in, orders, decisions, letters, reports, months, outbox, static))
