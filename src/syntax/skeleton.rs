//! Formulas of one build, such as `a / b * 100` and `c / d * 100`, which evalexpr parses once.
//!
//! Which operator takes which operands depends on the order of names, numbers and signs, and not on
//! what the names and numbers are.

use std::cell::RefCell;
use std::rc::Rc;

use evalexpr::Node as EvalNode;
use rustc_hash::FxHashMap;

use super::lexer::{Token, TokenKind};
use crate::text::is_letter;

/// What stands for every name; nobody calls anything so.
pub(super) const NAME: &str = "__";

/// So many builds are kept.
const MOST: usize = 512;

/// A number that evalexpr cannot take for anything else, nor refuse.
const MAX_DIGITS: usize = 15;

thread_local! {
    static KNOWN: RefCell<FxHashMap<String, Rc<EvalNode>>> = RefCell::default();
}

/// How evalexpr reads a formula, with one name in place of all and one number; `None` where a name or
/// a number is of a kind that evalexpr might read otherwise than our tokens say.
pub(super) fn parsed(text: &str, tokens: &[Token]) -> Option<Rc<EvalNode>> {
    let build = build(text, tokens)?;
    KNOWN.with_borrow_mut(|known| {
        if let Some(tree) = known.get(&build) {
            return Some(tree.clone());
        }
        let tree = Rc::new(evalexpr::build_operator_tree(&build).ok()?);
        if known.len() < MOST {
            known.insert(build, tree.clone());
        }
        Some(tree)
    })
}

fn build(text: &str, tokens: &[Token]) -> Option<String> {
    let mut build = String::with_capacity(tokens.len() * 4);
    for token in tokens {
        let written = text.get(token.span.start..token.span.end)?;
        let stands = match &token.kind {
            TokenKind::Number(_) => {
                let plain = written.len() <= MAX_DIGITS
                    && written.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
                    && written.bytes().next().is_some_and(|byte| byte.is_ascii_digit());
                if !plain {
                    return None;
                }
                "1"
            }
            // `inf` is a number to evalexpr.
            TokenKind::Name(name) => {
                let plain = name == written
                    && name.chars().all(|c| c == '_' || is_letter(c))
                    && (!name.is_ascii() || name.parse::<f64>().is_err());
                if !plain {
                    return None;
                }
                NAME
            }
            TokenKind::Text(_) => return None,
            TokenKind::Bool(_) => "true",
            TokenKind::Operator(_) | TokenKind::Not | TokenKind::Open | TokenKind::Close | TokenKind::Comma => written,
        };
        build.push_str(stands);
        build.push(' ');
    }
    Some(build)
}
