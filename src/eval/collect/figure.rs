//! Figures inside messages.

use crate::table::figure::short;
use crate::table::time::show_date;
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
                Kind::Date => Words::same(show_date(value)),
                Kind::Bool if value != 0.0 => Words::new("是", "yes"),
                Kind::Bool => Words::new("否", "no"),
                Kind::Number | Kind::Text => Words::same(short(value)),
            },
        },
    }
}

/// Puts figures in place of `{name}`. Names that are not known stay as they are written.
pub fn fill(template: &str, figures: &[(&str, Words)]) -> Words {
    let mut out = Words::default();
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        let (before, from) = rest.split_at(open);
        let found = from.find('}').and_then(|close| {
            let name = from[1..close].trim();
            figures.iter().find(|(known, _)| *known == name).map(|(_, figure)| (figure, close + 1))
        });
        // An unknown name keeps its brace, and the search goes on behind it.
        let (zh, en, next) = match found {
            Some((figure, next)) => (figure.zh.as_str(), figure.en.as_str(), next),
            None => ("{", "{", 1),
        };
        out.zh.push_str(before);
        out.zh.push_str(zh);
        out.en.push_str(before);
        out.en.push_str(en);
        rest = &from[next..];
    }
    out.zh.push_str(rest);
    out.en.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_filled() {
        let figures = [("付款人数", Words::same("30")), ("b", Words::new("未填报", "not reported"))];
        assert_eq!(fill("付款 {付款人数} 多于 { b }", &figures).zh, "付款 30 多于 未填报");
        assert_eq!(fill("{c} {{b}} {b", &figures).en, "{c} {not reported} {b");
        assert_eq!(fill("", &figures).zh, "");
    }

    #[test]
    fn figures_are_printed_as_in_the_results() {
        let lane = Lane::Numbers([Ok(0.1 + 0.2), Ok(200.0 / 3.0), Err(Nothing::Blank)].into_iter().collect());
        assert_eq!(figure(&lane, Kind::Number, 0).zh, "0.3");
        assert_eq!(figure(&lane, Kind::Number, 1).zh, "66.6667");
        assert_eq!(figure(&lane, Kind::Number, 2).zh, "未填报");
    }
}
