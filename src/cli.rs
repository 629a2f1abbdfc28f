//! The commands of `gravl`.

mod admin;
mod healthcheck;
mod opening;
mod transfer;

use std::{
    error::Error,
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use clap::{Parser, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};

use self::opening::{environment, open_database, tokens, watched_password};
use crate::{
    catalogue,
    config::{Config, Environment},
    graphql,
    http::Options,
    lifecycle::Server,
    service::{
        catalogue::{import, load_built_in},
        demo,
    },
    store::{Db, backup, migrate},
    telemetry::{self, Traces},
};

/// A GraphQL API server for strength training. Without a command: the development server, with demo data.
#[derive(Debug, Parser)]
#[command(
    version,
    after_help = "Configured by the environment: DATABASE_URL, JWT_SECRET, GRAVL_ENV and others; see docs/OPERATIONS.md."
)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve. In production the schema must be up to date already.
    Serve,
    /// Bring the database's schema up to date, take it back, or tell where it stands.
    Migrate {
        #[command(subcommand)]
        direction: Option<Direction>,
    },
    /// Print the GraphQL schema.
    Schema,
    /// Work with the catalogue of exercises.
    Catalogue {
        #[command(subcommand)]
        command: CatalogueCommand,
    },
    /// Import a user's history from another app or from `gravl export`, all or nothing.
    Import(transfer::ImportArguments),
    /// Print everything that a user owns as JSON: what `gravl import` reads again.
    Export(transfer::ExportArguments),
    /// Make a demo user with six weeks of training.
    Demo,
    /// Copy the SQLite database into a new file, also while servers use it, and check the copy.
    Backup {
        /// The copy; there must be no such file yet.
        file: PathBuf,
    },
    /// Look after a deployment.
    Admin {
        #[command(subcommand)]
        command: admin::AdminCommand,
    },
    /// Ask the running server whether it is ready; fails if not.
    Healthcheck,
}

#[derive(Debug, Subcommand)]
enum Direction {
    /// Apply what is missing and load the built-in catalogue (the default).
    Up,
    /// Take the newest migrations back, with the data in their tables.
    Down {
        /// How many.
        #[arg(default_value_t = 1)]
        steps: u32,
    },
    /// List the migrations.
    Status,
}

#[derive(Debug, Subcommand)]
enum CatalogueCommand {
    /// Add or update exercises from a JSON file in the format of free-exercise-db, all or none.
    Import {
        /// The file.
        file: PathBuf,
    },
}

type Outcome = Result<(), Box<dyn Error + Send + Sync>>;

impl Cli {
    /// Does what the command says.
    pub async fn run(self) -> Outcome {
        if matches!(self.command, Some(Command::Schema)) {
            return print(&graphql::sdl());
        }
        let config = Config::from_environment()?;
        let serves = matches!(self.command, None | Some(Command::Serve));
        let traces = telemetry::start(&config, serves)?;
        match self.command {
            None | Some(Command::Demo) if config.environment == Environment::Production => {
                Err("GRAVL_ENV is production, where a demo user with a known password has no place: say `gravl serve`".into())
            }
            None => serve(&config, true, traces).await,
            Some(Command::Serve) => serve(&config, false, traces).await,
            Some(Command::Migrate { direction }) => {
                migrate(&config, direction.unwrap_or(Direction::Up)).await
            }
            Some(Command::Catalogue { command: CatalogueCommand::Import { file } }) => {
                import_catalogue(&config, &file).await
            }
            Some(Command::Import(arguments)) => transfer::import(&config, arguments).await,
            Some(Command::Export(arguments)) => transfer::export(&config, &arguments).await,
            Some(Command::Demo) => seed_demo(&config).await,
            Some(Command::Backup { file }) => back_up(&config, &file).await,
            Some(Command::Admin { command }) => admin::run(&config, command).await,
            Some(Command::Healthcheck) => healthcheck::healthcheck(config.admin).await,
            Some(Command::Schema) => Ok(()),
        }
    }
}

fn print(text: &str) -> Outcome {
    Ok(io::stdout().write_all(text.as_bytes())?)
}

async fn serve(config: &Config, with_demo: bool, traces: Option<Traces>) -> Outcome {
    let server = Server::bind(config.listen, config.admin).await?;
    let (tokens, mut files) = tokens(config)?;
    let env = environment(config, tokens).await?;
    files.extend(watched_password(config, &env.db));
    if let Some(traces) = &traces {
        env.db.statements().watch(traces.statements(env.db.system()));
    }
    let demo = with_demo.then_some(format!("\n  demo user   {} / {}", demo::EMAIL, demo::PASSWORD));
    if with_demo {
        demo::seed(&env).await?;
    }
    let (public, admin) = server.addresses()?;
    let explorable = config.environment == Environment::Development;
    let welcome = format!(
        "gravl is ready\n  GraphiQL    http://{public}/\n  GraphQL     http://{public}/graphql\n  \
         health      http://{admin}/readyz\n  metrics     http://{admin}/metrics{}\n",
        demo.unwrap_or_default()
    );
    let announce = move || {
        // Nobody reads it where standard output is closed.
        let printed = explorable.then(|| print(&welcome)).transpose();
        tracing::info!(%public, %admin, printed = printed.is_ok(), "serving");
    };
    let options = Options {
        explorable,
        allowed_origins: config.allowed_origins.clone(),
        client_address_header: config.client_address_header.clone(),
    };
    let outcome = server.run(env, options, config.drain, files, announce).await;
    // Nobody makes spans any more.
    if let Some(traces) = traces {
        traces.finish().await;
    }
    Ok(outcome?)
}

async fn migrate(config: &Config, direction: Direction) -> Outcome {
    let url = config.database_address()?;
    match direction {
        Direction::Up => {
            migrate::up(&url).await?;
            let db = Db::connect(&url).await?;
            load_built_in(&db).await?;
            print("the schema and the built-in catalogue are up to date\n")
        }
        Direction::Down { steps } => {
            migrate::down(&url, steps).await?;
            print(&format!("{steps} migration(s) taken back\n"))
        }
        Direction::Status => {
            let db = Db::connect(&url).await?;
            for state in migrate::status(&db).await? {
                let mark = if state.applied { "applied" } else { "missing" };
                print(&format!("{mark}  {}\n", state.name))?;
            }
            for name in migrate::newer(&db).await? {
                print(&format!("newer    {name}\n"))?;
            }
            Ok(())
        }
    }
}

async fn back_up(config: &Config, file: &Path) -> Outcome {
    let bytes = backup::backup(config.database_url()?, file)
        .await
        .map_err(|error| format!("{}: {error}", file.display()))?;
    print(&format!("{}: {bytes} bytes, checked\n", file.display()))
}

async fn import_catalogue(config: &Config, file: &Path) -> Outcome {
    let json = fs::read(file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
    let parsed = catalogue::parse_full(&json).map_err(|error| format!("{}: {error}", file.display()))?;
    if !parsed.bad.is_empty() {
        let lines: Vec<String> = parsed.bad.iter().map(ToString::to_string).collect();
        let message = format!(
            "{}: nothing was imported; mend these entries:\n  {}",
            file.display(),
            lines.join("\n  ")
        );
        return Err(message.into());
    }
    let db = open_database(config).await?;
    let bar = ProgressBar::new(parsed.exercises.len() as u64);
    bar.set_style(ProgressStyle::with_template("{bar:40} {pos}/{len} exercises")?);
    let imported = import(&db, parsed.exercises, |done| bar.set_position(done as u64)).await?;
    bar.finish();
    print(&format!(
        "{} added, {} updated, {} unchanged\n",
        imported.added, imported.updated, imported.unchanged
    ))
}

async fn seed_demo(config: &Config) -> Outcome {
    let env = environment(config, tokens(config)?.0).await?;
    let credentials = format!("{} / {}", demo::EMAIL, demo::PASSWORD);
    match demo::seed(&env).await? {
        demo::Seeded::Present => print(&format!("the demo user is there already: {credentials}\n")),
        demo::Seeded::New { sessions } => {
            print(&format!("made the demo user {credentials} with {sessions} sessions\n"))
        }
    }
}
