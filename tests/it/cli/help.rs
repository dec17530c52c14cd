use super::{Place, ran};

#[test]
fn alone_it_says_what_to_do_next() {
    let place = Place::new();
    place.run(&[]).exits(0).says("kaohe new ecommerce-cs").says("第一次用").without_complaint();
    place.run(&["--lang", "en"]).exits(0).says("to begin").without_complaint();
}

#[test]
fn help_is_in_the_language_of_the_reader() {
    let place = Place::new();
    place.run(&["--help"]).exits(0).says("用法：kaohe <命令> [选项]").says("validate ").without_complaint();
    place.run(&["evaluate", "--help", "--lang=en"]).exits(0).says("usage: kaohe evaluate <RUBRIC> [options]");
    for verb in ["new", "validate", "evaluate", "explain", "test", "fmt", "watch", "completions"] {
        place.run(&["--help"]).says(&format!("\n  {verb}"));
        let help = place.run(&[verb, "--help"]).exits(0);
        assert!(!help.out.contains("Print help") && !help.out.contains("Usage"), "{}", help.out);
    }
}

#[test]
fn the_locale_decides_where_nothing_is_said() {
    let place = Place::new();
    let lang = |name: &str, value: &str| {
        let mut command = place.command(&["nonsense"]);
        command.env(name, value);
        ran(command).exits(2).err
    };
    assert!(lang("LANG", "en_GB.UTF-8").contains("there is no command `nonsense`"));
    assert!(lang("LC_ALL", "en_US.UTF-8").contains("there is no command"));
    assert!(lang("LANG", "C").contains("没有命令 `nonsense`"));
}

#[test]
fn wrong_usage_is_explained() {
    let place = Place::new();
    place.run(&["evalute"]).exits(2).silent().complains("是不是 `evaluate`？");
    place.run(&["evaluate"]).exits(2).silent().complains("缺少 `<方案>`");
    place.run(&["evaluate", "a.toml", "--perod", "x"]).exits(2).complains("没有选项 `--perod`").complains("--period");
    place.run(&["evaluate", "a.toml", "--set", "x"]).exits(2).complains("name=value");
    place.run(&["evaluate", "a.toml", "--notice", "soon"]).exits(2).complains("2024-07-05");
    place.run(&["evaluate", "a.toml", "--format", "pdf"]).exits(2).complains("`pdf`").complains("json");
    place.run(&["validate", "a.toml", "--format", "pdf"]).exits(2).complains("`short`");
    place.run(&["--lang", "fr"]).exits(2).complains("`fr`");
    place.run(&["--lang", "en", "test"]).exits(2).complains("`<RUBRIC>...` is missing");
}

#[test]
fn version() {
    Place::new().run(&["--version"]).exits(0).says(env!("CARGO_PKG_VERSION"));
}
