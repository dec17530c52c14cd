//! Where the time of a run goes, pass by pass.

use std::time::Duration;

use crate::host::Host;
use crate::text::Words;

/// What takes time, in the order in which it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lap {
    /// Reading and checking the rubric, and making the plan.
    Check,
    /// Reading data files.
    Read,
    /// Reading raw records and adding them up, without holding them.
    Pass,
    /// Whose row it is, and of which period.
    Bind,
    Evaluate,
    /// Cutting a period out, order and findings.
    Collect,
    Write,
}

impl Lap {
    pub fn words(self) -> Words {
        let (zh, en) = match self {
            Lap::Check => ("检查方案", "check"),
            Lap::Read => ("读数据", "read"),
            Lap::Pass => ("读并累计", "read and add up"),
            Lap::Bind => ("对人对期", "bind"),
            Lap::Evaluate => ("计算", "evaluate"),
            Lap::Collect => ("汇总", "collect"),
            Lap::Write => ("写出", "write"),
        };
        Words::new(zh, en)
    }
}

/// What the passes so far took; nothing where the host has no clock.
pub(super) struct Laps<'a> {
    host: &'a dyn Host,
    since: Option<Duration>,
    pub all: Vec<(Lap, Duration)>,
}

impl<'a> Laps<'a> {
    pub fn begin(host: &'a dyn Host) -> Laps<'a> {
        Laps { host, since: host.elapsed(), all: Vec::new() }
    }

    /// What was done since the last one was this.
    pub fn end(&mut self, lap: Lap) {
        let now = self.host.elapsed();
        if let (Some(since), Some(now)) = (self.since, now) {
            let took = now.saturating_sub(since);
            match self.all.iter_mut().find(|(known, _)| *known == lap) {
                Some((_, before)) => *before += took,
                None => self.all.push((lap, took)),
            }
        }
        self.since = now;
    }
}
