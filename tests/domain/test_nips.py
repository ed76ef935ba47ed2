"""What looks wrong in a NIP (DOMAIN: people and organisation)."""

import pytest

from chalicelib.domain.nips import nip_doubts
from chalicelib.domain.people import Kind

CASES = [
    # nip                  kind       what is doubted
    ("198609262015051001", Kind.PNS,  []),
    ("199009132025242014", Kind.PPPK, []),
    ("199009132025242014", Kind.PNS,  ["ke-13"]),
    ("198613262015051001", Kind.PNS,  ["tanggal lahir"]),
    ("198609262015053001", Kind.PNS,  ["ke-15"]),
    ("198609262015051000", Kind.PNS,  ["000"]),
    ("19860926201505",     Kind.PNS,  ["18 angka"]),
    (None,                 Kind.PNS,  ["kosong"]),
    (None,                 Kind.PPPK, ["kosong"]),
    (None,                 Kind.THL,  []),
    ("198609262015051001", Kind.THL,  ["THL"]),
    (None,                 Kind.OFFICIAL, []),
]  # fmt: skip


@pytest.mark.parametrize(("nip", "kind", "doubted"), CASES)
def test_a_nip_is_doubted_for(nip: str | None, kind: Kind, doubted: list[str]) -> None:
    doubts = nip_doubts(nip, kind)
    assert len(doubts) == len(doubted)
    assert all(word in doubt for word, doubt in zip(doubted, doubts, strict=True))
