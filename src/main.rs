//! The `gravl` command.

use std::{error::Error, process::ExitCode};

use clap::Parser as _;
use gravl::cli::Cli;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    match Cli::parse().run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&*error),
    }
}

#[expect(clippy::print_stderr, reason = "the last word of a command goes to whoever typed it")]
fn fail(error: &(dyn Error + Send + Sync)) -> ExitCode {
    eprintln!("gravl: {error}");
    ExitCode::FAILURE
}
