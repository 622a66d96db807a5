//! The embedded broker with our own session and publisher, with real mosquitto clients, and with clients that misbehave.

use std::io::{Read as _, Write as _};
use std::net::TcpStream as PlainSocket;
use std::process::{Command, Output, Stdio};

use model::{ConnectionId, Incoming, Timestamp};

use super::*;
use crate::{
    Publisher, PublisherSettings, Retain, Session, Settings, State, Status, Version, VersionChoice,
};

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(20);

fn settings(broker: &Embedded, version: VersionChoice) -> Settings {
    let mut settings =
        Settings::new(ConnectionId(1), "127.0.0.1", broker.address().port(), "console");
    settings.version = version;
    settings
}

async fn live(settings: Settings) -> (Session, mpsc::Receiver<Incoming>) {
    let (session, messages) = Session::start(settings, Arc::new(|| Timestamp::from_ms(0)));
    reaches(&session, |status| status.state == State::Live).await;
    (session, messages)
}

async fn reaches(session: &Session, is: impl FnMut(&Status) -> bool) -> Status {
    let mut status = session.status();
    let waited = tokio::time::timeout(PATIENCE, status.wait_for(is)).await;
    waited.expect("in time").unwrap().clone()
}

async fn publisher(broker: &Embedded) -> Publisher {
    let settings = PublisherSettings::new("127.0.0.1", broker.address().port(), "publisher");
    Publisher::connect(&settings).await.unwrap()
}

async fn publish(publisher: &mut Publisher, topic: &str, payload: &str, retain: Retain) {
    let payload = Bytes::copy_from_slice(payload.as_bytes());
    publisher.publish(topic, payload, Qos::AtLeastOnce, retain).await.unwrap();
}

async fn next<T>(messages: &mut mpsc::Receiver<T>) -> T {
    tokio::time::timeout(PATIENCE, messages.recv()).await.expect("a message in time").unwrap()
}

fn text(bytes: &Bytes) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn a_taken_port_is_answered_with_another_one() {
    let first = Embedded::start(0).unwrap();
    let second = Embedded::start(first.address().port()).unwrap();
    assert_ne!(first.address(), second.address());
    assert!(second.address().ip().is_loopback());
    assert_eq!(second.url(), format!("mqtt://127.0.0.1:{}", second.address().port()));
    let port = first.address().port();
    first.stop().await;
    assert_eq!(Embedded::start(port).unwrap().address().port(), port);
}

#[tokio::test]
async fn our_session_receives_in_order_and_falls_back_from_mqtt_5() {
    let broker = Embedded::start(0).unwrap();
    for version in [VersionChoice::Auto, VersionChoice::V311] {
        let (session, mut messages) = live(settings(&broker, version)).await;
        assert_eq!(session.status().borrow().version, Some(Version::V311));
        let mut publisher = publisher(&broker).await;
        for n in 0..3_000 {
            publish(&mut publisher, &format!("floor/{}/t", n % 7), &n.to_string(), Retain::No)
                .await;
        }
        for n in 0..3_000 {
            let incoming = next(&mut messages).await;
            assert_eq!(text(&incoming.payload), n.to_string());
            session.acknowledge(&[incoming.ack.unwrap()]);
        }
        publisher.close().await.unwrap();
        session.stop().await;
    }
    assert_eq!(broker.dropped(), 0);
    broker.stop().await;
}

#[tokio::test]
async fn mqtt_5_alone_is_refused_in_plain_words() {
    let broker = Embedded::start(0).unwrap();
    let settings = settings(&broker, VersionChoice::V5);
    let (session, _messages) = Session::start(settings, Arc::new(|| Timestamp::from_ms(0)));
    let status = reaches(&session, |status| status.last_failure.is_some()).await;
    assert_ne!(status.state, State::Live);
    session.stop().await;
}

#[tokio::test]
async fn a_session_that_was_away_gets_what_it_missed_and_what_it_did_not_acknowledge() {
    let broker = Embedded::start(0).unwrap();
    let (session, mut messages) = live(settings(&broker, VersionChoice::V311)).await;
    let mut publisher = publisher(&broker).await;
    for payload in ["kept", "lost"] {
        publish(&mut publisher, "t", payload, Retain::No).await;
    }
    session.acknowledge(&[next(&mut messages).await.ack.unwrap()]);
    next(&mut messages).await;
    session.stop().await;
    publish(&mut publisher, "t", "missed", Retain::No).await;
    publisher.settle().await.unwrap();

    let mut again = settings(&broker, VersionChoice::V311);
    again.subscribed = again.filters.clone();
    let (session, mut messages) = live(again).await;
    assert!(session.status().borrow().session_present);
    for (payload, duplicate) in [("lost", true), ("missed", false)] {
        let incoming = next(&mut messages).await;
        assert_eq!((text(&incoming.payload), incoming.duplicate), (payload, duplicate));
        session.acknowledge(&[incoming.ack.unwrap()]);
    }
    session.stop().await;
    broker.stop().await;
}

#[tokio::test]
async fn what_is_retained_comes_first_and_an_empty_message_ends_it() {
    let broker = Embedded::start(0).unwrap();
    let mut publisher = publisher(&broker).await;
    publish(&mut publisher, "kept/a", "1", Retain::Yes).await;
    publish(&mut publisher, "kept/a", "2", Retain::Yes).await;
    publish(&mut publisher, "kept/b", "3", Retain::Yes).await;
    publish(&mut publisher, "kept/b", "", Retain::Yes).await;
    publisher.settle().await.unwrap();
    let (session, mut messages) = live(settings(&broker, VersionChoice::V311)).await;
    let incoming = next(&mut messages).await;
    assert_eq!((text(&incoming.payload), incoming.retained), ("2", true));
    publish(&mut publisher, "other", "4", Retain::Yes).await;
    let other = loop {
        let incoming = next(&mut messages).await;
        if incoming.topic != "kept/a" {
            break incoming;
        }
    };
    assert_eq!((text(&other.payload), other.retained), ("4", false));
    session.stop().await;
    let mut client = broker.client().receive(&["kept/+"]);
    assert!(next(&mut client).await.retained);
}

#[tokio::test]
async fn a_client_of_the_process_hears_the_others_and_not_itself() {
    let broker = Embedded::start(0).unwrap();
    let client = broker.client();
    let mut heard = client.receive(&["+/set"]);
    let (session, mut messages) = live(settings(&broker, VersionChoice::V311)).await;
    assert!(client.publish("a/set", Bytes::from_static(b"own"), Retain::No));
    assert_eq!(text(&next(&mut messages).await.payload), "own");
    let mut publisher = publisher(&broker).await;
    publish(&mut publisher, "a/state", "not asked for", Retain::No).await;
    publish(&mut publisher, "a/set", "21.5", Retain::No).await;
    let received = next(&mut heard).await;
    assert_eq!((&*received.topic, text(&received.payload)), ("a/set", "21.5"));
    assert!(!client.publish("a/#", Bytes::new(), Retain::No));
    assert!(!client.publish("a", Bytes::from(vec![0; 300 * 1024]), Retain::No));
    session.stop().await;
}

#[tokio::test]
async fn a_client_of_the_process_that_does_not_read_loses_the_newest() {
    let broker = Embedded::start(0).unwrap();
    let mut heard = broker.client().receive(&["#"]);
    let client = broker.client();
    for n in 0..LISTENER_MESSAGES_MAX + 5 {
        client.publish("t", Bytes::from(n.to_string()), Retain::No);
    }
    assert_eq!(broker.dropped(), 5);
    assert_eq!(text(&next(&mut heard).await.payload), "0");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_connection_of_the_same_name_takes_the_session_over() {
    let broker = Embedded::start(0).unwrap();
    let mut first = hello(&broker, b"twin", 0);
    let _second = hello(&broker, b"twin", 0);
    assert!(ends(&mut first));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_packet_ends_only_its_connection() {
    let broker = Embedded::start(0).unwrap();
    let (session, mut messages) = live(settings(&broker, VersionChoice::V311)).await;
    let bad: [&[u8]; 9] = [
        b"GET / HTTP/1.1\r\n\r\n",
        &[0xf0, 0x00],
        &[0x30, 0xff, 0xff, 0xff, 0xff, 0x01],
        // A megabyte is announced.
        &[0x30, 0x80, 0x80, 0x40],
        // A topic that is longer than its packet, one with a wildcard, one that is no text.
        &[0x30, 0x03, 0x00, 0x09, b'a'],
        &[0x30, 0x03, 0x00, 0x01, b'#'],
        &[0x30, 0x03, 0x00, 0x01, 0xff],
        // QoS 2, and a subscription to nothing.
        &[0x34, 0x05, 0x00, 0x01, b'a', 0x00, 0x01],
        &[0x82, 0x02, 0x00, 0x01],
    ];
    for bytes in bad {
        let mut before = PlainSocket::connect(broker.address()).unwrap();
        before.write_all(bytes).unwrap();
        before.shutdown(std::net::Shutdown::Write).unwrap();
        assert!(ends(&mut before), "{bytes:?}");
    }
    // A request of the web begins like an acknowledgement that is still to come.
    for bytes in &bad[1..] {
        let mut after = hello(&broker, b"bad", 0);
        after.write_all(bytes).unwrap();
        assert!(ends(&mut after), "{bytes:?}");
    }
    assert!(broker.client().publish("t", Bytes::from_static(b"still there"), Retain::No));
    assert_eq!(text(&next(&mut messages).await.payload), "still there");
    session.stop().await;
    broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_silent_beyond_the_keep_alive_is_gone_and_its_will_is_carried_out() {
    let broker = Embedded::start(0).unwrap();
    let mut heard = broker.client().receive(&["will"]);
    let mut socket = PlainSocket::connect(broker.address()).unwrap();
    // Clean session, a will, a keep-alive of one second.
    let connect = b"\x10\x1c\0\x04MQTT\x04\x06\0\x01\0\x04last\0\x04will\0\x04gone";
    socket.write_all(connect).unwrap();
    let mut accepted = [0; 4];
    socket.read_exact(&mut accepted).unwrap();
    assert_eq!(text(&next(&mut heard).await.payload), "gone");
    assert!(ends(&mut socket));
}

#[tokio::test(flavor = "multi_thread")]
async fn mosquitto_clients_are_served() {
    let broker = Embedded::start(0).unwrap();
    let listen = ["-t", "a/+", "-q", "1", "-C", "2", "-W", "20", "-v", "-i", "listener", "-c"];
    let listening = spawned("mosquitto_sub", &broker, &listen);
    subscribed(&broker, "a/+").await;
    for (topic, payload, qos) in [("a/b", "one", "0"), ("other", "no", "0"), ("a/c", "two", "1")] {
        let sent =
            finished(spawned("mosquitto_pub", &broker, &["-t", topic, "-m", payload, "-q", qos]));
        assert!(sent.await.status.success());
    }
    let output = finished(listening).await;
    assert_eq!(String::from_utf8_lossy(&output.stdout), "a/b one\na/c two\n");

    let missed = spawned("mosquitto_pub", &broker, &["-t", "a/d", "-m", "three", "-q", "1"]);
    assert!(finished(missed).await.status.success());
    let back = ["-t", "a/+", "-q", "1", "-C", "1", "-W", "20", "-i", "listener", "-c"];
    let output = finished(spawned("mosquitto_sub", &broker, &back)).await;
    assert_eq!(String::from_utf8_lossy(&output.stdout), "three\n");

    let kept = spawned("mosquitto_pub", &broker, &["-t", "r", "-m", "kept", "-r"]);
    assert!(finished(kept).await.status.success());
    let retained = ["-t", "#", "-C", "1", "-W", "20", "--retained-only"];
    let output = finished(spawned("mosquitto_sub", &broker, &retained)).await;
    assert_eq!(String::from_utf8_lossy(&output.stdout), "kept\n");
    broker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_ends_every_connection() {
    let broker = Embedded::start(0).unwrap();
    let mut sockets: Vec<_> = (0..5_u8).map(|n| hello(&broker, &[b'c', b'0' + n], 0)).collect();
    let address = broker.address();
    broker.stop().await;
    assert!(sockets.iter_mut().all(ends));
    assert!(PlainSocket::connect(address).is_err());
}

/// A client that has said who it is and was accepted.
fn hello(broker: &Embedded, name: &[u8], keep_alive: u8) -> PlainSocket {
    let mut socket = PlainSocket::connect(broker.address()).unwrap();
    let length = u8::try_from(name.len()).unwrap();
    let mut packet = vec![0x10, 12 + length];
    packet.extend_from_slice(b"\0\x04MQTT\x04\x02\0");
    packet.extend_from_slice(&[keep_alive, 0, length]);
    packet.extend_from_slice(name);
    socket.write_all(&packet).unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut answer = [0; 4];
    socket.read_exact(&mut answer).unwrap();
    assert_eq!(answer, [0x20, 2, 0, 0]);
    socket
}

/// Whether the broker closes the connection.
fn ends(socket: &mut PlainSocket) -> bool {
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut rest = Vec::new();
    match socket.read_to_end(&mut rest) {
        Ok(_) => true,
        Err(error) => error.kind() == io::ErrorKind::ConnectionReset,
    }
}

fn spawned(program: &str, broker: &Embedded, arguments: &[&str]) -> std::process::Child {
    let port = broker.address().port().to_string();
    let mut command = Command::new(program);
    command.args(["-h", "127.0.0.1", "-p", &port]).args(arguments);
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("mosquitto's clients")
}

async fn finished(child: std::process::Child) -> Output {
    let output = tokio::task::spawn_blocking(|| child.wait_with_output()).await;
    let output = output.unwrap().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    output
}

/// Waits until a client has subscribed.
async fn subscribed(broker: &Embedded, filter: &str) {
    let looking = async {
        while !broker.is_subscribed(filter) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, looking).await.expect("subscribed in time");
}
