//! Moving a key into another table of a rubric, with its comment, as edits of the text.

use toml_edit::{Document, DocumentMut, Item, Key, Table, TableLike};

use crate::text::Span;

/// One step from a table down to what stands in it.
#[derive(Debug, Clone)]
enum Step {
    Key(String),
    /// Of a list of tables, the one at this place.
    Item(usize),
}

/// The edits after which the key at `key` stands in the table `[to]`, or above all tables if there is none; `None` where
/// the text is not sound TOML, that table has such a key already, or the key is not one that stands by itself.
pub fn moved(text: &str, key: Span, to: Option<&str>) -> Option<Vec<(Span, String)>> {
    // The library ends lines by a line feed; whoever makes the edits puts back what the file has.
    let carriage = text.contains("\r\n");
    let read = Document::parse(text).ok()?;
    let mut path = Vec::new();
    let name = find(read.as_table(), key, &mut path)?;
    let mut document: DocumentMut = read.into_mut();
    if lines(&document.to_string(), carriage) != text {
        return None;
    }
    let table = path.iter().try_fold(document.as_item_mut(), |item, step| match step {
        Step::Key(key) => item.get_mut(key.as_str()),
        Step::Item(at) => item.get_mut(*at),
    })?;
    let (key, item) = table.as_table_mut()?.remove_entry(&name)?;
    let target = match to {
        None => document.as_table_mut(),
        Some(to) => document.as_table_mut().entry(to).or_insert(Item::Table(Table::new())).as_table_mut()?,
    };
    if target.contains_key(&name) {
        return None;
    }
    place(target, &key, item);
    edits(text, &lines(&document.to_string(), carriage))
}

fn lines(text: &str, carriage: bool) -> String {
    if carriage { text.replace("\r\n", "\n").replace('\n', "\r\n") } else { text.to_string() }
}

/// Puts the key behind the last of those that stand in the table itself.
fn place(target: &mut Table, key: &Key, item: Item) {
    target.set_implicit(false);
    target.insert_formatted(key, item);
}

/// The name of the key at a place, and the way to its table.
fn find(table: &dyn TableLike, at: Span, path: &mut Vec<Step>) -> Option<String> {
    for (name, item) in table.iter() {
        let key = table.key(name)?;
        if key.span().is_some_and(|span| (span.start, span.end) == (at.start, at.end)) {
            return item.is_value().then(|| name.to_string());
        }
        path.push(Step::Key(name.to_string()));
        let found = match item {
            Item::Table(inner) => find(inner, at, path),
            Item::ArrayOfTables(all) => all.iter().enumerate().find_map(|(index, inner)| {
                path.push(Step::Item(index));
                let found = find(inner, at, path);
                if found.is_none() {
                    path.pop();
                }
                found
            }),
            Item::None | Item::Value(_) => None,
        };
        if found.is_some() {
            return found;
        }
        path.pop();
    }
    None
}

/// What was taken away and what was put in, whole lines, where the two texts differ in just that.
fn edits(old: &str, new: &str) -> Option<Vec<(Span, String)>> {
    let (before, after): (Vec<&str>, Vec<&str>) =
        (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
    let head = before.iter().zip(&after).take_while(|(a, b)| a == b).count();
    let most = before.len().min(after.len()) - head;
    let tail = before.iter().rev().zip(after.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    let (gone, come) = (before.get(head..before.len() - tail)?, after.get(head..after.len() - tail)?);
    let start: usize = before.iter().take(head).map(|line| line.len()).sum();
    let whole = Span::new(start, start + gone.iter().map(|line| line.len()).sum::<usize>());
    // Lines that moved down, or up: two small edits say more than one large one.
    for count in 1..gone.len().min(come.len()) {
        let (first, rest) = gone.split_at(count);
        if come.get(come.len() - count..)? == first && come.get(..come.len() - count)? == rest {
            let taken = Span::new(whole.start, whole.start + first.concat().len());
            return Some(vec![(taken, String::new()), (Span::new(whole.end, whole.end), plain(first))]);
        }
        let (rest, last) = gone.split_at(gone.len() - count);
        if come.get(..count)? == last && come.get(count..)? == rest {
            let taken = Span::new(whole.end - last.concat().len(), whole.end);
            return Some(vec![(Span::new(whole.start, whole.start), plain(last)), (taken, String::new())]);
        }
    }
    Some(vec![(whole, plain(come))])
}

fn plain(lines: &[&str]) -> String {
    lines.concat().replace("\r\n", "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved_to(text: &str, name: &str, to: Option<&str>) -> Option<String> {
        let start = text.find(name).expect("the key");
        let mut edits = moved(text, Span::new(start, start + name.len()), to)?;
        edits.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
        let mut text = text.to_string();
        for (span, with) in edits {
            text.replace_range(span.start..span.end, &with);
        }
        Some(text)
    }

    #[test]
    fn with_its_comment_and_nothing_else() {
        let text = "# 头\n[rubric]\ntitle = \"题\"   # 名\n\n[subject]\nkey = \"k\"\n# 每月\ncycle = \"month\"  # 按月\nfile = \"a\"\n";
        let after = "# 头\n[rubric]\ntitle = \"题\"   # 名\n# 每月\ncycle = \"month\"  # 按月\n\n[subject]\nkey = \"k\"\nfile = \"a\"\n";
        assert_eq!(moved_to(text, "cycle", Some("rubric")).as_deref(), Some(after));
    }

    #[test]
    fn down_up_and_out_of_a_list() {
        let text = "groups = [\"组\"]\n[rubric]\n[subject]\nkey = \"k\"\n[[indicator]]\nid = \"a\"\nextends = \"b\"\n";
        let down = "[rubric]\n[subject]\nkey = \"k\"\ngroups = [\"组\"]\n[[indicator]]\nid = \"a\"\nextends = \"b\"\n";
        assert_eq!(moved_to(text, "groups", Some("subject")).as_deref(), Some(down));
        let up = "groups = [\"组\"]\nextends = \"b\"\n[rubric]\n[subject]\nkey = \"k\"\n[[indicator]]\nid = \"a\"\n";
        assert_eq!(moved_to(text, "extends", None).as_deref(), Some(up));
    }

    #[test]
    fn not_where_it_stands_already_or_cannot_be_read() {
        assert_eq!(moved_to("[a]\nx = 1\n[b]\nx = 2\n", "x = 1", Some("b")), None);
        assert_eq!(moved_to("[a]\nx = 1\n[b]\nx = 2\n", "x", Some("b")), None);
        assert_eq!(moved_to("[a]\nx = 1\n[b\n", "x", Some("b")), None);
    }
}
