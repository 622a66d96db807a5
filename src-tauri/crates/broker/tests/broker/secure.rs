//! Connections that are secured, or should have been: bad set-ups of a real broker, and good ones.

use std::fmt::Write;
use std::path::PathBuf;

use broker::{
    ClientCertificate, Credentials, Failure, FileFailure, Remedy, Roots, Security, Settings, State,
    TlsFailure, Transport, VersionChoice, WEBSOCKET_PATH_DEFAULT,
};
use mosquitto::{Authority, Carrier, Issued, Listener, Mosquitto, OldServer, Order};
use tokio::task::JoinSet;

use crate::harness::{BOTH, live, next, publish, publisher_to, reaches, settings, start, text};

/// A broker with something wrong, and how the console is set up for it.
struct SetUp {
    name: &'static str,
    server: Server,
    settings: Settings,
    is: fn(&Failure) -> bool,
}

enum Server {
    Mosquitto(Mosquitto),
    Old(OldServer),
}

impl Server {
    /// Whether anything of MQTT came through to it.
    fn was_spoken_to(&self) -> bool {
        match self {
            Self::Mosquitto(broker) => broker.log().contains("as console"),
            Self::Old(server) => server.heard().contains("MQTT"),
        }
    }
}

/// Files that are of no use, and what is said of them.
type Useless = (Security, fn(&FileFailure) -> bool);
/// A set-up that works: its name, and how the console is set up for the broker.
type Good<'a> = (&'a str, Mosquitto, Box<dyn Fn(Settings) -> Settings + 'a>);

fn secured(port: u16, authority: &Authority) -> Settings {
    let mut settings = settings(port, VersionChoice::Auto);
    settings.host = "localhost".to_owned();
    settings.security =
        Security::Tls { roots: Roots::File(authority.file()), client: None, pinned: None };
    settings
}

/// The settings with one part of their protection changed.
fn pinned(mut settings: Settings, fingerprint: &str) -> Settings {
    if let Security::Tls { pinned, .. } = &mut settings.security {
        *pinned = Some(fingerprint.parse().unwrap());
    }
    settings
}

fn with_client(mut settings: Settings, issued: &Issued) -> Settings {
    if let Security::Tls { client, .. } = &mut settings.security {
        let Issued { certificate, key } = issued.clone();
        *client = Some(ClientCertificate { certificate, key });
    }
    settings
}

fn over_websocket(mut settings: Settings) -> Settings {
    settings.transport = Transport::WebSocket { path: WEBSOCKET_PATH_DEFAULT.to_owned() };
    settings
}

fn showing(issued: &Issued, lines: &str) -> Mosquitto {
    Mosquitto::listening(&Listener { certificate: Some(issued), lines, ..Listener::default() })
        .unwrap()
}

/// The ten of RELIABILITY's table, and one that the system's own roots refuse.
fn bad_set_ups(ours: &Authority, other: &Authority) -> Vec<SetUp> {
    let order = Order::default();
    let issue = |order: Order<'_>| ours.issue(&order).unwrap();
    let made = |name, issued: &Issued, lines, is| {
        let broker = showing(issued, lines);
        let settings = secured(broker.port(), ours);
        SetUp { name, server: Server::Mosquitto(broker), settings, is }
    };
    let past =
        Order { name: "expired", from: "20200101000000Z", until: "20210101000000Z", ..order };
    let future =
        Order { name: "future", from: "20450101000000Z", until: "20460101000000Z", ..order };
    let elsewhere = Order { name: "elsewhere", alternative_names: "DNS:broker.example", ..order };
    let sha1 = Order { name: "sha1", digest: "sha1", ..order };
    let old_name = Order { name: "old-name", alternative_names: "", ..order };
    let good = issue(Order { name: "good", ..order });
    let unknown = other.issue(&order).unwrap();
    let self_signed = ours.self_signed("self-signed").unwrap();
    let mut all = vec![
        made("expired", &issue(past), "", |f| tls(f, |t| matches!(t, TlsFailure::Expired { .. }))),
        made("not yet valid", &issue(future), "", |f| {
            tls(f, |t| matches!(t, TlsFailure::NotYetValid { .. }))
        }),
        made("wrong host", &issue(elsewhere), "", |f| {
            tls(f, |t| matches!(t, TlsFailure::WrongName { .. }))
        }),
        made("self-signed", &self_signed, "", |f| {
            tls(f, |t| matches!(t, TlsFailure::SelfSigned { .. }))
        }),
        made("unknown CA", &unknown, "", |f| {
            tls(f, |t| matches!(t, TlsFailure::UnknownIssuer { .. }))
        }),
        made("pin mismatch", &good, "", |f| {
            tls(f, |t| matches!(t, TlsFailure::PinMismatch { .. }))
        }),
        made("SHA-1 signature", &issue(sha1), "ciphers DEFAULT@SECLEVEL=0", |f| {
            tls(f, |t| matches!(t, TlsFailure::WeakSignature { .. }))
        }),
        made("name only in CN", &issue(old_name), "", |f| {
            tls(f, |t| matches!(t, TlsFailure::NameOnlyInCommonName { .. }))
        }),
        made("unknown to the system", &good, "", |f| {
            tls(f, |t| matches!(t, TlsFailure::UnknownIssuer { .. }))
        }),
    ];
    let fingerprint = unknown.fingerprint().unwrap();
    all[5].settings = pinned(all[5].settings.clone(), &fingerprint);
    all[8].settings.security = Security::Tls { roots: Roots::System, client: None, pinned: None };
    let plain = Mosquitto::listening(&Listener::default()).unwrap();
    let settings = secured(plain.port(), ours);
    let is: fn(&Failure) -> bool = |f| tls(f, |t| matches!(t, TlsFailure::NotTls { .. }));
    all.push(SetUp { name: "plain port", server: Server::Mosquitto(plain), settings, is });
    let old = OldServer::start(&good).unwrap();
    let settings = secured(old.port(), ours);
    let is: fn(&Failure) -> bool = |f| tls(f, |t| matches!(t, TlsFailure::OldVersion));
    all.push(SetUp { name: "TLS 1.1 only", server: Server::Old(old), settings, is });
    all
}

fn tls(failure: &Failure, is: fn(&TlsFailure) -> bool) -> bool {
    matches!(failure, Failure::Tls(failure) if is(failure))
}

/// Runs a session until it has failed for good, or for the third time; what was wrong.
async fn refused(settings: Settings) -> Failure {
    let (session, _messages) = start(settings);
    let status = reaches(&session, |status| match &status.state {
        State::Refused { .. } => true,
        State::Waiting { failure, .. } => failure.remedy() == Remedy::Retry && status.attempt >= 2,
        State::Connecting | State::Subscribing | State::Live | State::Stopped => false,
    })
    .await;
    assert!(status.attempt <= 3, "{status:?}");
    session.stop().await;
    status.last_failure.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_bad_set_ups_are_refused_each_with_its_own_sentence() {
    let (ours, other) = (Authority::new("Ours").unwrap(), Authority::new("Theirs").unwrap());
    let set_ups = bad_set_ups(&ours, &other);
    let mut sessions = JoinSet::new();
    for (place, set_up) in set_ups.iter().enumerate() {
        for version in BOTH {
            let mut settings = set_up.settings.clone();
            settings.version = version;
            sessions.spawn(async move { (place, refused(settings).await) });
        }
    }
    let mut failures = vec![None; set_ups.len()];
    while let Some(done) = sessions.join_next().await {
        let (place, failure) = done.unwrap();
        let name = set_ups[place].name;
        assert!((set_ups[place].is)(&failure), "{name}: {failure:?}");
        failures[place] = Some(failure);
    }
    let mut table = String::new();
    let mut kinds = Vec::new();
    for (set_up, failure) in set_ups.iter().zip(failures) {
        let Some(Failure::Tls(failure)) = failure else { panic!("{}: {failure:?}", set_up.name) };
        writeln!(table, "{:22} | {failure}", set_up.name).unwrap();
        assert!(!set_up.server.was_spoken_to(), "{}: somebody came in", set_up.name);
        let kind = std::mem::discriminant(&failure);
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    println!("{table}");
    // Two of the eleven are an issuer that is not known: once to the file, and once to the system.
    assert_eq!(kinds.len(), 10, "{table}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_trial_tells_the_same_as_a_session_and_shows_what_to_compare() {
    let (ours, other) = (Authority::new("Ours").unwrap(), Authority::new("Theirs").unwrap());
    for set_up in bad_set_ups(&ours, &other) {
        let outcome = broker::test(&set_up.settings, |_| {}).await;
        let failure = outcome.failure().unwrap();
        assert!((set_up.is)(failure), "{}: {failure:?}", set_up.name);
        assert!(outcome.answered.is_none());
        let shows_none = matches!(set_up.name, "plain port" | "TLS 1.1 only");
        assert_eq!(outcome.certificate.is_none(), shows_none, "{}", set_up.name);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_websocket_is_secured_as_strictly() {
    let ours = Authority::new("Ours").unwrap();
    let order = Order { alternative_names: "DNS:broker.example", ..Order::default() };
    let elsewhere = ours.issue(&order).unwrap();
    let listener = Listener {
        carrier: Carrier::WebSocket,
        certificate: Some(&elsewhere),
        ..Listener::default()
    };
    let misnamed = Mosquitto::listening(&listener).unwrap();
    let plain = Listener { certificate: None, ..listener };
    let plain = Mosquitto::listening(&plain).unwrap();
    for version in BOTH {
        let settings = |port| {
            let mut settings = over_websocket(secured(port, &ours));
            settings.version = version;
            settings
        };
        let failure = refused(settings(misnamed.port())).await;
        assert!(tls(&failure, |t| matches!(t, TlsFailure::WrongName { .. })), "{failure:?}");
        let failure = refused(settings(plain.port())).await;
        assert!(tls(&failure, |t| matches!(t, TlsFailure::NotTls { .. })), "{failure:?}");
    }
    for broker in [misnamed, plain] {
        assert!(!broker.log().contains("as console"), "{}", broker.log());
    }
}

#[tokio::test]
async fn a_secured_port_is_told_to_a_plain_connection() {
    let ours = Authority::new("Ours").unwrap();
    let broker = showing(&ours.issue(&Order::default()).unwrap(), "");
    for version in [VersionChoice::Auto, VersionChoice::V311, VersionChoice::V5] {
        let failure = refused(settings(broker.port(), version)).await;
        assert!(matches!(failure, Failure::TlsPort { .. }), "{version:?}: {failure:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_certificate_that_is_missing_or_not_accepted_is_told() {
    let (ours, other) = (Authority::new("Ours").unwrap(), Authority::new("Theirs").unwrap());
    let server = ours.issue(&Order::default()).unwrap();
    let listener =
        Listener { certificate: Some(&server), clients_of: Some(&ours), ..Listener::default() };
    // TLS 1.2 refuses within the handshake, 1.3 when the client thinks it is through.
    for lines in ["tls_version tlsv1.2", "tls_version tlsv1.3"] {
        let broker = Mosquitto::listening(&Listener { lines, ..listener }).unwrap();
        let stranger = other.issue(&Order { name: "stranger", ..Order::default() }).unwrap();
        let past = Order { name: "past", until: "20210101000000Z", ..Order::default() };
        let expired = ours.issue(&past).unwrap();
        for version in BOTH {
            let mut settings = secured(broker.port(), &ours);
            settings.version = version;
            let failure = refused(settings.clone()).await;
            let demanded = |t: &TlsFailure| matches!(t, TlsFailure::ClientCertificateDemanded);
            assert!(tls(&failure, demanded), "{lines}, {version:?}: {failure:?}");
            for issued in [&stranger, &expired] {
                let failure = refused(with_client(settings.clone(), issued)).await;
                let refused =
                    |t: &TlsFailure| matches!(t, TlsFailure::ClientCertificateRefused { .. });
                assert!(tls(&failure, refused), "{lines}, {version:?}: {failure:?}");
                println!("{failure}");
            }
        }
    }
}

#[tokio::test]
async fn files_that_are_of_no_use_are_told_before_anything_is_tried() {
    let (ours, other) = (Authority::new("Ours").unwrap(), Authority::new("Theirs").unwrap());
    let one = ours.issue(&Order::default()).unwrap();
    let encrypted = ours.encrypted(&one).unwrap();
    let strange = other.issue(&Order::default()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let whole = std::fs::read(ours.file()).unwrap();
    let roots =
        |path: PathBuf| Security::Tls { roots: Roots::File(path), client: None, pinned: None };
    let client = |certificate: &PathBuf, key: &PathBuf| Security::Tls {
        roots: Roots::File(ours.file()),
        client: Some(ClientCertificate { certificate: certificate.clone(), key: key.clone() }),
        pinned: None,
    };
    let missing = folder.path().join("missing.pem");
    let cases: Vec<Useless> = vec![
        (roots(missing.clone()), |f| matches!(f, FileFailure::Missing { .. })),
        (roots(folder.path().to_owned()), |f| matches!(f, FileFailure::Unreadable { .. })),
        (roots(write("empty", b"")), |f| matches!(f, FileFailure::NotPem { .. })),
        (roots(write("der", &[0x30, 0x82, 0xFF])), |f| matches!(f, FileFailure::NotPem { .. })),
        (roots(write("cut", &whole[..whole.len() / 2])), |f| {
            matches!(f, FileFailure::Damaged { .. })
        }),
        (roots(write("long", &vec![b'x'; 2 * 1024 * 1024])), |f| {
            matches!(f, FileFailure::TooLarge { .. })
        }),
        (roots(one.key.clone()), |f| matches!(f, FileFailure::NotPem { .. })),
        (client(&one.certificate, &missing), |f| matches!(f, FileFailure::Missing { .. })),
        (client(&one.certificate, &one.certificate), |f| matches!(f, FileFailure::NotPem { .. })),
        (client(&one.certificate, &encrypted), |f| matches!(f, FileFailure::KeyEncrypted { .. })),
        (client(&one.certificate, &strange.key), |f| matches!(f, FileFailure::KeyOfAnother { .. })),
    ];
    for (security, is) in cases {
        let mut settings = settings(1, VersionChoice::Auto);
        settings.security = security.clone();
        let (session, _messages) = start(settings.clone());
        let status = reaches(&session, |s| matches!(s.state, State::Refused { .. })).await;
        assert_eq!(status.attempt, 0, "{security:?}");
        let failure = status.last_failure.unwrap();
        assert!(matches!(&failure, Failure::File(f) if is(f)), "{security:?}: {failure:?}");
        println!("{failure}");
        session.stop().await;
        assert_eq!(broker::test(&settings, |_| {}).await.failure(), Some(&failure));
    }
}

/// Goes live, and what is published on the broker's plain port arrives.
async fn works(broker: &Mosquitto, settings: Settings) {
    let (session, mut messages) = live(settings).await;
    let mut publisher = publisher_to(broker.plain_port()).await;
    publish(&mut publisher, "t", "heard").await;
    assert_eq!(text(&next(&mut messages).await), "heard");
    session.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn good_set_ups_are_accepted() {
    let ours = Authority::new("Ours").unwrap();
    let server = ours.issue(&Order::default()).unwrap();
    let client = ours.issue(&Order { name: "client", ..Order::default() }).unwrap();
    let self_signed = ours.self_signed("self-signed").unwrap();
    let users = [("console", "correct horse")];
    let plain = Listener::default();
    let tls = Listener { certificate: Some(&server), ..plain };
    let signed_in = |mut settings: Settings| {
        settings.credentials = Some(Credentials::new("console", "correct horse"));
        settings
    };
    let open = |settings: Settings| Settings { security: Security::Plain, ..settings };
    let fingerprint = self_signed.fingerprint().unwrap();
    let start = |listener| Mosquitto::listening(&listener).unwrap();
    let good: Vec<Good<'_>> = vec![
        ("CA file", start(tls), Box::new(|s| s)),
        (
            "CA file, TLS 1.2",
            start(Listener { lines: "tls_version tlsv1.2", ..tls }),
            Box::new(|s| s),
        ),
        ("client certificate", start(Listener { clients_of: Some(&ours), ..tls }), {
            Box::new(|s| with_client(s, &client))
        }),
        ("pinned fingerprint", start(Listener { certificate: Some(&self_signed), ..plain }), {
            Box::new(|s| pinned(s, &fingerprint))
        }),
        ("password over TLS", start(Listener { users: &users, ..tls }), Box::new(signed_in)),
        ("ws", start(Listener { carrier: Carrier::WebSocket, ..plain }), {
            Box::new(|s| open(over_websocket(s)))
        }),
        ("wss", start(Listener { carrier: Carrier::WebSocket, ..tls }), Box::new(over_websocket)),
        ("address instead of name", start(tls), {
            Box::new(|s| Settings { host: "127.0.0.1".to_owned(), ..s })
        }),
    ];
    for (name, broker, change) in good {
        for version in BOTH {
            let mut settings = change(secured(broker.port(), &ours));
            settings.version = version;
            works(&broker, settings).await;
            println!("{name:24} | {version:?} | live, and a message came");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_renewed_certificate_is_taken_up_without_a_new_session() {
    let ours = Authority::new("Ours").unwrap();
    let server = ours.issue(&Order::default()).unwrap();
    let listener =
        Listener { certificate: Some(&server), clients_of: Some(&ours), ..Listener::default() };
    let mut broker = Mosquitto::listening(&listener).unwrap();
    broker.kill().unwrap();
    let past = Order { name: "client", until: "20210101000000Z", ..Order::default() };
    let expired = ours.issue(&past).unwrap();
    let (session, _messages) = start(with_client(secured(broker.port(), &ours), &expired));
    reaches(&session, |status| status.attempt > 0 && status.last_failure.is_some()).await;
    ours.issue(&Order { name: "client", ..Order::default() }).unwrap();
    broker.run().unwrap();
    reaches(&session, |status| status.state == State::Live).await;
    session.stop().await;
}
