//! What each operator says as a formula.

use super::cell::{Cell, Kinds, ROW, greatest, guarded, literal, word};
use super::writer::{Shown, Unsayable, Writer};
use crate::number::round_half_away;
use crate::plan::{Agg, Binary, Closed, Grain, Is, Nary, NodeId, Op, PeersId, RankKey, Real, Ties, Unary};
use crate::table::{Kind, NothingKind};

/// Programs take no more than 64 brackets in brackets.
const DEEPEST: usize = 50;

type Said = Result<Cell, Unsayable>;

impl Writer<'_> {
    /// The formula of a node whose inputs are written.
    pub fn said(&mut self, node: NodeId) -> Said {
        let plan = self.plan;
        let kind = plan.node(node).kind;
        match &plan.node(node).op {
            Op::Number(value) => self.literal(value.0, kind),
            Op::Text(text) if text.chars().count() < 250 => {
                let text = format!("\"{}\"", text.replace('"', "\"\""));
                Ok(Cell { is_atom: true, is_plain: true, ..Cell::new(text, Kind::Text, Kinds::NONE) })
            }
            Op::Nothing(nothing) => {
                let text = word(nothing.kind(), self.lang);
                Ok(Cell { is_atom: true, ..Cell::new(text, kind, Kinds::of(nothing.kind())) })
            }
            Op::Unary(op, a) => self.unary(*op, *a),
            Op::Binary(op, a, b) => self.binary(*op, *a, *b),
            Op::Nary(op, all) => self.nary(*op, all),
            Op::Select { condition, then, otherwise } => self.select(*condition, *then, *otherwise),
            Op::Coalesce(all) => self.coalesce(all),
            Op::Is(what, a) => self.is(*what, *a),
            Op::Round { input, decimals } => {
                let x = self.one(*input);
                // A tie is one in spite of the noise of binary fractions.
                let rounded = if x.is_plain { x.number() } else { format!("ROUND({},10)", x.number()) };
                let (text, nothings) = guarded(format!("ROUND({rounded},{decimals})"), &[&x], self.lang);
                Ok(Cell { is_plain: true, ..Cell::new(text, Kind::Number, nothings) })
            }
            Op::Steps { input, edges, closed, values } => self.steps(*input, edges, *closed, values),
            Op::Piecewise { input, points, closed } => self.piecewise(*input, points, *closed),
            Op::Match { input, entries } => {
                let x = self.atom(*input);
                if x.kind != Kind::Text || entries.len() > DEEPEST {
                    return Err(Unsayable);
                }
                let chain = entries.iter().rev().fold(self.undefined(), |rest, (text, value)| {
                    format!("IF(EXACT({},\"{}\"),{},{rest})", x.text, text.replace('"', "\"\""), literal(value.0))
                });
                let (text, nothings) = guarded(chain, &[&x], self.lang);
                Ok(Cell::new(text, Kind::Number, nothings.or(Kinds::of(NothingKind::Undefined))))
            }
            Op::Gather { agg, input, filter, to: Grain::Peers(peers) } => self.gather(*agg, *input, *filter, *peers),
            // A figure of the group stands in the row of each of its members.
            Op::Spread { input, .. } => Ok(self.get(*input)),
            Op::Rank { keys, within, ties } => self.rank(keys, *within, *ties),
            Op::Text(_)
            | Op::Column(_)
            | Op::PeriodDay(_)
            | Op::DatePart(..)
            | Op::Gather { .. }
            | Op::Window { .. }
            | Op::Shift { .. } => Err(Unsayable),
        }
    }

    /// An operand that is looked at more than once if it may be a nothing.
    fn one(&mut self, node: NodeId) -> Cell {
        let cell = self.get(node);
        if cell.nothings.any() { self.atom(node) } else { cell }
    }

    fn unary(&mut self, op: Unary, a: NodeId) -> Said {
        let undefined = Kinds::of(NothingKind::Undefined);
        if op == Unary::Not {
            let x = self.one(a);
            let (text, nothings) = guarded(format!("NOT({})", x.condition()), &[&x], self.lang);
            return Ok(Cell::new(text, Kind::Bool, nothings));
        }
        let x = if matches!(op, Unary::Sqrt | Unary::Ln | Unary::Log10) { self.atom(a) } else { self.one(a) };
        let (n, u) = (x.number(), self.undefined());
        let (text, more) = match op {
            Unary::Neg => (format!("(-{n})"), Kinds::NONE),
            Unary::Abs => (format!("ABS({n})"), Kinds::NONE),
            Unary::Floor => (format!("INT(ROUND({n},9))"), Kinds::NONE),
            Unary::Ceil => (format!("(-INT(-ROUND({n},9)))"), Kinds::NONE),
            Unary::Sqrt => (format!("IF({n}<0,{u},SQRT({n}))"), undefined),
            Unary::Ln => (format!("IF({n}<=0,{u},LN({n}))"), undefined),
            Unary::Log10 => (format!("IF({n}<=0,{u},LOG10({n}))"), undefined),
            Unary::Exp => (format!("IFERROR(EXP({n}),{u})"), undefined),
            Unary::Not => return Err(Unsayable),
        };
        let (text, nothings) = guarded(text, &[&x], self.lang);
        let is_plain = x.is_plain && matches!(op, Unary::Neg | Unary::Abs) || matches!(op, Unary::Floor | Unary::Ceil);
        Ok(Cell { is_plain, ..Cell::new(text, Kind::Number, nothings.or(more)) })
    }

    fn binary(&mut self, op: Binary, a: NodeId, b: NodeId) -> Said {
        let undefined = Kinds::of(NothingKind::Undefined);
        let (x, y) = (self.one(a), self.one(b));
        let lang = self.lang;
        let done = |text: String, kind: Kind, more: Kinds| {
            let (text, nothings) = guarded(text, &[&x, &y], lang);
            Ok(Cell::new(text, kind, nothings.or(more)))
        };
        let (m, n) = (x.number(), y.number());
        match op {
            Binary::Add => done(format!("({m}+{n})"), Kind::Number, Kinds::NONE),
            Binary::Sub => done(format!("({m}-{n})"), Kind::Number, Kinds::NONE),
            Binary::Mul => done(format!("({m}*{n})"), Kind::Number, Kinds::NONE),
            Binary::Div => match n.parse::<f64>() {
                Ok(divisor) if divisor != 0.0 => done(format!("({m}/{n})"), Kind::Number, Kinds::NONE),
                _ => {
                    let n = self.atom(b).number();
                    let u = self.undefined();
                    done(format!("IF({n}=0,{u},{m}/{n})"), Kind::Number, undefined)
                }
            },
            Binary::Pow => done(format!("IFERROR(POWER({m},{n}),{})", self.undefined()), Kind::Number, undefined),
            Binary::Eq | Binary::Ne if x.kind == Kind::Text || y.kind == Kind::Text => {
                if x.kind != y.kind {
                    return Err(Unsayable);
                }
                let same = format!("EXACT({},{})", x.text, y.text);
                done(if op == Binary::Eq { same } else { format!("NOT({same})") }, Kind::Bool, Kinds::NONE)
            }
            Binary::Eq | Binary::Ne | Binary::Lt | Binary::Le | Binary::Gt | Binary::Ge => {
                let sign = match op {
                    Binary::Eq => "=",
                    Binary::Ne => "<>",
                    Binary::Lt => "<",
                    Binary::Le => "<=",
                    Binary::Gt => ">",
                    _ => ">=",
                };
                let text = if x.is_plain && y.is_plain {
                    format!("({m}{sign}{n})")
                } else if n.parse::<f64>().is_ok() {
                    format!("(ROUND({m},9){sign}{n})")
                } else {
                    format!("(ROUND({m}-{n},9){sign}0)")
                };
                done(text, Kind::Bool, Kinds::NONE)
            }
            Binary::And | Binary::Or => {
                let (word, c, d) = if op == Binary::And {
                    ("AND", x.condition(), y.condition())
                } else {
                    ("OR", x.condition(), y.condition())
                };
                if !x.nothings.any() && !y.nothings.any() {
                    return Ok(Cell::new(format!("{word}({c},{d})"), Kind::Bool, Kinds::NONE));
                }
                // One that decides by itself does so, whatever the other.
                let then = |condition: &str, other: &str| match op {
                    Binary::And => format!("IF({condition},{other},FALSE)"),
                    _ => format!("IF({condition},TRUE,{other})"),
                };
                let known = then(&c, &y.text);
                let text = match (x.nothings.any(), y.nothings.any()) {
                    (true, true) => format!(
                        "IF({},IF({},{},{}),{known})",
                        x.is_nothing(lang),
                        y.is_nothing(lang),
                        greatest(&[&x, &y], lang),
                        then(&d, &x.text)
                    ),
                    (true, false) => format!("IF({},{},{known})", x.is_nothing(lang), then(&d, &x.text)),
                    _ => known,
                };
                Ok(Cell::new(text, Kind::Bool, x.nothings.or(y.nothings)))
            }
            Binary::Rem
            | Binary::Contains
            | Binary::StartsWith
            | Binary::DaysBetween
            | Binary::HoursBetween
            | Binary::WorkingDays => Err(Unsayable),
        }
    }

    fn nary(&mut self, op: Nary, all: &[NodeId]) -> Said {
        let cells: Vec<Cell> = all.iter().map(|node| self.one(*node)).collect();
        let numbers: Vec<String> = cells.iter().map(Cell::number).collect();
        let text = match op {
            Nary::Sum => format!("({})", numbers.join("+")),
            _ if numbers.len() > 250 => return Err(Unsayable),
            Nary::Min => format!("MIN({})", numbers.join(",")),
            Nary::Max => format!("MAX({})", numbers.join(",")),
        };
        let is_plain = op != Nary::Sum && cells.iter().all(|cell| cell.is_plain);
        let (text, nothings) = guarded(text, &cells.iter().collect::<Vec<_>>(), self.lang);
        Ok(Cell { is_plain, ..Cell::new(text, Kind::Number, nothings) })
    }

    fn select(&mut self, condition: NodeId, then: NodeId, otherwise: NodeId) -> Said {
        let c = self.one(condition);
        let (t, e) = (self.get(then), self.get(otherwise));
        // A word in place of a value has no kind.
        let bare = |cell: &Cell| cell.is_atom && cell.text.starts_with('"') && cell.nothings.any();
        let kind = match (bare(&t), bare(&e)) {
            (true, _) => e.kind,
            (_, true) => t.kind,
            _ if t.kind == e.kind => t.kind,
            _ if t.kind == Kind::Text || e.kind == Kind::Text => return Err(Unsayable),
            _ => Kind::Number,
        };
        let say = |cell: &Cell| {
            if kind == Kind::Number && cell.kind == Kind::Bool && !cell.nothings.any() {
                cell.number()
            } else {
                cell.text.clone()
            }
        };
        let mixed = kind == Kind::Number
            && [&t, &e].iter().any(|cell| cell.kind == Kind::Bool && cell.nothings.any() && !bare(cell));
        if mixed {
            return Err(Unsayable);
        }
        let chosen = format!("IF({},{},{})", c.condition(), say(&t), say(&e));
        let (text, nothings) = guarded(chosen, &[&c], self.lang);
        let is_plain = t.is_plain && e.is_plain;
        Ok(Cell { is_plain, ..Cell::new(text, kind, nothings.or(t.nothings).or(e.nothings)) })
    }

    fn coalesce(&mut self, all: &[NodeId]) -> Said {
        let mut cells: Vec<Cell> = all.iter().map(|node| self.one(*node)).collect();
        if let Some(sure) = cells.iter().position(|cell| !cell.nothings.any()) {
            cells.truncate(sure + 1);
        }
        let lang = self.lang;
        let Some(last) = cells.last().cloned() else { return Err(Unsayable) };
        if cells.iter().any(|cell| cell.kind != last.kind) {
            return Err(Unsayable);
        }
        let all: Vec<&Cell> = cells.iter().collect();
        let end = if last.nothings.any() {
            format!("IF({},{},{})", last.is_nothing(lang), greatest(&all, lang), last.text)
        } else {
            last.text.clone()
        };
        let text = cells
            .iter()
            .rev()
            .skip(1)
            .fold(end, |rest, cell| format!("IF({},{rest},{})", cell.is_nothing(lang), cell.text));
        let nothings = if last.nothings.any() {
            all.iter().fold(Kinds::NONE, |kinds, cell| kinds.or(cell.nothings))
        } else {
            Kinds::NONE
        };
        let is_plain = cells.iter().all(|cell| cell.is_plain);
        Ok(Cell { is_plain, ..Cell::new(text, last.kind, nothings) })
    }

    fn is(&mut self, what: Is, a: NodeId) -> Said {
        let x = self.atom(a);
        let lang = self.lang;
        let of = |kind: NothingKind| if x.nothings.has(kind) { x.is(kind, lang) } else { "FALSE".into() };
        let text = match what {
            Is::Nothing if !x.nothings.any() => "FALSE".into(),
            Is::Nothing => x.is_nothing(lang),
            Is::Missing => of(NothingKind::Missing),
            Is::NotApplicable => of(NothingKind::NotApplicable),
            Is::Undefined => of(NothingKind::Undefined),
        };
        let is_atom = text == "FALSE";
        Ok(Cell { is_atom, is_plain: true, ..Cell::new(text, Kind::Bool, Kinds::NONE) })
    }

    fn steps(&mut self, input: NodeId, edges: &[Real], closed: Closed, values: &[Real]) -> Said {
        let all_finite = edges.iter().chain(values).all(|real| real.0.is_finite());
        let Some((first, values)) = values.split_first().filter(|_| all_finite && edges.len() <= DEEPEST) else {
            return Err(Unsayable);
        };
        let x = self.atom(input);
        let (n, sign) = (x.compared(), if closed == Closed::Lower { ">=" } else { ">" });
        // From the highest edge down.
        let chain = edges.iter().zip(values).fold(literal(first.0), |rest, (edge, value)| {
            format!("IF({n}{sign}{},{},{rest})", literal(edge.0), literal(value.0))
        });
        let (text, nothings) = guarded(chain, &[&x], self.lang);
        Ok(Cell { is_plain: true, ..Cell::new(text, Kind::Number, nothings) })
    }

    fn piecewise(&mut self, input: NodeId, points: &[(Real, Real)], closed: Closed) -> Said {
        let all_finite = points.iter().all(|(x, y)| x.0.is_finite() && y.0.is_finite());
        let (Some(first), Some(last)) = (points.first(), points.last()) else { return Err(Unsayable) };
        if !all_finite || points.len() > DEEPEST {
            return Err(Unsayable);
        }
        let x = self.atom(input);
        let (n, sign) = (x.compared(), if closed == Closed::Lower { "<" } else { "<=" });
        let value = x.number();
        let mut chain = literal(last.1.0);
        for pair in points.windows(2).rev() {
            let [(x0, y0), (x1, y1)] = pair else { continue };
            if x0.0 < x1.0 {
                let (a, b, c, d) = (literal(x0.0), literal(y0.0), literal(x1.0 - x0.0), literal(y1.0 - y0.0));
                chain = format!("IF({n}{sign}{},{b}+({value}-{a})/{c}*{d},{chain})", literal(x1.0));
            }
        }
        let chain = format!("IF({n}{sign}{},{},{chain})", literal(first.0.0), literal(first.1.0));
        let (text, nothings) = guarded(chain, &[&x], self.lang);
        Ok(Cell::new(text, Kind::Number, nothings))
    }

    fn gather(&mut self, agg: Agg, input: NodeId, filter: Option<NodeId>, peers: PeersId) -> Said {
        if self.plan.node(input).kind == Kind::Text {
            return Err(Unsayable);
        }
        let cell = self.as_column(input);
        let range = self.range_of(&cell);
        let mut conditions: Vec<String> = Vec::new();
        if let Some((column, own)) = self.group(peers)? {
            conditions.push(format!("{column},{own}"));
        }
        if let Some(filter) = filter {
            let filter = self.as_column(filter);
            conditions.push(format!("{},1", self.range_of(&filter)));
        }
        let open = cell.nothings.any();
        let missing = word(NothingKind::Missing, self.lang);
        let among = conditions.join(",");
        let (count, texts) = if conditions.is_empty() {
            (format!("COUNT({range})"), format!("COUNTA({range})-COUNT({range})"))
        } else {
            let all = format!("COUNTIFS({among})");
            // Only numbers are greater than that.
            let numbers = format!("COUNTIFS({among},{range},\">-1E+300\")");
            let texts = format!("{all}-{numbers}");
            (if open { numbers } else { all }, texts)
        };
        let simple = conditions.is_empty();
        let call = |alone: &str, with: &str| {
            if simple { format!("{alone}({range})") } else { format!("{with}({range},{among})") }
        };
        // Of nobody there is no mean; where everybody's is a nothing, there is none either.
        let or_missing = |text: String| format!("IF({count}=0,{missing},{text})");
        let of_missing = Kinds::of(NothingKind::Missing);
        let (text, nothings) = match agg {
            Agg::Count => (count, Kinds::NONE),
            Agg::Sum if !open => (call("SUM", "SUMIFS"), Kinds::NONE),
            Agg::Sum => (format!("IF(AND({count}=0,{texts}>0),{missing},{})", call("SUM", "SUMIFS")), of_missing),
            Agg::Mean => (or_missing(call("AVERAGE", "AVERAGEIFS")), of_missing),
            Agg::Min => (or_missing(call("MIN", "_xlfn.MINIFS")), of_missing),
            Agg::Max => (or_missing(call("MAX", "_xlfn.MAXIFS")), of_missing),
            Agg::Median if simple => (or_missing(call("MEDIAN", "")), of_missing),
            Agg::Std if simple => {
                let undefined = self.undefined();
                (format!("IF({count}<2,{undefined},STDEV({range}))"), Kinds::of(NothingKind::Undefined))
            }
            Agg::Std
            | Agg::Median
            | Agg::CountDistinct
            | Agg::Quantile(_)
            | Agg::TrimmedMean(_)
            | Agg::DropEnds { .. }
            | Agg::First { .. }
            | Agg::Last { .. }
            | Agg::Only => return Err(Unsayable),
        };
        Ok(Cell { is_plain: agg == Agg::Count, ..Cell::new(text, Kind::Number, nothings) })
    }

    /// Places: those before, counted; where equal, by the next key.
    fn rank(&mut self, keys: &[RankKey], within: PeersId, ties: Ties) -> Said {
        if keys.iter().any(|key| self.plan.node(key.node).kind == Kind::Text) || (ties == Ties::Dense && keys.len() > 1)
        {
            return Err(Unsayable);
        }
        let group = self.group(within)?;
        let conditions = group.as_ref().map(|(column, own)| format!("{column},{own},")).unwrap_or_default();
        let lang = self.lang;
        let mut made: Vec<(String, String)> = Vec::new();
        let mut first = None;
        for (at, key) in keys.iter().enumerate() {
            let cell = self.atom(key.node);
            let sign = if key.descending { "" } else { "-" };
            // Whoever has no first key has no place; in a later one a nothing is last.
            let (none, shown_none) =
                if at == 0 { ("\"—\"", Shown::Text("—".into())) } else { ("-1E+300", Shown::Number(-1e300)) };
            let text = format!("{sign}ROUND({},9)", cell.number());
            let text = if cell.nothings.any() { format!("IF({},{none},{text})", cell.is_nothing(lang)) } else { text };
            let shown = self.shown(key.node).into_iter().map(|shown| match shown {
                Shown::Number(value) => Shown::Number(round_half_away(if key.descending { value } else { -value }, 9)),
                Shown::Flag(flag) => Shown::Number(f64::from(u8::from(flag)) * if key.descending { 1.0 } else { -1.0 }),
                Shown::Text(_) => shown_none.clone(),
            });
            let shown = shown.collect();
            let head = self.lang.pick("排名依据", "ranked by").to_string();
            let column = self.column(None, Some(text), shown, Some(head));
            made.push((self.range_of(&column), column.text.clone()));
            first.get_or_insert(cell);
        }
        let Some(first) = first else { return Err(Unsayable) };
        let mut before: Vec<String> = Vec::new();
        let mut equal = String::new();
        for (range, own) in &made {
            before.push(format!("COUNTIFS({conditions}{equal}{range},\">\"&{own})"));
            equal.push_str(&format!("{range},{own},"));
        }
        let text = match ties {
            Ties::Min => format!("1+{}", before.join("+")),
            Ties::Max => format!("{}+COUNTIFS({conditions}{})", before.join("+"), equal.trim_end_matches(',')),
            Ties::Dense => {
                let Some((range, own)) = made.first() else { return Err(Unsayable) };
                let (mask, pairs) = match &group {
                    Some((column, mine)) => (format!("({column}={mine})*"), format!("{column},{column},")),
                    None => (String::new(), String::new()),
                };
                format!(
                    "1+ROUND(SUMPRODUCT({mask}ISNUMBER({range})*({range}>{own})/COUNTIFS({pairs}{range},{range})),0)"
                )
            }
        };
        debug_assert!(text.contains(ROW));
        let (text, nothings) = guarded(text, &[&first], lang);
        Ok(Cell { is_plain: true, ..Cell::new(text, Kind::Number, nothings) })
    }
}
