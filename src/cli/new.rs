//! `kaohe new TEMPLATE [DIR]`: a shipped rubric with its sample data, to start from.
//!
//! The files are in the program. To add a template, add its files to [`TEMPLATES`].

use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};

use clap::builder::ValueParser;
use clap::{Arg, ArgMatches, Command};

use super::Exit;
use super::console::Console;
use super::evaluate::reason;
use crate::host::write_atomically;
use crate::text::{Lang, Words, suggest};
use crate::words;

struct Template {
    name: &'static str,
    about: (&'static str, &'static str),
    /// The first one is the rubric to begin with.
    files: &'static [(&'static str, &'static [u8])],
    /// Whether its data lie in a folder of ours; in a copy that is `data`.
    data: bool,
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
        data: false,
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
        data: true,
    },
    Template {
        name: "cdc-city",
        about: (
            "市级疾控机构年度绩效：在县级方案上改的 100 项，附三年的样例数据",
            "a city's centre for disease control: 100 items, an extension of the counties' rubric, three years of data",
        ),
        files: shipped!(
            "rubrics/cdc/city.toml" => "city.toml",
            "rubrics/cdc/county.toml" => "county.toml",
            "data/cdc-city/README.md" => "data/README.md",
            "data/cdc-city/README.zh.md" => "data/README.zh.md",
            "data/cdc-city/市级名册.csv" => "data/市级名册.csv",
            "data/cdc-city/市级疾控绩效_2022.xlsx" => "data/市级疾控绩效_2022.xlsx",
            "data/cdc-city/市级疾控绩效_2023.xlsx" => "data/市级疾控绩效_2023.xlsx",
            "data/cdc-city/市级疾控绩效_2024.xlsx" => "data/市级疾控绩效_2024.xlsx",
        ),
        data: true,
    },
    Template {
        name: "cdc-province",
        about: (
            "省级疾控机构年度绩效：在市级方案上再改的 97 项，附三年的样例数据",
            "a province's centre for disease control: 97 items, an extension of the cities' rubric, three years of data",
        ),
        files: shipped!(
            "rubrics/cdc/province.toml" => "province.toml",
            "rubrics/cdc/city.toml" => "city.toml",
            "rubrics/cdc/county.toml" => "county.toml",
            "data/cdc-province/README.md" => "data/README.md",
            "data/cdc-province/README.zh.md" => "data/README.zh.md",
            "data/cdc-province/省级名册.csv" => "data/省级名册.csv",
            "data/cdc-province/省级疾控绩效_2022.xlsx" => "data/省级疾控绩效_2022.xlsx",
            "data/cdc-province/省级疾控绩效_2023.xlsx" => "data/省级疾控绩效_2023.xlsx",
            "data/cdc-province/省级疾控绩效_2024.xlsx" => "data/省级疾控绩效_2024.xlsx",
        ),
        data: true,
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
        .arg(Arg::new("dir").value_name(lang.pick("目录", "DIR")).value_parser(ValueParser::path_buf()).help(
            lang.pick(
                "放在哪个目录；不写则用样板的名字",
                "where to put it; a directory named like the template if not said",
            ),
        ))
        .after_help(format!("{}\n{}", lang.pick("样板：", "templates:"), templates.join("\n")))
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
        console
            .complain(&words!("`{taken}` 已存在，什么都没有写", "`{taken}` is there already, nothing was written"))?;
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
    for (verb, zh, en) in
        [("evaluate", "算出结果", "the results"), ("watch", "一边改，一边看", "see them while the rubric is edited")]
    {
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

/// A copied rubric has its data beside it; so has one that is only there to be extended.
fn in_copy<'a>(template: &Template, file: &str, bytes: &'a [u8]) -> Cow<'a, [u8]> {
    let ours = |line: &&str| line.starts_with("data = \"../../data/");
    match std::str::from_utf8(bytes) {
        Ok(text) if template.data && file.ends_with(".toml") => match text.lines().find(ours) {
            Some(line) => text.replacen(line, "data = \"data\"", 1).into_bytes().into(),
            None => bytes.into(),
        },
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
        for template in TEMPLATES.iter().filter(|template| template.data) {
            for (file, bytes) in template.files.iter().filter(|(file, _)| file.ends_with(".toml")) {
                let copy = String::from_utf8(in_copy(template, file, bytes).into_owned()).unwrap();
                assert!(copy.contains("\ndata = \"data\"\n"), "{file}");
            }
        }
    }
}
