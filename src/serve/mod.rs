//! The live page of `kaohe watch --serve`: what a watched rubric comes to, in a browser on the same machine.
//!
//! Who asks comes through [`guard`] (address, token, origin) before anything else is looked at; [`http`] reads
//! requests within bounds of size, time and number; [`routes`] answers them from [`Live`], which holds what is
//! being watched; [`show`] makes of it what the page draws. Knows neither how results come about nor a
//! terminal, and never writes a file. The page itself lies under `assets/`: plain files, sent as they are.

mod events;
mod guard;
mod http;
mod live;
mod routes;
mod server;
mod show;

pub use live::Live;
pub use server::{NotServed, Server};
