//! The made-up estate behind `rubrics/property`: its files are made by [`generate`], and [`by_hand`]
//! computes the appraisal from those files by plain code, as a second opinion on the engine. Neither
//! uses anything of `kaohe`. The general staff of `rubrics/general` borrow [`calendar`], [`rows`] and
//! [`agree`].

pub mod agree;
mod bills;
mod by_hand;
pub mod calendar;
mod estate;
pub mod generate;
mod people;
mod registers;
pub mod rows;
mod seed_figures;
pub mod sheets;
mod tickets;
