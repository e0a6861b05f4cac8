# Shares leaving for a cause within a window among those still in (survival::survfit from a starting time, with
# late entry and clusters) and rates by bands of weeks (Poisson regression with the sandwich over clusters).
# Run in this folder: Rscript landmark.R ../../tests/relationships/reference/landmark.json
suppressMessages({library(survival); library(sandwich)})
source("json.R")

set.seed(20120101)
n <- 300
cluster <- sample(1:12, n, replace = TRUE)
effect <- rnorm(12, 0, 0.4)
exits <- cbind(rexp(n, exp(effect[cluster]) / 250), rexp(n, 1 / 400), rexp(n, 1 / 500))
stay <- pmax(ceiling(apply(exits, 1, min)), 1)
cause <- apply(exits, 1, which.min)
entry <- ifelse(runif(n) < 0.3, floor(runif(n, 0, 150)) + 0.5, 0)
seen <- entry + floor(runif(n, 60, 500)) + 0.5
keep <- stay > entry
stay <- stay[keep]; cause <- cause[keep]; entry <- entry[keep]; seen <- seen[keep]; cluster <- cluster[keep]
n <- length(stay)
cause <- ifelse(stay > seen, 0, cause)
time <- ifelse(cause == 0, floor(seen), stay)
bad <- time <= entry
time[bad] <- time[bad] + 1

state <- factor(cause, 0:3, c("in", "job", "active", "other"))
weeks <- c(1, 4, 10, 26, 40)
horizon <- 13
# A little after the day, so that whoever leaves on the day of the landmark is no longer in.
# survfit's own error for several states is that of persons; its influence added up by cluster is the clusters'.
window <- function(w) {
  fit <- survfit(Surv(entry, time, state) ~ 1, id = seq_len(n), start.time = 7 * w + 0.25,
    data = data.frame(entry, time, state), influence = TRUE)
  last <- max(which(fit$time <= 7 * (w + horizon)))
  influence <- fit$influence.pstate[, last, 2]
  who <- as.integer(dimnames(fit$influence.pstate)[[1]])
  c(fit$pstate[last, 2], sqrt(sum(rowsum(influence, cluster[who])^2)))
}
windows <- t(sapply(weeks, window))

edges <- c(0, 8, 20, 52)
divided <- function(entry) {
  pieces <- do.call(rbind, lapply(1:3, function(k) {
    low <- 7 * edges[k]; high <- 7 * edges[k + 1]
    spent <- pmax(pmin(time, high) - pmax(entry, low), 0) / 7
    data.frame(band = k, cluster, spent, job = as.integer(cause == 1 & time > low & time <= high))
  }))
  pieces[pieces$spent > 0, ]
}
# A cluster that is not in a band counts as one all the same, so the factor is put on by hand.
g <- length(unique(cluster))
sandwich_of <- function(fit, clusters) vcovCL(fit, clusters, type = "HC0", cadjust = FALSE) * g / (g - 1)
pieces <- divided(entry)
rates <- sapply(1:3, function(k) {
  rows <- pieces$band == k
  fit <- glm(job ~ 1, poisson, offset = log(spent), data = pieces[rows, ])
  c(exp(coef(fit)), sqrt(sandwich_of(fit, pieces$cluster[rows])))
})
# Counted in whole days: whoever enters half a day before day d is at risk all of it.
pieces <- divided(floor(entry))
fit <- glm(job ~ factor(band, c(2, 1, 3)), poisson, offset = log(spent), data = pieces,
  control = list(epsilon = 1e-14))
ratio_se <- sqrt(diag(sandwich_of(fit, pieces$cluster)))[2:3]
whole <- survfit(Surv(entry, time, state) ~ 1, id = seq_len(n), data = data.frame(entry, time, state))
incidence <- summary(whole, times = 7 * edges, extend = TRUE)$pstate[, 2]

write_reference(commandArgs(TRUE)[1], "landmark.R",
  "survival::survfit (infinitesimal jackknife over clusters), sandwich::vcovCL of Poisson regressions",
  list(time = time, cause = cause, entry = entry, cluster = cluster, weeks = weeks, horizon = horizon,
    edges = edges),
  list(n_clusters = length(unique(cluster)), share = windows[, 1], se = windows[, 2], rate = rates[1, ],
    log_rate_se = rates[2, ], middle_to_others_log = -unname(coef(fit)[2:3]),
    middle_to_others_se = unname(ratio_se), incidence = incidence,
    survival_version = as.character(packageVersion("survival"))))
