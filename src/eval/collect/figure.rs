//! Figures inside messages.

use crate::table::figure::short;
use crate::table::time::show_moment;
use crate::table::{Kind, Lane, Nothing};
use crate::text::Words;

/// The figure in a row of a lane as a person writes it; why there is none, if there is none.
pub fn figure(lane: &Lane, kind: Kind, row: usize) -> Words {
    // A constant has one row.
    let row = if lane.len() == 1 { 0 } else { row };
    if row >= lane.len() {
        return Nothing::NoRows.words();
    }
    match lane {
        Lane::Texts(texts) => texts.get(row).map_or_else(Nothing::words, Words::same),
        Lane::Numbers(numbers) => match numbers.get(row) {
            Err(nothing) => nothing.words(),
            Ok(value) => match kind {
                Kind::Date => Words::same(show_moment(value)),
                Kind::Bool if value != 0.0 => Words::new("是", "yes"),
                Kind::Bool => Words::new("否", "no"),
                Kind::Number | Kind::Text => Words::same(short(value)),
            },
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::time::parse_date;

    #[test]
    fn figures_are_printed_as_in_the_results() {
        let lane = Lane::Numbers([Ok(0.1 + 0.2), Ok(200.0 / 3.0), Err(Nothing::Blank)].into_iter().collect());
        assert_eq!(figure(&lane, Kind::Number, 0).zh, "0.3");
        assert_eq!(figure(&lane, Kind::Number, 1).zh, "66.6667");
        assert_eq!(figure(&lane, Kind::Number, 2).zh, "未填报");
        let days = ["2024-06-04", "2024-06-04 07:05"].map(|text| parse_date(text).ok_or(Nothing::Unreadable));
        let lane = Lane::Numbers(days.into_iter().collect());
        assert_eq!(figure(&lane, Kind::Date, 0).zh, "2024-06-04");
        assert_eq!(figure(&lane, Kind::Date, 1).zh, "2024-06-04 07:05");
    }
}
