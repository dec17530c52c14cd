//! Data-entry workbooks, read back by the ids they carry: rows and columns may have been moved, sorted and
//! renamed, by any spreadsheet program.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::codes::{FORM_BROKEN, FORM_COLUMN_GONE, FORM_KEY_DIFFERS, FORM_OUTDATED};
use super::header::{Candidate, Header};
use super::workbook::Workbook;
use super::{Format, Options, typed};
use crate::diagnostic::{Bag, Cell, Diagnostic, Place};
use crate::host::{Host, sha256};
use crate::result::Skipped;
use crate::rubric::form::{COMMENT, CORNER, EDITION, EVIDENCE, Field, Form, KEPT, SHOWN_KEY, SIGNED};
use crate::rubric::{DataSource, PeriodFrom};
use crate::table::{RawCell, RawSheet};
use crate::text::words::plural;
use crate::text::{Words, fold};
use crate::words;

/// Endings of files that may be data-entry workbooks.
const ENDINGS: &[&str] = &["xlsx", "xlsm", "ods", "xls"];

/// A workbook that was filled in.
#[derive(Debug)]
pub struct Filled {
    pub file: Arc<str>,
    pub format: Arc<str>,
    pub sha256: Arc<str>,
    pub form: Form,
    pub sheet: RawSheet,
    /// Where each of the form's fields stands, from 0.
    pub at: Vec<Option<usize>>,
    pub evidence: Option<usize>,
    pub comment: Option<usize>,
    /// The rows of subjects: their place in the sheet and the key.
    pub rows: Vec<(usize, String)>,
    /// What was written into the cells for signatures, by id.
    pub signed: Vec<(String, String)>,
    /// What is wrong with the workbook itself.
    pub findings: Vec<Diagnostic>,
}

/// The data-entry workbooks of a folder, by path; each read, or why it cannot be.
pub type Forms = BTreeMap<PathBuf, Result<Filled, Box<Diagnostic>>>;

/// Looks through the workbooks of a folder for those to fill in.
pub fn find(host: &dyn Host, dir: &Path) -> Forms {
    let mut forms = Forms::new();
    for ending in ENDINGS {
        for path in host.find(dir, &format!("*.{ending}")).unwrap_or_default() {
            let Ok(bytes) = host.read(&path) else { continue };
            if !is_form(&bytes) {
                continue;
            }
            let name: Arc<str> = path.strip_prefix(dir).unwrap_or(&path).to_string_lossy().replace('\\', "/").into();
            forms.insert(path, read(&bytes, &name));
        }
    }
    forms
}

/// Those that give rows to a source.
pub fn of<'f>(forms: &'f Forms, source: &'f DataSource) -> impl Iterator<Item = (&'f PathBuf, &'f Filled)> {
    let read = forms.iter().filter_map(|(path, read)| Some((path, read.as_ref().ok()?)));
    read.filter(|(_, filled)| filled.form.rubric == source.scheme && filled.form.has(&source.id))
}

/// Whether a workbook stands in the place of a source's files.
pub fn is_whole(forms: &Forms, source: &DataSource) -> bool {
    of(forms, source).any(|(_, filled)| filled.form.whole.as_deref() == Some(source.id.as_str()))
}

/// The files that are not read because a workbook stands in their place.
pub fn replaced(host: &dyn Host, dir: &Path, source: &DataSource, forms: &Forms) -> Option<Skipped> {
    if !is_whole(forms, source) {
        return None;
    }
    let found = super::patterns(source).into_iter().flat_map(|pattern| host.find(dir, &pattern).unwrap_or_default());
    let files: Vec<PathBuf> = found.filter(|path| !forms.contains_key(path)).collect();
    let cell = |path: &PathBuf| {
        let name = path.strip_prefix(dir).unwrap_or(path).to_string_lossy().replace('\\', "/");
        Cell { file: name.into(), sheet: None, row: 0, column: 0 }
    };
    let cells: Vec<Cell> = files.iter().map(cell).collect();
    let reason = Words::new("由填报表代替的文件", "files in whose place there is a data-entry workbook");
    (!cells.is_empty()).then(|| Skipped { table: source.id.as_str().into(), reason, count: cells.len(), cells })
}

/// What is to be said of the workbooks themselves. Those of other rubrics are none of ours.
pub fn tell(forms: &Forms, sources: &[DataSource], findings: &mut Bag) {
    let Some(scheme) = sources.first().map(|source| source.scheme.as_str()) else { return };
    for read in forms.values() {
        let filled = match read {
            Ok(filled) if filled.form.rubric == scheme => filled,
            Ok(_) => continue,
            Err(finding) => {
                findings.push((**finding).clone());
                continue;
            }
        };
        filled.findings.iter().for_each(|finding| findings.push(finding.clone()));
        let known = |field: &&Field| {
            let source = sources.iter().find(|source| source.id == field.table);
            source.is_some_and(|source| source.columns.iter().any(|column| column.id == field.column))
        };
        let unknown: Vec<&Field> = filled.form.fields.iter().filter(|field| !known(field)).collect();
        if !unknown.is_empty() {
            findings.push(outdated(filled, &unknown));
        }
    }
}

fn outdated(filled: &Filled, unknown: &[&Field]) -> Diagnostic {
    let (file, count) = (&filled.file, unknown.len());
    let columns = plural(count, "column");
    let named: Vec<String> = unknown.iter().take(5).map(|field| format!("`{}`", field.id)).collect();
    let (zh, en) = (named.join("、"), named.join(", "));
    Diagnostic::warning(
        FORM_OUTDATED,
        words!(
            "填报表 `{file}` 有 {count} 列是方案不再用的：{zh}",
            "the data-entry workbook `{file}` has {columns} that the rubric no longer uses: {en}"
        ),
    )
    .at(Place::File(file.clone()), Default::default())
    .help(words!(
        "方案改过以后，请用 `kaohe sheets` 重新生成填报表",
        "after a change of the rubric make the workbooks again with `kaohe sheets`"
    ))
}

/// Whether a workbook has the sheet that says what its ids mean. Only what must be unpacked is.
pub fn is_form(bytes: &[u8]) -> bool {
    let has = |hay: &[u8]| hay.windows(KEPT.len()).any(|part| part == KEPT.as_bytes());
    if !bytes.starts_with(b"PK\x03\x04") {
        // Of the old format names of sheets stand in the file as they are.
        return bytes.starts_with(b"\xd0\xcf\x11\xe0") && has(bytes);
    }
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { return false };
    ["xl/workbook.xml", "content.xml"].iter().any(|name| {
        let Ok(part) = archive.by_name(name) else { return false };
        let mut text = Vec::new();
        // The list of sheets is short; the content of a larger sheet of the other format is not searched.
        part.take(1 << 26).read_to_end(&mut text).is_ok() && has(&text)
    })
}

/// Reads a data-entry workbook.
///
/// # Errors
/// Why it cannot be read as one.
pub fn read(bytes: &[u8], file: &Arc<str>) -> Result<Filled, Box<Diagnostic>> {
    let kept = Workbook.read(bytes, file, &Options { sheet: Some(KEPT), enough: &|_| true })?;
    let rows: Vec<Vec<String>> = kept.sheets.iter().flat_map(|sheet| &sheet.raw.rows).map(|row| texts(row)).collect();
    let Some(form) = Form::of(&rows) else { return Err(broken(file, None)) };
    if form.edition > EDITION {
        return Err(newer(file));
    }
    let has_corner = |sheet: &RawSheet| corner(sheet).is_some();
    let all = Workbook.read(bytes, file, &Options { sheet: None, enough: &|sheet| has_corner(&sheet.raw) })?;
    let sheet = all.sheets.into_iter().map(|sheet| sheet.raw).find(has_corner);
    let Some((sheet, (ids, keys))) = sheet.and_then(|sheet| corner(&sheet).map(|at| (sheet, at))) else {
        return Err(broken(file, None));
    };
    Ok(filled(form, sheet, (ids, keys), file, &all.format, bytes))
}

fn filled(
    form: Form,
    mut sheet: RawSheet,
    (ids, keys): (usize, usize),
    file: &Arc<str>,
    format: &Arc<str>,
    bytes: &[u8],
) -> Filled {
    let heads = sheet.rows.get(ids).map(|row| texts(row)).unwrap_or_default();
    let place = |id: &str| heads.iter().position(|head| head == id);
    let mut findings = Vec::new();
    let at: Vec<Option<usize>> = form.fields.iter().map(|field| place(&field.id)).collect();
    let gone: Vec<&str> =
        form.fields.iter().zip(&at).filter(|(_, at)| at.is_none()).map(|(field, _)| field.id.as_str()).collect();
    if !gone.is_empty() {
        findings.push(column_gone(&sheet, ids, &gone));
    }
    let (shown, evidence, comment) = (place(SHOWN_KEY), place(EVIDENCE), place(COMMENT));
    let text = |row: &[RawCell], at: usize| row.get(at).map(typed::shown).unwrap_or_default();
    let mut rows = Vec::new();
    let mut signed = Vec::new();
    let mut first = None;
    let mut added = Vec::new();
    for (index, row) in sheet.rows.iter().enumerate() {
        let key = text(row, keys);
        if let Some(id) = key.strip_prefix(SIGNED) {
            // Beside the question, which ends with a colon.
            let said = row.iter().enumerate().filter(|(at, _)| *at != keys).map(|(_, cell)| typed::shown(cell));
            if let Some(said) = said.filter(|said| !said.is_empty()).find(|said| !said.ends_with([':', '：'])) {
                signed.push((id.to_string(), said));
            }
            continue;
        }
        if key.starts_with('@') {
            continue;
        }
        let seen = shown.map(|at| text(row, at)).unwrap_or_default();
        if key.is_empty() {
            if !seen.is_empty() {
                added.push((index, seen));
            }
            continue;
        }
        first.get_or_insert(index);
        if !seen.is_empty() && fold(&seen) != fold(&key) {
            let column = shown.map_or(0, |at| at as u32 + 1);
            let place = Cell { file: file.clone(), sheet: sheet.sheet.clone(), row: sheet.number(index), column };
            findings.push(key_differs(place, &key, &seen));
            continue;
        }
        rows.push((index, key));
    }
    // Rows that somebody added himself stand below the first that was there.
    rows.extend(added.into_iter().filter(|(index, _)| first.is_none_or(|first| *index > first)));
    rows.sort();
    for (index, key) in &rows {
        if let Some(row) = sheet.rows.get_mut(*index) {
            if row.len() <= keys {
                row.resize(keys + 1, RawCell::Empty);
            }
            if let Some(cell) = row.get_mut(keys) {
                *cell = RawCell::Text(key.as_str().into());
            }
        }
    }
    let sha256 = sha256(bytes).into();
    Filled {
        file: file.clone(),
        format: format.clone(),
        sha256,
        form,
        sheet,
        at,
        evidence,
        comment,
        rows,
        signed,
        findings,
    }
}

/// What one reading of a workbook gives to a table.
#[derive(Debug)]
pub struct Given {
    pub sheet: RawSheet,
    pub header: Header,
    pub rows: Vec<usize>,
    pub period: Option<Arc<str>>,
}

impl Filled {
    /// The cell of a field in a row of the sheet.
    pub fn cell(&self, row: usize, column: usize) -> &RawCell {
        self.sheet.rows.get(row).and_then(|row| row.get(column)).unwrap_or(&RawCell::Empty)
    }

    /// Its place, for messages.
    pub fn place(&self, row: usize, column: usize) -> Cell {
        let (file, sheet) = (self.file.clone(), self.sheet.sheet.clone());
        Cell { file, sheet, row: self.sheet.number(row), column: column as u32 + 1 }
    }

    /// The rows that it gives to a table: of figures all columns at once, of ratings item by item. Where nothing
    /// is filled in there is no row; but of the roster (`whole`) every row is one.
    pub fn given(&self, source: &DataSource, whole: bool) -> Vec<Given> {
        let mut items: Vec<Option<&(String, String)>> = Vec::new();
        for field in self.form.fields.iter().filter(|field| field.table == source.id) {
            if !items.contains(&field.item.as_ref()) {
                items.push(field.item.as_ref());
            }
        }
        let given = items.into_iter().map(|item| self.given_of(source, item, whole));
        given.filter(|given| !given.rows.is_empty()).collect()
    }

    fn given_of(&self, source: &DataSource, item: Option<&(String, String)>, whole: bool) -> Given {
        let form = &self.form;
        let corner = corner(&self.sheet);
        let keys = corner.map_or(0, |(_, keys)| keys);
        let mut columns: Vec<(&str, usize)> = Vec::new();
        let fields = form.fields.iter().zip(&self.at);
        let fields = fields.filter(|(field, _)| field.table == source.id && field.item.as_ref() == item);
        columns.extend(fields.filter_map(|(field, at)| Some((field.column.as_str(), (*at)?))));
        let entered: Vec<usize> = columns.iter().map(|(_, at)| *at).collect();
        if let Some((key, _)) = &source.key {
            columns.push((key, keys));
        }
        let evidence = form.evidence.iter().find(|(table, _)| *table == source.id);
        if let (Some((_, column)), Some(at)) = (evidence, self.evidence) {
            columns.push((column, at));
        }
        // What is the same in every row stands to the right of everything.
        let mut same: Vec<(&str, &str)> = Vec::new();
        for fixed in form.fixed.iter().filter(|fixed| fixed.table == source.id) {
            if fixed.value == SHOWN_KEY {
                columns.push((&fixed.column, keys));
            } else {
                same.push((&fixed.column, &fixed.value));
            }
        }
        same.extend(item.map(|(column, name)| (column.as_str(), name.as_str())));
        for signed in form.signed.iter().filter(|signed| signed.table == source.id) {
            if let Some((_, said)) = self.signed.iter().find(|(id, _)| *id == signed.id) {
                same.push((&signed.column, said));
            }
        }
        if let (PeriodFrom::Column(column), Some(period)) = (&source.period, &form.period) {
            same.push((column, period));
        }
        let width = self.sheet.rows.iter().map(Vec::len).max().unwrap_or(0);
        columns.extend(same.iter().enumerate().map(|(at, (column, _))| (*column, width + at)));
        let mut sheet = self.sheet.clone();
        let filled = |row: usize| entered.iter().any(|at| *self.cell(row, *at) != RawCell::Empty);
        let rows: Vec<usize> =
            self.rows.iter().map(|(index, _)| *index).filter(|index| whole || filled(*index)).collect();
        for index in &rows {
            if let Some(row) = sheet.rows.get_mut(*index) {
                row.resize(width, RawCell::Empty);
                row.extend(same.iter().map(|(_, value)| RawCell::Text((*value).into())));
            }
        }
        let found = source.columns.iter().map(|column| {
            let at = columns.iter().find(|(id, _)| *id == column.id).map(|(_, at)| *at);
            at.map(|at| Candidate::sure(at, &column.id)).into_iter().collect()
        });
        let header = Header { row: 0, height: 1, found: found.collect(), seen: Vec::new() };
        Given { sheet, header, rows, period: form.period.as_deref().map(Arc::from) }
    }
}

/// Where the hidden row and the hidden column meet.
fn corner(sheet: &RawSheet) -> Option<(usize, usize)> {
    sheet.rows.iter().enumerate().find_map(|(index, row)| {
        let at = row.iter().position(|cell| matches!(cell, RawCell::Text(text) if **text == *CORNER))?;
        Some((index, at))
    })
}

fn texts(row: &[RawCell]) -> Vec<String> {
    row.iter().map(typed::shown).collect()
}

fn broken(file: &Arc<str>, at: Option<Cell>) -> Box<Diagnostic> {
    let place = at.map_or_else(|| Place::File(file.clone()), Place::Cell);
    let finding = Diagnostic::error(
        FORM_BROKEN,
        words!(
            "填报表 `{file}` 的隐藏编号不见了，没有读取",
            "the hidden ids of the data-entry workbook `{file}` are gone, and it was not read"
        ),
    );
    Box::new(finding.at(place, Default::default()).help(words!(
        "请用 `kaohe sheets` 重新生成，把填好的数抄过去；隐藏的行和列不要删",
        "make it again with `kaohe sheets` and copy the figures over; hidden rows and columns must stay"
    )))
}

fn newer(file: &Arc<str>) -> Box<Diagnostic> {
    let finding = Diagnostic::error(
        FORM_BROKEN,
        words!(
            "填报表 `{file}` 是更新的 kaohe 生成的，这里读不懂",
            "the data-entry workbook `{file}` was made by a newer kaohe"
        ),
    );
    Box::new(
        finding
            .at(Place::File(file.clone()), Default::default())
            .help(words!("请升级 kaohe", "use that version of kaohe")),
    )
}

fn column_gone(sheet: &RawSheet, ids: usize, gone: &[&str]) -> Diagnostic {
    let (file, count) = (&sheet.file, gone.len());
    let columns = plural(count, "column");
    let named: Vec<String> = gone.iter().take(5).map(|id| format!("`{id}`")).collect();
    let (zh, en) = (named.join("、"), named.join(", "));
    let place = Cell { file: file.clone(), sheet: sheet.sheet.clone(), row: sheet.number(ids), column: 0 };
    Diagnostic::warning(
        FORM_COLUMN_GONE,
        words!(
            "填报表 `{file}` 少了 {count} 列：{zh}",
            "the data-entry workbook `{file}` lacks {columns} that it was made with: {en}"
        ),
    )
    .at(place, words!("隐藏的编号行", "the hidden row of ids"))
    .help(words!(
        "这些数当作没有填报；请从原表把这些列连同隐藏行一起抄回来",
        "their figures count as not reported; copy the columns back, with the hidden row"
    ))
}

fn key_differs(place: Cell, key: &str, seen: &str) -> Diagnostic {
    Diagnostic::error(
        FORM_KEY_DIFFERS,
        words!(
            "这一行原是 `{key}` 的，现在写着 `{seen}`，没有读取",
            "this row was made for `{key}` and now shows `{seen}`; it was not read"
        ),
    )
    .at(place, words!("这里", "here"))
    .help(words!(
        "多半是只排序或粘贴了一部分列：请撤销后连同隐藏列一起排序；要换人就在表尾新加一行",
        "probably some columns were sorted or pasted without the others: undo it and sort with the hidden column; for somebody else add a row at the end"
    ))
}
