"""What went out is remembered, and not hidden by halves later."""

import datetime

import pandas as pd
import pytest

from batt.errors import DisclosureError, UsageError
from batt.paths import Root
from batt.protection import release
from batt.protection.releases import released_rows

DAY = datetime.date(2016, 2, 25)
KEYS = {"unit_level": "provider", "unit_id": "A001", "programme": "AB", "indicator": "i08"}


def saved(root, level, **keys):
    folder = root.disclosure(2015)
    folder.mkdir(parents=True, exist_ok=True)
    frame = pd.DataFrame([{"year": 2015, **KEYS, **keys, "level": level, "primary": 0}])
    frame.to_parquet(folder / "protection.parquet", index=False)


def test_a_release_says_what_was_shown_and_holds_no_figure(tmp_path):
    root = Root(tmp_path)
    saved(root, 1)
    file = release(root, 2015, "all", DAY)
    assert file.read_text(encoding="utf-8") == (
        "year,unit_level,unit_id,programme,indicator,level,forening\n2015,provider,A001,AB,i08,1,all\n"
    )


def test_of_several_releases_the_one_that_showed_most_counts(tmp_path):
    root = Root(tmp_path)
    for level, day in ((2, DAY), (0, DAY + datetime.timedelta(1)), (1, DAY + datetime.timedelta(2))):
        saved(root, level)
        release(root, 2015, "all", day)
    assert released_rows(root, 2015)["level"].to_list() == [0]
    assert released_rows(root, 2014) is None


def test_of_another_association_only_the_providers_own_rows_count(tmp_path):
    root = Root(tmp_path)
    saved(root, 0)
    release(root, 2015, "ATTF", DAY)
    saved(root, 0, unit_level="country", unit_id="NO")
    release(root, 2015, "ATTF", DAY + datetime.timedelta(1))
    assert released_rows(root, 2015, "all")["unit_level"].to_list() == ["provider"]
    assert set(released_rows(root, 2015, "ATTF")["unit_level"]) == {"provider", "country"}


def test_reports_that_were_never_made_or_went_out_that_day_are_refused(tmp_path):
    with pytest.raises(UsageError, match="no reports to release"):
        release(Root(tmp_path), 2015, "all", DAY)
    saved(Root(tmp_path), 0)
    release(Root(tmp_path), 2015, "all", DAY)
    with pytest.raises(UsageError, match="is there already"):
        release(Root(tmp_path), 2015, "all", DAY)


def test_a_release_that_cannot_be_read_stops_the_run(tmp_path):
    folder = Root(tmp_path).released
    folder.mkdir(parents=True)
    (folder / "2015_2016-02-25.csv").write_text("year;level\n2015;0\n", encoding="utf-8")
    with pytest.raises(DisclosureError, match="cannot be read as a release"):
        released_rows(Root(tmp_path), 2015)
