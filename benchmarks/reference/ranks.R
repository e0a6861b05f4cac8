# Marginal and simultaneous confidence sets for ranks, after Mogstad, Romano, Shaikh and Wilhelm (2024).
# Run in this folder: Rscript ranks.R ../../tests/comparisons/reference/ranks_r.json
# The parametric bootstrap of csranks for independent estimates: R draws of N(0, se^2), the largest
# studentised difference, its quantile; a provider's rank lies between 1 + those significantly better and
# p - those significantly worse. Higher is better. Written anew from the paper, with base R alone.
source("json.R")

draws <- 400000
coverage <- 0.95
x <- c(0.62, 0.55, 0.81, 0.44, 0.30, 0.58, 0.70, 0.50, 0.36, 0.66, 0.21, 0.52)
se <- c(0.04, 0.06, 0.03, 0.05, 0.04, 0.08, 0.05, 0.03, 0.06, 0.10, 0.04, 0.02)

p <- length(x)
difference <- outer(x, x, "-")
difference_se <- sqrt(outer(se^2, se^2, "+"))
t_statistic <- difference / difference_se
diag(t_statistic) <- 0

set.seed(20151231)
z <- matrix(rnorm(draws * p), draws, p) %*% diag(se)

# The quantile of the largest |t| over the pairs marked TRUE in the upper triangle.
critical <- function(pairs) {
  index <- which(pairs & upper.tri(pairs), arr.ind = TRUE)
  largest <- rep(0, draws)
  for (k in seq_len(nrow(index))) {
    i <- index[k, 1]
    j <- index[k, 2]
    largest <- pmax(largest, abs(z[, i] - z[, j]) / difference_se[i, j])
  }
  unname(quantile(largest, coverage, type = 7))
}

# The largest of the signed statistics over ordered pairs not yet rejected (the stepwise method of the paper
# and of csranks for two-sided sets: pairs once rejected leave, the quantile is drawn again).
critical_ordered <- function(pairs) {
  index <- which(pairs, arr.ind = TRUE)
  largest <- rep(-Inf, draws)
  for (k in seq_len(nrow(index))) {
    i <- index[k, 1]
    j <- index[k, 2]
    largest <- pmax(largest, (z[, i] - z[, j]) / difference_se[i, j])
  }
  unname(quantile(largest, coverage, type = 7))
}

stepwise_rejections <- function(pairs) {
  rejected <- matrix(FALSE, p, p)
  repeat {
    now <- pairs & !rejected
    if (!any(now)) break
    found <- now & t_statistic > critical_ordered(now)
    if (!any(found)) break
    rejected <- rejected | found
  }
  rejected
}

about <- function(i) {
  pairs <- matrix(FALSE, p, p)
  pairs[i, ] <- TRUE
  pairs[, i] <- TRUE
  diag(pairs) <- FALSE
  pairs
}
all_pairs <- !diag(p)

sets <- function(rejected) cbind(colSums(rejected) + 1, p - rowSums(rejected))
# How far the nearest statistic is from the line: a bootstrap whose quantile is nearer than this must agree.
clearance <- function(pairs, line) min(abs(abs(t_statistic[pairs]) - line))

simultaneous_critical <- critical(all_pairs)
marginal_critical <- vapply(seq_len(p), function(i) critical(about(i)), 0)
simultaneous <- sets(t_statistic > simultaneous_critical)
marginal <- t(vapply(seq_len(p), function(i) sets(t_statistic > marginal_critical[i])[i, ], c(0, 0)))
simultaneous_stepwise <- sets(stepwise_rejections(all_pairs))
marginal_stepwise <- t(vapply(seq_len(p), function(i) sets(stepwise_rejections(about(i)))[i, ], c(0, 0)))

write_reference(
  commandArgs(TRUE)[1], "ranks.R",
  "Mogstad, Romano, Shaikh and Wilhelm (2024) Rev Econ Stud 91:476, section 3; the procedure of csranks",
  inputs = list(value = x, se = se, coverage = coverage, draws = draws, seed = 20151231),
  results = list(
    simultaneous_critical = simultaneous_critical, marginal_critical = marginal_critical,
    simultaneous = simultaneous, marginal = marginal,
    simultaneous_stepwise = simultaneous_stepwise, marginal_stepwise = marginal_stepwise,
    simultaneous_clearance = clearance(all_pairs, simultaneous_critical),
    marginal_clearance = vapply(seq_len(p), function(i) clearance(about(i), marginal_critical[i]), 0)))
