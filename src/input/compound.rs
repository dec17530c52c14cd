//! Compound files: the container of old binary `.xls` workbooks.

/// Two bytes, the lower first.
pub fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

/// Four bytes, the lowest first.
pub fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// The stream `Workbook` (or `Book`, before 1997) of a compound file.
pub fn workbook_stream(file: &[u8]) -> Option<Vec<u8>> {
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
