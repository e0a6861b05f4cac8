"""The likelihood of a logit with normally distributed levels of clusters, by adaptive quadrature."""

import numpy as np
from scipy.special import expit, logsumexp

NODES, NODE_WEIGHTS = np.polynomial.hermite_e.hermegauss(25)
MODE_STEPS = 50


class ClusterIntegral:
    """The likelihood with the clusters' levels integrated out, from binomial counts per pattern."""

    def __init__(self, design: np.ndarray, y: np.ndarray, codes: np.ndarray, n_clusters: int) -> None:
        rows = np.column_stack([codes, design])
        patterns, which = np.unique(rows, axis=0, return_inverse=True)
        self.x = patterns[:, 1:]
        self.n = np.bincount(which).astype(float)
        self.yes = np.bincount(which, y)
        self.starts = np.searchsorted(patterns[:, 0], np.arange(n_clusters))
        self.codes = patterns[:, 0].astype(int)
        self.mode: np.ndarray = np.zeros(n_clusters)

    def _by_cluster(self, values: np.ndarray) -> np.ndarray:
        return np.add.reduceat(values, self.starts, axis=0)

    def evaluate(self, theta: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
        """Return log-likelihood, gradient, shape (k + 1,), and observed information of (coef, sd)."""
        fixed, sd = self.x @ theta[:-1], theta[-1]
        spread = self._find_modes(fixed, sd)
        u = self.mode[:, None] + spread[:, None] * NODES
        eta = fixed[:, None] + sd * u[self.codes]
        p = expit(eta)
        rows = self.yes[:, None] * eta - self.n[:, None] * np.logaddexp(0, eta)
        # The nodes' weights belong to exp(-z²/2), which is divided out again.
        logs = self._by_cluster(rows) - u**2 / 2 + NODES**2 / 2 + np.log(NODE_WEIGHTS)
        logs += np.log(spread)[:, None] - 0.5 * np.log(2 * np.pi)
        heights: np.ndarray = logsumexp(logs, axis=1)
        posterior = np.exp(logs - heights[:, None])
        return float(heights.sum()), *self._derivatives(u, p, posterior)

    def _find_modes(self, fixed: np.ndarray, sd: float) -> np.ndarray:
        """Move `mode` to where each cluster's integrand is highest; return its width there, shape (G,)."""
        curvature = np.ones(len(self.mode))
        for _ in range(MODE_STEPS):
            p = expit(fixed + sd * self.mode[self.codes])
            slope = sd * self._by_cluster(self.yes - self.n * p) - self.mode
            curvature = sd**2 * self._by_cluster(self.n * p * (1 - p)) + 1
            step = np.clip(slope / curvature, -1, 1)
            self.mode = self.mode + step
            if np.abs(step).max() < 1e-10:
                break
        return 1 / np.sqrt(curvature)

    def _derivatives(
        self, u: np.ndarray, p: np.ndarray, posterior: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the gradient and the observed information: mean information less covariance of scores."""
        left = self.yes[:, None] - self.n[:, None] * p
        scores = [self._by_cluster(left * column[:, None]) for column in self.x.T]
        scores.append(self._by_cluster(left) * u)
        by_node = np.stack(scores, axis=2)
        means = np.einsum("gq,gqk->gk", posterior, by_node)
        weight = posterior[self.codes] * self.n[:, None] * p * (1 - p)
        node = u[self.codes]
        inner: np.ndarray = self.x.T @ (weight.sum(axis=1)[:, None] * self.x)
        cross: np.ndarray = self.x.T @ (weight * node).sum(axis=1)
        corner = (weight * node**2).sum()
        mean_information = np.block([[inner, cross[:, None]], [cross[None, :], np.array([[corner]])]])
        squares = np.einsum("gq,gqk,gql->kl", posterior, by_node, by_node, optimize=True)
        return means.sum(axis=0), mean_information - squares + means.T @ means
