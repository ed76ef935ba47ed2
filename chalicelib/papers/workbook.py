"""Reading workbooks as offices hand them in: xlsx, and the xls that older machines write.

calamine is a compiled reader (1 MB of the package) that workers import and pages never do.
"""

from datetime import date, datetime, time, timedelta
from io import BytesIO
from zipfile import BadZipFile, ZipFile

ZIP = b"PK"
MOST_ROWS = 25_000
LARGEST = 60_000_000
"""Bytes of an xlsx unpacked: an export of the largest unit takes a tenth."""
WHOLE = 1e15
"""Beyond it a number has lost digits that were typed."""


def workbook_rows(content: bytes) -> tuple[tuple[str, ...], ...] | None:
    """The first sheet that holds anything, each cell as a person would write it; None for what is no workbook."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        if content.startswith(ZIP) and sum(each.file_size for each in ZipFile(BytesIO(content)).infolist()) > LARGEST:
            return None
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=MOST_ROWS)
            if any(cell != "" for row in rows for cell in row):
                return tuple(tuple(_written(cell) for cell in row) for row in rows)
    except (CalamineError, BadZipFile, ValueError, OSError):
        return None
    return ()


def _written(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return cell.isoformat("seconds")
    if isinstance(cell, timedelta):
        minutes = int(cell.total_seconds()) // 60
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    if isinstance(cell, float):
        return f"{cell:.5E}" if cell >= WHOLE else str(int(cell)) if cell.is_integer() else str(cell)
    return str(cell).strip()
