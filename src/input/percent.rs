//! Which cells of a workbook are shown as percentages, where calamine gives values only: the old
//! binary `.xls` and OpenDocument. A cell shown as `47.5%` holds 0.475, and nobody who looks at
//! the sheet can see that.

use std::collections::HashSet;
use std::io::{Read, Seek};

use quick_xml::events::{BytesStart, Event};

/// Row and column, both from 0.
pub type Cells = HashSet<(u32, u32)>;

/// Whether a number format shows a percentage: a `%` that is neither quoted nor escaped, in the
/// part for positive numbers.
pub fn shows(code: &str) -> bool {
    let mut quoted = false;
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => quoted = !quoted,
            '\\' | '_' | '*' if !quoted => {
                chars.next();
            }
            ';' if !quoted => return false,
            '%' if !quoted => return true,
            _ => {}
        }
    }
    false
}

/// The percentages of each sheet of a binary workbook, in the order of its sheets. What cannot be
/// followed is left out: the values themselves are read by calamine, which says what is damaged.
pub fn of_xls(bytes: &[u8]) -> Vec<Cells> {
    workbook_stream(bytes).map(|stream| sheets_of(&stream)).unwrap_or_default()
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// The stream `Workbook` (or `Book`, before 1997) of a compound file.
fn workbook_stream(file: &[u8]) -> Option<Vec<u8>> {
    let size = 1_usize << u16_at(file, 0x1e)?.clamp(7, 12);
    let sector = |number: u32| {
        let start = (number as usize).checked_add(1)?.checked_mul(size)?;
        file.get(start..start.checked_add(size)?.min(file.len()))
    };
    let words = |bytes: &[u8]| -> Vec<u32> { (0..bytes.len() / 4).filter_map(|at| u32_at(bytes, at * 4)).collect() };
    // The list of the sectors that hold the table of chains: 109 in the header, more in a chain of their own.
    let mut tables: Vec<u32> = (0..109).filter_map(|at| u32_at(file, 0x4c + at * 4)).collect();
    let mut next = u32_at(file, 0x44)?;
    while let Some(mut more) = sector(next).map(words) {
        if tables.len() > file.len() / size + 109 {
            return None;
        }
        next = more.pop()?;
        tables.append(&mut more);
    }
    let chains: Vec<u32> = tables.into_iter().filter_map(sector).flat_map(words).collect();
    let read = |start: u32| -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut at = start;
        // A chain that bites its own tail ends when it is longer than the file.
        while let (Some(part), true) = (sector(at), bytes.len() <= file.len()) {
            bytes.extend_from_slice(part);
            at = chains.get(at as usize).copied().unwrap_or(u32::MAX);
        }
        bytes
    };
    let directory = read(u32_at(file, 0x30)?);
    let mut root = None;
    let mut found = None;
    for entry in directory.chunks_exact(128) {
        let length = usize::from(u16_at(entry, 0x40)?).saturating_sub(2).min(62);
        let units: Vec<u16> = (0..length / 2).filter_map(|at| u16_at(entry, at * 2)).collect();
        let place = (u32_at(entry, 0x74)?, u32_at(entry, 0x78)? as usize);
        match String::from_utf16_lossy(&units).as_str() {
            "Root Entry" => root = Some(place),
            "Workbook" => found = Some(place),
            "Book" if found.is_none() => found = Some(place),
            _ => {}
        }
    }
    let (start, length) = found?;
    let mut stream = if length >= u32_at(file, 0x38)? as usize {
        read(start)
    } else {
        let small = read(root?.0);
        let links = words(&read(u32_at(file, 0x3c)?));
        let mut bytes = Vec::new();
        let mut at = start;
        while let (Some(part), true) = (small.get((at as usize).saturating_mul(64)..), bytes.len() < length) {
            bytes.extend_from_slice(part.get(..64).unwrap_or(part));
            at = links.get(at as usize).copied().unwrap_or(u32::MAX);
            if part.is_empty() {
                break;
            }
        }
        bytes
    };
    stream.truncate(length);
    Some(stream)
}

/// Records are a type, a length and that many bytes.
struct Records<'a> {
    stream: &'a [u8],
    at: usize,
}

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<(u16, &'a [u8])> {
        let kind = u16_at(self.stream, self.at)?;
        let length = usize::from(u16_at(self.stream, self.at + 2)?);
        let start = self.at + 4;
        self.at = start + length;
        Some((kind, self.stream.get(start..self.at)?))
    }
}

fn sheets_of(stream: &[u8]) -> Vec<Cells> {
    const END: u16 = 0x000a;
    let mut formats: HashSet<u16> = HashSet::from([9, 10]);
    let mut styles: Vec<u16> = Vec::new();
    let mut sheets: Vec<u32> = Vec::new();
    let mut modern = true;
    for (kind, body) in (Records { stream, at: 0 }) {
        match kind {
            0x0809 => modern = u16_at(body, 0) == Some(0x0600),
            0x041e => {
                let code = format_code(body, modern);
                if let Some(id) = u16_at(body, 0) {
                    if shows(&code) {
                        formats.insert(id)
                    } else {
                        formats.remove(&id)
                    };
                }
            }
            0x00e0 => styles.push(u16_at(body, 2).unwrap_or(0)),
            0x0085 => sheets.extend(u32_at(body, 0)),
            END => break,
            _ => {}
        }
    }
    let percent: Vec<bool> = styles.iter().map(|format| formats.contains(format)).collect();
    let shown = |style: Option<u16>| style.is_some_and(|style| percent.get(usize::from(style)) == Some(&true));
    let of_sheet = |offset: u32| {
        let mut cells = Cells::new();
        let mut depth = 0;
        for (kind, body) in (Records { stream, at: offset as usize }) {
            let (Some(row), column) = (u16_at(body, 0), u16_at(body, 2)) else {
                depth -= i32::from(kind == END);
                if depth <= 0 {
                    break;
                }
                continue;
            };
            match (kind, column) {
                (0x0809, _) => depth += 1,
                // Number, packed number, formula.
                (0x0203 | 0x027e | 0x0006, Some(column)) if depth == 1 && shown(u16_at(body, 4)) => {
                    cells.insert((u32::from(row), u32::from(column)));
                }
                // A run of packed numbers: a style and four bytes each.
                (0x00bd, Some(first)) if depth == 1 => {
                    for (run, packed) in body.get(4..).unwrap_or_default().chunks_exact(6).enumerate() {
                        if shown(u16_at(packed, 0)) {
                            cells.insert((u32::from(row), u32::from(first) + run as u32));
                        }
                    }
                }
                _ => {}
            }
        }
        cells
    };
    sheets.into_iter().map(of_sheet).collect()
}

/// The text of a number format; only its ASCII characters matter here.
fn format_code(body: &[u8], modern: bool) -> String {
    let ascii = |unit: u16| char::from_u32(u32::from(unit)).unwrap_or('?');
    if !modern {
        return body.get(3..).unwrap_or_default().iter().map(|byte| ascii(u16::from(*byte))).collect();
    }
    let text = body.get(5..).unwrap_or_default();
    if body.get(4).is_some_and(|flags| flags & 1 == 1) {
        text.chunks_exact(2).filter_map(|two| u16_at(two, 0)).map(ascii).collect()
    } else {
        text.iter().map(|byte| ascii(u16::from(*byte))).collect()
    }
}

/// The percentages of each sheet of an OpenDocument workbook, in the order of its sheets.
pub fn of_ods<R: Read + Seek>(archive: &mut zip::ZipArchive<R>) -> Vec<Cells> {
    const REPEATED: u32 = 16_384;
    let mut sheets: Vec<Cells> = Vec::new();
    let Ok(content) = archive.by_name("content.xml") else { return sheets };
    let mut reader = quick_xml::Reader::from_reader(std::io::BufReader::new(content));
    let mut buffer = Vec::new();
    let (mut row, mut next_row, mut column) = (0_u32, 0_u32, 0_u32);
    loop {
        buffer.clear();
        let (tag, open) = match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag)) => (tag, true),
            Ok(Event::Empty(tag)) => (tag, false),
            Ok(Event::Eof) | Err(_) => return sheets,
            Ok(_) => continue,
        };
        match tag.name().as_ref() {
            "table:table" if open => {
                sheets.push(Cells::new());
                (row, next_row, column) = (0, 0, 0);
            }
            "table:table-row" => {
                row = next_row;
                next_row = row.saturating_add(repeats(&tag, "table:number-rows-repeated"));
                column = 0;
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let end = column.saturating_add(repeats(&tag, "table:number-columns-repeated"));
                if attribute(&tag, "office:value-type").as_deref() == Some("percentage")
                    && let Some(cells) = sheets.last_mut()
                {
                    // A repeated row of percentages is filled in as far as any sheet of people goes.
                    for row in row..next_row.min(row.saturating_add(REPEATED)) {
                        cells.extend((column..end.min(column.saturating_add(REPEATED))).map(|column| (row, column)));
                        if cells.len() > 10_000_000 {
                            return sheets;
                        }
                    }
                }
                column = end;
            }
            _ => {}
        }
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = tag.try_get_attribute(name).ok()??;
    Some(attribute.value.to_string())
}

fn repeats(tag: &BytesStart<'_>, name: &str) -> u32 {
    attribute(tag, name).and_then(|value| value.parse().ok()).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_signs_in_formats() {
        assert!(shows("0.00%"));
        assert!(shows("[Red]0%;-0%"));
        assert!(!shows("0\"%\""));
        assert!(!shows("0\\%"));
        assert!(!shows("0;0%"));
    }

    #[test]
    fn binary_workbooks() {
        let sheets = of_xls(include_bytes!("fixtures/percent.xls"));
        assert_eq!(sheets.len(), 2);
        let mut cells: Vec<(u32, u32)> = sheets[1].iter().copied().collect();
        cells.sort_unstable();
        assert_eq!(cells, [(1, 1), (2, 1), (2, 2), (3, 1)]);
        assert!(sheets[0].is_empty());
        assert!(of_xls(b"\xd0\xcf\x11\xe0").is_empty());
    }
}
