use model::AckToken;

use super::*;
use crate::limits::{KINDS_MAX, SAMPLE_BYTES_MAX, SAMPLES_BYTES_MAX};

const BROKER: ConnectionId = ConnectionId(1);

fn message(topic: &str, payload: &[u8], at: i64) -> Incoming {
    Incoming {
        connection: BROKER,
        topic: topic.to_owned(),
        payload: payload.to_vec().into(),
        retained: false,
        duplicate: false,
        received: Timestamp::from_ms(at),
        ack: None::<AckToken>,
    }
}

fn whole(reason: &str) -> Refused<'_> {
    Refused { field: None, reason, whole: true, times: 1 }
}

fn value<'a>(field: &'a str, reason: &'a str) -> Refused<'a> {
    Refused { field: Some(field), reason, whole: false, times: 1 }
}

/// What is written now, given to another one as after a restart.
fn restarted(quarantine: &Quarantine) -> Quarantine {
    let changes = quarantine.changes(true);
    let next = Quarantine::default();
    next.restore(changes.kinds, changes.messages, changes.beyond);
    next
}

fn sorted(quarantine: &Quarantine) -> Vec<Refusal> {
    let mut all = quarantine.all();
    all.sort_by(|one, other| (&one.topic, &one.field).cmp(&(&other.topic, &other.field)));
    all
}

#[test]
fn a_kind_counts_and_shows_its_newest_message() {
    let quarantine = Quarantine::default();
    quarantine.refuse(&message("ahu", b"{\"t\":", 5), &[whole("broken_json")]);
    quarantine.refuse(&message("ahu", b"{", 9), &[whole("broken_json")]);
    quarantine.refuse(&message("ahu", b"{\"t\":null}", 7), &[value("/t", "null")]);
    let [broken, null] = &sorted(&quarantine)[..] else { panic!("two kinds") };
    assert_eq!((broken.count, broken.first.ms(), broken.last.ms()), (2, 5, 9));
    assert_eq!(&*broken.sample.as_ref().unwrap().payload, b"{");
    assert_eq!((null.count, null.whole, null.field.as_deref()), (1, false, Some("/t")));
}

#[test]
fn everything_is_there_after_a_restart() {
    let quarantine = Quarantine::default();
    let both = [value("/a", "null"), value("/b", "null")];
    quarantine.refuse(&message("ahu", b"{\"a\":null,\"b\":null}", 5), &both);
    quarantine.refuse_unread(BROKER, "camera", "too_large", 3, Timestamp::from_ms(6));
    let before = sorted(&quarantine);
    let next = restarted(&quarantine);
    assert_eq!(sorted(&next), before);
    assert!(Arc::ptr_eq(before[0].sample.as_ref().unwrap(), before[1].sample.as_ref().unwrap()));
    next.refuse(&message("ahu", b"{}", 8), &[value("/a", "null")]);
    assert_eq!(next.all().iter().map(|kind| kind.count).sum::<u64>(), 6);
}

#[test]
fn only_what_changed_is_written_and_a_message_at_most_every_five_minutes() {
    let quarantine = Quarantine::default();
    quarantine.refuse(&message("a", b"1", 0), &[whole("empty")]);
    let first = quarantine.changes(false);
    assert_eq!((first.kinds.len(), first.messages.len()), (1, 1));
    assert_eq!(quarantine.changes(false).kinds.len(), 0);
    quarantine.refuse(&message("a", b"2", 10_000), &[whole("empty")]);
    let soon = quarantine.changes(false);
    assert_eq!((soon.kinds[0].count, soon.messages.len()), (2, 0));
    assert_eq!(soon.kinds[0].message, first.kinds[0].message);
    quarantine.refuse(&message("a", b"3", 400_000), &[whole("empty")]);
    assert_eq!(quarantine.changes(false).messages[0].payload[..], *b"3");
    quarantine.refuse(&message("a", b"4", 400_001), &[whole("empty")]);
    assert_eq!(quarantine.changes(true).messages[0].payload[..], *b"4", "in the end the newest");
    let id = quarantine.all()[0].id;
    assert_eq!((quarantine.dismiss(&[id, id]), quarantine.all().len()), (1, 0));
    assert_eq!(quarantine.changes(false).gone.len(), 1);
}

#[test]
fn what_could_not_be_written_is_told_again() {
    let quarantine = Quarantine::default();
    quarantine.refuse(&message("a", b"1", 0), &[whole("empty")]);
    quarantine.refuse(&message("b", b"2", 0), &[whole("empty")]);
    drop(quarantine.changes(false));
    let b = quarantine.all().into_iter().find(|kind| &*kind.topic == "b").unwrap();
    quarantine.dismiss(&[b.id]);
    quarantine.refuse(&message("a", b"3", 1), &[whole("empty")]);
    let lost = quarantine.changes(false);
    quarantine.tell_again(&lost);
    let again = quarantine.changes(false);
    assert_eq!((again.kinds[0].count, again.gone.len()), (2, 1));
    assert_eq!(again.messages[0].payload[..], *b"3", "with its message, whichever was written");
}

#[test]
fn a_message_is_written_again_for_a_kind_that_comes_to_show_it_later() {
    let quarantine = Quarantine::default();
    let both = [value("/a", "null"), value("/b", "null")];
    quarantine.refuse(&message("t", b"first", 0), &[both[1]]);
    drop(quarantine.changes(false));
    quarantine.refuse(&message("t", b"second", 1), &both);
    let second = quarantine.changes(false);
    assert_eq!(second.messages.len(), 1, "for the first kind; the other one waits");
    quarantine.refuse(&message("t", b"third", 400_000), &[both[0]]);
    drop(quarantine.changes(false));
    quarantine.refuse(&message("other", b"x", 400_000), &[both[1]]);
    let end = quarantine.changes(true);
    let second = end.messages.iter().find(|message| message.payload[..] == *b"second").unwrap();
    let kind = end.kinds.iter().find(|kind| kind.topic == "t").unwrap();
    assert_eq!((kind.field.as_deref(), kind.message), (Some("/b"), Some(second.id)));
}

#[test]
fn kinds_beyond_the_bound_are_counted() {
    let quarantine = Quarantine::default();
    for topic in 0..KINDS_MAX + 5 {
        quarantine.refuse(&message(&format!("t/{topic}"), b"x", 1), &[whole("empty")]);
    }
    quarantine.refuse(&message("late", b"x", 1), &[value("/a", "null"), value("/b", "null")]);
    assert_eq!(quarantine.all().len(), KINDS_MAX);
    assert_eq!(quarantine.beyond(), Beyond { messages: 5, values: 2 });
    let next = restarted(&quarantine);
    assert_eq!((next.all().len(), next.beyond()), (KINDS_MAX, quarantine.beyond()));
}

#[test]
fn messages_share_their_bytes_are_cut_and_are_bounded_together() {
    let quarantine = Quarantine::default();
    let large = vec![b'x'; SAMPLE_BYTES_MAX + 1];
    let fields: Vec<String> = (0..100).map(|field| format!("/{field}")).collect();
    let refused: Vec<Refused<'_>> = fields.iter().map(|field| value(field, "null")).collect();
    quarantine.refuse(&message("a", &large, 1), &refused);
    let all = quarantine.all();
    let sample = all[0].sample.as_ref().unwrap();
    assert!(sample.is_cut() && sample.payload.len() == SAMPLE_BYTES_MAX);
    assert!(all.iter().all(|kind| Arc::ptr_eq(kind.sample.as_ref().unwrap(), sample)));

    for topic in 0..KINDS_MAX {
        quarantine.refuse(&message(&format!("t/{topic}"), &large, 1), &[whole("empty")]);
    }
    let distinct: std::collections::BTreeMap<i64, usize> = quarantine
        .all()
        .iter()
        .filter_map(|kind| kind.sample.as_ref())
        .map(|sample| (sample.id, sample.payload.len()))
        .collect();
    let bytes: usize = distinct.values().sum();
    assert!(bytes <= SAMPLES_BYTES_MAX && bytes > SAMPLES_BYTES_MAX / 2, "{bytes}");
    assert!(
        quarantine.all().iter().any(|kind| kind.sample.is_none()),
        "counted, without a message"
    );
}

#[test]
fn what_is_read_now_is_over_and_what_is_not_stays() {
    let quarantine = Quarantine::default();
    let both = [value("/a", "null"), value("/b", "not_of_type")];
    quarantine.refuse(&message("ahu", b"{}", 5), &both);
    let sample = quarantine.all()[0].sample.clone().unwrap();
    let again = Still { whole: Some("broken_json"), fields: Vec::new() };
    assert_eq!(quarantine.resolve(&sample, &again), []);
    let half = Still { whole: None, fields: vec![(Some("/b".into()), "null")] };
    assert_eq!(quarantine.resolve(&sample, &half).len(), 1);
    assert_eq!(quarantine.all()[0].field.as_deref(), Some("/b"));
    quarantine.refuse(&message("ahu", b"{ }", 6), &[value("/b", "not_of_type")]);
    assert_eq!(
        quarantine.resolve(&sample, &Still::default()),
        [],
        "a newer message came meanwhile"
    );
    let sample = quarantine.all()[0].sample.clone().unwrap();
    assert_eq!(quarantine.resolve(&sample, &Still::default()).len(), 1);
    assert_eq!(quarantine.all(), []);
}
