//! Eight brokers at once, each set up in another way.

use std::time::Duration;

use broker::{
    ClientCertificate, Credentials, Roots, Security, Settings, State, Transport, Version,
    VersionChoice,
};
use mosquitto::{Authority, Carrier, Listener, Mosquitto, Order};
use tokio::time::Instant;

use crate::harness::{live, next, publish, publisher_to, reaches, settings, text};

const USERS: [(&str, &str); 1] = [("console", "correct horse")];

/// A broker, how a console reaches it, and the version it then speaks.
struct Site {
    broker: Mosquitto,
    settings: Settings,
    version: Version,
}

fn site(listener: &Listener<'_>, choice: VersionChoice, security: Security) -> Site {
    let broker = Mosquitto::listening(listener).unwrap();
    let mut settings = settings(broker.port(), choice);
    settings.host = "localhost".to_owned();
    settings.security = security;
    if listener.carrier == Carrier::WebSocket {
        settings.transport = Transport::WebSocket { path: "/mqtt".to_owned() };
    }
    if !listener.users.is_empty() {
        settings.credentials = Some(Credentials::new(USERS[0].0, USERS[0].1));
    }
    let version = if choice == VersionChoice::V311 { Version::V311 } else { Version::V5 };
    Site { broker, settings, version }
}

fn eight(authority: &Authority) -> Vec<Site> {
    let server = authority.issue(&Order::default()).unwrap();
    let own = authority.issue(&Order { name: "client", ..Order::default() }).unwrap();
    let plain = Listener::default();
    let tls = Listener { certificate: Some(&server), ..plain };
    let asking = Listener { clients_of: Some(authority), ..tls };
    let ws = Listener { carrier: Carrier::WebSocket, ..plain };
    let wss = Listener { carrier: Carrier::WebSocket, ..tls };
    let roots = Roots::File(authority.file());
    let by_file = Security::Tls { roots: roots.clone(), client: None, pinned: None };
    let client = Some(ClientCertificate { certificate: own.certificate, key: own.key });
    let with_own = Security::Tls { roots: roots.clone(), client, pinned: None };
    let pinned = Some(server.fingerprint().unwrap().parse().unwrap());
    let by_pin = Security::Tls { roots, client: None, pinned };
    vec![
        site(&plain, VersionChoice::V311, Security::Plain),
        site(&Listener { users: &USERS, ..plain }, VersionChoice::V5, Security::Plain),
        site(&tls, VersionChoice::V311, by_file.clone()),
        site(&Listener { users: &USERS, ..tls }, VersionChoice::V5, by_pin),
        site(&asking, VersionChoice::V311, with_own.clone()),
        site(&asking, VersionChoice::Auto, with_own),
        site(&ws, VersionChoice::V311, Security::Plain),
        site(&wss, VersionChoice::V5, by_file),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn eight_brokers_live_together_and_one_that_dies_takes_none_along() {
    let authority = Authority::new("Ours").unwrap();
    let mut sites = eight(&authority);
    let began = Instant::now();
    let mut running = Vec::new();
    for site in &sites {
        let (session, messages) = live(site.settings.clone()).await;
        assert_eq!(session.status().borrow().version, Some(site.version));
        running.push((session, messages));
    }
    println!("eight brokers live after {:?}", began.elapsed());
    for round in ["first", "second"] {
        for (place, site) in sites.iter().enumerate() {
            if round == "second" && place == 2 {
                continue;
            }
            let mut publisher = publisher_to(site.broker.plain_port()).await;
            publish(&mut publisher, "t", &format!("{round} {place}")).await;
        }
        for (place, (session, messages)) in running.iter_mut().enumerate() {
            if round == "second" && place == 2 {
                continue;
            }
            let incoming = next(messages).await;
            assert_eq!(text(&incoming), format!("{round} {place}"));
            session.acknowledge(&[incoming.ack.unwrap()]);
        }
        if round == "first" {
            sites[2].broker.kill().unwrap();
            reaches(&running[2].0, |status| status.state != State::Live).await;
        }
    }
    sites[2].broker.run().unwrap();
    let back = Instant::now();
    reaches(&running[2].0, |status| status.state == State::Live).await;
    assert!(back.elapsed() < Duration::from_secs(3), "{:?}", back.elapsed());
    for (place, (session, _)) in running.into_iter().enumerate() {
        let reconnects = session.status().borrow().reconnects;
        assert_eq!(reconnects, u64::from(place == 2), "broker {place}");
        session.stop().await;
    }
}
