//! The built program, run as a person or a script runs it.

#![expect(clippy::unwrap_used, reason = "tests tell where they broke by ending there")]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value as Json;

// What is seen of a process is read from /proc.
#[cfg(target_os = "linux")]
#[path = "cli/secured.rs"]
mod secured;

fn plantroomctl(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plantroomctl"));
    command.args(arguments).env_remove("PLANTROOM_DATA").stdin(Stdio::null());
    command
}

fn with_input(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = command(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// Runs in a data folder and gives the JSON answer of a command that succeeds.
fn answer(folder: &Path, arguments: &[&str]) -> Json {
    let folder = folder.to_str().unwrap();
    let output = plantroomctl(&[&["--data-dir", folder, "--json"], arguments].concat());
    assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Runs in a data folder and gives the exit code.
fn code(folder: &Path, arguments: &[&str]) -> Option<i32> {
    let folder = folder.to_str().unwrap();
    let output = plantroomctl(&[&["--data-dir", folder], arguments].concat());
    assert!(!output.stderr.is_empty(), "{arguments:?} says nothing about its failure");
    output.status.code()
}

#[test]
fn help_names_every_command() {
    let output = plantroomctl(&["--help"]);
    assert_eq!(output.status.code(), Some(0));
    let help = text(&output.stdout);
    for command in [
        "init",
        "collect",
        "broker",
        "secrets",
        "points",
        "quarantine",
        "mapping",
        "latest",
        "readings",
        "import",
        "export",
        "decode",
        "encode",
        "store",
        "simulate",
        "bench",
        "health",
    ] {
        assert!(help.contains(&format!("\n  {command} ")), "{command}\n{help}");
        let output = plantroomctl(&[command, "--help"]);
        assert_eq!(output.status.code(), Some(0), "{command}");
        assert!(text(&output.stdout).contains("Example:"), "{command}");
    }
}

#[test]
fn what_does_not_exist_is_a_usage_error() {
    for arguments in [&["nonsense"][..], &[], &["alarms", "list"], &["bench", "nonsense"]] {
        let output = plantroomctl(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
}

#[test]
fn decode_answers_each_line_of_standard_input() {
    let input = b"{\"topic\":\"ahu1/temperature\",\"payload\":\"21.5\"}\nnonsense\n\
        {\"topic\":\"ahu1\",\"payload\":\"{\\\"on\\\":true}\"}\n";
    let output = with_input(&["decode"], input);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let lines: Vec<Json> =
        text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0]["readings"][0]["value"], 21.5);
    assert_eq!(lines[1]["rejects"][0]["reason"], "bad_input_line");
    assert_eq!(lines[2]["readings"][0]["value"], true);
}

#[test]
fn decode_reads_a_file_and_says_when_there_is_none() {
    let fixture =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures/corpus.jsonl");
    let output = plantroomctl(&["decode", "--input", fixture.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(text(&output.stdout).lines().count(), 240);
    let output = plantroomctl(&["decode", "--input", "there/is/no/such.jsonl"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("there/is/no/such.jsonl"));
}

#[test]
fn encode_answers_messages_and_wanted_values_line_by_line() {
    let input = b"{\"topic\":\"hall/switch/fan/state\",\"payload\":\"OFF\"}\n\
        {\"device\":\"hall\",\"point\":\"switch/fan\",\"value\":true}\n\
        {\"device\":\"hall\",\"point\":\"switch/fan\",\"value\":\"AUTO\"}\n";
    let output = with_input(&["encode"], input);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let lines: Vec<Json> =
        text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0]["commands"][0]["topic"], "hall/switch/fan/command");
    assert_eq!(
        (&lines[1]["topic"], &lines[1]["payload"]),
        (&lines[0]["commands"][0]["topic"], &Json::from("ON"))
    );
    assert_eq!(lines[1]["retain"], false);
    assert!(lines[2]["error"].as_str().unwrap().contains("it takes ON, OFF, TOGGLE"));
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(code(&folder.path().join("none"), &["latest"]), Some(3));
    assert_eq!(code(folder.path(), &["init", "--timezone", "Nowhere/Land"]), Some(2));
}

const ROWS: &str = "\
ts,point,value,unit,quality
2026-03-01T00:00:00Z,room,21.5,°C,good
2026-03-01T00:01:00Z,room,0.30000000000000004,°C,uncertain
1772323320000,room,22,°C,
2026-03-01T00:00:00Z,pump,true,,good
2026-03-01T00:01:00Z,pump,false,,bad
2026-03-01T00:00:00Z,mode,'=1+1,,good
2026-03-01T00:01:00Z,mode,'21.5,,good
nonsense,mode,x,,good
2026-03-01T00:02:00Z,mode,x,,perfect
";
const RANGE: [&str; 4] = ["--from", "2026-03-01T00:00:00Z", "--to", "2026-03-02T00:00:00Z"];

/// A data folder with the rows above.
fn imported() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    answer(folder.path(), &["init", "--timezone", "Europe/Berlin"]);
    let file = folder.path().join("in.csv");
    std::fs::write(&file, ROWS).unwrap();
    let summary = answer(folder.path(), &["import", "readings", file.to_str().unwrap()]);
    assert_eq!((&summary["rows"], &summary["stored"]), (&Json::from(9), &Json::from(7)));
    assert_eq!(summary["points_made"], 3);
    let refused: Vec<&Json> =
        summary["refused"].as_array().unwrap().iter().map(|refused| &refused["row"]).collect();
    assert_eq!(refused, [8, 9]);
    let again = answer(folder.path(), &["import", "readings", file.to_str().unwrap()]);
    assert_eq!((&again["stored"], &again["duplicate"]), (&Json::from(0), &Json::from(7)));
    folder
}

#[test]
fn what_is_exported_comes_back_unchanged() {
    let folder = imported();
    for name in ["out.csv", "out.parquet"] {
        let file = folder.path().join(name);
        let file = file.to_str().unwrap();
        let exported =
            answer(folder.path(), &[&["export", "readings", "--out", file], &RANGE[..]].concat());
        assert_eq!((&exported["points"], &exported["rows"]), (&Json::from(3), &Json::from(7)));
        let again = answer(folder.path(), &["import", "readings", file]);
        assert_eq!(again["duplicate"], 7, "{name}: {again}");
        assert_eq!(again["refused"], Json::Array(Vec::new()), "{name}");
    }
}

#[test]
fn point_lists_go_out_and_come_back_and_a_wrong_row_changes_nothing() {
    let data = tempfile::tempdir().unwrap();
    let files = tempfile::tempdir().unwrap();
    let path = |name: &str| files.path().join(name).to_str().unwrap().to_owned();
    answer(data.path(), &["init", "--timezone", "UTC"]);
    let list = path("points.csv");
    let rows = "id,name,kind,unit,building,floor,high\na,Supply air,sensor,°C,HQ,Level 2,30.5\nb,=Fan,command,,,,\n";
    std::fs::write(&list, rows).unwrap();
    let dry = answer(data.path(), &["points", "import", &list, "--dry-run"]);
    assert_eq!((&dry["create"], &dry["applied"]), (&Json::from(2), &Json::from(false)));
    assert_eq!(answer(data.path(), &["points", "list"]).as_array().unwrap().len(), 0);
    assert_eq!(answer(data.path(), &["points", "import", &list])["applied"], true);
    assert_eq!(answer(data.path(), &["points", "list"]).as_array().unwrap().len(), 2);
    for name in ["out.csv", "Plant_EDE.csv", "out.zinc", "out.json", "out.trio"] {
        let file = path(name);
        answer(data.path(), &["points", "export", &file]);
        let told = answer(data.path(), &["points", "import", &file, "--mode", "update"]);
        assert_eq!(
            (&told["update"], &told["unchanged"]),
            (&Json::from(0), &Json::from(2)),
            "{name}"
        );
    }
    let set = answer(data.path(), &["points", "export", &path("Plant_EDE.csv")]);
    assert_eq!(set["files"][3], path("Plant_Units.csv"));
    answer(data.path(), &["points", "export", &path("model.ttl")]);
    assert!(std::fs::read_to_string(path("model.ttl")).unwrap().contains("brick:"));
    assert_eq!(code(data.path(), &["points", "import", &path("model.ttl")]), Some(2));
    assert_eq!(code(data.path(), &["points", "export", &path("model.pdf")]), Some(2));

    std::fs::write(&list, "id,name,kind\na,Other,sensor\nb,Fan,nonsense\n").unwrap();
    assert_eq!(code(data.path(), &["points", "import", &list, "--mode", "update"]), Some(1));
    let points = answer(data.path(), &["points", "list"]);
    assert_eq!(points[0]["name"], "Supply air");
}

#[test]
fn readings_are_given_in_the_contracts_form() {
    let folder = imported();
    let ask = |more: &[&str]| {
        let readings = ["readings", "--point", "room"];
        answer(folder.path(), &[&readings, &RANGE[..], more].concat())
    };
    let streamed = ask(&["--resolution", "raw"]);
    let whole = ask(&["--resolution", "raw", "--max-points", "10"]);
    assert_eq!(streamed["points"], whole["points"]);
    assert_eq!(streamed["resolution"], "raw");
    assert_eq!(streamed["unit"], "°C");
    let rows = streamed["points"].as_array().unwrap();
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[1][0], 1_772_323_260_000_i64);
    assert_eq!(rows[1][1], 0.1 + 0.2);
    assert_eq!(rows[1][4], "uncertain");
    let thinned = ask(&[]);
    let told = thinned["points"].as_array().unwrap().iter().filter(|row| !row[1].is_null());
    assert_eq!(told.count(), rows.len());
    let hours = ask(&["--resolution", "1h"]);
    assert_eq!(hours["points"].as_array().map(Vec::len), Some(1));
    let too_many = ["readings", "--point", "room", "--resolution", "raw", "--max-points", "2"];
    assert_eq!(code(folder.path(), &[&too_many, &RANGE[..]].concat()), Some(1));
    assert_eq!(code(folder.path(), &["readings", "--point", "none", "--last", "24h"]), Some(1));
}

#[test]
fn readings_go_into_files_of_every_form() {
    let folder = imported();
    for (name, format) in [("a", "csv"), ("b", "json"), ("c", "parquet"), ("d.csv", "csv")] {
        for resolution in ["raw", "auto", "15m"] {
            let file = folder.path().join(name);
            let mut arguments = vec!["readings", "--point", "room", "--resolution", resolution];
            arguments.extend(["--out", file.to_str().unwrap(), "--format", format]);
            arguments.extend(RANGE);
            let told = answer(folder.path(), &arguments);
            assert_eq!(told["rows"], if resolution == "15m" { 1 } else { 3 }, "{arguments:?}");
            assert!(file.metadata().unwrap().len() > 20);
        }
    }
}

#[test]
fn lists_and_counters_have_the_contracts_keys() {
    let folder = imported();
    let points = answer(folder.path(), &["points", "list"]);
    assert_eq!(points.as_array().map(Vec::len), Some(3));
    for key in ["point", "name", "place", "kind", "unit", "accepted"] {
        assert!(points[0].get(key).is_some(), "{key}");
    }
    assert_eq!(answer(folder.path(), &["points", "inbox"]).as_array().map(Vec::len), Some(3));
    let accepted =
        answer(folder.path(), &["points", "accept", "--point", "room", "pump", "--floor", "1st"]);
    assert_eq!(accepted["accepted"], 2);
    let latest = answer(folder.path(), &["latest", "--floor", "1st"]);
    assert_eq!(latest.as_array().map(Vec::len), Some(2));
    for key in ["value", "quality", "age_ms", "source_time", "receive_time", "source"] {
        assert!(latest[0].get(key).is_some(), "{key}");
    }
    assert!(answer(folder.path(), &["store", "stats"])["readings"].is_u64());
    assert!(answer(folder.path(), &["store", "seal"])["readings"].is_u64());
    let verified = answer(folder.path(), &["store", "verify"]);
    assert_eq!((&verified["readings"], &verified["bad_chunks"]), (&7.into(), &Json::Array(vec![])));
    let health = answer(folder.path(), &["health"]);
    for key in ["connections", "store", "operations", "queues"] {
        assert!(health.get(key).is_some(), "{key}");
    }
}

#[test]
fn a_password_comes_from_standard_input_and_lies_in_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().to_str().unwrap();
    let told = |arguments: &[&str], input: &str| {
        let output = with_input(&[&["--data-dir", place], arguments].concat(), input.as_bytes());
        assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
        text(&output.stdout).to_owned()
    };
    answer(folder.path(), &["init", "--timezone", "UTC"]);
    // Sealed secrets first: with them no keyring is asked.
    let sealed = told(&["secrets", "seal", "--passphrase-stdin"], "canary words for sealing\n");
    assert!(sealed.contains("sealed with a passphrase"), "{sealed}");
    let add =
        ["broker", "add", "plant", "mqtt://127.0.0.1:1", "--user", "console", "--password-stdin"];
    let added = told(&add, "canary-9b1e\n");
    assert!(added.contains("not kept") && !added.contains("canary"), "{added}");
    let listed = answer(folder.path(), &["broker", "list"]);
    assert_eq!(listed[0]["login"]["username"], "console");
    assert_eq!(answer(folder.path(), &["secrets", "show"])["store"], "sealed_file_locked");
    let unlocked = told(&["secrets", "unlock", "--passphrase-stdin"], "canary words for sealing");
    assert!(unlocked.contains("sealed with a passphrase"), "{unlocked}");
    assert_eq!(code(folder.path(), &["secrets", "unlock", "--passphrase-stdin"]), Some(2));
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let path = file.unwrap().path();
        let bytes = if path.is_file() { std::fs::read(&path).unwrap() } else { Vec::new() };
        assert!(!bytes.windows(6).any(|window| window == b"canary"), "{}", path.display());
    }
}

#[test]
fn connections_are_added_listed_tried_and_removed() {
    let folder = tempfile::tempdir().unwrap();
    answer(folder.path(), &["init", "--timezone", "UTC"]);
    let added = answer(
        folder.path(),
        &["broker", "add", "plant", "mqtt://127.0.0.1:1", "--version", "5", "--subscribe", "a/#"],
    );
    assert_eq!((&added["name"], &added["filters"]), (&"plant".into(), &vec!["a/#"].into()));
    assert_eq!(answer(folder.path(), &["broker", "list"]).as_array().map(Vec::len), Some(1));
    assert_eq!(code(folder.path(), &["broker", "test", "plant"]), Some(5));
    answer(folder.path(), &["broker", "remove", "plant"]);
    assert_eq!(code(folder.path(), &["broker", "test", "plant"]), Some(1));
}

#[test]
fn a_connection_is_read_by_the_conventions_that_were_chosen_for_it() {
    let folder = tempfile::tempdir().unwrap();
    answer(folder.path(), &["init", "--timezone", "UTC"]);
    let add = ["broker", "add", "plant", "mqtt://127.0.0.1:1", "--conventions"];
    assert_eq!(code(folder.path(), &[&add[..], &["homey"]].concat()), Some(2));
    assert_eq!(code(folder.path(), &[&add[..], &["homie,"]].concat()), Some(2));
    let added = answer(folder.path(), &[&add[..], &["homie,json"]].concat());
    assert_eq!(added["conventions"], serde_json::json!({ "only": ["homie", "json"] }));
    let listed = answer(folder.path(), &["broker", "list"]);
    assert_eq!(listed[0]["conventions"], added["conventions"]);
}

#[test]
fn what_is_named_of_a_connection_changes_and_the_rest_stays() {
    let folder = tempfile::tempdir().unwrap();
    answer(folder.path(), &["init", "--timezone", "UTC"]);
    let add =
        ["broker", "add", "plant", "mqtt://127.0.0.1:1", "--version", "5", "--subscribe", "a/#"];
    answer(folder.path(), &add);
    let edit =
        |what: &[&str]| answer(folder.path(), &[&["broker", "edit", "plant"], what].concat());
    let pin = "ab".repeat(32);
    let secured = edit(&["--url", "mqtts://127.0.0.1:1", "--ca", "ca.pem", "--pin", &pin]);
    assert_eq!((&secured["filters"], &secured["insisted"]), (&vec!["a/#"].into(), &"5".into()));
    assert!(secured["security"]["ca"].as_str().unwrap().ends_with("/ca.pem"), "{secured}");
    let moved = edit(&["--subscribe", "b/#", "--without", "pin", "--without", "version"]);
    assert_eq!(moved["filters"], serde_json::json!(["b/#"]));
    assert_eq!((&moved["url"], &moved["insisted"]), (&secured["url"], &Json::Null));
    assert_eq!(moved["security"], serde_json::json!({ "ca": secured["security"]["ca"] }));
    let read = edit(&["--conventions", "all-but:plain"]);
    assert_eq!(read["conventions"], serde_json::json!({ "all_but": ["plain"] }));
    assert_eq!(read["security"], moved["security"]);
    assert_eq!(code(folder.path(), &["broker", "edit", "plant"]), Some(2), "nothing is named");
    assert_eq!(code(folder.path(), &["broker", "edit", "roof", "--without", "ca"]), Some(1));
}

#[cfg(unix)]
mod collecting {
    use std::io::{BufRead, BufReader};
    use std::process::Child;

    use super::*;

    /// A collector that has said that it collects.
    fn collect(folder: &Path) -> Child {
        let folder = folder.to_str().unwrap();
        let mut child = command(&["--data-dir", folder, "--quiet", "--json", "collect"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut first).unwrap();
        let started: Json = serde_json::from_str(&first).unwrap();
        assert_eq!(started["collecting"], folder);
        child
    }

    fn tell(child: &Child, signal: &str) {
        let told = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
        assert!(told.success());
    }

    #[test]
    fn a_collector_answers_others_and_ends_when_it_is_told() {
        let folder = imported();
        let mut child = collect(folder.path());
        assert_eq!(code(folder.path(), &["collect"]), Some(4));
        assert_eq!(answer(folder.path(), &["points", "list"]).as_array().map(Vec::len), Some(3));
        tell(&child, "-TERM");
        assert_eq!(child.wait().unwrap().code(), Some(0));
        let mut child = collect(folder.path());
        tell(&child, "-INT");
        assert_eq!(child.wait().unwrap().code(), Some(130));
        let collected = answer(folder.path(), &["store", "verify"]);
        assert_eq!(collected["readings"], 7);
    }

    #[test]
    fn numbers_pass_through_a_running_collector_unchanged() {
        let folder = imported();
        let mut child = collect(folder.path());
        let file = folder.path().join("numbers.csv");
        let mut rows = String::from("ts,point,value,unit,quality\n");
        for n in 1..=2_000_i64 {
            // Thirds of many sizes need every digit of a double.
            let number = f64::from(u32::try_from(n * n).unwrap()) / 3.0e5;
            rows.push_str(&format!("{},numbers,{number},,\n", 1_772_323_200_000 + n * 1_000));
        }
        std::fs::write(&file, rows).unwrap();
        let file = file.to_str().unwrap();
        assert_eq!(answer(folder.path(), &["import", "readings", file])["stored"], 2_000);
        tell(&child, "-TERM");
        assert_eq!(child.wait().unwrap().code(), Some(0));
        assert_eq!(answer(folder.path(), &["import", "readings", file])["duplicate"], 2_000);
    }

    #[test]
    fn a_collector_ends_by_itself_after_its_time() {
        let folder = imported();
        let folder = folder.path().to_str().unwrap();
        let output = plantroomctl(&["--data-dir", folder, "collect", "--duration", "0s"]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    }
}

#[test]
fn a_mapping_is_tried_saved_listed_switched_and_removed() {
    let folder = tempfile::tempdir().unwrap();
    answer(folder.path(), &["init", "--timezone", "Europe/Amsterdam"]);
    let (file, message) = (folder.path().join("meters.json"), folder.path().join("message.txt"));
    let path = file.to_str().unwrap();
    let mapping = r#"{"version": 1, "name": "Meters", "topics": "meter/+", "device": "meter {2}", "payload": "text",
        "values": [{"name": "energy", "unit": "kWh", "decimal": "comma"}]}"#;
    std::fs::write(&file, mapping.replace("kWh\"", "kWh\", \"colour\": 1")).unwrap();
    assert_eq!(code(folder.path(), &["mapping", "save", path]), Some(1));
    assert_eq!(answer(folder.path(), &["mapping", "list"]), serde_json::json!([]));

    std::fs::write(&file, mapping).unwrap();
    std::fs::write(&message, "1.234,5").unwrap();
    let given = ["--payload", message.to_str().unwrap(), "--topic", "meter/7"];
    let tried = answer(folder.path(), &[&["mapping", "try", path], &given[..]].concat());
    let value = &tried["tried"][0]["values"][0];
    assert_eq!((&value["device"], &value["value"]), (&Json::from("meter 7"), &Json::from(1234.5)));
    assert_eq!(tried["values"], 1);
    for _ in 0..2 {
        assert_eq!(answer(folder.path(), &["mapping", "save", path])["saved"], "Meters");
    }
    let off = answer(folder.path(), &["mapping", "off", "Meters"]);
    assert_eq!((&off[0]["on"], off.as_array().unwrap().len()), (&Json::from(false), 1));
    let shown =
        plantroomctl(&["--data-dir", folder.path().to_str().unwrap(), "mapping", "show", "Meters"]);
    assert_eq!(text(&shown.stdout).trim_end(), mapping, "the file as it was saved");
    std::fs::write(&file, mapping.replace("Meters", "Others")).unwrap();
    answer(folder.path(), &["mapping", "save", path]);
    for (to, first) in [(&["--before", "Meters"][..], "Others"), (&["--last"], "Meters")] {
        let moved = [&["mapping", "move", "Others"], to].concat();
        assert_eq!(answer(folder.path(), &moved)[0]["name"], first);
    }
    answer(folder.path(), &["mapping", "remove", "Others"]);
    assert_eq!(answer(folder.path(), &["mapping", "remove", "Meters"]), serde_json::json!([]));
    assert_eq!(code(folder.path(), &["mapping", "remove", "Meters"]), Some(1));
}

#[test]
fn an_empty_quarantine_has_nothing_to_try_again() {
    let folder = tempfile::tempdir().unwrap();
    answer(folder.path(), &["init", "--timezone", "Europe/Berlin"]);
    assert_eq!(answer(folder.path(), &["quarantine", "list"])["kinds"], 0);
    assert_eq!(answer(folder.path(), &["quarantine", "replay", "--all"])["messages"], 0);
    assert_eq!(answer(folder.path(), &["quarantine", "dismiss", "00ff"])["dismissed"], 0);
    assert_eq!(code(folder.path(), &["quarantine", "replay", "no-id"]), Some(1));
}
