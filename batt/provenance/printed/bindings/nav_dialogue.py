"""The pages for the meeting of a provider with its NAV office."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from batt.provenance.printed.binding import Binding, Row
from batt.provenance.printed.codes import programmes, surveys
from batt.provenance.printed.reading import listed, own, this_year
from batt.provenance.printed.reported import LEVELS, reported
from batt.provenance.printed.saved import Reader, Saved
from batt.registry import load

_KIND = ("nav_dialogue",)
_SURVEYS = {"nav": "i01", "user": "i02", "staff": "i03"}
_INVITED = {"i01": "invited_nav_n", "i03": "invited_staff_n"}


def with_rates(saved: Saved) -> pd.DataFrame:
    """Every reported figure, with the share of those asked who answered for the surveys of providers."""
    rows = saved.frame(reported)
    rows = rows[(rows["year"] == saved.year) & (rows["unit_level"] == "provider")]
    whole, parts = saved.table("clean", "provider_years"), saved.table("clean", "provider_programme_years")
    asked = [
        whole[["provider_id", column]]
        .set_axis(["unit_id", "invited_n"], axis=1)
        .assign(indicator=indicator, programme="ALL")
        for indicator, column in _INVITED.items()
    ]
    users = parts[["provider_id", "programme", "invited_users_n"]]
    asked.append(users.set_axis(["unit_id", "programme", "invited_n"], axis=1).assign(indicator="i02"))
    keys = ["unit_id", "indicator", "programme"]
    invited = pd.concat(asked).astype({"invited_n": "float64"})
    rows = rows.merge(invited, on=keys, how="left", validate="1:1")
    # Where the number of those who answered is hidden nothing is said of a rate.
    is_rate = (rows["invited_n"] > 0) & (rows["n"] <= rows["invited_n"]) & (rows["level"] < 2)
    return rows.assign(rate=(rows["n"] / rows["invited_n"]).where(is_rate))


def profiles(saved: Saved) -> pd.DataFrame:
    """One row per side, provider, survey and theme: the mean answer, the country's for every provider."""
    ours, theirs = (saved.table("breakdowns", name) for name in ("provider_survey_items", "survey_items"))
    both = pd.concat([ours.assign(side="own"), theirs.assign(side="country", provider_id="")])
    scored = {q.id for survey in load().surveys for q in survey.questions if q.in_mean}
    both = both[(both["programme"] == "ALL") & both["question"].isin(scored)]
    themes = {theme.id: theme.label for theme in load().themes}
    return both.assign(**{lang: [themes[one][lang] for one in both["theme"]] for lang in ("nb", "en")})


def codes_of_exits(saved: Saved) -> pd.DataFrame:
    """One row per provider, programme and code: persons, without those whose solution was not approved."""
    rows = saved.table("breakdowns", "provider_end_causes")
    ours = rows.assign(exits_n=rows["exits_n"] - rows["not_approved_n"])
    causes = saved.table("breakdowns", "end_causes")
    total = causes["exits_total_n"].where(causes["exits_total_n"] > 0)
    country = causes.assign(provider_id="", value=causes["exits_n"] / total)
    keys = ["provider_id", "programme", "end_cause"]
    return pd.concat([ours[[*keys, "exits_n"]], country[[*keys, "value"]]])


def _respondents(row: Row, reader: Reader) -> Mapping[str, Any]:
    who, _, programme = str(row["respondents"]).partition(", ")
    return {
        "indicator": _SURVEYS.get(surveys(reader.lang).get(who, "")),
        "programme": programmes(reader.lang).get(programme, "ALL"),
    }


def _theme(row: Row, reader: Reader) -> Mapping[str, Any]:
    return {reader.lang: str(row["theme_label"])}


def _side_and_survey(name: str, reader: Reader) -> tuple[Mapping[str, Any], str]:
    side, survey = name.split(" ")
    return {
        "side": side,
        "survey": survey,
        "provider_id": reader.unit if side == "own" else "",
    }, "mean"


def _code(row: Row, reader: Reader) -> Mapping[str, Any]:
    return {"end_cause": str(row["code_label"]).split(" ")[0]}


def _programme_of_column(name: str, reader: Reader) -> tuple[Mapping[str, Any], str]:
    number, programme = name.split(" ")
    provider = reader.unit if number == "exits_n" else ""
    return {"programme": programme, "provider_id": provider}, number


BINDINGS = (
    Binding("results-table", reported, (this_year, own, listed), levels=LEVELS, kinds=_KIND),
    Binding("perspectives-table", with_rates, (own, _respondents), levels=LEVELS, kinds=_KIND),
    Binding("themes-table", profiles, (_theme,), wide=_side_and_survey, kinds=_KIND),
    Binding("codes-table", codes_of_exits, (_code,), wide=_programme_of_column, kinds=_KIND),
)
