//! The made-up online shop behind `rubrics/ecommerce-cs`: its files are made by [`generate`], and
//! [`by_hand`] computes the appraisal from those files by plain code, as a second opinion on the
//! engine. Neither uses anything of `kaohe`.

mod agree;
mod by_hand;
mod calendar;
mod chats;
pub mod files;
mod generate;
mod orders;
mod people;
pub mod random;
mod registers;
