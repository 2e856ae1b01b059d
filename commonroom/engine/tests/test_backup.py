import tarfile

import psycopg
import pytest

from commonroom.engine import backup
from commonroom.engine.postgres import DATABASE, Cluster
from commonroom.engine.tests.conftest import copy_cluster
from commonroom.engine.tests.test_postgres import QUIET

DIGEST = "SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM schools_school t"


@pytest.fixture
def house(data):
    """A house with a hidden row, a kept file and an anchor."""
    (data / "files" / "ab").mkdir(parents=True)
    (data / "files" / "ab" / "ks2.csv").write_text("URN,1\n")
    (data / "anchors").mkdir()
    (data / "anchors" / "national").write_text("7 abc\n")
    with Cluster(data, **QUIET) as cluster:
        with psycopg.connect(cluster.url("cr_owner")) as owner:
            owner.execute("CREATE TABLE schools_school (urn int, name text)")
            owner.execute("INSERT INTO schools_school SELECT n, 'School ' || n FROM generate_series(1, 500) n")
            owner.execute("ALTER TABLE schools_school ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
            owner.execute("CREATE POLICY none ON schools_school USING (urn = 1)")
        yield cluster


@pytest.fixture
def empty_house(empty_cluster, tmp_path):
    copy_cluster(empty_cluster, tmp_path)
    with Cluster(tmp_path, **QUIET) as cluster:
        yield cluster


def copy_of(house, folder):
    target = folder / "copy.tar"
    backup.backup(target, data=house.data, superuser_url=house.superuser_url(DATABASE))
    return target


def bring_back(copy, house):
    return backup.restore(copy, data=house.data, superuser_url=house.superuser_url(DATABASE))


def test_copy_when_brought_back_holds_every_row_and_file(house, empty_house, tmp_path_factory):
    copy = copy_of(house, tmp_path_factory.mktemp("copies"))

    bring_back(copy, empty_house)

    with (
        psycopg.connect(house.superuser_url(DATABASE)) as old,
        psycopg.connect(empty_house.superuser_url(DATABASE)) as new,
    ):
        assert new.execute(DIGEST).fetchone() == old.execute(DIGEST).fetchone()
        assert new.execute("SELECT count(*) FROM schools_school").fetchone() == (500,)
    assert (empty_house.data / "files" / "ab" / "ks2.csv").read_text() == "URN,1\n"
    assert (empty_house.data / "anchors" / "national").read_text() == "7 abc\n"


def test_copy_when_brought_back_keeps_owner_rights_and_row_policies(house, empty_house, tmp_path_factory):
    bring_back(copy_of(house, tmp_path_factory.mktemp("copies")), empty_house)

    with psycopg.connect(empty_house.url()) as app:
        assert app.execute("SELECT urn FROM schools_school").fetchall() == [(1,)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("DROP POLICY none ON schools_school")


def test_restore_when_the_database_holds_schools_is_refused(house, tmp_path):
    copy = copy_of(house, tmp_path)
    (house.data / "files").rename(tmp_path / "files")
    (house.data / "anchors").rename(tmp_path / "anchors")

    with pytest.raises(backup.Refused, match="holds records already"):
        bring_back(copy, house)


@pytest.mark.parametrize("where", [0.2, 0.5, 0.9])
def test_copy_when_one_byte_differs_is_refused_before_anything_is_written(where, house, empty_house, tmp_path_factory):
    copy = copy_of(house, tmp_path_factory.mktemp("copies"))
    with tarfile.open(copy) as tar:
        dump = tar.getmember("database.dump")
    content = bytearray(copy.read_bytes())
    content[dump.offset_data + int(dump.size * where)] ^= 1
    copy.write_bytes(content)

    with pytest.raises(backup.Refused, match="differs from its manifest"):
        bring_back(copy, empty_house)

    assert not (empty_house.data / "files").exists()


def test_copy_when_cut_short_is_refused(house, empty_house, tmp_path_factory):
    copy = copy_of(house, tmp_path_factory.mktemp("copies"))
    content = copy.read_bytes()
    copy.write_bytes(content[: len(content) // 2])

    with pytest.raises(backup.Refused):
        bring_back(copy, empty_house)


def test_copy_when_it_names_a_path_outside_is_refused(tmp_path):
    outside = tmp_path / "outside"
    outside.write_text("x")
    with tarfile.open(tmp_path / "copy.tar", "w") as tar:
        tar.add(outside, arcname="files/../../outside")

    with pytest.raises(backup.Refused, match="no copy of Commonroom"):
        backup.check(tmp_path / "copy.tar")


def test_backup_when_the_file_exists_is_refused(house, tmp_path):
    copy = copy_of(house, tmp_path)

    with pytest.raises(backup.Refused, match="exists already"):
        copy_of(house, tmp_path)

    assert list(tmp_path.glob("*.part")) == []
    assert backup.check(copy)["format"] == 1
