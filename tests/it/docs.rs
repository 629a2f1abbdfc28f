//! The documentation is true: its queries run, and it names every field, variable and command.

use std::{cell::RefCell, collections::BTreeSet, fs, path::Path};

use async_graphql::parser::{
    parse_query, parse_schema,
    types::{OperationType, Selection, TypeKind, TypeSystemDefinition},
};
use clap::{Command, CommandFactory as _, Parser as _};
use gravl::{cli::Cli, config::Config};
use serde_json::{Value, json};

use crate::harness::{Backend, TestApp, TestUser};

fn page(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// A query of a page, with the variables that follow it.
struct Example {
    line: usize,
    query: String,
    variables: Value,
}

/// The fenced blocks in `graphql`, and the bodies that `curl` sends in those in `sh`.
fn examples(page: &str) -> Vec<Example> {
    let mut found: Vec<Example> = Vec::new();
    let mut lines = page.lines().zip(1..);
    while let Some((text, line)) = lines.next() {
        let Some(language) = text.strip_prefix("```") else { continue };
        let block: Vec<&str> =
            lines.by_ref().map(|(text, _)| text).take_while(|text| *text != "```").collect();
        match language {
            "graphql" => found.push(Example { line, query: block.join("\n"), variables: Value::Null }),
            "json variables" => {
                found.last_mut().unwrap().variables = serde_json::from_str(&block.join("\n")).unwrap();
            }
            "sh" => found.extend(block.iter().filter_map(|text| sent(text, line))),
            _ => {}
        }
    }
    found
}

/// What a line with `-d '{"query": ..}'` sends.
fn sent(text: &str, line: usize) -> Option<Example> {
    let (body, _) = text.trim().strip_prefix("-d '")?.split_once('\'')?;
    let mut body: Value = serde_json::from_str(body).unwrap();
    let query = body["query"].as_str().unwrap().to_owned();
    Some(Example { line, query, variables: body["variables"].take() })
}

/// The codes of errors that an example may not end with. What the caller can mend is no error, and no example is too
/// complex.
async fn refusals(app: &TestApp, user: &TestUser, example: &Example) -> Vec<String> {
    let answer = app.graphql(Some(user), &example.query, example.variables.clone()).await;
    let errors = answer["errors"].as_array().cloned().unwrap_or_default();
    let refusals = errors.iter().filter(|error| error["extensions"]["code"] != "UNAUTHENTICATED");
    refusals.map(Value::to_string).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_example_fits_the_schema() {
    let app = TestApp::start(Backend::Sqlite).await;
    let ada = app.sign_up("ada").await;
    let mut wrong = Vec::new();
    for (name, least) in [("docs/API.md", 60), ("README.md", 2)] {
        let examples = examples(&page(name));
        assert!(examples.len() >= least, "{name}: {} examples were found", examples.len());
        for example in examples {
            let refusals = refusals(&app, &ada, &example).await;
            wrong.extend(refusals.iter().map(|error| format!("{name}:{} {error}", example.line)));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_example_that_does_not_fit_is_noticed() {
    let app = TestApp::start(Backend::Sqlite).await;
    let ada = app.sign_up("ada").await;
    let sign_out = "mutation($input: SignOutInput!) { signOut(input: $input) { signedOut } }";
    for (query, variables) in [
        ("{ viewer { id }", Value::Null),
        ("{ viewer { shoeSize } }", Value::Null),
        (sign_out, json!({ "input": { "token": "x" } })),
        (sign_out, json!({})),
    ] {
        let example = Example { line: 1, query: query.to_owned(), variables };
        assert!(!refusals(&app, &ada, &example).await.is_empty(), "{query} {}", example.variables);
    }
}

/// The fields of the two roots, as `mutation signIn`.
fn root_fields() -> BTreeSet<String> {
    let mut fields = BTreeSet::new();
    for definition in parse_schema(gravl::graphql::sdl()).unwrap().definitions {
        let TypeSystemDefinition::Type(definition) = definition else { continue };
        let root = match definition.node.name.node.as_str() {
            "Query" => OperationType::Query,
            "Mutation" => OperationType::Mutation,
            _ => continue,
        };
        let TypeKind::Object(object) = definition.node.kind else { continue };
        fields.extend(object.fields.iter().map(|field| format!("{root} {}", field.node.name.node)));
    }
    fields
}

/// The fields of the two roots that an example asks for.
fn used_fields(query: &str) -> Vec<String> {
    let document = parse_query(query).unwrap();
    let mut used = Vec::new();
    for (_, operation) in document.operations.iter() {
        for selection in &operation.node.selection_set.node.items {
            if let Selection::Field(field) = &selection.node {
                used.push(format!("{} {}", operation.node.ty, field.node.name.node));
            }
        }
    }
    used
}

#[test]
fn every_capability_has_an_example() {
    let used: BTreeSet<String> =
        examples(&page("docs/API.md")).iter().flat_map(|example| used_fields(&example.query)).collect();
    let fields = root_fields();
    assert!(fields.len() > 40, "{fields:?}");
    let missing: Vec<&String> = fields.difference(&used).collect();
    assert_eq!(missing, Vec::<&String>::new());
}

/// The words that begin the rows of tables and stand in backticks.
fn first_cells(page: &str) -> Vec<&str> {
    page.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect()
}

/// The variables that the configuration asks for.
fn variables_read() -> BTreeSet<String> {
    let asked = RefCell::new(BTreeSet::new());
    let lookup = |name: &str| {
        asked.borrow_mut().insert(name.to_owned());
        None
    };
    Config::read(lookup).unwrap();
    asked.into_inner()
}

#[test]
fn every_variable_is_documented_and_no_other() {
    let page = page("docs/OPERATIONS.md");
    let section = page.split("\n## ").find(|section| section.starts_with("Configuration\n")).unwrap();
    let documented: BTreeSet<String> = first_cells(section).into_iter().map(str::to_owned).collect();
    assert_eq!(documented, variables_read());
}

#[test]
fn no_page_speaks_of_an_unknown_variable() {
    let mut known = variables_read();
    // Of the build, and of the tests.
    known.extend(["GRAVL_PLAYGROUND".to_owned(), "GRAVL_TEST_POSTGRES_URL".to_owned()]);
    for name in ["README.md", "CONTRIBUTING.md", "docs/API.md", "docs/ARCHITECTURE.md", "docs/OPERATIONS.md"]
    {
        let page = page(name);
        let words = page.split(|c: char| !c.is_ascii_uppercase() && !c.is_ascii_digit() && c != '_');
        let unknown: Vec<&str> =
            words.filter(|word| word.starts_with("GRAVL_") && !known.contains(*word)).collect();
        assert_eq!(unknown, Vec::<&str>::new(), "{name}");
    }
}

/// Every command that does something, with the words that lead to it.
fn commands(command: &Command, path: &str, found: &mut Vec<String>) {
    let before = found.len();
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        commands(sub, &format!("{path} {}", sub.get_name()), found);
    }
    if found.len() == before || !command.is_subcommand_required_set() {
        found.push(path.to_owned());
    }
}

#[test]
fn every_command_is_documented_and_no_other() {
    let mut existing = Vec::new();
    commands(&Cli::command(), "gravl", &mut existing);
    assert!(existing.contains(&"gravl migrate down".to_owned()), "{existing:?}");
    let readme = page("README.md");
    let missing: Vec<&String> = existing
        .iter()
        .filter(|command| ['`', ' '].iter().all(|end| !readme.contains(&format!("`{command}{end}"))))
        .collect();
    assert_eq!(missing, Vec::<&String>::new());

    for name in ["README.md", "docs/OPERATIONS.md"] {
        let page = page(name);
        let rows: Vec<&str> =
            first_cells(&page).into_iter().filter(|cell| cell.starts_with("gravl")).collect();
        let commands: Vec<&&str> = rows.iter().filter(|row| !row.starts_with("gravl_")).collect();
        assert!(commands.len() >= existing.len() - 1, "{name}: {commands:?}");
        for command in commands {
            let words = command.split(' ').filter(|word| !word.starts_with('['));
            assert!(Cli::try_parse_from(words).is_ok(), "{name}: {command}");
        }
    }
}
