//! Map operators: an expression over columns of the same rows.

use super::cell::{Cell, Facts, Reasons, bracketed, greatest};
use super::dialect::Function;
use super::writer::Writer;
use crate::plan::{Binary, Is, Nary, Node, NodeId, Op, Unary};
use crate::table::{Kind, Nothing};

impl Writer<'_> {
    /// The expression of a node whose inputs are written.
    pub(super) fn cell(&mut self, key: (bool, NodeId), node: &Node) -> Cell {
        let read = key.0;
        match &node.op {
            Op::Number(value) => self.literal(value.0, node.kind),
            Op::Text(text) => Cell::literal(self.dialect.text(text), Kind::Text, Facts::CELL),
            Op::Nothing(nothing) => self.no_value(*nothing, node.kind),
            Op::Column(name) => self.source_column(self.place(node.grain, read), name, node.kind),
            Op::PeriodDay(edge) => self.period_day(*edge),
            Op::Unary(op, a) => self.unary(*op, (read, *a)),
            Op::Binary(op, a, b) => self.binary(*op, (read, *a), (read, *b)),
            Op::Nary(op, all) => self.nary(*op, read, all),
            Op::Select { condition, then, otherwise } => {
                self.select((read, *condition), (read, *then), (read, *otherwise))
            }
            Op::Coalesce(all) => self.coalesce(read, all),
            Op::Is(what, input) => self.is(*what, (read, *input)),
            Op::Round { input, decimals } => self.round((read, *input), *decimals),
            Op::Steps { input, edges, closed, values } => self.steps((read, *input), edges, *closed, values),
            Op::Piecewise { input, points, closed } => self.piecewise((read, *input), points, *closed),
            Op::Match { input, entries } => self.levels((read, *input), entries),
            Op::DatePart(part, input) => {
                let x = self.atom((read, *input));
                let value = self.dialect.date_part(*part, &x.value);
                let facts = Facts { low: 0.0, high: 9999.0, decimals: Some(0) };
                Cell::new(value, Kind::Number, facts, &[&x]).strict(&[&x])
            }
            Op::Gather { agg, input, filter, to } => self.gather(key, *agg, *input, *filter, *to),
            Op::Window { agg, input, by, at } => self.window(key, node, *agg, *input, by, at.as_ref()),
            Op::Spread { input, to } => self.spread(key, *input, *to),
            Op::Rank { keys, within, ties } => self.rank(key, keys, *within, *ties),
            Op::Shift { input, periods } => self.shift(key, *input, *periods, node.grain),
        }
    }

    pub(super) fn literal(&self, value: f64, kind: Kind) -> Cell {
        if value.is_nan() {
            return self.no_value(Nothing::Overflow, kind);
        }
        let text = match kind {
            Kind::Bool => if value == 0.0 { "FALSE" } else { "TRUE" }.to_string(),
            Kind::Number | Kind::Date | Kind::Text => self.digits(value),
        };
        Cell::literal(text, kind, Facts::of(value))
    }

    pub(super) fn digits(&self, value: f64) -> String {
        let value = value + 0.0;
        if value.is_infinite() {
            let infinity = self.dialect.infinity();
            return if value > 0.0 { infinity } else { format!("(-{infinity})") };
        }
        let text =
            if value != 0.0 && !(1e-7..1e15).contains(&value.abs()) { format!("{value:e}") } else { value.to_string() };
        if value < 0.0 { format!("({text})") } else { text }
    }

    pub(super) fn no_value(&self, nothing: Nothing, kind: Kind) -> Cell {
        let kind_name = match kind {
            Kind::Text => self.dialect.varchar(),
            Kind::Bool => "BOOLEAN",
            Kind::Number | Kind::Date => self.dialect.double(),
        };
        let mut cell = Cell::literal(format!("CAST(NULL AS {kind_name})"), kind, Facts::of(0.0));
        cell.reasons = Reasons::of(&[nothing]);
        cell.why = Some((nothing as u8).to_string());
        cell
    }

    /// A literal as a number of the database's own kind, where nothing beside it is one.
    pub(super) fn doubled(&self, text: &str) -> String {
        format!("CAST({text} AS {})", self.dialect.double())
    }

    /// Flags as numbers.
    pub(super) fn number(&mut self, key: (bool, NodeId)) -> Cell {
        let cell = self.get(key);
        if cell.kind != Kind::Bool {
            return cell;
        }
        if cell.is_literal && cell.reasons.is_none() {
            let value = if cell.value == "TRUE" { 1.0 } else { 0.0 };
            return self.literal(value, Kind::Number);
        }
        let value = format!("CAST(CAST({} AS INTEGER) AS {})", cell.value, self.dialect.double());
        Cell { value, kind: Kind::Number, is_atom: false, is_literal: false, facts: Facts::FLAG, open: None, ..cell }
    }

    /// The same with what is mentioned several times put into a column first.
    pub(super) fn number_atom(&mut self, key: (bool, NodeId)) -> Cell {
        self.atom(key);
        self.number(key)
    }

    /// Numbers as conditions.
    pub(super) fn condition(&mut self, key: (bool, NodeId)) -> Cell {
        let cell = self.get(key);
        if cell.kind == Kind::Bool {
            return cell;
        }
        let value = format!("{} <> 0", bracketed(&cell.value));
        Cell { value, kind: Kind::Bool, is_atom: false, facts: Facts::FLAG, open: None, ..cell }
    }

    fn condition_atom(&mut self, key: (bool, NodeId)) -> Cell {
        self.atom(key);
        self.condition(key)
    }

    fn unary(&mut self, op: Unary, a: (bool, NodeId)) -> Cell {
        if op == Unary::Not {
            let x = self.condition(a);
            return Cell::new(format!("NOT {}", bracketed(&x.value)), Kind::Bool, Facts::FLAG, &[&x]).strict(&[&x]);
        }
        let x = self.number_atom(a);
        let v = if x.is_literal { self.doubled(&x.value) } else { x.value.clone() };
        let Facts { low, high, decimals } = x.facts;
        let plain = |value: String, facts: Facts| Cell::new(value, Kind::Number, facts, &[&x]).strict(&[&x]);
        let guarded = |value: String, facts: Facts, wrong: String, nothing: Nothing| {
            let mut cell = Cell::new(value, Kind::Number, facts, &[&x]);
            let code = format!("CASE WHEN {wrong} THEN {} END", nothing as u8);
            cell.why = Some(x.reason().map_or(code.clone(), |why| format!("COALESCE({why}, {code})")));
            cell.reasons = cell.reasons.with(nothing);
            cell
        };
        match op {
            Unary::Neg => plain(format!("0 - {}", bracketed(&v)), Facts { low: -high, high: -low, decimals }),
            Unary::Abs => plain(format!("ABS({v})"), Facts { low: 0.0, high: low.abs().max(high.abs()), decimals }),
            Unary::Floor => {
                let value = self.call(Function::FloorNear, &[&v]);
                plain(value, Facts { low: low - 1.0, high: high + 1.0, decimals: Some(0) })
            }
            Unary::Ceil => {
                let value = self.call(Function::CeilNear, &[&v]);
                plain(value, Facts { low: low - 1.0, high: high + 1.0, decimals: Some(0) })
            }
            Unary::Sqrt => guarded(
                format!("CASE WHEN {v} >= 0 THEN SQRT({v}) END"),
                Facts::within(0.0, high.max(1.0)),
                format!("{v} < 0"),
                Nothing::RootOfNegative,
            ),
            Unary::Ln => guarded(
                format!("CASE WHEN {v} > 0 THEN LN({v}) END"),
                Facts::within(-1e4, 1e4),
                format!("{v} <= 0"),
                Nothing::LogOfNonPositive,
            ),
            Unary::Log10 => guarded(
                format!("CASE WHEN {v} > 0 THEN {} END", self.dialect.log10(&v)),
                Facts::within(-1e4, 1e4),
                format!("{v} <= 0"),
                Nothing::LogOfNonPositive,
            ),
            // Beyond these exponents e^x is larger than any number, or nothing but zero.
            Unary::Exp | Unary::Not => guarded(
                format!("CASE WHEN {v} < -745 THEN 0 WHEN {v} < 709.782712893384 THEN EXP({v}) END"),
                Facts::within(0.0, 1.7e308),
                format!("{v} >= 709.782712893384"),
                Nothing::Overflow,
            ),
        }
    }

    fn binary(&mut self, op: Binary, a: (bool, NodeId), b: (bool, NodeId)) -> Cell {
        match op {
            Binary::And | Binary::Or => {
                let (x, y) = (self.condition(a), self.condition(b));
                let neutral = if op == Binary::And { "TRUE" } else { "FALSE" };
                if x.is_literal && x.value == neutral {
                    return y;
                }
                if y.is_literal && y.value == neutral {
                    return x;
                }
                let word = if op == Binary::And { "AND" } else { "OR" };
                let (left, right) = (bracketed(&x.value), bracketed(&y.value));
                let mut cell = Cell::new(format!("{left} {word} {right}"), Kind::Bool, Facts::FLAG, &[&x, &y]);
                if cell.reasons.only().is_none()
                    && let Some(why) = greatest(&[&x, &y])
                {
                    cell.why = Some(format!("CASE WHEN ({left} {word} {right}) IS NULL THEN {why} END"));
                }
                cell
            }
            Binary::Contains | Binary::StartsWith => {
                let (x, y) = (self.get(a), self.get(b));
                let value = if op == Binary::Contains {
                    self.dialect.contains(&x.value, &y.value)
                } else {
                    self.dialect.starts_with(&x.value, &y.value)
                };
                Cell::new(value, Kind::Bool, Facts::FLAG, &[&x, &y]).strict(&[&x, &y])
            }
            Binary::Eq | Binary::Ne | Binary::Lt | Binary::Le | Binary::Gt | Binary::Ge => self.compare(op, a, b),
            Binary::DaysBetween | Binary::HoursBetween | Binary::WorkingDays => self.between(op, a, b),
            Binary::Add | Binary::Sub | Binary::Mul | Binary::Div | Binary::Rem | Binary::Pow => {
                self.arithmetic(op, a, b)
            }
        }
    }

    fn arithmetic(&mut self, op: Binary, a: (bool, NodeId), b: (bool, NodeId)) -> Cell {
        let several = matches!(op, Binary::Div | Binary::Rem | Binary::Pow);
        let (x, y) =
            if several { (self.number_atom(a), self.number_atom(b)) } else { (self.number(a), self.number(b)) };
        let mut left = bracketed(&x.value);
        let right = bracketed(&y.value);
        if x.is_literal && y.is_literal {
            left = self.doubled(&left);
        }
        let (f, g) = (x.facts, y.facts);
        let both = f.decimals.zip(g.decimals);
        let corners = [f.low * g.low, f.low * g.high, f.high * g.low, f.high * g.high];
        let spread = |all: [f64; 4]| {
            let clean = all.map(|x| if x.is_nan() { f64::INFINITY } else { x });
            (clean.iter().fold(f64::INFINITY, |a, b| a.min(*b)), clean.iter().fold(f64::NEG_INFINITY, |a, b| a.max(*b)))
        };
        let (value, facts, wrong) = match op {
            Binary::Add => (format!("{left} + {right}"), Facts::within(f.low + g.low, f.high + g.high), None),
            Binary::Sub => (format!("{left} - {right}"), Facts::within(f.low - g.high, f.high - g.low), None),
            Binary::Mul => {
                let (low, high) = spread(corners);
                let decimals = both.filter(|(a, b)| a + b == 0).map(|_| 0);
                (format!("{left} * {right}"), Facts { low, high, decimals }, None)
            }
            Binary::Div => {
                // A divisor that is not zero is no smaller than the digits of a cell allow.
                let zero = g.low <= 0.0 && g.high >= 0.0;
                let reach = if zero { f.low.abs().max(f.high.abs()) * 1e120 } else { 0.0 };
                let (low, high) = if zero {
                    (-reach, reach)
                } else {
                    spread([f.low / g.low, f.low / g.high, f.high / g.low, f.high / g.high])
                };
                let wrong = zero.then(|| (format!("{right} = 0"), Nothing::DivisionByZero));
                let divisor = if zero { format!("NULLIF({}, 0)", y.value) } else { right.clone() };
                (format!("{left} / {divisor}"), Facts::within(low, high), wrong)
            }
            Binary::Rem => {
                let reach = f.low.abs().max(f.high.abs());
                let zero = g.low <= 0.0 && g.high >= 0.0;
                let divisor = if zero { format!("NULLIF({}, 0)", y.value) } else { right.clone() };
                let wrong = zero.then(|| (format!("{right} = 0"), Nothing::DivisionByZero));
                (self.dialect.remainder(&left, &divisor), Facts::within(-reach, reach), wrong)
            }
            _ => {
                let undefined = format!("({left} = 0 AND {right} < 0) OR ({left} < 0 AND {right} <> FLOOR({right}))");
                let size = format!("{right} * LN(ABS(NULLIF({left}, 0)))");
                let value = format!(
                    "CASE WHEN {undefined} THEN NULL WHEN {size} >= 709.782712893384 THEN NULL WHEN {size} < -745 THEN 0 \
                     ELSE POWER({left}, {right}) END"
                );
                let mut cell = Cell::new(value, Kind::Number, Facts::within(-1.7e308, 1.7e308), &[&x, &y]);
                cell.reasons = cell.reasons.with(Nothing::PowerUndefined).with(Nothing::Overflow);
                let code = format!("CASE WHEN {undefined} THEN 4 WHEN {size} >= 709.782712893384 THEN 5 END");
                cell.why = Some(match greatest(&[&x, &y]) {
                    Some(why) => format!("COALESCE({why}, {code})"),
                    None => code,
                });
                return cell;
            }
        };
        let mut cell = Cell::new(value, Kind::Number, facts, &[&x, &y]).strict(&[&x, &y]);
        if let Some((wrong, nothing)) = wrong {
            cell.reasons = cell.reasons.with(nothing);
            let code = format!("CASE WHEN {wrong} THEN {} END", nothing as u8);
            cell.why = Some(match cell.why {
                Some(why) => format!("COALESCE({why}, {code})"),
                None => code,
            });
        }
        if facts.may_overflow() {
            let bare = cell.value.clone();
            let finite = self.dialect.finite(&bare);
            if finite != bare {
                cell.reasons = cell.reasons.with(Nothing::Overflow);
                let code = format!("CASE WHEN ABS({bare}) > 1.7976931348623157e308 THEN 5 END");
                cell.why = Some(match cell.why {
                    Some(why) => format!("COALESCE({why}, {code})"),
                    None => code,
                });
                cell.value = finite;
            }
            cell.facts = Facts::within(cell.facts.low.max(-1.7e308), cell.facts.high.min(1.7e308));
        }
        cell
    }

    fn compare(&mut self, op: Binary, a: (bool, NodeId), b: (bool, NodeId)) -> Cell {
        let sign = sign(op);
        let (x, y) = (self.get(a), self.get(b));
        let flags = x.kind == Kind::Bool && y.kind == Kind::Bool && matches!(op, Binary::Eq | Binary::Ne);
        if x.kind == Kind::Text || y.kind == Kind::Text || flags {
            if (x.kind == Kind::Text) != (y.kind == Kind::Text) {
                return self.no_value(Nothing::Unreadable, Kind::Bool);
            }
            let mut left = bracketed(&x.value);
            if x.kind == Kind::Text && !matches!(op, Binary::Eq | Binary::Ne) {
                left = self.dialect.by_characters(&left);
            }
            let value = format!("{left} {sign} {}", bracketed(&y.value));
            return Cell::new(value, Kind::Bool, Facts::FLAG, &[&x, &y]).strict(&[&x, &y]);
        }
        let (x, y) = (self.number(a), self.number(b));
        let value = self.compared(op, &x, &y);
        Cell::new(value, Kind::Bool, Facts::FLAG, &[&x, &y]).strict(&[&x, &y])
    }

    /// Two numbers compared to twelve digits, or plainly where that is the same.
    pub(super) fn compared(&mut self, op: Binary, x: &Cell, y: &Cell) -> String {
        let infinite = |cell: &Cell| cell.is_literal && cell.facts.low.is_infinite();
        let sign = sign(op);
        if (x.facts.is_plain() && y.facts.is_plain()) || infinite(x) || infinite(y) {
            let left = if x.is_literal && y.is_literal { self.doubled(&x.value) } else { bracketed(&x.value) };
            return format!("{left} {sign} {}", bracketed(&y.value));
        }
        let arguments = [x.value.as_str(), y.value.as_str()];
        match op {
            Binary::Eq => self.call(Function::Same, &arguments),
            Binary::Ne => format!("NOT {}", self.call(Function::Same, &arguments)),
            Binary::Lt => self.call(Function::Below, &arguments),
            Binary::Le => self.call(Function::AtMost, &arguments),
            Binary::Gt => self.call(Function::Above, &arguments),
            _ => self.call(Function::AtLeast, &arguments),
        }
    }

    fn between(&mut self, op: Binary, a: (bool, NodeId), b: (bool, NodeId)) -> Cell {
        let (x, y) = (self.number_atom(a), self.number_atom(b));
        let day = |cell: &Cell| format!("FLOOR({} / 86400)", bracketed(&cell.value));
        let value = match op {
            Binary::DaysBetween => format!("{} - {}", day(&y), day(&x)),
            Binary::HoursBetween => format!("({} - {}) / 3600e0", y.value, x.value),
            // Mondays to Fridays since Monday 1969-12-29.
            _ => {
                let days = |cell: &Cell| format!("({} + 4)", day(cell));
                let count = |cell: &Cell| {
                    let days = days(cell);
                    format!("FLOOR({days} / 7) * 5 + LEAST({days} - FLOOR({days} / 7) * 7, 5)")
                };
                format!("({}) - ({})", count(&y), count(&x))
            }
        };
        let whole = (op != Binary::HoursBetween).then_some(0);
        let facts = Facts { low: -1e8, high: 1e8, decimals: whole };
        Cell::new(value, Kind::Number, facts, &[&x, &y]).strict(&[&x, &y])
    }

    fn nary(&mut self, op: Nary, read: bool, all: &[NodeId]) -> Cell {
        let cells: Vec<Cell> = all
            .iter()
            .map(|id| if op == Nary::Sum { self.number((read, *id)) } else { self.number_atom((read, *id)) })
            .collect();
        let views: Vec<&Cell> = cells.iter().collect();
        if op == Nary::Sum {
            return self.sum_of(&views);
        }
        let word = if op == Nary::Min { "LEAST" } else { "GREATEST" };
        let (mut guards, mut values) = (Vec::new(), Vec::new());
        let mut facts: Option<Facts> = None;
        for cell in &cells {
            // A bound that is open bounds nothing.
            if cell.is_literal && cell.facts.low.is_infinite() && (cell.facts.low > 0.0) == (op == Nary::Min) {
                continue;
            }
            facts = Some(match facts {
                None => cell.facts,
                Some(known) => {
                    let decimals = known.decimals.zip(cell.facts.decimals).map(|(a, b)| a.max(b));
                    let (low, high) = if op == Nary::Min {
                        (known.low.min(cell.facts.low), known.high.min(cell.facts.high))
                    } else {
                        (known.low.max(cell.facts.low), known.high.max(cell.facts.high))
                    };
                    Facts { low, high, decimals }
                }
            });
            match &cell.open {
                Some((inner, bare)) => {
                    guards.extend(inner.iter().cloned());
                    values.push(bare.clone());
                }
                None => {
                    if cell.can_be_nothing() {
                        guards.push(cell.value.clone());
                    }
                    values.push(cell.value.clone());
                }
            }
        }
        let mut known = Vec::new();
        guards.retain(|guard| {
            !known.contains(guard) && {
                known.push(guard.clone());
                true
            }
        });
        if cells.iter().all(|cell| cell.is_literal)
            && let Some(first) = values.first_mut()
        {
            *first = self.doubled(first);
        }
        let bare = match values.as_slice() {
            [one] => one.clone(),
            several => format!("{word}({})", several.join(", ")),
        };
        let mut cell = Cell::new(bare.clone(), Kind::Number, facts.unwrap_or(Facts::CELL), &views).strict(&views);
        if !guards.is_empty() {
            let there: Vec<String> = guards.iter().map(|guard| format!("{} IS NOT NULL", bracketed(guard))).collect();
            cell.value = format!("CASE WHEN {} THEN {bare} END", there.join(" AND "));
            cell.open = Some((guards, bare));
        }
        cell
    }

    /// The exact sum of decimals, rounded to a number once.
    fn sum_of(&mut self, cells: &[&Cell]) -> Cell {
        let decimals = cells.iter().try_fold(0, |most: u32, cell| cell.facts.decimals.map(|own| most.max(own)));
        let low: f64 = cells.iter().map(|cell| cell.facts.low).sum();
        let high: f64 = cells.iter().map(|cell| cell.facts.high).sum();
        let facts = Facts { low, high, decimals };
        let plain: Vec<String> = cells.iter().map(|cell| bracketed(&cell.value)).collect();
        let value = match cells {
            [one] if !one.is_literal => one.value.clone(),
            _ if cells.iter().all(|cell| cell.is_literal) => format!("{} + 0e0", plain.join(" + ")),
            _ if facts.is_plain() && decimals == Some(0) => plain.join(" + "),
            _ if facts.is_plain() => {
                let digits = decimals.unwrap_or(0).to_string();
                self.call(Function::Rounded, &[&plain.join(" + "), &digits])
            }
            _ => {
                let exact: Vec<String> = cells.iter().map(|cell| self.call(Function::Exact, &[&cell.value])).collect();
                self.doubled(&exact.join(" + "))
            }
        };
        Cell::new(value, Kind::Number, facts, cells).strict(cells)
    }

    fn select(&mut self, condition: (bool, NodeId), then: (bool, NodeId), otherwise: (bool, NodeId)) -> Cell {
        let c = self.condition_atom(condition);
        let (mut t, mut e) = (self.get(then), self.get(otherwise));
        if t.kind != e.kind && t.kind != Kind::Text && e.kind != Kind::Text {
            (t, e) = (self.number(then), self.number(otherwise));
        }
        match c.value.as_str() {
            "TRUE" => return t,
            "FALSE" => return e,
            _ => {}
        }
        let kind = t.kind;
        let mut value = if c.can_be_nothing() {
            format!(
                "CASE WHEN {c} THEN {t} WHEN NOT {b} THEN {e} END",
                c = c.value,
                t = t.value,
                b = bracketed(&c.value),
                e = e.value
            )
        } else {
            format!("CASE WHEN {} THEN {} ELSE {} END", c.value, t.value, e.value)
        };
        if t.is_literal && e.is_literal && t.is_number() {
            value = self.doubled(&value);
        }
        let mut cell = Cell::new(value, kind, t.facts.or(e.facts), &[&c, &t, &e]);
        if cell.reasons.only().is_none() && !cell.reasons.is_none() {
            let or_null = |cell: &Cell| cell.reason().unwrap_or_else(|| "NULL".into());
            let (wt, we) = (or_null(&t), or_null(&e));
            let mut why = String::from("CASE");
            let mut any = false;
            if wt == we && !c.can_be_nothing() {
                cell.why = Some(wt);
                return cell;
            }
            if t.can_be_nothing() || c.can_be_nothing() || e.can_be_nothing() {
                why.push_str(&format!(" WHEN {} THEN {wt}", c.value));
                any = true;
            }
            if c.can_be_nothing() {
                why.push_str(&format!(" WHEN NOT {} THEN {we} ELSE {}", bracketed(&c.value), or_null(&c)));
            } else if e.can_be_nothing() {
                why.push_str(&format!(" ELSE {we}"));
            }
            why.push_str(" END");
            if any {
                cell.why = Some(why);
            }
        }
        cell
    }

    fn coalesce(&mut self, read: bool, all: &[NodeId]) -> Cell {
        let mut cells: Vec<Cell> = all.iter().map(|id| self.get((read, *id))).collect();
        if cells.windows(2).any(|pair| pair[0].kind != pair[1].kind) && cells.iter().all(|cell| cell.kind != Kind::Text)
        {
            cells = all.iter().map(|id| self.number((read, *id))).collect();
        }
        // What comes after one that is always there is never looked at.
        if let Some(sure) = cells.iter().position(|cell| !cell.can_be_nothing()) {
            cells.truncate(sure + 1);
        }
        if let [one] = cells.as_slice() {
            return one.clone();
        }
        let views: Vec<&Cell> = cells.iter().collect();
        let sure = cells.last().is_some_and(|cell| !cell.can_be_nothing());
        let values: Vec<&str> = cells.iter().map(|cell| cell.value.as_str()).collect();
        let facts = cells.iter().map(|cell| cell.facts).reduce(Facts::or).unwrap_or(Facts::CELL);
        let kind = cells.first().map_or(Kind::Number, |cell| cell.kind);
        let literal = cells.iter().all(|cell| cell.is_literal) && kind != Kind::Text && kind != Kind::Bool;
        let mut value = format!("COALESCE({})", values.join(", "));
        if literal {
            value = self.doubled(&value);
        }
        let mut cell = Cell::new(value.clone(), kind, facts, &views);
        if sure {
            cell.reasons = Reasons::NONE;
        } else if cell.reasons.only().is_none()
            && let Some(why) = greatest(&views)
        {
            cell.why = Some(format!("CASE WHEN {value} IS NULL THEN {why} END"));
        }
        cell
    }

    fn is(&mut self, what: Is, input: (bool, NodeId)) -> Cell {
        let x = self.atom(input);
        let (first, last) = match what {
            Is::Nothing => (1, 31),
            Is::Undefined => (1, Nothing::NoRows as u32 - 1),
            Is::Missing => (Nothing::NoRows as u32, Nothing::NotApplicable as u32 - 1),
            Is::NotApplicable => (Nothing::NotApplicable as u32, 31),
        };
        let within = |code: Nothing| (first..=last).contains(&(code as u32));
        let (some, all) = (x.reasons.list().any(within), x.reasons.list().all(within));
        if !some {
            return self.literal(0.0, Kind::Bool);
        }
        let test = bracketed(&x.value);
        let value = if all {
            format!("{test} IS NULL")
        } else {
            let why = x.reason().unwrap_or_else(|| "NULL".into());
            let range = if last == 31 {
                format!("{why} >= {first}")
            } else if first == 1 {
                format!("{why} <= {last}")
            } else {
                format!("{why} BETWEEN {first} AND {last}")
            };
            format!("COALESCE({range}, FALSE)")
        };
        let cell = Cell::new(value, Kind::Bool, Facts::FLAG, &[&x]);
        Cell { reasons: Reasons::NONE, why: None, ..cell }
    }
}

/// How a comparison is written.
fn sign(op: Binary) -> &'static str {
    match op {
        Binary::Eq => "=",
        Binary::Ne => "<>",
        Binary::Lt => "<",
        Binary::Le => "<=",
        Binary::Gt => ">",
        _ => ">=",
    }
}
