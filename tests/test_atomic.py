"""What is written is there whole, or what was there before is."""

import pytest

from batt.atomic import atomic_file, atomic_folder, is_unfinished, temporary_name, tidy, write_text


def names(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_a_file_takes_the_place_of_the_old_one_and_leaves_no_other(tmp_path):
    file = tmp_path / "sub" / "table.csv"
    write_text(file, "old\n")
    write_text(file, "new\n")
    assert file.read_bytes() == b"new\n"
    assert names(tmp_path) == ["sub", "sub/table.csv"]


def test_until_the_end_readers_find_the_old_file(tmp_path):
    file = tmp_path / "table.csv"
    file.write_text("old")
    with atomic_file(file) as new:
        new.write_text("new")
        assert file.read_text() == "old" and new.suffix == ".csv"
    assert file.read_text() == "new"


def test_a_failure_leaves_the_old_file_alone(tmp_path):
    file = tmp_path / "table.csv"
    file.write_text("old")
    with pytest.raises(ValueError), atomic_file(file) as new:
        new.write_text("half of")
        raise ValueError
    assert file.read_text() == "old" and names(tmp_path) == ["table.csv"]


def test_a_folder_is_replaced_with_all_that_was_in_it(tmp_path):
    for texts in ({"a": "1", "b": "2"}, {"a": "3", "sub/c": "4"}):
        with atomic_folder(tmp_path / "2015") as new:
            for name, text in texts.items():
                write_text(new / name, text)
    assert names(tmp_path / "2015") == ["a", "sub", "sub/c"]
    assert (tmp_path / "2015" / "a").read_text() == "3"
    assert [path.name for path in tmp_path.iterdir()] == ["2015"]


def test_a_failure_leaves_the_old_folder_alone(tmp_path):
    with atomic_folder(tmp_path / "2015") as new:
        write_text(new / "a", "1")
    with pytest.raises(ValueError), atomic_folder(tmp_path / "2015") as new:
        write_text(new / "a", "2")
        raise ValueError
    assert (tmp_path / "2015" / "a").read_text() == "1"
    assert [path.name for path in tmp_path.iterdir()] == ["2015"]


def test_tidying_puts_back_a_folder_that_was_moved_aside_and_removes_the_rest(tmp_path):
    write_text(tmp_path / "x" / ".2014.old" / "a", "moved aside, and nothing came")
    write_text(tmp_path / "x" / ".2015.old" / "a", "moved aside for the new")
    write_text(tmp_path / "x" / "2015" / "a", "the new")
    write_text(tmp_path / "x" / ".2016.new" / "a", "half of it")
    temporary_name(tmp_path / "page.nb.html").write_text("half of it")
    write_text(tmp_path / ".gitkeep", "")
    tidy(tmp_path)
    assert names(tmp_path) == [".gitkeep", "x", "x/2014", "x/2014/a", "x/2015", "x/2015/a"]
    assert (tmp_path / "x" / "2015" / "a").read_text() == "the new"


@pytest.mark.parametrize("name", ["page.nb.html", "SHA256SUMS", "2015.parquet", ".gitkeep"])
def test_a_temporary_name_is_known_and_a_name_of_its_own_is_not(name, tmp_path):
    assert is_unfinished(temporary_name(tmp_path / name)) and not is_unfinished(tmp_path / name)
