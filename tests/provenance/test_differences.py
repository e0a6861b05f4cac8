"""Two folders of reports, and two records, are told apart: cells, words, and what can change them."""

import dataclasses
import subprocess

import pytest

from batt.provenance.differences.causes import can_reach, causes, possible_causes, reach_of_table
from batt.provenance.differences.changed_numbers import NOT_THERE, ChangedCell, changed_cells
from batt.provenance.differences.changed_texts import changed_texts
from batt.provenance.differences.printed_folder import read_folder
from batt.provenance.record import software
from batt.provenance.record.run_record import RECORD, OptionInForce, read_record
from batt.registry import load

PAGE = "annual_report.nb.html"
HEADINGS = ("Tiltak", "2015", "n")
ROWS = [("AVKL", "40 %", "20"), ("APS", "30 %", "30"), ("AB", "50 %", "40")]


def table(rows, headings=HEADINGS, id="numbers", group=""):
    head = "".join(f'<th scope="col">{one}</th>' for one in headings)
    body = f'<tr><th scope="colgroup" colspan="3">{group}</th></tr>' if group else ""
    for first, *rest in rows:
        body += f'<tr><th scope="row">{first}</th>{"".join(f"<td>{one}</td>" for one in rest)}</tr>'
    return (
        f'<figure class="table" id="{id}"><figcaption>Tall</figcaption>'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></figure>"
    )


def html(*parts):
    return f"<!DOCTYPE html><html><head><style>p {{}}</style></head><body>{''.join(parts)}</body></html>"


@pytest.fixture
def folders(tmp_path):
    """Write two folders, each told by its pages, and read them."""

    def write(before, after):
        sides = []
        for name, pages in (("before", before), ("after", after)):
            for page, text in pages.items():
                file = tmp_path / name / page
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8")
            sides.append(read_folder(tmp_path / name))
        return sides

    return write


def of_tables(folders, before, after, page=PAGE):
    return changed_cells(*folders({page: html(before)}, {page: html(after)}))


def test_a_changed_cell_is_told_by_its_page_table_row_and_column(folders):
    after = [ROWS[0], ("APS", "31 %", "30"), ROWS[2]]
    assert of_tables(folders, table(ROWS), table(after)) == [
        ChangedCell(PAGE, "numbers", "APS", "2015", "30 %", "31 %")
    ]


def test_equal_folders_have_no_differences(folders):
    before, after = folders({PAGE: html(table(ROWS))}, {PAGE: html(table(ROWS))})
    assert changed_cells(before, after) == [] and changed_texts(before, after) == []


def test_rows_are_matched_by_heading_and_not_by_place(folders):
    assert of_tables(folders, table(ROWS), table(ROWS[::-1])) == []


def test_an_added_and_a_lost_row_are_one_difference_each(folders):
    after = [ROWS[0], ("KIA", "7 %", "9"), ROWS[2]]
    assert of_tables(folders, table(ROWS), table(after)) == [
        ChangedCell(PAGE, "numbers", "APS", "", "APS · 30 % · 30", NOT_THERE),
        ChangedCell(PAGE, "numbers", "KIA", "", NOT_THERE, "KIA · 7 % · 9"),
    ]


def test_of_rows_with_the_same_heading_an_added_one_is_one_difference(folders):
    weeks = [("AB", str(week), f"{week * 3} %") for week in range(6)]
    [found] = of_tables(folders, table(weeks), table([*weeks[:2], ("AB", "1", "99 %"), *weeks[2:]]))
    assert (found.row, found.before, found.after) == ("AB (3)", NOT_THERE, "AB · 1 · 99 %")
    [found] = of_tables(folders, table(weeks), table([*weeks[:2], ("AB", "2", "99 %"), *weeks[3:]]))
    assert (found.row, found.column, found.before, found.after) == ("AB (3)", "n", "6 %", "99 %")


def test_an_added_column_is_one_difference_and_the_others_keep_theirs(folders):
    after = [(first, "1", value, n) for first, value, n in ROWS]
    assert of_tables(folders, table(ROWS), table(after, ("Tiltak", "2014", "2015", "n"))) == [
        ChangedCell(PAGE, "numbers", "", "2014", NOT_THERE, "3 cells")
    ]


def test_a_heading_that_changes_in_its_number_alone_is_the_same_row(folders):
    before, after = [("APS, n = 40", "50 %", "40")], [("APS, n = 41", "50 %", "41")]
    found = of_tables(folders, table(before), table(after))
    assert [(one.column, one.before, one.after) for one in found] == [
        ("Tiltak", "APS, n = 40", "APS, n = 41"), ("n", "40", "41"),
    ]  # fmt: skip
    months = of_tables(folders, table([("12", "1", "2")]), table([("24", "1", "2")]))
    assert [one.column for one in months] == ["", ""]


def test_a_table_and_a_page_on_one_side_alone_are_one_difference_each(folders):
    before = {PAGE: html(table(ROWS)), "method.nb.html": html(table(ROWS))}
    after = {PAGE: html(table(ROWS), table(ROWS, id="more"))}
    assert changed_cells(*folders(before, after)) == [
        ChangedCell(PAGE, "more", "", "", NOT_THERE, "3 rows"),
        ChangedCell("method.nb.html", "", "", "", "1 table", NOT_THERE),
    ]


def test_a_figure_that_is_hidden_on_one_side_is_a_difference(folders):
    [found] = of_tables(folders, table([("AB", ":", "4")]), table([("AB", "41 %", "4")]))
    assert (found.before, found.after) == (":", "41 %")


@pytest.mark.parametrize(
    ("page", "row", "group", "heading", "meant"),
    [
        (PAGE, "APS", "8. Formidling til arbeid", "2015", ("i08", "NO", "APS")),
        (PAGE, "1. NAV-undersøkelsen", "", "2015", ("i01", "NO", "ALL")),
        (PAGE, "8. Formidling til arbeid", "", "KiA", ("i08", "NO", "KIA")),
        ("scorecard/A007.nb.html", "8. Formidling til arbeid · AB", "", "◆ Dere", ("i08", "A007", "AB")),
        ("scorecard/A007.nb.html", "8. Formidling til arbeid · AB", "", "Landet", ("i08", "NO", "AB")),
        ("county_report/03.en.html", "10. Time in programme · APS", "", "2015", ("i10", "03", "APS")),
        ("comparisons.nb.html", "AB", "8. Formidling til arbeid. Høyere er bedre.", "n", ("i08", "", "AB")),
        # Another register's numbering, and a date, are no indicator of ours.
        (PAGE, "6. Oppholdstid", "", "2015", ("", "", "")),
        (PAGE, "8. januar 2016", "", "2015", ("", "", "")),
        (PAGE, "APS", "", "2015", ("", "", "")),
    ],
)
def test_a_cell_is_told_whose_number_it_is_as_far_as_headings_say(folders, page, row, group, heading, meant):
    headings = ("Hva", heading)
    before, after = (table([(row, value)], headings, group=group) for value in ("1", "2"))
    [found] = of_tables(folders, before, after, page)
    assert (found.indicator, found.unit, found.programme) == meant


def test_words_outside_tables_are_told_by_paragraph_and_spaces_do_not_matter(folders):
    before = html("<p>Andelen\n er <b>41</b> %.</p><p>Slutt.</p>", table(ROWS))
    after = html("<p>Andelen er <b>42</b>  %.</p>\n<p>Slutt.</p>", table(ROWS))
    [found] = changed_texts(*folders({PAGE: before}, {PAGE: after}))
    assert (found.page, found.before, found.after) == (PAGE, "Andelen er 41 %.", "Andelen er 42 %.")


def test_what_is_told_of_a_picture_is_part_of_the_words_and_its_bytes_are_not(folders):
    before, after = (html(f'<img alt="Høyest er {n}." src="data:{n}">') for n in ("APS", "AB"))
    [found] = changed_texts(*folders({PAGE: before}, {PAGE: after}))
    assert (found.before, found.after) == ("Høyest er APS.", "Høyest er AB.")
    same = [html(f'<img alt="Høyest." src="data:{n}">') for n in ("APS", "AB")]
    assert changed_texts(*folders({PAGE: same[0]}, {PAGE: same[1]})) == []


def test_a_front_page_differs_not_by_its_editions_and_what_tells_of_the_run_is_left_out(folders):
    head, rest = '<ol><li><a href="#reports">R</a></li>', '<h2 id="how-made">Slik</h2>'
    before = html(head, "</ol>", rest)
    listed = '<li><a href="#editions">Utgaver</a></li>\n</ol><h2 id="editions">Utgaver</h2><ul>1</ul>'
    own = {"run.json": "a", "how.nb.html": "a", "manifest.json": "a", "edition.json": "a"}
    sides = folders({"index.html": before, **own}, {"index.html": html(head, listed, rest)})
    assert list(sides[0].files) == ["index.html"]
    assert sides[0].files == sides[1].files and changed_texts(*sides) == []


def test_a_damaged_page_differs_and_is_read_all_the_same(folders, tmp_path):
    before, after = folders({PAGE: html("<p>Slutt</p>")}, {PAGE: "x"})
    (tmp_path / "after" / PAGE).write_bytes(b"<table><p>Sl\xff")
    assert [one.after for one in changed_texts(before, read_folder(after.folder))] == ["Sl\ufffd"]


@pytest.fixture(scope="module")
def record(recorded):
    made = read_record(recorded.reports(2015) / RECORD)
    software = dataclasses.replace(made.software, is_dirty=False, commit="c" * 40)
    return dataclasses.replace(made, software=software)


def of_software(record, **more):
    return dataclasses.replace(record, software=dataclasses.replace(record.software, **more))


def of_reading(record, key, choice):
    options = [OptionInForce(key, choice, False) if one.key == key else one for one in record.options]
    return dataclasses.replace(record, options=options)


def told(found):
    return [(one.kind, str(one)) for one in found]


def test_a_record_differs_in_nothing_from_itself(record):
    assert causes(record, record) == []


def test_received_files_are_told_by_year_sender_and_table_or_by_name_where_it_is_known(record):
    files = [file for file in record.received if file.table in ("deltakerlop", "svar_nav")]
    changed = dataclasses.replace(files[0], sha256="0" * 64)
    new = dataclasses.replace(files[0], table="metode")
    after = dataclasses.replace(record, received=[*record.received[1:], new])
    after = dataclasses.replace(
        after, received=[changed if one == files[0] else one for one in after.received]
    )
    found = causes(record, after, {changed: "data/raw/2014/deltakerlop.csv"})
    gone = record.received[0]
    assert told(found) == [
        ("data", "data/raw/2014/deltakerlop.csv has been changed."),
        ("data", f"a file with metode received for 2014 ({new.sender}) is new."),
        ("data", f"a file with {gone.table} received for {gone.year} ({gone.sender}) is not there."),
    ]
    assert files[0].sha256 in found[0].detail and "0" * 64 in found[0].detail


def test_rows_reach_the_indicators_that_are_counted_from_them_or_from_rows_that_refer_to_them():
    assert reach_of_table("svar_nav") == {"i01"}
    assert reach_of_table("kompetansetimer") == {"i04"}
    assert reach_of_table("deltakerlop") == {"i05", "i06", "i08", "i09", "i10", "i11", "i12", "i13"}
    assert reach_of_table("nav_kontor") >= {"i01", "i08"}
    # Who there is, a workbook of several tables, and what stands beside the figures can change all.
    assert [reach_of_table(name) for name in ("tiltaksarrangor", "", "resultatmal")] == [None] * 3


def test_a_reading_reaches_the_indicators_whose_rules_read_it(record):
    options = [
        dataclasses.replace(one, choice="inclusive") if one.key == "weeks" else one for one in record.options
    ]
    [found] = causes(record, dataclasses.replace(record, options=options))
    assert told([found]) == [("options", "the reading weeks was exclusive and is inclusive.")]
    assert {one.id for one in load().indicators if can_reach(found, one.id)} == {"i10", "i12", "i13"}
    members = [
        OptionInForce("forening", "ATTF", False) if one.key == "forening" else one for one in record.options
    ]
    [found] = causes(record, dataclasses.replace(record, options=members))
    assert all(can_reach(found, one.id) for one in load().indicators)


def test_a_rule_of_another_version_reaches_its_indicator_and_a_changed_registry_all(record):
    versions = record.registry.versions | {"i08": "0"}
    of_rule = dataclasses.replace(record, registry=dataclasses.replace(record.registry, versions=versions))
    [found] = causes(of_rule, record)
    assert found.kind == "registry" and str(found).startswith("the rule of i08 is of another version (0 → ")
    assert can_reach(found, "i08") and not can_reach(found, "i09")
    of_hash = dataclasses.replace(record, registry=dataclasses.replace(record.registry, sha256="0"))
    [found] = causes(of_hash, record)
    assert told([found]) == [("registry", "the registry has been changed.")] and can_reach(found, "i09")


def test_code_and_environment_reach_everything(record):
    code = of_software(record, source="0", commit="d" * 40, is_dirty=True)
    [found] = causes(record, code)
    assert told([found]) == [("code", "the code is another one.")] and can_reach(found, "i01")
    assert found.detail == f"It was {'c' * 12} and is {'d' * 12} with changes that are in no commit."
    other = of_software(
        record, lock="0", python="3.13.1", packages=record.software.packages | {"numpy": "1.0"}
    )
    found = causes(record, other)
    assert [one.where for one in found] == ["requirements.lock", "python", "numpy"]
    assert {one.kind for one in found} == {"environment"} and all(can_reach(one, "i01") for one in found)


def test_a_note_of_the_editor_changes_no_figure_and_corrections_can_change_all(record):
    notes = record.other_inputs | {"data/editorial/2015/nb.md": "a", "data/corrections.csv": "b"}
    found = causes(record, dataclasses.replace(record, other_inputs=notes))
    assert told(found) == [
        ("data", "data/corrections.csv is new."), ("data", "data/editorial/2015/nb.md is new."),
    ]  # fmt: skip
    assert [can_reach(one, "i08") for one in found] == [True, False]
    assert [can_reach(one, "") for one in found] == [True, False]


def test_a_number_is_told_the_causes_that_can_reach_it_and_all_where_none_is_known_to(record):
    options = [
        dataclasses.replace(one, choice="inclusive") if one.key == "weeks" else one for one in record.options
    ]
    both = causes(record, dataclasses.replace(of_software(record, python="3.13.1"), options=options))
    assert [one.kind for one in possible_causes(both, "i10")] == ["options", "environment"]
    assert [one.kind for one in possible_causes(both, "i08")] == ["environment"]
    assert [one.kind for one in possible_causes(both[:1], "i08")] == ["options"]


@pytest.fixture
def commits(tmp_path, monkeypatch):
    """A checkout in which files can be committed, and records of runs from its commits."""
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.setattr(software, "project_folder", lambda: folder)

    def git(*words):
        who = ["-c", "user.name=n", "-c", "user.email=e"]
        done = subprocess.run(["git", *who, *words], cwd=folder, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def commit(record, *names):
        for name in names:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            with (folder / name).open("a") as stream:
                stream.write("x\n")
        git("init", "-q")
        git("add", ".")
        git("commit", "-q", "-m", "m")
        head = git("rev-parse", "HEAD")
        return of_software(record, commit=head, source=head)

    return commit


def test_where_both_commits_are_known_it_is_told_in_which_folders_the_code_differs(record, commits):
    before = commits(record, "batt/clean/run.py", "README.md")
    after = commits(record, "batt/clean/run.py", "notebooks/reports/a.ipynb", "batt/cli.py", "README.md")
    [found] = causes(before, after)
    assert found.detail.endswith(" It differs in batt, batt/clean, notebooks/reports.")
    for untold in ({"is_dirty": True}, {"commit": "--output=x"}, {"commit": ""}):
        assert "differs in" not in causes(before, of_software(after, **untold))[0].detail


def test_where_only_facts_of_the_registry_differ_the_code_is_no_cause(record, commits):
    before = commits(record, "batt/registry/options.yaml", "batt/registry/load.py")
    facts = commits(
        record, "batt/registry/options.yaml", "batt/registry/codes/a.csv", "batt/indicators/i08.yaml"
    )
    assert causes(before, facts) == []
    assert [one.kind for one in causes(before, commits(record, "batt/registry/load.py"))] == ["code"]
