"""Templates speak one language at a time, and what they lack is an error."""

from datetime import time

import pytest
from jinja2 import UndefinedError

from chalicelib.domain.texts import Language, Message
from chalicelib.rendering import environment
from tests.factories import MONDAY


def test_templates_write_with_the_same_words() -> None:
    template = environment(Language.INDONESIAN).from_string(
        "{{ day|long_date }} {{ day|day_month }} {{ day|month_name }} {{ at|clock }} {{ 450|hours }} "
        "{{ 450|decimal_hours }} {{ nip|nip }} {{ said|told }}"
    )

    shown = template.render(day=MONDAY, at=time(7, 30), nip="198609262015052001", said=Message("Ya."))

    assert shown == (
        "Senin, 26 April 2021 Senin, 26 April April 2021 07.30 7 jam 30 menit 7,5 19860926 201505 2 001 Ya."
    )


def test_a_percent_sign_survives_a_translated_text_of_a_template() -> None:
    template = environment(Language.INDONESIAN).from_string("{% trans task=task %}Tugas {{ task }} 100%{% endtrans %}")

    assert template.render(task="50% (%(x)s)") == "Tugas 50% (%(x)s) 100%"


def test_a_name_that_a_template_does_not_get_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="missing"):
        environment(Language.INDONESIAN).from_string("{{ missing }}").render()


def test_templates_of_each_language_keep_their_own_words() -> None:
    source = "{{ lang }} {{ day|day_month }} {{ 450|hours }} {{ _('Simpan') }}"
    shown = [environment(language).from_string(source).render(day=MONDAY) for language in Language]

    assert shown == ["id Senin, 26 April 7 jam 30 menit Simpan", "en Monday, 26 April 7 h 30 min Save"]
