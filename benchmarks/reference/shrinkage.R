# Shrinkage: beta-binomial, gamma-Poisson and normal-normal, by published estimators.
# Run in this folder: Rscript shrinkage.R ../../tests/comparisons/reference/shrinkage_r.json
source("json.R")

exits <- c(2, 8, 12, 15, 20, 25, 30, 34, 40, 48, 55, 60, 72, 80, 95)
jobs <- c(2, 1, 9, 4, 6, 16, 8, 20, 12, 25, 20, 18, 40, 25, 49)
value <- c(4.1, 4.6, 4.9, 5.2, 4.4, 4.8, 5.5, 4.7, 3.9, 5.0)
se <- c(0.30, 0.22, 0.15, 0.18, 0.25, 0.10, 0.20, 0.12, 0.28, 0.16)
firms <- c(0, 3, 5, 4, 12, 9, 18, 7, 22, 15, 40, 21)
exposure <- c(20, 25, 40, 55, 60, 75, 90, 100, 120, 150, 180, 240) # participants

# Morris (1983), eq. 4.1-4.3 for unequal variances: a posterior variance widened for the mean and the spread
# being estimated. `own` is the weight on the raw value, `total` its variance over units of this size.
widened <- function(posterior, own, total, distance) {
  k <- length(total)
  mean_part <- (1 - own)^2 / sum(1 / total)
  typical <- k / sum(1 / total)
  posterior + mean_part + 2 / (k - 3) * (1 - own)^2 * typical / total * distance^2
}

# --- beta-binomial --------------------------------------------------------------------------------------
posterior <- function(mu, strength) {
  alpha <- mu * strength
  beta <- (1 - mu) * strength
  value <- (jobs + alpha) / (exits + strength)
  total <- mu * (1 - mu) / exits * (1 + (exits - 1) / (strength + 1))
  variance <- widened(value * (1 - value) / (exits + strength + 1), exits / (exits + strength), total,
    jobs / exits - mu)
  known <- value * (1 - value) / variance - 1
  list(mean = mu, strength = strength, alpha = alpha, beta = beta,
    interval_95_widened = cbind(qbeta(0.025, value * known, (1 - value) * known),
      qbeta(0.975, value * known, (1 - value) * known)),
    shrunken = (jobs + alpha) / (exits + strength),
    interval_95 = cbind(qbeta(0.025, jobs + alpha, exits - jobs + beta),
      qbeta(0.975, jobs + alpha, exits - jobs + beta)))
}
share <- jobs / exits
k <- length(exits)
# Kleinman (1973) moments with weights w: S = sum w (p - pbar)^2.
kleinman <- function(w) {
  w <- w / sum(w)
  mu <- sum(w * share)
  s <- sum(w * (share - mu)^2)
  within <- sum(w * (1 - w) / exits)
  rho <- (s - mu * (1 - mu) * within) / (mu * (1 - mu) * (sum(w * (1 - w)) - within))
  posterior(mu, (1 - rho) / rho)
}
# The variance between from the analysis of variance of the ones and zeros (Ridout et al. 1999).
anova_rho <- function() {
  total <- sum(exits)
  between <- (sum(jobs^2 / exits) - sum(jobs)^2 / total) / (k - 1)
  within <- (sum(jobs) - sum(jobs^2 / exits)) / (total - k)
  n0 <- (total - sum(exits^2) / total) / (k - 1)
  rho <- (between - within) / (between + (n0 - 1) * within)
  posterior(sum(jobs) / total, (1 - rho) / rho)
}
# Spiegelhalter's additive variance about the pooled share, without winsorising, as DerSimonian and Laird.
dersimonian_laird_share <- function() {
  mu <- sum(jobs) / sum(exits)
  s2 <- mu * (1 - mu) / exits
  w <- 1 / s2
  q <- sum(w * (share - mu)^2)
  tau2 <- (q - (k - 1)) / (sum(w) - sum(w^2) / sum(w))
  posterior(mu, mu * (1 - mu) / tau2 - 1)
}
likelihood <- function(theta) {
  mu <- plogis(theta[1])
  strength <- exp(theta[2])
  alpha <- mu * strength
  beta <- (1 - mu) * strength
  -sum(lbeta(jobs + alpha, exits - jobs + beta) - lbeta(alpha, beta))
}
best <- optim(c(qlogis(0.4), log(10)), likelihood, method = "BFGS",
  control = list(reltol = 1e-15, maxit = 1000))
ml <- posterior(plogis(best$par[1]), exp(best$par[2]))

# --- gamma-Poisson --------------------------------------------------------------------------------------
gamma_loss <- function(theta) {
  b <- exp(theta[2])
  -sum(dnbinom(firms, size = exp(theta[1]) * b, prob = b / (b + exposure), log = TRUE))
}
gamma_best <- optim(c(log(sum(firms) / sum(exposure)), log(50)), gamma_loss, method = "BFGS",
  control = list(reltol = 1e-15, maxit = 1000))
gamma_poisson <- (function(mu, b) {
  own <- exposure / (exposure + b)
  rate <- (firms + mu * b) / (exposure + b)
  variance <- widened(rate / (exposure + b), own, mu / exposure + mu / b, firms / exposure - mu)
  list(mean = mu, exposure_of_prior = b, shrunken = rate,
    interval_95_widened = cbind(qgamma(0.025, rate^2 / variance, rate / variance),
      qgamma(0.975, rate^2 / variance, rate / variance)))
})(exp(gamma_best$par[1]), exp(gamma_best$par[2]))

# --- normal-normal --------------------------------------------------------------------------------------
shrink <- function(tau2) {
  w <- 1 / (se^2 + tau2)
  mu <- sum(w * value) / sum(w)
  b <- tau2 / (tau2 + se^2)
  centre <- mu + b * (value - mu)
  half <- qnorm(0.975) * sqrt(b * se^2)
  wider <- qnorm(0.975) * sqrt(widened(b * se^2, b, se^2 + tau2, value - mu))
  list(tau2 = tau2, mean = mu, shrunken = centre, interval_95 = cbind(centre - half, centre + half),
    interval_95_widened = cbind(centre - wider, centre + wider))
}
w <- 1 / se^2
fixed <- sum(w * value) / sum(w)
q <- sum(w * (value - fixed)^2)
dl <- max(0, (q - (length(value) - 1)) / (sum(w) - sum(w^2) / sum(w)))
generalised_q <- function(tau2) {
  v <- 1 / (se^2 + tau2)
  sum(v * (value - sum(v * value) / sum(v))^2) - (length(value) - 1)
}
paule_mandel <- uniroot(generalised_q, c(0, 10), tol = 1e-14)$root
restricted <- function(tau2, is_reml) {
  v <- 1 / (se^2 + tau2)
  mu <- sum(v * value) / sum(v)
  0.5 * (sum(log(se^2 + tau2)) + sum(v * (value - mu)^2) + if (is_reml) log(sum(v)) else 0)
}
maximise <- function(is_reml) optimize(restricted, c(0, 2), is_reml = is_reml, tol = 1e-12)$minimum

write_reference(
  commandArgs(TRUE)[1], "shrinkage.R",
  paste("Kleinman (1973) JASA 68:46; Ridout, Demetrio and Firth (1999) Biometrics 55:137; DerSimonian and",
    "Laird (1986); Paule and Mandel (1982); Morris (1983) JASA 78:47; likelihoods by optim and optimize"),
  inputs = list(jobs = jobs, exits = exits, value = value, se = se, firms = firms,
    exposure = exposure),
  results = list(
    beta_binomial = list(kleinman_by_size = kleinman(exits), kleinman_equal = kleinman(rep(1, k)),
      anova = anova_rho(), dersimonian_laird = dersimonian_laird_share(), maximum_likelihood = ml),
    gamma_poisson = gamma_poisson,
    normal = list(dersimonian_laird = shrink(dl), paule_mandel = shrink(paule_mandel),
      reml = shrink(maximise(TRUE)), maximum_likelihood = shrink(maximise(FALSE)))))
