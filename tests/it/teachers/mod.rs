//! The made-up college behind `rubrics/teachers`: its files are made by [`generate`], and [`midterm_by_hand`] and
//! [`yearend_by_hand`] compute both appraisals from those files by plain code, as a second opinion on the
//! engine. Neither uses anything of `kaohe`.

mod generate;
mod midterm_by_hand;
mod people;
mod records;
mod rows;
mod surveys;
mod yearend_by_hand;
