from django.db import migrations, models

SQLITE = [
    # The rows are kept once, in search_entry; this holds only where which word stands. Words come ready made,
    # so the tokenizer has nothing to do but to part them at spaces. `columnsize=0`: nothing is ranked by length.
    """CREATE VIRTUAL TABLE search_words USING fts5(
        title_key, number_key, body_key, labels,
        content='search_searchentry', content_rowid='id', columnsize=0, tokenize="ascii tokenchars '_'")""",
    """CREATE TRIGGER search_words_added AFTER INSERT ON search_searchentry BEGIN
        INSERT INTO search_words(rowid, title_key, number_key, body_key, labels)
        VALUES (new.id, new.title_key, new.number_key, new.body_key, new.labels); END""",
    """CREATE TRIGGER search_words_removed AFTER DELETE ON search_searchentry BEGIN
        INSERT INTO search_words(search_words, rowid, title_key, number_key, body_key, labels)
        VALUES ('delete', old.id, old.title_key, old.number_key, old.body_key, old.labels); END""",
    """CREATE TRIGGER search_words_changed AFTER UPDATE ON search_searchentry BEGIN
        INSERT INTO search_words(search_words, rowid, title_key, number_key, body_key, labels)
        VALUES ('delete', old.id, old.title_key, old.number_key, old.body_key, old.labels);
        INSERT INTO search_words(rowid, title_key, number_key, body_key, labels)
        VALUES (new.id, new.title_key, new.number_key, new.body_key, new.labels); END""",
]
_SPLIT = "array_remove(string_to_array({}, ' '), '')"
_TITLE = _SPLIT.format("title_key || ' ' || number_key || ' ' || labels")
_ALL = _SPLIT.format("title_key || ' ' || number_key || ' ' || body_key || ' ' || labels")
POSTGRESQL = [
    # Sets of words without places: a phrase is looked for in the text of the few rows that hold its words, and
    # a tsvector forgets places after the 256th of a word.
    f"""ALTER TABLE search_searchentry
        ADD COLUMN title_words tsvector GENERATED ALWAYS AS (array_to_tsvector({_TITLE})) STORED,
        ADD COLUMN all_words tsvector GENERATED ALWAYS AS (array_to_tsvector({_ALL})) STORED""",
    "CREATE INDEX search_title_words ON search_searchentry USING gin (title_words)",
    "CREATE INDEX search_all_words ON search_searchentry USING gin (all_words)",
]
UNDO_SQLITE = [
    *(f"DROP TRIGGER search_words_{what}" for what in ("added", "removed", "changed")),
    "DROP TABLE search_words",
]
UNDO_POSTGRESQL = ["ALTER TABLE search_searchentry DROP COLUMN title_words, DROP COLUMN all_words"]


def run(schema_editor, sqlite, postgresql):
    """A later migration that has SQLite make the table anew must make the triggers anew too."""
    for statement in sqlite if schema_editor.connection.vendor == "sqlite" else postgresql:
        schema_editor.execute(statement)


def add(apps, schema_editor):
    run(schema_editor, SQLITE, POSTGRESQL)


def remove(apps, schema_editor):
    run(schema_editor, UNDO_SQLITE, UNDO_POSTGRESQL)


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("source", models.CharField(max_length=20)),
                ("kind", models.CharField(max_length=20)),
                ("object_id", models.UUIDField()),
                ("unit_id", models.UUIDField(null=True)),
                ("day", models.DateField(null=True)),
                ("title", models.CharField(max_length=300)),
                ("number", models.CharField(blank=True, max_length=120)),
                ("url", models.CharField(max_length=200)),
                ("body", models.TextField(blank=True)),
                ("title_key", models.TextField()),
                ("number_key", models.TextField(blank=True)),
                ("body_key", models.TextField(blank=True)),
                ("labels", models.TextField()),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["unit_id"], name="search_sear_unit_id_b860ed_idx")],
                "constraints": [
                    models.UniqueConstraint(fields=("object_id", "source"), name="one_entry_a_thing")
                ],
            },
        ),
        migrations.RunPython(add, remove),
        migrations.CreateModel(
            name="IndexCheck",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(auto_now=True)),
                ("version", models.CharField(max_length=40)),
                ("entries", models.PositiveIntegerField()),
                ("differing", models.PositiveIntegerField()),
            ],
            options={"ordering": ["-day"]},
        ),
    ]
