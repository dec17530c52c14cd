// The live page. Whatever comes from rubrics and data is put in as text, never as markup.
"use strict";

const zh = document.documentElement.lang.startsWith("zh");
const t = (chinese, english) => (zh ? chinese : english);
const at = (id) => document.getElementById(id);

// An element with properties and children; strings become text.
function el(name, properties, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties || {})) {
    if (value === undefined || value === null) continue;
    if (key === "on") {
      for (const [event, act] of Object.entries(value)) made.addEventListener(event, act);
    } else if (key in made && key !== "list") {
      made[key] = value;
    } else {
      made.setAttribute(key, value);
    }
  }
  made.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false));
  return made;
}

// Names stand in backticks.
const rich = (text) => text.split("`").map((part, index) => (index % 2 ? el("code", {}, part) : part));

const put = (id, ...children) => at(id).replaceChildren(...children.flat(Infinity).filter(Boolean));

let state = null;
let chosen = null;
let connected = true;
// Figures tried out: their values by key, and what came of them. Nothing of it is ever written.
const trial = { on: false, values: new Map(), answer: null, asking: false, again: false, failed: false };

async function ask(path, question) {
  const options = question === undefined
    ? {}
    : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(question) };
  const answer = await fetch(path, options);
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

// ---- head and banner

function drawHead() {
  const rubric = state && state.rubric;
  const title = rubric ? rubric.title : "kaohe";
  document.title = (state && !state.good ? "✗ " : "") + title + " · kaohe";
  let sign;
  if (!connected) {
    sign = el("span", { className: "state lost" }, t("连接已断，等待重新连上……", "disconnected, trying again…"));
  } else if (!state || !state.version) {
    sign = el("span", { className: "state" }, t("正在计算……", "computing…"));
  } else if (state.good) {
    const what = state.changed === "nothing" ? t("内容没有变化", "nothing changed")
      : state.changed === "layout" ? t("含义没有变化", "nothing changed in meaning")
      : t("已更新", "up to date");
    sign = el("span", { className: "state" }, `${what} · ${state.at} · ${state.took} ${t("毫秒", "ms")}`);
  } else {
    sign = el("span", { className: "state bad" }, `${t("有错误", "errors")} · ${state.at}`);
  }
  const tests = state && state.tests && state.tests.count
    ? el("span", { className: state.tests.failed.length ? "state bad" : "hint", id: "tests" },
        state.tests.failed.length
          ? t(`测试：${state.tests.count} 个中 ${state.tests.failed.length} 个不通过：`,
              `tests: ${state.tests.failed.length} of ${state.tests.count} fail: `)
            + state.tests.failed.slice(0, 1).concat(state.tests.failed.length > 1 ? "…" : []).join("")
          : t(`${state.tests.count} 个测试都通过`, `all ${state.tests.count} tests pass`))
    : null;
  const movable = rubric && (rubric.params.length || document.querySelector("#rubric [data-mark]"));
  const toggle = movable && el("button", { type: "button", id: "try", className: "push",
    on: { click: () => { trial.on = !trial.on; if (!trial.on) trial.values.clear(); drawRubric(); drawHead(); tryOut(); } } },
    t("试算", "what if"));
  if (toggle) toggle.setAttribute("aria-pressed", String(trial.on));
  const warnings = state && state.good && state.findings && state.findings.warnings
    ? el("a", { href: "#findings" }, t(`${state.findings.warnings} 个警告`, `warnings: ${state.findings.warnings}`)) : null;
  put("head", el("h1", {}, title), rubric && el("code", {}, rubric.file), sign, tests, warnings, toggle);
}

function drawBanner() {
  const old = state.version && !state.good;
  const board = state.board;
  put("banner", old && (board
    ? t(`这次保存有错误。下面是上一次正确的结果（${board.at} 的版本）。`,
        `This save has errors. Below are the last good results (the version of ${board.at}).`)
    : t("有错误，还没有结果。", "There are errors, and no results yet.")));
  at("board").classList.toggle("old", Boolean(old));
  // What is wrong comes first; where nothing is, the board does.
  document.body.classList.toggle("trouble", Boolean(state.findings && state.findings.errors));
}

// ---- rubric

// A slider and the number itself, for a figure with a key.
function sliderOf(key, value, most, label) {
  const now = trial.values.has(key) ? trial.values.get(key) : value;
  const step = stepOfFigure(value);
  const properties = (type) => ({ type, step: type === "range" ? step : "any", value: now, ariaLabel: label });
  const range = el("input", { min: Math.min(0, 2 * value), max: most, ...properties("range") });
  // After its ends are known.
  range.value = now;
  const number = el("input", properties("number"));
  const move = (from, to) => () => {
    if (from.value === "" || !Number.isFinite(Number(from.value))) return;
    to.value = from.value;
    if (Number(from.value) === value) trial.values.delete(key);
    else trial.values.set(key, Number(from.value));
    tryOut();
  };
  range.addEventListener("input", move(range, number));
  number.addEventListener("input", move(number, range));
  return el("div", { className: "slider", "data-key": key, "data-value": String(value) }, range, number);
}

// About forty steps to twice the figure, round ones.
function stepOfFigure(value) {
  const size = Math.abs(value) / 20 || 0.05;
  const power = 10 ** Math.floor(Math.log10(size));
  return Number((power * [1, 2, 5, 10].find((step) => step * power >= size * 0.999)).toPrecision(3));
}

function itemOf(item, points) {
  const full = el("span", { className: "full" }, item.full, points);
  if (item.mark !== null) full.setAttribute("data-mark", item.key);
  const slider = trial.on && item.mark !== null ? sliderOf(item.key, item.mark, item.most, item.name) : null;
  const name = el("span", { className: "name" }, item.name, item.code ? [" ", el("small", {}, item.code)] : null);
  if (item.items) {
    return el("li", { className: "category" },
      el("div", { className: "item", title: item.at }, name, full), slider,
      el("ul", { className: "tree" }, item.items.map((inner) => itemOf(inner, points))));
  }
  const facts = [
    item.formula && el("p", {}, el("code", {}, item.formula)),
    item.rated && el("p", {}, t("由评分人打分", "rated by people")),
    item.unit && el("p", {}, t("单位：", "unit: "), item.unit),
    item.method && el("p", {}, t("计分：", "scored by "), el("code", {}, item.method)),
    item.definition && el("p", {}, item.definition),
    el("p", {}, item.at),
  ];
  return el("li", {}, el("details", { className: "item-of" },
    el("summary", {}, el("span", { className: "item" }, name, full)), facts), slider);
}

function paramsOf(params) {
  if (!trial.on || !params.length) return null;
  return [el("h2", {}, t("参数", "parameters")),
    el("ul", { className: "tree" }, params.map((param) => el("li", {},
      el("div", { className: "item" }, el("span", { className: "name" }, param.name),
        el("span", { className: "full" }, String(param.value))),
      sliderOf(param.key, param.value, 2 * Math.abs(param.value) || 1, param.name))))];
}

function drawRubric() {
  const rubric = state.rubric;
  if (!rubric) return put("rubric", el("p", { className: "hint" }, t("方案还读不出来", "the rubric cannot be read yet")));
  const points = rubric.marking === "points" ? t(" 分", "") : "";
  const open = new Set([...document.querySelectorAll("#rubric details[open]")].map((one) => one.dataset.id));
  const total = rubric.marking === "points" ? [" ", el("small", {}, rubric.points + points)] : null;
  put("rubric", el("h2", {}, t("方案", "rubric"), total),
    el("ul", { className: "tree" }, rubric.items.map((item) => itemOf(item, points))), paramsOf(rubric.params));
  for (const [place, one] of [...document.querySelectorAll("#rubric details")].entries()) {
    one.dataset.id = String(place);
    one.open = open.has(one.dataset.id);
  }
}

// ---- findings

function lineOf(line) {
  return [el("span", { className: "n" }, String(line.n)), line.before,
    line.marked ? el("mark", {}, line.marked) : null, line.after, "\n"];
}

function placeOf(place) {
  return [
    el("p", { className: "place" }, el("code", {}, place.at), place.words ? [" ", rich(place.words)] : null),
    place.lines.length ? el("pre", { className: "lines" }, place.lines.flatMap(lineOf)) : null,
  ];
}

function findingOf(finding) {
  return el("li", { className: finding.severity },
    el("span", { className: "tag" }, `${finding.said} ${finding.code}`), " ", rich(finding.message),
    finding.places.slice(0, 4).map(placeOf),
    finding.help && el("p", { className: "help" }, t("建议：", "help: "), rich(finding.help)),
    finding.why && finding.severity === "error"
      ? el("p", { className: "help" }, t("为什么：", "why: "), el("code", {}, finding.why)) : null);
}

// Errors and warnings first; notes on request.
function drawFindings(findings, into, good) {
  if (!findings) return put(into);
  const grave = findings.shown.filter((finding) => finding.severity !== "note");
  const notes = findings.shown.filter((finding) => finding.severity === "note");
  const counts = [
    findings.errors && t(`${findings.errors} 个错误`, `${findings.errors} errors`),
    findings.warnings && t(`${findings.warnings} 个警告`, `${findings.warnings} warnings`),
    findings.notes && t(`${findings.notes} 个提示`, `${findings.notes} notes`),
  ].filter(Boolean).join(t("，", ", "));
  if (!counts) return put(into, good ? null : el("h2", {}, t("没有问题", "no findings")));
  const open = at(into).querySelector("details.notes")?.open;
  put(into, el("h2", {}, t("问题 ", "findings "), el("small", {}, counts)),
    el("ul", { className: "findings" }, grave.map(findingOf)),
    notes.length ? el("details", { className: "notes", open },
      el("summary", {}, t(`提示 ${notes.length} 个`, `${notes.length} notes`)),
      el("ul", { className: "findings" }, notes.map(findingOf))) : null);
}

// ---- board

function movedOf(moved) {
  if (!moved) return el("td", { className: "moved" });
  const way = moved.up > 0 ? "up" : moved.up < 0 ? "down" : "";
  return el("td", { className: "moved", title: t(`原来 ${moved.was}`, `was ${moved.was}`) },
    moved.place && el("span", { className: moved.rose ? "up" : "down" }, moved.place),
    moved.total && el("span", { className: way }, moved.total),
    moved.grade && el("span", {}, moved.grade));
}

function movesSaid(moves) {
  const said = [];
  if (trial.answer && trial.answer.board) {
    return [el("p", { className: "said" }, moves.count
      ? t(`试算：与文件里的结果相比，${moves.count} 人有变化`, `what if: against the results of the file, moved: ${moves.count}`)
      : t("试算：没有人有变化", "what if: nobody moves"))];
  }
  if (moves.period) {
    said.push(t(`周期由 ${moves.period[0]} 换成 ${moves.period[1]}，不逐人比较`,
      `the period was ${moves.period[0]} and is ${moves.period[1]}: people are not compared`));
  }
  if (moves.count) said.push(t(`与 ${moves.since} 相比，${moves.count} 人有变化`, `since ${moves.since}, moved: ${moves.count}`));
  if (moves.came) said.push(t("新出现：", "new: ") + moves.came);
  if (moves.went) said.push(t("不再出现：", "no longer there: ") + moves.went);
  if (moves.failing) said.push(t("测试由通过变为失败：", "tests that failed just now: ") + moves.failing);
  if (moves.passing) said.push(t("测试由失败变为通过：", "tests that pass again: ") + moves.passing);
  return said.map((line) => el("p", { className: "said" }, line));
}

function drawBoard(board) {
  if (!board) return put("board", el("p", { className: "hint" }, t("还没有结果", "no results yet")));
  const any = board.rows.some((row) => row.moved);
  const place = board.columns.findIndex((column) => column.who) + 1;
  const heads = board.columns.map((column) => el("th", { className: column.number ? "n" : "", scope: "col" },
    column.name, column.full ? [" ", el("small", {}, column.full)] : null));
  if (any) heads.splice(place, 0, el("th", { scope: "col" }, t("变化", "moved")));
  const rows = board.rows.map((row) => {
    const cells = row.cells.map((text, index) => {
      const column = board.columns[index];
      return el(column.who ? "th" : "td", { className: column.number ? "n" : "", scope: column.who ? "row" : null },
        text, column.who && row.below ? [" ", el("small", {}, row.below)] : null);
    });
    if (any) cells.splice(place, 0, movedOf(row.moved));
    const look = () => explain(row.key);
    return el("tr", { tabIndex: 0, className: row.key === chosen ? "chosen" : "",
      on: { click: look, keydown: (event) => { if (event.key === "Enter") look(); } } }, cells);
  });
  put("board",
    el("h2", {}, t("名次", "leaderboard"), board.period ? [" ", el("small", {}, board.period)] : null),
    board.provisional.map((text) => el("p", { className: "provisional" }, rich(text))),
    movesSaid(board.moves),
    el("div", { className: "scroll" }, el("table", { className: "data" },
      el("thead", {}, el("tr", {}, heads)), el("tbody", {}, rows))),
    board.more ? el("p", { className: "said" }, t(`另有 ${board.more} 人`, `and ${board.more} more`)) : null,
    board.starred ? el("p", { className: "said" }, t("* 有异议未决，总分或名次可能变动", "* may change, as objections are still open")) : null,
    el("p", { className: "said" }, t("点一个人，看总分怎么来的。", "Click somebody to see where the total comes from.")));
}

// ---- one person

function stepOf(step, depth) {
  const head = [el("b", {}, step.name), step.figure ? el("span", { className: "figure" }, step.figure) : null];
  const facts = [step.how.map((how) => el("p", {}, how)), step.cells ? el("p", {}, el("code", {}, step.cells)) : null];
  if (!step.children.length) return el("div", { className: "leaf" }, head, facts);
  return el("details", { className: "step", open: depth < 2 }, el("summary", {}, head),
    el("div", {}, facts, step.children.map((child) => stepOf(child, depth + 1))));
}

async function explain(key) {
  chosen = key;
  for (const row of document.querySelectorAll("#board tr.chosen")) row.classList.remove("chosen");
  const place = shown() ? shown().rows.findIndex((row) => row.key === key) : -1;
  document.querySelectorAll("#board tbody tr")[place]?.classList.add("chosen");
  let trail = null;
  try {
    trail = await ask("explain", question({ subject: key }));
  } catch (_) {
    // Somebody who is no longer there.
  }
  if (chosen !== key) return;
  if (!trail) return close();
  document.body.classList.add("asked");
  const person = at("person");
  person.hidden = false;
  const name = trail.label && trail.label !== trail.subject ? `${trail.label} (${trail.subject})` : trail.subject;
  put("person",
    el("header", {}, el("h2", {}, name, trail.period ? [" ", el("small", {}, trail.period)] : null),
      el("button", { type: "button", on: { click: close } }, t("关闭", "close"))),
    stepOf(trail.root, 0));
}

function close() {
  chosen = null;
  at("person").hidden = true;
  put("person");
  document.body.classList.remove("asked");
  for (const row of document.querySelectorAll("#board tr.chosen")) row.classList.remove("chosen");
}

// ---- rounds

const shown = () => (trial.answer && trial.answer.board) || (state && state.board);

// A question about the figures tried out, where there are any.
const question = (asked) => ({ ...asked, ...(trial.values.size ? { values: Object.fromEntries(trial.values) } : {}) });

// Asks for what would be, one question at a time; the last one counts.
async function tryOut() {
  if (trial.asking) {
    trial.again = true;
    return;
  }
  trial.asking = true;
  do {
    trial.again = false;
    try {
      trial.answer = trial.values.size ? await ask("what-if", question({})) : null;
      trial.failed = false;
    } catch (_) {
      trial.answer = null;
      trial.failed = trial.values.size > 0;
    }
  } while (trial.again);
  trial.asking = false;
  drawTrial();
  drawBoard(shown());
  if (chosen !== null) explain(chosen);
}

// What is tried out, and what gave way to it.
function drawTrial() {
  const answer = trial.answer;
  const others = new Map(answer ? answer.marks.map((mark) => [mark.key, mark]) : []);
  for (const full of document.querySelectorAll("#rubric [data-mark]")) {
    const mark = others.get(full.dataset.mark);
    full.classList.toggle("other", Boolean(mark));
    if (full.dataset.written === undefined) full.dataset.written = full.textContent;
    full.textContent = mark ? `${mark.from} → ${mark.to}` : full.dataset.written;
  }
  for (const slider of document.querySelectorAll("#rubric .slider")) {
    if (trial.values.has(slider.dataset.key)) continue;
    const value = others.get(slider.dataset.key)?.to ?? slider.dataset.value;
    for (const input of slider.querySelectorAll("input")) input.value = value;
  }
  if (!trial.on) return put("trial");
  const rows = answer ? [...answer.params, ...answer.marks] : [];
  const given = (row) => (trial.values.has(row.key) ? null : el("small", {}, t("（随之变化）", "(gives way)")));
  put("trial",
    el("h2", {}, t("试算 ", "what if "), el("small", {}, t("只在这里算，不写入文件", "computed here only; no file is written"))),
    trial.failed && el("p", { className: "said" }, t("还没有可以试算的结果", "there are no results to try this on yet")),
    rows.length
      ? el("ul", { className: "tried" }, rows.map((row) => el("li", {}, row.name, " ",
          el("b", {}, `${row.from} → ${row.to}`), " ", given(row))))
      : el("p", { className: "said" }, t("移动左边的滑块，或直接填数，看名次怎么变。", "Move a slider on the left, or type a number, and see who moves.")),
    rows.length ? el("button", { type: "button", id: "reset",
      on: { click: () => { trial.values.clear(); drawRubric(); tryOut(); } } }, t("恢复", "reset")) : null,
    answer && !answer.board
      ? el("p", { className: "said" }, t("这样改有错误，下面仍是文件里的结果：", "This has errors; below are the results of the file still:"))
      : null,
    answer && answer.findings.errors ? el("ul", { className: "findings" },
      answer.findings.shown.filter((finding) => finding.severity === "error").slice(0, 5).map(findingOf)) : null);
  at("trial").classList.toggle("on", true);
}

function draw() {
  drawHead();
  drawBanner();
  drawRubric();
  drawFindings(state.findings, "findings", state.good);
  if (trial.values.size) {
    // The file is another one now: the same figures are tried on it.
    const known = new Set([...document.querySelectorAll("#rubric .slider")].map((slider) => slider.dataset.key));
    for (const key of trial.values.keys()) if (!known.has(key)) trial.values.delete(key);
    trial.answer = null;
    tryOut();
  } else {
    trial.answer = null;
    drawTrial();
  }
  drawBoard(shown());
  drawHead();
  document.body.dataset.version = String(state.version);
}

async function load(version) {
  if (state && String(state.version) === String(version)) return;
  try {
    state = await ask("state");
  } catch (_) {
    return;
  }
  if (!state.version) return drawHead();
  draw();
  if (chosen !== null) explain(chosen);
}

const events = new EventSource("events");
events.addEventListener("round", (event) => { connected = true; load(event.data).then(drawHead); });
events.addEventListener("error", () => { connected = false; drawHead(); });
addEventListener("keydown", (event) => { if (event.key === "Escape" && chosen !== null) close(); });
addEventListener("pagehide", () => events.close());
drawHead();
