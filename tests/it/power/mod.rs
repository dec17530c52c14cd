//! The made-up power company behind `rubrics/power`: its files are made by [`generate`], and
//! [`by_hand`] and [`station_by_hand`] compute the appraisals of units and of operators from those
//! files by plain code, as a second opinion on the engine. Neither uses anything of `kaohe`.

mod by_hand;
mod generate;
mod station;
mod station_by_hand;
mod units;
