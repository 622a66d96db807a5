//! How long ten thousand points take, in every format: an import of that size is to be done within three seconds,
//! and reading and comparing is a third of it.

#![expect(clippy::print_stdout, reason = "a test of speed prints its figures")]

use std::fs;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use interop::{
    Column, CsvStyle, EdeFiles, EdeHead, Mode, PointList, Sheet, compare, read_csv, read_ede,
    read_json, read_trio, read_zinc, write_brick, write_csv, write_ede, write_hayson,
    write_json_v3, write_trio, write_zinc,
};

const POINTS: usize = 10_000;
const LIMIT: Duration = Duration::from_secs(1);

/// A building of ten thousand points, as its list says it.
fn building() -> PointList {
    let mut csv = String::from(
        "id,name,kind,unit,role,tags,site,building,floor,level,space,equipment,equipment_kind,\
         connection,topic,device,path,low_low,low,high,high_high,min,max,step,expected_interval_s,description\n",
    );
    for at in 0..POINTS {
        let (floor, room, equipment) = (at / 500, at / 10, at / 20);
        csv.push_str(&format!(
            "p-{at},Temperature {at},sensor,°C,zone-air-temp,air temp zone:\"{room}\",Campus,HQ,Level {floor},{floor},\
             Room {room},VAV {equipment},vav,east,hq/{floor}/{room}/{at},vav-{equipment},/t{at},5,10,30,35,0,50,0.5,60,\
             \"Measured behind the door, \"\"{at}\"\"\"\n"
        ));
    }
    let sheet = read_csv(csv.as_bytes());
    assert_eq!(sheet.rows.len(), POINTS);
    PointList {
        points: sheet.rows.into_iter().map(|row| row.point).collect(),
        ..PointList::default()
    }
}

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let start = processor_time();
    let made = work();
    let took = processor_time().saturating_sub(start);
    println!("{what}: {} ms", took.as_millis());
    assert!(took < LIMIT, "{what} took {took:?}");
    made
}

/// What this thread has had of a processor, so that a busy machine makes nothing slow; where the system does not tell,
/// the time since the first question.
#[expect(clippy::disallowed_methods, reason = "a test of speed reads the clock")]
fn processor_time() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|told| told.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

/// Reads a list in which every point has another name, and compares it with the points that are there.
fn read_and_compared(
    what: &str,
    text: &str,
    current: &PointList,
    read: impl FnOnce(&[u8]) -> Sheet,
) {
    let renamed = text.replace("Temperature ", "Temp ");
    println!("{what}: {} kB", renamed.len() / 1_024);
    let plan = timed(&format!("{what}: read and compared"), || {
        compare(current, &read(renamed.as_bytes()), Mode::Replace)
    });
    assert!(plan.problems.is_empty(), "{:?}", plan.problems.list);
    assert_eq!((plan.update.len(), plan.create.len(), plan.remove.len()), (POINTS, 0, 0));
    assert!(plan.update.iter().all(|update| update.changes[0].column == Column::Name));
}

#[test]
fn ten_thousand_points_are_read_and_compared_within_a_second_of_a_processor() {
    let list = building();
    let csv = timed("CSV: written", || write_csv(&list, CsvStyle::default()));
    read_and_compared("CSV", &csv, &list, read_csv);
    let zinc = timed("Zinc: written", || write_zinc(&list));
    read_and_compared("Zinc", &zinc, &list, read_zinc);
    let hayson = timed("Hayson: written", || write_hayson(&list));
    read_and_compared("Hayson", &hayson, &list, read_json);
    let json = timed("JSON of Haystack 3: written", || write_json_v3(&list));
    read_and_compared("JSON of Haystack 3", &json, &list, read_json);
    let trio = timed("Trio: written", || write_trio(&list));
    read_and_compared("Trio", &trio, &list, read_trio);
    let ede = timed("EDE: written", || write_ede(&list, EdeHead::default()));
    read_and_compared("EDE", &ede.ede, &list, |bytes| {
        read_ede(EdeFiles { ede: bytes, units: Some(ede.units.as_bytes()), ..EdeFiles::default() })
    });
    timed("Brick: written", || write_brick(&list));
}
