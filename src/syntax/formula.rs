//! Formula text → [`Tree`]. evalexpr parses; our tokens, which come in the same order as the leaves
//! of its tree, say where everything stands.

use std::rc::Rc;

use evalexpr::{Node as EvalNode, Operator, Value as EvalValue};

use super::codes;
use super::lexer::{Change, Slip, Token, TokenKind, lex};
use super::skeleton;
use crate::diagnostic::{Bag, Code};
use crate::number::{BinaryOp, UnaryOp};
use crate::text::{SourceId, Span, Words};
use crate::words;

/// Limits set before evalexpr sees the text, because it recurses.
const MAX_BYTES: usize = 16_384;
const MAX_TOKENS: usize = 1_000;
const MAX_DEPTH: usize = 64;

/// A formula as written: names are not looked up yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Tree {
    pub kind: TreeKind,
    /// In the file.
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub enum TreeKind {
    Number(f64),
    Text(String),
    Bool(bool),
    Name(String),
    Unary(UnaryOp, Box<Tree>),
    Binary(BinaryOp, Box<Tree>, Box<Tree>),
    Call { name: String, name_span: Span, args: Vec<Tree> },
}

/// Parses a formula. `locate` turns a span of `text` into one of the file. `None` if there was a
/// mistake; it is then in the bag.
pub fn parse_formula(text: &str, source: SourceId, locate: &dyn Fn(Span) -> Span, bag: &mut Bag) -> Option<Tree> {
    let mut tell = |code: Code, span: Span, message: Words, help: Option<Words>| {
        bag.push(Slip { code, span, message, help, changes: Vec::new() }.place(source, locate));
    };
    let whole = Span::new(0, text.len());
    if text.len() > MAX_BYTES {
        let kib = MAX_BYTES / 1024;
        tell(
            codes::FORMULA_LIMIT,
            whole,
            words!("公式超过 {kib} KiB", "the formula is longer than {kib} KiB"),
            Some(words!("拆成几个数据元素", "split it into several elements")),
        );
        return None;
    }
    let lexed = lex(text);
    // A doubtful character has been told of; what follows from it would only confuse.
    if !lexed.slips.is_empty() {
        lexed.slips.into_iter().for_each(|slip| bag.push(slip.place(source, locate)));
        return None;
    }
    if let Err(slip) = grammar(&lexed.tokens, text.len()) {
        bag.push(slip.place(source, locate));
        return None;
    }
    let root = match skeleton::parsed(text, &lexed.tokens) {
        Some(root) => Ok(root),
        None => evalexpr::build_operator_tree(text).map(Rc::new),
    };
    let root = match root {
        Ok(root) => root,
        Err(error) => {
            let error = error.to_string();
            tell(codes::FORMULA, whole, words!("公式写法有误：{error}", "not a formula: {error}"), None);
            return None;
        }
    };
    let mut leaves = lexed.tokens.iter().filter(|token| {
        matches!(token.kind, TokenKind::Number(_) | TokenKind::Text(_) | TokenKind::Bool(_) | TokenKind::Name(_))
    });
    let tree = convert(&root, &mut leaves, locate);
    if tree.is_none() {
        tell(codes::FORMULA, whole, words!("公式无法读懂", "the formula cannot be understood"), None);
    }
    tree
}

/// Checks that operands and operators alternate and brackets match.
fn grammar(tokens: &[Token], end: usize) -> Result<(), Box<Slip>> {
    let fail = |code, span, message, help| Err(Box::new(Slip { code, span, message, help, changes: Vec::new() }));
    if tokens.len() > MAX_TOKENS {
        return fail(
            codes::FORMULA_LIMIT,
            Span::new(0, end),
            words!("公式多于 {MAX_TOKENS} 项", "the formula has more than {MAX_TOKENS} tokens"),
            Some(words!("拆成几个数据元素", "split it into several elements")),
        );
    }
    // Powers bind to the right, so a chain of them is as deep as it is long.
    let mut powers = tokens.iter().filter(|token| token.kind == TokenKind::Operator(BinaryOp::Pow));
    if let Some(deepest) = powers.nth(MAX_DEPTH) {
        return fail(
            codes::FORMULA_LIMIT,
            deepest.span,
            words!("乘方多于 {MAX_DEPTH} 个", "more than {MAX_DEPTH} powers"),
            Some(words!("拆成几个数据元素", "split it into several elements")),
        );
    }
    // One entry an open bracket: where it stands, and whether it belongs to a call.
    let mut open: Vec<(Span, bool)> = Vec::new();
    let mut signs = 0;
    let mut operand_next = true;
    for (index, token) in tokens.iter().enumerate() {
        let before = index.checked_sub(1).map(|i| &tokens[i]);
        match (&token.kind, operand_next) {
            (TokenKind::Number(_) | TokenKind::Text(_) | TokenKind::Bool(_) | TokenKind::Name(_), true) => {
                let call = matches!(token.kind, TokenKind::Name(_))
                    && tokens.get(index + 1).is_some_and(|next| next.kind == TokenKind::Open);
                operand_next = call;
                signs = 0;
            }
            (TokenKind::Number(_) | TokenKind::Text(_) | TokenKind::Bool(_) | TokenKind::Name(_), false) => {
                let joined = tokens[index.saturating_sub(1)..]
                    .iter()
                    .take(2)
                    .find_map(|token| Some((token.span, spelt(token)?)));
                if let Some((span, symbol)) = joined {
                    // `x` may be a name, and `不是` stands before a condition as well as between two values.
                    let doubtful = ["x", "X", "不是"].map(|word| TokenKind::Name(word.into()));
                    let sure = !tokens.iter().any(|token| token.span == span && doubtful.contains(&token.kind));
                    return Err(Box::new(Slip {
                        code: codes::FORMULA_ADJACENT,
                        span,
                        message: words!("公式不认识这个词", "formulas do not have this word"),
                        help: Some(words!("改写成 `{symbol}`", "write `{symbol}`")),
                        changes: vec![Change { span, with: symbol.into(), sure }],
                    }));
                }
                let help = if matches!(before.map(|b| &b.kind), Some(TokenKind::Close)) {
                    words!("在 `)` 后写上 `*` 等运算符", "write an operator such as `*` after `)`")
                } else {
                    words!(
                        "中间写上 `+ - * / && ||` 等运算符",
                        "write an operator such as `+ - * / && ||` between them"
                    )
                };
                let span = before.map_or(token.span, |b| b.span.hull(token.span));
                return fail(
                    codes::FORMULA_ADJACENT,
                    span,
                    words!("两项之间缺少运算符", "no operator between two operands"),
                    Some(help),
                );
            }
            (TokenKind::Open, true) => {
                let call = matches!(before.map(|b| &b.kind), Some(TokenKind::Name(_)));
                open.push((token.span, call));
                if open.len() + signs > MAX_DEPTH {
                    return fail(
                        codes::FORMULA_LIMIT,
                        token.span,
                        words!("嵌套超过 {MAX_DEPTH} 层", "nested more than {MAX_DEPTH} deep"),
                        Some(words!("拆成几个数据元素", "split it into several elements")),
                    );
                }
            }
            (TokenKind::Open, false) => {
                return fail(
                    codes::FORMULA_ADJACENT,
                    token.span,
                    words!("`(` 前缺少运算符", "no operator before `(`"),
                    Some(words!("相乘写 `*`", "multiply with `*`")),
                );
            }
            (TokenKind::Close, _) => {
                let Some((_, call)) = open.pop() else {
                    // Where nothing but one call stands before it, no `(` can be missing.
                    let sure = tokens.len() == index + 1 && is_one_call(&tokens[..index]);
                    return Err(Box::new(Slip {
                        code: codes::FORMULA_BRACKET,
                        span: token.span,
                        message: words!("多了一个 `)`", "one `)` too many"),
                        help: Some(words!("删去它，或在前面补上 `(`", "remove it, or open a `(` before it")),
                        changes: vec![Change { span: token.span, with: String::new(), sure }],
                    }));
                };
                let empty_call = call && matches!(before.map(|b| &b.kind), Some(TokenKind::Open));
                if operand_next && !empty_call {
                    return missing_operand(tokens, index, token.span);
                }
                operand_next = false;
            }
            (TokenKind::Comma, false) => {
                if !matches!(open.last(), Some((_, true))) {
                    return fail(
                        codes::FORMULA,
                        token.span,
                        words!("逗号只能用在函数的括号里", "a comma only separates arguments of a function"),
                        Some(words!(
                            "小数点写 `.`；一个公式只有一个结果",
                            "write decimals with `.`; a formula has one result"
                        )),
                    );
                }
                operand_next = true;
            }
            (TokenKind::Operator(BinaryOp::Sub) | TokenKind::Not, true) => {
                signs += 1;
                if open.len() + signs > MAX_DEPTH {
                    return fail(
                        codes::FORMULA_LIMIT,
                        token.span,
                        words!("嵌套超过 {MAX_DEPTH} 层", "nested more than {MAX_DEPTH} deep"),
                        None,
                    );
                }
            }
            (TokenKind::Operator(_), false) => operand_next = true,
            (TokenKind::Not, false) => {
                return fail(
                    codes::FORMULA_ADJACENT,
                    token.span,
                    words!("`!` 前缺少运算符", "no operator before `!`"),
                    Some(words!("“不等于”写 `!=`", "write `!=` for not equal")),
                );
            }
            (TokenKind::Operator(_) | TokenKind::Comma, true) => return missing_operand(tokens, index, token.span),
        }
    }
    if operand_next {
        let at = Span::new(end, end);
        return match tokens.last() {
            None => fail(
                codes::FORMULA_OPERAND,
                Span::new(0, end),
                words!("公式是空的", "the formula is empty"),
                Some(words!("写上式子，或删去这一项", "write an expression, or remove the key")),
            ),
            Some(_) => missing_operand(tokens, tokens.len(), at),
        };
    }
    if let Some((span, _)) = open.pop() {
        // With an operator behind it, it may close before that or after.
        let behind = tokens.iter().skip_while(|token| token.span.start < span.start);
        let sure = !behind.into_iter().any(|token| matches!(token.kind, TokenKind::Operator(_)));
        return Err(Box::new(Slip {
            code: codes::FORMULA_BRACKET,
            span,
            message: words!("这个 `(` 没有闭合", "this `(` is not closed"),
            help: Some(words!("补上 `)`", "close it with `)`")),
            changes: vec![Change { span: Span::new(end, end), with: ")".into(), sure }],
        }));
    }
    Ok(())
}

/// Whether the tokens are `f(…)` and nothing else; their brackets match.
fn is_one_call(tokens: &[Token]) -> bool {
    let mut depth = 0_usize;
    let closed = tokens.iter().position(|token| {
        match token.kind {
            TokenKind::Open => depth += 1,
            TokenKind::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
        token.kind == TokenKind::Close && depth == 0
    });
    matches!(tokens.first(), Some(Token { kind: TokenKind::Name(_), .. })) && closed == tokens.len().checked_sub(1)
}

/// The operator that a word stands for, where people write it as one.
fn spelt(token: &Token) -> Option<&'static str> {
    let TokenKind::Name(name) = &token.kind else { return None };
    match name.to_ascii_lowercase().as_str() {
        "and" | "且" | "并且" | "而且" => Some("&&"),
        "or" | "或" | "或者" => Some("||"),
        "not" | "不是" | "非" => Some("!"),
        "等于" => Some("=="),
        "不等于" => Some("!="),
        "大于" => Some(">"),
        "小于" => Some("<"),
        "大于等于" | "不低于" | "不少于" => Some(">="),
        "小于等于" | "不高于" | "不超过" => Some("<="),
        "乘" | "乘以" | "x" => Some("*"),
        "除以" => Some("/"),
        "加" => Some("+"),
        "减" => Some("-"),
        _ => None,
    }
}

/// The operand that should stand before `index` is not there.
fn missing_operand(tokens: &[Token], index: usize, at: Span) -> Result<(), Box<Slip>> {
    let before = index.checked_sub(1).and_then(|i| tokens.get(i));
    if let Some(Token { kind: TokenKind::Operator(BinaryOp::Rem), span }) = before
        && let Some(Token { kind: TokenKind::Number(value), span: number }) =
            index.checked_sub(2).and_then(|i| tokens.get(i))
    {
        let ratio = value / 100.0;
        let span = number.hull(*span);
        let figures = [value.to_string(), ratio.to_string()];
        return Err(Box::new(Slip {
            code: codes::FORMULA_PERCENT,
            span,
            changes: figures.map(|with| Change { span, with, sure: false }).into(),
            message: words!("公式里不能写 `{value}%`", "`{value}%` cannot be written in a formula"),
            help: Some(words!(
                "单位是 % 的数写 `{value}`，比率写 `{ratio}`",
                "write `{value}` for a figure in %, `{ratio}` for a ratio"
            )),
        }));
    }
    let (span, message) = match before {
        Some(Token { kind: TokenKind::Operator(op), span }) => {
            let symbol = op.symbol();
            (*span, words!("`{symbol}` 后面缺少运算对象", "nothing stands after `{symbol}`"))
        }
        Some(token) => (token.span.hull(at), words!("这里缺少一项", "something is missing here")),
        None => (at, words!("前面缺少一项", "something is missing before this")),
    };
    let help = words!("补上缺少的一项，或删去多余的符号", "write what is missing, or remove the sign");
    Err(Box::new(Slip { code: codes::FORMULA_OPERAND, span, message, help: Some(help), changes: Vec::new() }))
}

/// Whether a name of ours is the one that evalexpr has read, or stands where it has read any.
fn is_called(name: &str, identifier: &str) -> bool {
    name == identifier || identifier == skeleton::NAME
}

/// evalexpr's tree → ours; each leaf takes the next token.
fn convert<'t>(
    node: &EvalNode,
    leaves: &mut dyn Iterator<Item = &'t Token>,
    locate: &dyn Fn(Span) -> Span,
) -> Option<Tree> {
    let binary = |op: BinaryOp, leaves: &mut dyn Iterator<Item = &'t Token>| {
        let [left, right] = node.children() else { return None };
        let left = convert(left, leaves, locate)?;
        let right = convert(right, leaves, locate)?;
        let span = left.span.hull(right.span);
        Some(Tree { kind: TreeKind::Binary(op, Box::new(left), Box::new(right)), span })
    };
    match node.operator() {
        Operator::RootNode => match node.children() {
            [only] => convert(only, leaves, locate),
            _ => None,
        },
        Operator::Add => binary(BinaryOp::Add, leaves),
        Operator::Sub => binary(BinaryOp::Sub, leaves),
        Operator::Mul => binary(BinaryOp::Mul, leaves),
        Operator::Div => binary(BinaryOp::Div, leaves),
        Operator::Mod => binary(BinaryOp::Rem, leaves),
        Operator::Exp => binary(BinaryOp::Pow, leaves),
        Operator::Eq => binary(BinaryOp::Eq, leaves),
        Operator::Neq => binary(BinaryOp::Ne, leaves),
        Operator::Gt => binary(BinaryOp::Gt, leaves),
        Operator::Lt => binary(BinaryOp::Lt, leaves),
        Operator::Geq => binary(BinaryOp::Ge, leaves),
        Operator::Leq => binary(BinaryOp::Le, leaves),
        Operator::And => binary(BinaryOp::And, leaves),
        Operator::Or => binary(BinaryOp::Or, leaves),
        Operator::Neg | Operator::Not => {
            let [inner] = node.children() else { return None };
            let inner = convert(inner, leaves, locate)?;
            let op = if *node.operator() == Operator::Neg { UnaryOp::Neg } else { UnaryOp::Not };
            let span = inner.span;
            Some(Tree { kind: TreeKind::Unary(op, Box::new(inner)), span })
        }
        Operator::Const { value } => {
            let token = leaves.next()?;
            let kind = match (value, &token.kind) {
                // The token's own value: evalexpr reads whole numbers as integers.
                (EvalValue::Int(_) | EvalValue::Float(_), TokenKind::Number(number)) => TreeKind::Number(*number),
                (EvalValue::String(_), TokenKind::Text(text)) => TreeKind::Text(text.clone()),
                (EvalValue::Boolean(_), TokenKind::Bool(flag)) => TreeKind::Bool(*flag),
                _ => return None,
            };
            Some(Tree { kind, span: locate(token.span) })
        }
        Operator::VariableIdentifierRead { identifier } => {
            let token = leaves.next()?;
            let TokenKind::Name(name) = &token.kind else { return None };
            is_called(name, identifier).then(|| Tree { kind: TreeKind::Name(name.clone()), span: locate(token.span) })
        }
        Operator::FunctionIdentifier { identifier } => {
            let token = leaves.next()?;
            let TokenKind::Name(name) = &token.kind else { return None };
            if !is_called(name, identifier) {
                return None;
            }
            let mut args = Vec::new();
            for argument in arguments(node) {
                args.push(convert(argument, leaves, locate)?);
            }
            let name_span = locate(token.span);
            let span = args.iter().fold(name_span, |span, arg| span.hull(arg.span));
            Some(Tree { kind: TreeKind::Call { name: name.clone(), name_span, args }, span })
        }
        Operator::Assign
        | Operator::AddAssign
        | Operator::SubAssign
        | Operator::MulAssign
        | Operator::DivAssign
        | Operator::ModAssign
        | Operator::ExpAssign
        | Operator::AndAssign
        | Operator::OrAssign
        | Operator::Tuple
        | Operator::Chain
        | Operator::VariableIdentifierWrite { .. } => None,
    }
}

/// The arguments of a call: under the function stands a bracket, under it perhaps a tuple.
fn arguments(call: &EvalNode) -> Vec<&EvalNode> {
    let mut inside = call.children();
    if let [only] = inside
        && *only.operator() == Operator::RootNode
    {
        inside = only.children();
    }
    match inside {
        [only] if *only.operator() == Operator::Tuple => only.children().iter().collect(),
        other => other.iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse(text: &str) -> Result<Tree, String> {
        let mut bag = Bag::default();
        parse_formula(text, SourceId(0), &|span| span, &mut bag)
            .ok_or_else(|| bag.all.first().map_or("silent".into(), |d| format!("{} {}", d.code.id, d.message.en)))
    }

    fn show(tree: &Tree) -> String {
        match &tree.kind {
            TreeKind::Number(n) => n.to_string(),
            TreeKind::Text(t) => format!("{t:?}"),
            TreeKind::Bool(b) => b.to_string(),
            TreeKind::Name(n) => n.clone(),
            TreeKind::Unary(op, a) => format!("({op:?} {})", show(a)),
            TreeKind::Binary(op, a, b) => format!("({} {} {})", show(a), op.symbol(), show(b)),
            TreeKind::Call { name, args, .. } => {
                format!("{name}({})", args.iter().map(show).collect::<Vec<_>>().join(", "))
            }
        }
    }

    #[test]
    fn trees() {
        let shown = |text: &str| parse(text).map(|tree| show(&tree)).unwrap_or_else(|e| e);
        assert_eq!(shown("付款人数 / 询单人数 * 100"), "((付款人数 / 询单人数) * 100)");
        assert_eq!(
            shown("if(a > 0 && !b, -x ^ 2, max(1, 2, y))"),
            "if(((a > 0) && (Not b)), (Neg (x ^ 2)), max(1, 2, y))"
        );
        assert_eq!(shown("2 ^ -3"), "(2 ^ (Neg 3))");
        assert_eq!(shown("count()"), "count()");
        assert_eq!(shown("f(a)"), "f(a)");
        assert_eq!(shown("f((a), (b + 1))"), "f(a, (b + 1))");
        assert_eq!(shown("1 - 2 - 3"), "((1 - 2) - 3)");
        assert_eq!(shown("a == \"是\" || c"), "((a == \"是\") || c)");
    }

    #[test]
    fn spans_are_the_names_own() {
        let text = "甲 + max(乙, 丙) * 2";
        let tree = parse(text).expect("a formula");
        let mut names = Vec::new();
        fn walk(tree: &Tree, text: &str, names: &mut Vec<String>) {
            match &tree.kind {
                TreeKind::Name(name) => {
                    assert_eq!(&text[tree.span.start..tree.span.end], name);
                    names.push(name.clone());
                }
                TreeKind::Unary(_, a) => walk(a, text, names),
                TreeKind::Binary(_, a, b) => {
                    walk(a, text, names);
                    walk(b, text, names);
                }
                TreeKind::Call { args, .. } => args.iter().for_each(|a| walk(a, text, names)),
                TreeKind::Number(_) | TreeKind::Text(_) | TreeKind::Bool(_) => {}
            }
        }
        walk(&tree, text, &mut names);
        assert_eq!(names, ["甲", "乙", "丙"]);
    }

    #[test]
    fn what_evalexpr_would_let_pass() {
        for (text, code) in [
            ("a b", "K0404"),
            ("a 2", "K0404"),
            ("(a)(b)", "K0404"),
            ("95%", "K0403"),
            ("a >= 95%", "K0403"),
            ("a+", "K0405"),
            ("a + * b", "K0405"),
            ("", "K0405"),
            ("()", "K0405"),
            ("f(,a)", "K0405"),
            ("(a", "K0406"),
            ("a)", "K0406"),
            ("a, b", "K0401"),
            ("(a, b)", "K0401"),
            ("a = 1", "K0407"),
            ("a += 1", "K0407"),
            ("a; b", "K0402"),
            ("a // b", "K0405"),
            ("a /* b */", "K0405"),
            ("2a", "K0404"),
            ("0x10", "K0404"),
        ] {
            assert!(parse(text).is_err_and(|e| e.starts_with(code)), "{text}: {:?}", parse(text).map(|t| show(&t)));
        }
    }

    #[test]
    fn a_hundred_thousand_brackets_are_a_finding() {
        let deep = format!("{}1{}", "(".repeat(100_000), ")".repeat(100_000));
        assert!(parse(&deep).is_err_and(|e| e.starts_with("K0408")));
        assert!(parse(&"(".repeat(5_000)).is_err_and(|e| e.starts_with("K0408")));
        assert!(parse(&"-".repeat(5_000)).is_err());
        assert!(parse(&"!".repeat(1_500)).is_err_and(|e| e.starts_with("K0408")));
        assert!(parse(&vec!["a"; 400].join("^")).is_err_and(|e| e.starts_with("K0408")));
        assert!(parse(&vec!["a"; 500].join("+")).is_ok());
    }

    /// What evalexpr makes of the text itself.
    fn by_itself(text: &str) -> Option<Tree> {
        let root = evalexpr::build_operator_tree(text).ok()?;
        let lexed = lex(text);
        let mut leaves = lexed.tokens.iter().filter(|token| {
            matches!(token.kind, TokenKind::Number(_) | TokenKind::Text(_) | TokenKind::Bool(_) | TokenKind::Name(_))
        });
        convert(&root, &mut leaves, &|span| span)
    }

    const PIECES: [&str; 30] = [
        "a", "甲1", "乙 ", "f(", "g (", "(", ")", ")", "1", "2.50 ", "3.", "1e3", "+", " - ", "-", "*", "/", "^", "%",
        "==", "!=", "<", ">= ", "&&", "||", "!", ", ", "true", "inf", "\"是\"",
    ];

    proptest! {
        #[test]
        fn formulas_of_one_build_are_read_as_each_by_itself(pieces in proptest::collection::vec(0_usize..30, 1..12)) {
            // Operands and operators in turn, so that many are formulas.
            let operand = |index: usize| PIECES[index % 12];
            let text: String = pieces.iter().enumerate().map(|(at, index)| if at % 2 == 0 { operand(*index) } else { PIECES[*index] }).collect();
            if let Ok(tree) = parse(&text) {
                prop_assert_eq!(Some(tree), by_itself(&text), "{}", text);
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in "[a-c中（）0-9+\\-*/%^=<>!&|(),.;\"' ]{0,40}") {
            let _ = parse(&text);
        }
    }
}
