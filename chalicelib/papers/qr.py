"""QR codes for paper, as SVG: the same text gives the same bytes on every machine."""

QUIET_ZONE = 4
"""Empty modules around the code that readers need (ISO/IEC 18004)."""

_MASK = 4
"""Any fixed mask is valid; choosing the best of eight, as encoders do, costs eight times as much."""


def qr_svg(text: str) -> bytes:
    """An SVG of the QR code for `text`, error correction M (a fold or a stamp may hide 15 %), quiet zone included."""
    import io

    import segno

    drawing = io.BytesIO()
    code = segno.make_qr(text, error="M", mask=_MASK, boost_error=False)
    code.save(drawing, kind="svg", border=QUIET_ZONE, xmldecl=False, nl=False, svgclass=None, lineclass=None)
    return drawing.getvalue()
