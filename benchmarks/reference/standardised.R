# A logit averaged over the people in the data, on the 16 sites of the JTPA women's file: employment over age as
# a restricted cubic spline, with covariates; standard errors by numerical gradients of the averages.
# Run in this folder, with the folder of jtpa_women_16sites.csv:
#   Rscript standardised.R ../../tests/relationships/reference/standardised.json <folder>
suppressMessages(library(sandwich))
source("json.R")

d <- read.csv(file.path(commandArgs(TRUE)[2], "jtpa_women_16sites.csv"))
d$employed <- as.numeric(d$Y > 0)
knots <- quantile(d$age, c(0.05, 0.35, 0.65, 0.95), names = FALSE)
others <- c("married", "black", "hsorged")

# Harrell's truncated power basis, scaled by the square of the range of the knots.
basis <- function(x) {
  k <- length(knots)
  cube <- function(z) pmax(z, 0)^3
  terms <- sapply(seq_len(k - 2), function(j) {
    (cube(x - knots[j]) - cube(x - knots[k - 1]) * (knots[k] - knots[j]) / (knots[k] - knots[k - 1]) +
      cube(x - knots[k]) * (knots[k - 1] - knots[j]) / (knots[k] - knots[k - 1])) / (knots[k] - knots[1])^2
  })
  cbind(1, x, matrix(terms, nrow = length(x)))
}
z <- as.matrix(d[, others])
fitted_logit <- function(design) {
  fit <- glm(d$employed ~ 0 + design, family = binomial, control = glm.control(epsilon = 1e-14, maxit = 50))
  list(coef = unname(coef(fit)), vcov = unname(vcovCL(fit, cluster = d$site, type = "HC1", cadjust = TRUE)))
}
gradient <- function(f, at) {
  sapply(seq_along(at), function(i) {
    h <- 1e-5 * max(abs(at[i]), 1e-3)
    up <- at; down <- at
    up[i] <- up[i] + h; down[i] <- down[i] - h
    (f(up) - f(down)) / (2 * h)
  })
}
with_error <- function(f, fit) {
  g <- gradient(f, fit$coef)
  c(f(fit$coef), sqrt(drop(g %*% fit$vcov %*% g)))
}

curve <- fitted_logit(cbind(basis(d$age), z))
average <- function(age) function(coef) mean(plogis(drop(cbind(basis(rep(age, nrow(d))), z) %*% coef)))
at <- c(20, 30, 40, 50)
shares <- sapply(at, function(age) with_error(average(age), curve))
compared <- quantile(d$age, c(0.1, 0.5, 0.9), names = FALSE)
contrast <- with_error(function(b) average(compared[3])(b) - average(compared[1])(b), curve)

line <- fitted_logit(cbind(1, d$age, z))
ten_more <- function(coef) {
  mean(plogis(drop(cbind(1, d$age + 10, z) %*% coef)) - plogis(drop(cbind(1, d$age, z) %*% coef)))
}

write_reference(
  commandArgs(TRUE)[1], "standardised.R",
  paste("glm, sandwich", packageVersion("sandwich"), "vcovCL(type = HC1), delta method with central differences"),
  inputs = list(outcome = "Y > 0", exposure = "age", covariates = others, clusters = "site", at = at),
  results = list(n = nrow(d), knots = knots, share = shares[1, ], se = shares[2, ],
    compared = compared, contrast = contrast[1], contrast_se = contrast[2],
    ten_more = with_error(ten_more, line)[1], ten_more_se = with_error(ten_more, line)[2]))
