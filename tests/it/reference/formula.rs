//! Walking evalexpr's trees. evalexpr parses and computes; this decides what is computed, because
//! evalexpr knows neither nothings nor twelve-digit comparison.

use std::rc::Rc;

use evalexpr::{Node, Operator, Value, build_operator_tree};

use super::number;
use super::value::{
    MISSING, NOT_APPLICABLE, V, add, and, arithmetic, choose, compare, div, greatest, map, max, min, mul, not, or, sub,
};

#[derive(Debug, Clone)]
pub struct Formula(Rc<Node>);

impl Formula {
    pub fn parse(text: &str) -> Formula {
        Formula(Rc::new(build_operator_tree(text).unwrap_or_else(|error| panic!("{text}: {error}"))))
    }

    /// A formula, or a number that stands for itself.
    pub fn of(value: &toml::Value) -> Formula {
        match value {
            toml::Value::String(text) => Formula::parse(text),
            other => Formula::parse(&other.to_string()),
        }
    }

    pub fn eval(&self, place: &dyn Place) -> V {
        eval(&self.0, place)
    }

    /// A condition in which what is said of these names holds only where they mean something.
    pub fn eval_where(&self, place: &dyn Place, names: &[&str], known: &V) -> V {
        fn inside(node: &Node, place: &dyn Place, names: &[&str], known: &V, wanted: bool) -> V {
            let child = |index: usize, wanted| inside(&node.children()[index], place, names, known, wanted);
            match node.operator() {
                Operator::RootNode => child(0, wanted),
                Operator::And => and(&child(0, wanted), &child(1, wanted)),
                Operator::Or => or(&child(0, wanted), &child(1, wanted)),
                Operator::Not => not(&child(0, !wanted)),
                _ => {
                    let holds = eval(node, place);
                    match (node.iter_variable_identifiers().any(|name| names.contains(&name)), wanted) {
                        (false, _) => holds,
                        (true, true) => and(known, &holds),
                        (true, false) => or(&not(known), &holds),
                    }
                }
            }
        }
        inside(&self.0, place, names, known, true)
    }

    pub fn mentions(&self, names: &[&str]) -> bool {
        self.0.iter_variable_identifiers().any(|name| names.contains(&name))
    }
}

/// Where a formula is computed: what its names mean, and what looks beyond the place itself
/// (aggregates over rows, peers, earlier periods).
pub trait Place {
    fn name(&self, name: &str) -> V;
    /// `None` for functions that mean the same everywhere.
    fn call(&self, function: &str, args: &[&Node]) -> Option<V>;
    /// What a `[table.x]` has.
    fn look_up(&self, table: &str, value: &V) -> V;
}

pub fn eval(node: &Node, place: &dyn Place) -> V {
    let all = node.children();
    let two = |op: fn(&V, &V) -> V| op(&eval(&all[0], place), &eval(&all[1], place));
    let compared = |op: &str| compare(op, &eval(&all[0], place), &eval(&all[1], place));
    match node.operator() {
        Operator::RootNode => eval(&all[0], place),
        Operator::Const { value } => match value {
            Value::Int(number) => V::Num(*number as f64),
            Value::Float(number) => V::Num(*number),
            Value::String(text) => V::Text(text.clone()),
            Value::Boolean(flag) => V::Flag(*flag),
            other => panic!("{other:?} is no literal"),
        },
        Operator::VariableIdentifierRead { identifier } => place.name(identifier),
        Operator::Add => two(add),
        Operator::Sub => two(sub),
        Operator::Mul => two(mul),
        Operator::Div => two(div),
        Operator::Mod => two(|a, b| arithmetic("a % b", a, b)),
        Operator::Exp => two(|a, b| arithmetic("a ^ b", a, b)),
        Operator::Neg => arithmetic("-a", &eval(&all[0], place), &V::Num(0.0)),
        Operator::Not => not(&eval(&all[0], place)),
        Operator::And => two(and),
        Operator::Or => two(or),
        Operator::Eq => compared("=="),
        Operator::Neq => compared("!="),
        Operator::Lt => compared("<"),
        Operator::Leq => compared("<="),
        Operator::Gt => compared(">"),
        Operator::Geq => compared(">="),
        Operator::FunctionIdentifier { identifier } => {
            let args = arguments(node);
            place.call(identifier, &args).unwrap_or_else(|| call(identifier, &args, place))
        }
        other => panic!("{other:?} has no place in a formula"),
    }
}

/// The arguments of a call: evalexpr hangs them below a root node and, if several, a tuple.
fn arguments(call: &Node) -> Vec<&Node> {
    fn inside<'a>(node: &'a Node, all: &mut Vec<&'a Node>) {
        match node.operator() {
            Operator::RootNode | Operator::Tuple => node.children().iter().for_each(|child| match child.operator() {
                Operator::Tuple => inside(child, all),
                _ => all.push(child),
            }),
            _ => all.push(node),
        }
    }
    let mut all = Vec::new();
    call.children().iter().for_each(|child| inside(child, &mut all));
    all
}

/// Functions that need nothing but their arguments.
fn call(function: &str, args: &[&Node], place: &dyn Place) -> V {
    let arg = |index: usize| eval(args[index], place);
    let values = || args.iter().map(|arg| eval(arg, place)).collect::<Vec<V>>();
    match function {
        "if" => choose(&arg(0), || arg(1), || arg(2)),
        "coalesce" => {
            let all = values();
            all.iter().find(|value| !value.is_nothing()).cloned().or(greatest(&all)).expect("at least one")
        }
        "is_missing" => V::Flag(arg(0).nothing() == MISSING.nothing()),
        "is_undefined" => V::Flag(arg(0).nothing() == super::value::UNDEFINED.nothing()),
        "is_not_applicable" => V::Flag(arg(0).nothing() == NOT_APPLICABLE.nothing()),
        "lookup" => match arg(0) {
            V::Text(table) => place.look_up(&table, &arg(1)),
            other => panic!("{other:?} names no table"),
        },
        "not_applicable" => NOT_APPLICABLE,
        "between" => and(&compare(">=", &arg(0), &arg(1)), &compare("<=", &arg(0), &arg(2))),
        "abs" => map(&arg(0), f64::abs),
        "round" => {
            let decimals = if args.len() > 1 { arg(1).number() as i32 } else { 0 };
            map(&arg(0), |x| number::round(x, decimals))
        }
        "floor" => map(&arg(0), number::floor),
        "ceil" => map(&arg(0), number::ceil),
        "sqrt" => arithmetic("math::sqrt(a)", &arg(0), &V::Num(0.0)),
        "ln" => arithmetic("math::ln(a)", &arg(0), &V::Num(0.0)),
        "log10" => arithmetic("math::log10(a)", &arg(0), &V::Num(0.0)),
        "exp" => arithmetic("math::exp(a)", &arg(0), &V::Num(0.0)),
        "min" => min(&values()),
        "max" => max(&values()),
        "clamp" => min(&[max(&[arg(0), arg(1)]), arg(2)]),
        "percent" => mul(&div(&arg(0), &arg(1)), &V::Num(100.0)),
        "contains" | "starts_with" => match (arg(0), arg(1)) {
            (V::Text(text), V::Text(part)) if function == "contains" => V::Flag(text.contains(&part)),
            (V::Text(text), V::Text(part)) => V::Flag(text.starts_with(&part)),
            (a, b) => greatest(&[a, b]).expect("texts"),
        },
        other => panic!("there is no function {other}"),
    }
}
