//! The made-up staff behind `rubrics/general`: their files are made by [`generate`], and [`by_hand`]
//! computes the appraisal from those files by plain code, as a second opinion on the engine.

mod by_hand;
mod generate;
mod people;
mod ratings;
mod work;
