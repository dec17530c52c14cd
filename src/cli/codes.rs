//! `kaohe validate --explain K0412`: the page of a code.

use std::io;

use clap::{Arg, ArgAction};

use super::Exit;
use super::console::Console;
use crate::diagnostic::{Bag, page};
use crate::text::{Lang, Words, inert};
use crate::words;

/// `--explain CODE...`
pub fn argument(lang: Lang) -> Arg {
    Arg::new("explain")
        .long("explain")
        .value_name(lang.pick("代号", "CODE"))
        .action(ArgAction::Append)
        .num_args(1..)
        .value_delimiter(',')
        .help(lang.pick(
            "说明一个代号（可多个）：什么问题，为什么要紧，例子，该怎样写",
            "explain a code (or several): what is wrong, why it matters, an example, what to write",
        ))
}

/// Where to read on, below findings.
pub fn hint(bag: &Bag) -> Option<Words> {
    let gravest = bag.all.iter().min_by_key(|finding| finding.severity)?.code.id;
    page::find(gravest)?;
    Some(words!(
        "`kaohe validate --explain {gravest}` 说明原因和写法",
        "`kaohe validate --explain {gravest}` says why it matters and what to write"
    ))
}

/// The pages one below the other; codes that do not exist are told after them.
pub fn explain<'a>(written: impl Iterator<Item = &'a str>, console: &mut Console) -> io::Result<Exit> {
    let (mut found, mut exit) = (Vec::new(), Exit::Fine);
    for word in written {
        match page::find(word) {
            Some(page) => found.push(page.for_terminal(console.lang, console.width, console.color)),
            None => {
                exit = Exit::Unusable;
                let word = inert(word);
                console.complain(&words!("没有代号 `{word}`", "there is no code `{word}`"))?;
                console.note(&match page::nearest(&word) {
                    Some(near) => {
                        let (id, zh, en) = (near.id, near.parts(Lang::Zh).title, near.parts(Lang::En).title);
                        words!("是不是 `{id}`（{zh}）？", "perhaps `{id}` is meant ({en})")
                    }
                    None => words!(
                        "代号写在每条消息开头的方括号里，如 `K0412`",
                        "the code stands in square brackets at the head of each message, such as `K0412`"
                    ),
                })?;
            }
        }
    }
    console.write(found.join("\n").as_bytes())?;
    Ok(exit)
}
