//! Results in files: CSV, NDJSON and Parquet hold the same, whatever the rubric and its data.

mod all;
mod asked;
mod failing;
mod live;
mod read;
mod workbook;

use std::path::Path;

use kaohe::host::{Disk, Host, Memory};
use kaohe::report::{self, Series, View};
use kaohe::session::{self, Evaluated, Every, Request};
use kaohe::text::{Lang, Sources};

/// A rubric evaluated in all its periods.
struct Made {
    evaluated: Evaluated,
    every: Every,
    sources: Sources,
}

impl Made {
    fn of(host: &dyn Host, rubric: &Path) -> Made {
        let mut sources = Sources::default();
        let request = Request { rubric: rubric.to_path_buf(), ..Request::default() };
        let evaluated = session::evaluate(host, &request, &mut sources);
        let evaluated = evaluated.unwrap_or_else(|stopped| panic!("{}: {stopped:#?}", rubric.display()));
        let every = session::every_period(&evaluated);
        Made { evaluated, every, sources }
    }

    fn shipped(rubric: &Path) -> Made {
        Made::of(&Disk, rubric)
    }

    fn in_memory(rubric: &str, files: &[(&str, &str)]) -> Made {
        let host = Memory::default().with("a.toml", rubric);
        let host = files.iter().fold(host, |host, (name, text)| host.with(name, *text));
        Made::of(&host, Path::new("a.toml"))
    }

    fn views(&self, all_periods: bool, lang: Lang) -> Vec<View<'_>> {
        let Made { evaluated, every, sources } = self;
        let shown: Vec<_> = if all_periods { every.results.iter().collect() } else { vec![&evaluated.results] };
        let rubric = &evaluated.rubric;
        let view = |results| View { rubric, results, sources, lang, width: 100, color: false };
        shown.into_iter().map(view).collect()
    }

    fn write(&self, format: &str, all_periods: bool, detail: bool) -> Vec<u8> {
        self.write_in(format, all_periods, detail, Lang::Zh)
    }

    fn write_in(&self, format: &str, all_periods: bool, detail: bool, lang: Lang) -> Vec<u8> {
        let views = self.views(all_periods, lang);
        let series = Series { all_periods, detail, ..Series::of(&views) };
        let mut out = Vec::new();
        report::named(format).unwrap().write_to(&series, &mut out).unwrap();
        out
    }
}
