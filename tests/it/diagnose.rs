//! Is the appraisal sound: planted faults are named, clean data raise no alarm, draws are the same for any number of
//! threads.

use std::fmt::Write as _;

use kaohe::host::Memory;
use kaohe::result::{Diagnosis, FigureCell, Verdict, Weight};
use kaohe::session::{self, Request, Trials};
use kaohe::statistics::draw::Draw;
use kaohe::text::Sources;

const ITEMS: usize = 6;

fn rubric() -> String {
    let mut text = String::from(
        "kaohe = 1\n[rubric]\ntitle = \"试\"\npoints = 120\n[subject]\nkey = \"号\"\nfile = \"a.csv\"\ngroups = [\"组\"]\n",
    );
    for at in 0..ITEMS {
        write!(
            text,
            "[[indicator]]\nid = \"i{at}\"\npoints = 20\nformula = \"x{at}\"\nbetter = \"higher\"\nscore.linear = {{ zero = 0, full = 100 }}\n"
        )
        .unwrap();
    }
    text + "[[grade]]\nname = \"优\"\nmin = 100\n[[grade]]\nname = \"其他\"\n"
}

/// People whose marks come from what they can and from chance; `plant` changes a row of figures.
fn data(seed: u64, people: usize, plant: impl Fn(usize, &mut [f64; ITEMS])) -> String {
    let mut draw = Draw::new(seed, 0);
    // The sum of four even draws is near enough to a bell.
    let bell = |draw: &mut Draw| (0..4).map(|_| draw.unit()).sum::<f64>() / 4.0;
    let mut text = String::from("号,组,x0,x1,x2,x3,x4,x5\n");
    for person in 0..people {
        let able = bell(&mut draw);
        let mut row = [0.0; ITEMS];
        for figure in &mut row {
            *figure = (10.0 + 80.0 * (0.5 * able + 0.5 * bell(&mut draw))).round();
        }
        plant(person, &mut row);
        let figures: Vec<String> = row.iter().map(f64::to_string).collect();
        writeln!(text, "p{person:03},{},{}", person % 2, figures.join(",")).unwrap();
    }
    text
}

fn diagnose(data: &str, draws: usize) -> Diagnosis {
    let host = Memory::default().with("r.toml", rubric()).with("a.csv", data);
    let request = Request { rubric: "r.toml".into(), ..Request::default() };
    let run = session::evaluate(&host, &request, &mut Sources::default()).unwrap_or_else(|it| panic!("{it:?}"));
    session::diagnose(&run, Trials { draws, ..Trials::default() }, &|_, _| {})
}

/// The first verdict of a section.
fn first<'a>(found: &'a Diagnosis, section: &str) -> &'a Verdict {
    let section = found.sections.iter().find(|it| it.id == section).unwrap();
    section.verdicts.first().unwrap()
}

#[test]
fn planted_faults_are_named_first() {
    let useless = diagnose(&data(1, 60, |_, row| row[3] = 77.0), 100);
    assert_eq!(
        (first(&useless, "discrimination").id, &*first(&useless, "discrimination").about),
        ("separates_nobody", "i3")
    );

    let against = diagnose(&data(2, 80, |_, row| row[2] = 100.0 - (row[0] + row[1] + row[4]) / 3.0), 100);
    assert_eq!(
        (first(&against, "discrimination").id, &*first(&against, "discrimination").about),
        ("against_total", "i2")
    );

    let twice = diagnose(&data(3, 60, |_, row| row[5] = row[1]), 100);
    assert_eq!((first(&twice, "consistency").id, &*first(&twice, "consistency").about), ("redundant", "i5"));

    let ceiling = diagnose(&data(4, 60, |person, row| row[0] = if person < 55 { 100.0 } else { 40.0 }), 100);
    assert_eq!((first(&ceiling, "discrimination").id, &*first(&ceiling, "discrimination").about), ("ceiling", "i0"));

    // A group that gets 15 points more in one thing, the others alike.
    let lifted = diagnose(&data(5, 80, |person, row| row[4] += if person % 2 == 1 { 150.0 } else { 0.0 }), 100);
    let found = first(&lifted, "fairness");
    assert_eq!(found.id, "group_apart", "{found:?}");
    assert!(found.text.zh.contains("i4"), "{}", found.text.zh);
}

/// Of 200 draws of clean data no more than five in a hundred may raise an alarm in what is planted above.
#[test]
fn clean_data_raise_no_alarm() {
    let looked_at = ["discrimination", "consistency", "fairness", "completeness"];
    let alarmed = (0..200).filter(|seed| {
        let found = diagnose(&data(1000 + seed, 60, |_, _| {}), 0);
        let sections = found.sections.iter().filter(|section| looked_at.contains(&section.id));
        sections.flat_map(|section| &section.verdicts).any(|it| matches!(it.weight, Weight::Fault | Weight::Doubt))
    });
    let alarmed = alarmed.count();
    assert!(alarmed <= 10, "{alarmed} of 200");
}

#[test]
fn draws_do_not_depend_on_threads() {
    let data = data(7, 40, |_, _| {});
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| diagnose(&data, 1000))
    };
    let one = with(1);
    assert_eq!(one, with(2));
    assert_eq!(one, with(3));
    let places = one.sections.iter().find(|it| it.id == "stability").unwrap().tables.first().unwrap();
    assert_eq!(places.rows.len(), 40);
}

/// Shares of the spread add up to one; an indicator in which all stand within a hundredth of each other hardly weighs.
#[test]
fn weights_in_effect_stand_beside_nominal_ones() {
    let found = diagnose(&data(9, 60, |person, row| row[2] = 50.0 + 0.01 * (person % 2) as f64), 100);
    let weights = found.sections.iter().find(|it| it.id == "weights").unwrap();
    let share = |row: &Vec<FigureCell>, at: usize| match row[at] {
        FigureCell::Share(share) => share,
        _ => panic!("{row:?}"),
    };
    let rows = &weights.tables.first().unwrap().rows;
    assert!(rows.iter().all(|row| (share(row, 2) - 1.0 / 6.0).abs() < 1e-12));
    let whole: f64 = rows.iter().map(|row| share(row, 3)).sum();
    assert!((whole - 1.0).abs() < 1e-9, "{whole}");
    let named: Vec<(&str, &str)> = weights.verdicts.iter().map(|it| (it.id, &*it.about)).collect();
    assert!(named.contains(&("without_effect", "i2")), "{named:?}");
}
