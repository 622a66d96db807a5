//! The first page: is the data alive, what changed since the operator was last here, how much energy today.

use std::collections::HashMap;
use std::time::Duration;

use model::{Quality, Timestamp};
use serde::{Deserialize, Serialize};
use tokio::time::Instant;
use wire::{
    BuildingOverview, ConnectionState, Failure, GapView, OutageView, OverviewView, SilentView,
    SinceView, Visited,
};

use crate::clock;
use crate::convert;
use crate::directory::Entry;
use crate::engine::Engine;
use crate::limits::{OUTAGES_LISTED, SILENT_LISTED, VISIT_PAUSE};

/// How often it is noted that the operator is here: often enough to know when somebody left.
const SEEN_EVERY: Duration = Duration::from_mins(1);

/// The setting that holds when the operator was here.
const VISIT: &str = "visit";

/// When the operator was here.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct Visits {
    /// The last sign of this visit.
    seen_ms: i64,
    /// The end of the visit before it.
    before_ms: Option<i64>,
}

impl Engine {
    pub(crate) async fn overview(&self) -> Result<OverviewView, Failure> {
        let started = Instant::now();
        let now = clock::now();
        let last_here = self.visits().await?.before_ms.map(Timestamp::from_ms);
        let mut survey = Survey::default();
        let live: Vec<_> = self
            .sessions
            .all()
            .into_iter()
            .filter(|known| known.state() == ConnectionState::Live)
            .map(|known| known.row.id)
            .collect();
        let directory = self.directory();
        {
            let board = self.board();
            for entry in directory.entries() {
                let point = &entry.row.point;
                let shown = board.view(point.id, now);
                // What nobody can send counts as silent, whatever was last said; imported points are history.
                let away = point.key.connection.is_some_and(|id| !live.contains(&id));
                survey.add(entry, shown.as_ref(), away);
            }
        }
        let silent_count = u32::try_from(survey.silent.len()).unwrap_or(u32::MAX);
        survey.silent.sort_by_key(|silent| std::cmp::Reverse(silent.since));
        let gone_silent = last_here
            .map_or(0, |last| survey.silent.iter().filter(|silent| silent.since > last).count());
        survey.silent.truncate(SILENT_LISTED);
        let (outages, outage_count) = self.outages_since(last_here).await?;
        let found = |entry: &&Entry| last_here.is_some_and(|last| entry.row.found > last);
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let since = SinceView {
            last_here,
            gone_silent: count(gone_silent),
            found: count(directory.entries().filter(found).count()),
            waiting: count(directory.entries().filter(|entry| !entry.row.point.accepted).count()),
            outages,
            outage_count,
        };
        let (_, rows) = self.model().await?;
        Ok(OverviewView {
            now,
            buildings: survey.buildings(rows.buildings),
            silent: survey.silent,
            silent_count,
            since,
            energy: self.energy_today(&rows.meters, now).await?,
            took_ms: started.elapsed().as_secs_f64() * 1_000.0,
        })
    }

    pub(crate) async fn visit(&self) -> Result<Visited, Failure> {
        let now_ms = clock::now().ms();
        let mut visits = self.visits().await?;
        let pause_ms = i64::try_from(VISIT_PAUSE.as_millis()).unwrap_or(i64::MAX);
        if visits.seen_ms > 0 && now_ms - visits.seen_ms > pause_ms {
            visits.before_ms = Some(visits.seen_ms);
        }
        let every_ms = i64::try_from(SEEN_EVERY.as_millis()).unwrap_or(i64::MAX);
        if now_ms - visits.seen_ms > every_ms || visits.seen_ms > now_ms {
            visits.seen_ms = now_ms;
            let json = serde_json::to_string(&visits).expect("numbers always serialise");
            let put = self.store.main().put_setting(VISIT, &json).await;
            put.map_err(|error| convert::from_main(&error))?;
        }
        Ok(Visited { last_here: visits.before_ms.map(Timestamp::from_ms) })
    }

    async fn visits(&self) -> Result<Visits, Failure> {
        let kept = self.store.main().setting(VISIT).await;
        let kept = kept.map_err(|error| convert::from_main(&error))?;
        Ok(kept.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default())
    }

    async fn outages_since(
        &self,
        last_here: Option<Timestamp>,
    ) -> Result<(Vec<OutageView>, u32), Failure> {
        let Some(last) = last_here else { return Ok((Vec::new(), 0)) };
        let mut outages = Vec::new();
        for known in self.sessions.all().into_iter().filter(|known| !known.row.removed) {
            let gaps = self.store.main().gaps(known.row.id, crate::limits::GAPS_LISTED).await;
            let (gaps, _) = gaps.map_err(|error| convert::from_main(&error))?;
            let since = gaps.into_iter().filter(|gap| gap.to.is_none_or(|to| to > last));
            outages.extend(since.map(|gap| OutageView {
                connection: known.row.name.clone(),
                gap: GapView { from: gap.from, to: gap.to, reason: gap.reason },
            }));
        }
        let count = u32::try_from(outages.len()).unwrap_or(u32::MAX);
        outages.sort_by_key(|outage| std::cmp::Reverse(outage.gap.from));
        outages.truncate(OUTAGES_LISTED);
        Ok((outages, count))
    }
}

/// What one look over all points finds.
#[derive(Default)]
struct Survey {
    /// By the building's name; the empty name stands for points without a place.
    by_building: HashMap<String, BuildingOverview>,
    silent: Vec<SilentView>,
}

impl Survey {
    fn add(&mut self, entry: &Entry, shown: Option<&live::Shown>, away: bool) {
        let name = entry.row.place.get(1).cloned().unwrap_or_default();
        let building = self.by_building.entry(name.clone()).or_insert_with(|| without_points(name));
        building.points += 1;
        let Some(shown) = shown else {
            building.missing += 1;
            return;
        };
        building.newest = building.newest.max(Some(shown.received));
        building.bad += u32::from(shown.quality == Quality::Bad);
        let silent = away || shown.quality == Quality::Stale;
        if !silent || entry.row.point.key.connection.is_none() {
            building.alive += 1;
            return;
        }
        building.silent += 1;
        let point = &entry.row.point;
        self.silent.push(SilentView {
            point: point.code.clone(),
            name: point.name.to_string(),
            place: entry.place.clone(),
            connection: entry.connection.as_deref().map(str::to_owned),
            device: point.key.device.to_string(),
            since: shown.received,
        });
    }

    /// The buildings, most silent points first; those without points too; points without a place last.
    fn buildings(&mut self, known: Vec<(model::BuildingId, String)>) -> Vec<BuildingOverview> {
        let unplaced = self.by_building.remove("");
        let mut buildings: Vec<BuildingOverview> = known
            .into_iter()
            .map(|(id, name)| {
                let found = self.by_building.remove(&name);
                let found = found.unwrap_or_else(|| without_points(name));
                BuildingOverview { building: Some(id), ..found }
            })
            .collect();
        buildings.sort_by_key(|building| std::cmp::Reverse(building.silent + building.bad));
        buildings.extend(unplaced);
        buildings
    }
}

fn without_points(name: String) -> BuildingOverview {
    let (points, alive, silent, missing, bad) = (0, 0, 0, 0, 0);
    BuildingOverview { building: None, name, points, alive, silent, missing, bad, newest: None }
}

const _: () = assert!(
    VISIT_PAUSE.as_secs() > 2 * SEEN_EVERY.as_secs(),
    "who is here is seen often enough not to start a new visit"
);
