# The thirteen indicators in R's data.table, for bench_indicators.py: numerator, denominator and value by provider,
# county, country and programme, with the default readings and with every table delivered by every provider.
# Called with: folder of a CSV file a table and year, the years, file for the table.
# Tells the seconds of reading alone, and of all of it.
suppressPackageStartupMessages(library(data.table))
arguments <- commandArgs(TRUE)
# As many threads as data.table takes by itself: half of the processors.
folder <- arguments[1]
years <- strsplit(arguments[2], ",")[[1]]

jobs <- paste0("F", 1:6)
exit_programmes <- c("AVKL", "APS", "KIA", "AB")
columns <- list(
  providers = c("provider_id", "county"),
  spells = c(
    "spell_id", "participant_id", "provider_id", "programme", "is_exit", "end_cause", "cause_group",
    "stay_days", "days_to_start", "days_to_job", "qualifications"
  ),
  placements = c("spell_id", "partner_id", "placement_type", "has_follow_up", "overlaps_year"),
  partners = c("partner_id", "provider_id", "firm_id", "is_written"),
  staff = c("staff_id", "provider_id", "role", "is_in_rehabilitation"),
  training = c("staff_id", "minutes", "is_paid_time"),
  answers_nav = c("provider_id", paste0("n", 1:9)),
  answers_user = c("provider_id", "programme", "scale_points", paste0("u", 1:8)),
  answers_staff = c("provider_id", paste0("e", 1:9)),
  provider_years = c("provider_id", paste0("health_q", 1:4)),
  provider_programme_years = c("provider_id", "programme", paste0("health_q", 5:6))
)

is_yes <- function(answer) !is.na(answer) & answer == TRUE

mean_of_answers <- function(answers, items) {
  scores <- as.matrix(answers[, ..items])
  scores[is.na(scores) | scores < 1 | scores > 6] <- 0L
  answers[, `:=`(x = rowSums(scores), w = rowSums(scores > 0))][w > 0]
}

added <- function(units, programme = NULL) {
  if (!is.null(programme)) units <- units[, .(provider_id, programme = programme, x, w)]
  units[, .(x = sum(x), w = sum(w)), by = .(provider_id, programme)]
}

indicators <- function(t) {
  exits <- t$spells[is_exit == TRUE & programme %in% exit_programmes]
  from_ab <- exits[programme == "AB"]
  in_practice <- t$placements[overlaps_year == TRUE & placement_type %in% c("HOSPITERING", "ARBEIDSPRAKSIS")]
  placed <- unique(in_practice[is_yes(has_follow_up), spell_id])
  minutes <- t$training[is_yes(is_paid_time), .(x = sum(minutes, na.rm = TRUE)), by = staff_id]
  staff <- minutes[t$staff[is_yes(is_in_rehabilitation) & role != "PRODUKSJON"], on = "staff_id"]
  # Columns first and max() by group: data.table does that in C, and any(... %in% ...) a group at a time in R.
  t$partners[, `:=`(used = as.integer(partner_id %in% in_practice$partner_id), written = as.integer(is_yes(is_written)))]
  agreed <- t$partners[, .(used = max(used), written = max(written)), by = .(provider_id, firm_id)][
    used == 1L & written == 1L
  ]
  reporting <- t$providers[, .(provider_id, x = 0L, w = 1L)]
  questions <- paste0("health_q", 1:6)
  forms <- na.omit(t$provider_years[t$provider_programme_years, on = "provider_id"], cols = questions)
  forms[, `:=`(x = rowSums(.SD), w = 6L), .SDcols = questions]
  t$spells[, placed := as.integer(spell_id %in% placed)]
  participants <- t$spells[, .(x = max(placed)), by = .(participant_id, provider_id, programme)][, w := 1L]
  to_job <- from_ab$end_cause %in% jobs & !is.na(from_ab$days_to_job) & from_ab$days_to_job >= 0
  started <- !is.na(from_ab$days_to_start) & from_ab$days_to_start >= 0
  rbindlist(list(
    i01 = added(mean_of_answers(t$answers_nav, paste0("n", 1:9)), "ALL"),
    i02 = added(mean_of_answers(t$answers_user[is.na(scale_points) | scale_points == 6], paste0("u", 1:8))),
    i03 = added(mean_of_answers(t$answers_staff, paste0("e", 1:9)), "ALL"),
    i04 = added(staff[, .(provider_id, x = fifelse(is.na(x), 0, x / 450), w = 1L)], "ALL"),
    i05 = added(rbind(agreed[, .(provider_id, x = 1L, w = 0L)], reporting), "ALL"),
    i06 = added(participants),
    i07 = added(forms),
    i08 = added(exits[, .(provider_id, programme, x = as.integer(end_cause %in% jobs), w = 1L)]),
    i09 = added(exits[, .(provider_id, programme, x = as.integer(cause_group == "active"), w = 1L)]),
    i10 = added(exits[, .(provider_id, programme, x = stay_days / 7, w = 1L)]),
    i11 = added(exits[programme == "KIA", .(
      provider_id, programme,
      x = as.integer(grepl("K[1-4]", qualifications)), w = 1L
    )]),
    i12 = added(from_ab[started, .(provider_id, programme, x = days_to_start / 7, w = 1L)]),
    i13 = added(from_ab[to_job, .(provider_id, programme, x = days_to_job / 7, w = 1L)])
  ), idcol = "indicator")
}

placed_at <- function(sums, providers) {
  sums <- sums[providers, on = "provider_id", nomatch = NULL]
  whole <- rbindlist(list(
    provider = sums[, .(unit_id = provider_id, programme, indicator, x, w)],
    county = sums[, .(x = sum(x), w = sum(w)), by = .(unit_id = county, programme, indicator)],
    country = sums[, .(unit_id = "NO", x = sum(x), w = sum(w)), by = .(programme, indicator)]
  ), idcol = "unit_level", use.names = TRUE)
  whole[, value := x / w]
}

reading <- 0

figures <- function(year) {
  opened <- proc.time()[["elapsed"]]
  tables <- lapply(setNames(names(columns), names(columns)), function(name) {
    fread(file.path(folder, year, paste0(name, ".csv")), select = columns[[name]],
      colClasses = list(character = intersect(c("county", "cause_group", "qualifications"), columns[[name]])),
      na.strings = ""
    )
  })
  reading <<- reading + proc.time()[["elapsed"]] - opened
  placed_at(indicators(tables), tables$providers)[, year := as.integer(year)]
}

# As for the others, the clock starts when one year has been done.
invisible(figures(years[1]))
reading <- 0
began <- proc.time()[["elapsed"]]
found <- rbindlist(lapply(years, figures))
seconds <- proc.time()[["elapsed"]] - began
if (length(arguments) > 2) fwrite(found, arguments[3])
cat(reading, seconds, "\n")
