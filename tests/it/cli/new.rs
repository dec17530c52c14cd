use super::Place;

#[test]
fn templates_work_at_once() {
    let place = Place::new();
    for (template, rubric) in [
        ("minimal", "rubric.toml"),
        ("ward", "rubric.toml"),
        ("call-centre", "rubric.toml"),
        ("cascade", "person.toml"),
        ("cdc", "region.toml"),
        ("ecommerce-cs", "presales.toml"),
        ("ecommerce-cs", "aftersales.toml"),
        ("general", "employee.toml"),
        ("power", "department.toml"),
        ("property", "service-desk.toml"),
        ("teachers", "yearend.toml"),
    ] {
        if !place.at(template).exists() {
            place.run(&["new", template]).exits(0).says("kaohe evaluate").without_complaint();
        }
        let rubric = format!("{template}/{rubric}");
        place.run(&["validate", &rubric]).exits(0);
        place.run(&["evaluate", &rubric]).exits(0).says("名次");
    }
    place.run(&["new", "--help"]).exits(0).says("高职教师").says("呼叫中心");
    place.run(&["new", "--help", "--lang", "en"]).exits(0).says("vocational teachers").says("a call centre");
    // A template that extends brings what it extends; its sample data have a contradiction planted in them.
    for (template, rubric) in [("cdc-city", "city.toml"), ("cdc-province", "province.toml")] {
        place.run(&["new", template]).exits(0).says(&format!("kaohe evaluate {template}/{rubric}")).without_complaint();
        place.run(&["validate", &format!("{template}/{rubric}")]).exits(0);
        place.run(&["evaluate", &format!("{template}/{rubric}")]).exits(1).says("名次");
        place.run(&["evaluate", &format!("{template}/{rubric}"), "--period", "2023"]).exits(0).says("名次");
    }
    place.run(&["new", "minimal", "六月 考核", "--lang", "en"]).exits(0).says("kaohe evaluate '六月 考核/rubric.toml'");
}

#[test]
fn nothing_is_overwritten() {
    let place = Place::new();
    place.write("minimal/june.csv", "mine");
    place.run(&["new", "minimal"]).exits(2).silent().complains("`minimal/june.csv` 已存在");
    assert_eq!(place.read("minimal/june.csv"), "mine");
    assert!(!place.at("minimal/rubric.toml").exists());
}

#[test]
fn unknown_templates_are_told_the_known_ones() {
    let place = Place::new();
    place.run(&["new", "ecommerce"]).exits(2).silent().complains("是不是 `ecommerce-cs`？").complains("minimal");
    place.run(&["new", "minimal", "--lang", "en", "/dev/null/x"]).exits(2).silent().complains("cannot write");
}
