//! One attempt on trial, told step by step.

use std::time::Duration;

use broker::{
    Credentials, Failure, Roots, Security, Stage, Step, TestOutcome, Transport, Verdict, Version,
    VersionChoice,
};
use mosquitto::{Authority, Listener, Order};

use crate::harness::{BOTH, Mosquitto, eventually, free_port, settings};

/// The steps as a table.
fn table(outcome: &TestOutcome) -> String {
    let row = |step: &Step| {
        let word = match step.verdict {
            Verdict::Passed(_) => "ok",
            Verdict::Failed(_) => "FAILED",
            Verdict::NotReached => "-",
        };
        let stage = step.stage.to_string();
        format!("{stage:26} | {word:6} | {:>9.1?} | {}\n", step.took, step.sentence())
    };
    outcome.steps.iter().map(row).collect()
}

#[tokio::test]
async fn a_trial_tells_the_version_and_leaves_nothing_behind() {
    let broker = Mosquitto::start_logging().await;
    let mut settings = broker.settings(VersionChoice::Auto);
    let outcome = broker::test(&settings, |_| {}).await;
    let answered = outcome.answered.unwrap();
    assert_eq!(answered.version, Version::V5);
    assert!(answered.round_trip < Duration::from_secs(1), "{outcome:?}");
    assert_eq!(outcome.failure(), None);
    let own_name = |log: &str| log.contains("as console-test-") && !log.contains("as console (");
    eventually(|| own_name(&broker.log())).await;
    // No session is kept: it asked for a clean one, and said farewell.
    eventually(|| broker.log().contains("Received DISCONNECT from console-test-")).await;
    assert!(broker.log().contains(", c1, "), "{}", broker.log());
    settings.port = free_port();
    let outcome = broker::test(&settings, |_| {}).await;
    let failure = outcome.failure().unwrap();
    assert!(matches!(failure, Failure::NothingListens { .. }), "{failure:?}");
}

#[tokio::test]
async fn steps_are_told_one_by_one_and_those_behind_a_failure_are_not_reached() {
    let mut settings = settings(free_port(), VersionChoice::Auto);
    let mut told = Vec::new();
    let outcome = broker::test(&settings, |step| told.push(step.clone())).await;
    println!("{}", table(&outcome));
    assert_eq!(told, outcome.steps);
    let stages: Vec<Stage> = told.iter().map(|step| step.stage).collect();
    assert_eq!(stages, Stage::ALL);
    let reached = |step: &Step| step.verdict != Verdict::NotReached;
    assert_eq!(outcome.steps.iter().filter(|step| reached(step)).count(), 3);

    settings.host = "no-such-broker.invalid".to_owned();
    let outcome = broker::test(&settings, |_| {}).await;
    let failure = outcome.failure().unwrap();
    assert_eq!(*failure, Failure::NameUnknown { host: settings.host.clone() });
    assert_eq!(outcome.steps.iter().filter(|step| reached(step)).count(), 2);
}

#[tokio::test]
async fn a_trial_of_a_secured_broker_tells_its_certificate_and_the_largest_message() {
    let authority = Authority::new("Ours").unwrap();
    let server = authority.issue(&Order::default()).unwrap();
    let listener = Listener {
        certificate: Some(&server),
        users: &[("console", "correct horse")],
        lines: "max_packet_size 20000\nmessage_size_limit 20000",
        ..Listener::default()
    };
    let broker = mosquitto::Mosquitto::listening(&listener).unwrap();
    let mut settings = settings(broker.port(), VersionChoice::Auto);
    settings.host = "localhost".to_owned();
    settings.credentials = Some(Credentials::new("console", "correct horse"));
    settings.security =
        Security::Tls { roots: Roots::File(authority.file()), client: None, pinned: None };
    let outcome = broker::test(&settings, |_| {}).await;
    println!("{}", table(&outcome));
    assert_eq!(outcome.failure(), None);
    assert_eq!(outcome.answered.unwrap().packet_bytes_max, Some(20_000));
    let certificate = outcome.certificate.clone().unwrap();
    assert_eq!(certificate.fingerprint.to_string(), server.fingerprint().unwrap());
    assert_eq!(certificate.names, ["localhost", "127.0.0.1"]);
    assert_eq!(certificate.issuer, "CN=Ours");
    let secure = outcome.steps.iter().find(|step| step.stage == Stage::Secure).unwrap();
    assert!(secure.sentence().contains("TLS 1.3"), "{}", secure.sentence());
    assert!(secure.sentence().contains("2049-12-31"), "{}", secure.sentence());

    settings.credentials = Some(Credentials::new("console", "battery staple"));
    let outcome = broker::test(&settings, |_| {}).await;
    println!("{}", table(&outcome));
    let failure = outcome.failure().unwrap();
    assert!(matches!(failure, Failure::NotAuthorized | Failure::BadCredentials), "{failure:?}");
    let told = format!("{outcome:?} {failure}");
    assert!(!told.contains("staple"), "{told}");
}

#[tokio::test]
async fn filters_that_the_broker_refuses_are_told_by_name() {
    let broker = Mosquitto::start_guarded().await;
    for version in BOTH {
        let mut settings = broker.settings(version);
        settings.filters = vec!["open/#".to_owned(), "secret/#".to_owned(), "a/#/b".to_owned()];
        let outcome = broker::test(&settings, |_| {}).await;
        println!("{}", table(&outcome));
        let Some(Failure::FiltersRefused { filters }) = outcome.failure() else {
            panic!("{outcome:?}")
        };
        let mut refused: Vec<&str> = filters.iter().map(|f| f.filter.as_str()).collect();
        refused.sort_unstable();
        assert_eq!(refused, ["a/#/b", "secret/#"]);
        assert!(outcome.answered.is_some(), "the broker let us in all the same");
    }
}

#[tokio::test]
async fn a_web_server_that_is_no_broker_is_told_by_its_status() {
    let answers = [
        ("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", 404),
        ("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n", 401),
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", 200),
        ("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", 503),
    ];
    for (answer, expected) in answers {
        let (port, server) = crate::hostile::run_answering(answer.as_bytes()).await;
        for version in BOTH {
            let mut settings = settings(port, version);
            settings.transport = Transport::WebSocket { path: "/mqtt".to_owned() };
            let outcome = broker::test(&settings, |_| {}).await;
            let failure = outcome.failure().unwrap();
            let Failure::WebSocketRefused { status, .. } = failure else { panic!("{failure:?}") };
            assert_eq!(*status, expected);
            println!("{failure}");
        }
        server.abort();
    }
}
