//! The made-up power company behind `rubrics/power`: its files are made by [`generate`], and
//! [`by_hand`], [`managers_by_hand`], [`station_by_hand`] and [`service_by_hand`] compute the appraisals of units,
//! their heads, operators and clerks from those files by plain code, as a second opinion on the engine. Neither uses anything of `kaohe`.

mod by_hand;
mod generate;
mod managers;
mod managers_by_hand;
mod service;
mod service_by_hand;
mod station;
mod station_by_hand;
mod units;
