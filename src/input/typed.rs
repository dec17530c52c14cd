//! Cells → values of a column's kind, with every cell that could not be read named.

use std::fmt::Write;

use super::codes::{LOST_DIGITS, MIXED_UNITS, UNREADABLE_CELL};
use super::missing::MissingWords;
use super::number::{self, Written};
use crate::diagnostic::{Bag, Cell, Diagnostic};
use crate::rubric::Column;
use crate::table::{Kind, Lane, Nothing, Numbers, RawCell, Texts, time};
use crate::text::Words;
use crate::text::words::plural;
use crate::words;

/// Cells listed with one finding; the rest are counted.
pub const LISTED: usize = 20;

/// Why a cell has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    Nothing(Nothing),
    Unreadable,
    /// An id that a spreadsheet program has turned into a number and cut off.
    LostDigits,
}

/// Cells with the same fault.
#[derive(Debug, Default)]
pub struct Cases {
    pub count: usize,
    pub first: Vec<(Cell, Words)>,
}

impl Cases {
    /// A case with what stands there; nothing is said of an empty text.
    pub fn add(&mut self, cell: impl FnOnce() -> Cell, text: impl FnOnce() -> String) {
        self.add_said(cell, || quoted(&text()));
    }

    pub fn add_said(&mut self, cell: impl FnOnce() -> Cell, words: impl FnOnce() -> Words) {
        self.count += 1;
        if self.first.len() < LISTED {
            self.first.push((cell(), words()));
        }
    }

    /// Cases that come after these.
    pub fn absorb(&mut self, later: Cases) {
        self.count += later.count;
        let room = LISTED.saturating_sub(self.first.len());
        self.first.extend(later.first.into_iter().take(room));
    }

    /// The finding with all listed cells, or none if there are none.
    pub fn label(self, mut finding: Diagnostic) -> Diagnostic {
        for (cell, words) in self.first {
            finding = finding.at(cell, words);
        }
        if self.count > LISTED {
            let more = self.count - LISTED;
            let rest = words!("另有 {more} 处没有列出", "{more} more are not listed");
            finding.help = Some(match finding.help {
                Some(help) => {
                    Words { zh: format!("{}；{}", help.zh, rest.zh), en: format!("{}; {}", help.en, rest.en) }
                }
                None => rest,
            });
        }
        finding
    }
}

fn quoted(text: &str) -> Words {
    if text.is_empty() { Words::default() } else { Words::same(format!("`{text}`")) }
}

/// One column while it is filled, file after file.
pub struct Builder<'a> {
    pub spec: &'a Column,
    words: &'a MissingWords,
    pub part: Part,
    pub at: Vec<u32>,
    scratch: String,
    /// Whether a plain number is in the unit that its head says, so that it is no fraction among percentages.
    pub unit_is_said: bool,
}

/// Values of a column, and what there is to say of them.
#[derive(Debug)]
pub struct Part {
    pub lane: Lane,
    unreadable: Cases,
    lost: Cases,
    /// Ids of 16 digits in number cells, and whether all of them end in 0.
    sixteen: (Cases, bool),
    units: Vec<(&'static str, Cell, String)>,
    fraction: Option<(Cell, String)>,
}

impl Part {
    pub fn new(lane: Lane) -> Part {
        Part {
            lane,
            unreadable: Cases::default(),
            lost: Cases::default(),
            sixteen: (Cases::default(), true),
            units: Vec::new(),
            fraction: None,
        }
    }

    /// What comes after these values.
    pub fn absorb(&mut self, later: Part) {
        self.lane.append(later.lane);
        self.unreadable.absorb(later.unreadable);
        self.lost.absorb(later.lost);
        self.sixteen.0.absorb(later.sixteen.0);
        self.sixteen.1 &= later.sixteen.1;
        for found in later.units {
            if !self.units.iter().any(|(unit, ..)| *unit == found.0) {
                self.units.push(found);
            }
        }
        if self.fraction.is_none() {
            self.fraction = later.fraction;
        }
    }

    /// Notes a number between 0 and 1, if it is the first: beside percentages it may be one of them.
    pub fn note_fraction(&mut self, value: f64, place: impl Fn() -> Cell) {
        if self.fraction.is_none() {
            self.fraction = Some((place(), shown(&RawCell::Number { value, percent: false })));
        }
    }

    pub fn lacks_fraction(&self) -> bool {
        self.fraction.is_none()
    }

    /// Notes a cell that cannot be read; its value is in the lane already.
    pub fn note_unreadable(&mut self, place: impl Fn() -> Cell, cell: &RawCell) {
        self.unreadable.add(place, || shown(cell));
    }
}

impl<'a> Builder<'a> {
    pub fn new(spec: &'a Column, words: &'a MissingWords) -> Builder<'a> {
        let lane = match spec.kind {
            Kind::Text => Lane::Texts(Texts::default()),
            Kind::Number | Kind::Date | Kind::Bool => Lane::Numbers(Numbers::default()),
        };
        Builder { spec, words, part: Part::new(lane), at: Vec::new(), scratch: String::new(), unit_is_said: false }
    }

    /// Adds rows without a value: the file lacks the column.
    pub fn push_blanks(&mut self, rows: usize) {
        for _ in 0..rows {
            match &mut self.part.lane {
                Lane::Numbers(numbers) => numbers.push(Err(Nothing::Blank)),
                Lane::Texts(texts) => texts.push(Err(Nothing::Blank)),
            }
        }
    }

    /// Adds the value of a cell; `place` names the cell if there is something to say about it.
    pub fn push(&mut self, cell: &RawCell, place: impl Fn() -> Cell) {
        let trouble = match (&mut self.part.lane, self.spec.kind) {
            (Lane::Texts(texts), _) => push_text(texts, cell, self.words, &mut self.scratch).err(),
            (Lane::Numbers(numbers), kind) => {
                let value = match kind {
                    Kind::Number => match number_of(cell, self.words) {
                        Ok(written) => {
                            if !(self.unit_is_said && written.unit.is_empty()) {
                                note_unit(&mut self.part.units, &mut self.part.fraction, written, cell, &place);
                            }
                            Ok(written.value)
                        }
                        Err(trouble) => Err(trouble),
                    },
                    Kind::Date => date_of(cell, self.words),
                    Kind::Bool | Kind::Text => bool_of(cell, self.words),
                };
                numbers.push(value.map_err(nothing));
                value.err()
            }
        };
        match trouble {
            Some(Trouble::Unreadable) => self.part.unreadable.add(place, || shown(cell)),
            Some(Trouble::LostDigits) => self.part.lost.add(place, || shown(cell)),
            Some(Trouble::Nothing(_)) => {}
            None if self.spec.kind == Kind::Text => {
                if let RawCell::Number { value, .. } = cell
                    && *value >= 1e15
                {
                    self.part.sixteen.1 &= value % 10.0 == 0.0;
                    self.part.sixteen.0.add(place, || shown(cell));
                }
            }
            None => {}
        }
    }

    /// The lane, and what there is to say about its cells.
    pub fn finish(self, findings: &mut Bag) -> (Lane, Vec<u32>) {
        let Part { lane, unreadable, lost, sixteen, units, fraction } = self.part;
        let id = &self.spec.id;
        if unreadable.count > 0 {
            let (zh, en) = match self.spec.kind {
                Kind::Number => ("数字", "a number"),
                Kind::Date => ("日期", "a date"),
                Kind::Bool => ("“是/否”", "yes or no"),
                Kind::Text => ("文字", "text"),
            };
            let count = unreadable.count;
            let cells = plural(count, "cell");
            let finding = Diagnostic::error(
                UNREADABLE_CELL,
                words!("列 `{id}` 有 {count} 个单元格不能读作{zh}", "{cells} of column `{id}` cannot be read as {en}"),
            )
            .help(words!(
                "请改正这些单元格；如果它们表示“没有数据”，请把该词写进数据源的 `missing`",
                "correct the cells; if they mean that there is no figure, add the word to `missing` of the data source"
            ));
            findings.push(unreadable.label(finding));
        }
        let (sixteen, cut) = sixteen;
        // A spreadsheet program keeps 15 digits: one 16-digit id in ten ends in 0 by itself, three in a row do not.
        let suspicious = sixteen.count >= 3 && cut;
        for cases in [Some(lost), suspicious.then_some(sixteen)].into_iter().flatten() {
            if cases.count == 0 {
                continue;
            }
            let count = cases.count;
            let cells = plural(count, "id");
            let finding = Diagnostic::error(
                LOST_DIGITS,
                words!(
                    "列 `{id}` 有 {count} 个编号已丢失位数（被表格软件当作数字保存）",
                    "{cells} of column `{id}` have lost digits: a spreadsheet program has stored them as numbers"
                ),
            )
            .help(words!(
                "请从系统重新导出，并把该列存为文本；丢失的位数无法恢复",
                "export the file again with this column as text; the lost digits cannot be restored"
            ));
            findings.push(cases.label(finding));
        }
        let percent = units.iter().position(|(unit, ..)| *unit == "%");
        let mixed = match (percent, fraction) {
            _ if units.len() > 1 => Some(units.into_iter().map(|(_, cell, text)| (cell, text)).collect()),
            (Some(at), Some(fraction)) => units.into_iter().nth(at).map(|(_, cell, text)| vec![(cell, text), fraction]),
            _ => None,
        };
        if let Some(first) = mixed {
            let finding = Diagnostic::warning(
                MIXED_UNITS,
                words!("列 `{id}` 中的数字单位不一", "the figures of column `{id}` are not all in one unit"),
            )
            .help(words!("请统一单位；数字已按所写读取", "use one unit; the figures were read as written"));
            let first: Vec<(Cell, String)> = first;
            let first: Vec<(Cell, Words)> = first.into_iter().map(|(cell, text)| (cell, quoted(&text))).collect();
            findings.push(Cases { count: first.len(), first }.label(finding));
        }
        (lane, self.at)
    }
}

fn nothing(trouble: Trouble) -> Nothing {
    match trouble {
        Trouble::Nothing(nothing) => nothing,
        Trouble::Unreadable | Trouble::LostDigits => Nothing::Unreadable,
    }
}

fn note_unit(
    units: &mut Vec<(&'static str, Cell, String)>,
    fraction: &mut Option<(Cell, String)>,
    written: Written,
    cell: &RawCell,
    place: impl Fn() -> Cell,
) {
    if written.unit.is_empty() {
        if fraction.is_none() && written.value != 0.0 && written.value.abs() < 1.0 {
            *fraction = Some((place(), shown(cell)));
        }
    } else if !units.iter().any(|(unit, ..)| *unit == written.unit) {
        units.push((written.unit, place(), shown(cell)));
    }
}

/// The number in a cell.
///
/// # Errors
/// What the cell holds instead.
pub fn number_of(cell: &RawCell, words: &MissingWords) -> Result<Written, Trouble> {
    match cell {
        RawCell::Number { value, percent } if value.is_finite() => {
            if words.number(*value) {
                return Err(Trouble::Nothing(Nothing::Blank));
            }
            // Whoever needs the decimals of a number cell asks for them: counting them costs more than reading.
            Ok(Written { value: *value, decimals: 0, unit: if *percent { "%" } else { "" } })
        }
        RawCell::Empty => Err(Trouble::Nothing(Nothing::Blank)),
        RawCell::Text(text) => match number::parse(text) {
            Some(written) => match words.declared_figure(text) {
                Some(nothing) => Err(Trouble::Nothing(nothing)),
                None if words.number(written.value) && written.unit.is_empty() => Err(Trouble::Nothing(Nothing::Blank)),
                None => Ok(written),
            },
            None => Err(words.usual(text).map_or(Trouble::Unreadable, Trouble::Nothing)),
        },
        RawCell::Number { .. } | RawCell::Date(_) | RawCell::Bool(_) | RawCell::Error(_) => Err(Trouble::Unreadable),
    }
}

/// Places after the point of a number as it is printed.
pub fn decimals(value: f64) -> i32 {
    if value.fract() == 0.0 {
        return 0;
    }
    value.to_string().split_once('.').map_or(0, |(_, fraction)| fraction.len().min(15) as i32)
}

/// Serial days that spreadsheets mean by a date: 1954 to 2119. Below and above a plain number is
/// more likely a plain number.
const SERIALS: std::ops::Range<f64> = 20_000.0..80_000.0;
const SERIAL_OF_1970: f64 = 25_569.0;

fn date_of(cell: &RawCell, words: &MissingWords) -> Result<f64, Trouble> {
    match cell {
        RawCell::Date(seconds) => Ok(*seconds),
        RawCell::Empty => Err(Trouble::Nothing(Nothing::Blank)),
        RawCell::Number { value, .. } if words.number(*value) => Err(Trouble::Nothing(Nothing::Blank)),
        RawCell::Number { value, .. } if SERIALS.contains(value) => {
            Ok(((value - SERIAL_OF_1970) * time::SECONDS_A_DAY).round())
        }
        RawCell::Number { value, .. } if value.fract() == 0.0 && (1e7..1e8).contains(value) => {
            time::parse_date(&format!("{value:.0}")).ok_or(Trouble::Unreadable)
        }
        RawCell::Text(text) => time::parse_date(text)
            .or_else(|| time::parse_date(&half_width(text)))
            .ok_or_else(|| words.usual(text).map_or(Trouble::Unreadable, Trouble::Nothing)),
        RawCell::Number { .. } | RawCell::Bool(_) | RawCell::Error(_) => Err(Trouble::Unreadable),
    }
}

fn half_width(text: &str) -> String {
    let narrow = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' => ' ',
        c => c,
    };
    text.chars().map(narrow).collect()
}

const YES: &[&str] = &["是", "y", "yes", "true", "t", "1", "√", "✓", "✔", "☑", "有", "对"];
const NO: &[&str] = &["否", "n", "no", "false", "f", "0", "×", "✗", "✘", "x", "☒", "无", "错"];

fn bool_of(cell: &RawCell, words: &MissingWords) -> Result<f64, Trouble> {
    match cell {
        RawCell::Bool(value) => Ok(f64::from(u8::from(*value))),
        RawCell::Empty => Err(Trouble::Nothing(Nothing::Blank)),
        RawCell::Number { value, .. } if words.number(*value) => Err(Trouble::Nothing(Nothing::Blank)),
        RawCell::Number { value, percent: false } if *value == 0.0 || *value == 1.0 => Ok(*value),
        RawCell::Text(text) => {
            if let Some(nothing) = words.declared(text) {
                return Err(Trouble::Nothing(nothing));
            }
            let folded = crate::text::fold(text);
            if YES.contains(&folded.as_str()) {
                Ok(1.0)
            } else if NO.contains(&folded.as_str()) {
                Ok(0.0)
            } else {
                Err(words.usual(text).map_or(Trouble::Unreadable, Trouble::Nothing))
            }
        }
        RawCell::Number { .. } | RawCell::Date(_) | RawCell::Error(_) => Err(Trouble::Unreadable),
    }
}

/// Above this a number cell can no longer hold every whole number.
const EXACT: f64 = 9_007_199_254_740_992.0;

fn push_text(texts: &mut Texts, cell: &RawCell, words: &MissingWords, scratch: &mut String) -> Result<(), Trouble> {
    let value = match cell {
        RawCell::Text(text) => {
            if texts.find(text).is_some() {
                Ok(&**text)
            } else if let Some(nothing) = words.declared(text) {
                Err(Trouble::Nothing(nothing))
            } else if lost_digits(text) {
                Err(Trouble::LostDigits)
            } else {
                Ok(&**text)
            }
        }
        RawCell::Empty => Err(Trouble::Nothing(Nothing::Blank)),
        RawCell::Error(_) => Err(Trouble::Unreadable),
        RawCell::Number { value, .. } if words.number(*value) => Err(Trouble::Nothing(Nothing::Blank)),
        RawCell::Number { value, percent: false } if value.abs() > EXACT => Err(Trouble::LostDigits),
        RawCell::Number { .. } | RawCell::Date(_) | RawCell::Bool(_) => {
            scratch.clear();
            show_into(scratch, cell);
            Ok(scratch.as_str())
        }
    };
    texts.push(value.map_err(nothing));
    value.map(|_| ())
}

/// `1.93068E+15`: what a spreadsheet program leaves of a long id in a csv file.
fn lost_digits(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once("E+").or_else(|| text.split_once("e+")) else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    digits(mantissa) && exponent.len() == 2 && exponent.parse::<u32>().is_ok_and(|power| power >= 11)
}

/// A cell as a person sees it.
pub fn shown(cell: &RawCell) -> String {
    let mut text = String::new();
    show_into(&mut text, cell);
    text
}

fn show_into(text: &mut String, cell: &RawCell) {
    // Writing into a String cannot fail.
    let _ = match cell {
        RawCell::Empty => Ok(()),
        RawCell::Text(written) | RawCell::Error(written) => text.write_str(written),
        RawCell::Number { value, percent } => write!(text, "{value}{}", if *percent { "%" } else { "" }),
        RawCell::Bool(value) => text.write_str(if *value { "TRUE" } else { "FALSE" }),
        RawCell::Date(seconds) => {
            let rest = seconds.rem_euclid(time::SECONDS_A_DAY) as u32;
            text.push_str(&time::show_date(*seconds));
            if rest > 0 { write!(text, " {:02}:{:02}:{:02}", rest / 3600, rest / 60 % 60, rest % 60) } else { Ok(()) }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Severity;
    use crate::text::Span;

    fn build(kind: Kind, cells: &[RawCell]) -> (Lane, Bag) {
        let spec = Column { id: "列".into(), headers: Vec::new(), kind, span: Span::default() };
        let words = MissingWords::default();
        let mut builder = Builder::new(&spec, &words);
        for (row, cell) in cells.iter().enumerate() {
            builder.push(cell, || Cell { file: "a.csv".into(), sheet: None, row: row as u32 + 2, column: 1 });
        }
        let mut bag = Bag::default();
        (builder.finish(&mut bag).0, bag)
    }

    fn text(text: &str) -> RawCell {
        RawCell::Text(text.into())
    }

    fn number(value: f64) -> RawCell {
        RawCell::Number { value, percent: false }
    }

    #[test]
    fn numbers_and_nothings() {
        let cells = [
            text("1,200元"),
            text("暂无数据"),
            text("延迟统计"),
            text("abc"),
            RawCell::Error("#DIV/0!".into()),
            number(1e20),
        ];
        let (lane, bag) = build(Kind::Number, &cells);
        let numbers = lane.numbers();
        let read: Vec<_> = (0..6).map(|row| numbers.get(row)).collect();
        assert_eq!(
            read,
            [
                Ok(1200.0),
                Err(Nothing::Blank),
                Err(Nothing::Unsettled),
                Err(Nothing::Unreadable),
                Err(Nothing::Unreadable),
                Ok(1e20)
            ]
        );
        assert_eq!(bag.all.len(), 1);
        assert_eq!(bag.all[0].message.en, "2 cells of column `列` cannot be read as a number");
        assert_eq!(bag.all[0].labels[0].words.en, "`abc`");
    }

    #[test]
    fn many_bad_cells_are_one_finding() {
        let (_, bag) = build(Kind::Number, &vec![text("?!"); 30]);
        assert_eq!((bag.all.len(), bag.all[0].labels.len()), (1, LISTED));
        assert!(bag.all[0].help.as_ref().unwrap().en.ends_with("10 more are not listed"));
    }

    #[test]
    fn ids_stay_text_and_lost_digits_are_told() {
        let cells =
            [text("007"), number(12.0), number(2.5), text("1.93068E+15"), number(5116032541422009305.0), text("1E12")];
        let (lane, bag) = build(Kind::Text, &cells);
        let texts = lane.texts();
        assert_eq!(
            (texts.get(0), texts.get(1), texts.get(2), texts.get(5)),
            (Ok("007"), Ok("12"), Ok("2.5"), Ok("1E12"))
        );
        assert_eq!((texts.get(3), texts.get(4)), (Err(Nothing::Unreadable), Err(Nothing::Unreadable)));
        assert_eq!((bag.all.len(), bag.all[0].code), (1, LOST_DIGITS));
        let (_, bag) = build(Kind::Text, &[1930679858170640.0, 1930679858170650.0, 1930679858170660.0].map(number));
        assert_eq!(bag.all[0].code, LOST_DIGITS);
        let (lane, bag) = build(Kind::Text, &[1930679858170640.0, 1930679858170653.0, 1930679858170660.0].map(number));
        assert_eq!((lane.texts().get(1), bag.is_empty()), (Ok("1930679858170653"), true));
    }

    #[test]
    fn dates_in_every_dress() {
        let day = time::parse_date("2024-06-07").unwrap();
        let cells = [
            text("2024/6/7"),
            RawCell::Date(day),
            number(45450.0),
            number(20240607.0),
            text("２０２４－０６－０７"),
            number(35.0),
        ];
        let (lane, bag) = build(Kind::Date, &cells);
        assert!((0..5).all(|row| lane.numbers().get(row) == Ok(day)), "{lane:?}");
        assert_eq!((lane.numbers().get(5), bag.all.len()), (Err(Nothing::Unreadable), 1));
        assert_eq!(shown(&RawCell::Date(day + 3725.0)), "2024-06-07 01:02:05");
    }

    #[test]
    fn yes_and_no() {
        let cells =
            [text("是"), text("√"), number(1.0), text("Y"), text("×"), text("否"), RawCell::Bool(false), text("也许")];
        let (lane, _) = build(Kind::Bool, &cells);
        let read: Vec<_> = (0..8).map(|row| lane.numbers().get(row).ok()).collect();
        assert_eq!(read, [Some(1.0), Some(1.0), Some(1.0), Some(1.0), Some(0.0), Some(0.0), Some(0.0), None]);
    }

    #[test]
    fn mixed_units_are_told() {
        let (_, bag) = build(Kind::Number, &[text("95%"), number(0.93)]);
        assert_eq!((bag.all[0].code, bag.all[0].severity), (MIXED_UNITS, Severity::Warning));
        let (_, bag) = build(Kind::Number, &[text("35秒"), text("2分")]);
        assert_eq!(bag.all[0].labels.len(), 2);
        let (_, bag) = build(Kind::Number, &[text("35秒"), number(0.5)]);
        assert!(bag.is_empty());
    }
}
