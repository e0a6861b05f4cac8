# The wild cluster bootstrap-t with restricted residuals, written down plainly: every one of the 2^6 samples of
# signs is made and refitted by lm. Run in this folder:
#   Rscript wild_cluster_bootstrap.R ../../tests/relationships/reference/wild_cluster_bootstrap.json
source("json.R")

g <- rep(1:6, c(2, 3, 4, 5, 3, 4))
treated <- rep(c(1, 0, 1, 0, 0, 1), c(2, 3, 4, 5, 3, 4))
x <- c(1, 4, 2, 2, 7, 1, 5, 3, 8, 2, 6, 4, 4, 9, 1, 3, 5, 2, 8, 6, 7)
y <- c(3.1, 4.2, 2.7, 3.3, 5.9, 2.2, 4.8, 3.0, 6.1, 2.9, 5.5, 4.4, 3.9, 7.2, 2.5, 3.6, 4.1, 2.8, 6.6, 5.2, 6.3)
w <- c(5, 9, 12, 7, 4, 20, 15, 3, 8, 11, 6, 10, 14, 2, 9, 7, 13, 5, 16, 4, 8)

# t of one coefficient against a value, with the plain cluster covariance.
t_against <- function(design, outcome, column, value) {
  inverse <- solve(crossprod(design))
  coef <- inverse %*% crossprod(design, outcome)
  left <- as.vector(outcome - design %*% coef)
  meat <- Reduce(`+`, lapply(unique(g), function(one) tcrossprod(crossprod(design[g == one, , drop = FALSE], left[g == one]))))
  (coef[column] - value) / sqrt((inverse %*% meat %*% inverse)[column, column])
}
p_value <- function(weights, column, value) {
  root <- sqrt(weights)
  design <- cbind(1, treated, x) * root
  outcome <- y * root
  moved <- outcome - design[, column] * value
  null_fit <- lm.fit(design[, -column], moved)
  signs <- as.matrix(expand.grid(rep(list(c(-1, 1)), 6)))
  observed <- t_against(design, outcome, column, value)
  drawn <- apply(signs, 1, function(s) {
    again <- null_fit$fitted.values + null_fit$residuals * s[g] + design[, column] * value
    t_against(design, again, column, value)
  })
  (1 + sum(abs(drawn) >= abs(observed) * (1 - 1e-9))) / (1 + nrow(signs))
}
equal <- rep(1, length(y))
write_reference(
  commandArgs(TRUE)[1], "wild_cluster_bootstrap.R",
  "Cameron, Gelbach and Miller (2008), all sign vectors enumerated",
  inputs = list(g = g, treated = treated, x = x, y = y, w = w),
  results = list(
    treated = p_value(equal, 2, 0), treated_weighted = p_value(w, 2, 0), x = p_value(equal, 3, 0),
    x_half_weighted = p_value(w, 3, 0.5), treated_minus_half = p_value(equal, 2, -0.5)))
