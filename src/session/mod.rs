//! Where the passes meet: a rubric's file becomes findings, test reports, results.
//!
//! Knows the order of the passes and what to do when one of them stops; knows no command line and
//! prints nothing. The world comes in through [`crate::host::Host`]; only `watcher`, which must be
//! told of changes, and `find`, which must know a directory when it sees one, look at the file
//! system themselves. To add a pass, add its step to `pipeline.rs`.

mod anonymous;
mod calendar;
mod chain;
pub mod codes;
mod coverage;
mod data;
mod diagnose;
mod elsewhere;
mod explain;
mod extends;
mod figures;
mod find;
mod form;
mod goal;
mod handed;
mod held;
mod kept;
mod laps;
mod layout;
mod lint;
mod lookup;
mod meaning;
mod mend;
mod moved;
mod mutation;
mod open;
mod periods;
mod pipeline;
mod proof;
mod revise;
mod script;
mod self_test;
mod watch;
mod watcher;
mod what_if;
mod worked;

pub use anonymous::anonymize;
pub use chain::inner_path;
pub use codes::CODES;
pub use coverage::{Branch, Section, Share, branches, shares};
pub use diagnose::{Trials, diagnose};
pub use explain::{Run, explain, versus};
pub use find::rubrics;
pub use form::{Collected, Delivery, Made, Sheets, collect, sheets};
pub use goal::{goal, grade};
pub use handed::{Handed, Typed, hand_over};
pub use held::{Asked, Count, ElementPresence, Held, Presence, RaterPresence, hold};
pub use laps::Lap;
pub use layout::formatted;
pub use lint::{LISTS, settle};
pub use lookup::{indicator, subject, subject_of};
pub use mend::{Mended, Mender, Outcome};
pub use moved::{Moved, Moves, Standing};
pub use mutation::{Edit, Fate, Judge, Judged, Leaf, Mutant, Noticed, OPERATIONS, Operation, Site, judge, mutants};
pub use open::{NotOpened, open};
pub use periods::{Every, every_period};
pub use pipeline::{Checked, Evaluated, Passing, Request, Stopped, check, data_folder, evaluate, look_over, run};
pub use proof::{Proved, prove};
pub use script::script;
pub use self_test::{Played, TestReport, play, test};
pub use watch::{Changed, Good, Round, Session};
pub use watcher::{Watched, Watcher};
pub use what_if::{Figures, Mark, Movable, WhatIf};
pub use worked::{from_data, from_tests};
