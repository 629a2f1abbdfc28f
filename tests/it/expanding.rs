//! Migrations expand: the server of the release before must go on working. What takes something away is refused, unless
//! the migration says that it is the contract step and what made it safe.

use std::{fs, path::Path};

/// How a migration says that it takes away what nobody uses any more: the beginning of its file.
const CONTRACT: &str = "//! Contract: ";

/// The SQL that a migration makes the schema with: the first text of `migration!`, without comments.
fn up_sql(source: &str) -> String {
    let (_, rest) = source.split_once("migration!(").unwrap();
    let (sql, _) = rest.trim_start().strip_prefix('"').unwrap().split_once("\",\n").unwrap();
    sql.lines().map(|line| line.split("--").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// The statements that break the servers of the release before, in words.
fn breaches(source: &str) -> Vec<String> {
    if source.starts_with(CONTRACT) {
        return Vec::new();
    }
    let sql = up_sql(source).to_uppercase();
    let mut found = Vec::new();
    for statement in sql.split(';') {
        let words: Vec<&str> = statement
            .split(|c: char| !c.is_alphanumeric() && c != '_' && c != '\'')
            .filter(|w| !w.is_empty())
            .collect();
        let has = |sequence: &[&str]| words.windows(sequence.len()).any(|window| window == sequence);
        let alters = has(&["ALTER", "TABLE"]);
        let adds_column = alters && words.contains(&"ADD") && !has(&["ADD", "CONSTRAINT"]);
        for (broken, why) in [
            (words.first() == Some(&"DROP") || (alters && words.contains(&"DROP")), "DROP"),
            (alters && words.contains(&"RENAME"), "RENAME"),
            (alters && has(&["ALTER", "COLUMN"]) && words.contains(&"TYPE"), "ALTER COLUMN .. TYPE"),
            (has(&["SET", "NOT", "NULL"]), "SET NOT NULL"),
            (
                adds_column && has(&["NOT", "NULL"]) && !words.contains(&"DEFAULT"),
                "ADD COLUMN .. NOT NULL without DEFAULT",
            ),
            (matches!(words.first(), Some(&"DELETE" | &"TRUNCATE")), "DELETE"),
        ] {
            if broken {
                found.push(format!("{why}: {}", words.join(" ")));
            }
        }
    }
    found
}

#[test]
fn no_migration_breaks_the_release_before() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migration/src");
    let mut read = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.starts_with('m') {
            let breaches = breaches(&fs::read_to_string(&path).unwrap());
            assert!(breaches.is_empty(), "{name} takes away what the release before needs: {breaches:#?}");
            read += 1;
        }
    }
    assert!(read >= 9, "{read} migrations were found");
}

#[test]
fn what_takes_away_is_noticed_and_what_adds_is_not() {
    let migration = |sql: &str| {
        format!("//! Something.\n\nsuper::migration!(\n    \"\n{sql}\n\",\n    drop: [\"users\"]\n);\n")
    };
    for (sql, why) in [
        ("DROP TABLE users;", "DROP"),
        ("CREATE INDEX i ON users (id);\nDROP INDEX j;", "DROP"),
        ("ALTER TABLE users DROP COLUMN email;", "DROP"),
        ("alter table users rename to people;", "RENAME"),
        ("ALTER TABLE users RENAME COLUMN email TO address;", "RENAME"),
        ("ALTER TABLE users ALTER COLUMN email TYPE varchar(80);", "ALTER COLUMN"),
        ("ALTER TABLE users ALTER email SET NOT NULL;", "SET NOT NULL"),
        ("ALTER TABLE users ADD COLUMN age integer NOT NULL;", "ADD COLUMN"),
        ("DELETE FROM users;", "DELETE"),
    ] {
        let found = breaches(&migration(sql));
        assert!(found.iter().any(|breach| breach.starts_with(why)), "{sql}: {found:?}");
        assert!(
            breaches(&migration(sql).replace("//! Something.", "//! Contract: nobody reads it.")).is_empty()
        );
    }
    for sql in [
        "CREATE TABLE t (kind text NOT NULL CHECK (kind IN ('normal', 'drop')));",
        "ALTER TABLE users ADD COLUMN age integer NULL; -- never DROP TABLE users",
        "ALTER TABLE users ADD COLUMN unit text NOT NULL DEFAULT 'kg';",
        "CREATE TABLE t (id uuid REFERENCES users (id) ON DELETE SET NULL);",
    ] {
        assert_eq!(breaches(&migration(sql)), [""; 0], "{sql}");
    }
}
