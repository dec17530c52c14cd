use super::*;
use crate::report::fixture;

#[test]
fn more_people_than_a_sheet_has_rows_are_refused() {
    let mut fixture = fixture::shop();
    let fits = {
        let views = [fixture.view(Lang::Zh)];
        Xlsx.refuses(&Series::of(&views)).is_none()
    };
    assert!(fits);
    fixture.results.order = vec![0; ROWS];
    let views = [fixture.view(Lang::Zh)];
    let refused = Xlsx.refuses(&Series::of(&views)).unwrap();
    assert!(refused.message.zh.contains("1048576") && refused.help.unwrap().zh.contains("parquet"));
}

#[test]
fn more_indicators_than_a_sheet_has_columns_are_refused() {
    let mut fixture = fixture::shop();
    let one = fixture.rubric.indicators[0].clone();
    fixture.rubric.indicators = vec![one; 5000];
    let views = [fixture.view(Lang::En)];
    assert_eq!(Xlsx.refuses(&Series::of(&views)).unwrap().code, codes::TOO_LARGE);
}

#[test]
fn nobody_and_nothing_is_a_workbook_too() {
    let mut fixture = fixture::shop();
    fixture.results.order.clear();
    fixture.results.subjects.clear();
    fixture.results.findings = Default::default();
    assert!(Xlsx.write(&fixture.view(Lang::Zh)).starts_with(b"PK"));
}

#[test]
fn what_is_done_is_told_up_to_the_end() {
    let fixture = fixture::shop();
    let views = [fixture.view(Lang::Zh)];
    let told = std::sync::Mutex::new((0, 0));
    let tell = |done: usize, of: usize| *told.lock().unwrap() = (done, of);
    let series = Series { progress: Some(super::super::Progress(&tell)), ..Series::of(&views) };
    Xlsx.write_to(&series, &mut Vec::new()).unwrap();
    let (done, of) = *told.lock().unwrap();
    assert!(done == of && of > 0, "{done} of {of}");
}
