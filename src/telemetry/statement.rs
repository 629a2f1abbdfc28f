//! What a trace tells of an SQL statement: two names. Its text stays here, and its values never come here.

/// The names in a statement.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Statement<'a> {
    /// `SELECT`, `INSERT`, ..
    pub(super) operation: &'static str,
    /// The first table.
    pub(super) table: Option<&'a str>,
}

const OPERATIONS: [&str; 5] = ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"];

impl<'a> Statement<'a> {
    pub(super) fn read(sql: &'a str) -> Self {
        let mut words = sql.split_ascii_whitespace().peekable();
        let first = words.peek().copied().unwrap_or_default();
        let operation =
            OPERATIONS.into_iter().find(|known| first.eq_ignore_ascii_case(known)).unwrap_or("OTHER");
        let leads =
            |word: &str| ["FROM", "INTO", "UPDATE"].iter().any(|lead| word.eq_ignore_ascii_case(lead));
        let mut table = None;
        while let (None, Some(word)) = (table, words.next()) {
            if leads(word) {
                table = words.peek().and_then(|word| name(word));
            }
        }
        Self { operation, table }
    }

    /// As a span is called.
    pub(super) fn summary(&self) -> String {
        self.table.map_or_else(|| self.operation.to_owned(), |table| format!("{} {table}", self.operation))
    }
}

/// A table's name without its quotation marks; none for a query in brackets.
fn name(word: &str) -> Option<&str> {
    let name = word.trim_matches(|c| matches!(c, '"' | ',' | ';' | ')'));
    let plain = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    plain.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_operation_and_the_first_table_are_read() {
        for (sql, summary) in [
            (r#"SELECT "users"."id" FROM "users" WHERE "users"."email" = $1"#, "SELECT users"),
            (r#"INSERT INTO "sessions" ("id") VALUES ($1)"#, "INSERT sessions"),
            (r#"UPDATE "sessions" SET "note" = 'ada@example.org'"#, "UPDATE sessions"),
            ("delete from sets;", "DELETE sets"),
            (r#"SELECT 1 FROM (SELECT 1 FROM "logs") AS "x""#, "SELECT logs"),
            (r#"WITH "w" AS (SELECT 1 FROM "logs") SELECT 1 FROM "w""#, "WITH logs"),
            ("PRAGMA secret", "OTHER"),
            ("SELECT 'FROM ada@example.org'", "SELECT"),
            ("", "OTHER"),
        ] {
            assert_eq!(Statement::read(sql).summary(), summary, "{sql}");
        }
    }
}
