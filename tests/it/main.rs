//! All integration tests in one binary.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that cannot go on should stop"
)]

mod after;
mod agreement;
mod answers;
mod cascade;
mod cdc;
mod cli;
mod composite;
mod diagnose;
mod docs;
mod dropped;
mod entry;
mod examples;
mod excluded;
mod explain;
mod extends;
mod faults;
mod formats;
mod general;
mod goal;
mod held;
mod language;
mod large;
mod library;
mod live;
mod marks;
mod mending;
mod methods;
mod mistakes;
mod office;
mod pages;
mod passing;
mod power;
mod proofs;
mod property;
mod published;
mod published_mistakes;
mod record;
mod reference;
mod requirements;
mod saves;
mod schema;
mod scheme;
mod shipped;
mod shop;
mod shuffle;
mod sql;
mod teachers;
mod tidy;
mod units;
mod versus;
mod world;
mod writers;
