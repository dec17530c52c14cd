//! Examples that are calls of the program: findings about files and arguments, which no rubric shows.

use std::fs;
use std::path::Path;
use std::process::Command;

use kaohe::text::Lang;

/// Files beside the smallest rubric, `a.toml`, and what is called.
struct Call {
    id: &'static str,
    files: fn(&Path),
    arguments: &'static [&'static str],
}

const CALLS: &[Call] = &[
    Call {
        id: "K0606",
        files: |dir| {
            edit(dir, "a.toml", "june.csv", "june.xlsx");
            fs::write(dir.join("june.xlsx"), unpacks_to_gigabytes()).unwrap();
        },
        arguments: &["evaluate", "a.toml"],
    },
    Call {
        id: "K0802",
        files: |dir| fs::create_dir(dir.join("rubrics")).unwrap(),
        arguments: &["evaluate", "rubrics"],
    },
    Call { id: "K0803", files: |dir| fs::write(dir.join("a"), "").unwrap(), arguments: &["validate", "a/b.toml"] },
    Call {
        id: "K0804",
        files: |dir| fs::write(dir.join("new.toml"), "").unwrap(),
        arguments: &["validate", "new.toml"],
    },
    Call {
        id: "K0805",
        files: |dir| fs::write(dir.join("rubric.xlsx"), b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0").unwrap(),
        arguments: &["validate", "rubric.xlsx"],
    },
    Call {
        id: "K0806",
        files: |dir| {
            let text = fs::read_to_string(dir.join("a.toml")).unwrap();
            fs::write(dir.join("gbk.toml"), encoding_rs::GB18030.encode(&text).0).unwrap();
        },
        arguments: &["validate", "gbk.toml", "--format", "short"],
    },
    Call { id: "K0807", files: by_month, arguments: &["evaluate", "a.toml", "--period", "2024-09"] },
    Call { id: "K0808", files: |_| {}, arguments: &["evaluate", "a.toml", "--period", "2024-06"] },
    Call { id: "K0809", files: without_july, arguments: &["validate", "a.toml", "--data", "."] },
    Call { id: "K0810", files: |_| {}, arguments: &["explain", "a.toml", "--subject", "王方"] },
    Call {
        id: "K0811",
        files: |dir| {
            edit(dir, "a.toml", "key = \"姓名\"", "key = \"工号\"\nlabel = \"姓名\"");
            fs::write(
                dir.join("june.csv"),
                "工号,姓名,应出勤天数,出勤天数,产量\nA1,王芳,22,22,1180\nB7,王芳,22,20,1260\n",
            )
            .unwrap();
        },
        arguments: &["explain", "a.toml", "--subject", "王芳"],
    },
    Call {
        id: "K0812", files: |_| {}, arguments: &["explain", "a.toml", "--subject", "王芳", "--indicator", "出勤"]
    },
    Call {
        id: "K1150",
        files: |dir| {
            entry(dir, &|part, text| {
                if part.ends_with("sharedStrings.xml") { text.replace("@kaohe", "") } else { text }
            });
        },
        arguments: &["evaluate", "a.toml"],
    },
    Call {
        id: "K1151",
        files: |dir| {
            entry(dir, &|part, text| {
                if !part.ends_with("sheet1.xml") {
                    return text;
                }
                // The hidden row loses its fourth id.
                let begin = text.find("hidden=\"1\" ").or_else(|| text.rfind("<row r=\"5\"")).unwrap();
                let from = begin + text[begin..].find("<c r=\"E5\"").unwrap();
                let to = from + text[from..].find("</c>").unwrap() + 4;
                format!("{}{}", &text[..from], &text[to..])
            });
        },
        arguments: &["evaluate", "a.toml"],
    },
    Call {
        id: "K1152",
        files: |dir| {
            entry(dir, &|part, text| {
                if part.ends_with("sheet1.xml") {
                    text.replace("<c r=\"B8\"", "<c r=\"B0\"")
                        .replace("<c r=\"B9\"", "<c r=\"B8\"")
                        .replace("<c r=\"B0\"", "<c r=\"B9\"")
                } else {
                    text
                }
            });
        },
        arguments: &["evaluate", "a.toml"],
    },
    Call {
        id: "K1153",
        files: |dir| {
            entry(dir, &|_, text| text);
            edit(dir, "a.toml", "formula = \"产量\"", "formula = \"出勤天数 * 50\"");
        },
        arguments: &["evaluate", "a.toml"],
    },
    Call { id: "K1160", files: by_month, arguments: &["sheets", "a.toml", "--period", "2024-06", "-o", "entry"] },
    Call {
        id: "K1161",
        files: |dir| {
            by_month(dir);
            edit(
                dir,
                "a.toml",
                "period = \"月份\"",
                "period = \"月份\"\nentered = true\nkey = { column = \"姓名\", of = \"姓名\" }",
            );
        },
        arguments: &["sheets", "a.toml", "--period", "2024-06", "-o", "entry"],
    },
    Call { id: "K1162", files: by_month, arguments: &["sheets", "a.toml", "-o", "entry"] },
    Call {
        id: "K1163",
        files: |dir| {
            by_month(dir);
            edit(dir, "a.toml", "file = \"work.csv\"", "file = \"work.csv\"\nentered = true");
            edit(dir, "a.toml", "file = \"staff.csv\"", "file = \"staff.csv\"\nperiod = \"月份\"");
            fs::write(dir.join("staff.csv"), "姓名,月份\n王芳,2024-06\n李静,2024-06\n").unwrap();
        },
        arguments: &["sheets", "a.toml", "--period", "2024-08", "-o", "entry"],
    },
    Call {
        id: "K1170",
        files: |dir| {
            by_month(dir);
            edit(dir, "a.toml", "file = \"work.csv\"", "file = \"work.csv\"\nentered = true");
        },
        arguments: &["collect", "a.toml", ".", "--period", "2024-07"],
    },
    Call { id: "K1171", files: |dir| month(dir, "2024-07"), arguments: &["collect", "a.toml", "."] },
    Call { id: "K1172", files: |dir| entry(dir, &about), arguments: &["collect", "a.toml", "."] },
    Call {
        id: "K1173",
        files: |dir| {
            entry(dir, &|_, text| text);
            let path = only_workbook(dir);
            let second = dir.join("又一份.xlsx");
            fs::copy(path, &second).unwrap();
            patch(&second, &|part, text| {
                if part.ends_with("sheet1.xml") { text.replace("<v>1180</v>", "<v>1810</v>") } else { text }
            });
        },
        arguments: &["collect", "a.toml", "."],
    },
    Call {
        id: "K1174",
        files: |dir| month(dir, "2024-07"),
        arguments: &["collect", "a.toml", ".", "--period", "2024-08"],
    },
    Call {
        id: "K1175",
        files: |dir| {
            entry(dir, &|part, text| {
                about(part, text).replace("</worksheet>", "<legacyDrawing r:id=\"a\"/></worksheet>")
            });
        },
        arguments: &["collect", "a.toml", "."],
    },
    Call {
        id: "K1190",
        files: |dir| {
            edit(dir, "a.toml", "points = 60\n", "points = 60\nmissing = \"fail\"\n");
            fs::write(dir.join("june.csv"), "姓名,应出勤天数,出勤天数,产量\n王芳,22,22,1180\n张伟,22,20,\n").unwrap();
        },
        arguments: &["explain", "a.toml", "--subject", "王芳", "--versus", "张伟"],
    },
    Call {
        id: "K1191",
        files: |dir| {
            let text = fs::read_to_string(dir.join("a.toml")).unwrap();
            fs::write(dir.join("a.toml"), text + "[[grade]]\nname = \"优秀\"\nmin = 90\n[[grade]]\nname = \"合格\"\n")
                .unwrap();
        },
        arguments: &["explain", "a.toml", "--subject", "王芳", "--to-grade", "优"],
    },
    Call {
        id: "K1200",
        // Kept by this very program, or by another.
        files: |_| std::mem::forget(std::net::TcpListener::bind(("127.0.0.1", 47_823))),
        arguments: &["watch", "a.toml", "--serve=47823"],
    },
    Call {
        id: "K0813",
        files: |dir| {
            let test = "[[test]]\nname = \"满勤\"\ngiven = { \"应出勤天数\" = 22, \"出勤天数\" = 21, \"产量\" = 1200 }\nexpect = { \"出勤率.score\" = 100 }\n";
            let text = fs::read_to_string(dir.join("a.toml")).unwrap();
            fs::write(dir.join("a.toml"), format!("{text}{test}")).unwrap();
        },
        arguments: &["test", "a.toml"],
    },
    Call {
        id: "K0814",
        files: |dir| {
            fs::create_dir(dir.join("data")).unwrap();
            fs::write(dir.join("data/july.csv"), "姓名\n").unwrap();
        },
        arguments: &["validate", "data"],
    },
    Call {
        id: "K1100",
        files: |dir| {
            by_month(dir);
            let key = "period = \"月份\"\nkey = { column = \"科室\", of = \"所在科室\" }";
            edit(dir, "a.toml", "period = \"月份\"", key);
            edit(dir, "a.toml", "sum(产量)", "sum(产量 / sum_by(产量, 科室))");
        },
        arguments: &["sql", "a.toml", "--dialect", "duckdb"],
    },
    Call {
        id: "K1101",
        files: |dir| edit(dir, "a.toml", "june.csv", "june.xlsx"),
        arguments: &["sql", "a.toml", "--dialect", "duckdb"],
    },
    Call {
        id: "K1102",
        files: |dir| {
            by_month(dir);
            edit(dir, "a.toml", "file = \"work.csv\"", "table = \"hr.work\"");
        },
        arguments: &["evaluate", "a.toml"],
    },
    Call { id: "K1130", files: |_| {}, arguments: ON_SPARK },
    Call {
        id: "K1131",
        files: |dir| {
            spark_says(
                dir,
                r#"{"event":"failed","stage":"connect","what":"All masters are unresponsive! Giving up.","cause":""}"#,
            );
        },
        arguments: ON_SPARK,
    },
    Call {
        id: "K1132",
        files: |dir| {
            let what = "[PATH_NOT_FOUND] Path does not exist: file:/srv/june.parquet. SQLSTATE: 42K03";
            spark_says(dir, &format!(r#"{{"event":"failed","stage":"run","what":"{what}","cause":""}}"#));
        },
        arguments: ON_SPARK,
    },
];

const ON_SPARK: &[&str] = &["evaluate", "a.toml", "--engine", "spark", "--master", "spark://host:7077"];

/// In place of a Python with Spark something that says what the driver would say.
fn spark_says(dir: &Path, said: &str) {
    let path = dir.join("python");
    fs::write(&path, format!("#!/bin/sh\nprintf '%s\\n' '@kaohe {said}'\n")).unwrap();
    #[cfg(unix)]
    fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
}

/// A workbook whose only entry says of itself that it has two gigabytes.
fn unpacks_to_gigabytes() -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file("xl/workbook.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let mut bytes = archive.finish().unwrap().into_inner();
    let at = bytes.windows(4).position(|four| four == b"PK\x01\x02").unwrap() + 24;
    bytes[at..at + 4].copy_from_slice(&(2_u32 << 30).to_le_bytes());
    bytes
}

/// The smallest rubric, month by month, with data of two months.
fn by_month(dir: &Path) {
    edit(dir, "a.toml", "points = 100", "points = 100\ncycle = \"month\"");
    edit(
        dir,
        "a.toml",
        "file = \"june.csv\"",
        "roster = \"staff\"\n[data.staff]\nfile = \"staff.csv\"\n[data.work]\nfile = \"work.csv\"\nperiod = \"月份\"",
    );
    for id in ["应出勤天数", "出勤天数", "产量"] {
        let element = format!("[[element]]\nid = \"{id}\"\nfrom = \"work\"\nvalue = \"sum({id})\"\n[[indicator]]");
        let text = fs::read_to_string(dir.join("a.toml")).unwrap();
        fs::write(dir.join("a.toml"), text.replacen("[[indicator]]", &element, 1)).unwrap();
    }
    edit(dir, "a.toml", "id = \"产量\"\npoints", "id = \"产量完成\"\npoints");
    fs::write(dir.join("staff.csv"), "姓名\n王芳\n李静\n").unwrap();
    let rows = "姓名,月份,应出勤天数,出勤天数,产量\n王芳,2024-06,22,22,1180\n李静,2024-06,22,20,1260\n王芳,2024-07,23,23,1210\n";
    fs::write(dir.join("work.csv"), rows).unwrap();
}

/// July has a row, but nobody can be scored by it yet.
fn without_july(dir: &Path) {
    by_month(dir);
    let rows =
        "姓名,月份,应出勤天数,出勤天数,产量\n王芳,2024-06,22,22,1180\n李静,2024-06,22,20,1260\n王芳,2024-07,,,\n";
    fs::write(dir.join("work.csv"), rows).unwrap();
}

/// Replaces a part of a file that must be there.
fn edit(dir: &Path, name: &str, from: &str, to: &str) {
    let text = fs::read_to_string(dir.join(name)).unwrap();
    assert!(text.contains(from), "{name} has no `{from}`");
    fs::write(dir.join(name), text.replacen(from, to, 1)).unwrap();
}

/// The call of a code and what it says about it.
pub fn shown(id: &str, lang: Lang) -> Result<String, String> {
    let call = CALLS.iter().find(|call| call.id == id).ok_or_else(|| format!("no call for {id}"))?;
    let dir = tempfile::tempdir().map_err(|error| error.to_string())?;
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("rubrics/examples/minimal");
    fs::copy(shipped.join("rubric.toml"), dir.path().join("a.toml")).map_err(|error| error.to_string())?;
    fs::copy(shipped.join("june.csv"), dir.path().join("june.csv")).map_err(|error| error.to_string())?;
    (call.files)(dir.path());
    let output = Command::new(env!("CARGO_BIN_EXE_kaohe"))
        .args(call.arguments)
        .args(["--lang", lang.pick("zh", "en")])
        .current_dir(dir.path())
        .env("NO_COLOR", "1")
        // There is no Spark but what a call brings with it.
        .env("PATH", "")
        .env("KAOHE_PYTHON", "./python")
        .env_remove("SPARK_HOME")
        .output()
        .map_err(|error| error.to_string())?;
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let said = if out.contains(id) { &out } else { &err };
    if !said.contains(id) {
        return Err(format!("{:?} does not say {id}:\n{out}\n{err}", call.arguments));
    }
    // From the finding to what follows it: the summary, or another finding.
    let mut finding: Vec<&str> = Vec::new();
    for line in said.lines().skip_while(|line| !line.contains(id)) {
        if line.is_empty() || (!finding.is_empty() && !line.starts_with(' ')) {
            break;
        }
        finding.push(line);
    }
    Ok(format!("$ kaohe {}\n{}", call.arguments.join(" "), finding.join("\n")))
}

/// A data-entry workbook of `a.toml`, filled in, with its parts changed.
fn entry(dir: &Path, change: &dyn Fn(&str, String) -> String) {
    let sheets = ["sheets", "a.toml", "--filled", "-o", ".", "--lang", "zh"];
    let ran = Command::new(env!("CARGO_BIN_EXE_kaohe")).args(sheets).current_dir(dir).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    patch(&only_workbook(dir), change);
}

/// A workbook for a month, with one cell that is empty.
fn month(dir: &Path, period: &str) {
    by_month(dir);
    edit(dir, "a.toml", "file = \"work.csv\"", "file = \"work.csv\"\nentered = true");
    let sheets = ["sheets", "a.toml", "--filled", "-o", ".", "--lang", "zh", "--period", period];
    let ran = Command::new(env!("CARGO_BIN_EXE_kaohe")).args(sheets).current_dir(dir).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}

/// A figure that is none.
fn about(part: &str, text: String) -> String {
    if part.ends_with("sheet1.xml") { text.replace("><v>1180</v>", " t=\"str\"><v>约一千多</v>") } else { text }
}

fn only_workbook(dir: &Path) -> std::path::PathBuf {
    let mut all = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    all.find(|path| path.extension().is_some_and(|ending| ending == "xlsx")).unwrap()
}

fn patch(path: &Path, change: &dyn Fn(&str, String) -> String) {
    use std::io::{Read, Write};
    let mut archive = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    let mut parts = Vec::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let name = part.name().unwrap().to_string();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        parts.push((name, text));
    }
    let mut writer = zip::ZipWriter::new(fs::File::create(path).unwrap());
    for (name, text) in parts {
        writer.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(change(&name, text).as_bytes()).unwrap();
    }
    writer.finish().unwrap();
}
