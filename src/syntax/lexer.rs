//! Formula text → tokens with spans. Everything evalexpr would accept by accident is told of here.

use super::codes;
use super::toml::narrow;
use crate::diagnostic::{Code, Diagnostic, Fix};
use crate::number::BinaryOp;
use crate::text::{SourceId, Span, Words, is_letter};
use crate::words;

#[derive(Debug, Clone, PartialEq)]
pub enum TokenKind {
    Number(f64),
    Text(String),
    Bool(bool),
    Name(String),
    /// `-` may be either a sign or an operator; the place decides.
    Operator(BinaryOp),
    Not,
    Open,
    Close,
    Comma,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    pub kind: TokenKind,
    /// Within the formula's text.
    pub span: Span,
}

/// The tokens and what is wrong with the text, spans still within the formula's text.
#[derive(Debug)]
pub struct Lexed {
    pub tokens: Vec<Token>,
    pub slips: Vec<Slip>,
}

/// What is wrong at one place of a formula.
#[derive(Debug)]
pub struct Slip {
    pub code: Code,
    pub span: Span,
    pub message: Words,
    pub help: Option<Words>,
    pub changes: Vec<Change>,
}

/// What may be written instead.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    pub span: Span,
    pub with: String,
    pub sure: bool,
}

/// So many tokens most formulas have at most.
const USUAL: usize = 16;

/// Splits a formula into tokens. After a mistake it goes on with what was meant, where that is
/// clear, so that all mistakes of a formula come at once.
pub fn lex(text: &str) -> Lexed {
    let mut lexer = Lexer { text, at: 0, out: Lexed { tokens: Vec::with_capacity(USUAL), slips: Vec::new() } };
    while let Some(c) = lexer.peek() {
        lexer.token(c);
    }
    lexer.out
}

impl Slip {
    /// The finding, at its place in the file.
    pub(super) fn place(self, source: SourceId, locate: &dyn Fn(Span) -> Span) -> Diagnostic {
        let finding = Diagnostic::error(self.code, self.message).at((source, locate(self.span)), Words::default());
        let fixes = self.changes.into_iter().map(|c| Fix::replace(source, locate(c.span), c.with).sure_if(c.sure));
        Diagnostic { help: self.help, fixes: fixes.collect(), ..finding }
    }
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    out: Lexed,
}

impl Lexer<'_> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn push(&mut self, kind: TokenKind, length: usize) {
        let span = Span::new(self.at, self.at + length);
        self.out.tokens.push(Token { kind, span });
        self.at += length;
    }

    fn find(&mut self, code: Code, length: usize, message: Words, help: Option<Words>) {
        let span = Span::new(self.at, (self.at + length).min(self.text.len()));
        self.out.slips.push(Slip { code, span, message, help, changes: Vec::new() });
    }

    /// What may stand in place of the slip told of last.
    fn instead(&mut self, with: impl Into<String>, sure: bool) {
        if let Some(slip) = self.out.slips.last_mut() {
            slip.changes.push(Change { span: slip.span, with: with.into(), sure });
        }
    }

    /// Whether a single `=` compares: not where a name is given to a calculation, `x = a / b`.
    fn compares(&self) -> bool {
        let rest = self.rest()[1..].trim_start();
        let literal = rest.starts_with(['"', '\'', '“', '‘']) || rest.trim_end().parse::<f64>().is_ok();
        let named = matches!(self.out.tokens.as_slice(), [Token { kind: TokenKind::Name(_), .. }]);
        literal || !named
    }

    fn token(&mut self, c: char) {
        use TokenKind::{Close, Comma, Not, Open, Operator};
        match c {
            c if c.is_whitespace() && c != '\u{3000}' => self.at += c.len_utf8(),
            '0'..='9' | '.' => self.number(),
            '"' => self.quoted('"'),
            '\'' => self.single_quoted(),
            '_' | 'a'..='z' | '\u{4e00}'..='\u{9fff}' => self.name(),
            c if c.is_alphabetic() => self.name(),
            '(' => self.push(Open, 1),
            ')' => self.push(Close, 1),
            ',' => self.push(Comma, 1),
            '+' | '-' | '*' | '/' | '^' | '%'
                if self.rest()[1..].starts_with('=') && !self.rest()[1..].starts_with("==") =>
            {
                self.find(
                    codes::FORMULA_ASSIGN,
                    2,
                    words!("公式里不能用 `{c}=` 赋值", "`{c}=` assigns, which formulas cannot do"),
                    Some(words!("只写要计算的式子", "write only what is to be computed")),
                );
                self.at += 2;
            }
            '*' if self.rest().starts_with("**") => self.sign("**", BinaryOp::Pow),
            '+' => self.push(Operator(BinaryOp::Add), 1),
            '-' => self.push(Operator(BinaryOp::Sub), 1),
            '*' => self.push(Operator(BinaryOp::Mul), 1),
            '/' => self.push(Operator(BinaryOp::Div), 1),
            '^' => self.push(Operator(BinaryOp::Pow), 1),
            '%' => self.push(Operator(BinaryOp::Rem), 1),
            _ if self.rest().starts_with("===") => self.sign("===", BinaryOp::Eq),
            _ if self.rest().starts_with("!==") => self.sign("!==", BinaryOp::Ne),
            _ if self.rest().starts_with("<>") => self.sign("<>", BinaryOp::Ne),
            _ if self.rest().starts_with("=>") => self.sign("=>", BinaryOp::Ge),
            _ if self.rest().starts_with("=<") => self.sign("=<", BinaryOp::Le),
            _ if self.rest().starts_with("==") => self.push(Operator(BinaryOp::Eq), 2),
            _ if self.rest().starts_with("!=") => self.push(Operator(BinaryOp::Ne), 2),
            _ if self.rest().starts_with("<=") => self.push(Operator(BinaryOp::Le), 2),
            _ if self.rest().starts_with(">=") => self.push(Operator(BinaryOp::Ge), 2),
            _ if self.rest().starts_with("&&") => self.push(Operator(BinaryOp::And), 2),
            _ if self.rest().starts_with("||") => self.push(Operator(BinaryOp::Or), 2),
            '<' => self.push(Operator(BinaryOp::Lt), 1),
            '>' => self.push(Operator(BinaryOp::Gt), 1),
            '!' => self.push(Not, 1),
            '&' => self.sign("&", BinaryOp::And),
            '|' => self.sign("|", BinaryOp::Or),
            '=' if self.text[..self.at].trim().is_empty() => {
                self.find(
                    codes::FORMULA_ASSIGN,
                    1,
                    words!("公式前面不写 `=`", "a formula does not begin with `=`"),
                    Some(words!("删去开头的 `=`", "remove the `=`")),
                );
                self.instead("", true);
                self.at += 1;
            }
            '=' => {
                self.find(
                    codes::FORMULA_ASSIGN,
                    1,
                    words!("公式里单个 `=` 是赋值，不能使用", "a single `=` assigns, which formulas cannot do"),
                    Some(words!("比较是否相等写 `==`", "to compare write `==`")),
                );
                self.instead("==", self.compares());
                self.push(Operator(BinaryOp::Eq), 1);
            }
            '≥' | '⩾' | '≧' => self.sign(&c.to_string(), BinaryOp::Ge),
            '≤' | '⩽' | '≦' => self.sign(&c.to_string(), BinaryOp::Le),
            '≠' => self.sign(&c.to_string(), BinaryOp::Ne),
            '∧' => self.sign(&c.to_string(), BinaryOp::And),
            '∨' => self.sign(&c.to_string(), BinaryOp::Or),
            '×' => self.sign(&c.to_string(), BinaryOp::Mul),
            '÷' => self.sign(&c.to_string(), BinaryOp::Div),
            '“' | '”' | '＂' => self.curly(c),
            _ => self.other(c),
        }
    }

    /// A mathematical sign that has an operator of its own.
    fn sign(&mut self, sign: &str, op: BinaryOp) {
        let symbol = op.symbol();
        self.find(
            codes::FORMULA_CHARACTER,
            sign.len(),
            words!("公式不认识符号 `{sign}`", "formulas do not have the sign `{sign}`"),
            Some(words!("改写成 `{symbol}`", "write `{symbol}`")),
        );
        // In a spreadsheet `&` joins texts.
        let joins = matches!(self.out.tokens.last(), Some(Token { kind: TokenKind::Text(_), .. }))
            || self.rest()[sign.len()..].trim_start().starts_with('"');
        self.instead(symbol, sign != "&" || !joins);
        self.push(TokenKind::Operator(op), sign.len());
    }

    fn other(&mut self, c: char) {
        let length = c.len_utf8();
        let Some(ascii) = narrow(c).filter(|_| c != '\'') else {
            let help = match c {
                ':' => Some(words!("公式里写名称，不写单元格区域", "formulas have names, not ranges of cells")),
                '[' | ']' | '{' | '}' => Some(words!("括号只用 `( )`", "use only `( )` as brackets")),
                ';' => Some(words!("一个公式只写一个式子", "a formula is one expression")),
                _ => None,
            };
            self.find(
                codes::FORMULA_CHARACTER,
                length,
                words!("公式中不能有 `{c}`", "`{c}` has no meaning in a formula"),
                help,
            );
            self.at += length;
            return;
        };
        self.find(
            codes::FORMULA_CHARACTER,
            length,
            words!("公式中有全角符号 `{c}`", "the full-width character `{c}` in a formula"),
            Some(words!("改成半角 `{ascii}`", "write `{ascii}`")),
        );
        // A dash may stand between the ends of a range, and a per cent sign means two things.
        let sure = !matches!(c, '—' | '–') && (ascii.is_ascii_alphanumeric() || "()+-*/<>=,._!&| ".contains(ascii));
        self.instead(ascii, sure);
        // Go on as if the narrow one stood there; a pair such as `＞＝` is not worth following.
        let kind = match ascii {
            '(' => Some(TokenKind::Open),
            ')' => Some(TokenKind::Close),
            ',' => Some(TokenKind::Comma),
            '+' => Some(TokenKind::Operator(BinaryOp::Add)),
            '-' => Some(TokenKind::Operator(BinaryOp::Sub)),
            '*' => Some(TokenKind::Operator(BinaryOp::Mul)),
            '/' => Some(TokenKind::Operator(BinaryOp::Div)),
            '<' => Some(TokenKind::Operator(BinaryOp::Lt)),
            '>' => Some(TokenKind::Operator(BinaryOp::Gt)),
            '=' => Some(TokenKind::Operator(BinaryOp::Eq)),
            '0'..='9' => ascii.to_digit(10).map(|digit| TokenKind::Number(f64::from(digit))),
            _ => None,
        };
        match kind {
            Some(kind) => self.push(kind, length),
            None => self.at += length,
        }
    }

    fn number(&mut self) {
        let bytes = self.rest().as_bytes();
        let digits = |from: usize| bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
        let mut length = digits(0);
        if bytes.get(length) == Some(&b'.') {
            length += 1 + digits(length + 1);
        }
        if matches!(bytes.get(length), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(bytes.get(length + 1), Some(b'+' | b'-')));
            let exponent = digits(length + 1 + sign);
            if exponent > 0 {
                length += 1 + sign + exponent;
            }
        }
        let literal = self.rest()[..length].to_string();
        let after = &self.rest()[length..];
        let tail: usize =
            after.chars().take_while(|c| c.is_alphanumeric() || *c == '_' || *c == '.').map(char::len_utf8).sum();
        if tail > 0 {
            let whole = self.rest()[..length + tail].to_string();
            let unit = &after[..tail];
            let help = if unit.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.') {
                words!(
                    "相乘写 `{literal} * …`；名字不能以数字开头",
                    "multiply as `{literal} * …`; a name cannot start with a digit"
                )
            } else {
                words!(
                    "去掉单位，单位写在 `unit = \"{unit}\"`",
                    "leave the unit out, it is said by `unit = \"{unit}\"`"
                )
            };
            self.find(
                codes::FORMULA_ADJACENT,
                length + tail,
                words!("`{whole}` 既不是数字也不是名字", "`{whole}` is neither a number nor a name"),
                Some(help),
            );
            self.instead(literal, false);
            self.push(TokenKind::Number(0.0), length + tail);
            return;
        }
        match literal.parse::<f64>() {
            Ok(value) if value.is_finite() && literal != "." => self.push(TokenKind::Number(value), length),
            _ => {
                self.find(
                    codes::FORMULA_CHARACTER,
                    length,
                    words!("`{literal}` 不是数字", "`{literal}` is not a number"),
                    None,
                );
                self.push(TokenKind::Number(0.0), length);
            }
        }
    }

    fn quoted(&mut self, quote: char) {
        let mut value = String::new();
        let mut characters = self.rest().char_indices().skip(1);
        while let Some((at, c)) = characters.next() {
            match c {
                '\\' => match characters.next() {
                    Some((_, escaped @ ('"' | '\\'))) => value.push(escaped),
                    Some((_, other)) => {
                        value.push('\\');
                        value.push(other);
                    }
                    None => break,
                },
                c if c == quote => return self.push(TokenKind::Text(value), at + quote.len_utf8()),
                c => value.push(c),
            }
        }
        let length = self.rest().len();
        self.find(
            codes::FORMULA_TEXT,
            length,
            words!("文字的引号没有闭合", "the text's quotes are not closed"),
            Some(words!("在文字末尾补上 `\"`", "close the text with `\"`")),
        );
        self.push(TokenKind::Text(value), length);
    }

    fn single_quoted(&mut self) {
        let rest = self.rest();
        let end = rest[1..].find('\'').map_or(rest.len(), |found| found + 2);
        let inner = rest[1..end].trim_end_matches('\'').to_string();
        self.find(
            codes::FORMULA_TEXT,
            end,
            words!("公式里的文字不能用单引号", "text in a formula cannot have single quotes"),
            Some(words!(
                "写成 `\"{inner}\"`；整个公式可以用单引号括起来：`value = 'x == \"{inner}\"'`",
                "write `\"{inner}\"`; the formula itself may stand in single quotes: `value = 'x == \"{inner}\"'`"
            )),
        );
        let closed = end == inner.len() + 2;
        self.instead(format!("\"{inner}\""), closed && !inner.contains(['"', '\\']));
        self.push(TokenKind::Text(inner), end);
    }

    fn curly(&mut self, open: char) {
        let rest = self.rest();
        let body = &rest[open.len_utf8()..];
        let (inner, length) = match body.find(['“', '”', '＂', '"']) {
            Some(end) => {
                let close = body[end..].chars().next().map_or(0, char::len_utf8);
                (body[..end].to_string(), open.len_utf8() + end + close)
            }
            None => (body.to_string(), rest.len()),
        };
        self.find(
            codes::FORMULA_TEXT,
            length,
            words!("文字用了中文引号", "text in curly quotes"),
            Some(words!("改成半角双引号 `\"{inner}\"`", "use straight quotes: `\"{inner}\"`")),
        );
        let closed = length > open.len_utf8() + inner.len();
        self.instead(format!("\"{inner}\""), closed && !inner.contains('\\'));
        self.push(TokenKind::Text(inner), length);
    }

    fn name(&mut self) {
        let length: usize = self
            .rest()
            .chars()
            .take_while(|c| (is_letter(*c) && narrow(*c).is_none()) || *c == '_' || *c == '.')
            .map(char::len_utf8)
            .sum();
        if length == 0 {
            // A full-width letter.
            let c = self.peek().unwrap_or(' ');
            return self.other(c);
        }
        let name = self.rest()[..length].to_string();
        let kind = match name.as_str() {
            "true" => TokenKind::Bool(true),
            "false" => TokenKind::Bool(false),
            _ => TokenKind::Name(name),
        };
        self.push(kind, length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<TokenKind> {
        lex(text).tokens.into_iter().map(|token| token.kind).collect()
    }

    fn helps(text: &str) -> Vec<String> {
        lex(text).slips.into_iter().filter_map(|slip| slip.help.map(|h| h.en)).collect()
    }

    #[test]
    fn names_numbers_text() {
        assert_eq!(
            kinds("付款人数 / 1.5e3 >= \"是\""),
            [
                TokenKind::Name("付款人数".into()),
                TokenKind::Operator(BinaryOp::Div),
                TokenKind::Number(1500.0),
                TokenKind::Operator(BinaryOp::Ge),
                TokenKind::Text("是".into()),
            ]
        );
        assert!(lex("a.score").slips.is_empty());
    }

    #[test]
    fn what_analysts_type() {
        assert_eq!(helps("a ≥ 3"), ["write `>=`"]);
        assert_eq!(helps("max（a，b）"), ["write `(`", "write `,`", "write `)`"]);
        assert_eq!(helps("a = 3"), ["to compare write `==`"]);
        assert_eq!(helps("x == “是”"), ["use straight quotes: `\"是\"`"]);
        assert!(helps("30秒")[0].contains("unit"));
        assert_eq!(lex("2a").slips.len(), 1);
        assert_eq!(lex("x == 'y'").slips.len(), 1);
        assert_eq!(lex("\"abc").slips.len(), 1);
        assert_eq!(lex("1.2.3").slips.len(), 1);
    }
}
