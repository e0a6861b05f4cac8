# Mixed models and logits with clusters: lme4, nlme and gee. Run in this folder:
#   Rscript clustered_models.R ../../tests/relationships/reference/clustered_models.json
suppressMessages({library(lme4); library(gee); library(nlme)})
source("json.R")

made <- data.frame(
  g = rep(1:6, c(2, 3, 4, 5, 3, 4)), treated = rep(c(1, 0, 1, 0, 0, 1), c(2, 3, 4, 5, 3, 4)),
  x = c(1, 4, 2, 2, 7, 1, 5, 3, 8, 2, 6, 4, 4, 9, 1, 3, 5, 2, 8, 6, 7),
  y = c(3.1, 4.2, 2.7, 3.3, 5.9, 2.2, 4.8, 3.0, 6.1, 2.9, 5.5, 4.4, 3.9, 7.2, 2.5, 3.6, 4.1, 2.8, 6.6, 5.2, 6.3),
  w = c(5, 9, 12, 7, 4, 20, 15, 3, 8, 11, 6, 10, 14, 2, 9, 7, 13, 5, 16, 4, 8))
# The same with a level per cluster, so that the variance between them is not zero.
made$y_levels <- made$y + c(-1.5, 0.8, 1.2, -0.4, 2.0, -1.1)[made$g]

linear <- function(formula, weights) {
  fit <- lmer(formula, made, weights = weights, REML = TRUE,
    control = lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-12), check.conv.singular = "ignore"))
  v <- as.data.frame(VarCorr(fit))$vcov
  list(coef = unname(fixef(fit)), se = sqrt(diag(as.matrix(vcov(fit)))), between = v[1], within = v[2],
    log_likelihood = as.numeric(logLik(fit)))
}
equal <- rep(1, nrow(made))
df_nlme <- summary(lme(y_levels ~ treated + x, random = ~ 1 | g, data = made))$tTable[, "DF"]

# And with no difference between clusters left beyond the slope, so that the variance between them is zero.
made$y_flat <- made$y - ave(made$y - 0.58 * made$x, made$g)

# cbpp: herds as clusters, periods as dummies (lme4's own example), one row per animal for gee.
herds <- cbpp
binomial_fit <- glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), herds, binomial, nAGQ = 25,
  control = glmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-10)))
animals <- herds[rep(seq_len(nrow(herds)), herds$size), ]
animals$ill <- unlist(lapply(seq_len(nrow(herds)), function(i)
  rep(c(1, 0), c(herds$incidence[i], herds$size[i] - herds$incidence[i]))))
invisible(capture.output(suppressMessages(marginal <- gee(ill ~ period, id = herd, data = animals, family = binomial,
  corstr = "exchangeable", tol = 1e-12, maxiter = 100))))
# The mean share over all herds, everybody in period 4 against everybody in period 1.
share <- function(eta, sd) integrate(function(u) plogis(eta + sd * u) * dnorm(u), -Inf, Inf, rel.tol = 1e-12)$value
b <- fixef(binomial_fit)
sd <- as.data.frame(VarCorr(binomial_fit))$sdcor

write_reference(
  commandArgs(TRUE)[1], "clustered_models.R",
  paste("lme4", packageVersion("lme4"), "gee", packageVersion("gee"), "nlme", packageVersion("nlme")),
  inputs = list(g = made$g, treated = made$treated, x = made$x, y = made$y, y_levels = made$y_levels, w = made$w,
    herd = as.integer(herds$herd), period = as.integer(herds$period), size = herds$size, ill = herds$incidence),
  results = list(
    linear = linear(y_levels ~ treated + x + (1 | g), equal),
    linear_weighted = linear(y_levels ~ treated + x + (1 | g), made$w),
    linear_no_variance = linear(y_flat ~ treated + x + (1 | g), equal),
    df = unname(df_nlme),
    cbpp_logit = list(coef = unname(b), se = unname(sqrt(diag(as.matrix(vcov(binomial_fit))))), sd = sd,
      share_difference = share(b[1] + b[4], sd) - share(b[1], sd)),
    cbpp_gee = list(coef = unname(coef(marginal)), robust_se = unname(sqrt(diag(marginal$robust.variance))),
      alpha = marginal$working.correlation[1, 2])))
