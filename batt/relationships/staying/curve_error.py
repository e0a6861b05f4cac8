"""Error of a curve estimated over clusters, with what few and unlike clusters do to it."""

from dataclasses import dataclass

import numpy as np

from batt.relationships.staying.cluster_sandwich import LARGEST_SHARE
from batt.relationships.staying.exit_counts import ExitCounts


@dataclass(frozen=True)
class CurveError:
    """Influence of each cluster on a curve, enlarged for few clusters.

    Attributes
    ----------
    influence
        Shape (G, m).
    se
        Root of the sum of its squares, shape (m,).
    df
        Degrees of freedom of Student's t: the effective number of clusters less one, at least 1.
    """

    influence: np.ndarray
    se: np.ndarray
    df: float


def curve_error(influence: np.ndarray, counts: ExitCounts) -> CurveError:
    """Enlarge each cluster's influence for what the cluster pulled the curve to itself.

    A cluster with share s of the days under observation leaves residuals too small by √(1 − s). Equal
    clusters make that the usual G/(G−1) and G − 1 degrees of freedom; unlike ones have fewer.

    Source: after Fay & Graubard (2001), Biometrics 57, 1198–1206; Carter, Schnepel & Steigerwald (2017), Rev.
    Econ. Stat. 99, 698–709.
    """
    share = counts.at_risk.sum(axis=1) / counts.at_risk.sum()
    enlarged = influence / np.sqrt(1 - np.minimum(share, LARGEST_SHARE))[:, None]
    return CurveError(enlarged, np.sqrt((enlarged**2).sum(axis=0)), max(1 / float((share**2).sum()) - 1, 1.0))
