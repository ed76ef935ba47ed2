"""Changes as DynamoDB requests, and what it means when one of their conditions fails."""

from datetime import date
from typing import Any

from chalicelib.domain.access import Address
from chalicelib.domain.capacity import Capacity
from chalicelib.domain.ledger import LedgerRow
from chalicelib.domain.records import (
    BoundPlaces,
    CarryShort,
    Change,
    Counter,
    CountHome,
    Create,
    Delete,
    FormReceipt,
    GivePlaces,
    HoldPlaces,
    KeepRow,
    Key,
    LetterNumber,
    MarkDays,
    Put,
    Record,
    Replace,
    Spend,
    Still,
    TakePlaces,
)
from chalicelib.domain.refusals import NumberTaken, Raced, Refusal, Repeated, Stale, Taken, TooFew, TooMany
from chalicelib.domain.texts import text
from chalicelib.domain.trail import TrailEntry
from chalicelib.storage.codec import item_of, value_of
from chalicelib.storage.layout import place_of_key

Request = dict[str, Any]
"""One line of TransactWriteItems: `{"Put": {…}}`, `{"Update": {…}}` `{"Delete": {…}}`, `{"ConditionCheck": {…}}`."""

is_new = "attribute_not_exists(PK)"
is_there = "attribute_exists(PK)"
was_one_behind = "revision = :seen"
is_changed = "changed = if_not_exists(changed, :zero) + :one"
"""Counts a change of a month's places, whoever made it."""


def request_of(change: Change, main: str, trail: str) -> Request:
    """The request of one change."""
    match change:
        case Create(record):
            return _put(trail if isinstance(record, TrailEntry) else main, record, is_new)
        case Replace(record):
            return _put(main, record, was_one_behind, {":seen": value_of(record.revision - 1)})
        case Put(record):
            return _put(main, record)
        case Delete(key):
            return {"Delete": {"TableName": main, "Key": _key(key)}}
        case Still(key, revision):
            return _still(main, key, revision)
        case _:
            return _update_of(change, main)


def _update_of(
    change: TakePlaces | GivePlaces | HoldPlaces | CountHome | MarkDays | KeepRow | CarryShort | BoundPlaces | Spend,
    main: str,
) -> Request:
    match change:
        case KeepRow(row, was):
            return _update(main, Key(LedgerRow, (row.unit, row.month, row.employee)), *_kept(row, was))
        case BoundPlaces(capacity=there) | HoldPlaces(was=there):
            updated = _held(change) if isinstance(change, HoldPlaces) else _bounds(change)
            return _update(main, Key(Capacity, (there.unit, there.month)), *updated)
        case TakePlaces() | GivePlaces() | CountHome():
            updated = _counted(change) if isinstance(change, CountHome) else _places(change)
            return _update(main, Key(Capacity, (change.unit, change.month)), *updated)
        case MarkDays() | CarryShort():
            key = Key(LedgerRow, (change.unit, change.month, change.employee))
            return _update(main, key, *(_marks(change) if isinstance(change, MarkDays) else _carried(change)))
        case Spend():
            return _spend(main, change)


def lost_by(change: Change) -> Refusal:
    """What a failed condition of `change` means to the person who asked."""
    refusal: Refusal = Stale()
    match change:
        case Create(record=FormReceipt()):
            refusal = Repeated()
        case Create(record=LetterNumber()):
            refusal = NumberTaken()
        case Create(record=Counter()) | Replace(record=Counter()) | HoldPlaces():
            refusal = Raced()
        case Create(record=Address()):
            refusal = Taken(text("Alamat ini baru saja didaftarkan untuk pegawai lain."))
        case TakePlaces():
            refusal = Taken()
        case GivePlaces(keeps_fewest=True):
            refusal = TooFew()
        case MarkDays():
            refusal = Stale(text("Catatan salah satu tanggal baru saja berubah. Periksa keadaan terbarunya."))
        case Spend():
            refusal = TooMany(text("Terlalu banyak permintaan kode. Coba lagi satu jam lagi."))
    return refusal


def _key(key: Key[Any]) -> Request:
    pk, sk = place_of_key(key)
    return {"PK": {"S": pk}, "SK": {"S": sk}}


def _put(name: str, record: Record, condition: str = "", values: dict[str, Any] | None = None) -> Request:
    conditional = {"ConditionExpression": condition, "ExpressionAttributeValues": values}
    asked = {"TableName": name, "Item": item_of(record), **conditional}
    return {"Put": {name: part for name, part in asked.items() if part}}


def _update(
    name: str, key: Key[Any], update: str, condition: str, names: dict[str, str], values: dict[str, Any]
) -> Request:
    asked = {
        "TableName": name,
        "Key": _key(key),
        "UpdateExpression": update,
        "ConditionExpression": condition,
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": values,
    }
    return {"Update": {name: part for name, part in asked.items() if part}}


def _places(change: TakePlaces | GivePlaces) -> tuple[str, str, dict[str, str], dict[str, Any]]:
    """Both are counted where they lie; nobody needs to have read the capacity before."""
    taking = isinstance(change, TakePlaces)
    paths = [f"days.#d{day:%d}" for day in change.days]
    update = "SET " + ", ".join(f"{path}.home = {path}.home {'+' if taking else '-'} :one" for path in paths)
    update += f", {is_changed}"
    if isinstance(change, TakePlaces):
        possible = "{0}.home < {0}.most"
    else:
        possible = "{0}.home > {0}.fewest" if change.keeps_fewest else "{0}.home >= :one"
    if isinstance(change, GivePlaces) and change.least:
        return _given_above(change, update, paths)
    condition = " AND ".join(possible.format(path) for path in paths)
    names = {f"#d{day:%d}": f"{day:%d}" for day in change.days}
    return update, condition, names, {":one": value_of(1), ":zero": value_of(0)}


def _held(change: HoldPlaces) -> tuple[str, str, dict[str, str], dict[str, Any]]:
    """What is held is written as a whole, so every change of the places is a reason to look again."""
    sets = ["holds = :holds", is_changed]
    values = {":holds": value_of(change.holds), ":seen": value_of(change.was.changed)}
    values |= {":one": value_of(1), ":zero": value_of(0)}
    for day, people in change.days:
        sets.append(f"days.#d{day}.home = days.#d{day}.home + :n{day}")
        values[f":n{day}"] = value_of(people)
    unchanged = "changed = :seen" if change.was.changed else "(attribute_not_exists(changed) OR changed = :seen)"
    names = {f"#d{day}": day for day, _ in change.days}
    return "SET " + ", ".join(sets), f"{is_there} AND {unchanged}", names, values


def _given_above(change: GivePlaces, update: str, paths: list[str]) -> tuple[str, str, dict[str, str], dict[str, Any]]:
    condition = " AND ".join(f"{path}.home > :least{number}" for number, path in enumerate(paths))
    values = {f":least{number}": value_of(least) for number, least in enumerate(change.least)}
    return (
        update,
        condition,
        {f"#d{day:%d}": f"{day:%d}" for day in change.days},
        values | {":one": value_of(1), ":zero": value_of(0)},
    )


def _counted(change: CountHome) -> tuple[str, str, dict[str, str], dict[str, Any]]:
    """Nobody is ever away more often than at home, and what is held for somebody ends once."""
    sets, removes, conditions = [is_changed], [], []
    values: dict[str, Any] = {":one": value_of(1), ":zero": value_of(0)}
    for day, people in change.days:
        path = f"days.#d{day:%d}.home"
        sets.append(f"{path} = {path} + :n{day:%d}")
        conditions.append(f"{path} >= :least{day:%d}")
        values |= {f":n{day:%d}": value_of(people), f":least{day:%d}": value_of(max(0, -people))}
    names = {f"#d{day:%d}": f"{day:%d}" for day, _ in change.days}
    for number, each in enumerate(change.held):
        path = f"holds.#h{number}.#p{number}"
        names |= {f"#h{number}": each.rota, f"#p{number}": each.employee}
        conditions.append(f"{path} = :was{number}")
        values[f":was{number}"] = value_of(each.was)
        if each.becomes:
            sets.append(f"{path} = :to{number}")
            values[f":to{number}"] = value_of(each.becomes)
        else:
            removes.append(path)
    update = "SET " + ", ".join(sets) + (f" REMOVE {', '.join(removes)}" if removes else "")
    return update, " AND ".join(conditions), names, values


def _marks(change: MarkDays) -> tuple[str, str, dict[str, str], dict[str, Any]]:
    sets, removes, conditions, values = [], [], [], {}
    for each in change.changes:
        path, name = f"days.#d{each.slot}", each.slot
        if each.becomes:
            sets.append(f"{path} = :to{name}")
            values[f":to{name}"] = value_of(each.becomes.packed())
        else:
            removes.append(path)
        if each.was:
            conditions.append(f"{path} = :was{name}")
            values[f":was{name}"] = value_of(each.was.packed())
        else:
            conditions.append(f"attribute_exists(PK) AND attribute_not_exists({path})")
    update = " ".join(f"{verb} {', '.join(parts)}" for verb, parts in (("SET", sets), ("REMOVE", removes)) if parts)
    return update, " AND ".join(conditions), {f"#d{e.slot}": e.slot for e in change.changes}, values


def _carried(change: CarryShort) -> tuple[str, str, dict[str, str], dict[str, Any]]:
    return "SET #short = :short", is_there, {"#short": "short"}, {":short": value_of(change.minutes)}


def _kept(row: LedgerRow, was: LedgerRow | None) -> tuple[str, str, dict[str, str], dict[str, Any]]:
    """Null where nothing is known: a row read back makes no difference between that and no attribute."""
    fields = {"name": row.name, "nip": row.nip, "since": row.since, "until": row.until, "weekly": row.weekly}
    written = {name: value.isoformat() if isinstance(value, date) else value for name, value in fields.items()}
    update = "SET " + ", ".join(f"#{name} = :{name}" for name in written)
    values = {f":{name}": value_of(value) for name, value in written.items()}
    names = {f"#{name}": name for name in written}
    if was is None:
        return update, is_there, names, values
    values |= {":days": value_of(row.days), ":was": value_of(was.days)}
    return f"{update}, #days = :days", "#days = :was", names | {"#days": "days"}, values


def _bounds(change: BoundPlaces) -> tuple[str, str, dict[str, str], dict[str, Any]]:
    """Who is at home is counted where it lies and not touched; a day that came meanwhile is left as it is."""
    capacity = change.capacity
    sets = ["headcount = :headcount", is_changed]
    values = {":headcount": value_of(capacity.headcount), ":one": value_of(1), ":zero": value_of(0)}
    for day, places in capacity.days.items():
        if day in change.added:
            sets.append(f"days.#d{day} = if_not_exists(days.#d{day}, :p{day})")
            values[f":p{day}"] = value_of({"home": 0, "fewest": places.fewest, "most": places.most})
            continue
        sets += [f"days.#d{day}.fewest = :f{day}", f"days.#d{day}.most = :m{day}"]
        values |= {f":f{day}": value_of(places.fewest), f":m{day}": value_of(places.most)}
    condition = is_there
    if change.headcount is not None:
        condition += " AND headcount = :seen"
        values[":seen"] = value_of(change.headcount)
    return "SET " + ", ".join(sets), condition, {f"#d{day}": day for day in capacity.days}, values


def _still(name: str, key: Key[Any], revision: int) -> Request:
    asked: dict[str, Any] = {"TableName": name, "Key": _key(key), "ConditionExpression": is_new}
    if revision:
        seen = {":seen": value_of(revision)}
        asked |= {"ConditionExpression": was_one_behind, "ExpressionAttributeValues": seen}
    return {"ConditionCheck": asked}


def _spend(name: str, change: Spend) -> Request:
    hour = int(change.hour.timestamp()) // 3600
    return {
        "Update": {
            "TableName": name,
            "Key": {"PK": {"S": f"LIMIT#{change.limit}#{hour}"}, "SK": {"S": "LIMIT"}},
            "UpdateExpression": "ADD used :one SET #ttl = :ttl",
            "ConditionExpression": "attribute_not_exists(used) OR used < :most",
            "ExpressionAttributeNames": {"#ttl": "ttl"},
            "ExpressionAttributeValues": {
                ":one": value_of(1),
                ":most": value_of(change.most),
                ":ttl": value_of((hour + 2) * 3600),
            },
        }
    }
