# Writes nested lists as JSON with base R alone, every number with 15 significant digits.

json_text <- function(x) {
  quoted <- function(s) paste0('"', gsub('"', '\\\\"', gsub("\\\\", "\\\\\\\\", s)), '"')
  if (is.null(x)) return("null")
  if (is.list(x)) {
    parts <- vapply(x, json_text, "")
    if (is.null(names(x))) return(paste0("[", paste(parts, collapse = ", "), "]"))
    return(paste0("{", paste(quoted(names(x)), parts, sep = ": ", collapse = ",\n "), "}"))
  }
  cell <- function(v) {
    if (is.na(v)) return("null")
    if (is.character(v)) return(quoted(v))
    if (is.logical(v)) return(tolower(as.character(v)))
    format(v, digits = 15, scientific = if (v != 0 && abs(v) < 1e-4) TRUE else FALSE)
  }
  cells <- vapply(x, cell, "")
  names(cells) <- NULL
  if (is.matrix(x)) {
    rows <- vapply(seq_len(nrow(x)), function(i) json_text(as.vector(x[i, ])), "")
    return(paste0("[", paste(rows, collapse = ",\n "), "]"))
  }
  if (length(x) == 1 && !inherits(x, "AsIs")) cells else paste0("[", paste(cells, collapse = ", "), "]")
}

# `results` and `inputs` with where they come from. The checksum of the script lets a test see that the
# numbers were made by the script as it stands.
write_reference <- function(path, script, formulas, inputs, results) {
  origin <- list(
    r_version = R.version.string,
    packages = "base, stats, tools",
    script = paste0("benchmarks/reference/", script),
    script_md5 = unname(tools::md5sum(script)),
    formulas = formulas
  )
  writeLines(json_text(list(origin = origin, inputs = inputs, results = results)), path)
}
