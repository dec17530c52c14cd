//! The pages of a column chunk, unpacked: how many rows, which of them hold a value, and the values.

use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{Compression, Encoding, Type};
use parquet::column::page::{Page, PageReader};
use parquet::errors::{ParquetError, Result as PageResult};
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::reader::{ChunkReader, Length};
use parquet::file::serialized_reader::SerializedPageReader;

use super::bits::{self, CUT_SHORT, Fault};
use super::kinds::Leaf;

/// What takes up the values of a column, page after page.
pub trait Sink {
    /// The plain values that later indices mean.
    fn dictionary(&mut self, plain: &[u8], count: usize) -> Result<(), Fault>;

    /// So many rows; `present` tells which of them hold one of the `count` plain values.
    fn plain(&mut self, plain: &[u8], count: usize, rows: usize, present: Option<&[bool]>) -> Result<(), Fault>;

    /// As above, with places in the dictionary.
    fn indices(&mut self, indices: &[u32], rows: usize, present: Option<&[bool]>) -> Result<(), Fault>;
}

/// A page may unpack to this many bytes; writers make them a thousand times smaller.
const LARGEST: u64 = 1 << 30;

/// The bytes of a column chunk at their place in the file.
struct Part {
    from: u64,
    bytes: Bytes,
}

impl Length for Part {
    fn len(&self) -> u64 {
        self.from + self.bytes.len() as u64
    }
}

impl ChunkReader for Part {
    type T = Cursor<Bytes>;

    fn get_read(&self, start: u64) -> PageResult<Cursor<Bytes>> {
        let start = start.checked_sub(self.from).and_then(|start| usize::try_from(start).ok());
        let start = start.filter(|start| *start <= self.bytes.len());
        let start = start.ok_or_else(|| ParquetError::EOF(CUT_SHORT.to_string()))?;
        Ok(Cursor::new(self.bytes.slice(start..)))
    }

    fn get_bytes(&self, start: u64, length: usize) -> PageResult<Bytes> {
        let start = start.checked_sub(self.from).and_then(|start| usize::try_from(start).ok());
        let end = start.and_then(|start| start.checked_add(length)).filter(|end| *end <= self.bytes.len());
        match (start, end) {
            (Some(start), Some(end)) => Ok(self.bytes.slice(start..end)),
            _ => Err(ParquetError::EOF(CUT_SHORT.to_string())),
        }
    }
}

/// Where a column chunk lies in its file; nothing where the file says what cannot be.
pub fn range(chunk: &ColumnChunkMetaData) -> Option<(u64, usize)> {
    let from = chunk.dictionary_page_offset().unwrap_or(chunk.data_page_offset());
    Some((u64::try_from(from).ok()?, usize::try_from(chunk.compressed_size()).ok()?))
}

/// A column chunk, read as far as somebody wants it.
pub struct Pages<'a> {
    leaf: &'a Leaf,
    reader: SerializedPageReader<Part>,
    zstd: bool,
    /// Rows of pages that were not opened yet.
    left: usize,
    dictionary: Option<usize>,
    page: Option<Opened>,
    scratch: Vec<u32>,
}

/// A page of values, and how far it is read.
struct Opened {
    row: usize,
    rows: usize,
    present: Option<Vec<bool>>,
    values: Values,
}

enum Values {
    Plain(Bytes),
    Indices(bits::Hybrid),
}

impl<'a> Pages<'a> {
    /// Of a chunk of `rows` rows; `bytes` are those of [`range`].
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn open(leaf: &'a Leaf, chunk: &ColumnChunkMetaData, bytes: Vec<u8>, rows: usize) -> Result<Pages<'a>, String> {
        sheltered(|| {
            let (from, _) = range(chunk).ok_or("a column lies outside the file")?;
            let part = Arc::new(Part { from, bytes: bytes.into() });
            // The decoder of zstd that the page reader knows is not Rust: those pages it hands over as they are.
            let zstd = matches!(chunk.compression(), Compression::ZSTD(_));
            let bare = if zstd {
                let builder = chunk.clone().into_builder().set_compression(Compression::UNCOMPRESSED);
                Some(builder.build().map_err(said)?)
            } else {
                None
            };
            let reader = SerializedPageReader::new(part, bare.as_ref().unwrap_or(chunk), rows, None).map_err(said)?;
            Ok(Pages { leaf, reader, zstd, left: rows, dictionary: None, page: None, scratch: Vec::new() })
        })
    }

    /// Gives the values of the next rows to a sink.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn give(&mut self, rows: usize, sink: &mut dyn Sink) -> Result<(), String> {
        sheltered(|| self.give_rows(rows, sink))
    }

    fn give_rows(&mut self, mut rows: usize, sink: &mut dyn Sink) -> Result<(), String> {
        while rows > 0 {
            let Some(page) = self.page.as_mut().filter(|page| page.row < page.rows) else {
                self.turn(sink)?;
                continue;
            };
            let end = page.rows.min(page.row + rows);
            let here = end - page.row;
            let present = page.present.as_ref().and_then(|present| present.get(page.row..end));
            let count = present.map_or(here, |present| present.iter().filter(|there| **there).count());
            match &mut page.values {
                Values::Plain(plain) => {
                    // The last rows have what is left, which is for the sink to judge.
                    let length = if end == page.rows { plain.len() } else { self.leaf.plain_length(plain, count)? };
                    sink.plain(&plain[..length], count, here, present)?;
                    *plain = plain.slice(length..);
                }
                Values::Indices(packed) => {
                    self.scratch.clear();
                    packed.next(count, &mut self.scratch)?;
                    sink.indices(&self.scratch, here, present)?;
                }
            }
            page.row = end;
            rows -= here;
        }
        Ok(())
    }

    /// Goes on to the next page.
    fn turn(&mut self, sink: &mut dyn Sink) -> Result<(), String> {
        // What follows the last row is of no interest, and some writers count it wrongly.
        let Some(page) = (if self.left > 0 { self.reader.get_next_page().map_err(said)? } else { None }) else {
            return Err("a column has fewer values than rows".to_string());
        };
        let Some(page) = one(self.leaf, page, self.zstd, self.left, &mut self.dictionary)? else { return Ok(()) };
        let values = match page.body {
            Body::Dictionary(plain, count) => {
                self.dictionary = Some(count);
                return Ok(sink.dictionary(&plain, count)?);
            }
            Body::Plain(plain) => Values::Plain(plain),
            Body::Indices(packed, width) => Values::Indices(bits::Hybrid::new(packed, width, page.count)?),
        };
        self.left -= page.rows;
        self.page = Some(Opened { row: 0, rows: page.rows, present: page.present, values });
        Ok(())
    }
}

fn said(error: ParquetError) -> String {
    error.to_string()
}

/// The page reader is another's: whatever a damaged header makes of it, it is one more file that cannot be read.
fn sheltered<T>(read: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err("the reader gave up".to_string()))
}

struct Unpacked {
    rows: usize,
    /// Values there.
    count: usize,
    present: Option<Vec<bool>>,
    body: Body,
}

enum Body {
    Dictionary(Bytes, usize),
    Plain(Bytes),
    /// Runs of numbers of so many bits.
    Indices(Bytes, u8),
}

fn one(
    leaf: &Leaf,
    page: Page,
    zstd: bool,
    left: usize,
    dictionary: &mut Option<usize>,
) -> Result<Option<Unpacked>, String> {
    let (rows, present, body, encoding) = match page {
        Page::DictionaryPage { buf, num_values, .. } => {
            let buf = if zstd { unzstd(&buf)? } else { buf };
            // A value has a byte at least; texts have four for their length.
            if num_values as usize > buf.len() {
                return Err(CUT_SHORT.to_string());
            }
            let body = Body::Dictionary(buf, num_values as usize);
            return Ok(Some(Unpacked { rows: 0, count: 0, present: None, body }));
        }
        Page::DataPage { buf, num_values, encoding, def_level_encoding, .. } => {
            let rows = num_values as usize;
            check(rows, left)?;
            let buf = if zstd { unzstd(&buf)? } else { buf };
            let mut rest = &buf[..];
            let mut present = None;
            if leaf.optional {
                if def_level_encoding != Encoding::RLE {
                    return Err("levels in a form that is no longer written".to_string());
                }
                present = bits::present(bits::prefixed(&mut rest)?, rows)?;
            }
            let at = buf.len() - rest.len();
            (rows, present, buf.slice(at..), encoding)
        }
        Page::DataPageV2 {
            buf, num_values, encoding, def_levels_byte_len, rep_levels_byte_len, is_compressed, ..
        } => {
            let rows = num_values as usize;
            check(rows, left)?;
            let skip = rep_levels_byte_len as usize;
            let at = skip.saturating_add(def_levels_byte_len as usize);
            if at > buf.len() {
                return Err(CUT_SHORT.to_string());
            }
            let mut present = None;
            if leaf.optional && def_levels_byte_len > 0 {
                present = bits::present(&buf[skip..at], rows)?;
            }
            let body = buf.slice(at..);
            let body = if zstd && is_compressed && !body.is_empty() { unzstd(&body)? } else { body };
            (rows, present, body, encoding)
        }
    };
    let count = present.as_ref().map_or(rows, |present| present.iter().filter(|there| **there).count());
    let body = body_of(leaf, body, encoding, count, *dictionary)?;
    Ok(Some(Unpacked { rows, count, present, body }))
}

fn check(rows: usize, left: usize) -> Result<(), String> {
    if rows > left { Err("a column has more values than rows".to_string()) } else { Ok(()) }
}

fn body_of(
    leaf: &Leaf,
    body: Bytes,
    encoding: Encoding,
    count: usize,
    dictionary: Option<usize>,
) -> Result<Body, String> {
    let texts = leaf.width().is_none();
    let integers = leaf.width().filter(|width| matches!(width, 4 | 8));
    Ok(Body::Plain(match (encoding, integers) {
        (Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY, _) => {
            if count == 0 {
                return Ok(Body::Plain(Bytes::new()));
            }
            if dictionary.is_none() {
                return Err("a page asks for a dictionary that is not there".to_string());
            }
            let width = *body.first().ok_or(CUT_SHORT)?;
            return Ok(Body::Indices(body.slice(1..), width));
        }
        (Encoding::PLAIN, _) if leaf.physical == Type::BOOLEAN => {
            let truths = body.iter().flat_map(|byte| (0..8).map(move |bit| byte >> bit & 1)).take(count);
            truths.collect::<Vec<u8>>().into()
        }
        (Encoding::PLAIN, _) => body,
        (Encoding::RLE, _) if leaf.physical == Type::BOOLEAN => {
            let mut rest = &body[..];
            let truths = bits::present(bits::prefixed(&mut rest)?, count)?;
            truths.map_or_else(|| vec![1; count], |truths| truths.into_iter().map(u8::from).collect()).into()
        }
        (Encoding::DELTA_BINARY_PACKED, Some(width)) => {
            let values = bits::deltas(&mut &body[..], count)?;
            values.iter().flat_map(|value| value.to_le_bytes().into_iter().take(width)).collect::<Vec<u8>>().into()
        }
        (Encoding::DELTA_LENGTH_BYTE_ARRAY, _) if texts => bits::delta_lengths(&body, count)?.into(),
        (Encoding::DELTA_BYTE_ARRAY, _) => bits::delta_texts(&body, count, texts)?.into(),
        (Encoding::BYTE_STREAM_SPLIT, _) if !texts => bits::joined(&body, leaf.width().unwrap_or(0), count)?.into(),
        _ => return Err(format!("values written as {encoding}")),
    }))
}

fn unzstd(bytes: &[u8]) -> Result<Bytes, String> {
    if bytes.is_empty() {
        return Ok(Bytes::new());
    }
    let decoder = ruzstd::decoding::StreamingDecoder::new(bytes).map_err(|error| error.to_string())?;
    let mut unpacked = Vec::new();
    decoder.take(LARGEST).read_to_end(&mut unpacked).map_err(|error| error.to_string())?;
    Ok(unpacked.into())
}
