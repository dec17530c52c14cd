//! Whole files, as they lie on a clerk's desk, through [`load`](super::load).

use std::path::Path;

use encoding_rs::GB18030;
use proptest::prelude::*;
use rust_xlsxwriter::{Format as Style, Workbook as Writer};

use super::{Report, codes, load};
use crate::diagnostic::{Code, Severity};
use crate::host::Memory;
use crate::rubric::{Column, DataSource, PeriodFrom, Summary};
use crate::table::{Kind, Nothing, Table, time};
use crate::text::Span;

pub(super) fn column(id: &str, kind: Kind) -> Column {
    Column { id: id.into(), headers: vec![id.into()], kind, span: Span::default() }
}

pub(super) fn source(file: &str, columns: &[(&str, Kind)]) -> DataSource {
    DataSource {
        id: "t".into(),
        scheme: String::new(),
        entered: None,
        files: vec![file.into()],
        rubric: None,
        table: None,
        of: None,
        sheet: None,
        file_span: crate::text::Span::default(),
        sheet_span: crate::text::Span::default(),
        key: None,
        period: PeriodFrom::Always,
        columns: columns.iter().map(|(id, kind)| column(id, *kind)).collect(),
        drop: None,
        missing: Vec::new(),
        unsettled: Vec::new(),
        no_rows: crate::table::NoRows::Unsaid,
        evidence: None,
        exported: None,
        settles: None,
        outside: None,
        leave_out_disputed: false,
        optional: false,
        summary: None,
        span: Span::default(),
    }
}

fn read(host: &Memory, source: &DataSource) -> (Table, Report) {
    let mut report = Report::default();
    let table = load(host, Path::new("d"), source, &mut report);
    for column in &table.columns {
        assert_eq!(column.lane.len(), table.rows, "{}", column.name);
        assert_eq!(column.at.len(), table.origins.files.len());
    }
    assert_eq!((table.origins.file.len(), table.origins.number.len()), (table.rows, table.rows));
    (table, report)
}

fn codes(report: &Report) -> Vec<Code> {
    report.findings.all.iter().map(|finding| finding.code).collect()
}

fn numbers(table: &Table, name: &str) -> Vec<Result<f64, Nothing>> {
    let lane = &table.column(name).unwrap().lane;
    (0..table.rows).map(|row| lane.numbers().get(row)).collect()
}

fn texts<'a>(table: &'a Table, name: &str) -> Vec<Result<&'a str, Nothing>> {
    let lane = &table.column(name).unwrap().lane;
    (0..table.rows).map(|row| lane.texts().get(row)).collect()
}

fn skipped(report: &Report) -> Vec<(&str, usize)> {
    report.skipped.iter().map(|skipped| (skipped.reason.en.as_str(), skipped.count)).collect()
}

const NAME_AND_COUNT: &[(&str, Kind)] = &[("姓名", Kind::Text), ("人数", Kind::Number)];

#[test]
fn a_gbk_order_export() {
    let csv = "订单编号,买家实际支付金额,订单创建时间,联系手机\r\n\
               =\"1930679858170647\",\"1,234.50\",2016/5/23 22:02,'18618486065\r\n\
               =\"5116032541422009305\",0元,2016-05-23 22:02:00,'1\r\n";
    let host = Memory::default().with("d/ExportOrderList.csv", GB18030.encode(csv).0.into_owned());
    let wanted = [("订单编号", Kind::Text), ("买家实际支付金额", Kind::Number), ("订单创建时间", Kind::Date)];
    let (table, report) = read(&host, &source("Export*.csv", &wanted));
    assert!(report.findings.is_empty(), "{:?}", report.findings);
    assert_eq!(texts(&table, "订单编号"), [Ok("1930679858170647"), Ok("5116032541422009305")]);
    assert_eq!(numbers(&table, "买家实际支付金额"), [Ok(1234.5), Ok(0.0)]);
    let moment = time::parse_date("2016-05-23 22:02").unwrap();
    assert_eq!(numbers(&table, "订单创建时间"), [Ok(moment), Ok(moment)]);
    assert_eq!((&*report.files[0].format, report.files[0].rows), ("GB18030", 2));
    assert_eq!(table.cell(&table.columns[1], 1).to_string(), "ExportOrderList.csv › B3");
}

#[test]
fn an_alipay_statement() {
    let csv = "#支付宝账务明细查询\n#账号：[a@b.c]\n#起始日期：[2026年04月01日]\n#-----业务明细-----\n\
               账务流水号,金额（元）,备注\n54632446537371\t,-3.20\t,x\t\n54632446537372\t,5.00\t,\t\n\
               #-----结束-----\n#支出合计：1笔，共3.20元\n#导出时间：[2026年05月09日 12:51:06]\n";
    let host = Memory::default().with("d/a.csv", GB18030.encode(csv).0.into_owned());
    let wanted = [("账务流水号", Kind::Text), ("金额(元)", Kind::Number)];
    let (table, report) = read(&host, &source("a.csv", &wanted));
    assert!(report.findings.is_empty(), "{:?}", report.findings);
    assert_eq!(texts(&table, "账务流水号"), [Ok("54632446537371"), Ok("54632446537372")]);
    assert_eq!(numbers(&table, "金额(元)"), [Ok(-3.2), Ok(5.0)]);
    assert_eq!(skipped(&report), [("title rows above the header", 4), ("notes below the data", 3)]);
    assert_eq!(table.origins.number, [6, 7]);
}

fn monthly_report(rate: f64) -> Vec<u8> {
    let mut book = Writer::new();
    book.add_worksheet().set_name("旧").unwrap().set_hidden(true);
    let sheet = book.add_worksheet();
    sheet.set_name("客服").unwrap().set_active(true);
    let percent = Style::new().set_num_format("0.00%");
    for (at, title) in ["客服昵称", "接待人数", "回复率"].into_iter().enumerate() {
        sheet.write_string(0, at as u16, title).unwrap();
    }
    for (row, (name, count, rate)) in
        [("店铺:甲", 10.0, rate), ("店铺:乙", 20.0, 0.9971), ("汇总", 31.0, 0.9971), ("均值", 15.0, 0.9971)]
            .into_iter()
            .enumerate()
    {
        sheet.write_string(row as u32 + 1, 0, name).unwrap();
        sheet.write_number(row as u32 + 1, 1, count).unwrap();
        sheet.write_number_with_format(row as u32 + 1, 2, rate, &percent).unwrap();
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn reports_with_the_period_in_their_names() {
    let host = Memory::default()
        .with("d/报表_人均_2026-04-21至2026-04-21.xlsx", monthly_report(0.5))
        .with("d/报表_人均_2026-04-20至2026-04-20.xlsx", monthly_report(0.475));
    let wanted = [("客服昵称", Kind::Text), ("接待人数", Kind::Number), ("回复率", Kind::Number)];
    let mut source = source("报表_人均_{period}至*.xlsx", &wanted);
    source.period = PeriodFrom::FileName("报表_人均_{period}至*.xlsx".into());
    source.summary = Some(Summary {
        column: "客服昵称".into(),
        sum: vec!["汇总".into()],
        mean: vec!["均值".into()],
        columns: vec!["接待人数".into()],
        span: Span::default(),
    });
    let (table, report) = read(&host, &source);
    assert_eq!(table.rows, 4);
    assert_eq!(numbers(&table, "回复率"), [Ok(47.5), Ok(99.71), Ok(50.0), Ok(99.71)]);
    assert_eq!(texts(&table, super::PERIOD), [Ok("2026-04-20"), Ok("2026-04-20"), Ok("2026-04-21"), Ok("2026-04-21")]);
    assert_eq!(table.cell(&table.columns[2], 2).to_string(), "报表_人均_2026-04-21至2026-04-21.xlsx › 客服!C2");
    assert_eq!(codes(&report), [codes::SUMMARY_DIFFERS, codes::SUMMARY_DIFFERS]);
    assert_eq!(
        report.findings.all[0].message.en,
        "the total of column `接待人数` says 31, its rows give 30: a difference of 1"
    );
    assert_eq!(skipped(&report), [("rows of totals and means", 4), ("hidden sheets", 2)]);
}

#[test]
fn merged_headers_ids_and_dates() {
    let mut book = Writer::new();
    book.add_worksheet().set_name("说明").unwrap().write_string(0, 0, "本表每月填报").unwrap();
    let sheet = book.add_worksheet();
    sheet.set_name("数据").unwrap();
    let plain = Style::new();
    sheet.merge_range(0, 0, 0, 4, "2024年6月考核表", &plain).unwrap();
    sheet.merge_range(1, 0, 2, 0, "工号", &plain).unwrap();
    sheet.merge_range(1, 1, 1, 2, "静默下单", &plain).unwrap();
    sheet.merge_range(1, 3, 2, 3, "日期", &plain).unwrap();
    sheet.merge_range(1, 4, 2, 4, "订单", &plain).unwrap();
    sheet.write_string(2, 1, "人数").unwrap();
    sheet.write_string(2, 2, "金额").unwrap();
    let day = Style::new().set_num_format("yyyy/m/d");
    sheet.write_string(3, 0, "007").unwrap();
    sheet.write_number(3, 1, 5).unwrap();
    sheet.write_number_with_format(3, 2, 12.5, &Style::new().set_num_format("0.00\"元\"")).unwrap();
    sheet.write_number_with_format(3, 3, 45450, &day).unwrap();
    sheet.write_number(3, 4, 5116032541422009305.0).unwrap();
    sheet.write_string(5, 0, "制表人：张三").unwrap();
    let host = Memory::default().with("d/a.xlsx", book.save_to_buffer().unwrap());
    let wanted = [
        ("工号", Kind::Text),
        ("静默下单-人数", Kind::Number),
        ("金额", Kind::Number),
        ("日期", Kind::Date),
        ("订单", Kind::Text),
    ];
    let (table, report) = read(&host, &source("a.xlsx", &wanted));
    assert_eq!(texts(&table, "工号"), [Ok("007")]);
    assert_eq!(numbers(&table, "静默下单-人数"), [Ok(5.0)]);
    assert_eq!(numbers(&table, "金额"), [Ok(12.5)]);
    assert_eq!(numbers(&table, "日期"), [Ok(time::parse_date("2024-06-07").unwrap())]);
    assert_eq!(codes(&report), [codes::LOST_DIGITS]);
    assert_eq!(report.files[0].sheet.as_deref(), Some("数据"));
    assert_eq!(
        skipped(&report),
        [("title rows above the header", 1), ("notes below the data", 1), ("sheets not used", 1)]
    );
}

#[test]
fn a_binary_workbook() {
    let host = Memory::default().with("d/a.xls", include_bytes!("fixtures/percent.xls"));
    let wanted = [("姓名", Kind::Text), ("回复率", Kind::Number), ("转化率", Kind::Number), ("日期", Kind::Date)];
    let (table, report) = read(&host, &source("a.xls", &wanted));
    assert!(report.findings.is_empty(), "{:?}", report.findings);
    assert_eq!(numbers(&table, "回复率")[..2], [Ok(47.5), Ok(100.0)]);
    assert_eq!(numbers(&table, "转化率"), [Err(Nothing::Blank), Ok(99.71), Ok(5.0)]);
    assert_eq!(numbers(&table, "日期")[0], Ok(time::parse_date("2024-06-07").unwrap()));
    assert_eq!(table.cell(&table.columns[1], 0).to_string(), "a.xls › 数据!B2");
}

#[test]
fn an_open_document() {
    use std::io::Write;
    let cell = |text: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet>\
         <table:table table:name=\"数据\"><table:table-row>{}{}</table:table-row>\
         <table:table-row>{}<table:table-cell office:value-type=\"percentage\" office:value=\"0.475\">\
         <text:p>47.5%</text:p></table:table-cell></table:table-row>\
         </table:table></office:spreadsheet></office:body></office:document-content>",
        cell("姓名"),
        cell("人数"),
        cell("张三")
    );
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let manifest = "<?xml version=\"1.0\"?><manifest:manifest \
                    xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>";
    for (name, text) in [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_str()),
        ("META-INF/manifest.xml", manifest),
    ] {
        archive.start_file(name, options).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    let host = Memory::default().with("d/a.ods", archive.finish().unwrap().into_inner());
    let (table, report) = read(&host, &source("a.ods", NAME_AND_COUNT));
    assert!(report.findings.is_empty(), "{:?}", report.findings);
    assert_eq!((texts(&table, "姓名"), numbers(&table, "人数")), (vec![Ok("张三")], vec![Ok(47.5)]));
}

#[test]
fn contents_decide_and_not_extensions() {
    let html = GB18030.encode("<html><table><tr><td>姓名<td>人数<tr><td>张三<td>5</table>").0.into_owned();
    let mut book = Writer::new();
    let sheet = book.add_worksheet();
    for (at, text) in ["姓名", "人数"].into_iter().enumerate() {
        sheet.write_string(0, at as u16, text).unwrap();
    }
    sheet.write_string(1, 0, "李四").unwrap();
    sheet.write_string(1, 1, "6人").unwrap();
    let workbook = book.save_to_buffer().unwrap();
    let utf16: Vec<u8> = "姓名\t人数\r\n王五\t7\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let host = Memory::default()
        .with("d/a.xls", html)
        .with("d/b.csv", workbook)
        .with("d/c.csv", utf16)
        .with("d/d.xlsx", "姓名;人数\n赵六;8\n");
    let (table, report) = read(&host, &source("*.*", NAME_AND_COUNT));
    assert!(report.findings.is_empty(), "{:?}", report.findings);
    assert_eq!(texts(&table, "姓名"), [Ok("张三"), Ok("李四"), Ok("王五"), Ok("赵六")]);
    assert_eq!(numbers(&table, "人数"), [Ok(5.0), Ok(6.0), Ok(7.0), Ok(8.0)]);
    let formats: Vec<&str> = report.files.iter().map(|file| &*file.format).collect();
    assert_eq!(formats, ["HTML GB18030", "xlsx", "UTF-16LE", "UTF-8"]);
}

#[test]
fn files_that_are_not_there() {
    let host = Memory::default().with("d/chats-2024-07.csv", "").with("d/notes.md", "");
    let (table, report) = read(&host, &source("chats-2024-06.csv", NAME_AND_COUNT));
    assert_eq!((table.rows, table.columns.len()), (0, 2));
    let finding = &report.findings.all[0];
    assert_eq!(finding.message.en, "data `t`: no file `chats-2024-06.csv` in `d`");
    assert_eq!(finding.help.as_ref().unwrap().en, "near it there are `chats-2024-07.csv`");
    let optional = DataSource { optional: true, ..source("x.csv", NAME_AND_COUNT) };
    assert!(read(&host, &optional).1.findings.is_empty());
    let (_, report) = read(&Memory::default(), &source("x.csv", NAME_AND_COUNT));
    assert!(report.findings.all[0].help.as_ref().unwrap().en.contains("--data"));
    let (_, report) = read(&host, &source("[", NAME_AND_COUNT));
    assert_eq!(codes(&report), [codes::UNREADABLE_FILE]);
}

#[test]
fn files_that_are_no_data() {
    for (bytes, code) in [
        (&b""[..], codes::EMPTY_FILE),
        (b" \n", codes::EMPTY_FILE),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", codes::NOT_TEXT),
        (b"PK\x03\x04 cut off", codes::DAMAGED),
        (b"a,b\n1,2\n", codes::NO_HEADER),
        ("姓名,人数\n\n".as_bytes(), codes::NO_ROWS),
    ] {
        let host = Memory::default().with("d/a.csv", bytes);
        let (table, report) = read(&host, &source("a.csv", NAME_AND_COUNT));
        assert_eq!((table.rows, codes(&report)), (0, vec![code]), "{bytes:?}");
    }
    let host = Memory::default().with("d/a.csv", "姓名,人数\n");
    assert_eq!(read(&host, &source("a.csv", NAME_AND_COUNT)).1.findings.all[0].severity, Severity::Warning);
}

#[test]
fn columns_that_are_not_there() {
    let host = Memory::default().with("d/a.csv", "姓名,询单人次\n张三,1\n").with("d/b.csv", "姓名,询单人数\n李四,2\n");
    let wanted = [("姓名", Kind::Text), ("询单人数", Kind::Number)];
    let (table, report) = read(&host, &source("*.csv", &wanted));
    assert_eq!(numbers(&table, "询单人数"), [Err(Nothing::Blank), Ok(2.0)]);
    assert_eq!(table.column("询单人数").unwrap().at, [0, 2]);
    let finding = &report.findings.all[0];
    assert_eq!(finding.message.en, "`a.csv` has no column `询单人数`");
    assert_eq!(finding.labels[0].words.en, "`a.csv: 姓名, 询单人次`");
    assert!(finding.help.as_ref().unwrap().en.starts_with("did it mean `询单人次`?"));
}

#[test]
fn doubtful_headers() {
    let host = Memory::default().with("d/a.csv", "姓名,人数,人数\n张三,1,2\n");
    let (table, report) = read(&host, &source("a.csv", NAME_AND_COUNT));
    assert_eq!((numbers(&table, "人数"), codes(&report)), (vec![Ok(1.0)], vec![codes::DUPLICATE_HEADER]));
    let host = Memory::default().with("d/a.csv", "姓名,接待人数,人数\n张三,1,2\n");
    let mut aliased = source("a.csv", NAME_AND_COUNT);
    aliased.columns[1].headers.push("接待人数".into());
    let (_, report) = read(&host, &aliased);
    assert_eq!((codes(&report), report.findings.has_errors()), (vec![codes::AMBIGUOUS_COLUMN], true));
    let host = Memory::default().with("d/a.csv", "姓名,人.数 \n张三,1\n");
    let (table, report) = read(&host, &source("a.csv", NAME_AND_COUNT));
    assert_eq!((numbers(&table, "人数"), codes(&report)), (vec![Ok(1.0)], vec![codes::STRAY_HEADER]));
}

#[test]
fn rows_said_twice_and_pages() {
    let host = Memory::default().with("d/a.csv", "姓名,人数,单号\n张三,1,a\n姓名,人数,单号\n张三,1,b\n,,\n张三,1,a\n");
    let (table, report) = read(&host, &source("a.csv", NAME_AND_COUNT));
    assert_eq!((table.rows, codes(&report)), (3, vec![codes::DUPLICATE_ROWS]));
    assert_eq!(report.findings.all[0].labels[0].words.en, "the same as row 2");
    assert_eq!(skipped(&report), [("blank rows", 1), ("header rows repeated inside the data", 1)]);
}

#[test]
fn ids_that_begin_like_notes_are_data() {
    let host = Memory::default().with("d/a.csv", "房号,欠费\n#3-201,5\n注册处,6\n");
    let (table, report) = read(&host, &source("a.csv", &[("房号", Kind::Text), ("欠费", Kind::Number)]));
    assert_eq!(texts(&table, "房号"), [Ok("#3-201"), Ok("注册处")]);
    assert!(report.skipped.is_empty());
}

#[test]
fn declared_words_come_first() {
    let host = Memory::default().with("d/a.csv", "姓名,人数\n未知,-1\n张三,统计中\n李四,2\n");
    let mut declared = source("a.csv", NAME_AND_COUNT);
    declared.missing = vec!["-1".into(), "未知".into()];
    declared.unsettled = vec!["统计中".into()];
    let (table, report) = read(&host, &declared);
    assert_eq!(texts(&table, "姓名"), [Err(Nothing::Blank), Ok("张三"), Ok("李四")]);
    assert_eq!(numbers(&table, "人数"), [Err(Nothing::Blank), Err(Nothing::Unsettled), Ok(2.0)]);
    assert!(report.findings.is_empty());
}

#[test]
fn a_workbook_that_unpacks_to_gigabytes() {
    use std::io::Write;
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    archive.start_file("xl/workbook.xml", options).unwrap();
    archive.write_all(&vec![b' '; 1 << 20]).unwrap();
    let mut bytes = archive.finish().unwrap().into_inner();
    // The stated size of the entry, in the central directory: two gigabytes.
    let at = bytes.windows(4).position(|four| four == b"PK\x01\x02").unwrap() + 24;
    bytes[at..at + 4].copy_from_slice(&(2_u32 << 30).to_le_bytes());
    let host = Memory::default().with("d/a.xlsx", bytes);
    assert_eq!(codes(&read(&host, &source("a.xlsx", NAME_AND_COUNT)).1), [codes::TOO_LARGE]);
}

#[test]
fn every_code_is_listed_once() {
    let mut ids: Vec<&str> = super::CODES.iter().map(|code| code.id).collect();
    ids.dedup();
    assert_eq!(ids.len(), super::CODES.len());
    assert!(ids.is_sorted());
}

fn any_table(name: &str, bytes: Vec<u8>) {
    let host = Memory::default().with(&format!("d/{name}"), bytes);
    let wanted = [("姓名", Kind::Text), ("人数", Kind::Number), ("日期", Kind::Date), ("是否", Kind::Bool)];
    let mut source = source("*", &wanted);
    source.period = PeriodFrom::FileName("{period}.*".into());
    read(&host, &source);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..600), signature in 0_usize..5) {
        let head: &[u8] = [&b""[..], b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<table>", b"\xff\xfe"][signature];
        for name in ["a.csv", "a.tsv", "a.txt", "a.xlsx", "a.xls", "a.xlsb", "a.ods", "a.html"] {
            any_table(name, [head, &bytes].concat());
        }
    }

    #[test]
    fn random_text_never_panics(text in "[姓名人数日期是否\\-:：.,;%万元0-9()<>/trd=\"'\t\n #E+×√]{0,300}") {
        any_table("a.csv", text.clone().into_bytes());
        any_table("a.csv", format!("姓名,人数,日期,是否\n{text}").into_bytes());
        any_table("a.xls", format!("<table><tr><td>姓名<td>人数<td>日期<td>是否<tr>{text}").into_bytes());
    }

    #[test]
    fn damaged_workbooks_never_panic(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        for bytes in [monthly_report(0.5), include_bytes!("fixtures/percent.xls").to_vec()] {
            let mut bytes = bytes;
            for (at, byte) in &changes {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            any_table("a.xlsx", bytes);
        }
    }
}
