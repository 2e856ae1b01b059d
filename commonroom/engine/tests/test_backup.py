import shutil
import stat
import tarfile
from pathlib import Path

import psycopg
import pytest

from commonroom.engine import backup
from commonroom.engine.postgres import DATABASE, Cluster
from commonroom.engine.tests.conftest import scratch, started_copy
from commonroom.engine.tests.test_postgres import QUIET

DIGEST = "SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM schools_school t"


@pytest.fixture(scope="module")
def house(empty_cluster):
    """A house with a hidden row, a kept file and an anchor."""
    with scratch() as data, started_copy(empty_cluster, data) as cluster:
        furnish(data, cluster)
        yield cluster


def furnish(data, cluster):
    (data / "files" / "ab").mkdir(parents=True)
    (data / "files" / "ab" / "ks2.csv").write_text("URN,1\n")
    (data / "secret_key").write_text("a key")
    (data / "anchors").mkdir()
    (data / "anchors" / "national").write_text("7 abc\n")
    with psycopg.connect(cluster.url("cr_owner")) as owner:
        owner.execute("CREATE TABLE schools_school (urn int, name text)")
        owner.execute("INSERT INTO schools_school SELECT n, 'School ' || n FROM generate_series(1, 500) n")
        owner.execute("ALTER TABLE schools_school ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        owner.execute("CREATE POLICY none ON schools_school USING (urn = 1)")


@pytest.fixture(scope="module")
def copy(house, tmp_path_factory):
    target = tmp_path_factory.mktemp("copies") / "copy.tar"
    backup.backup(target, data=house.data, superuser_url=house.superuser_url(DATABASE))
    return target


@pytest.fixture
def empty_house(data):
    with Cluster(data, **QUIET) as cluster:
        yield cluster


@pytest.fixture
def spoilt(copy, tmp_path):
    return Path(shutil.copy(copy, tmp_path / "spoilt.tar"))


def bring_back(copy, house):
    return backup.restore(copy, data=house.data, superuser_url=house.superuser_url(DATABASE))


def test_copy_when_brought_back_holds_every_row_and_file(house, copy, empty_house):
    bring_back(copy, empty_house)

    with (
        psycopg.connect(house.superuser_url(DATABASE)) as old,
        psycopg.connect(empty_house.superuser_url(DATABASE)) as new,
    ):
        assert new.execute(DIGEST).fetchone() == old.execute(DIGEST).fetchone()
        assert new.execute("SELECT count(*) FROM schools_school").fetchone() == (500,)
    assert (empty_house.data / "files" / "ab" / "ks2.csv").read_text() == "URN,1\n"
    assert (empty_house.data / "anchors" / "national").read_text() == "7 abc\n"


def test_copy_when_brought_back_keeps_owner_rights_and_row_policies(copy, empty_house):
    bring_back(copy, empty_house)

    with psycopg.connect(empty_house.url()) as app:
        assert app.execute("SELECT urn FROM schools_school").fetchall() == [(1,)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("DROP POLICY none ON schools_school")


def test_signing_key_when_not_asked_for_stays_out_of_the_copy(copy):
    assert sorted(backup.check(copy)["entries"]) == ["anchors/national", "database.dump", "files/ab/ks2.csv"]


def test_signing_key_when_asked_for_comes_back_for_its_owner_only(house, empty_house, tmp_path_factory):
    copy = tmp_path_factory.mktemp("copies") / "copy.tar"
    backup.backup(copy, data=house.data, superuser_url=house.superuser_url(DATABASE), with_key=True)

    bring_back(copy, empty_house)

    key = empty_house.data / "secret_key"
    assert (key.read_text(), stat.S_IMODE(key.stat().st_mode)) == ("a key", 0o600)


def test_restore_when_the_database_holds_schools_is_refused(house, copy, tmp_path):
    with pytest.raises(backup.Refused, match="holds records already"):
        backup.restore(copy, data=tmp_path, superuser_url=house.superuser_url(DATABASE))


def test_restore_when_kept_files_lie_there_is_refused(house, copy):
    with pytest.raises(backup.Refused, match="holds files already"):
        bring_back(copy, house)


@pytest.mark.parametrize("where", [0.2, 0.5, 0.9])
def test_copy_when_one_byte_differs_is_refused(where, spoilt):
    with tarfile.open(spoilt) as tar:
        dump = tar.getmember("database.dump")
    content = bytearray(spoilt.read_bytes())
    content[dump.offset_data + int(dump.size * where)] ^= 1
    spoilt.write_bytes(content)

    with pytest.raises(backup.Refused, match="differs from its manifest"):
        backup.check(spoilt)


def test_copy_when_cut_short_is_refused(spoilt):
    content = spoilt.read_bytes()
    spoilt.write_bytes(content[: len(content) // 2])

    with pytest.raises(backup.Refused):
        backup.check(spoilt)


def test_copy_when_it_names_a_path_outside_is_refused(tmp_path):
    outside = tmp_path / "outside"
    outside.write_text("x")
    with tarfile.open(tmp_path / "copy.tar", "w") as tar:
        tar.add(outside, arcname="files/../../outside")

    with pytest.raises(backup.Refused, match="no copy of Commonroom"):
        backup.check(tmp_path / "copy.tar")


def test_backup_when_the_file_exists_is_refused(house, copy):
    with pytest.raises(backup.Refused, match="exists already"):
        backup.backup(copy, data=house.data, superuser_url=house.superuser_url(DATABASE))

    assert [path.name for path in copy.parent.iterdir()] == ["copy.tar"]
