//! Formulas as the rubric has them.

use super::scope::Scope;
use crate::library::FUNCTIONS;
use crate::number::{BinaryOp, UnaryOp};
use crate::rubric::{AcrossHow, Among, Expr, ExprKind, Ref};
use crate::table::figure;

/// A formula as it was written; where the rubric's text is not at hand, written anew.
pub fn written(scope: Scope<'_>, expr: &Expr) -> String {
    source(scope.facts.text(), expr).unwrap_or_else(|| print(scope, expr, 0))
}

/// The whole of the quoted text that the formula stands in. Its span runs from the first name or
/// number to the last, so that signs and parentheses around them have to be found again.
fn source(text: &str, expr: &Expr) -> Option<String> {
    let (before, after) = (text.get(..expr.span.start)?, text.get(expr.span.end..)?);
    let lead = before.trim_end_matches(|c: char| c.is_whitespace() || "(-!+".contains(c));
    let quote = lead.chars().next_back().filter(|c| matches!(c, '"' | '\''))?;
    let tail = after.trim_start_matches(|c: char| c.is_whitespace() || "()".contains(c));
    if !tail.starts_with(quote) {
        return None;
    }
    let whole = text.get(lead.len()..text.len() - tail.len())?;
    // An escaped quotation mark is only how TOML writes one.
    let plain = whole.replace("\\\"", "\"");
    let line: Vec<&str> = plain.split_whitespace().collect();
    (!line.is_empty()).then(|| line.join(" "))
}

fn print(scope: Scope<'_>, expr: &Expr, binds: u8) -> String {
    match &expr.kind {
        ExprKind::Number(value) => figure::digits(*value),
        ExprKind::Text(text) => format!("\"{text}\""),
        ExprKind::Bool(value) => value.to_string(),
        ExprKind::Ref(name) => reference(scope, name),
        ExprKind::Unary(op, a) => {
            let sign = match op {
                UnaryOp::Neg => "-",
                UnaryOp::Not => "!",
            };
            format!("{sign}{}", print(scope, a, 8))
        }
        ExprKind::Binary(op, a, b) => {
            let own = precedence(*op);
            let text = format!("{} {} {}", print(scope, a, own), op.symbol(), print(scope, b, own + 1));
            if own < binds { format!("({text})") } else { text }
        }
        ExprKind::Lookup(table, input) => {
            let name = scope.rubric.lookups.get(*table).map_or("", |table| table.id.as_str());
            format!("lookup(\"{name}\", {})", print(scope, input, 0))
        }
        ExprKind::Within(among, inner) => {
            let name = match among {
                Among::Everybody => "all",
                Among::Group(i) => scope.rubric.subject.groups.get(*i).map_or("", String::as_str),
            };
            format!("within(\"{name}\", {})", print(scope, inner, 0))
        }
        ExprKind::Across(across) => {
            let name = match across.how {
                AcrossHow::Only => "only",
                AcrossHow::Sum => "sum",
                AcrossHow::Count => "count",
            };
            let table = scope.rubric.data.get(across.data).map_or("", |table| table.id.as_str());
            format!("{name}({table}.{})", print(scope, &across.value, 0))
        }
        ExprKind::Call(function, args) => {
            let name = FUNCTIONS.get(usize::from(function.0)).map_or("", |function| function.name);
            let args: Vec<String> = args.iter().map(|arg| print(scope, arg, 0)).collect();
            format!("{name}({})", args.join(", "))
        }
    }
}

fn precedence(op: BinaryOp) -> u8 {
    match op {
        BinaryOp::Or => 1,
        BinaryOp::And => 2,
        BinaryOp::Eq | BinaryOp::Ne | BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge => 3,
        BinaryOp::Add | BinaryOp::Sub => 4,
        BinaryOp::Mul | BinaryOp::Div | BinaryOp::Rem => 5,
        BinaryOp::Pow => 6,
    }
}

fn reference(scope: Scope<'_>, name: &Ref) -> String {
    let rubric = scope.rubric;
    let indicator = |i: &usize| rubric.indicators.get(*i).map_or("", |indicator| indicator.id.as_str());
    match name {
        Ref::Column(name) => name.clone(),
        Ref::Element(i) => rubric.elements.get(*i).map_or(String::new(), |element| element.id.clone()),
        Ref::Param(i) => rubric.params.get(*i).map_or(String::new(), |param| param.id.clone()),
        Ref::Indicator(i) => indicator(i).to_string(),
        Ref::IndicatorScore(i) => format!("{}.score", indicator(i)),
        Ref::IndicatorPoints(i) => format!("{}.points", indicator(i)),
        Ref::CategoryScore(i) => {
            rubric.categories.get(*i).map_or(String::new(), |category| format!("{}.score", category.id))
        }
        Ref::CategoryPoints(i) => {
            rubric.categories.get(*i).map_or(String::new(), |category| format!("{}.points", category.id))
        }
        Ref::Value => "value".to_string(),
        Ref::Total => "total".to_string(),
        Ref::TotalBefore => "total_before".to_string(),
        Ref::Rank => "rank".to_string(),
        Ref::RankFromLast => "rank_from_last".to_string(),
        Ref::GroupSize => "group_size".to_string(),
        Ref::Grade => "grade".to_string(),
        Ref::Group(i) => rubric.subject.groups.get(*i).cloned().unwrap_or_default(),
        Ref::Key => rubric.subject.key.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Kind;
    use crate::text::Span;

    fn found(text: &str, inside: &str) -> Option<String> {
        let start = text.find(inside).unwrap();
        let span = Span::new(start, start + inside.len());
        source(text, &Expr { kind: ExprKind::Bool(true), span, ty: Kind::Bool })
    }

    #[test]
    fn the_whole_formula_is_found_again() {
        assert_eq!(found("formula = \"-(a - b) / c\" # x", "a - b) / c").as_deref(), Some("-(a - b) / c"));
        assert_eq!(found("x = 'f(a, \"是\")'", "f(a, \"是\"").as_deref(), Some("f(a, \"是\")"));
        assert_eq!(found("x = \"count()\"", "count").as_deref(), Some("count()"));
        assert_eq!(found("x = \"a == \\\"b\\\"\"", "a == \\\"b\\\"").as_deref(), Some("a == \"b\""));
        assert_eq!(found("x = '''\n  a +\n  b\n'''", "a +\n  b").as_deref(), Some("a + b"));
        assert_eq!(found("x = 12", "12"), None);
    }
}
