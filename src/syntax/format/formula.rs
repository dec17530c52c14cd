//! The blanks in a formula.

use crate::diagnostic::Bag;
use crate::number::Rational;
use crate::syntax::lexer::{TokenKind, lex};
use crate::syntax::parse_formula;
use crate::text::SourceId;

/// A text with its quotes whose formula has one blank around operators and behind commas; none if
/// it is no formula, or stands over lines, or has escapes, which have their own length.
pub(super) fn spaced(raw: &str) -> Option<String> {
    let quote = raw.chars().next()?;
    let inner = raw.strip_prefix(quote)?.strip_suffix(quote)?;
    if inner.contains(['\n', '\\', quote]) {
        return None;
    }
    // A weight such as `"1/3"` is a fraction.
    if Rational::parse(inner).is_some() {
        return None;
    }
    parse_formula(inner, SourceId(0), &|span| span, &mut Bag::default())?;
    let mut out = String::with_capacity(raw.len() + 8);
    out.push(quote);
    // Whether an operand comes next: there `-` is a sign.
    let mut operand_next = true;
    for token in lex(inner).tokens {
        let written = inner.get(token.span.start..token.span.end)?;
        match token.kind {
            TokenKind::Operator(_) if !operand_next => {
                out.push(' ');
                out.push_str(written);
                out.push(' ');
                operand_next = true;
            }
            TokenKind::Comma => {
                out.push_str(", ");
                operand_next = true;
            }
            TokenKind::Operator(_) | TokenKind::Not | TokenKind::Open => {
                out.push_str(written);
                operand_next = true;
            }
            TokenKind::Close | TokenKind::Number(_) | TokenKind::Text(_) | TokenKind::Bool(_) | TokenKind::Name(_) => {
                out.push_str(written);
                operand_next = false;
            }
        }
    }
    out.push(quote);
    Some(out)
}
