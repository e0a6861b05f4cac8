# Shrunken correlations and partial correlations (corpcor), plain partial correlations with their asymptotic
# standard errors by numerical influence, ridge regression by the published formula, Kendall's tau with a
# jackknife, and a share in clusters. Made data; the inputs are stored with the results.
# Run in this folder: Rscript network.R ../../tests/relationships/reference/network.json
suppressMessages(library(corpcor))
source("json.R")

set.seed(12)
n <- 40
k <- 5
x <- matrix(rnorm(n * k), n) %*% (diag(k) + matrix(0.4, k, k)) * exp(0.4 * rnorm(n))
x <- round(x, 6)
shrunken <- cor.shrink(x, verbose = FALSE)
partial <- cor2pcor(cor(x))

# The influence of each row on the partial correlation of columns 1 and 2: the derivative of the partial
# correlation of weighted rows by the row's weight.
weighted_partial <- function(w) cor2pcor(cov.wt(x, wt = w / sum(w), cor = TRUE)$cor)[1, 2]
h <- 1e-5
influence <- vapply(seq_len(n), function(i) {
  up <- down <- rep(1, n)
  up[i] <- 1 + h
  down[i] <- 1 - h
  (weighted_partial(up) - weighted_partial(down)) / (2 * h)
}, 0)
leverage <- hat(cbind(1, x), intercept = FALSE)
hc2 <- sqrt(sum(influence^2 / (1 - leverage)))
z <- atanh(partial[1, 2])
half <- qt(0.975, n - k) * hc2 / (1 - partial[1, 2]^2)

# Ridge regression with Hoerl, Kennard and Baldwin's penalty, on weighted rows.
m <- 30
r <- round(matrix(rnorm(m * 3), m), 6)
outcome <- round(0.3 * r[, 1] + rnorm(m), 6)
w <- round(runif(m, 1, 9), 3)
u <- w * m / sum(w)
products <- t(r) %*% (u * r)
plain <- solve(products, t(r) %*% (u * outcome))
variance <- sum(u * (outcome - r %*% plain)^2) / (m - 3)
ridge <- solve(products + 3 * variance / sum(plain^2) * diag(3), t(r) %*% (u * outcome))

jobs <- c(2, 1, 9, 4, 6, 16, 8, 20, 12, 25, 20, 18, 40, 25, 49)
exits <- c(5, 8, 12, 15, 20, 25, 30, 34, 40, 48, 55, 60, 72, 80, 95)
rate <- jobs / exits
tau <- cor(jobs, rate, method = "kendall")
left_out <- vapply(seq_along(jobs), function(i) cor(jobs[-i], rate[-i], method = "kendall"), 0)
g <- length(jobs)
tau_se <- sqrt((g - 1) / g * sum((left_out - mean(left_out))^2))
reach <- qt(0.975, g - 1) * tau_se / (1 - tau^2)

area <- rep(1:6, c(5, 8, 3, 10, 6, 4))
unfit <- as.numeric(c(1, 1, 0, 0, 1, rep(0, 8), 1, 0, 0, rep(1, 6), rep(0, 4), 0, 1, 0, 0, 1, 0, 0, 0, 0, 1))
survey_share <- function() {
  share <- mean(unfit)
  totals <- tapply(unfit - share, area, sum)
  variance <- 6 / 5 * sum(totals^2) / length(unfit)^2
  effective <- min(share * (1 - share) / variance * (qnorm(0.975) / qt(0.975, 5))^2, length(unfit))
  wilson <- prop.test(share * effective, effective, correct = FALSE)$conf.int
  list(share = share, effective = effective, low = wilson[1], high = wilson[2])
}

write_reference(
  commandArgs(TRUE)[1], "network.R",
  paste("corpcor", packageVersion("corpcor"), "cor.shrink, pcor.shrink, cor2pcor; hat; cor(method = kendall);",
    "prop.test; Hoerl, Kennard and Baldwin (1975)"),
  inputs = list(x = x, r = r, outcome = outcome, w = w, jobs = jobs, exits = exits, area = area, unfit = unfit),
  results = list(
    intensity = attr(shrunken, "lambda"), shrunken = unclass(shrunken)[seq_len(k), seq_len(k)],
    shrunken_partial = unclass(pcor.shrink(x, verbose = FALSE))[seq_len(k), seq_len(k)], partial = partial,
    first_pair = list(low = tanh(z - half), high = tanh(z + half), se = hc2),
    ridge = as.vector(ridge), tau = tau, tau_se = tau_se,
    tau_limits = tanh(atanh(tau) + c(-reach, reach)), clustered_share = survey_share()))
