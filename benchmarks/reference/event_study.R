# Group-time effects by two-by-two differences in differences (lm), and their averages, on a made panel with
# joining in different years. No package for them is needed: without covariates each is a difference of means.
# Run in this folder: Rscript event_study.R ../../tests/relationships/reference/event_study.json
source("json.R")

set.seed(15)
years <- 2012:2015
joined <- c(rep(2013, 5), rep(2014, 6), rep(2015, 5), rep(Inf, 10), rep(-Inf, 3))
units <- length(joined)
size <- round(exp(rnorm(units, 3, 0.7))) + 3
y <- outer(rnorm(units, 0.3, 0.1), rep(1, 4)) + outer(rep(1, units), c(0, 0.02, -0.01, 0.03)) +
  matrix(rnorm(units * 4, 0, 0.05), units)
y <- round(y + 0.06 * outer(joined, years, "<="), 6)
y[3, 4] <- NA # a provider of the 2013 joiners without a figure in 2015
y[20, 1] <- NA # one that never joins without a figure in 2012

cell <- function(g, t, w, never) {
  base <- which(years == g - 1)
  at <- which(years == t)
  change <- y[, at] - y[, base]
  out <- if (never) joined == Inf else joined > max(t, g - 1) & joined != g
  used <- !is.na(change) & (joined == g | out)
  treated <- as.numeric(joined == g)
  fit <- lm(change ~ treated, weights = w, subset = used)
  unname(coef(fit)[2])
}
all_cells <- function(w, never) {
  found <- NULL
  for (g in c(2013, 2014, 2015)) for (t in setdiff(years, g - 1)) {
    n <- sum(joined == g & !is.na(y[, years == t] - y[, years == g - 1]))
    size_joined <- sum(w[joined == g & !is.na(y[, years == t] - y[, years == g - 1])])
    found <- rbind(found, data.frame(joined = g, period = t, att = cell(g, t, w, never), joined_n = n,
      size_joined = size_joined))
  }
  found
}
# Each provider that joined first averages its own cohort's effects over its years since joining. The cells
# are linear in the outcomes of those who joined, so the mean over providers is a mean of own changes less the
# comparison's.
averages <- function(w, never) {
  total <- 0
  weights <- 0
  events <- list()
  for (i in which(is.finite(joined))) {
    g <- joined[i]
    base <- which(years == g - 1)
    own <- NULL
    for (t in setdiff(years, g - 1)) {
      change <- y[, years == t] - y[, base]
      if (is.na(change[i])) next
      out <- if (never) joined == Inf else joined > max(t, g - 1) & joined != g
      effect <- change[i] - weighted.mean(change[out], w[out], na.rm = TRUE)
      key <- as.character(t - g)
      events[[key]] <- rbind(events[[key]], c(effect, w[i]))
      if (t >= g) own <- c(own, effect)
    }
    if (!is.null(own)) {
      total <- total + w[i] * mean(own)
      weights <- weights + w[i]
    }
  }
  list(overall = total / weights,
    by_event_time = lapply(events[order(as.numeric(names(events)))], function(e) weighted.mean(e[, 1], e[, 2])))
}

# One cohort of 2015 against those who never join, no weights: HC2 with Welch's degrees of freedom is exactly
# the test of two means with unequal variances.
change <- y[, 4] - y[, 3]
welch <- t.test(change[joined == 2015], change[joined == Inf])
# One cohort of 2014: the mean of a provider's two later years less the year before.
later <- (y[, 3] + y[, 4]) / 2 - y[, 2]
welch_two_years <- t.test(later[joined == 2014], later[joined == Inf])
test <- function(found) list(value = unname(found$estimate[1] - found$estimate[2]), se = found$stderr,
  df = unname(found$parameter), low = found$conf.int[1], high = found$conf.int[2], p = found$p.value)
# The same with weights: the HC2 standard error of the regression on joining.
treated <- as.numeric(joined == 2015)
pair <- joined == 2015 | joined == Inf
fit <- lm(change ~ treated, weights = size, subset = pair)
hc2 <- sqrt(sandwich::vcovHC(fit, type = "HC2")[2, 2])

plain <- rep(1, units)
write_reference(
  commandArgs(TRUE)[1], "event_study.R",
  paste("Callaway and Sant'Anna (2021) eq. 2.8 by lm on two groups and two years; t.test; sandwich",
    packageVersion("sandwich"), "vcovHC(type = HC2)"),
  inputs = list(years = years, joined = ifelse(is.finite(joined), joined, ifelse(joined > 0, 9999, 0)),
    size = size, y = y),
  results = list(
    not_yet = c(as.list(all_cells(plain, FALSE)), averages(plain, FALSE)),
    not_yet_weighted = c(as.list(all_cells(size, FALSE)), averages(size, FALSE)),
    never = c(as.list(all_cells(plain, TRUE)), averages(plain, TRUE)),
    welch = test(welch), welch_two_years = test(welch_two_years),
    weighted_cell = list(value = unname(coef(fit)[2]), hc2 = hc2)))
