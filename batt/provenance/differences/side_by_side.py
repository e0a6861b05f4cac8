"""What the records of two runs say differently, side by side and in the words of a page."""

from collections.abc import Iterator
from dataclasses import asdict

from batt.provenance.differences.causes import CauseKind, FilePair, changed_files
from batt.provenance.record.run_record import ReceivedFile, RunRecord
from batt.registry import load
from batt.reports.numbers import Numbers
from batt.reports.words import Words

SHOWN = 12
"""So many characters of a hash are shown."""
Row = dict[str, str]


def side_by_side(before: RunRecord, after: RunRecord, words: Words) -> list[Row]:
    """Return what differs.

    Returns
    -------
    list of dict
        ``kind, thing, before, after`` in the page's language. Received files are counted by year, table and
        sender, since their names may be a provider's.
    """
    told = (_data, _registry, _options, _code, _environment)
    return [row for part in told for row in part(before, after, words)]


def _row(words: Words, kind: CauseKind, thing: str, before: str, after: str) -> Row:
    absent = words("diff_not_there")
    said = {"before": before or absent, "after": after or absent}
    return {"kind": words(f"diff_kind_{kind}"), "thing": thing, **said}


def _data(before: RunRecord, after: RunRecord, words: Words) -> Iterator[Row]:
    pairs: dict[tuple[int, str, str], list[FilePair]] = {}
    for then, now in changed_files(before.received, after.received):
        known = now or then
        if known is not None:
            pairs.setdefault((known.year, known.table, known.sender), []).append((then, now))
    for (year, table, sender), changed in sorted(pairs.items()):
        named = {"table": table or words("diff_several"), "sender": words(f"sender_{sender}")}
        sides = [[file for file in side if file] for side in zip(*changed, strict=True)]
        yield _row(
            words, "data", words("diff_files", year=year, **named), *(_files(one, words) for one in sides)
        )
    then, now = before.other_inputs, after.other_inputs
    for name in sorted({*then, *now}):
        if then.get(name) != now.get(name):
            yield _row(words, "data", name, then.get(name, "")[:SHOWN], now.get(name, "")[:SHOWN])


def _files(files: list[ReceivedFile], words: Words) -> str:
    if len(files) == 1:
        return files[0].sha256[:SHOWN]
    return words("diff_of_files", n=Numbers(words.lang).integer(len(files))) if files else ""


def _registry(before: RunRecord, after: RunRecord, words: Words) -> Iterator[Row]:
    then, now = before.registry, after.registry
    names = {entry.id: f"{entry.number}. {entry.short[words.lang]}" for entry in load().indicators}
    for id in sorted({*then.versions, *now.versions}):
        versions = [side.versions.get(id, "") for side in (then, now)]
        if versions[0] != versions[1]:
            yield _row(words, "registry", words("diff_rule", indicator=names.get(id, id)), *versions)
    if then.sha256 != now.sha256:
        yield _row(words, "registry", words("diff_registry"), then.sha256[:SHOWN], now.sha256[:SHOWN])


def _options(before: RunRecord, after: RunRecord, words: Words) -> Iterator[Row]:
    specs = {spec.key: spec for spec in load().options}
    sides = [{entry.key: entry.choice for entry in record.options} for record in (before, after)]
    for key in dict.fromkeys(key for side in sides for key in side):
        choices = [side.get(key, "") for side in sides]
        if choices[0] != choices[1]:
            spec = specs.get(key)
            known = spec.choices if spec else {}
            said = [known[choice][words.lang] if choice in known else choice for choice in choices]
            yield _row(words, "options", spec.label[words.lang] if spec else key, *said)
    for key in sorted({*before.parameters, *after.parameters}):
        given = [record.parameters.get(key, False) for record in (before, after)]
        if given[0] != given[1]:
            yield _row(words, "options", key, *(words("diff_yes" if one else "diff_no") for one in given))


def _code(before: RunRecord, after: RunRecord, words: Words) -> Iterator[Row]:
    sides = (before.software, after.software)
    if len({(side.source, side.notebooks) for side in sides}) == 1:
        return
    said = [
        (side.commit[:SHOWN] or side.version) + (f", {words('state_dirty')}" if side.is_dirty else "")
        for side in sides
    ]
    yield _row(words, "code", words("software_commit"), *said)


def _environment(before: RunRecord, after: RunRecord, words: Words) -> Iterator[Row]:
    then, now = asdict(before.software), asdict(after.software)
    pairs = {words("software_lock"): (then["lock"][:SHOWN], now["lock"][:SHOWN])}
    pairs |= {words("software_python"): (then["python"], now["python"])}
    pairs |= {words("software_machine"): tuple(f"{side['system']} {side['machine']}" for side in (then, now))}
    for name in dict.fromkeys([*then["packages"], *now["packages"]]):
        pairs[name] = (then["packages"].get(name, ""), now["packages"].get(name, ""))
    for name, (first, last) in pairs.items():
        if first != last:
            yield _row(words, "environment", name, first, last)
