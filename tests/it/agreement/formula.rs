//! Random formulas that are well typed.

use super::tape::Tape;

const NUMBERS: [&str; 20] = [
    "1", "0", "2", "3", "100", "50", "0.5", "10", "60", "0.57", "57", "0.1", "80", "90", "5", "1.5", "0.29", "33.3",
    "0.01", "12.25",
];
pub const WORDS: [&str; 4] = ["甲", "乙", "丙", "甲乙"];

/// What a formula may use at its place.
#[derive(Debug, Clone, Default)]
pub struct Names {
    pub numbers: Vec<String>,
    pub texts: Vec<String>,
    /// Columns that aggregates may gather, in an element's `value`.
    pub rows: Option<Box<Names>>,
    /// Whether peers and earlier periods can be looked at.
    pub subject: bool,
}

pub fn number(tape: &mut Tape<'_>, names: &Names, depth: usize) -> String {
    if depth == 0 || tape.below(4) == 0 {
        return leaf(tape, names);
    }
    let a = |tape: &mut Tape<'_>| number(tape, names, depth - 1);
    match tape.below(if names.subject { 16 } else { 12 }) {
        0..=4 => {
            let op = tape.pick(&["+", "-", "*", "/", "/", "%"]);
            let (left, right) = (a(tape), a(tape));
            if op == "%" {
                // A remainder makes a last digit that may differ into all there is.
                return format!("round({left}, 2) % {}", tape.pick(&NUMBERS));
            }
            match tape.below(3) {
                0 => format!("({left}) {op} ({right})"),
                1 => format!("{left} {op} {right}"),
                _ => format!("({left} {op} {right})"),
            }
        }
        5 => format!("if({}, {}, {})", condition(tape, names, depth - 1), a(tape), a(tape)),
        6 => {
            let all: Vec<String> = (0..2 + tape.below(2)).map(|_| a(tape)).collect();
            format!("coalesce({})", all.join(", "))
        }
        7 => {
            let all: Vec<String> = (0..2 + tape.below(2)).map(|_| a(tape)).collect();
            format!("{}({})", tape.pick(&["min", "max"]), all.join(", "))
        }
        8 => match tape.below(3) {
            0 => format!("round({}, {})", a(tape), tape.pick(&["2", "0", "1", "-1", "3"])),
            1 => format!("round({})", a(tape)),
            _ => format!("{}({})", tape.pick(&["floor", "ceil", "abs"]), a(tape)),
        },
        9 => format!("{}({})", tape.pick(&["sqrt", "ln", "log10"]), a(tape)),
        10 => match tape.below(3) {
            0 => format!("clamp({}, {}, {})", a(tape), a(tape), a(tape)),
            1 => format!("percent({}, {})", a(tape), a(tape)),
            2 if !names.texts.is_empty() && tape.chance(50) => {
                let index = tape.below(names.texts.len());
                format!("lookup(\"词表\", {})", names.texts[index])
            }
            2 if tape.chance(50) => format!("lookup(\"{}\", {})", tape.pick(&["下限表", "上限表"]), a(tape)),
            _ => format!("exp(min({}, 5))", a(tape)),
        },
        11 => match tape.below(4) {
            0 => format!("({}) ^ {}", a(tape), tape.pick(&["2", "0.5", "0", "3", "(0 - 1)"])),
            1 => format!("-({})", a(tape)),
            2 => "not_applicable()".to_string(),
            _ => format!("-{}", leaf(tape, names)),
        },
        12 | 13 => {
            let function = tape.pick(&["mean", "median", "min", "max", "sum", "std", "count", "rank", "percentile"]);
            let value = a(tape);
            if tape.chance(25) {
                format!("group_{function}({value}, {})", condition(tape, names, depth - 1))
            } else {
                format!("group_{function}({value})")
            }
        }
        _ => match tape.below(4) {
            0 | 1 => format!("prev({})", a(tape)),
            2 => format!("prev({}, {})", a(tape), tape.pick(&["1", "2"])),
            _ if tape.chance(30) => format!("same_last_year({})", a(tape)),
            _ => format!("mean_prev({}, {})", a(tape), tape.pick(&["2", "1", "3"])),
        },
    }
}

fn leaf(tape: &mut Tape<'_>, names: &Names) -> String {
    if let Some(rows) = &names.rows
        && tape.below(4) != 3
    {
        return aggregate(tape, rows);
    }
    if !names.numbers.is_empty() && tape.below(10) < 7 {
        let index = tape.below(names.numbers.len());
        return names.numbers[index].clone();
    }
    tape.pick(&NUMBERS).to_string()
}

pub fn condition(tape: &mut Tape<'_>, names: &Names, depth: usize) -> String {
    let inner = depth.saturating_sub(1);
    match tape.below(8) {
        0..=2 => {
            let op = tape.pick(&[">", ">=", "<", "<=", "==", "!="]);
            format!("{} {op} {}", number(tape, names, inner), number(tape, names, inner))
        }
        3 | 4 if depth > 0 => {
            let op = tape.pick(&["&&", "||"]);
            let (left, right) = (condition(tape, names, inner), condition(tape, names, inner));
            if tape.chance(50) { format!("({left}) {op} ({right})") } else { format!("({left} {op} {right})") }
        }
        5 if depth > 0 => format!("!({})", condition(tape, names, inner)),
        6 => match tape.below(4) {
            0 => format!("is_missing({})", number(tape, names, inner)),
            1 => format!("is_undefined({})", number(tape, names, inner)),
            2 => format!("is_not_applicable({})", number(tape, names, inner)),
            _ => {
                let (a, b, c) = (number(tape, names, inner), number(tape, names, 0), number(tape, names, 0));
                format!("between({a}, {b}, {c})")
            }
        },
        7 if !names.texts.is_empty() => {
            let index = tape.below(names.texts.len());
            let (text, word) = (&names.texts[index], tape.pick(&WORDS));
            // Only a declared grade may be compared with the grade; the best one always is.
            let word = if text == "grade" { "优" } else { word };
            match tape.below(4) {
                0 => format!("{text} == \"{word}\""),
                1 => format!("{text} != \"{word}\""),
                2 => format!("contains({text}, \"{word}\")"),
                _ => format!("starts_with({text}, \"{word}\")"),
            }
        }
        _ => format!("{} > {}", leaf(tape, names), tape.pick(&NUMBERS)),
    }
}

/// An aggregate over rows.
fn aggregate(tape: &mut Tape<'_>, rows: &Names) -> String {
    let column = |tape: &mut Tape<'_>| {
        let index = tape.below(rows.numbers.len());
        rows.numbers[index].clone()
    };
    let value = |tape: &mut Tape<'_>| if tape.chance(35) { number(tape, rows, 2) } else { column(tape) };
    match tape.below(14) {
        0..=2 => format!("sum({})", value(tape)),
        3 => "count()".to_string(),
        4 => format!("count({})", value(tape)),
        5 => format!("count_if({})", condition(tape, rows, 1)),
        6 | 7 => format!("{}({})", tape.pick(&["mean", "median", "min", "max", "std"]), value(tape)),
        8 if tape.chance(30) => format!("trimmed_mean({}, {})", value(tape), tape.pick(&["0.2", "0.34", "0"])),
        8 if tape.chance(30) => format!("drop_ends({}, 1, {})", value(tape), tape.pick(&["2", "3", "4"])),
        8 => format!("quantile({}, {})", value(tape), tape.pick(&["0.5", "0.25", "0.9", "0", "1"])),
        9 if !rows.texts.is_empty() => {
            let index = tape.below(rows.texts.len());
            format!("count_distinct({})", rows.texts[index])
        }
        9 => format!("count_distinct({})", value(tape)),
        10 => format!("{}({}, {})", tape.pick(&["first", "last"]), value(tape), value(tape)),
        11 => format!("only({})", value(tape)),
        12 => column(tape),
        _ => format!("{}({})", tape.pick(&["min", "max"]), value(tape)),
    }
}
