//! `kaohe new TEMPLATE [DIR]`: a shipped rubric with its sample data, to start from.
//!
//! The files are in the program. To add a template, add its files to [`TEMPLATES`].

use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};

use clap::builder::ValueParser;
use clap::{Arg, ArgMatches, Command};

use super::console::Console;
use super::evaluate::reason;
use super::Exit;
use crate::host::write_atomically;
use crate::text::{Lang, Words, suggest};
use crate::words;

struct Template {
    name: &'static str,
    about: (&'static str, &'static str),
    /// The first one is the rubric to begin with.
    files: &'static [(&'static str, &'static [u8])],
    /// Where the rubric looks for its data in our repository; in a copy that is `data`.
    data: Option<&'static str>,
}

/// `shipped!("rubrics/a.toml" => "a.toml", …)`: files of the repository and their names in a copy.
macro_rules! shipped {
    ($($from:literal => $to:literal),* $(,)?) => {
        &[$(($to, include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/", $from)))),*]
    };
}

const TEMPLATES: &[Template] = &[
    Template {
        name: "minimal",
        about: ("十几行的方案：两个指标、一张表", "a dozen lines: two indicators, one table"),
        files: shipped!(
            "rubrics/examples/minimal/rubric.toml" => "rubric.toml",
            "rubrics/examples/minimal/june.csv" => "june.csv",
        ),
        data: None,
    },
    Template {
        name: "ecommerce-cs",
        about: (
            "网店客服月度绩效考核：售前 13 项、售后 8 项，附两个月的样例数据",
            "an online shop's customer service: 13 items before the sale, 8 after it, two months of sample data",
        ),
        files: shipped!(
            "rubrics/ecommerce-cs/presales.toml" => "presales.toml",
            "rubrics/ecommerce-cs/aftersales.toml" => "aftersales.toml",
            "data/ecommerce-cs/README.md" => "data/README.md",
            "data/ecommerce-cs/README.zh.md" => "data/README.zh.md",
            "data/ecommerce-cs/ExportOrderList202406302350.csv" => "data/ExportOrderList202406302350.csv",
            "data/ecommerce-cs/ExportOrderList202407312350.csv" => "data/ExportOrderList202407312350.csv",
            "data/ecommerce-cs/complaints.csv" => "data/complaints.csv",
            "data/ecommerce-cs/errors.csv" => "data/errors.csv",
            "data/ecommerce-cs/nicks.xlsx" => "data/nicks.xlsx",
            "data/ecommerce-cs/parcels.csv" => "data/parcels.csv",
            "data/ecommerce-cs/ratings.csv" => "data/ratings.csv",
            "data/ecommerce-cs/refunds.csv" => "data/refunds.csv",
            "data/ecommerce-cs/reports.csv" => "data/reports.csv",
            "data/ecommerce-cs/staff.csv" => "data/staff.csv",
            "data/ecommerce-cs/targets.csv" => "data/targets.csv",
            "data/ecommerce-cs/tickets.csv" => "data/tickets.csv",
            "data/ecommerce-cs/自定义报表_客服绩效_下单优先判定_2024-06-07至2024-06-30.xlsx"
                => "data/自定义报表_客服绩效_下单优先判定_2024-06-07至2024-06-30.xlsx",
            "data/ecommerce-cs/自定义报表_客服绩效_下单优先判定_2024-07-01至2024-07-31.xlsx"
                => "data/自定义报表_客服绩效_下单优先判定_2024-07-01至2024-07-31.xlsx",
        ),
        data: Some("../../data/ecommerce-cs"),
    },
];

pub fn command(lang: Lang) -> Command {
    let templates: Vec<String> = TEMPLATES
        .iter()
        .map(|template| format!("  {:<14}{}", template.name, lang.pick(template.about.0, template.about.1)))
        .collect();
    Command::new("new")
        .about(lang.pick("从现成的方案和样例数据开始", "start from a shipped rubric with sample data"))
        .arg(
            Arg::new("template")
                .value_name(lang.pick("样板", "TEMPLATE"))
                .required(true)
                .help(lang.pick("样板的名字，见下", "its name, see below")),
        )
        .arg(
            Arg::new("dir")
                .value_name(lang.pick("目录", "DIR"))
                .value_parser(ValueParser::path_buf())
                .help(lang.pick("放在哪个目录；不写则用样板的名字", "where to put it; a directory named like the template if not said")),
        )
        .after_help(format!("\n{}\n{}", lang.pick("样板：", "templates:"), templates.join("\n")))
}

pub fn run(matches: &ArgMatches, console: &mut Console) -> io::Result<Exit> {
    let name = matches.get_one::<String>("template").map_or("", String::as_str);
    let Some(template) = TEMPLATES.iter().find(|template| template.name == name) else {
        unknown(name, console)?;
        return Ok(Exit::Unusable);
    };
    let dir = matches.get_one::<PathBuf>("dir").cloned().unwrap_or_else(|| PathBuf::from(template.name));
    if let Some((taken, _)) = template.files.iter().find(|(file, _)| dir.join(file).symlink_metadata().is_ok()) {
        let taken = dir.join(taken);
        let taken = taken.display();
        console.complain(&words!("`{taken}` 已存在，什么都没有写", "`{taken}` is there already, nothing was written"))?;
        return Ok(Exit::Unusable);
    }
    for (file, bytes) in template.files {
        let path = dir.join(file);
        if let Err(error) = write(&path, &in_copy(template, file, bytes)) {
            let (path, why) = (path.display(), reason(&error));
            console.complain(&Words {
                zh: format!("无法写入 `{path}`：{}", why.zh),
                en: format!("cannot write `{path}`: {}", why.en),
            })?;
            return Ok(Exit::Unusable);
        }
    }
    let rubric = dir.join(template.files.first().map_or("", |(file, _)| file));
    let (dir, rubric, count) = (dir.display(), quoted(&rubric.to_string_lossy()), template.files.len());
    console.say(&words!("已在 {dir} 中建立 {count} 个文件，下一步：", "{count} files are in {dir}; next:"))?;
    for (verb, zh, en) in [
        ("evaluate", "算出结果", "the results"),
        ("watch", "一边改，一边看", "see them while the rubric is edited"),
    ] {
        console.line(&format!("  kaohe {verb} {rubric}    # {}", console.lang.pick(zh, en)))?;
    }
    Ok(Exit::Fine)
}

fn unknown(name: &str, console: &mut Console) -> io::Result<()> {
    console.complain(&words!("没有样板 `{name}`", "there is no template `{name}`"))?;
    if let Some(near) = suggest::nearest(name, TEMPLATES.iter().map(|template| template.name)) {
        console.note(&words!("是不是 `{near}`？", "perhaps `{near}` is meant"))?;
    }
    for template in TEMPLATES {
        let (name, (zh, en)) = (template.name, template.about);
        console.note(&Words { zh: format!("  {name}：{zh}"), en: format!("  {name}: {en}") })?;
    }
    Ok(())
}

/// A copied rubric has its data beside it.
fn in_copy<'a>(template: &Template, file: &str, bytes: &'a [u8]) -> Cow<'a, [u8]> {
    match (template.data, std::str::from_utf8(bytes)) {
        (Some(data), Ok(text)) if file.ends_with(".toml") => {
            text.replace(&format!("data = \"{data}\""), "data = \"data\"").into_bytes().into()
        }
        _ => bytes.into(),
    }
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(dir) = path.parent() {
        std::fs::create_dir_all(dir)?;
    }
    write_atomically(path, bytes)
}

/// As a shell reads it.
fn quoted(path: &str) -> String {
    if path.contains([' ', '\'', '"', '(', ')', '&', '$']) {
        format!("'{}'", path.replace('\'', r"'\''"))
    } else {
        path.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_look_for_their_data_beside_them() {
        for template in TEMPLATES.iter().filter(|template| template.data.is_some()) {
            for (file, bytes) in template.files.iter().filter(|(file, _)| file.ends_with(".toml")) {
                let copy = String::from_utf8(in_copy(template, file, bytes).into_owned()).unwrap();
                assert!(copy.contains("\ndata = \"data\"\n"), "{file}");
            }
        }
    }
}
