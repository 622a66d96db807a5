// Generated from the wire crate; the test `bindings_are_fresh` rewrites it. Do not edit.

export type AcceptPoints = { 
/**
 * These, by stable id or unique name.
 */
points: Array<string>, 
/**
 * All that wait, of every connection or of the one named.
 */
all: boolean, 
/**
 * With `all`: only those of this connection.
 */
connection: string | null, 
/**
 * Puts them on this floor.
 */
floor: string | null, };

export type Accepted = { 
/**
 * How many points entered the model.
 */
accepted: number, 
/**
 * How many of those named had been accepted before.
 */
already: number, };

export type AddConnection = { 
/**
 * What people will call it; must be new.
 */
name: string, 
/**
 * `mqtt://host:port`.
 */
url: string, 
/**
 * What to subscribe to; everything where empty.
 */
filters: Array<string>, 
/**
 * The protocol to insist on; MQTT 5 and then 3.1.1 are tried where absent.
 */
version: MqttVersion | null, };

export type BadChunk = { 
/**
 * The file.
 */
month: string, 
/**
 * The point's stable id, or its number where it is not known any more.
 */
point: string, 
/**
 * Its first reading.
 */
from: Timestamp, 
/**
 * Its last reading.
 */
to: Timestamp, 
/**
 * What is wrong with it.
 */
reason: string, };

export type ConnectionHealth = { 
/**
 * The connection.
 */
name: string, 
/**
 * Where it stands.
 */
state: ConnectionState, 
/**
 * Messages: received = understood + refused.
 */
messages: MessageCounts, 
/**
 * Values: read = stored + duplicate + replaced + refused + undecided.
 */
values: ValueCounts, 
/**
 * How often the connection was made again.
 */
reconnects: number, 
/**
 * How many outages are recorded.
 */
gaps: number, 
/**
 * The newest recorded outages, newest first, at most 100.
 */
latest_gaps: Array<GapView>, 
/**
 * Points found on it.
 */
found_points: number, 
/**
 * Points that were not made because the connection has as many as it may.
 */
points_over_limit: number, };

export type ConnectionState = "idle" | "connecting" | "subscribing" | "live" | "waiting" | "refused" | "stopped";

export type ConnectionTested = { 
/**
 * The protocol it agreed to.
 */
version: MqttVersion, 
/**
 * From the first packet to the broker's consent, in ms.
 */
connect_ms: number, };

export type ConnectionView = { 
/**
 * What people call it.
 */
name: string, 
/**
 * Where the broker is, without a password.
 */
url: string, 
/**
 * What it subscribes to.
 */
filters: Array<string>, 
/**
 * Where it stands.
 */
state: ConnectionState, 
/**
 * Since when it stands there.
 */
since: Timestamp | null, 
/**
 * The protocol in use, once known.
 */
version: MqttVersion | null, 
/**
 * In words: what is the matter, what it means for the data, what to do; empty while all is well.
 */
explanation: string, 
/**
 * How often the connection was made again since the engine started.
 */
reconnects: number, 
/**
 * Whether the broker keeps messages for this connection while nobody collects.
 */
subscribed: boolean, 
/**
 * When the newest message came.
 */
newest: Timestamp | null, };

export type Connections = Record<symbol, never>;

export type CurrentView = { 
/**
 * Its stable id.
 */
point: PointCode, 
/**
 * What people call it.
 */
name: string, 
/**
 * `Site › Building › Floor › Space`, as far as it is placed; empty where it is not.
 */
place: string, 
/**
 * The value; none where nothing has been said yet.
 */
value: Value | null, 
/**
 * What it is measured in.
 */
unit: Unit | null, 
/**
 * How far it can be trusted; none where there is no value.
 */
quality: Quality | null, 
/**
 * How old the value is; none where nobody knows.
 */
age_ms: number | null, 
/**
 * When it was true, RFC 3339 in the site's zone; none where the device told no time that is known.
 */
source_time: string | null, 
/**
 * The same in ms.
 */
source_time_ms: Timestamp | null, 
/**
 * When it reached us, RFC 3339 in the site's zone.
 */
receive_time: string | null, 
/**
 * How often the point usually speaks, once learned.
 */
interval_ms: number | null, 
/**
 * Whether a person took it into the model.
 */
accepted: boolean, 
/**
 * Where it comes from.
 */
source: SourceView, };

export type Event = { "name": "connections_changed", "data": Array<ConnectionView> } | { "name": "points_changed", "data": { 
/**
 * How many there are now.
 */
points: number, } } | { "name": "engine_gone", "data": Failure };

export type Export = { 
/**
 * Stable id or unique name.
 */
point: string, 
/**
 * From when to when.
 */
range: TimeRange, };

export type ExportPage = { 
/**
 * Whose.
 */
point: PointCode, 
/**
 * What people call it.
 */
name: string, 
/**
 * What it is measured in.
 */
unit: Unit | null, 
/**
 * The rows.
 */
rows: Array<[Timestamp, Value, Quality]>, 
/**
 * Where the next page begins; none after the last.
 */
next: Timestamp | null, };

export type Failure = { 
/**
 * What kind it is.
 */
code: FailureCode, 
/**
 * What happened and what it means for the data, in one or two sentences.
 */
message: string, 
/**
 * What to do about it; empty where nothing can be done.
 */
hint: string, };

export type FailureCode = "bad_request" | "not_found" | "ambiguous" | "too_many" | "configuration" | "locked" | "damaged" | "newer" | "broker_unreachable" | "timed_out" | "cancelled" | "not_allowed" | "engine_gone" | "internal";

export type FoundView = { 
/**
 * Its stable id; stays when it is accepted.
 */
point: PointCode, 
/**
 * What it would be called.
 */
name: string, 
/**
 * The connection's name; none for an imported point.
 */
connection: string | null, 
/**
 * The topic it was last heard on.
 */
topic: string, 
/**
 * JSON Pointer into the payload.
 */
path: string, 
/**
 * What it seems to do.
 */
kind: Kind, 
/**
 * What it seems to be measured in.
 */
unit: Unit | null, 
/**
 * What it said last.
 */
value: Value | null, 
/**
 * When it was heard first.
 */
found: Timestamp, };

export type GapView = { 
/**
 * When data stopped.
 */
from: Timestamp, 
/**
 * When data flowed again; none while it does not.
 */
to: Timestamp | null, 
/**
 * Why, in words.
 */
reason: string, };

export type Health = Record<symbol, never>;

export type HealthView = { 
/**
 * Per connection, those removed included while they have counters.
 */
connections: Array<ConnectionHealth>, 
/**
 * The store as a whole.
 */
store: StoreHealth, 
/**
 * Durations by operation.
 */
operations: { [key in string]: OperationHealth }, 
/**
 * Queues by name.
 */
queues: { [key in string]: QueueHealth }, };

export type ImportReadings = { 
/**
 * The rows, at most 50,000 at once.
 */
rows: Array<ImportRow>, };

export type ImportRow = { 
/**
 * When it was true.
 */
time: Timestamp, 
/**
 * Stable id or unique name; an unknown one is made.
 */
point: string, 
/**
 * What was said.
 */
value: Value, 
/**
 * What it is measured in; kept for a new point.
 */
unit: Unit | null, 
/**
 * How far it can be trusted.
 */
quality: Quality, };

export type Imported = { 
/**
 * New readings.
 */
stored: number, 
/**
 * Already there with the same value.
 */
duplicate: number, 
/**
 * Already there with another value, which was replaced.
 */
replaced: number, 
/**
 * Points that were made.
 */
points_made: number, };

export type Inbox = { 
/**
 * Only those of this connection.
 */
connection: string | null, };

export type Kind = "sensor" | "status" | "setpoint" | "command" | "parameter" | "alarm";

export type Latest = { 
/**
 * Only points of this building.
 */
building: string | null, 
/**
 * Only points of this floor.
 */
floor: string | null, };

export type MessageCounts = { 
/**
 * All that came.
 */
received: number, 
/**
 * Those that made sense, births and discoveries included.
 */
understood: number, 
/**
 * Of the understood ones, those kept by the broker from before and without a time of their own.
 */
retained: number, 
/**
 * Those that made none, by reason.
 */
refused: { [key in string]: number }, };

export type MonthView = { 
/**
 * `YYYY-MM`.
 */
month: string, 
/**
 * Bytes of its files.
 */
bytes: number, 
/**
 * Sealed readings in it.
 */
readings: number, };

export type MqttVersion = "3.1.1" | "5";

export type OperationHealth = { 
/**
 * How often it ran.
 */
count: number, 
/**
 * Half of them took no longer, ms.
 */
p50_ms: number, 
/**
 * 95 of 100 took no longer, ms.
 */
p95_ms: number, 
/**
 * 99 of 100 took no longer, ms.
 */
p99_ms: number, 
/**
 * The longest, ms.
 */
max_ms: number, };

export type PointCode = string;

export type PointView = { 
/**
 * Its stable id.
 */
point: PointCode, 
/**
 * What people call it.
 */
name: string, 
/**
 * `Site › Building › Floor › Space`, as far as it is placed; empty where it is not.
 */
place: string, 
/**
 * What it does.
 */
kind: Kind, 
/**
 * What it is measured in.
 */
unit: Unit | null, 
/**
 * Whether a person took it into the model.
 */
accepted: boolean, };

export type Points = Record<symbol, never>;

export type Quality = "good" | "uncertain" | "stale" | "bad" | "substituted";

export type QueueHealth = { 
/**
 * How many wait now.
 */
depth: number, 
/**
 * How many may wait.
 */
limit: number, 
/**
 * How many were thrown away because it was full.
 */
dropped: number, 
/**
 * What happens when it is full: wait, drop oldest or refuse.
 */
when_full: string, };

export type Readings = { 
/**
 * Stable id or unique name.
 */
point: string, 
/**
 * From when to when.
 */
range: TimeRange, 
/**
 * How finely.
 */
resolution: ResolutionAsked, 
/**
 * For `auto`: thin to this many. Otherwise: refuse a longer answer.
 */
points_max: number | null, 
/**
 * Cut hours, days and months by UTC instead of the site's zone.
 */
utc: boolean, };

export type ReadingsView = { 
/**
 * Whose.
 */
point: PointCode, 
/**
 * What it is measured in.
 */
unit: Unit | null, 
/**
 * What the rows are: `raw`, `15m`, `1h`, `1d` or `1mo`.
 */
resolution: Resolution, 
/**
 * Share of the expected readings that are there, 0 to 1; none where what to expect is unknown.
 */
coverage: number | null, 
/**
 * The range asked for, RFC 3339.
 */
from: string, 
/**
 * Its end, excluded.
 */
to: string, 
/**
 * The rows, oldest first.
 */
points: Array<[Timestamp, Value | null, number | null, number | null, Quality | null]>, };

export type RemoveConnection = { 
/**
 * Which one.
 */
name: string, };

export type Resolution = "raw" | "15m" | "1h" | "1d" | "1mo";

export type ResolutionAsked = "auto" | { "exactly": Resolution };

export type Seal = Record<symbol, never>;

export type Sealed = { 
/**
 * Chunks written.
 */
chunks: number, 
/**
 * Readings in them.
 */
readings: number, };

export type SourceView = { 
/**
 * The connection's name; none for an imported point.
 */
connection: string | null, 
/**
 * The topic it was last heard on.
 */
topic: string, 
/**
 * JSON Pointer into the payload; empty for a plain payload.
 */
path: string, };

export type StoreHealth = { 
/**
 * Readings stored, sealed and unsealed.
 */
readings: number, 
/**
 * Bytes of all files of the data folder.
 */
bytes: number, 
/**
 * Bytes of sealed months per sealed reading; none while nothing is sealed.
 */
bytes_per_reading: number | null, 
/**
 * Days until the disk is full at the pace of the last days; none while that cannot be told.
 */
days_to_full: number | null, 
/**
 * Age of the oldest message whose readings are not yet durable; 0 when none waits.
 */
oldest_unsaved_ms: number, };

export type StoreStats = Record<symbol, never>;

export type StoreStatsView = { 
/**
 * Readings, sealed and unsealed.
 */
readings: number, 
/**
 * Of these, those not yet sealed into chunks.
 */
unsealed: number, 
/**
 * Chunks.
 */
chunks: number, 
/**
 * Points that have a history.
 */
points: number, 
/**
 * Bytes of all files of the data folder.
 */
bytes: number, 
/**
 * Of these, compressed readings without figures.
 */
payload_bytes: number, 
/**
 * Bytes of the month files and day figures per sealed reading; none while nothing is sealed.
 */
bytes_per_reading: number | null, 
/**
 * Days until the disk is full; none while that cannot be told.
 */
days_to_full: number | null, 
/**
 * The months.
 */
months: Array<MonthView>, };

export type StoreVerify = Record<symbol, never>;

export type StoreVerifyView = { 
/**
 * Chunks read.
 */
chunks: number, 
/**
 * Readings, sealed and unsealed ones once each.
 */
readings: number, 
/**
 * Chunks that cannot be trusted.
 */
bad_chunks: Array<BadChunk>, 
/**
 * The months.
 */
months: Array<MonthView>, };

export type TestConnection = { 
/**
 * Which one.
 */
name: string, };

export type TimeRange = { from: Timestamp, to: Timestamp, };

export type Timestamp = number;

export type TrendGap = { 
/**
 * The last reading before it.
 */
from: Timestamp, 
/**
 * The first reading after it.
 */
to: Timestamp, };

export type TrendLine = { 
/**
 * Whose.
 */
point: PointCode, 
/**
 * What people call it.
 */
name: string, 
/**
 * What it is measured in.
 */
unit: Unit | null, 
/**
 * What it was drawn from.
 */
resolution: Resolution, 
/**
 * How many readings or buckets it was drawn from.
 */
drawn_from: number, 
/**
 * Share of the expected readings that are there, 0 to 1; none where what to expect is unknown.
 */
coverage: number | null, 
/**
 * Times, ms.
 */
times: Array<Timestamp>, 
/**
 * Values; none in a gap.
 */
values: Array<number | null>, 
/**
 * The true minimum of what each point stands for.
 */
mins: Array<number | null>, 
/**
 * The true maximum of what each point stands for.
 */
maxs: Array<number | null>, 
/**
 * Where the line is broken.
 */
gaps: Array<TrendGap>, 
/**
 * Mean, least and greatest value over the range; none where there is no reading.
 */
mean: number | null, 
/**
 * Least value over the range.
 */
min: number | null, 
/**
 * Greatest value over the range.
 */
max: number | null, };

export type Trends = { 
/**
 * Stable ids.
 */
points: Array<PointCode>, 
/**
 * From when to when.
 */
range: TimeRange, 
/**
 * How many points a line may have, 3 to 2,000.
 */
points_max: number, };

export type TrendsView = { 
/**
 * The lines.
 */
lines: Array<TrendLine>, 
/**
 * The range asked for.
 */
range: TimeRange, 
/**
 * How long the store and the thinning took, ms.
 */
took_ms: number, };

export type Unit = string;

export type Value = boolean | number | string;

export type ValueCounts = { 
/**
 * All that were read out of messages.
 */
read: number, 
/**
 * New readings.
 */
stored: number, 
/**
 * The same point, time and value as before.
 */
duplicate: number, 
/**
 * Another value for the same point and time: the later one stands.
 */
replaced: number, 
/**
 * Durable, but older than what is sealed: whether new, duplicate or replacing is told at the seal.
 */
undecided: number, 
/**
 * Of the values read, those whose own time could not be and was replaced by the receive time.
 */
time_replaced: number, 
/**
 * Those that could not be taken, by reason.
 */
refused: { [key in string]: number }, };

export type Watch = { 
/**
 * The points to follow, by stable id; all of them where absent.
 */
points: Array<PointCode> | null, };

export type Watched = { 
/**
 * Number of this watch; frames of an older one are to be thrown away.
 */
watch: number, 
/**
 * The rows; a frame names a row by its place in this list.
 */
rows: Array<CurrentView>, 
/**
 * The engine's time of the snapshot.
 */
now: Timestamp, };

/** Every request with its arguments and its reply. */
export interface Requests {
  health: { args: Health; reply: HealthView };
  connections: { args: Connections; reply: Array<ConnectionView> };
  add_connection: { args: AddConnection; reply: ConnectionView };
  remove_connection: { args: RemoveConnection; reply: ConnectionView };
  test_connection: { args: TestConnection; reply: ConnectionTested };
  points: { args: Points; reply: Array<PointView> };
  inbox: { args: Inbox; reply: Array<FoundView> };
  accept_points: { args: AcceptPoints; reply: Accepted };
  latest: { args: Latest; reply: Array<CurrentView> };
  watch: { args: Watch; reply: Watched };
  readings: { args: Readings; reply: ReadingsView };
  trends: { args: Trends; reply: TrendsView };
  export: { args: Export; reply: ExportPage };
  import_readings: { args: ImportReadings; reply: Imported };
  store_stats: { args: StoreStats; reply: StoreStatsView };
  store_verify: { args: StoreVerify; reply: StoreVerifyView };
  seal: { args: Seal; reply: Sealed };
}
