//! Operators read as a formula: once with names, once with figures.

use super::scope::{Named, Scope, both};
use crate::number::compare::same;
use crate::plan::{Agg, Binary, DatePart, Grain, Is, Nary, NodeId, Op, PeriodEdge, Unary};
use crate::table::Nothing;
use crate::table::figure::{self, short};
use crate::text::{Lang, Words};
use crate::words;

/// How many operators one formula shows; what lies deeper is shown as its figure.
const LONGEST: usize = 60;

/// A formula, or a part of one.
#[derive(Debug, Clone)]
pub struct Phrase {
    pub names: Words,
    pub figures: Words,
    binds: u8,
}

const ATOM: u8 = 9;

/// Reads formulas and notes which named figures they are made from.
pub struct Reader<'a> {
    scope: Scope<'a>,
    /// A node that is called by this name and not looked into.
    stop: Option<(NodeId, Words)>,
    /// What has a step of its own, in the order of the formula.
    pub leaves: Vec<NodeId>,
    /// Whether we are inside a branch that was not taken: it has a text but is no origin.
    muted: bool,
    left: usize,
}

impl<'a> Reader<'a> {
    pub fn new(scope: Scope<'a>) -> Reader<'a> {
        Reader { scope, stop: None, leaves: Vec::new(), muted: false, left: LONGEST }
    }

    pub fn with_stop(scope: Scope<'a>, node: NodeId, name: Words) -> Reader<'a> {
        Reader { stop: Some((node, name)), ..Reader::new(scope) }
    }

    /// Reads a node as a whole, even if it has a name.
    pub fn whole(&mut self, node: NodeId) -> Phrase {
        self.left = LONGEST;
        self.inside(node)
    }

    /// Reads a node as an operand.
    fn read(&mut self, node: NodeId) -> Phrase {
        if let Some((stop, name)) = &self.stop
            && *stop == node
        {
            let name = name.clone();
            return self.leaf(node, name);
        }
        if let Some(named) = self.scope.names.of(node) {
            self.note(node);
            let name = name(self.scope, named);
            return self.leaf(node, name);
        }
        if self.left == 0 {
            return self.leaf(node, Words::same("…"));
        }
        self.inside(node)
    }

    fn inside(&mut self, node: NodeId) -> Phrase {
        self.left = self.left.saturating_sub(1);
        let Some(op) = self.scope.op(node) else { return self.leaf(node, Words::same("…")) };
        match op {
            Op::Number(_) => {
                let said = self.scope.said(node, None);
                Phrase { names: said.clone(), figures: said, binds: ATOM }
            }
            Op::Text(text) => {
                let quoted = Words::same(format!("\"{text}\""));
                Phrase { names: quoted.clone(), figures: quoted, binds: ATOM }
            }
            Op::Nothing(nothing) => {
                let said = nothing.words();
                Phrase { names: said.clone(), figures: said, binds: ATOM }
            }
            Op::Column(name) => self.leaf(node, Words::same(&**name)),
            Op::Unary(op, a) => self.unary(*op, *a),
            Op::Binary(op, a, b) => self.binary(*op, *a, *b),
            Op::Nary(Nary::Sum, all) => self.row_of(all, " + ", 4),
            Op::Nary(Nary::Min, all) => self.call("min", all),
            Op::Nary(Nary::Max, all) => self.call("max", all),
            Op::Select { condition, then, otherwise } => self.select(*condition, *then, *otherwise),
            Op::Coalesce(all) => self.coalesce(all),
            Op::Is(what, a) => {
                let name = match what {
                    Is::Nothing => "is_nothing",
                    Is::Missing => "is_missing",
                    Is::NotApplicable => "is_not_applicable",
                    Is::Undefined => "is_undefined",
                };
                self.call(name, &[*a])
            }
            Op::Round { input, decimals: 0 } => self.call("round", &[*input]),
            Op::Round { input, decimals } => {
                let inner = self.read(*input);
                let wrap = |words: &Words| both(|lang| format!("round({}, {decimals})", words.in_lang(lang)));
                Phrase { names: wrap(&inner.names), figures: wrap(&inner.figures), binds: ATOM }
            }
            Op::Steps { input, .. } | Op::Piecewise { input, .. } | Op::Match { input, .. } => {
                let inner = self.read(*input);
                self.note(node);
                self.leaf(node, both(|l| format!("{}({})", l.pick("得分", "score"), inner.names.in_lang(l))))
            }
            Op::PeriodDay(edge) => {
                let name = if *edge == PeriodEdge::Start { "period_start()" } else { "period_end()" };
                self.leaf(node, Words::same(name))
            }
            Op::Window { agg, input, .. } => {
                let inner = self.quietly(*input);
                self.leaf(node, aggregate(*agg, "by_", inner.as_ref()))
            }
            Op::DatePart(part, input) => {
                let name = match part {
                    DatePart::Year => "year",
                    DatePart::Month => "month",
                    DatePart::Day => "day",
                    DatePart::Hour => "hour",
                };
                self.call(name, &[*input])
            }
            Op::Gather { agg, input, .. } => {
                let inner = self.quietly(*input);
                self.note(node);
                self.leaf(node, aggregate(*agg, "", inner.as_ref()))
            }
            Op::Spread { input, .. } => match self.scope.op(*input) {
                Some(Op::Gather { agg, input: of, to: Grain::Peers(_), .. }) => {
                    let inner = self.quietly(*of);
                    self.note(node);
                    self.leaf(node, aggregate(*agg, "group_", inner.as_ref()))
                }
                // The same figure, put on every row.
                _ => self.read(*input),
            },
            Op::Rank { .. } => {
                self.note(node);
                self.leaf(node, words!("名次", "place"))
            }
            Op::Shift { input, periods } => {
                let inner = self.quietly(*input).unwrap_or_else(|| Words::same("…"));
                let more = if *periods == 1 { String::new() } else { format!(", {periods}") };
                self.note(node);
                self.leaf(node, both(|lang| format!("prev({}{more})", inner.in_lang(lang))))
            }
        }
    }

    /// The names of what lies behind a figure with a step of its own; its parts are explained
    /// there. `None` for a constant.
    fn quietly(&mut self, node: NodeId) -> Option<Words> {
        let constant = self.scope.node(node).is_some_and(|node| match node.op {
            Op::Spread { input, .. } => self.scope.node(input).is_some_and(|input| input.grain == Grain::One),
            _ => node.grain == Grain::One,
        });
        if constant {
            return None;
        }
        let muted = std::mem::replace(&mut self.muted, true);
        let inner = self.read(node);
        self.muted = muted;
        Some(inner.names)
    }

    fn note(&mut self, node: NodeId) {
        if !self.muted && !self.leaves.contains(&node) {
            self.leaves.push(node);
        }
    }

    fn leaf(&self, node: NodeId, names: Words) -> Phrase {
        Phrase { names, figures: self.scope.said(node, None), binds: ATOM }
    }

    fn unary(&mut self, op: Unary, a: NodeId) -> Phrase {
        let name = match op {
            Unary::Neg => return self.prefix("-", a),
            Unary::Not => return self.prefix("!", a),
            Unary::Abs => "abs",
            Unary::Floor => "floor",
            Unary::Ceil => "ceil",
            Unary::Sqrt => "sqrt",
            Unary::Ln => "ln",
            Unary::Log10 => "log10",
            Unary::Exp => "exp",
        };
        self.call(name, &[a])
    }

    fn prefix(&mut self, sign: &str, a: NodeId) -> Phrase {
        let inner = self.read(a);
        let wrap =
            |words: &Words| both(|lang| format!("{sign}{}", operand(words.in_lang(lang), inner.binds <= 7, true)));
        Phrase { names: wrap(&inner.names), figures: wrap(&inner.figures), binds: 7 }
    }

    fn binary(&mut self, op: Binary, a: NodeId, b: NodeId) -> Phrase {
        // What the calendar changes belongs to the working days.
        if let (Binary::Add, Some(Op::Binary(Binary::WorkingDays, from, to)), Some(Op::Binary(Binary::Sub, of_to, _))) =
            (op, self.scope.op(a), self.scope.op(b))
            && matches!(self.scope.op(*of_to), Some(Op::Steps { input, .. }) if input == to)
        {
            return self.call("working_days", &[*from, *to]);
        }
        let (symbol, binds) = match op {
            Binary::Or => ("||", 1),
            Binary::And => ("&&", 2),
            Binary::Eq => ("==", 3),
            Binary::Ne => ("!=", 3),
            Binary::Lt => ("<", 3),
            Binary::Le => ("<=", 3),
            Binary::Gt => (">", 3),
            Binary::Ge => (">=", 3),
            Binary::Add => ("+", 4),
            Binary::Sub => ("-", 4),
            Binary::Mul => ("*", 5),
            Binary::Div => ("/", 5),
            Binary::Rem => ("%", 5),
            Binary::Pow => ("^", 6),
            Binary::Contains => return self.call("contains", &[a, b]),
            Binary::StartsWith => return self.call("starts_with", &[a, b]),
            Binary::DaysBetween => return self.call("days_between", &[a, b]),
            Binary::HoursBetween => return self.call("hours_between", &[a, b]),
            Binary::WorkingDays => return self.call("working_days", &[a, b]),
        };
        let (left, right) = (self.read(a), self.read(b));
        // `a - (b - c)` needs its parentheses, `a + (b + c)` does not.
        let tight = !matches!(op, Binary::Add | Binary::Mul | Binary::And | Binary::Or);
        let join = |l: &Words, r: &Words| {
            both(|lang| {
                let l = operand(l.in_lang(lang), left.binds < binds, false);
                let r = operand(r.in_lang(lang), right.binds < binds || right.binds == binds && tight, true);
                format!("{l} {symbol} {r}")
            })
        };
        Phrase { names: join(&left.names, &right.names), figures: join(&left.figures, &right.figures), binds }
    }

    fn row_of(&mut self, all: &[NodeId], joiner: &str, binds: u8) -> Phrase {
        let parts: Vec<Phrase> = all.iter().map(|node| self.read(*node)).collect();
        let join = |pick: &dyn Fn(&Phrase) -> &Words| {
            both(|lang| {
                let texts: Vec<String> = parts
                    .iter()
                    .enumerate()
                    .map(|(at, part)| operand(pick(part).in_lang(lang), part.binds < binds, at > 0))
                    .collect();
                texts.join(joiner)
            })
        };
        Phrase { names: join(&|part| &part.names), figures: join(&|part| &part.figures), binds }
    }

    fn call(&mut self, name: &str, all: &[NodeId]) -> Phrase {
        let parts: Vec<Phrase> = all.iter().map(|node| self.read(*node)).collect();
        let join = |pick: &dyn Fn(&Phrase) -> &Words| {
            both(|lang| {
                let texts: Vec<&str> = parts.iter().map(|part| pick(part).in_lang(lang)).collect();
                format!("{name}({})", texts.join(", "))
            })
        };
        Phrase { names: join(&|part| &part.names), figures: join(&|part| &part.figures), binds: ATOM }
    }

    /// With names the whole choice, with figures what was chosen.
    fn select(&mut self, condition: NodeId, then: NodeId, otherwise: NodeId) -> Phrase {
        let decided = self.scope.holds(condition);
        let test = self.read(condition);
        let mut branch = |node: NodeId, taken: bool| {
            let muted = self.muted;
            self.muted |= !taken;
            let phrase = self.read(node);
            self.muted = muted;
            phrase
        };
        let yes = branch(then, decided == Some(true));
        let no = branch(otherwise, decided == Some(false));
        let guard = [then, otherwise].map(|node| matches!(self.scope.op(node), Some(Op::Nothing(_))));
        let chosen = match decided {
            Some(true) => &yes,
            Some(false) => &no,
            None => &test,
        };
        let (figures, binds) = (chosen.figures.clone(), chosen.binds);
        // Where the other side is a nothing the choice only says whether there is a figure.
        let names = match (decided, guard) {
            (Some(true), [false, true]) => yes.names,
            (Some(false), [true, false]) => no.names,
            _ => {
                let say = |lang: Lang| {
                    let [test, yes, no] = [&test.names, &yes.names, &no.names].map(|words| words.in_lang(lang));
                    format!("if({test}, {yes}, {no})")
                };
                return Phrase { names: both(say), figures, binds };
            }
        };
        Phrase { names, figures, binds }
    }

    /// With names all that may stand in, with figures the one that does.
    fn coalesce(&mut self, all: &[NodeId]) -> Phrase {
        let chosen = all.iter().position(|node| self.scope.nothing(*node).is_none());
        let mut parts = Vec::new();
        for (at, node) in all.iter().enumerate() {
            let passed_over = chosen.is_some_and(|chosen| at > chosen);
            let muted = self.muted;
            self.muted |= passed_over;
            parts.push(self.read(*node));
            self.muted = muted;
        }
        let names = both(|lang| {
            let texts: Vec<&str> = parts.iter().map(|part| part.names.in_lang(lang)).collect();
            format!("coalesce({})", texts.join(", "))
        });
        match parts.get(chosen.unwrap_or(0)) {
            Some(part) => Phrase { names, ..part.clone() },
            None => Phrase { names, figures: Nothing::NoRows.words(), binds: ATOM },
        }
    }
}

/// `付款人数 / 询单人数 * 100 = 180 / 320 * 100 = 56.25`: names, figures, and what they give, each
/// only if it says something new. A result that is not shown with all its digits has `≈`.
pub fn equation(scope: Scope<'_>, names: &Words, phrase: &Phrase, node: NodeId) -> Words {
    let result = scope.said(node, None);
    let exact = scope.number(node).map_or(true, is_exact);
    both(|lang| {
        let mut out = names.in_lang(lang).to_string();
        let (figures, result) = (phrase.figures.in_lang(lang), result.in_lang(lang));
        if figures != out && figures != result {
            out.push_str(&format!(" = {figures}"));
        }
        if out != result {
            out.push_str(&format!(" {} {result}", if exact { "=" } else { "≈" }));
        }
        out
    })
}

/// Whether four decimals say all there is to say.
pub fn is_exact(value: f64) -> bool {
    short(value).parse::<f64>().is_ok_and(|shown| same(shown, value))
}

/// What a named node is called in formulas.
pub fn name(scope: Scope<'_>, named: Named) -> Words {
    let rubric = scope.rubric;
    let indicator = |i: usize, field: &str| {
        Words::same(rubric.indicators.get(i).map_or(String::new(), |indicator| format!("{}{field}", indicator.id)))
    };
    match named {
        Named::Element(i) => Words::same(rubric.elements.get(i).map_or("", |element| element.id.as_str())),
        Named::Value(i) => indicator(i, ""),
        Named::Prepared(i, step) => {
            let Some(indicator) = rubric.indicators.get(i) else { return Words::default() };
            let step = indicator.preparation.get(step).map(|step| super::prepared::name(*step)).unwrap_or_default();
            Words { zh: format!("{}（{}）", indicator.id, step.zh), en: format!("{} ({})", indicator.id, step.en) }
        }
        Named::Score(i) => indicator(i, ".score"),
        Named::Points(i) => indicator(i, ".points"),
        Named::Category(i) => {
            Words::same(rubric.categories.get(i).map_or(String::new(), |category| format!("{}.points", category.id)))
        }
        Named::Total => words!("总分", "total"),
        Named::TotalBefore => words!("修正前总分", "total before correction"),
        Named::Rank => words!("名次", "rank"),
        Named::RankFromLast => words!("倒数名次", "rank from last"),
        Named::GroupSize => words!("组内人数", "size of the group"),
        Named::Grade => words!("等级", "grade"),
        Named::Group(_) => words!("分组", "group"),
        Named::Variant => words!("考核类型", "variant"),
        Named::VariantColumn(i) => Words::same(rubric.variant_columns.get(i).map_or("", |(name, _)| name.as_str())),
        Named::Ballot(_) => words!("票有效", "ballot valid"),
    }
}

/// `sum(总等待秒)`, `group_mean(销售额)`, `count()`.
pub fn aggregate(agg: Agg, prefix: &str, of: Option<&Words>) -> Words {
    let name = match agg {
        Agg::Sum => "sum",
        Agg::Count => "count",
        Agg::CountDistinct => "count_distinct",
        Agg::Mean => "mean",
        Agg::Min => "min",
        Agg::Max => "max",
        Agg::Median => "median",
        Agg::Quantile(_) => "quantile",
        Agg::TrimmedMean(_) => "trimmed_mean",
        Agg::DropEnds { .. } => "drop_ends",
        Agg::Std => "std",
        Agg::First { .. } => "first",
        Agg::Last { .. } => "last",
        Agg::Only => "only",
    };
    let share = if let Agg::Quantile(share) = agg { format!(", {}", figure::digits(share.0)) } else { String::new() };
    both(|lang| format!("{prefix}{name}({}{share})", of.map_or("", |of| of.in_lang(lang))))
}

/// An operand in parentheses where it needs them; a negative figure needs them behind an operator.
fn operand(text: &str, loose: bool, behind: bool) -> String {
    if loose || behind && text.starts_with('-') { format!("({text})") } else { text.to_string() }
}
