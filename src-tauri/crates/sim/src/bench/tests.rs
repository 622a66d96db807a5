//! The bench's messages are read as what they are said to be, each value once.

use codec::Decoder;
use fastrand::Rng;
use model::{ConnectionId, Incoming};

use super::*;

const START: Timestamp = Timestamp::from_ms(1_763_026_200_000);

/// What the console reads in a message.
fn read(message: &Message) -> Vec<Published> {
    let decoded = Decoder::new().decode(&Incoming {
        connection: ConnectionId(1),
        topic: message.topic.to_string(),
        payload: message.payload.clone(),
        retained: false,
        duplicate: false,
        received: START,
        ack: None,
    });
    assert_eq!(decoded.rejects, []);
    let values = decoded.series.iter().flat_map(|series| {
        series.samples.iter().map(|sample| Published {
            topic: Arc::clone(&series.device),
            path: Arc::clone(&series.path),
            time: sample.time,
            value: sample.value.clone(),
        })
    });
    values.collect()
}

#[test]
fn single_values_are_read_as_said() {
    let mut rng = Rng::with_seed(1);
    for own_time in [OwnTime::Yes, OwnTime::No] {
        let values = SingleValues::new(17, own_time, START);
        for _ in 0..500 {
            let number = rng.u64(..) >> rng.u32(30..63);
            assert_eq!(read(&values.message(number)), [values.published(number)]);
        }
    }
}

#[test]
fn bursts_are_read_as_said() {
    let mut rng = Rng::with_seed(2);
    for readings in [1, 2, 10, 500, BURST_READINGS_MAX] {
        let bursts = Bursts::new(3, readings, START);
        for _ in 0..10 {
            let number = rng.u64(..) >> rng.u32(48..63);
            let message = bursts.message(number);
            assert_eq!(message.readings, readings + 1);
            assert_eq!(read(&message), bursts.published(number));
        }
    }
}

#[test]
fn each_topic_counts_up_without_a_hole() {
    let mut next = [0; 4];
    for message in Bursts::new(4, 25, START).take(100) {
        let numbered = read(&message).into_iter().filter(|said| &*said.path == Bursts::PATH);
        for said in numbered {
            let topic: usize = device(&said.topic)["logger-".len()..].parse().unwrap();
            assert_eq!(said.value, value(next[topic]));
            assert_eq!(said.time, Some(START + Duration::from_millis(next[topic])));
            next[topic] += 1;
        }
    }
    assert_eq!(next, [625; 4]);
}
