# Reference numbers for funnels, overdispersion, discrete false-alarm rates, multiplicity, ranks.
# Run in this folder: Rscript funnel.R ../../tests/comparisons/reference/funnel_r.json
source("json.R")

z95 <- qnorm(0.975)
z998 <- qnorm(0.999)

# --- inputs ---------------------------------------------------------------------------------------------
exits <- c(8, 12, 15, 20, 25, 30, 34, 40, 48, 55, 60, 72, 80, 95, 110, 130, 150, 180, 220, 300)
jobs <- c(0, 9, 4, 6, 16, 8, 20, 12, 25, 20, 18, 40, 25, 49, 33, 61, 52, 95, 80, 140)
firms <- c(0, 3, 5, 4, 12, 9, 18, 7, 22, 15, 40, 21)
exposure <- c(20, 25, 40, 55, 60, 75, 90, 100, 120, 150, 180, 240) # participants
means <- c(4.1, 4.6, 4.9, 5.2, 4.4, 4.8, 5.5, 4.7, 3.9, 5.0)
means_se <- c(0.30, 0.22, 0.15, 0.18, 0.25, 0.10, 0.20, 0.12, 0.28, 0.16)
p_values <- c(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719,
  0.6528, 0.7590, 1)

# What winsorising at 10 % at both ends leaves of the variance of a standard normal.
edge <- qnorm(0.9)
inside <- integrate(function(u) u^2 * dnorm(u), -edge, edge, rel.tol = 1e-12)$value
winsorised_normal_variance <- inside + 0.2 * edge^2

solved <- function(z, s, share) {
  k <- length(z)
  excess <- function(tau2) {
    adjusted <- z * s / sqrt(s^2 + tau2)
    bounds <- quantile(adjusted, c(share, 1 - share), type = 7)
    mean(pmin(pmax(adjusted, bounds[1]), bounds[2])^2) - winsorised_normal_variance * (k - 1) / k
  }
  if (excess(0) <= 0) 0 else uniroot(excess, c(0, 100), tol = 1e-15, maxiter = 10000)$root
}

# --- additive overdispersion (Spiegelhalter 2005) ------------------------------------------------------
# z: naive scores; s: their standard errors on the same scale. Winsorised at both ends (quantile type 7).
additive <- function(z, s, share = 0.1) {
  bounds <- unname(quantile(z, c(share, 1 - share), type = 7))
  winsorised <- pmin(pmax(z, bounds[1]), bounds[2])
  k <- length(z)
  phi <- sum(winsorised^2) / k
  w <- 1 / s^2
  tau2 <- max(0, (k * phi - (k - 1)) / (sum(w) - sum(w^2) / sum(w)))
  list(z = z, s = s, winsorised = winsorised, phi = phi, tau2 = tau2, z_adjusted = z * s / sqrt(s^2 + tau2),
    # Not in the papers, which give the winsorised scores the variance of whole ones: the variance at which the
    # winsorised, adjusted scores have the mean square that winsorised normal scores have (Paule and Mandel's
    # equation when nothing is winsorised).
    tau2_solved = solved(z, s, share))
}

# An interval for tau2 by inverting the Q statistic (Viechtbauer 2007), nothing winsorised, target estimated.
q_profile <- function(y, s) {
  q <- function(tau2) {
    v <- 1 / (s^2 + tau2)
    sum(v * (y - sum(v * y) / sum(v))^2)
  }
  bound <- function(level) {
    line <- qchisq(level, length(y) - 1)
    if (q(0) < line) 0 else uniroot(function(t) q(t) - line, c(0, 100), tol = 1e-15, maxiter = 10000)$root
  }
  c(bound(0.975), bound(0.025))
}
# --- proportions ----------------------------------------------------------------------------------------
p0 <- sum(jobs) / sum(exits)
share <- jobs / exits
score_s <- sqrt(p0 * (1 - p0) / exits)
score <- additive((share - p0) / score_s, score_s)
score_limits <- lapply(list(limits_95 = z95, limits_998 = z998), function(z) cbind(
  pmax(0, p0 - z * sqrt(score_s^2 + score$tau2)), pmin(1, p0 + z * sqrt(score_s^2 + score$tau2))))
arc_s <- 1 / (2 * sqrt(exits))
arc <- additive((asin(sqrt(share)) - asin(sqrt(p0))) / arc_s, arc_s)
arc_limits <- lapply(list(limits_95 = z95, limits_998 = z998), function(z) {
  half <- z * sqrt(arc_s^2 + arc$tau2)
  cbind(sin(pmax(0, asin(sqrt(p0)) - half))^2, sin(pmin(pi / 2, asin(sqrt(p0)) + half))^2)
})
plain_limits <- lapply(list(limits_95 = z95, limits_998 = z998), function(z) cbind(
  pmax(0, p0 - z * score_s), pmin(1, p0 + z * score_s)))
wilson <- t(sapply(seq_along(exits), function(i) {
  suppressWarnings(prop.test(jobs[i], exits[i], correct = FALSE)$conf.int[1:2])
}))

# The chance that a provider with no effect of its own is flagged: the discrete distribution, added up.
binomial_rate <- function(n, p, z) vapply(n, function(m) {
  x <- 0:m
  sum(dbinom(x, m, p)[abs(x / m - p) > z * sqrt(p * (1 - p) / m)])
}, 0)

# --- counts per exposure --------------------------------------------------------------------------------
rate <- sum(firms) / sum(exposure)
expected <- rate * exposure
root_s <- 1 / (2 * sqrt(expected))
root <- additive((sqrt(firms / expected) - 1) / root_s, root_s)
root_limits <- lapply(list(limits_95 = z95, limits_998 = z998), function(z) {
  half <- z * sqrt(root_s^2 + root$tau2)
  cbind(expected * pmax(0, 1 - half)^2, expected * (1 + half)^2)
})
pearson_s <- sqrt(expected)
pearson <- additive((firms - expected) / pearson_s, 1 / sqrt(expected))
some <- firms > 0
log_s <- 1 / sqrt(expected[some])
logged <- additive(log(firms[some] / expected[some]) / log_s, log_s)
exact_interval <- function(x, alpha) cbind(
  ifelse(x == 0, 0, qchisq(alpha / 2, 2 * x) / 2), qchisq(1 - alpha / 2, 2 * (x + 1)) / 2)
byar <- function(x, z) cbind(
  ifelse(x == 0, 0, x * (1 - 1 / (9 * x) - z / (3 * sqrt(x)))^3),
  (x + 1) * (1 - 1 / (9 * (x + 1)) + z / (3 * sqrt(x + 1)))^3)
# A count is outside when the exact interval about it leaves the expected number out.
poisson_rate <- function(mu, alpha) vapply(mu, function(m) {
  x <- 0:ceiling(m + 40 * sqrt(m) + 40)
  sum(dpois(x, m)[ppois(x, m) < alpha / 2 | ppois(x - 1, m, lower.tail = FALSE) < alpha / 2])
}, 0)
poisson_score_rate <- function(mu, z) vapply(mu, function(m) {
  x <- 0:ceiling(m + 40 * sqrt(m) + 40)
  sum(dpois(x, m)[abs(x - m) > z * sqrt(m)])
}, 0)

# --- means ----------------------------------------------------------------------------------------------
target <- weighted.mean(means, 1 / means_se^2)
mean_od <- additive((means - target) / means_se, means_se)

write_reference(
  commandArgs(TRUE)[1], "funnel.R",
  paste("Spiegelhalter (2005) Stat Med 24:1185 and (2005) QSHC 14:347: additive overdispersion from z scores",
    "winsorised at 10 %; Viechtbauer (2007) Stat Med 26:37; Garwood and Byar limits; Benjamini-Hochberg",
    "(1995); Kendall's tau-b"),
  inputs = list(jobs = jobs, exits = exits, firms = firms, exposure = exposure, means = means,
    means_se = means_se, p_values = p_values),
  results = list(
    proportion = list(p0 = p0, plain = plain_limits, score = score, score_limits = score_limits,
      arcsine = arc, arcsine_limits = arc_limits, wilson_95 = wilson,
      exact_rate_95 = binomial_rate(exits, p0, z95), exact_rate_998 = binomial_rate(exits, p0, z998)),
    count = list(rate = rate, expected = expected, root = root, root_limits = root_limits, pearson = pearson,
      log_without_zeros = logged,
      exact_95 = exact_interval(firms, 0.05), exact_998 = exact_interval(firms, 0.002),
      exact_about_expected_95 = exact_interval(expected, 0.05),
      exact_about_expected_998 = exact_interval(expected, 0.002),
      byar_95 = byar(firms, z95), byar_998 = byar(firms, z998),
      exact_rate_95 = poisson_rate(expected, 0.05), exact_rate_998 = poisson_rate(expected, 0.002),
      score_rate_95 = poisson_score_rate(expected, z95), score_rate_998 = poisson_score_rate(expected, z998)),
    mean = list(target = target, overdispersion = mean_od),
    q_profile_95 = list(mean = q_profile(means, means_se), arcsine = q_profile(asin(sqrt(share)), arc_s),
      score = q_profile(share, score_s)),
    winsorised_normal_variance = winsorised_normal_variance,
    multiplicity = list(BH = p.adjust(p_values, "BH"), holm = p.adjust(p_values, "holm")),
    correlation = list(kendall_tau_b = cor(jobs, share, method = "kendall"),
      spearman = cor(jobs, share, method = "spearman"))))
