//! Values of formulas: numbers, texts, conditions and the three kinds of nothing.

use std::cell::RefCell;
use std::collections::HashMap;

use evalexpr::{Context, EvalexprError, EvalexprResult, Node, Value, build_operator_tree};

use super::number::near;

/// Where two meet, the greater wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum No {
    Undefined,
    Missing,
    NotApplicable,
}

#[derive(Debug, Clone, PartialEq)]
pub enum V {
    Num(f64),
    Text(String),
    Flag(bool),
    Nothing(No),
}

pub const MISSING: V = V::Nothing(No::Missing);
pub const UNDEFINED: V = V::Nothing(No::Undefined);
pub const NOT_APPLICABLE: V = V::Nothing(No::NotApplicable);

impl V {
    pub fn nothing(&self) -> Option<No> {
        match self {
            V::Nothing(no) => Some(*no),
            _ => None,
        }
    }

    pub fn is_nothing(&self) -> bool {
        self.nothing().is_some()
    }

    pub fn is_true(&self) -> bool {
        *self == V::Flag(true)
    }

    pub fn number(&self) -> f64 {
        match self {
            V::Num(number) => *number,
            other => panic!("{other:?} is not a number"),
        }
    }

    /// A number that came out of a computation: whatever is not finite has no meaning.
    pub fn computed(number: f64) -> V {
        if number.is_finite() { V::Num(number) } else { UNDEFINED }
    }
}

/// The greatest nothing among some values.
pub fn greatest(all: &[V]) -> Option<V> {
    all.iter().filter_map(V::nothing).max().map(V::Nothing)
}

/// Variables `a` and `b`.
struct Pair {
    a: Value,
    b: Value,
}

impl Context for Pair {
    fn get_value(&self, identifier: &str) -> Option<&Value> {
        match identifier {
            "a" => Some(&self.a),
            "b" => Some(&self.b),
            _ => None,
        }
    }

    fn call_function(&self, identifier: &str, _: &Value) -> EvalexprResult<Value> {
        Err(EvalexprError::FunctionIdentifierNotFound(identifier.to_string()))
    }

    fn are_builtin_functions_disabled(&self) -> bool {
        false
    }

    fn set_builtin_functions_disabled(&mut self, _: bool) -> EvalexprResult<()> {
        Err(EvalexprError::BuiltinFunctionsCannotBeDisabled)
    }
}

thread_local! {
    static PARSED: RefCell<HashMap<&'static str, Node>> = RefCell::default();
}

/// What evalexpr makes of an expression of `a` and `b`.
fn by_evalexpr(text: &'static str, a: f64, b: f64) -> V {
    PARSED.with_borrow_mut(|parsed| {
        let node = parsed.entry(text).or_insert_with(|| build_operator_tree(text).expect("an expression"));
        let pair = Pair { a: Value::Float(a), b: Value::Float(b) };
        match node.eval_with_context(&pair) {
            Ok(Value::Float(number)) => V::computed(number),
            other => panic!("{text} gives {other:?}"),
        }
    })
}

/// `text` is an expression of `a` and `b`, such as `a + b`.
pub fn arithmetic(text: &'static str, a: &V, b: &V) -> V {
    greatest(&[a.clone(), b.clone()]).unwrap_or_else(|| by_evalexpr(text, a.number(), b.number()))
}

pub fn add(a: &V, b: &V) -> V {
    arithmetic("a + b", a, b)
}

pub fn sub(a: &V, b: &V) -> V {
    arithmetic("a - b", a, b)
}

pub fn mul(a: &V, b: &V) -> V {
    arithmetic("a * b", a, b)
}

pub fn div(a: &V, b: &V) -> V {
    arithmetic("a / b", a, b)
}

/// A function of one number.
pub fn map(a: &V, f: impl Fn(f64) -> f64) -> V {
    if a.is_nothing() { a.clone() } else { V::computed(f(a.number())) }
}

pub fn min(all: &[V]) -> V {
    greatest(all).unwrap_or_else(|| V::Num(all.iter().map(V::number).fold(f64::INFINITY, f64::min)))
}

pub fn max(all: &[V]) -> V {
    greatest(all).unwrap_or_else(|| V::Num(all.iter().map(V::number).fold(f64::NEG_INFINITY, f64::max)))
}

pub fn clamp(a: &V, low: f64, high: f64) -> V {
    min(&[max(&[a.clone(), V::Num(low)]), V::Num(high)])
}

/// `<`, `==` and the others; numbers that agree to twelve digits are equal.
pub fn compare(op: &str, a: &V, b: &V) -> V {
    if let Some(nothing) = greatest(&[a.clone(), b.clone()]) {
        return nothing;
    }
    let equal = match (a, b) {
        (V::Num(a), V::Num(b)) => near(*a, *b),
        (a, b) => a == b,
    };
    V::Flag(match op {
        "==" => equal,
        "!=" => !equal,
        "<" => !equal && a.number() < b.number(),
        "<=" => equal || a.number() < b.number(),
        ">" => !equal && a.number() > b.number(),
        ">=" => equal || a.number() > b.number(),
        other => panic!("{other} compares nothing"),
    })
}

pub fn not(a: &V) -> V {
    match a {
        V::Flag(flag) => V::Flag(!flag),
        other => other.clone(),
    }
}

pub fn and(a: &V, b: &V) -> V {
    if *a == V::Flag(false) || *b == V::Flag(false) {
        return V::Flag(false);
    }
    greatest(&[a.clone(), b.clone()]).unwrap_or(V::Flag(true))
}

pub fn or(a: &V, b: &V) -> V {
    if a.is_true() || b.is_true() {
        return V::Flag(true);
    }
    greatest(&[a.clone(), b.clone()]).unwrap_or(V::Flag(false))
}

/// Only what is chosen is computed.
pub fn choose(condition: &V, then: impl FnOnce() -> V, otherwise: impl FnOnce() -> V) -> V {
    match condition {
        V::Flag(true) => then(),
        V::Flag(false) => otherwise(),
        other => other.clone(),
    }
}
