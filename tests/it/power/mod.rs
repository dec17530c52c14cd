//! The made-up power company behind `rubrics/power`: its files are made by [`generate`], and
//! [`by_hand`] computes the appraisal of units from those files by plain code, as a second opinion on
//! the engine. Neither uses anything of `kaohe`.

mod by_hand;
mod generate;
mod units;
