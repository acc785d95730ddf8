"""The stage without targets, days, chances, marts or migrations."""

from datetime import timedelta

from .conftest import pending


def test_without_targets_it_succeeds_and_says_so(world):
    outcome = world.run()
    assert outcome.code == 0
    assert outcome.result.items() >= {"targets": 0, "pending": 0, "created": 0, "superseded": 0, "states": {}}.items()
    assert "no targets" in outcome.result["message"]


def test_without_days_or_chances_it_succeeds_and_says_so(world):
    world.set_target("Exercise", 60, "more")
    outcome = world.run()
    assert outcome.code == 0
    assert "no past days" in outcome.result["message"]
    assert "no chances" in outcome.result["message"]
    assert world.rows() == []


def test_chances_of_a_later_moment_are_not_used(missed, now):
    missed.connection.execute("update analyzer.chances set calculated_at = %s", [now + timedelta(seconds=1)])
    outcome = missed.run()
    assert outcome.result["states"] == {"Exercise": {"all": "unknown"}}
    assert "no chances" in outcome.result["message"]


def test_without_chances_the_reason_of_the_analysis_is_repeated(missed):
    missed.connection.execute("truncate analyzer.chances")
    assert missed.run().result["message"].endswith("run the analyzer: lifetracer run analyzer --wait.")
    missed.connection.execute(
        "insert into analyzer.silences values (now(), '5 days to learn from so far.'), "
        "(now() - interval '1 day', '4 days to learn from so far.')"
    )
    assert missed.run().result["message"].endswith("no change is proposed: 5 days to learn from so far.")
    missed.connection.execute("insert into analyzer.snapshots (calculated_at, method) values (now(), 'mixture')")
    assert missed.run().result["message"].endswith("run the analyzer: lifetracer run analyzer --wait.")


def test_before_the_first_transform_it_succeeds_and_keeps_what_is_pending(missed):
    missed.run()
    missed.connection.execute("drop table marts.daily_actual, marts.calendar_days, marts.daily_summary")
    outcome = missed.run()
    assert outcome.code == 0
    assert "run the transform" in outcome.result["message"]
    assert pending(missed) == [("Exercise", 60, 50)]


def test_marts_of_another_version_name_the_transform(missed):
    missed.connection.execute("alter table marts.daily_summary drop column long_entry_count")
    outcome = missed.run()
    assert outcome.code == 65
    assert "lifetracer run transform" in outcome.error


def test_a_database_without_migrations_names_migrate(world):
    world.connection.execute("alter table app.targets rename to elsewhere")
    outcome = world.run()
    world.connection.execute("alter table app.elsewhere rename to targets")
    assert outcome.code == 78
    assert "lifetracer migrate" in outcome.error


def test_a_database_of_the_migrations_before_names_migrate(missed):
    for table in ("app.target_states", "analyzer.chances"):
        missed.connection.execute(f"alter table {table} rename to elsewhere")
        outcome = missed.run()
        missed.connection.execute(f"alter table {table.split('.')[0]}.elsewhere rename to {table.split('.')[1]}")
        assert outcome.code == 78
        assert table in outcome.error
        assert "lifetracer migrate" in outcome.error
    assert missed.rows() == []
