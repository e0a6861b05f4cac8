"""H13: do the indirect indicators foretell the direct ones, in a year and for providers not yet seen?"""

import pandas as pd

from batt.relationships.evidence import Evidence
from batt.relationships.finding import Examined, Finding
from batt.relationships.network.prediction import Prediction, predict_new_year
from batt.relationships.network.provider_profiles import deviations, provider_cells

OUTCOMES = {"jobs": "i08", "active": "i09", "qualification": "i11"}
OF_PROVIDER, OF_PROGRAMME = ["i04", "i05"], ["i06", "i07"]


def examine(evidence: Evidence) -> Examined:
    """Predict each direct indicator from training, partners per participant, placements and health."""
    cells = provider_cells(evidence.values)
    of_programme = deviations(cells, ["year", "provider_id", "programme"])
    predictors = _wide(of_programme, OF_PROGRAMME, ["year", "provider_id", "programme"])
    of_provider = _wide(deviations(cells, ["year", "provider_id"]), OF_PROVIDER, ["year", "provider_id"])
    predictors = predictors.merge(of_provider, on=["year", "provider_id"], how="left", validate="many_to_one")
    found = {
        part: predict_new_year(
            _with_outcome(of_programme, indicator, predictors),
            outcome="deviation",
            predictors=[*OF_PROVIDER, *OF_PROGRAMME],
        )
        for part, indicator in OUTCOMES.items()
    }
    findings = tuple(Finding(part, prediction.explained) for part, prediction in found.items())
    return Examined(findings, {"h13_prediction": _table(found)})


def _wide(deviation: pd.DataFrame, indicators: list[str], key: list[str]) -> pd.DataFrame:
    """Return one row per combination of `key`, one column per indicator, missing where there is none."""
    chosen = deviation[deviation["indicator"].isin(indicators)]
    wide = chosen.pivot(index=key, columns="indicator", values="deviation")
    return wide.reindex(columns=indicators).reset_index()


def _with_outcome(deviation: pd.DataFrame, indicator: str, predictors: pd.DataFrame) -> pd.DataFrame:
    """Return one row per provider, programme and year with the outcome and its predictors."""
    outcome = deviation.loc[deviation["indicator"] == indicator].drop(columns="indicator")
    return outcome.merge(predictors, on=["year", "provider_id", "programme"], validate="one_to_one")


def _table(found: dict[str, Prediction]) -> pd.DataFrame:
    """Return one row per outcome."""
    rows = [
        {
            "outcome": OUTCOMES[part],
            "year": prediction.year,
            "explained": prediction.explained.value,
            "low": prediction.explained.low,
            "high": prediction.explained.high,
            "providers_n": prediction.n_providers,
            "reason": prediction.explained.reason,
        }
        for part, prediction in found.items()
    ]
    return pd.DataFrame(rows)
