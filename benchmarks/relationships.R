# The counterparts in R of the methods that relationships.py times: reads its CSV files, then times each method
# inside this process. Called by relationships.py with: folder of the files, number of runs, file for the result.
arguments <- commandArgs(TRUE)
folder <- arguments[1]
runs <- as.integer(arguments[2])
own <- sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE))
source(file.path(dirname(own), "reference", "json.R"))

files <- list.files(folder, pattern = "\\.csv$")
tables <- setNames(lapply(file.path(folder, files), read.csv), sub("\\.csv$", "", files))
state <- function(d) factor(d$cause, 0:3, c("in", "job", "active", "other"))
for (name in c("stays", "fresh", "small")) {
  tables[[name]]$state <- state(tables[[name]])
  tables[[name]]$id <- seq_len(nrow(tables[[name]]))
}
items <- paste0("u", 1:8)

# Each method: the package it needs, and a function that computes and returns the numbers to compare.
methods <- list(
  quadratic_logit = list("sandwich", function(t) {
    fit <- glm(is_job ~ weeks + I(weeks^2), binomial, t$leavers)
    covariance <- sandwich::vcovCL(fit, cluster = t$leavers$provider)
    coef(fit)
  }),
  aalen_johansen = list("survival", function(t) {
    fit <- survfit(Surv(entry, time, state) ~ 1, t$stays, id = id)
    fit$pstate[findInterval(c(182, 364, 546), fit$time), 2]
  }),
  gray_test = list("cmprsk", function(t) {
    fit <- cuminc(t$fresh$time, t$fresh$cause, t$fresh$capability)
    fit$Tests[1, "stat"]
  }),
  cox_clustered = list("survival", function(t) {
    fit <- coxph(Surv(entry, time, cause == 1) ~ capability, t$stays, cluster = provider)
    c(coef(fit), fit$loglik[2])
  }),
  cox_changing_in_strata = list("survival", function(t) {
    fit <- coxph(Surv(entry, time, event) ~ changes + strata(provider), t$episodes, cluster = provider)
    coef(fit)
  }),
  proportional_hazards_test = list("survival", function(t) {
    fit <- coxph(Surv(entry, time, cause == 1) ~ capability, t$stays)
    cox.zph(fit, transform = "km")$table[1, "chisq"]
  }),
  fine_gray = list("survival", function(t) {
    weighted <- finegray(Surv(entry, time, state) ~ capability + provider, t$stays, etype = "job", id = id)
    coef(coxph(Surv(fgstart, fgstop, fgstatus) ~ capability, weighted, weights = fgwt, cluster = provider))
  }),
  # crr puts exits and ends of observation of one day together; exits a little earlier, as ours has them.
  fine_gray_against_crr = list("cmprsk", function(t) {
    d <- t$small
    crr(d$time - 0.2 * (d$cause > 0), d$cause, as.matrix(d$capability))$coef
  }),
  gee_exchangeable = list("gee", function(t) {
    invisible(capture.output(suppressMessages(fit <- gee(is_job ~ capability + weeks, id = provider,
      data = t$leavers, family = binomial, corstr = "exchangeable", tol = 1e-8, maxiter = 100))))
    coef(fit)
  }),
  random_intercept_logit = list("lme4", function(t) {
    fit <- glmer(is_job ~ capability + I(weeks / 10) + (1 | provider), t$leavers, binomial, nAGQ = 25)
    fixef(fit)
  }),
  mixed_model = list("lme4", function(t) {
    fit <- lmer(share ~ capability + factor(year) + (1 | provider), t$panel, weights = n)
    fixef(fit)[1:2]
  }),
  cr2_satterthwaite = list("clubSandwich", function(t) {
    fit <- lm(share ~ capability + factor(year), t$panel)
    test <- coef_test(fit, vcov = vcovCR(fit, cluster = t$panel$provider, type = "CR2"), test = "Satterthwaite")
    c(test$SE[2], test$df_Satt[2])
  }),
  wild_cluster_bootstrap = list("sandwich", function(t) {
    fit <- lm(share ~ capability + factor(year), t$panel)
    covariance <- sandwich::vcovBS(fit, cluster = t$panel$provider, R = 999, type = "webb")
    coef(fit)[2]
  }),
  proportional_odds = list("MASS", function(t) {
    fit <- polr(factor(u1) ~ I(helped == 1) + I(helped == 2), t$users, Hess = TRUE)
    coef(fit)
  }),
  alpha_and_omega = list("psych", function(t) {
    invisible(capture.output(suppressMessages(suppressWarnings({
      alpha <- psych::alpha(t$users[, items])
      one <- psych::fa(t$users[, items], nfactors = 1, fm = "ml")
    }))))
    alpha$total$raw_alpha
  }),
  rank_sum = list("stats", function(t) {
    d <- t$users
    fit <- wilcox.test(d$u1[d$helped == 1], d$u1[d$helped == 0], exact = FALSE, correct = FALSE)
    fit$statistic
  }),
  kruskal = list("stats", function(t) kruskal.test(t$users$u1, t$users$helped)$statistic),
  partial_correlations = list("corpcor", function(t) {
    found <- pcor.shrink(as.matrix(t$profiles), verbose = FALSE)
    found[1, 2:5]
  }),
  matched_gaps = list("boot", function(t) {
    themes <- c(1, 2, 5, 6)
    mean_of <- function(d, prefix) sapply(paste0(prefix, themes), function(item)
      tapply(d[[item]], d$provider, mean, na.rm = TRUE))
    users <- mean_of(t$users, "u")
    offices <- mean_of(t$offices, "n")
    both <- intersect(rownames(users), rownames(offices))
    gap <- rowMeans(users[both, ] - offices[both, ], na.rm = TRUE)
    drawn <- boot::boot(gap, function(x, chosen) mean(x[chosen]), R = 4999)
    mean(gap)
  }),
  kendall_jackknife = list("stats", function(t) {
    x <- t$profiles$u1
    y <- t$profiles$u2
    left_out <- vapply(seq_along(x), function(i) cor(x[-i], y[-i], method = "kendall"), 0)
    n <- length(x)
    c(cor(x, y, method = "kendall"), sqrt((n - 1) / n * sum((left_out - mean(left_out))^2)))
  })
)

timed <- function(method) {
  if (!suppressMessages(suppressWarnings(requireNamespace(method[[1]], quietly = TRUE)))) {
    return(list(missing = method[[1]]))
  }
  suppressMessages(suppressWarnings(library(method[[1]], character.only = TRUE)))
  seconds <- numeric(0)
  # What takes more than a minute is not run again.
  while (length(seconds) < runs && sum(seconds) < 60) {
    began <- proc.time()[["elapsed"]]
    value <- suppressWarnings(method[[2]](tables))
    seconds <- c(seconds, proc.time()[["elapsed"]] - began)
  }
  list(seconds = median(seconds), value = I(unname(as.vector(value))))
}
found <- lapply(names(methods), function(name) {
  message("R: ", name)
  timed(methods[[name]])
})
writeLines(json_text(setNames(found, names(methods))), arguments[3])
