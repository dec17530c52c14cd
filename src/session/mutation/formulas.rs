//! Changes inside formulas.

use super::numbers::{moved, tenfold};
use super::site::Site;
use super::{Edit, Operation};
use crate::number::BinaryOp;
use crate::syntax::{Tree, TreeKind};
use crate::text::Span;

pub static STRICTNESS: Operation = Operation {
    id: "strictness",
    zh: "比较多收或少收边界",
    en: "a comparison takes in its edge, or leaves it out",
    make: |site| {
        exchanged(site, &|sign| match sign {
            BinaryOp::Gt => Some(">="),
            BinaryOp::Ge => Some(">"),
            BinaryOp::Lt => Some("<="),
            BinaryOp::Le => Some("<"),
            _ => None,
        })
    },
};

pub static DIRECTION: Operation = Operation {
    id: "direction",
    zh: "比较方向写反",
    en: "a comparison the other way round",
    make: |site| {
        exchanged(site, &|sign| match sign {
            BinaryOp::Gt => Some("<"),
            BinaryOp::Ge => Some("<="),
            BinaryOp::Lt => Some(">"),
            BinaryOp::Le => Some(">="),
            BinaryOp::Eq => Some("!="),
            BinaryOp::Ne => Some("=="),
            _ => None,
        })
    },
};

pub static LOGIC: Operation = Operation {
    id: "logic",
    zh: "“且”与“或”写错",
    en: "`and` for `or`",
    make: |site| {
        exchanged(site, &|sign| match sign {
            BinaryOp::And => Some("||"),
            BinaryOp::Or => Some("&&"),
            _ => None,
        })
    },
};

pub static OPERANDS: Operation = Operation {
    id: "operands",
    zh: "相减或相除的两边对调",
    en: "the sides of a difference or quotient exchanged",
    make: |site| {
        let mut all = Vec::new();
        // How far two figures are apart does not depend on which is taken from which.
        let mut apart: Vec<Span> = Vec::new();
        site.parts(&mut |tree| {
            if let TreeKind::Call { name, args, .. } = &tree.kind
                && name == "abs"
            {
                apart.extend(args.iter().map(|arg| arg.span));
            }
        });
        site.parts(&mut |tree| {
            if let TreeKind::Binary(op @ (BinaryOp::Sub | BinaryOp::Div), left, right) = &tree.kind
                && !(*op == BinaryOp::Sub && apart.contains(&tree.span))
            {
                let [first, second] = [left, right].map(|side| closed(site, side.span));
                let wrapped = |tree: &Tree, span: Span| {
                    let raw = site.raw(span);
                    let compound = matches!(tree.kind, TreeKind::Binary(..)) && !raw.starts_with('(');
                    if compound { format!("({raw})") } else { raw.to_string() }
                };
                all.push(vec![
                    Edit { span: first, text: wrapped(right, second) },
                    Edit { span: second, text: wrapped(left, first) },
                ]);
            }
        });
        all
    },
};

/// The place of a part of a formula with the parentheses that belong to it.
fn closed(site: &Site<'_>, span: Span) -> Span {
    let raw = site.raw(span);
    let (mut open, mut lacking) = (0_usize, 0_usize);
    for c in raw.chars() {
        match c {
            '(' => open += 1,
            ')' if open > 0 => open -= 1,
            ')' => lacking += 1,
            _ => {}
        }
    }
    let mut span = span;
    for _ in 0..open {
        let rest = site.text.get(span.end..).unwrap_or_default();
        let Some(at) = rest.find(')').filter(|at| rest.get(..*at).is_some_and(|gap| gap.trim().is_empty())) else {
            break;
        };
        span.end += at + 1;
    }
    for _ in 0..lacking {
        let before = site.text.get(..span.start).unwrap_or_default();
        let Some(at) = before.rfind('(').filter(|at| before.get(at + 1..).is_some_and(|gap| gap.trim().is_empty()))
        else {
            break;
        };
        span.start = at;
    }
    span
}

pub static PER_CENT: Operation = Operation {
    id: "per-cent",
    zh: "漏了乘 100",
    en: "a factor of 100 left out",
    make: |site| {
        let mut all = Vec::new();
        site.parts(&mut |tree| {
            if let TreeKind::Binary(BinaryOp::Mul, left, right) = &tree.kind
                && let TreeKind::Number(100.0 | 1000.0 | 10_000.0 | 100_000.0) = right.kind
                && let Some(sign) = sign(site, left, right, BinaryOp::Mul)
            {
                all.push(vec![Edit { span: Span::new(sign.start, right.span.end), text: String::new() }]);
            }
        });
        all
    },
};

pub static CONSTANT: Operation = Operation {
    id: "constant",
    zh: "公式里的常数改动",
    en: "a constant of a formula changed",
    make: |site| {
        let mut all = Vec::new();
        site.parts(&mut |tree| {
            if let TreeKind::Number(_) = tree.kind {
                let raw = site.raw(tree.span);
                for text in [moved(raw, 1), tenfold(raw)].into_iter().flatten() {
                    all.push(vec![Edit { span: tree.span, text }]);
                }
            }
        });
        all
    },
};

fn exchanged(site: &Site<'_>, other: &dyn Fn(BinaryOp) -> Option<&'static str>) -> Vec<Vec<Edit>> {
    let mut all = Vec::new();
    site.parts(&mut |tree| {
        if let TreeKind::Binary(op, left, right) = &tree.kind
            && let Some(text) = other(*op)
            && let Some(span) = sign(site, left, right, *op)
        {
            all.push(vec![Edit { span, text: text.to_string() }]);
        }
    });
    all
}

/// Where the operator between two operands stands.
fn sign(site: &Site<'_>, left: &Tree, right: &Tree, op: BinaryOp) -> Option<Span> {
    let between = site.raw(Span::new(left.span.end, right.span.start));
    let signs: &[&str] = match op {
        BinaryOp::Lt => &["<"],
        BinaryOp::Le => &["<=", "=<"],
        BinaryOp::Gt => &[">"],
        BinaryOp::Ge => &[">=", "=>"],
        BinaryOp::Eq => &["=="],
        BinaryOp::Ne => &["!=", "<>"],
        BinaryOp::And => &["&&"],
        BinaryOp::Or => &["||"],
        BinaryOp::Mul => &["*"],
        _ => return None,
    };
    signs.iter().find_map(|sign| {
        let at = left.span.end + between.find(sign)?;
        Some(Span::new(at, at + sign.len()))
    })
}

#[cfg(test)]
mod tests {
    use crate::session::mutation::mutants;

    fn of(operation: &str, formula: &str) -> Vec<String> {
        let text = format!("[[indicator]]\nformula = \"{formula}\"\n");
        let all = mutants(&text).into_iter().filter(|mutant| mutant.operation.id == operation);
        let changed = all.map(|mutant| mutant.applied(&text));
        changed.map(|text| text.split('"').nth(1).unwrap_or_default().to_string()).collect()
    }

    #[test]
    fn operands_are_exchanged_with_their_parentheses() {
        assert_eq!(of("operands", "a / b"), ["b / a"]);
        assert_eq!(of("operands", "sum(a) / b"), ["b / sum(a)"]);
        assert_eq!(of("operands", "sum(a) / sum(b)"), ["sum(b) / sum(a)"]);
        assert_eq!(of("operands", "(a + c) / b"), ["(b) / (a + c)"]);
        assert_eq!(of("operands", "abs(a - b)"), Vec::<String>::new());
    }

    #[test]
    fn comparisons_and_constants() {
        assert_eq!(of("strictness", "a >= 3 && b < 2"), ["a > 3 && b < 2", "a >= 3 && b <= 2"]);
        assert_eq!(of("direction", "a == b"), ["a != b"]);
        assert_eq!(of("logic", "a > 1 || b > 1"), ["a > 1 && b > 1"]);
        assert_eq!(of("per-cent", "a / b * 100"), ["a / b "]);
        assert_eq!(of("constant", "a + 0.5"), ["a + 0.6", "a + 5"]);
    }
}
