"""Who has left, and to what: what indicators 8 to 13 have in common."""

from collections.abc import Mapping, Sequence

import narwhals as nw

from batt.registry import Options, load

PERSON = ["participant_id", "provider_id", "programme"]


def exits(
    tables: Mapping[str, nw.LazyFrame], indicator: str, options: Options, columns: Sequence[str]
) -> nw.LazyFrame:
    """Return the exits that an indicator is about.

    Parameters
    ----------
    columns
        What its rule reads of a spell. Six rules choose exits, each from a table that may be wide, so that no
        more is carried along.

    Returns
    -------
    LazyFrame
        One row per ended spell of the year in the indicator's programmes; with ``count_unit=persons`` one row
        per participant, provider and programme, by the last spell.
    """
    counts_persons = options.count_unit == "persons"
    more = ["participant_id", "exit_day"] if counts_persons else []
    read = ["row_id", "year", "provider_id", "programme", "is_exit", *columns, *more]
    ended = (
        tables["spells"]
        .select(*read)
        .filter(nw.col("is_exit"), nw.col("programme").is_in(load().applicable(indicator)))
    )
    return _last_of_each_person(ended) if counts_persons else ended


def counted_exits(
    tables: Mapping[str, nw.LazyFrame], indicator: str, options: Options, columns: Sequence[str]
) -> nw.LazyFrame:
    """Return the exits in the denominator of a share: all, or only those who completed.

    A person's last spell is chosen first: whoever dropped out last is not a completer by an earlier spell.
    """
    if options.exit_denominator == "completers":
        ended = exits(tables, indicator, options, [*columns, "is_completed"])
        return ended.filter(nw.col("is_completed").fill_null(False))
    return exits(tables, indicator, options, columns)


def job_codes(options: Options) -> tuple[str, ...]:
    """Return the end causes that count as a job under the reading in force. Source: WG §4.6."""
    jobs = load().codes["end_causes"].in_group("job")
    if options.job_codes == "F1_only":
        return ("F1",)
    left_out = options.job_codes.removeprefix("without_")
    return tuple(code for code in jobs if code != left_out)


def counted_days(days: nw.Expr, options: Options) -> nw.Expr:
    """Return days between two dates, one more where the first and the last day both count."""
    return days + 1 if options.weeks == "inclusive" else days


def _last_of_each_person(ended: nw.LazyFrame) -> nw.LazyFrame:
    """Keep the spell that ended last; of two that ended on one day the one whose row id is first as text."""
    last_day = ended.group_by(PERSON).agg(nw.col("exit_day").max())
    on_last_day = ended.join(last_day, on=[*PERSON, "exit_day"], how="semi")
    chosen = on_last_day.group_by(PERSON).agg(nw.col("row_id").min()).select("row_id")
    return ended.join(chosen, on="row_id", how="semi")
