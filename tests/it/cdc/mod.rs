//! The made-up counties behind `rubrics/cdc`: the files of their departments are made by
//! [`generate`], and [`by_hand`] computes the 101 indicators from those files by plain code and a
//! table of its own, as a second opinion on the rubric and the engine.

mod agree;
mod by_hand;
mod counties;
mod declared;
mod departments;
mod figures;
mod full_marks;
mod generate;
mod pairs;
mod region;
mod sheets;
mod tiers;
