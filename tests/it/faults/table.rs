//! What was found, counted by kind and by rubric, as a page of the documentation.

use std::collections::BTreeMap;

use super::Kind;
use super::hold::Seen;

#[derive(Debug, Clone, Copy, Default)]
pub struct Count {
    pub planted: usize,
    pub found: usize,
    pub on_line: usize,
}

impl Count {
    pub fn add(&mut self, seen: Seen) {
        if seen != Seen::Same {
            self.planted += 1;
            self.found += usize::from(matches!(seen, Seen::OnLine | Seen::Elsewhere));
            self.on_line += usize::from(seen == Seen::OnLine);
        }
    }

    fn and(self, other: Count) -> Count {
        Count {
            planted: self.planted + other.planted,
            found: self.found + other.found,
            on_line: self.on_line + other.on_line,
        }
    }

    /// Of a hundred, rounded down.
    fn share(self) -> String {
        if self.planted == 0 {
            return "–".to_string();
        }
        let tenths = self.on_line * 1000 / self.planted;
        format!("{}.{} %", tenths / 10, tenths % 10)
    }

    fn row(self) -> String {
        let Count { planted, found, on_line } = self;
        format!("{planted} | {on_line} | {} | {} | {}", self.share(), found - on_line, planted - found)
    }
}

/// One that was not found on its line.
#[derive(Debug)]
pub struct Missed {
    pub kind: usize,
    /// `rubrics/cdc/county.toml:4869: …`
    pub change: String,
    /// What was said elsewhere, if anything.
    pub told: String,
}

/// One run.
#[derive(Debug, Default)]
pub struct Run {
    pub kinds: Vec<Count>,
    pub rubrics: BTreeMap<String, Count>,
    pub missed: Vec<Missed>,
}

impl Run {
    pub fn whole(&self) -> Count {
        self.kinds.iter().fold(Count::default(), |sum, count| sum.and(*count))
    }

    /// The page, in one language.
    pub fn page(&self, kinds: &[&Kind], zh: bool) -> String {
        let pick = |chinese: &'static str, english: &'static str| if zh { chinese } else { english };
        let mut out = String::from(pick(INTRODUCTION.0, INTRODUCTION.1));
        let heads = pick(
            "植入 | 在该行发现 | 比例 | 在别处发现 | 没有发现",
            "planted | on the line | share | elsewhere | not found",
        );
        let rule = "|---|---:|---:|---:|---:|---:|\n";
        out += &format!("\n## {}\n\n| {} | {heads} |\n{rule}", pick("按种类", "By kind"), pick("种类", "kind"));
        for (kind, count) in kinds.iter().zip(&self.kinds) {
            out += &format!("| {} | {} |\n", if zh { kind.zh } else { kind.en }, count.row());
        }
        out += &format!("| **{}** | {} |\n", pick("合计", "all"), self.whole().row());
        out += &format!("\n## {}\n\n| {} | {heads} |\n{rule}", pick("按方案", "By rubric"), pick("方案", "rubric"));
        for (rubric, count) in &self.rubrics {
            out += &format!("| `{rubric}` | {} |\n", count.row());
        }
        out += &format!(
            "\n## {}\n\n{}\n",
            pick("没有在该行发现的", "Not found on their lines"),
            pick(REASONS.0, REASONS.1)
        );
        for (at, kind) in kinds.iter().enumerate() {
            let missed: Vec<&Missed> = self.missed.iter().filter(|missed| missed.kind == at).collect();
            if missed.is_empty() {
                continue;
            }
            out += &format!("\n### {}\n\n", if zh { kind.zh } else { kind.en });
            for missed in missed {
                let told = if missed.told.is_empty() { pick("没有发现", "nothing") } else { &missed.told };
                out += &format!("* {} — {told}\n", missed.change);
            }
        }
        out
    }
}

const INTRODUCTION: (&str, &str) = (
    "# 植入的错误：能不能发现，指不指得准

[English](faults.md)

在随附的各个方案里逐一植入常见的笔误（每次一处，选取由种子固定），再问 `kaohe validate`（含证明）、方案自己的测试（`kaohe test`）
和随附的数据（`kaohe validate --data`）说了什么。**在该行发现**：有错误、警告或失败的测试，它的某一处标注就落在改动的那一行；
漏掉的内容，则落在原处、所在的条目，或提到它的那一行。改了等于没改的不计。

快的一部分随 `cargo test` 跑；全部用下面的命令，`KAOHE_ACCEPT=1` 同时重写本页：

    cargo test --release --test it faults::all -- --ignored --nocapture
",
    "# Planted faults: are they found, and at the right place

[中文](faults.zh.md)

Common slips are planted into the shipped rubrics, one at a time and always the same ones, and then `kaohe validate` (proofs
included), the rubric's own tests (`kaohe test`) and the shipped data (`kaohe validate --data`) are asked. **On the line** means:
an error, a warning or a failed test has one of its labels on the line that was changed; of something left out, where it stood,
in the entry it belonged to, or on a line that names it. Changes that change nothing are not counted.

A quick part runs with `cargo test`; all of them, and with `KAOHE_ACCEPT=1` this page anew, by

    cargo test --release --test it faults::all -- --ignored --nocapture
",
);

const REASONS: (&str, &str) = (
    "每条是 `文件:行: 原文 → 改动`，后面是在别处说了什么。大致有这几类：

* **只有测试看得出**：两项分值对调、等级或后果漏掉、条件写反，方案仍然自洽；要有一个测试的期望会因此改变。标着“没有发现”的就是测试还没有碰到的。
* **单位没有旁证**：一个数的单位只在它自己那里写过，公式和检查里没有别的单位与它相比。
* **测试只看总分**：失败的测试不知道是哪一项分值错了，只指出期望的那一行。
* **改在上级方案里显现**：`extends` 的方案漏了一条修改，错误指在基础方案的那一行。",
    "Each is `file:line: old → new`, and behind it what was said elsewhere. They are of these kinds:

* **Only a test can tell**: marks of two items exchanged, a grade or consequence left out, a condition turned round: the rubric is
  still consistent, and some expectation has to change with it. \"nothing\" means that no test touches it yet.
* **A unit without a witness**: it is written once, and neither formula nor check holds it against another.
* **The test looks at the total only**: it cannot know which item's marks are wrong, and shows the expectation.
* **It shows in the base**: a rubric that `extends` another lacks one of its changes, and the finding is at the base's line.",
);
