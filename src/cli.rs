//! The commands of `gravl`.

mod transfer;

use std::{
    error::Error,
    fs,
    io::{self, Write as _},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use clap::{Parser, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

use crate::{
    catalogue,
    config::{Config, Environment},
    domain::system::System as _,
    graphql,
    http::Options,
    lifecycle::Server,
    secret,
    service::{
        Env,
        access_token::AccessTokens,
        catalogue::{CatalogueCache, import, load_built_in},
        demo,
        password::PasswordHasher,
    },
    store::{Db, migrate},
    system::RealSystem,
    telemetry,
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
        telemetry::start(&config);
        match self.command {
            None | Some(Command::Demo) if config.environment == Environment::Production => {
                Err("GRAVL_ENV is production, where a demo user with a known password has no place: say `gravl serve`".into())
            }
            None => serve(&config, true).await,
            Some(Command::Serve) => serve(&config, false).await,
            Some(Command::Migrate { direction }) => {
                migrate(&config, direction.unwrap_or(Direction::Up)).await
            }
            Some(Command::Catalogue { command: CatalogueCommand::Import { file } }) => {
                import_catalogue(&config, &file).await
            }
            Some(Command::Import(arguments)) => transfer::import(&config, arguments).await,
            Some(Command::Export(arguments)) => transfer::export(&config, &arguments).await,
            Some(Command::Demo) => seed_demo(&config).await,
            Some(Command::Healthcheck) => healthcheck(config.admin).await,
            Some(Command::Schema) => Ok(()),
        }
    }
}

fn print(text: &str) -> Outcome {
    Ok(io::stdout().write_all(text.as_bytes())?)
}

/// The database with an up-to-date schema and catalogue: brought there in development, checked in production.
async fn open_database(config: &Config) -> Result<Db, Box<dyn Error + Send + Sync>> {
    let development = config.environment == Environment::Development;
    if development {
        migrate::up(&config.database_url).await?;
    }
    let db = Db::connect(&config.database_url).await?;
    migrate::check(&db).await??;
    if development {
        load_built_in(&db).await?;
    }
    Ok(db)
}

async fn open(config: &Config) -> Result<Env, Box<dyn Error + Send + Sync>> {
    let secret = match (&config.jwt_secret, config.environment) {
        (None, Environment::Development) => secret::load_or_make(&config.database_url, &RealSystem)?,
        _ => config.production_secret()?.clone(),
    };
    environment(config, AccessTokens::new(secret.expose())).await
}

/// What a command needs that issues no tokens: those of a secret that nobody knows.
async fn offline(config: &Config) -> Result<Env, Box<dyn Error + Send + Sync>> {
    let mut secret = [0; 32];
    RealSystem.fill_random(&mut secret);
    environment(config, AccessTokens::new(&secret)).await
}

async fn environment(config: &Config, tokens: AccessTokens) -> Result<Env, Box<dyn Error + Send + Sync>> {
    let db = open_database(config).await?;
    Ok(Env {
        catalogue: Arc::new(CatalogueCache::load(&db).await?),
        db,
        system: Arc::new(RealSystem),
        passwords: PasswordHasher::default(),
        tokens: Arc::new(tokens),
        limit_sign_ins: config.rate_limit,
    })
}

async fn serve(config: &Config, with_demo: bool) -> Outcome {
    let server = Server::bind(config.listen, config.admin).await?;
    let env = open(config).await?;
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
    Ok(server.run(env, options, config.drain, announce).await?)
}

async fn migrate(config: &Config, direction: Direction) -> Outcome {
    match direction {
        Direction::Up => {
            migrate::up(&config.database_url).await?;
            let db = Db::connect(&config.database_url).await?;
            load_built_in(&db).await?;
            print("the schema and the built-in catalogue are up to date\n")
        }
        Direction::Down { steps } => {
            migrate::down(&config.database_url, steps).await?;
            print(&format!("{steps} migration(s) taken back\n"))
        }
        Direction::Status => {
            let db = Db::connect(&config.database_url).await?;
            for state in migrate::status(&db).await? {
                let mark = if state.applied { "applied" } else { "missing" };
                print(&format!("{mark}  {}\n", state.name))?;
            }
            Ok(())
        }
    }
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
    let env = open(config).await?;
    let credentials = format!("{} / {}", demo::EMAIL, demo::PASSWORD);
    match demo::seed(&env).await? {
        demo::Seeded::Present => print(&format!("the demo user is there already: {credentials}\n")),
        demo::Seeded::New { sessions } => {
            print(&format!("made the demo user {credentials} with {sessions} sessions\n"))
        }
    }
}

/// One request in plain HTTP/1.1: an image without a shell has no other client.
async fn healthcheck(admin: SocketAddr) -> Outcome {
    let mut target = admin;
    if admin.ip().is_unspecified() {
        let loopback =
            if admin.is_ipv4() { Ipv4Addr::LOCALHOST.into() } else { IpAddr::from(Ipv6Addr::LOCALHOST) };
        target.set_ip(loopback);
    }
    let ask = async {
        let mut connection = TcpStream::connect(target).await?;
        let request = format!("GET /readyz HTTP/1.1\r\nHost: {target}\r\nConnection: close\r\n\r\n");
        connection.write_all(request.as_bytes()).await?;
        let mut answer = String::new();
        connection.read_to_string(&mut answer).await?;
        io::Result::Ok(answer)
    };
    let answer = timeout(Duration::from_secs(5), ask)
        .await
        .map_err(|_elapsed| format!("no answer from {target} within 5 s"))?
        .map_err(|error| format!("no answer from {target}: {error}"))?;
    let status = answer.lines().next().unwrap_or_default();
    if status.starts_with("HTTP/1.1 200") {
        print("ready\n")
    } else {
        Err(format!("not ready: {status}").into())
    }
}
