//! The `gravl` command.

fn main() {}
