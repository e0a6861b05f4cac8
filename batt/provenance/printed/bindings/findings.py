"""The evaluation, the perceptions and the pages of claims: findings, and the tables behind their pictures."""

from collections.abc import Mapping
from typing import Any

from batt.provenance.printed.binding import TABLE_ID, Binding, Row
from batt.provenance.printed.bindings.findings_rows import (
    answers,
    checks,
    findings,
    gaps,
    hazards,
    landmarks,
    mean_counts,
    not_known,
    perceived,
    starts,
)
from batt.provenance.printed.codes import indicators, plain, themes
from batt.provenance.printed.reading import (
    code_in,
    county_in,
    fixed,
    prefixed_in,
    programme_in,
    same,
    survey_in,
    table_of,
)
from batt.provenance.printed.saved import Reader
from batt.registry import load
from batt.reports.words import Words


def _claim(row: Row, reader: Reader) -> str:
    """The claim that a table is of: its id says so, else the page is of that claim."""
    start = str(row[TABLE_ID]).split("-")[0]
    is_said = start[:1] == "h" and start[1:].isdigit()
    return f"H{int(start[1:])}" if is_said else reader.unit


def _finding(row: Row, reader: Reader) -> Mapping[str, Any]:
    """The part and the programme that a label names."""
    return _named_finding(_claim(row, reader), str(row["label"]), reader)


def _finding_of_claim(row: Row, reader: Reader) -> Mapping[str, Any]:
    """The same, where the label or the claim begins with the number of the claim."""
    if "claim" in row:
        return _named_finding(str(row["claim"]).split(".")[0], str(row["label"]), reader)
    claim, _, label = str(row["label"]).partition(". ")
    return _named_finding(claim, label, reader)


def _named_finding(claim: str, said: str, reader: Reader) -> Mapping[str, Any]:
    short = {one.short[reader.lang]: one.code for one in load().programmes}
    for part in load().hypothesis(claim).parts:
        subject = plain(part.subject[reader.lang])
        if said == subject[:1].upper() + subject[1:]:
            return {"hypothesis": claim, "part": part.key, "group": ""}
        for name, code in short.items():
            if said == plain(f"{name}: {subject}"):
                return {"hypothesis": claim, "part": part.key, "group": code}
    return {"hypothesis": claim, "part": None}


def _check(row: Row, reader: Reader) -> Mapping[str, Any]:
    said = str(row["part_said"])
    for part in load().hypothesis(reader.unit).parts:
        subject = plain(part.subject[reader.lang])
        if said == subject[:1].upper() + subject[1:]:
            return {"hypothesis": reader.unit, "part": part.key}
    return {"part": None}


def _of_claim(row: Row, reader: Reader) -> Mapping[str, Any]:
    return {"claim": str(row[TABLE_ID]).split("-")[0]}


def _cause(row: Row, reader: Reader) -> Mapping[str, Any]:
    words = Words(reader.lang)
    said = {words(f"cause_{cause}"): cause for cause in ("job", "active", "other")}
    return {"cause": said.get(str(row["group"]))}


def _statement(row: Row, reader: Reader) -> Mapping[str, Any]:
    words = Words(reader.lang, "perceptions")
    for group in ("provider", "nav_office"):
        for question in ("improved", "contributed"):
            said = words(f"asked_{question}", group=words(f"group_{group}"))
            if plain(said) == row["label"]:
                return {"group": group, "question": question}
    return {"group": None}


def _theme(column: str) -> Any:
    return lambda row, reader: {"theme": themes(reader.lang).get(str(row[column]))}


def _survey(row: Row, reader: Reader) -> Mapping[str, Any]:
    return {"survey": str(row[TABLE_ID]).split("-")[1]}


def _answer(name: str, reader: Reader) -> tuple[Mapping[str, Any], str] | None:
    return ({"answer": int(name)}, "share") if name.isdigit() else None


def _pair(row: Row, reader: Reader) -> Mapping[str, Any]:
    return {"pair": "-".join(str(row[TABLE_ID]).split("-")[1:3])}


def _named(column: str, key: str) -> Any:
    return lambda row, reader: {key: indicators(reader.lang).get(str(row[column]))}


def _network(row: Row, reader: Reader) -> Mapping[str, Any]:
    first, second = str(row["pair"]).split(" – ")
    named = indicators(reader.lang)
    return {"indicator_a": named.get(first), "indicator_b": named.get(second)}


def _scheme(row: Row, reader: Reader) -> Mapping[str, Any]:
    return {"is_equass": row["scheme"] == Words(reader.lang, "relationships")("equass_alone")}


def _choice(row: Row, reader: Reader) -> Mapping[str, Any]:
    spec = next(option for option in load().options if option.key == "job_codes")
    said = {plain(label[reader.lang]): choice for choice, label in spec.choices.items()}
    return {"choice": said.get(str(row["choice"]))}


def _ranking(row: Row, reader: Reader) -> Mapping[str, Any]:
    said = {Words(reader.lang, "relationships")("ranking_total"): "total"}
    said |= {one.short[reader.lang]: one.code for one in load().programmes}
    return {"ranking": said.get(str(row["ranking"]))}


def _of_size(name: str) -> tuple[str, ...]:
    return (name, *(f"{name}_{way}" for way in ("up", "down", "times", "part")))


_PANEL = programme_in("panel")
_SAID = {
    "value_said": ("value",),
    "interval_said": ("low", "high"),
    "result": ("value", "low", "high"),
    "p": ("p",),
    "p_holm": ("p_holm",),
    "p_bh": ("p_bh",),
    "found": _of_size("detectable"),
    "smallest": _of_size("smallest_effect"),
}
BINDINGS = (
    Binding("h\\d+-(forest-data|findings)|(many|reach)-table", findings, (_finding,), said=_SAID),
    Binding(
        "(index|power)-table",
        findings,
        (_finding_of_claim,),
        said=_SAID,
        kinds=("evaluation", "relationships"),
    ),
    Binding("checks-table", checks, (_check,), has_names=False, said=_SAID),
    Binding(
        "h06-landmarks-data", starts, (same("week"), prefixed_in("group", "evaluation", "group_", "group"))
    ),
    Binding("h\\d+-landmarks-data", landmarks, (_of_claim, _PANEL, same("week"))),
    Binding("h01-hazards-data", hazards, (_PANEL, _cause, same("week", "week_to"))),
    Binding("h07-mean-count-data", mean_counts, (same("week"),)),
    Binding("h10-perceptions-data", perceived, (_statement,)),
    Binding(
        "h10-response",
        perceived,
        (fixed(question="improved"), prefixed_in("group", "perceptions", "group_", "group")),
    ),
    Binding("answers-\\w+-data", answers, (_survey, _theme("question")), wide=_answer),
    Binding("reliability-table", table_of("relationships", "survey_reliability"), (survey_in("survey"),)),
    Binding("h09-(staff|user)-(nav|staff)-data", gaps, (_pair, _theme("label"))),
    Binding("h21-(shares-data|means)", not_known, (_theme("unit"),)),
    Binding(
        "h22-by-help", table_of("relationships", "h22_by_help"), (code_in("help", "answer_help", "help"),)
    ),
    Binding("h12-network-data", table_of("relationships", "h12_network"), (_network,)),
    Binding(
        "h13-prediction",
        table_of("relationships", "h13_prediction"),
        (_named("outcome", "outcome"), same("year")),
    ),
    Binding(
        "h15-event-study-data",
        table_of("relationships", "h15_event_study"),
        (prefixed_in("outcome", "evaluation", "event_", "outcome"), same("event_time")),
    ),
    Binding(
        "h16-not-suited",
        table_of("relationships", "h16_not_suited"),
        (programme_in("programme"), _named("indicator", "indicator")),
    ),
    Binding("h16-by-area", table_of("relationships", "h16_by_area"), (county_in("area", "area"),)),
    Binding("h17-groups", table_of("relationships", "h17_groups"), (same("year"), _scheme)),
    Binding("h19-orders", table_of("relationships", "h19_orders"), (_choice, programme_in("programme"))),
    Binding("h23-orders", table_of("relationships", "h23_orders"), (_ranking,)),
)
