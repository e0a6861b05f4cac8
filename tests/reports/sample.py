"""A small report with every component, made of invented numbers."""

from itertools import pairwise

import numpy as np
import pandas as pd
from nbformat import v4

from batt.disclosure import (
    publish_counts,
    publish_curve,
    publish_facts,
    publish_means,
    publish_shares,
)
from batt.disclosure.publish import publish_indicators
from batt.reports import figures
from batt.reports.html import export_html
from batt.reports.page import Page

LONG = {
    "nb": {
        "VTA": "Varig tilrettelagt arbeid",
        "AVKL": "Avklaring",
        "APS": "Arbeidspraksis i skjermet virksomhet",
        "KIA": "Kvalifisering i arbeidsmarkedsbedrift",
        "AB": "Arbeid med bistand",
    },
    "en": {
        "VTA": "Permanently adapted work",
        "AVKL": "Assessment of work capability",
        "APS": "Work practice in sheltered enterprise",
        "KIA": "Qualification in labour-market enterprise",
        "AB": "Supported employment",
    },
}
SHORT = {
    "nb": {"AVKL": "Avklaring", "APS": "APS", "KIA": "KiA", "AB": "AB"},
    "en": {"AVKL": "Assessment", "APS": "APS", "KIA": "KiA", "AB": "AB"},
}
RATES = {"AVKL": (0.21, 1200), "APS": (0.30, 2100), "KIA": (0.352, 140), "AB": (0.45, 1800)}
TOPS = {"AVKL": (14, 8), "APS": (104, 40), "KIA": (100, 60), "AB": (150, 60)}
CAUSES = {
    "nb": {
        "F1": "Arbeid uten tilskudd",
        "F2": "Arbeid med lønnstilskudd fra NAV",
        "F6": "Vikariater/engasjementsarbeid av inntil 6 måneders varighet",
        "A1": "Egenfinansiert utdanning",
        "A2": "Kjeding til andre arbeidsrettede tiltak",
        "X1": "Avbrudd",
        "X4": "Ordinært avsluttet uten løsning",
    },
    "en": {
        "F1": "Unsubsidised work",
        "F2": "Work with salary subsidised by NAV",
        "F6": "Temporary work of up to six months",
        "A1": "Self-financed education",
        "A2": "Transfer to another labour-market programme run by NAV",
        "X1": "Dropped out",
        "X4": "Ended at maximum time without a solution",
    },
}
FAMILY = {"F": "job", "A": "active", "X": "other"}


def indicators() -> pd.DataFrame:
    rng = np.random.default_rng(1)
    rows = []
    for year in range(2012, 2016):
        for programme, (rate, n) in RATES.items():
            value = rate + rng.normal(0, 0.015)
            half = 1.96 * (value * (1 - value) / n) ** 0.5
            rows.append(
                _row(year, programme, "i08", "share", round(value * n), n, value, value - half, value + half)
            )
            rows.append(_row(year, programme, "i10", "weeks", 20 * n, n, 20 + 5 * rate, 19.0, 23.5))
        rows.append(
            _row(year, "VTA", "i08", "share", np.nan, 0, np.nan, np.nan, np.nan)
            | {"status": "not_applicable"}
        )
        rows.append(
            _row(year, "VTA", "i10", "weeks", np.nan, 0, np.nan, np.nan, np.nan) | {"status": "missing"}
        )
    small = next(row for row in rows if row["year"] == 2015 and row["programme"] == "KIA")
    small.update(numerator=2, n=30, value=2 / 30, ci_low=0.02, ci_high=0.2)
    return pd.DataFrame(rows)


def _row(year, programme, indicator, unit, numerator, n, value, low, high):
    return {
        "year": year,
        "unit_level": "country",
        "unit_id": "NO",
        "programme": programme,
        "indicator": indicator,
        "unit": unit,
        "status": "ok",
        "numerator": numerator,
        "denominator": n,
        "n": n,
        "value": value,
        "ci_low": low,
        "ci_high": high,
    }


def causes(lang: str) -> pd.DataFrame:
    rng = np.random.default_rng(2)
    rows = []
    for programme, (_, n) in RATES.items():
        counts = rng.multinomial(n, rng.dirichlet(np.array([6, 5, 2, 2, 4, 5, 6]) * 2))
        if programme == "KIA":
            counts[2] = 1
        total = counts.sum()
        rows += [
            {"programme": programme, "cause": c, "x": x, "n": total} for c, x in zip(CAUSES[lang], counts)
        ]
    return pd.DataFrame(rows)


def curves() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    rng = np.random.default_rng(3)
    curve, bands, incidence = [], [], []
    for programme, (longest, top) in TOPS.items():
        for week in np.linspace(0.5, longest, 60):
            share = 0.15 + 0.3 * np.exp(-(((week - top) / (longest / 3)) ** 2))
            if programme != "KIA":
                curve.append((programme, week, share, share - 0.03, share + 0.03, 50))
        edges = np.linspace(0, longest, 13)
        for low, high in pairwise(edges):
            n = int(rng.integers(8, 300)) if programme != "KIA" else 4
            share = 0.15 + 0.3 * np.exp(-((((low + high) / 2 - top) / (longest / 3)) ** 2))
            band = f"{low:.0f}–{high:.0f}"
            bands.append((programme, band, low, high, (low + high) / 2, n, rng.binomial(n, share)))
        for week in range(0, longest, 1 if longest < 20 else 3):
            done = 1 - np.exp(-3 * week / longest)
            for cause, part in (("job", 0.35), ("active", 0.15), ("other", 0.4)):
                incidence.append((programme, week, cause, done * part, 100))
    return (
        pd.DataFrame(curve, columns=["programme", "weeks", "share", "low", "high", "near"]),
        pd.DataFrame(
            bands,
            columns=["programme", "band", "band_low", "band_high", "exposure_mean", "leavers_n", "jobs_n"],
        ),
        pd.DataFrame(incidence, columns=["programme", "week", "cause", "cif", "n_risk"]),
    )


def sample_figures(page: Page) -> dict[str, figures.Figure]:
    """Return one figure of each kind."""
    words, long, short = page.words, LONG[page.lang], SHORT[page.lang]
    job = publish_indicators(indicators()).where(indicator="i08")
    shares = publish_shares(causes(page.lang), numerator="x", denominator="n", adds_up_within=["programme"])
    themes = {"t1": "Informasjon om tiltaket", "t2": "Tilgjengelighet", "t3": "Kvaliteten på rapporter"}
    if page.lang == "en":
        themes = {"t1": "Information about the programme", "t2": "Availability", "t3": "Quality of reports"}
    groups = {"nav": "NAV", "user": "Deltakere", "staff": "Ansatte hos tiltaksarrangør"}
    if page.lang == "en":
        groups = {"nav": "NAV", "user": "Participants", "staff": "Providers' own staff"}
    means = [
        {"theme": theme, "group": group, "mean": mean + shift, "n": 300}
        for theme, shift in zip(themes, (0.1, -0.3, 0.2))
        for group, mean in zip(groups, (4.3, 4.32, 5.1))
        if (theme, group) != ("t3", "user")
    ]
    curve, bands, incidence = curves()
    finding = {"nb": "Fire av ti gikk til jobb fra AB", "en": "Four in ten left AB for a job"}[page.lang]
    limits = {k: v for k, v in long.items() if k != "VTA"}
    return {
        "dots": figures.indicator_dots(
            job, year=2015, programmes=long, words=words, title=finding, caption=finding
        ),
        "trend": figures.trend_lines(job, programmes=short, words=words, title=finding, caption=finding),
        "bars": figures.stacked_bars(
            shares,
            bars="programme",
            parts="cause",
            bar_labels=limits,
            part_labels=CAUSES[page.lang],
            families={code: FAMILY[code[0]] for code in CAUSES[page.lang]},
            words=words,
            title=finding,
            caption=finding,
        ),
        "profiles": figures.survey_profiles(
            publish_means(pd.DataFrame(means), n="n", columns=["mean"], ends=(1, 6)),
            themes=themes,
            groups=groups,
            words=words,
            title=finding,
        ),
        "curve": figures.duration_curve(
            publish_curve(curve, ["share", "low", "high"], n="near"),
            publish_shares(bands, numerator="jobs_n", denominator="leavers_n"),
            programmes=limits,
            words=words,
            title=finding,
            tops={"APS": 40.3, "AB": 118.0},
        ),
        "areas": figures.incidence_areas(
            publish_curve(incidence, ["cif"], n="n_risk"), programmes=limits, words=words, title=finding
        ),
    }


def sample_fragments(page: Page) -> list:
    """Return the pieces of a report that has every component."""
    words, long = page.words, LONG[page.lang]
    values = publish_indicators(indicators())
    matrix = (
        values.where(year=2015)
        .labelled("programme", SHORT[page.lang] | {"VTA": "VTA"})
        .labelled("indicator", {"i08": words("cause_job"), "i10": words("weeks")})
        .wide(rows=["indicator", "unit"], columns="programme", values="value")
    )
    activity = publish_counts(
        pd.DataFrame(
            {"programme": list(long.values()), "n": [0, 1200, 2, 2100, 12345], "exits": [3, 4, 5, 6, 7]}
        ),
        ["n", "exits"],
    )
    tiles = publish_facts(
        pd.DataFrame(
            {
                "label": [words("leavers"), words("total")],
                "value": [12345, 0.356],
                "f": ["integer", "percent"],
            }
        ),
        why="made for a test",
    )
    drawn = sample_figures(page)
    parts = [
        page.section("tall", words("total")),
        page.text("index_lead"),
        page.key_figures(tiles, label="label", value="value", format="f"),
        page.box("legend_hidden", kind="limits", title=words("simulated_label")),
        page.table(
            activity,
            id="activity",
            columns={"programme": words("programme"), "n": words("number_of"), "exits": words("leavers")},
            formats={"n": "integer", "exits": "integer"},
            caption=words("reports_of_year", year=2015),
            source=words("publisher"),
        ),
        page.section("indikatorer", words("indicator"), new_page=True),
        page.table(
            matrix,
            id="matrix",
            columns={"indicator": words("indicator")} | {name: name for name in matrix.columns[2:]},
            formats=dict.fromkeys(matrix.columns[2:], "unit"),
            caption=words("interval_95"),
        ),
    ]
    for name, figure in drawn.items():
        parts += [page.section(f"del-{name}", figure.title + f" – {name}", level=2)]
        parts += [page.prose(figure.alt), page.figure(figure, id=name)]
    return parts


def executed(fragments: list) -> object:
    """Return a notebook as it looks after these fragments were shown, one a cell."""
    cells = [v4.new_markdown_cell("Words for developers, never published.")]
    for fragment in fragments:
        data, metadata = fragment._repr_mimebundle_()
        output = v4.new_output("execute_result", data=data, metadata=metadata, execution_count=3)
        cells.append(v4.new_code_cell("page.secret_source()", outputs=[output]))
    return v4.new_notebook(cells=cells, metadata={"papermill": {"duration": 3.2}})


def sample_page(page: Page) -> str:
    """Return the whole sample report."""
    title = {"nb": "Årsrapport 2015", "en": "Annual report 2015"}[page.lang]
    lead = {
        "nb": "Hvordan det gikk med dem som sluttet i et tiltak.",
        "en": "How those who left a programme fared.",
    }
    head = page.head(
        title,
        lead=lead[page.lang],
        home="index.html",
        other_language=f"sample.{'en' if page.lang == 'nb' else 'nb'}.html",
        notices=[page.words("footer_privacy")],
    )
    return export_html(executed(sample_fragments(page)), head)
