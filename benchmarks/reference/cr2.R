# CR2 with Satterthwaite degrees of freedom (clubSandwich) on the 16 sites of the JTPA women's file and on a
# small made panel. Weighted fits are given as least squares on rows times the square root of the weight.
# Run in this folder, with the folder of jtpa_women_16sites.csv:
#   Rscript cr2.R ../../tests/relationships/reference/cr2.json <folder>
suppressMessages(library(clubSandwich))
source("json.R")

fitted <- function(fit, cluster) {
  v <- vcovCR(fit, cluster = cluster, type = "CR2")
  test <- coef_test(fit, vcov = v, test = "Satterthwaite")
  list(coef = unname(coef(fit)), se = test$SE, df = test$df_Satt, p = test$p_Satt)
}

d <- read.csv(file.path(commandArgs(TRUE)[2], "jtpa_women_16sites.csv"))
d$agec <- (d$age - 35) / 10
d$employed <- as.numeric(d$Y > 0)
earnings <- lm(Y ~ T + agec, data = d)
employed <- lm(employed ~ T + agec + I(agec^2), data = d)
site <- aggregate(cbind(employed, agec) ~ site + T, data = d, FUN = mean)
site$n <- aggregate(employed ~ site + T, data = d, FUN = length)$employed
r <- sqrt(site$n)
site_shares <- lm(I(employed * r) ~ 0 + r + I(T * r) + I(agec * r), data = site)

# Six clusters of unequal size, a binary cluster-level column and one that varies.
made <- data.frame(
  g = rep(1:6, c(2, 3, 4, 5, 3, 4)), treated = rep(c(1, 0, 1, 0, 0, 0), c(2, 3, 4, 5, 3, 4)),
  x = c(1, 4, 2, 2, 7, 1, 5, 3, 8, 2, 6, 4, 4, 9, 1, 3, 5, 2, 8, 6, 7),
  y = c(3.1, 4.2, 2.7, 3.3, 5.9, 2.2, 4.8, 3.0, 6.1, 2.9, 5.5, 4.4, 3.9, 7.2, 2.5, 3.6, 4.1, 2.8, 6.6, 5.2, 6.3),
  w = c(5, 9, 12, 7, 4, 20, 15, 3, 8, 11, 6, 10, 14, 2, 9, 7, 13, 5, 16, 4, 8))
q <- sqrt(made$w)
plain <- lm(y ~ treated + x, data = made)
weighted <- lm(I(y * q) ~ 0 + q + I(treated * q) + I(x * q), data = made)
within <- lm(y ~ x + factor(g), data = made) # the slope within clusters, with an effect for each
absorbed <- fitted(within, made$g)

write_reference(
  commandArgs(TRUE)[1], "cr2.R",
  paste("clubSandwich", packageVersion("clubSandwich"), "vcovCR(type = CR2), coef_test(test = Satterthwaite)"),
  inputs = list(g = made$g, treated = made$treated, x = made$x, y = made$y, w = made$w),
  results = list(
    jtpa_earnings = fitted(earnings, d$site), jtpa_employed = fitted(employed, d$site),
    jtpa_site_shares = fitted(site_shares, site$site),
    made_plain = fitted(plain, made$g), made_weighted = fitted(weighted, made$g),
    made_within = list(coef = absorbed$coef[2], se = absorbed$se[2], df = absorbed$df[2])))
