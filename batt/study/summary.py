"""A study in a few lines for the terminal. Numbers as computed; what a page shows goes through the door."""

import math

import pandas as pd

from batt.study.analyse import StudyResults
from batt.study.model import STILL_IN, Study


def summarise(study: Study, results: StudyResults) -> str:
    """Return what was received, what was found and what is absent, in English."""
    lines = [study.title.en, f"  Source: {study.source.name}. {study.citation}", *_rows(study, results)]
    if "job_share" in results:
        lines += _job_share(study, results["job_share"])
    if "duration" in results:
        lines += _duration(study, results["duration"].iloc[0])
    if "cumulative_incidence" in results:
        lines += _incidence(study, results["cumulative_incidence_steps"], len(results["spells"]))
    if "scale_reliability" in results:
        lines += _reliability(results["scale_reliability"])
    if "findings" in results:
        lines += _findings(study, results["findings"])
    lines += ["Absent:", *(f"  {thing}: {sentence.en}" for thing, sentence in study.absent.items())]
    return "\n".join(lines)


def _rows(study: Study, results: StudyResults) -> list[str]:
    rows = results["accounting"].set_index("fate")["rows"]
    reasons = rows.drop(["received", "used"])
    why = f" ({', '.join(f'{count} {reason}' for reason, count in reasons.items())})" if len(reasons) else ""
    lines = [f"Rows: {rows['received']} received = {rows['used']} used + {reasons.sum()} set aside{why}."]
    unmarked = int(results["readings"]["rows"].iloc[0])
    if unmarked and study.exits and study.exits.none_reason:
        lines.append(f"  {unmarked} of them: {study.exits.none_reason.en}")
    return lines


def _job_share(study: Study, shares: pd.DataFrame) -> list[str]:
    """Tell the share of all, and how many providers there are."""
    if study.job is None:
        return []
    whole = shares[shares["kind"] == "all"].iloc[0]
    lines = [
        f"Job: {study.job.share.en}: {whole['share']:.1%} ({whole['jobs_n']} of {whole['persons_n']}; "
        f"95% interval {whole['low']:.1%} to {whole['high']:.1%})."
    ]
    providers = shares[shares["kind"] == "provider"]
    if len(providers) and study.provider and study.provider.label:
        lines.append(f"By {study.provider.label.en}, largest first (share, 95% Wilson interval, persons):")
        lines += [
            f"  {one.unit:<8} {one.share:.1%}  {one.low:.1%} to {one.high:.1%}  {one.persons_n}"
            for one in providers.itertuples()
        ]
    return lines


def _duration(study: Study, row: pd.Series) -> list[str]:
    unit = study.exposure.unit.en if study.exposure else ""
    whose = (
        "clustered on providers"
        if row["covariance"] == "cluster"
        else "model-based, since there is no provider"
    )
    lines = [f"Exposure in {unit}, {row['n_leavers']} {study.persons.en}; covariance {whose}."]
    if row["quadratic_reason"]:
        lines.append(f"  Quadratic logit: not fitted ({row['quadratic_reason']}).")
    else:
        fieller = f"Fieller 95% {row['fieller_low']:.1f}–{row['fieller_high']:.1f}"
        if row["fieller_kind"] != "bounded":
            fieller = f"Fieller 95% set {row['fieller_kind']}"
        lines += [
            f"  Quadratic logit: b1 {row['b1']:.6g}, b2 {row['b2']:.6g}.",
            f"  Turning point: {row['turning_point']:.2f} {unit}, {fieller}.",
            f"  Lind–Mehlum test of an inverted U: p {row['lind_mehlum_p']:.4g}.",
        ]
    if row["two_lines_reason"]:
        lines.append(f"  Two lines: not fitted ({row['two_lines_reason']}).")
    else:
        agrees = "an inverted U" if row["two_lines_inverted_u"] else "no inverted U"
        lines.append(
            f"  Two lines: break at {row['breakpoint']:.1f} {unit}, slope below {row['slope_below']:.4g} "
            f"(p {row['p_below']:.3g}), above {row['slope_above']:.4g} (p {row['p_above']:.3g}): {agrees}."
        )
    return [*lines, f"  Verdict on an inverted U: {row['verdict']} ({row['reason']})."]


def _incidence(study: Study, curves: pd.DataFrame, n: int) -> list[str]:
    if study.time is None or study.exits is None:
        return []
    if curves.empty:
        return ["Cumulative incidence: too few left to tell."]
    last = curves[curves["time"] == curves["time"].max()]
    labels = {group.id: group.label.en for group in study.exits.groups}
    until = f"{last['time'].iloc[0]:g} {study.time.unit.en} (the last exit)"
    lines = [f"Cumulative incidence within {until}, {n} {study.persons.en}:"]
    lines += [
        f"  {labels[one.cause]}: {one.cif:.3f} (95% interval {one.low:.3f} to {one.high:.3f})"
        for one in last.itertuples()
    ]
    return [*lines, f"  {labels[STILL_IN]}: {1 - last['cif'].sum():.3f}"]


def _reliability(scales: pd.DataFrame) -> list[str]:
    lines = ["Reliability of each scale (alpha, 95% interval, who answered every item):"]
    for one in scales.itertuples():
        told = (
            f"{one.alpha:.3f}  {one.alpha_low:.3f} to {one.alpha_high:.3f}" if not one.reason else one.reason
        )
        lines.append(f"  {one.scale:<14} {told}  {one.n}")
    return lines


def _findings(study: Study, findings: pd.DataFrame) -> list[str]:
    """Tell every number that a comparison is judged by, with its verdict."""
    lines = []
    for comparison in study.comparisons:
        rows = findings[(findings["hypothesis"] == comparison.id) & findings["is_primary"]]
        if rows.empty:
            continue
        names = " against ".join(label.en for label in comparison.groups.values())
        lines.append(f"Compared by {comparison.label.en}: {names} ({rows['method'].iloc[0]}).")
        for one in rows.to_dict("records"):
            ends = f"{one['value']:.4g}, 95% interval {one['low']:.4g} to {one['high']:.4g}"
            told = "no number" if math.isnan(one["value"]) else f"{ends}, p {one['p']:.3g}"
            what = one["group"] or one["scale"]
            lines.append(f"  {what}: {told}, n {one['n']}: {one['verdict']} ({one['reason']}).")
    return lines
