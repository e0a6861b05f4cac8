// Search, filters and sorting of the list of providers. Without this script the page lists everything.
(() => {
  "use strict";
  const table = document.getElementById("provider-list");
  if (!table) return;
  const [finder, text, county, programme, reset, found] = [
    "finder", "find-text", "find-county", "find-programme", "find-all", "found",
  ].map((id) => document.getElementById(id));
  const lang = document.documentElement.lang;
  const fold = (said) =>
    said.toLocaleLowerCase(lang).replaceAll("ø", "o").replaceAll("æ", "ae").normalize("NFD").replace(/\p{M}/gu, "");
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row) => ({
    row,
    said: fold([0, 1, 2].map((at) => row.cells[at].textContent).join(" ")),
    county: row.dataset.county,
    programmes: row.dataset.programmes.split(" "),
  }));

  const find = () => {
    const wanted = fold(text.value).split(/\s+/);
    let shown = 0;
    for (const one of rows) {
      const fits = wanted.every((word) => one.said.includes(word)) &&
        (!county.value || one.county === county.value) &&
        (!programme.value || one.programmes.includes(programme.value));
      one.row.hidden = !fits;
      shown += fits;
    }
    table.parentElement.hidden = !shown;
    found.textContent = shown ? found.dataset.some.replace("#", shown) : found.dataset.none;
  };

  const order = new Intl.Collator("nb", { numeric: true }).compare;
  const heads = [...table.tHead.rows[0].cells];
  const sort = (at) => {
    const down = heads[at].ariaSort === "ascending";
    heads.forEach((head) => head.removeAttribute("aria-sort"));
    heads[at].setAttribute("aria-sort", down ? "descending" : "ascending");
    const key = (one) => one.row.cells[at].textContent.trim();
    rows.sort((a, b) => (down ? order(key(b), key(a)) : order(key(a), key(b))));
    body.append(...rows.map((one) => one.row));
  };
  heads.forEach((head, at) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(at));
    head.append(button);
  });
  heads[0].setAttribute("aria-sort", "ascending");

  for (const control of [text, county, programme]) control.addEventListener("input", find);
  text.addEventListener("keydown", (pressed) => {
    const first = rows.find((one) => !one.row.hidden);
    if (pressed.key === "Enter" && first) first.row.querySelector("a")?.focus();
  });
  reset.addEventListener("click", () => {
    text.value = county.value = programme.value = "";
    find();
    text.focus();
  });
  // A reader who comes back finds what was typed still there.
  addEventListener("pageshow", find);
  finder.hidden = false;
  find();
})();
