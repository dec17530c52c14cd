//! `kaohe diagnose RUBRIC`: is the appraisal itself sound?

use std::io;

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::bar::Bar;
use super::console::Console;
use super::evaluate::{overwritten, stop, unwritable};
use super::{Exit, arguments};
use crate::host::{Disk, write_atomically};
use crate::report::diagnosis::{self, ENDINGS, Written};
use crate::result::Weight;
use crate::session::{self, Trials};
use crate::text::{Lang, Sources};
use crate::words;

pub fn command(lang: Lang) -> Command {
    Command::new("diagnose")
        .about(lang.pick(
            "考核本身是否可靠：区分度、权重的实际作用、评分人、名次稳不稳",
            "is the appraisal itself sound: discrimination, weights in effect, raters, stability of places",
        ))
        .arg(arguments::rubric(lang))
        .arg(arguments::output_files(lang).help(lang.pick(
            "写成文件，格式看结尾：.html、.md、.json、.txt（可多次）",
            "write it to a file, by its ending: .html, .md, .json, .txt (repeatable)",
        )))
        .arg(
            Arg::new("tables")
                .long("tables")
                .action(ArgAction::SetTrue)
                .help(lang.pick("连同全部数字和读法", "with all figures, and how to read them")),
        )
        .arg(
            Arg::new("draws")
                .long("draws")
                .value_name(lang.pick("次数", "N"))
                .value_parser(clap::value_parser!(u32).range(100..=1_000_000))
                .help(lang.pick("试算次数，默认 10000", "how many draws are made, 10000 if not said")),
        )
        .arg(
            Arg::new("seed")
                .long("seed")
                .value_name(lang.pick("种子", "N"))
                .value_parser(clap::value_parser!(u64))
                .help(lang.pick("随机数的种子，默认 1", "the seed of the draws, 1 if not said")),
        )
        .arg(
            Arg::new("jitter")
                .long("jitter")
                .value_name("%")
                .value_parser(clap::value_parser!(u8).range(1..=90))
                .help(lang.pick("权重可能差多少，默认 20", "by how many per cent a weight may be off, 20 if not said")),
        )
        .arg(arguments::data(lang))
        .arg(arguments::period(lang))
        .arg(arguments::set(lang))
}

pub fn run(matches: &ArgMatches, console: &mut Console) -> io::Result<Exit> {
    let mut sources = Sources::default();
    let request = arguments::request(matches);
    let run = match session::evaluate(&Disk, &request, &mut sources) {
        Ok(run) => run,
        Err(stopped) => return stop(&stopped, &sources, console),
    };
    let files = arguments::paths(matches, "output");
    if let Some(mistake) = overwritten(files.iter(), &request, &run) {
        console.complain(&mistake)?;
        return Ok(Exit::Unusable);
    }
    let mut trials = Trials::default();
    if let Some(draws) = matches.get_one::<u32>("draws") {
        trials.draws = *draws as usize;
    }
    if let Some(seed) = matches.get_one::<u64>("seed") {
        trials.seed = *seed;
    }
    if let Some(jitter) = matches.get_one::<u8>("jitter") {
        trials.jitter = f64::from(*jitter) / 100.0;
    }
    let lang = console.lang;
    let bar = Bar::new(words!("个问题", "questions"), lang);
    let found = session::diagnose(&run, trials, &|done, of| bar.tell(done, of));
    drop(bar);
    let written = Written { rubric: &run.rubric, diagnosis: &found, lang };
    if files.is_empty() {
        let text = diagnosis::text(written, console.width, console.color, matches.get_flag("tables"));
        console.write(text.as_bytes())?;
    }
    // All are made before any is put in place.
    let mut made = Vec::new();
    for file in &files {
        let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
        let mut bytes = Vec::new();
        if !diagnosis::write_to(written, &ending, &mut bytes)? {
            let name = file.display();
            console.complain(&words!(
                "不知道 `{name}` 是什么格式，结尾要是 {ENDINGS} 之一",
                "the format of `{name}` is not known; its ending is to be one of {ENDINGS}"
            ))?;
            return Ok(Exit::Unusable);
        }
        made.push((file, bytes));
    }
    for (file, bytes) in made {
        if let Err(error) = write_atomically(file, &bytes) {
            console.complain(&unwritable(file, &error))?;
            return Ok(Exit::Unusable);
        }
        let name = file.display();
        console.note(&words!("已写入 {name}", "wrote {name}"))?;
    }
    let faulty = found.sections.iter().flat_map(|section| &section.verdicts).any(|it| it.weight == Weight::Fault);
    Ok(if faulty { Exit::Findings } else { Exit::Fine })
}
