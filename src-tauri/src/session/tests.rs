//! The session with real engines in folders of their own.

use std::path::Path;

use engine::Collector;
use tempfile::TempDir;
use wire::{Connections, StoreStats};

use super::*;
use crate::desk::Start;

const LONG: Duration = Duration::from_secs(30);

struct Window {
    session: Arc<Session>,
    events: Arc<Mutex<Vec<Event>>>,
}

impl Window {
    fn on(parent: &TempDir) -> Self {
        let folder = parent.path().join("data");
        let start = Start { data_dir: Some(folder), ..Start::default() };
        Self {
            session: Arc::new(Session::new(Desks::of(&start), Desk::Own)),
            events: Arc::default(),
        }
    }

    async fn ask(&self) -> Result<Reply, Failure> {
        self.session.call(Request::Connections(Connections {})).await
    }

    async fn listen(&self) {
        let events = Arc::clone(&self.events);
        let sink = move |item| {
            if let StreamItem::Event(event) = item {
                events.lock().unwrap().push(event);
            }
        };
        self.session.open_stream(Arc::new(sink)).await.unwrap();
    }

    fn heard(&self, wanted: impl Fn(&Event) -> bool) -> bool {
        self.events.lock().unwrap().iter().any(wanted)
    }

    async fn until(&self, wanted: impl Fn(&Standing) -> bool) {
        let mut standing = self.session.standing.subscribe();
        let reached = standing.wait_for(|standing| wanted(standing));
        timeout(LONG, reached).await.unwrap().unwrap();
    }
}

fn parent() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// Shows that nobody holds this folder, by holding it for a moment.
async fn hold(folder: &Path) {
    Box::pin(Collector::start(folder)).await.unwrap().stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_start_makes_the_folder_and_collects() {
    let parent = parent();
    let window = Window::on(&parent);
    assert!(!window.session.collects());
    window.session.start().await.unwrap();
    assert!(window.session.collects());
    window.ask().await.unwrap();
    window.session.close().await;
    assert!(!window.session.collects());
    hold(&parent.path().join("data")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_devices_of_the_demo_play_while_its_folder_is_open() {
    let parent = parent();
    let window = Window::on(&parent);
    window.session.open_desk(Desk::Demo).await.unwrap();
    let Reply::Connections(connections) = window.ask().await.unwrap() else { unreachable!() };
    let address = connections[0].url.strip_prefix("mqtt://").unwrap();
    tokio::net::TcpStream::connect(address).await.unwrap();
    window.session.open_desk(Desk::Own).await.unwrap();
    tokio::net::TcpStream::connect(address).await.unwrap_err();
    window.session.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_window_goes_to_the_other_folder_and_back_and_lets_go_of_each() {
    let parent = parent();
    engine::init(&parent.path().join("demo"), None).await.unwrap();
    let window = Window::on(&parent);
    window.ask().await.unwrap();
    for (desk, folder, other) in [(Desk::Demo, "demo", "data"), (Desk::Own, "data", "demo")] {
        window.session.open_desk(desk).await.unwrap();
        assert_eq!(window.session.desk(), desk);
        assert_eq!(window.session.folder(), parent.path().join(folder));
        assert!(window.session.collects());
        window.ask().await.unwrap();
        hold(&parent.path().join(other)).await;
    }
    window.session.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_the_old_folder_reaches_the_page_of_the_new_one() {
    let parent = parent();
    engine::init(&parent.path().join("demo"), None).await.unwrap();
    let window = Window::on(&parent);
    window.listen().await;
    window.session.open_desk(Desk::Demo).await.unwrap();
    assert!(!window.session.tell(Event::ClosingAsked), "the old page is not told");
    window.listen().await;
    assert!(window.session.tell(Event::ClosingAsked));
    assert!(!window.heard(|event| matches!(event, Event::EngineGone(_))));
    window.session.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_cannot_be_opened_leaves_the_window_where_it_was() {
    let parent = parent();
    std::fs::write(parent.path().join("demo"), "no folder").unwrap();
    let window = Window::on(&parent);
    window.listen().await;
    let failure = window.session.open_desk(Desk::Demo).await.unwrap_err();
    let told = engine::attach_or_collect(&parent.path().join("demo")).await.err().unwrap();
    assert_eq!(failure, told, "told as the engine tells it");

    assert_eq!(window.session.desk(), Desk::Own);
    assert!(window.heard(|event| matches!(event, Event::EngineGone(_))), "the page starts again");
    window.ask().await.unwrap();
    assert!(window.session.collects());
    window.session.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_window_collects_only_when_the_first_is_gone() {
    let parent = parent();
    let first = Window::on(&parent);
    first.ask().await.unwrap();
    let second = Window::on(&parent);
    second.listen().await;
    second.ask().await.unwrap();
    assert!(first.session.collects());
    assert!(!second.session.collects());

    first.session.close().await;
    second.until(|standing| matches!(standing, Standing::Here(engine) if engine.is_own)).await;
    assert!(second.session.collects());
    second.ask().await.unwrap();
    second.session.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_shell_tells_reaches_the_page_that_listens() {
    let parent = parent();
    let window = Window::on(&parent);
    assert!(!window.session.tell(Event::ClosingAsked), "nobody listens yet");
    window.listen().await;
    assert!(window.session.tell(Event::ClosingAsked));
    assert!(window.heard(|event| matches!(event, Event::ClosingAsked)));
    window.session.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_is_damaged_is_told_as_the_engine_tells_it() {
    let parent = parent();
    let folder = parent.path().join("data");
    engine::init(&folder, None).await.unwrap();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "db") {
            std::fs::write(path, "this is no database, and it is long enough to be taken for one")
                .unwrap();
        }
    }
    let told = engine::attach_or_collect(&folder).await.err().unwrap();
    let window = Window::on(&parent);
    for _ in 0..2 {
        assert_eq!(window.ask().await.unwrap_err(), told);
    }
    window.session.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_lasts_is_told_at_once_when_the_engine_goes() {
    let parent = parent();
    let folder = parent.path().join("data");
    engine::init(&folder, None).await.unwrap();
    let collector = Box::pin(Collector::start(&folder)).await.unwrap();
    let window = Window::on(&parent);
    window.listen().await;
    assert!(!window.session.collects());

    // The folder that the next engine would open is not the one that this engine holds.
    std::fs::rename(&folder, parent.path().join("elsewhere")).unwrap();
    std::fs::write(&folder, "no folder").unwrap();
    let told = engine::attach_or_collect(&folder).await.err().unwrap();
    collector.stop().await;
    window
        .until(|standing| match standing {
            Standing::Absent { failure: Some(failure), attempts } => {
                *failure == told && *attempts <= QUICK_RETRIES
            }
            Standing::Absent { .. } | Standing::Gone(_) | Standing::Here(_) => false,
        })
        .await;
    assert_eq!(window.ask().await.unwrap_err(), told);
    window.session.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_is_held_for_a_moment_is_waited_for() {
    let parent = parent();
    let folder = parent.path().join("data");
    engine::init(&folder, None).await.unwrap();
    let held = engine::Door::open(&folder).await.unwrap();
    let window = Window::on(&parent);
    let asked = tokio::spawn(async move { (window.ask().await, window) });
    held.call(Request::StoreStats(StoreStats {})).await.unwrap();
    held.close().await;
    let (answer, window) = asked.await.unwrap();
    answer.unwrap();
    window.session.close().await;
}
