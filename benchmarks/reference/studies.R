# Comparisons of the studies that no shared reference has: CR2 within the 16 sites of the JTPA women's file, and
# Fine-Gray with Efron's ties (finegray and coxph) and cause-specific Cox for every way out of unempdur.csv.
# Run in this folder, with the folder of the two files:
#   Rscript studies.R ../../tests/study/reference/compared.json <folder>
suppressMessages({library(clubSandwich); library(survival)})
source("json.R")
folder <- commandArgs(TRUE)[2]

d <- read.csv(file.path(folder, "jtpa_women_16sites.csv"))
d$agec <- (d$age - 35) / 10
within <- lm(as.numeric(Y > 0) ~ T + agec + I(agec^2) + factor(site), data = d)
v <- vcovCR(within, cluster = d$site, type = "CR2")
test <- coef_test(within, vcov = v, test = "Satterthwaite")[2, ]

u <- read.csv(file.path(folder, "unempdur.csv"))
u$cause <- with(u, ifelse(censor1 == 1, 1, ifelse(censor2 == 1, 2, ifelse(censor3 == 1, 3, 0))))
u$insured <- as.numeric(u$ui == "yes")
u$exit <- factor(u$cause, 0:3, c("still", "full_time", "part_time", "other_exit"))
ratios <- function(name) {
  f <- finegray(Surv(spell, exit) ~ ., data = u[c("id", "spell", "exit", "insured", "age", "logwage", "tenure")], etype = name)
  overall <- coxph(Surv(fgstart, fgstop, fgstatus) ~ insured + age + logwage + tenure,
                   data = f, weights = fgwt, cluster = id, ties = "efron")
  cause <- coxph(Surv(spell, exit == name) ~ insured + age + logwage + tenure, data = u, ties = "efron")
  list(fine_gray = unname(coef(overall)[1]), fine_gray_se = sqrt(overall$var[1, 1]),
       cox = unname(coef(cause)[1]), cox_se = sqrt(cause$var[1, 1]),
       zph = unname(cox.zph(cause)$table["insured", c("chisq", "p")]))
}

write_reference(
  commandArgs(TRUE)[1], "studies.R",
  paste("clubSandwich", packageVersion("clubSandwich"), "vcovCR(type = CR2), coef_test(test = Satterthwaite);",
        "survival", packageVersion("survival"), "finegray, coxph, cox.zph"),
  inputs = list(files = c("jtpa_women_16sites.csv", "unempdur.csv")),
  results = list(
    jtpa_within = list(coef = test$beta, se = test$SE, df = test$df_Satt, p = test$p_Satt),
    unempdur_full_time = ratios("full_time"), unempdur_part_time = ratios("part_time"),
    unempdur_other_exit = ratios("other_exit")))
