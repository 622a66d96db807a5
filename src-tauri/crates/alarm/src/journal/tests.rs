use insta::assert_snapshot;
use proptest::prelude::*;

use super::*;

fn text(text: &str) -> Arc<str> {
    Arc::from(text)
}

/// The line that docs/formats/alarm-journal.md works out.
fn documented() -> Entry {
    Entry {
        sequence: 1,
        time: Timestamp::from_ms(1_767_225_600_000),
        alarm: AlarmNumber(7),
        rule: text("Room too warm"),
        point: PointId(42),
        code: text("p-000042"),
        kind: TransitionKind::Raised,
        state: State::ActiveUnacknowledged,
        priority: Priority::High,
        value: Some(Value::Number(26.5)),
        limit: Some(26.0),
        operator: None,
        note: None,
        late: false,
        written: Timestamp::from_ms(1_767_225_600_250),
    }
}

fn seen() -> Entry {
    Entry {
        sequence: 2,
        time: Timestamp::from_ms(1_767_225_660_000),
        kind: TransitionKind::Acknowledged,
        state: State::ActiveAcknowledged,
        value: None,
        limit: None,
        operator: Some(text("Zoë")),
        note: Some(text("")),
        written: Timestamp::from_ms(1_767_225_660_010),
        ..documented()
    }
}

fn written(entries: Vec<Entry>) -> Vec<(Entry, ChainHash)> {
    let mut head = Head::START;
    let mut lines = Vec::new();
    for entry in entries {
        head = head.then(&entry).unwrap();
        lines.push((entry, head.hash));
    }
    lines
}

fn check(lines: &[(Entry, ChainHash)], kept: Option<Head>) -> Result<Head, Broken> {
    verify(lines.iter().map(|(entry, hash)| (entry, *hash)), kept)
}

fn head(lines: &[(Entry, ChainHash)]) -> Head {
    lines.last().map_or(Head::START, |(entry, hash)| Head { sequence: entry.sequence, hash: *hash })
}

#[test]
fn the_hashes_are_those_that_another_program_works_out_from_the_page() {
    let lines = written(vec![documented(), seen()]);
    assert_eq!(lines[0].0.canonical().len(), 229);
    assert_eq!(lines[1].0.canonical().len(), 220);
    assert_snapshot!(lines[0].1, @"ffa10e8433d817b316568c8dbd25c9b5e5ffb0ee0298776570e872512d1046d2");
    assert_snapshot!(lines[1].1, @"f11fa85762a3046c5fee99c1be388c9612efde78768de41cde9d4ed34328b679");
}

#[test]
fn an_empty_journal_is_whole() {
    assert_eq!(check(&[], None), Ok(Head::START));
}

#[test]
fn a_line_is_not_written_out_of_turn() {
    let told = Head::START.then(&seen()).unwrap_err();
    assert_snapshot!(told, @"line 2 of the alarm journal cannot follow line 0");
}

#[test]
fn what_is_missing_is_not_what_is_empty() {
    let with = |note: Option<&str>| Entry { note: note.map(text), ..seen() }.canonical();
    assert_ne!(with(None), with(Some("")));
}

#[test]
fn a_value_that_comes_back_from_the_disk_as_zero_is_the_minus_zero_that_was_written() {
    let with = |number| Entry { value: Some(Value::Number(number)), ..documented() }.canonical();
    assert_eq!(with(-0.0), with(0.0));
}

#[test]
fn what_is_broken_is_told_with_its_place_and_what_to_do() {
    let lines = written((1..=9).map(|sequence| Entry { sequence, ..documented() }).collect());
    let told = |change: fn(&mut Vec<(Entry, ChainHash)>)| {
        let mut broken = lines.clone();
        change(&mut broken);
        check(&broken, Some(head(&lines))).unwrap_err().to_string()
    };
    assert_snapshot!(told(|lines| lines[3].0.note = Some(text("later"))), @"line 4 of the alarm journal was changed after it was written: the lines before it are as they were, this one and those after it cannot be relied upon; keep this data folder as it is and compare it with a backup");
    assert_snapshot!(told(|lines| drop(lines.remove(3))), @"the alarm journal goes on at line 5 where line 4 should be: lines were taken out or moved; the lines before it are as they were; keep this data folder as it is and compare it with a backup");
    assert_snapshot!(told(|lines| lines.insert(3, lines[1].clone())), @"line 2 of the alarm journal stands where line 4 should be: lines were added or moved; the lines before it are as they were; keep this data folder as it is and compare it with a backup");
    assert_snapshot!(told(|lines| lines.truncate(6)), @"the alarm journal ends at line 6, but line 9 had been written: lines were cut off, or an older copy of the data folder was put back; if it was put back on purpose, nothing is wrong, else compare it with a backup");
    assert_snapshot!(told(|lines| {
        let entries = lines.drain(..).map(|(entry, _)| Entry { alarm: AlarmNumber(8), ..entry });
        *lines = written(entries.collect());
    }), @"the alarm journal was written anew: line 9 is whole in itself, but not the one that was remembered; no line up to it can be relied upon; keep this data folder as it is and compare it with a backup");
}

#[test]
fn a_head_that_was_kept_earlier_vouches_for_a_journal_that_went_on() {
    let lines = written((1..=9).map(|sequence| Entry { sequence, ..documented() }).collect());
    assert_eq!(check(&lines, Some(head(&lines[..4]))), Ok(head(&lines)));
    let mut rest = Verifier::new(head(&lines[..4]), None);
    lines[4..].iter().for_each(|(entry, hash)| rest.read(entry, *hash).unwrap());
    assert_eq!(rest.finish(), Ok(head(&lines)));
}

fn words() -> impl Strategy<Value = Arc<str>> {
    prop::sample::select(vec!["", "a", "b", "ab", "n", "é", "\u{1}", "<b>"]).prop_map(Arc::from)
}

fn value() -> impl Strategy<Value = Option<Value>> {
    prop_oneof![
        Just(None),
        any::<bool>().prop_map(|boolean| Some(Value::Boolean(boolean))),
        (-1e6..1e6_f64).prop_map(|number| Some(Value::Number(number))),
        words().prop_map(|words| Some(Value::Text(words))),
    ]
}

fn entry() -> impl Strategy<Value = Entry> {
    let what = (
        prop::sample::select(TransitionKind::ALL.to_vec()),
        prop::sample::select(State::ALL.to_vec()),
        prop::sample::select(Priority::ALL.to_vec()),
        value(),
        prop::option::of(-1e3..1e3_f64),
    );
    let who = (prop::option::of(words()), prop::option::of(words()), any::<bool>());
    let names = (any::<u64>(), words(), any::<u32>(), words());
    (what, who, names, any::<i64>(), any::<i64>()).prop_map(|(what, who, names, time, written)| {
        let (kind, state, priority, value, limit) = what;
        let (operator, note, late) = who;
        let (alarm, rule, point, code) = names;
        Entry {
            sequence: 0,
            time: Timestamp::from_ms(time),
            alarm: AlarmNumber(alarm),
            rule,
            point: PointId(point),
            code,
            kind,
            state,
            priority,
            value,
            limit,
            operator,
            note,
            late,
            written: Timestamp::from_ms(written),
        }
    })
}

fn journal() -> impl Strategy<Value = Vec<(Entry, ChainHash)>> {
    prop::collection::vec(entry(), 2..12).prop_map(|mut entries| {
        for (entry, sequence) in entries.iter_mut().zip(1..) {
            entry.sequence = sequence;
        }
        written(entries)
    })
}

/// The entry with one field taken from another, for every field in which the two differ.
fn changed(entry: &Entry, other: &Entry) -> Vec<Entry> {
    let all = [
        Entry { sequence: other.sequence, ..entry.clone() },
        Entry { time: other.time, ..entry.clone() },
        Entry { alarm: other.alarm, ..entry.clone() },
        Entry { rule: Arc::clone(&other.rule), ..entry.clone() },
        Entry { point: other.point, ..entry.clone() },
        Entry { code: Arc::clone(&other.code), ..entry.clone() },
        Entry { kind: other.kind, ..entry.clone() },
        Entry { state: other.state, ..entry.clone() },
        Entry { priority: other.priority, ..entry.clone() },
        Entry { value: other.value.clone(), ..entry.clone() },
        Entry { limit: other.limit, ..entry.clone() },
        Entry { operator: other.operator.clone(), ..entry.clone() },
        Entry { note: other.note.clone(), ..entry.clone() },
        Entry { late: !entry.late, ..entry.clone() },
        Entry { written: other.written, ..entry.clone() },
    ];
    all.into_iter().filter(|one| one != entry).collect()
}

proptest! {
    #[test]
    fn a_journal_that_nobody_touched_is_whole(lines in journal()) {
        prop_assert_eq!(check(&lines, Some(head(&lines))), Ok(head(&lines)));
    }

    #[test]
    fn a_change_of_any_field_is_found_at_its_line(
        lines in journal(),
        at: prop::sample::Index,
        other in entry(),
    ) {
        let at = at.index(lines.len());
        for entry in changed(&lines[at].0, &other) {
            let moved = entry.sequence != lines[at].0.sequence;
            let mut broken = lines.clone();
            broken[at].0 = entry;
            let found = check(&broken, None).unwrap_err();
            let sequence = lines[at].0.sequence;
            let expected = if moved {
                Broken::Misplaced { expected: sequence, found: 0 }
            } else {
                Broken::Changed(sequence)
            };
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn words_that_move_from_one_field_to_the_next_are_found(
        lines in journal(),
        at: prop::sample::Index,
        words in "[a-z]{1,6}",
    ) {
        let at = at.index(lines.len());
        let entry = |rule: String, code: String| Entry {
            rule: rule.into(),
            code: code.into(),
            ..lines[at].0.clone()
        };
        let (rule, code) = (&lines[at].0.rule, &lines[at].0.code);
        let one = entry(format!("{rule}{words}"), code.to_string());
        let other = entry(rule.to_string(), format!("{words}{code}"));
        prop_assert_ne!(one.canonical(), other.canonical());
    }

    #[test]
    fn a_change_of_a_hash_is_found_at_its_line(
        lines in journal(),
        at: prop::sample::Index,
        bit in 0_usize..256,
    ) {
        let mut broken = lines;
        let at = at.index(broken.len());
        broken[at].1.0[bit / 8] ^= 1 << (bit % 8);
        prop_assert_eq!(check(&broken, None), Err(Broken::Changed(broken[at].0.sequence)));
    }

    #[test]
    fn a_line_taken_out_is_found(lines in journal(), at: prop::sample::Index) {
        let mut broken = lines.clone();
        let gone = broken.remove(at.index(lines.len())).0.sequence;
        let last = lines.len() as u64;
        let expected = if gone == last {
            Broken::Cut { last: last - 1, kept: last }
        } else {
            Broken::Missing { expected: gone, found: gone + 1 }
        };
        prop_assert_eq!(check(&broken, Some(head(&lines))), Err(expected));
    }

    #[test]
    fn two_lines_that_change_places_are_found(
        lines in journal(),
        one: prop::sample::Index,
        other: prop::sample::Index,
        renumbered: bool,
    ) {
        let (one, other) = (one.index(lines.len()), other.index(lines.len()));
        prop_assume!(one != other);
        let mut broken = lines.clone();
        broken.swap(one, other);
        if renumbered {
            broken[one].0.sequence = lines[one].0.sequence;
            broken[other].0.sequence = lines[other].0.sequence;
        }
        prop_assert!(check(&broken, None).is_err());
    }

    #[test]
    fn a_line_put_in_is_found(
        lines in journal(),
        at: prop::sample::Index,
        other in entry(),
        own_hash: bool,
    ) {
        let at = at.index(lines.len());
        let before = head(&lines[..at]);
        let added = Entry { sequence: before.sequence + 1, ..other };
        let right = before.then(&added).unwrap().hash;
        let mut broken = lines.clone();
        broken.insert(at, (added, if own_hash { right } else { before.hash }));
        for (line, sequence) in broken.iter_mut().zip(1..) {
            line.0.sequence = sequence;
        }
        prop_assert!(check(&broken, None).is_err());
    }

    #[test]
    fn a_journal_written_anew_from_any_line_is_found_by_the_head_that_was_kept(
        lines in journal(),
        at: prop::sample::Index,
    ) {
        let at = at.index(lines.len());
        let mut entries: Vec<Entry> = lines.iter().map(|(entry, _)| entry.clone()).collect();
        entries[at].late = !entries[at].late;
        let anew = written(entries);
        prop_assert!(check(&anew, None).is_ok(), "the chain alone cannot tell");
        let kept = head(&lines);
        prop_assert_eq!(check(&anew, Some(kept)), Err(Broken::Rewritten(kept.sequence)));
    }
}
