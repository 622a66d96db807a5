//! Brokers that speak an older MQTT, or break its rules, on real sockets.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use broker::{
    Credentials, Failure, QUEUE_MESSAGES_MAX, RefusedFilter, State, Transport, Version,
    VersionChoice,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::harness::{live, next, reaches, settings, start, text};

const CONNECT: u8 = 0x10;
const SUBSCRIBE: u8 = 0x82;
const UNSUBSCRIBE: u8 = 0xA2;
const PUBACK: u8 = 0x40;
const PINGREQ: u8 = 0xC0;

/// One packet as it came: its first byte and what follows its length.
async fn read_packet(socket: &mut TcpStream) -> Option<(u8, Vec<u8>)> {
    let first = socket.read_u8().await.ok()?;
    let (mut len, mut shift) = (0_usize, 0);
    loop {
        let byte = socket.read_u8().await.ok()?;
        len |= usize::from(byte & 0x7F) << shift;
        shift += 7;
        if byte & 0x80 == 0 {
            break;
        }
    }
    let mut rest = vec![0; len];
    socket.read_exact(&mut rest).await.ok()?;
    Some((first, rest))
}

/// The protocol level in a CONNECT.
fn level(connect: &[u8]) -> u8 {
    connect[6]
}

async fn listen() -> (TcpListener, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, port)
}

/// Answers 3.1.1 clients; what it does to others is the argument.
async fn run_old_broker(listener: TcpListener, to_newer: &'static [u8]) {
    while let Ok((mut socket, _)) = listener.accept().await {
        let Some((CONNECT, connect)) = read_packet(&mut socket).await else {
            continue;
        };
        if level(&connect) != 4 {
            socket.write_all(to_newer).await.unwrap();
            continue;
        }
        socket.write_all(&[0x20, 2, 0, 0]).await.unwrap();
        while let Some((first, rest)) = read_packet(&mut socket).await {
            match first {
                SUBSCRIBE => {
                    socket.write_all(&[0x90, 3, rest[0], rest[1], 0]).await.unwrap();
                }
                PINGREQ => socket.write_all(&[0xD0, 0]).await.unwrap(),
                _ => {}
            }
        }
    }
}

/// Answers whatever comes with the same bytes.
pub(crate) async fn run_answering(answer: &'static [u8]) -> (u16, JoinHandle<()>) {
    let (listener, port) = listen().await;
    let server = tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut asked = [0; 4_096];
            if socket.read(&mut asked).await.is_ok_and(|len| len > 0) {
                socket.write_all(answer).await.unwrap();
            }
        }
    });
    (port, server)
}

/// Refuses every CONNECT in these words, and counts them.
async fn run_refusing(answer: &'static [u8]) -> (u16, Arc<AtomicUsize>, JoinHandle<()>) {
    let (listener, port) = listen().await;
    let connects = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&connects);
    let server = tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            if matches!(read_packet(&mut socket).await, Some((CONNECT, _))) {
                counted.fetch_add(1, Ordering::SeqCst);
                socket.write_all(answer).await.unwrap();
            }
        }
    });
    (port, connects, server)
}

#[tokio::test]
async fn a_sign_in_that_is_refused_is_tried_three_times_at_most() {
    // Codes 4 and 5 of 3.1.1, 0x86 and 0x87 of 5: wrong user name or password, and no right to enter.
    let refusals: [(VersionChoice, &[u8], Failure); 4] = [
        (VersionChoice::V311, &[0x20, 2, 0, 4], Failure::BadCredentials),
        (VersionChoice::V311, &[0x20, 2, 0, 5], Failure::NotAuthorized),
        (VersionChoice::Auto, &[0x20, 3, 0, 0x86, 0], Failure::BadCredentials),
        (VersionChoice::Auto, &[0x20, 3, 0, 0x87, 0], Failure::NotAuthorized),
    ];
    for (version, answer, expected) in refusals {
        let (port, connects, server) = run_refusing(answer).await;
        let mut settings = settings(port, version);
        settings.credentials = Some(Credentials::new("console", "correct horse"));
        let (session, _messages) = start(settings);
        let status = reaches(&session, |s| matches!(s.state, State::Refused { .. })).await;
        let failure = status.last_failure.clone().unwrap();
        assert_eq!(failure, expected);
        assert!(!format!("{status:?} {failure}").contains("horse"), "{status:?}");
        session.stop().await;
        println!("{answer:02X?}: {} CONNECTs, then: {failure}", connects.load(Ordering::SeqCst));
        assert_eq!(connects.load(Ordering::SeqCst), 3);
        server.abort();
    }
}

/// What a broker has against the second connection of one console.
#[derive(Debug, Clone, Copy)]
enum Against {
    Client,
    Filter,
}

/// Answers 3.1.1 clients, and refuses those that come to hear again.
async fn run_against_hearing_again(listener: TcpListener, against: Against) {
    while let Ok((mut socket, _)) = listener.accept().await {
        tokio::spawn(async move {
            let (_, connect) = read_packet(&mut socket).await.unwrap();
            let is_again = connect.windows(7).any(|part| part == b"-again-");
            let refused = is_again && matches!(against, Against::Client);
            let granted = if is_again { 0x80 } else { 1 };
            socket.write_all(&[0x20, 2, 0, if refused { 5 } else { 0 }]).await.unwrap();
            while let Some((first, rest)) = read_packet(&mut socket).await {
                let answer: &[u8] = match first {
                    SUBSCRIBE => &[0x90, 3, rest[0], rest[1], granted],
                    UNSUBSCRIBE => &[0xB0, 2, rest[0], rest[1]],
                    PINGREQ => &[0xD0, 0],
                    _ => &[],
                };
                socket.write_all(answer).await.unwrap();
            }
        });
    }
}

#[tokio::test]
async fn a_broker_that_refuses_to_be_heard_again_is_told_and_the_session_stands() {
    let filters = vec![RefusedFilter { filter: "#".to_owned(), reason: String::new() }];
    let refusals = [
        (Against::Client, Failure::NotAuthorized),
        (Against::Filter, Failure::FiltersRefused { filters }),
    ];
    for (against, expected) in refusals {
        let (listener, port) = listen().await;
        let broker = tokio::spawn(run_against_hearing_again(listener, against));
        let (mut session, _messages) = live(settings(port, VersionChoice::V311)).await;
        session.listen_again();
        let mut status = reaches(&session, |status| status.not_heard_again.is_some()).await;
        if let Some(Failure::FiltersRefused { filters }) = &mut status.not_heard_again {
            filters[0].reason.clear();
        }
        assert_eq!(status.not_heard_again, Some(expected));
        assert_eq!((status.listened_again, status.heard_again), (1, 0));
        assert_eq!((status.state, status.reconnects), (State::Live, 0));
        session.stop().await;
        broker.abort();
    }
}

#[tokio::test]
async fn nothing_is_heard_again_of_a_broker_that_refuses_the_session() {
    let (port, connects, server) = run_refusing(&[0x20, 2, 0, 5]).await;
    let (mut session, _messages) = start(settings(port, VersionChoice::V311));
    let refused = reaches(&session, |s| matches!(s.state, State::Refused { .. })).await;
    session.listen_again();
    assert_eq!(*session.status().borrow(), refused);
    session.stop().await;
    assert_eq!(connects.load(Ordering::SeqCst), 3);
    server.abort();
}

/// Messages that are retained: a few more than wait in the queue.
const RETAINED: usize = QUEUE_MESSAGES_MAX + 5;

/// Answers a 3.1.1 client; what is retained it sends before it confirms the subscription to all that follows.
async fn run_retaining(listener: TcpListener) {
    let (mut socket, _) = listener.accept().await.unwrap();
    read_packet(&mut socket).await.unwrap();
    socket.write_all(&[0x20, 2, 0, 0]).await.unwrap();
    while let Some((first, rest)) = read_packet(&mut socket).await {
        match first {
            SUBSCRIBE => {
                let qos = rest[rest.len() - 1];
                let retained = if qos == 1 { RETAINED } else { 0 };
                let messages = (0..retained).flat_map(|n| {
                    let topic = format!("{n:05}");
                    [&[0x31, 8, 0, 5], topic.as_bytes(), b"!"].concat()
                });
                socket.write_all(&messages.collect::<Vec<u8>>()).await.unwrap();
                socket.write_all(&[0x90, 3, rest[0], rest[1], qos]).await.unwrap();
            }
            UNSUBSCRIBE => socket.write_all(&[0xB0, 2, rest[0], rest[1]]).await.unwrap(),
            PINGREQ => socket.write_all(&[0xD0, 0]).await.unwrap(),
            _ => {}
        }
    }
}

#[tokio::test]
async fn a_session_is_live_only_when_all_that_is_retained_lies_in_the_queue() {
    let (listener, port) = listen().await;
    let broker = tokio::spawn(run_retaining(listener));
    let (session, mut messages) = start(settings(port, VersionChoice::V311));
    // Nobody reads: the last messages and the answer behind them come along with a keep-alive.
    let status = reaches(&session, |status| status.queue_full_times == 2).await;
    assert_eq!(status.state, State::Subscribing);
    let (mut status, mut came) = (session.status(), 0);
    loop {
        tokio::select! {
            biased;
            live = status.wait_for(|status| status.state == State::Live) => break drop(live.unwrap()),
            _ = next(&mut messages) => came += 1,
        }
    }
    // What lies there at this moment: nothing else runs meanwhile.
    while messages.try_recv().is_ok() {
        came += 1;
    }
    assert_eq!(came, RETAINED);
    session.stop().await;
    broker.abort();
}

#[tokio::test]
async fn a_broker_that_refuses_5_is_spoken_to_in_3_1_1() {
    // An answer in the old form, then closed; and closed without an answer.
    for to_newer in [&[0x20_u8, 2, 0, 1][..], &[]] {
        let (listener, port) = listen().await;
        let broker = tokio::spawn(run_old_broker(listener, to_newer));
        let (session, _messages) = start(settings(port, VersionChoice::Auto));
        let status = reaches(&session, |status| status.state == State::Live).await;
        assert_eq!((status.version, status.attempt), (Some(Version::V311), 2));
        session.stop().await;
        broker.abort();
    }
}

#[tokio::test]
async fn a_version_that_was_chosen_is_not_left() {
    let (listener, port) = listen().await;
    // A refusal as MQTT 5 writes it.
    let broker = tokio::spawn(run_old_broker(listener, &[0x20, 3, 0, 0x84, 0]));
    let (session, _messages) = start(settings(port, VersionChoice::V5));
    let status = reaches(&session, |status| status.attempt >= 2).await;
    let failure = status.last_failure.unwrap();
    assert!(failure.to_string().contains("does not speak MQTT 5"), "{failure}");
    session.stop().await;
    broker.abort();
}

#[tokio::test]
async fn a_topic_that_is_no_text_is_counted_and_acknowledged() {
    let (listener, port) = listen().await;
    let broker = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        read_packet(&mut socket).await.unwrap();
        socket.write_all(&[0x20, 3, 0, 0, 0]).await.unwrap();
        while let Some((first, rest)) = read_packet(&mut socket).await {
            match first {
                SUBSCRIBE => {
                    socket.write_all(&[0x90, 4, rest[0], rest[1], 0, 1]).await.unwrap();
                    // QoS 1: a topic of two bytes that are no UTF-8, packet 9, no properties; then one that is.
                    socket.write_all(&[0x32, 8, 0, 2, 0xC3, 0x28, 0, 9, 0, b'?']).await.unwrap();
                    socket.write_all(&[0x32, 7, 0, 1, b't', 0, 10, 0, b'!']).await.unwrap();
                }
                PUBACK => return rest,
                _ => {}
            }
        }
        panic!("closed without an acknowledgement")
    });
    let (session, mut messages) = start(settings(port, VersionChoice::V5));
    assert_eq!(text(&next(&mut messages).await), "!");
    let status = session.status().borrow().clone();
    assert_eq!((status.not_utf8, status.reconnects), (1, 0));
    assert!(status.last_not_utf8.unwrap().ends_with('('));
    assert_eq!(broker.await.unwrap()[..2], [0, 9]);
    session.stop().await;
}

#[tokio::test]
async fn a_broker_that_talks_nonsense_is_waited_out() {
    let (listener, port) = listen().await;
    let broker = tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            read_packet(&mut socket).await;
            socket.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
        }
    });
    for version in [VersionChoice::Auto, VersionChoice::V311, VersionChoice::V5] {
        let (session, _messages) = start(settings(port, version));
        let status = reaches(&session, |s| matches!(s.state, State::Waiting { .. })).await;
        assert!(status.last_failure.is_some());
        session.stop().await;
    }
    broker.abort();
}

/// Opens a WebSocket for the first who asks, and then sends nothing but these bytes, over and over.
async fn run_websocket_flooding(flood: Vec<u8>) -> (u16, JoinHandle<()>) {
    let (listener, port) = listen().await;
    let server = tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut asked = vec![0; 4_096];
            let len = socket.read(&mut asked).await.unwrap();
            let asked = String::from_utf8_lossy(&asked[..len]).into_owned();
            let Some(key) = asked.lines().find_map(|line| line.strip_prefix("Sec-WebSocket-Key: "))
            else {
                continue;
            };
            let accept =
                tokio_tungstenite::tungstenite::handshake::derive_accept_key(key.trim().as_bytes());
            let answer = format!(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
                 Sec-WebSocket-Accept: {accept}\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n"
            );
            socket.write_all(answer.as_bytes()).await.unwrap();
            for _ in 0..64 {
                if socket.write_all(&flood).await.is_err() {
                    break;
                }
            }
        }
    });
    (port, server)
}

#[tokio::test]
async fn a_websocket_full_of_nonsense_is_waited_out() {
    // Pings, texts, and a frame that is said to be larger than any may be.
    let floods = [
        [0x89, 0].repeat(64 * 1024),
        [0x81, 0].repeat(64 * 1024),
        vec![0x82, 127, 0, 0, 0, 1, 0, 0, 0, 0],
    ];
    for flood in floods {
        let (port, server) = run_websocket_flooding(flood).await;
        for version in [VersionChoice::V311, VersionChoice::V5] {
            let mut settings = settings(port, version);
            settings.transport = Transport::WebSocket { path: "/mqtt".to_owned() };
            let (session, _messages) = start(settings);
            let status = reaches(&session, |s| matches!(s.state, State::Waiting { .. })).await;
            println!("{version:?}: {}", status.last_failure.unwrap());
            session.stop().await;
        }
        server.abort();
    }
}
