"""The catalogue template `locale/giliran.pot`: every text of the templates and of the code.

Indonesian texts are the message ids. `make texts` writes the template; with `--check` this only
tells whether it is stale. No dates go in, so that the same texts give the same bytes.
"""

from __future__ import annotations

import io
import sys
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from tools.places import PROJECT

TEMPLATE: Final = PROJECT / "locale" / "giliran.pot"

_WHERE: Final = {
    "chalicelib": [("**.py", "python")],
    "templates": [("**.html", "jinja2"), ("**.txt", "jinja2"), ("**.typ", "jinja2")],
}
_HEADER: Final = rb"""msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""
_JINJA: Final = {"encoding": "utf-8", "silent": "false", "trimmed": "true"}


def template() -> bytes:
    """The catalogue template as it should be now."""
    catalog = Catalog(project="Giliran", charset="utf-8")
    for folder, methods in _WHERE.items():
        options = {pattern: _JINJA for pattern, method in methods if method == "jinja2"}
        found = extract_from_dir(PROJECT / folder, methods, options, comment_tags=("Translators:",))
        for file, _line, message, comments, context in sorted(found, key=lambda one: (one[0], one[1])):
            catalog.add(message, locations=[(f"{folder}/{file}", 0)], auto_comments=comments, context=context)
    written = io.BytesIO()
    write_po(written, catalog, width=100, sort_by_file=True, omit_header=True, include_lineno=False)
    return _HEADER + written.getvalue()


def main(arguments: list[str]) -> None:
    """Write the template, or with `--check` fail when it is stale."""
    current = template()
    if "--check" not in arguments:
        TEMPLATE.parent.mkdir(exist_ok=True)
        TEMPLATE.write_bytes(current)
        print(f"{TEMPLATE.relative_to(PROJECT)}: {current.count(b'msgid ') - 1} texts")
    elif not TEMPLATE.exists() or TEMPLATE.read_bytes() != current:
        sys.exit("locale/giliran.pot is stale: run `make texts` and commit what it wrote.")


if __name__ == "__main__":
    main(sys.argv[1:])
