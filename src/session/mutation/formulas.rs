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
        site.parts(&mut |tree| {
            if let TreeKind::Binary(BinaryOp::Sub | BinaryOp::Div, left, right) = &tree.kind {
                let side = |tree: &Tree| {
                    let raw = site.raw(tree.span);
                    let compound = matches!(tree.kind, TreeKind::Binary(..)) && !raw.starts_with('(');
                    if compound { format!("({raw})") } else { raw.to_string() }
                };
                all.push(vec![
                    Edit { span: left.span, text: side(right) },
                    Edit { span: right.span, text: side(left) },
                ]);
            }
        });
        all
    },
};

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
