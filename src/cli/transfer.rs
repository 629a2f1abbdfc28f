//! What a user owns, from a file and to one.

use std::{fs, path::PathBuf};

use clap::{Args, ValueEnum};

use super::{Outcome, opening::offline, print};
use crate::{
    config::Config,
    domain::{
        account::Email,
        id::UserId,
        import::{LineNote, Receipt, Source},
        session::WeightUnit,
    },
    service::{
        Env, Failure, archive,
        import_sessions::{ImportSessions, import_sessions},
    },
    store::users,
};

/// What to import, and whose it is.
#[derive(Debug, Args)]
pub(super) struct ImportArguments {
    /// The file that Strong, Hevy, `FitNotes` or `gravl export` wrote.
    file: PathBuf,
    /// E-mail address of the user whose history it is.
    #[arg(long, value_name = "EMAIL")]
    user: String,
    /// The app that wrote it [default: its header tells].
    #[arg(long)]
    source: Option<SourceArgument>,
    /// IANA time zone of the times in it [default: the user's].
    #[arg(long, value_name = "ZONE")]
    time_zone: Option<String>,
    /// The unit of its weights, where it does not say so itself.
    #[arg(long)]
    unit: Option<UnitArgument>,
    /// Only tell what would happen.
    #[arg(long)]
    dry_run: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum SourceArgument {
    Strong,
    Hevy,
    Fitnotes,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum UnitArgument {
    Kg,
    Lb,
}

/// Imports a file and prints the receipt.
pub(super) async fn import(config: &Config, arguments: ImportArguments) -> Outcome {
    let file = arguments.file.display().to_string();
    let content = fs::read(&arguments.file).map_err(|error| format!("cannot read {file}: {error}"))?;
    let env = offline(config).await?;
    let user = find_user(&env, &arguments.user).await?;
    if content.starts_with(b"{") {
        return import_archive(&env, user, &file, content, arguments.dry_run).await;
    }
    let bring = ImportSessions {
        source: arguments.source.map(|source| match source {
            SourceArgument::Strong => Source::Strong,
            SourceArgument::Hevy => Source::Hevy,
            SourceArgument::Fitnotes => Source::FitNotes,
        }),
        content: content.into(),
        time_zone: arguments.time_zone,
        unit: arguments.unit.map(|unit| match unit {
            UnitArgument::Kg => WeightUnit::Kilogram,
            UnitArgument::Lb => WeightUnit::Pound,
        }),
        dry_run: arguments.dry_run,
    };
    let brought =
        import_sessions(&env, user, None, &bring).await.map_err(|failure| in_words(&file, failure))?;
    print(&report(&brought.receipt))?;
    print(if arguments.dry_run { "nothing was written\n" } else { "" })
}

async fn import_archive(env: &Env, user: UserId, file: &str, content: Vec<u8>, dry_run: bool) -> Outcome {
    if dry_run {
        return Err(format!("{file}: --dry-run is for files from other apps").into());
    }
    let text = String::from_utf8(content).map_err(|error| format!("{file}: {error}"))?;
    let came =
        archive::import(env, user, None, &text, false).await.map_err(|failure| in_words(file, failure))?;
    print(&format!(
        "{} sessions with {} sets, {} exercises, {} workouts, {} swaps, {} overrides added; {} sessions known already\n",
        came.sessions, came.sets, came.exercises, came.workouts, came.swaps, came.overrides, came.known
    ))
}

/// Whose data to print.
#[derive(Debug, Args)]
pub(super) struct ExportArguments {
    /// E-mail address of the user.
    #[arg(long, value_name = "EMAIL")]
    user: String,
}

/// Prints everything that a user owns.
pub(super) async fn export(config: &Config, arguments: &ExportArguments) -> Outcome {
    let env = offline(config).await?;
    let user = find_user(&env, &arguments.user).await?;
    let json = archive::export(&env, user).await.map_err(|failure| in_words("export", failure))?;
    print(&json)?;
    print("\n")
}

async fn find_user(env: &Env, email: &str) -> Result<UserId, Box<dyn std::error::Error + Send + Sync>> {
    let found = users::find_by_email(&env.db, &Email::parse(email)?).await?;
    let (user, _) = found.ok_or_else(|| format!("no user has the address {email}"))?;
    Ok(user.id)
}

fn in_words(file: &str, failure: Failure) -> String {
    match failure {
        Failure::User(errors) => {
            let messages: Vec<String> = errors.into_iter().map(|error| error.message).collect();
            format!("{file}: {}", messages.join("; "))
        }
        other => format!("{file}: {other:?}"),
    }
}

fn report(receipt: &Receipt) -> String {
    let mut text = format!(
        "{} rows: {} sessions with {} sets created, {} sessions known already, {} rows skipped, {} rows wrong\n",
        receipt.rows,
        receipt.created.len(),
        receipt.sets(),
        receipt.known.len(),
        receipt.skipped.len(),
        receipt.errors.len(),
    );
    text.extend(receipt.names.iter().map(|name| {
        let as_what = match name.similarity {
            Some(similarity) => format!("known, similarity {similarity:.2}"),
            None => "new: an exercise of the user's own, without muscle groups yet".to_owned(),
        };
        format!("exercise  {} ({} sets): {as_what}\n", name.name, name.sets)
    }));
    let mut tell = |what: &str, notes: &[LineNote]| {
        text.extend(notes.iter().map(|note| format!("{what}  line {}: {}\n", note.line, note.reason)));
    };
    tell("skipped", &receipt.skipped);
    tell("wrong", &receipt.errors);
    tell("remark", &receipt.remarks);
    text
}
