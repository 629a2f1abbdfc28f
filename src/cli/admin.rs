//! Commands for whoever looks after a deployment.

use std::path::PathBuf;

use chrono::{DateTime, TimeDelta, Utc};
use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};

use super::{Outcome, opening::offline, print};
use crate::{
    config::{Config, Environment, Secret},
    domain::system::System as _,
    key_file,
    service::{
        key_ring::{Key, KeyRing, KeyState, Rotation},
        seed_load::{self, Amount},
    },
    system::RealSystem,
};

#[derive(Debug, Subcommand)]
pub(super) enum AdminCommand {
    /// Look after the keys that sign access tokens.
    Keys {
        #[command(subcommand)]
        command: KeysCommand,
    },
    /// Make many users with many sets, all with one known password, for a load test.
    SeedLoad(SeedLoadArguments),
}

#[derive(Debug, Args)]
pub(super) struct SeedLoadArguments {
    /// How many users.
    #[arg(long, default_value_t = 10_000)]
    users: u32,
    /// How many sets they have together.
    #[arg(long, default_value_t = 1_000_000)]
    sets: u32,
    /// Also in production.
    #[arg(long)]
    yes: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum KeysCommand {
    /// Let the key on standby sign and make the next one; makes the file where there is none. Does nothing within an hour
    /// of the last change.
    Rotate(RotateArguments),
    /// List the keys, without their secrets.
    List(FileArgument),
    /// Fail unless servers can use the file.
    Verify(FileArgument),
}

#[derive(Debug, Args)]
pub(super) struct FileArgument {
    /// The file [default: the one that `GRAVL_KEY_RING_FILE` names].
    #[arg(long)]
    file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct RotateArguments {
    #[command(flatten)]
    file: FileArgument,
    /// Rotate even if the last change is younger than an hour.
    #[arg(long)]
    force: bool,
    /// Refuse what every earlier key signed, at once: for a key that leaked.
    #[arg(long)]
    revoke_previous: bool,
    /// Go on accepting what `JWT_SECRET` signed. In a new file it signs on until the next rotation.
    #[arg(long)]
    from_env: bool,
    /// Rotate only if the active key has signed for so many days: so it can be run every day.
    #[arg(long, value_name = "DAYS", conflicts_with = "force", value_parser = clap::value_parser!(u16).range(1..))]
    older_than_days: Option<u16>,
    /// Leave the file as it is, and write a JSON patch here for the Kubernetes Secret that it was mounted from, under
    /// the key `keys.json`. For `kubectl patch secret NAME --type=json --patch-file=FILE`, which changes nothing if
    /// nothing was rotated, and fails if the Secret has changed meanwhile.
    #[arg(long, value_name = "FILE")]
    secret_patch: Option<PathBuf>,
}

impl FileArgument {
    fn path(self, config: &Config) -> Result<PathBuf, String> {
        let named = self.file.or_else(|| config.key_ring_file.clone());
        named.ok_or_else(|| "which file? Say --file FILE or set GRAVL_KEY_RING_FILE".to_owned())
    }

    fn load(self, config: &Config) -> Result<(PathBuf, KeyRing), String> {
        let path = self.path(config)?;
        let ring = key_file::load(&path)?;
        let ring = ring.ok_or_else(|| format!("{}: there is no such file", path.display()))?;
        Ok((path, ring))
    }
}

/// Does what the command says.
pub(super) async fn run(config: &Config, command: AdminCommand) -> Outcome {
    match command {
        AdminCommand::Keys { command } => keys(config, command),
        AdminCommand::SeedLoad(arguments) => seed_load(config, arguments).await,
    }
}

async fn seed_load(config: &Config, SeedLoadArguments { users, sets, yes }: SeedLoadArguments) -> Outcome {
    if config.environment == Environment::Production && !yes {
        return Err(
            "GRAVL_ENV is production, where users with a known password have no place; --yes makes them"
                .into(),
        );
    }
    let env = offline(config).await?;
    let bar = ProgressBar::new(u64::from(users));
    bar.set_style(ProgressStyle::with_template("{bar:40} {pos}/{len} users")?);
    let made =
        seed_load::seed(&env, Amount { users, sets }, |done| bar.set_position(u64::from(done))).await?;
    bar.finish();
    let (first, last) = (seed_load::email(1), seed_load::email(users));
    print(&if made {
        format!("made {users} users with {sets} sets: {first} to {last}, password {}\n", seed_load::PASSWORD)
    } else {
        format!("{first} is there already; nothing was made\n")
    })
}

fn keys(config: &Config, command: KeysCommand) -> Outcome {
    match command {
        KeysCommand::Rotate(arguments) => rotate(config, arguments),
        KeysCommand::List(file) => {
            let (_, ring) = file.load(config)?;
            ring.keys().iter().try_for_each(|key| print(&line(key)))
        }
        KeysCommand::Verify(file) => {
            let (path, ring) = file.load(config)?;
            let standby = ring.keys().iter().filter(|key| key.state == KeyState::Standby).count();
            print(&format!(
                "{}: one active key of {}, {standby} on standby\n",
                path.display(),
                ring.keys().len()
            ))
        }
    }
}

fn line(key: &Key) -> String {
    let (state, since) = match key.state {
        KeyState::Standby => ("standby ", Some(key.created_at)),
        KeyState::Active => ("active  ", key.activated_at),
        KeyState::Previous => ("previous", key.retired_at),
    };
    let since = since.map_or_else(|| "-".to_owned(), |at| at.format("%Y-%m-%dT%H:%M:%SZ").to_string());
    format!("{state}  {}  since {since}\n", key.kid)
}

fn rotate(config: &Config, arguments: RotateArguments) -> Outcome {
    let from_env = match (arguments.from_env, &config.jwt_secret) {
        (true, None) => return Err("--from-env: JWT_SECRET is not set".into()),
        (true, secret) => secret.as_ref().map(Secret::expose),
        (false, _) => None,
    };
    let path = arguments.file.path(config)?;
    let Some((mut ring, before)) = key_file::load_text(&path)? else {
        if arguments.secret_patch.is_some() {
            return Err(format!("{}: there is no such file, so no Secret to patch", path.display()).into());
        }
        let ring = KeyRing::begin(&RealSystem, from_env);
        key_file::save(&path, &ring, true)?;
        return print(&format!("{}: made, with one active key and one on standby\n", path.display()));
    };
    let now = RealSystem.now();
    let adopted = from_env.is_some_and(|secret| ring.adopt(secret, now));
    let young = arguments.older_than_days.filter(|days| age(&ring, now) < TimeDelta::days((*days).into()));
    let (rotated, told) = match young {
        Some(days) => (false, format!("nothing rotated: the active key signs for less than {days} days\n")),
        None => turn(&mut ring, arguments.force),
    };
    let revoked = if arguments.revoke_previous { ring.revoke_previous() } else { 0 };
    let changed = rotated || adopted || revoked > 0;
    match arguments.secret_patch {
        Some(file) => key_file::save_secret_patch(&file, &before, changed.then_some(&ring))?,
        None if changed => key_file::save(&path, &ring, false)?,
        None => {}
    }
    print(&told)?;
    print(&if revoked > 0 { format!("{revoked} earlier key(s) revoked\n") } else { String::new() })
}

/// Rotates, and tells whether that changed the ring and what it did.
fn turn(ring: &mut KeyRing, force: bool) -> (bool, String) {
    let rotation = ring.rotate(&RealSystem, force);
    let told = match rotation {
        Rotation::Rotated => "rotated: the key that was on standby signs now\n",
        Rotation::StandbyAdded => "no key was on standby; there is one now, and the active one still signs\n",
        Rotation::TooSoon => {
            "nothing rotated: the last change is younger than an hour; --force rotates anyway\n"
        }
    };
    (rotation != Rotation::TooSoon, told.to_owned())
}

/// For how long the active key has been signing.
fn age(ring: &KeyRing, now: DateTime<Utc>) -> TimeDelta {
    let active = ring.keys().iter().find(|key| key.state == KeyState::Active);
    active.map_or_else(TimeDelta::zero, |key| now - key.activated_at.unwrap_or(key.created_at))
}
