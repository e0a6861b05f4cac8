# Reference numbers for the methods of people who stay and leave, from packages survival and cmprsk.
# Run in this folder: Rscript staying.R ../../tests/relationships/reference/staying.json
source("json.R")
suppressMessages({
  library(survival)
  library(cmprsk)
})

# --- one small data set: ties, late entry, strata, clusters of unlike size, two causes ---------------------
set.seed(4)
n <- 240
cluster <- sample(1:18, n, TRUE, prob = 1:18)
stratum <- sample(0:1, n, TRUE)
x1 <- rbinom(n, 1, 0.45)
x2 <- round(rnorm(n) + 0.2 * x1, 3)
rate <- 0.02 * exp(0.5 * x1 - 0.3 * x2 + rep_len(c(-0.4, 0, 0.4), 18)[cluster])
job <- rexp(n, rate)
other <- rexp(n, 0.015)
seen <- runif(n, 15, 120)
time <- ceiling(pmin(job, other, seen))
cause <- ifelse(seen < pmin(job, other), 0, ifelse(job < other, 1, 2))
entry <- ifelse(runif(n) < 0.3, pmin(floor(runif(n, 0, 25)) + 0.5, time - 0.5), 0)
group <- sample(0:2, n, TRUE)
d <- data.frame(id = seq_len(n), cluster, stratum, x1, x2, time, cause, entry, group)

# --- Cox ---------------------------------------------------------------------------------------------------
numbers <- function(fit) list(coef = unname(coef(fit)), naive = unname(fit$naive.var),
  robust = unname(vcov(fit)), loglik = fit$loglik)
cox <- function(ties) coxph(Surv(entry, time, cause == 1) ~ x1 + x2 + strata(stratum), d, ties = ties,
  cluster = cluster)
no_strata <- coxph(Surv(entry, time, cause == 1) ~ x1 + x2, d)
zph <- function(transform) unname(cox.zph(no_strata, transform = transform)$table[, "chisq"])
hazard <- function(ties) {
  h <- basehaz(coxph(Surv(entry, time, cause == 1) ~ x1 + x2 + strata(stratum), d, ties = ties),
    centered = FALSE)
  h <- h[c(TRUE, diff(h$hazard) != 0), ]
  h <- h[h$hazard > 0, ]
  list(time = h$time, stratum = as.integer(h$strata) - 1L, hazard = h$hazard)
}

# --- Fine and Gray -----------------------------------------------------------------------------------------
d$state <- factor(d$cause, 0:2, c("in", "job", "other"))
weighted <- finegray(Surv(entry, time, state) ~ x1 + x2 + cluster, d, etype = "job", id = id)
fine_gray <- function(ties) {
  fit <- coxph(Surv(fgstart, fgstop, fgstatus) ~ x1 + x2, weighted, weights = fgwt, ties = ties,
    cluster = cluster)
  list(coef = unname(coef(fit)), robust = unname(vcov(fit)))
}
# crr puts exits and ends of observation of one day together; exits a little earlier, as finegray has them.
crr_exits_first <- crr(d$time - 0.2 * (d$cause > 0), d$cause, as.matrix(d[, c("x1", "x2")]))

# --- Gray's test -------------------------------------------------------------------------------------------
tests <- cuminc(d$time, d$cause, d$group)$Tests

# --- cumulative incidence by cluster -----------------------------------------------------------------------
# survfit's own error is by person when id is given: the error by cluster from moving each cluster's weight.
days <- c(10, 20, 40, 60)
band <- 5:60
step <- 1e-4
incidence_at <- function(weight, at) {
  curve <- survfit(Surv(entry, time, state) ~ 1, d, id = id, weights = weight, se.fit = FALSE)
  curve$pstate[findInterval(at, curve$time), 2]
}
influence <- t(vapply(sort(unique(cluster)), function(g) {
  mine <- step * (cluster == g)
  (incidence_at(1 + mine, band) - incidence_at(1 - mine, band)) / (2 * step)
}, numeric(length(band))))
at <- match(days, band)
incidence <- list(day = days, incidence = incidence_at(rep(1, n), days))

# As incidence_band: each cluster's influence enlarged by its share of the days under observation, the largest
# standardised deviation over days 5 to 60 under normal multipliers, over the root of a chi-square.
share <- tapply(d$time - floor(d$entry), cluster, sum) / sum(d$time - floor(d$entry))
enlarged <- influence / sqrt(1 - c(share))
incidence$se <- sqrt(colSums(enlarged^2))[at]
incidence$df <- 1 / sum(share^2) - 1
enlarged <- sweep(enlarged, 2, sqrt(colSums(enlarged^2)), "/")
set.seed(5)
draws <- 200000
largest <- apply(abs(matrix(rnorm(draws * nrow(enlarged)), draws) %*% enlarged), 1, max)
largest <- largest / sqrt(rchisq(draws, incidence$df) / incidence$df)

# --- mean cumulative count ---------------------------------------------------------------------------------
many <- rpois(n, 0.04 * (d$time - ceiling(d$entry)))
event_row <- rep(seq_len(n), many)
event_time <- pmin(ceiling(d$entry[event_row] + runif(sum(many)) * (d$time - d$entry)[event_row]),
  d$time[event_row])
# By hand: S(u-) dN(u) / Y(u) with case weights, and its derivative by each cluster's weight.
mean_count <- function(weight, ends, once) {
  events <- data.frame(row = event_row, time = event_time)
  if (once) events <- unique(events)
  at <- seq_len(max(d$time))
  y <- vapply(at, function(t) sum(weight[d$entry < t & d$time >= t]), 0)
  dn <- vapply(at, function(t) sum(weight[events$row[events$time == t]]), 0)
  dead <- vapply(at, function(t) sum(weight[d$time == t & ends]), 0)
  still <- c(1, cumprod(ifelse(y > 0, 1 - dead / y, 1)))[at]
  cumsum(ifelse(y > 0, still * dn / y, 0))[days]
}
by_hand <- function(ends, once = FALSE) {
  ones <- rep(1, n)
  moved <- vapply(sort(unique(cluster)), function(g) {
    mine <- step * (cluster == g)
    (mean_count(ones + mine, ends, once) - mean_count(ones - mine, ends, once)) / (2 * step)
  }, numeric(length(days)))
  list(mean = mean_count(ones, ends, once), jackknife_se = sqrt(rowSums(moved^2)),
    se = sqrt(colSums(t(moved)^2 / (1 - c(share)))))
}
# Where nobody leaves it is the Nelson-Aalen estimator; package survival has its robust variance.
pieces <- do.call(rbind, lapply(seq_len(n), function(i) {
  stops <- sort(unique(c(event_time[event_row == i], d$time[i])))
  counts <- vapply(stops, function(s) sum(event_time[event_row == i] == s), 0)
  data.frame(id = i, cluster = cluster[i], start = c(d$entry[i], head(stops, -1)), stop = stops, event = counts)
}))
single <- pieces
single$event <- pmin(single$event, 1)
nelson <- survfit(Surv(start, stop, event) ~ 1, single, id = id, cluster = cluster, robust = TRUE)
at <- findInterval(days, nelson$time)

result <- list(
  origin = list(
    r_version = R.version.string,
    packages = paste0("survival ", packageVersion("survival"), ", cmprsk ", packageVersion("cmprsk")),
    script = "benchmarks/reference/staying.R",
    script_md5 = unname(tools::md5sum("staying.R")),
    formulas = paste("coxph, cox.zph, basehaz, finegray, survfit of package survival; crr and cuminc of",
      "package cmprsk; the mean cumulative count by hand (Ghosh and Lin 2000), its error by moving each",
      "cluster's weight")
  ),
  inputs = list(entry = d$entry, time = d$time, cause = d$cause, x1 = d$x1, x2 = d$x2, cluster = d$cluster,
    stratum = d$stratum, group = d$group, event_row = event_row - 1, event_time = event_time),
  results = list(
    cox = list(efron = numbers(cox("efron")), breslow = numbers(cox("breslow"))),
    baseline = list(efron = hazard("efron"), breslow = hazard("breslow")),
    zph = list(km = zph("km"), identity = zph("identity")),
    fine_gray = list(efron = fine_gray("efron"), breslow = fine_gray("breslow"),
      crr_no_late_entry = unname(crr_exits_first$coef)),
    gray = list(statistic = unname(tests[, "stat"]), p = unname(tests[, "pv"])),
    incidence = c(incidence, list(critical_5_to_60 = unname(quantile(largest, 0.95)))),
    mean_count = list(day = days, leaving = by_hand(d$cause > 0),
      one_event_a_day = by_hand(rep(FALSE, n), once = TRUE),
      survfit = list(mean = nelson$cumhaz[at], jackknife_se = nelson$std.chaz[at]))
  )
)
writeLines(json_text(result), commandArgs(TRUE)[1])
