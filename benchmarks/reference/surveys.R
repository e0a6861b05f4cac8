# Survey methods beyond what the packages' documented examples give, on the bfi file (psych) and on small made data.
# Ordered logit (MASS::polr) with covariance clustered on age in years, Brant's test written out from the paper,
# clustered variance of the Mann-Whitney share by counting all pairs, influence-function interval of alpha, slope
# within groups with CR2 (clubSandwich), jackknife of Fisher's z, exact binomial and Newcombe by base R.
# Run in this folder, with the folder of bfi.csv:
#   Rscript surveys.R ../../tests/relationships/reference/surveys.json <folder>
suppressMessages({library(MASS); library(clubSandwich)})
source("json.R")
bfi <- read.csv(file.path(commandArgs(TRUE)[2], "bfi.csv"))
bfi$female <- as.numeric(bfi$gender == 2)
bfi$age10 <- bfi$age / 10

# --- ordered logit, clustered ---------------------------------------------------------------------------
loglik_rows <- function(theta, y, x) { # theta: thresholds, then slopes; y 1..K
  k <- max(y) - 1
  cut <- c(-Inf, theta[1:k], Inf)
  eta <- drop(x %*% theta[-(1:k)])
  log(plogis(cut[y + 1] - eta) - plogis(cut[y] - eta))
}
clustered_polr <- function(item, cluster) {
  keep <- !is.na(bfi[[item]])
  d <- bfi[keep, ]
  g <- cluster[keep]
  y <- d[[item]]
  x <- cbind(d$female, d$age10)
  fit <- polr(factor(y) ~ female + age10, data = d, Hess = TRUE, control = list(reltol = 1e-15, maxit = 500))
  theta <- c(fit$zeta, fit$coefficients)
  # One score per row by central differences, and the sandwich of their sums by cluster.
  h <- 1e-5
  scores <- sapply(seq_along(theta), function(j) {
    up <- theta; up[j] <- up[j] + h; down <- theta; down[j] <- down[j] - h
    (loglik_rows(up, y, x) - loglik_rows(down, y, x)) / (2 * h)
  })
  hessian <- optimHess(theta, function(t) -sum(loglik_rows(t, y, x)), control = list(ndeps = rep(1e-4, length(theta))))
  bread <- solve(hessian)
  totals <- rowsum(scores, g)
  groups <- nrow(totals)
  v <- groups / (groups - 1) * bread %*% t(totals) %*% totals %*% bread
  slopes <- length(fit$zeta) + 1:2
  list(n = length(y), n_clusters = groups, coef = unname(fit$coefficients), se = sqrt(diag(v))[slopes],
    se_model = sqrt(diag(bread))[slopes], logLik = as.numeric(logLik(fit)))
}

# --- Brant (1990) -----------------------------------------------------------------------------------------
brant <- function(item) {
  d <- bfi[!is.na(bfi[[item]]), ]
  y <- d[[item]]
  design <- cbind(1, d$female, d$age10)
  steps <- max(y) - 1
  fits <- lapply(1:steps, function(k) glm((y > k) ~ female + age10, family = binomial, data = d,
    control = glm.control(epsilon = 1e-14, maxit = 100)))
  share <- sapply(fits, fitted)
  inverse <- lapply(1:steps, function(k) solve(t(design) %*% (share[, k] * (1 - share[, k]) * design)))
  v <- matrix(0, 2 * steps, 2 * steps)
  for (a in 1:steps) for (b in 1:steps) {
    low <- min(a, b); high <- max(a, b)
    w <- share[, high] - share[, low] * share[, high]
    block <- inverse[[a]] %*% (t(design) %*% (w * design)) %*% inverse[[b]]
    v[2 * (a - 1) + 1:2, 2 * (b - 1) + 1:2] <- block[-1, -1]
  }
  beta <- unlist(lapply(fits, function(f) unname(coef(f)[-1])))
  wald <- function(columns) {
    contrast <- NULL
    for (k in 2:steps) for (j in columns) {
      row <- rep(0, 2 * steps); row[j] <- -1; row[2 * (k - 1) + j] <- 1
      contrast <- rbind(contrast, row)
    }
    stat <- drop(t(contrast %*% beta) %*% solve(contrast %*% v %*% t(contrast)) %*% (contrast %*% beta))
    c(stat, pchisq(stat, nrow(contrast), lower.tail = FALSE))
  }
  all <- wald(1:2)
  list(statistic = all[1], df = 2 * (steps - 1), p = all[2], female = wald(1), age10 = wald(2),
    coef = matrix(beta, steps, 2, byrow = TRUE))
}

# --- Mann-Whitney share with clusters, all pairs ------------------------------------------------------------
x <- c(3, 4, 4, 5, 6, 2, 5, 5, 3, 6)
xc <- c(1, 1, 2, 2, 3, 3, 4, 4, 5, 5)
y <- c(2, 3, 4, 1, 3, 5, 4, 2, 3, 1, 4, 6)
yc <- c(1, 1, 1, 2, 3, 3, 4, 5, 6, 6, 7, 7)
pairs <- outer(x, y, function(a, b) (a > b) + 0.5 * (a == b))
share <- mean(pairs)
above <- rowMeans(pairs); below <- colMeans(pairs)
moved <- tapply(c((above - share) / length(x), (below - share) / length(y)), c(xc, yc), sum)
groups <- length(moved)
clustered_share <- list(share = share, se = sqrt(groups / (groups - 1) * sum(moved^2)),
  se_independent = sqrt(var(above) / length(x) + var(below) / length(y)))

# --- alpha: influence of each respondent by taking the derivative with respect to its weight -----------------
agree <- bfi[, c("A1", "A2", "A3", "A4", "A5")]
agree$A1 <- 7 - agree$A1
age <- bfi$age[complete.cases(agree)]
agree <- as.matrix(agree[complete.cases(agree), ])
alpha_of <- function(w) {
  v <- cov.wt(agree, wt = w / sum(w), method = "ML")$cov
  5 / 4 * (1 - sum(diag(v)) / sum(v))
}
one <- rep(1, nrow(agree))
sampled <- seq(1, nrow(agree), by = 100)
influence <- sapply(sampled, function(i) {
  up <- one; up[i] <- 1 + 1e-4; down <- one; down[i] <- 1 - 1e-4
  (alpha_of(up) - alpha_of(down)) / 2e-4
})

# --- slope within groups, CR2 -------------------------------------------------------------------------------
made <- data.frame(
  cluster = c(1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 4, 4, 4, 5, 5, 5, 5, 6, 6, 6, 6, 6),
  group = c(1, 1, 1, 2, 2, 3, 3, 3, 3, 4, 4, 4, 5, 5, 5, 6, 6, 6, 7, 7, 8, 8, 9, 9, 9, 10, 10),
  x = c(1, 4, 2, 2, 7, 1, 5, 3, 8, 2, 6, 4, 4, 9, 1, 3, 5, 2, 8, 6, 7, 3, 2, 5, 5, 1, 4),
  y = c(3.1, 4.2, 2.7, 3.3, 5.9, 2.2, 4.8, 3.0, 6.1, 2.9, 5.5, 4.4, 3.9, 7.2, 2.5, 3.6, 4.1, 2.8, 6.6, 5.2, 6.3,
    4.0, 3.1, 4.9, 4.2, 2.0, 3.8))
fit <- lm(y ~ x + factor(group), data = made)
test <- coef_test(fit, vcov = vcovCR(fit, cluster = made$cluster, type = "CR2"), test = "Satterthwaite")

# --- jackknife of Fisher's z --------------------------------------------------------------------------------
a <- made$x; b <- made$y
n <- length(a)
z <- atanh(cor(a, b))
pseudo <- n * z - (n - 1) * sapply(seq_len(n), function(i) atanh(cor(a[-i], b[-i])))

write_reference(
  commandArgs(TRUE)[1], "surveys.R",
  paste("MASS", packageVersion("MASS"), "polr; clubSandwich", packageVersion("clubSandwich"), "CR2; Brant (1990)"),
  inputs = list(first = x, first_clusters = xc, second = y, second_clusters = yc, cluster = made$cluster,
    group = made$group, x = made$x, y = made$y),
  results = list(
    polr_A4_by_age = clustered_polr("A4", bfi$age), polr_C2_by_age = clustered_polr("C2", bfi$age),
    brant_A1 = brant("A1"), brant_A4 = brant("A4"), brant_C2 = brant("C2"), brant_E4 = brant("E4"),
    rank_sum_clustered = clustered_share,
    alpha_influence = list(rows = sampled - 1, influence = influence),
    within_slope = list(coef = test$beta[2], se = test$SE[2], df = test$df_Satt[2], p = test$p_Satt[2]),
    correlation = list(r = cor(a, b), se_z = sd(pseudo) / sqrt(n)),
    binomial = list(p_31_of_50 = binom.test(31, 50, 0.5, alternative = "greater")$p.value,
      p_5_of_5 = binom.test(5, 5, 0.5, alternative = "greater")$p.value)))
