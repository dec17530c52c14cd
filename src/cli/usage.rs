//! What clap has to say, in our two languages.

use std::io;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::Exit;
use super::console::Console;
use crate::text::{Lang, Words};
use crate::words;

/// Answers a request for help, or says what is wrong with the arguments.
pub fn answer(error: &clap::Error, console: &mut Console) -> io::Result<Exit> {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let text = error.render();
            if console.color {
                console.write(text.ansi().to_string().as_bytes())?;
            } else {
                console.write(text.to_string().as_bytes())?;
            }
            Ok(Exit::Fine)
        }
        _ => {
            console.complain(&mistake(error))?;
            let hint = help_for(error, console.lang);
            console.note(&words!("{hint}", "{hint}"))?;
            Ok(Exit::Unusable)
        }
    }
}

fn mistake(error: &clap::Error) -> Words {
    let argument = context(error, ContextKind::InvalidArg);
    let value = context(error, ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let verb = context(error, ContextKind::InvalidSubcommand);
            words!("没有命令 `{verb}`", "there is no command `{verb}`")
        }
        ErrorKind::UnknownArgument => words!("没有选项 `{argument}`", "there is no option `{argument}`"),
        ErrorKind::MissingRequiredArgument => words!("缺少 {argument}", "{argument} is missing"),
        ErrorKind::InvalidValue if value.is_empty() => words!("`{argument}` 后面缺少值", "`{argument}` needs a value"),
        ErrorKind::InvalidValue => {
            let valid = context(error, ContextKind::ValidValue);
            words!("`{argument}` 不能是 `{value}`，可以是 {valid}", "`{argument}` cannot be `{value}`, but {valid}")
        }
        ErrorKind::ValueValidation => {
            let form = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
            words!("`{argument}` 的值 `{value}` 写法有误，应如 `{form}`", "`{value}` is no value for `{argument}`; it is written like `{form}`")
        }
        ErrorKind::ArgumentConflict => {
            let prior = context(error, ContextKind::PriorArg);
            if prior == argument || prior.is_empty() {
                words!("`{argument}` 只能写一次", "`{argument}` may be written only once")
            } else {
                words!("`{argument}` 不能与 `{prior}` 同用", "`{argument}` cannot go with `{prior}`")
            }
        }
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            words!("`{argument}` 的值的个数不对", "the wrong number of values for `{argument}`")
        }
        ErrorKind::InvalidUtf8 => words!("参数不是 UTF-8 文字", "an argument is not UTF-8"),
        _ => words!("参数有误", "the arguments cannot be understood"),
    }
}

fn context(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => {
            texts.iter().map(|text| format!("`{text}`")).collect::<Vec<_>>().join(" ")
        }
        Some(other) => other.to_string(),
        None => String::new(),
    }
}

/// The nearest name where clap knows one, else where to read on.
fn help_for(error: &clap::Error, lang: Lang) -> String {
    let near = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue]
        .into_iter()
        .map(|kind| context(error, kind))
        .find(|near| !near.is_empty());
    match near {
        Some(near) => {
            let near = if near.contains('`') { near } else { format!("`{near}`") };
            words!("是不是 {near}？", "perhaps {near} is meant").in_lang(lang).to_string()
        }
        None => lang.pick("`kaohe --help` 列出命令，`kaohe <命令> --help` 说明一个命令",
            "`kaohe --help` lists the commands, `kaohe <command> --help` explains one").to_string(),
    }
}
