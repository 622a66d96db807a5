//! What expressions can do, and that none can take a message hostage.

use insta::assert_snapshot;

use super::*;
use crate::json::{self, Tape};

/// What an expression comes to on a payload, or why it does not.
fn run(expression: &str, payload: &str) -> String {
    let expression = match Expression::compile(expression, OF_RECORD) {
        Ok(expression) => expression,
        Err(wrong) => return format!("refused: {wrong}"),
    };
    let mut tape = Tape::default();
    let payload = match json::scan_as_written(payload.as_bytes(), &mut tape).unwrap() {
        Some(item) => of_item(item),
        None => of_text(payload),
    };
    let mut operations = Operations::default();
    let told =
        payload.and_then(|payload| Given::new("a/b", payload).run(&expression, &mut operations));
    match told {
        Ok(value) => value.to_string(),
        Err(failed) => format!("{}: {}", failed.reason.code(), failed.words),
    }
}

#[test]
fn an_expression_sees_the_payload_and_the_topic() {
    assert_snapshot!(run("payload.a[1] * 2 + topic.len", r#"{"a":[1,20]}"#), @"43");
    assert_snapshot!(run("payload.split(\",\")[1].parse_float() / 10.0", "x,215"), @"21.5");
    assert_snapshot!(run("let sum = 0; for x in payload { sum += x } sum", "[1,2,3.5]"), @"6.5");
    assert_snapshot!(run("payload.filter(|x| x > 1).len", "[1,2,3]"), @"2");
    assert_snapshot!(run("fn twice(x) { x * 2 } twice(payload[0])", "[4]"), @"8");
    assert_snapshot!(run("switch payload.m { 0 => \"off\", 1 => \"on\", _ => () }", r#"{"m":1}"#), @"on");
    assert_snapshot!(run("(parse_int(payload[0].sub_string(0, 4), 16) >> 1) & 0xff", r#"["01ff"]"#), @"255");
    assert_snapshot!(run("payload.split('-', 2)[1] + payload.split_rev(\"-\")[0]", "a-b-c"), @"b-cc");
    assert_snapshot!(run("payload.split()[1] + payload.to_chars()[0]", "ab c"), @"ca");
    assert_snapshot!(run("let s = payload; s.pad(5, \"xy\"); let a = [s]; a.pad(2, 0); a", "ab"), @r#"["abxyx", 0]"#);
    assert_snapshot!(run("payload.gone", r#"{"m":1}"#), @"");
    assert_snapshot!(run("payload.t ?? 5", r#"{"m":1}"#), @"5");
}

#[test]
fn an_expression_that_is_wrong_is_told_with_its_line() {
    assert_snapshot!(run("let a = 1;\nlet b = ;", "[]"), @"refused: cannot be understood in its line 2: Unexpected ';'");
    assert_snapshot!(run("payloat.x", "[]"), @"refused: cannot be understood in its line 1: Undefined variable: payloat");
    assert_snapshot!(run("payload = 1", "[]"), @"bad_expression: line 1: Cannot modify constant payload");
    assert_snapshot!(run("let a = 1;\na.b.c", "[]"), @"bad_expression: line 2: Unknown property 'b' - a getter is not registered for type 'i64'");
    assert_snapshot!(run("1 / 0", "[]"), @"bad_expression: line 1: Division by zero: 1 / 0");
    assert_snapshot!(run("throw \"no\"", "[]"), @"bad_expression: line 1: Runtime error: no");
    assert_snapshot!(run(&"1+".repeat(3_000), "[]"), @"refused: is longer than 4096 bytes");
    assert_snapshot!(run(&format!("{}1{}", "(".repeat(200), ")".repeat(200)), "[]"), @"refused: cannot be understood in its line 1: Expression exceeds maximum complexity");
}

#[test]
fn nothing_outside_can_be_reached() {
    for expression in [
        "eval(\"1\")",
        "print(1)",
        "debug(1)",
        "import \"a\" as b; 1",
        "this",
        "sleep(1)",
        "timestamp()",
        "parse_json(\"{}\")",
        "exit(1)",
        "Fn(\"sleep\").call(1)",
        "call(\"sleep\", 1)",
        "blob(9)",
    ] {
        let told = run(expression, "[]");
        let is_refused = told.starts_with("refused") || told.starts_with("bad_expression");
        assert!(is_refused, "{expression}: {told}");
    }
}

#[test]
fn an_expression_that_would_take_too_long_is_ended() {
    let list: Vec<String> = (0..200).map(|n| n.to_string()).collect();
    let payload = format!("[{}]", list.join(","));
    for expression in [
        "loop {}",
        "let x = 0; while true { x += 1 }",
        "for i in 0..1000000000000 { }",
        "loop { let b = payload; }",
        "let a = payload; loop { a == payload; }",
        "let a = payload; loop { a.sort(); a.reverse(); }",
        "loop { payload.filter(|x| x == 1); }",
        "let s = \"a\"; loop { s += s; }",
        "let s = \"a\"; s.pad(1000000000, \"x\"); s",
        "let a = []; a.pad(1000000000, 1); a",
        "let a = [1]; loop { a += a; }",
        "let a = [1]; loop { a = [a, a]; }",
        "let a = [1]; loop { a.push(a); }",
        "let m = #{}; for i in 0..100000 { m[`k${i}`] = i; }",
        "let m = #{}; loop { m = #{a: m, b: m}; }",
        "fn f(n) { f(n + 1) } f(0)",
        "fn f(n) { f(n - 1) + f(n - 1) } f(100)",
        "let f = |x, f| f.call(x, f); f.call(1, f)",
        "fn f() { loop {} } loop { try { f() } catch { } }",
        "try { loop {} } catch { 1 }",
        "loop { let s = \"\"; s.pad(1000, \"x\"); }",
        "loop { let s = \"\"; s.pad(1000, 'x'); }",
        "loop { let a = []; a.pad(250, 1); }",
        "loop { \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\".to_chars(); }",
        "let o = #{}; for i in 0..100 { o[`k${i}`] = i; } loop { o + o; }",
    ] {
        let told = run(expression, &payload);
        assert!(told.starts_with("too_costly"), "{expression}: {told}");
    }
    assert_snapshot!(run("1;\nloop {}", "[]"), @"too_costly: line 2: it takes more operations than a message may cost");
}

#[test]
fn copying_a_variable_costs_what_it_holds() {
    let list = format!("[{}]", vec!["1"; 200].join(","));
    let mut tape = Tape::default();
    let payload = json::scan_as_written(list.as_bytes(), &mut tape).unwrap().unwrap();
    for (expression, at_least, at_most) in [
        ("1", 1, 20),
        ("let a = payload; 1", 400, 450),
        ("let a = [1]; let b = payload; let c = b; 1", 800, 900),
    ] {
        let expression = Expression::compile(expression, OF_RECORD).unwrap();
        let mut operations = Operations::default();
        let mut given = Given::new("a", of_item(payload).unwrap());
        assert!(given.run(&expression, &mut operations).is_ok());
        let cost = EXPRESSION_OPERATIONS_MAX - operations.0;
        assert!((at_least..at_most).contains(&cost), "{cost}");
    }
}

#[test]
fn a_message_has_one_purse_for_all_its_expressions() {
    let costly = Expression::compile("let i = 0; while i < 400 { i += 1 } i", OF_RECORD).unwrap();
    let mut operations = Operations::default();
    let mut given = Given::new("a", Dynamic::UNIT);
    let runs = (0..100).take_while(|_| given.run(&costly, &mut operations).is_ok()).count();
    assert!((2..40).contains(&runs), "{runs}");
}

#[test]
fn a_payload_beyond_the_bounds_is_not_made_ready() {
    let long = format!("[{}]", vec!["1"; EXPRESSION_SIZE_MAX + 1].join(","));
    assert_snapshot!(run("1", &long), @r#"too_costly: the payload holds more than 256 values or a text of more than 1024 bytes; choose the part that matters by "at" or "each""#);
    assert_snapshot!(run("1", &"x".repeat(2_000)), @"too_costly: the text has more than 1024 bytes");
}
