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
 * Puts them on this floor; one that does not exist is added.
 */
floor: string | null, 
/**
 * The same by number, where a name may stand for several.
 */
floor_id: FloorId | null, 
/**
 * Puts each where it is proposed: its space and its equipment, made where they do not exist, and its floor where
 * none is named here.
 */
place: boolean, 
/**
 * In place of what is proposed, which otherwise stands.
 */
edits: Array<FoundEdit>, };

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
 * `mqtt://host:port`, `mqtts://host:port`, `ws://host:port/path` or `wss://host:port/path`; port and path may be left out.
 */
url: string, 
/**
 * What to subscribe to; everything where empty.
 */
filters: Array<string>, 
/**
 * The protocol to insist on; MQTT 5 and then 3.1.1 are tried where absent.
 */
version: MqttVersion | null, 
/**
 * How it signs in; as nobody where absent.
 */
login?: Login, 
/**
 * How the way there is protected beyond that.
 */
security?: ConnectionSecurity, 
/**
 * By what its messages may be read.
 */
conventions?: Conventions, };

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

export type BuildingId = number;

export type BuildingOverview = { 
/**
 * Which one; none for points that are not placed.
 */
building: BuildingId | null, 
/**
 * Its name; empty for points that are not placed.
 */
name: string, 
/**
 * Its points.
 */
points: number, 
/**
 * Those whose value is as fresh as it should be, whatever else is said of its quality.
 */
alive: number, 
/**
 * Those that have gone silent, and those of a connection that is not live.
 */
silent: number, 
/**
 * Those that never said anything.
 */
missing: number, 
/**
 * Those whose device calls its own value bad.
 */
bad: number, 
/**
 * When the newest value came.
 */
newest: Timestamp | null, };

export type BuildingView = { 
/**
 * Its number.
 */
id: BuildingId, 
/**
 * What people call it.
 */
name: string, 
/**
 * Points in it, those of its floors included.
 */
points: number, 
/**
 * Its floors, the highest first.
 */
floors: Array<FloorView>, };

export type CellChange = { 
/**
 * The column's header.
 */
column: string, 
/**
 * What stands there; empty where nothing does.
 */
from: string, 
/**
 * What will.
 */
to: string, };

export type CertificateView = { 
/**
 * Whom it was issued to.
 */
subject: string, 
/**
 * Who issued it.
 */
issuer: string, 
/**
 * The names and addresses it stands for, the first few.
 */
names: Array<string>, 
/**
 * From when it holds.
 */
valid_from: Timestamp, 
/**
 * Until when it holds.
 */
valid_until: Timestamp, 
/**
 * SHA-256, as it is pinned: 32 pairs of hexadecimal digits, joined by colons.
 */
fingerprint: string, 
/**
 * Whether pinning it would mend what failed: nobody known vouches for it, or not for this host, and its dates are right.
 */
can_be_pinned: boolean, };

export type ChangeConnection = { 
/**
 * Which one.
 */
name: string, 
/**
 * `mqtt://host:port`, `mqtts://host:port`, `ws://host:port/path` or `wss://host:port/path`; port and path may be left out.
 */
url: string, 
/**
 * What to subscribe to; everything where empty.
 */
filters: Array<string>, 
/**
 * The protocol to insist on; MQTT 5 and then 3.1.1 are tried where absent.
 */
version: MqttVersion | null, 
/**
 * How the way there is protected beyond that.
 */
security?: ConnectionSecurity, 
/**
 * By what its messages may be read; as before where absent.
 */
conventions?: Conventions, };

export type ChangeKind = "create" | "update" | "remove";

export type ChangeModel = { 
/**
 * What to change, in this order.
 */
changes: Array<ModelChange>, };

export type ChangedValue = { 
/**
 * What it is called.
 */
name: string, 
/**
 * What is read otherwise: as it was, in words.
 */
was: string, 
/**
 * And as it is to be.
 */
now: string, 
/**
 * How many points it is told of.
 */
points: number, 
/**
 * Names of the first few.
 */
named: Array<string>, };

export type Closing = "ask" | "keep" | "stop";

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
 * Messages of the quarantine that were tried again: beside both balances, because they were received once.
 */
replayed: ReplayCounts, 
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

export type ConnectionSecurity = { 
/**
 * PEM file with the authorities that are trusted, by its whole path; those of the operating system where absent.
 */
ca?: string, 
/**
 * PEM file with the certificate that we show, by its whole path; goes with `key`.
 */
certificate?: string, 
/**
 * PEM file with that certificate's private key, by its whole path.
 */
key?: string, 
/**
 * SHA-256 of the one certificate that is accepted, whoever issued it: 32 pairs of hexadecimal digits. Its dates count.
 */
pinned?: string, };

export type ConnectionState = "idle" | "needs_password" | "connecting" | "subscribing" | "live" | "waiting" | "refused" | "stopped";

export type ConnectionTested = { 
/**
 * The protocol it agreed to; absent where the broker did not let us in.
 */
version: MqttVersion | null, 
/**
 * From the first packet to the broker's consent, in ms; absent where the broker did not let us in.
 */
connect_ms: number | null, 
/**
 * Every step once, in order.
 */
steps: Array<TrialStep>, 
/**
 * The certificate that the broker showed; absent where it showed none, or one that cannot be read.
 */
certificate: CertificateView | null, };

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
 * The protocol that is insisted on.
 */
insisted: MqttVersion | null, 
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
newest: Timestamp | null, 
/**
 * How the way there is protected.
 */
security?: ConnectionSecurity, 
/**
 * How it signs in; absent where the broker asks for no name.
 */
login?: LoginView, 
/**
 * By what its messages may be read.
 */
conventions?: Conventions, };

export type Connections = Record<symbol, never>;

export type Conventions = "all" | { "only": Array<string> } | { "all_but": Array<string> };

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
 * What it does.
 */
kind: Kind, 
/**
 * The building it is in.
 */
building: BuildingId | null, 
/**
 * The floor it is on.
 */
floor: FloorId | null, 
/**
 * The zone it belongs to.
 */
zone: ZoneId | null, 
/**
 * The room it is in.
 */
space: SpaceId | null, 
/**
 * The equipment it belongs to.
 */
equipment: EquipmentId | null, 
/**
 * Where it comes from.
 */
source: SourceView, };

export type Desk = "own" | "demo";

export type DeskView = { 
/**
 * The program's version.
 */
version: string, 
/**
 * Which data folder.
 */
desk: Desk, 
/**
 * Where it is.
 */
folder: string, 
/**
 * Whether the demo building is being made there: nothing answers before its weeks of past are written.
 */
making: boolean, 
/**
 * Whether this window collects itself; otherwise another program does and goes on when the window closes.
 */
collects: boolean, 
/**
 * What closing the window does.
 */
closing: Closing, 
/**
 * Whether there is a tray to keep collecting in; without one a second start brings the window back.
 */
tray: boolean, 
/**
 * Whether the program starts with the session; none where that cannot be told.
 */
autostart: boolean | null, };

export type Dismiss = { 
/**
 * The kinds.
 */
ids: Array<string>, };

export type Dismissed = { 
/**
 * How many kinds.
 */
dismissed: number, };

export type EnergyView = { 
/**
 * The day's local midnight.
 */
from: Timestamp, 
/**
 * How many meters are counted.
 */
meters: number, 
/**
 * So far, kWh; none where no meter has said anything today.
 */
kwh: number | null, 
/**
 * Share of the quarter-hours so far that every meter told, 0 to 1.
 */
coverage: number, 
/**
 * Mean power in each quarter-hour of the day so far, kW; none where a meter is missing.
 */
quarters_kw: Array<number | null>, 
/**
 * The same of the whole day a week before.
 */
week_before_kw: Array<number | null>, 
/**
 * Until the same time of that day, kWh; none where a quarter-hour is missing.
 */
week_before_kwh: number | null, 
/**
 * Greatest quarter-hour so far, kW.
 */
peak_kw: number | null, 
/**
 * When that quarter-hour began.
 */
peak_at: Timestamp | null, };

export type EquipmentId = number;

export type EquipmentView = { 
/**
 * Its number.
 */
id: EquipmentId, 
/**
 * What people call it.
 */
name: string, 
/**
 * Its type in the field's short word: `ahu`, `vav`, `meter`.
 */
kind: string, 
/**
 * The room it stands in, where known.
 */
space: SpaceId | null, 
/**
 * Where it stands: the room, or a floor or a building where nobody said which room.
 */
place: PlaceId | null, 
/**
 * Its tags.
 */
tags: { [key in string]: string | null }, 
/**
 * Points of it.
 */
points: number, };

export type EquipmentWords = { 
/**
 * What people call it.
 */
name: string, 
/**
 * Its type in the field's short word: `ahu`, `vav`, `meter`.
 */
kind: string, 
/**
 * Where it stands.
 */
place: PlaceId | null, 
/**
 * Its tags.
 */
tags: { [key in string]: string | null }, };

export type Event = { "name": "connections_changed", "data": Array<ConnectionView> } | { "name": "points_changed", "data": { 
/**
 * How many there are now.
 */
points: number, } } | { "name": "points_edited", "data": Array<CurrentView> } | { "name": "places_changed" } | { "name": "mappings_changed" } | { "name": "store_trouble", "data": Failure | null } | { "name": "closing_asked" } | { "name": "engine_gone", "data": Failure };

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

export type ExportPoints = { 
/**
 * As what.
 */
format: ListFormat, };

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
hint: string, 
/**
 * The field of the request that it speaks of, where it is one that a person fills in.
 */
field?: FailureField, };

export type FailureCode = "bad_request" | "not_found" | "ambiguous" | "too_many" | "configuration" | "locked" | "read_only" | "disk_full" | "damaged" | "newer" | "broker_unreachable" | "timed_out" | "cancelled" | "not_allowed" | "engine_gone" | "internal";

export type FailureField = "name" | "level" | "kind" | "role" | "tags" | "low_low" | "low" | "high" | "high_high" | "min" | "max" | "step" | "expected" | "description" | "spaces" | "timezone" | "country" | "area" | "hours" | "meters";

export type FileBytes = string;

export type FloorId = number;

export type FloorView = { 
/**
 * Its number.
 */
id: FloorId, 
/**
 * What people call it.
 */
name: string, 
/**
 * Counted from the ground, which is 0.
 */
level: number, 
/**
 * Points on it, those in its spaces included.
 */
points: number, 
/**
 * Its spaces, by name.
 */
spaces: Array<SpaceView>, 
/**
 * Its zones, by name.
 */
zones: Array<ZoneView>, };

export type ForgetPassword = { 
/**
 * Which one.
 */
name: string, };

export type FoundDevice = { 
/**
 * What its convention knows it by; for plain values and JSON the topic.
 */
key: string, 
/**
 * What it calls itself.
 */
name: string | null, 
/**
 * Who made it, and its model.
 */
model: string | null, 
/**
 * Whether it is there, where it says so.
 */
online: boolean | null, };

export type FoundEdit = { 
/**
 * Which one.
 */
point: PointCode, 
/**
 * What it will be called.
 */
name: string, 
/**
 * What it does.
 */
kind: Kind, 
/**
 * What it is measured in.
 */
unit: Unit | null, 
/**
 * What it does in its equipment, where somebody says so.
 */
role: string | null, };

export type FoundTopic = { 
/**
 * Its connection.
 */
connection: string, 
/**
 * The topic.
 */
branch: TopicBranch, };

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
 * How far that can be trusted.
 */
quality: Quality | null, 
/**
 * How old that is; none where nobody knows.
 */
age_ms: number | null, 
/**
 * When it was heard first.
 */
found: Timestamp, 
/**
 * How often it usually speaks, once learned.
 */
interval_ms: number | null, 
/**
 * The convention that reads it, in the word of `plantroomctl decode`; none for an imported point.
 */
convention: string | null, 
/**
 * The device it comes from.
 */
device: FoundDevice, 
/**
 * Whether its device takes commands for it. Nothing is sent before a person allows it.
 */
writable: boolean, 
/**
 * What stands against accepting it as it is, in a sentence.
 */
conflict: string | null, 
/**
 * What it would be in the model.
 */
proposal: Proposal, };

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

export type GivenMessage = { 
/**
 * Its topic.
 */
topic: string, 
/**
 * Its payload.
 */
payload: string, };

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

export type Histories = "go_on" | "begin";

export type IgnorePoints = { 
/**
 * These.
 */
points: Array<PointCode>, 
/**
 * Whether they are of no interest.
 */
ignored: boolean, };

export type Ignored = { 
/**
 * How many points.
 */
changed: number, };

export type ImportPoints = { 
/**
 * As what the files are read; none where their names and beginnings tell.
 */
format: ListFormat | null, 
/**
 * One file; of BACnet EDE the companions too, told apart by their names.
 */
files: Array<ListFile>, 
/**
 * What the list is for.
 */
mode: ListMode, 
/**
 * Only tells what would change.
 */
dry_run: boolean, };

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
connection: string | null, 
/**
 * Those that a person said are of no interest, in place of those that wait.
 */
ignored: boolean, };

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

export type LeafType = "number" | "text" | "boolean" | "nothing";

export type LeafView = { 
/**
 * A JSON Pointer; empty where the payload is one text.
 */
at: string, 
/**
 * What stood there last.
 */
leaf_type: LeafType, 
/**
 * Different values that stood there, at most five.
 */
samples: Array<string>, 
/**
 * In how many of the messages something stood there.
 */
messages: number, 
/**
 * A name for it, made of its keys.
 */
name: string, 
/**
 * The unit that it is likely to have.
 */
unit: Unit | null, 
/**
 * Where it is likely to be a time: how it is written, in a mapping's word for it.
 */
time: string | null, };

export type ListFile = { 
/**
 * Its name, without a folder.
 */
name: string, 
/**
 * What is in it.
 */
bytes: FileBytes, };

export type ListFormat = "csv" | "ede" | "zinc" | "hayson" | "json_v3" | "trio" | "brick";

export type ListMode = "create" | "update" | "replace";

export type ListProblem = { 
/**
 * The line of the file, counted from 1; in JSON the row of the grid. None where it is the file as a whole.
 */
row: number | null, 
/**
 * The column's header, where it is one cell.
 */
column: string | null, 
/**
 * A sentence.
 */
words: string, };

export type Login = { 
/**
 * The name at the broker.
 */
username: string, 
/**
 * Its password.
 */
password: Password, };

export type LoginChanged = { 
/**
 * The connection.
 */
connection: ConnectionView, 
/**
 * In words: why the password is held for this run only; empty where it is kept.
 */
explanation: string, };

export type LoginView = { 
/**
 * The name at the broker.
 */
username: string, 
/**
 * Where its password is.
 */
password: PasswordState, };

export type MappingLeaves = { 
/**
 * How many messages were looked at.
 */
messages: number, 
/**
 * The newest of them, its first 16 KiB; none where none is kept.
 */
newest: MessageView | null, 
/**
 * The places, at most 500, in the order in which they first came.
 */
leaves: Array<LeafView>, 
/**
 * Names of mappings that are for this topic already.
 */
mapped_by: Array<string>, };

export type MappingMistake = { 
/**
 * The line of the file, from 1.
 */
line: number, 
/**
 * A JSON Pointer into the file, as `/values/2/unit`; empty for the file as a whole.
 */
place: string, 
/**
 * What is wrong.
 */
wrong: string, 
/**
 * What to do about it.
 */
remedy: string, };

export type MappingSaved = { 
/**
 * Its name, once it is saved; none where it has mistakes: then nothing was changed.
 */
saved: string | null, 
/**
 * Every mistake in its file.
 */
mistakes: Array<MappingMistake>, 
/**
 * Where it is not saved for their sake: values of known points that would mean something else, until
 * [`SaveMapping::histories`] says what becomes of them.
 */
changed: Array<ChangedValue>, 
/**
 * What comes of it for the points of its topics, in sentences.
 */
words: Array<string>, 
/**
 * All mappings.
 */
mappings: Array<MappingView>, };

export type MappingTried = { 
/**
 * Every mistake in its file; where there is one, nothing was tried.
 */
mistakes: Array<MappingMistake>, 
/**
 * Topics that it is for, among those heard in this run or kept in the quarantine.
 */
topics: number, 
/**
 * Messages that it was tried on, at most 200.
 */
messages: number, 
/**
 * Messages that were left out because trying took too long.
 */
left_out: number, 
/**
 * Values that were read in all of them.
 */
values: number, 
/**
 * Values and messages that were refused in all of them.
 */
refused: number, 
/**
 * The messages: those of the quarantine, then the newest of each topic, then older ones.
 */
tried: Array<TriedMessage>, 
/**
 * Known points that would go on under their own keys and be told otherwise, and values that another mapping tells too:
 * what should be mended before it is saved. In sentences.
 */
jumps: Array<string>, 
/**
 * Values of known points that would mean something else than by the mapping it takes the place of.
 */
changed: Array<ChangedValue>, 
/**
 * What becomes of points that are known on these topics, in sentences.
 */
words: Array<string>, };

export type MappingView = { 
/**
 * What it is called.
 */
name: string, 
/**
 * Where it stands in the order; of two at one place the name decides.
 */
place: number, 
/**
 * Whether it is to read messages.
 */
on: boolean, 
/**
 * The connection whose messages it reads; none where it reads those of all.
 */
connection: string | null, 
/**
 * The filter of its topics; empty where its file cannot be read.
 */
topics: string, 
/**
 * How many values it lists.
 */
values: number, 
/**
 * Topics heard in this run that it is for.
 */
matched: number, 
/**
 * When it was saved or switched.
 */
changed: Timestamp, 
/**
 * Its file, whole.
 */
file: string, 
/**
 * Why it reads nothing although it is on; empty where it reads, or is off.
 */
hindrance: string, };

export type Mappings = Record<symbol, never>;

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

export type MessageView = { 
/**
 * When it came.
 */
received: Timestamp, 
/**
 * Its bytes: as text where they are text, else in hexadecimal.
 */
payload: string, 
/**
 * Whether `payload` is hexadecimal.
 */
hexadecimal: boolean, 
/**
 * How many bytes it had; more than are shown where it was long.
 */
bytes: number, 
/**
 * Whether the broker had kept it from before.
 */
retained: boolean, };

export type Messages = { 
/**
 * Stable id of the point.
 */
point: PointCode, };

export type ModelChange = { "do": "add_building", 
/**
 * The number it had, where it comes back; none for a new one.
 */
id: BuildingId | null, 
/**
 * What people call it.
 */
name: string, } | { "do": "rename_building", 
/**
 * Which one.
 */
building: BuildingId, 
/**
 * What people call it.
 */
name: string, } | { "do": "remove_building", 
/**
 * Which one.
 */
building: BuildingId, } | { "do": "add_floor", 
/**
 * The number it had, where it comes back; none for a new one.
 */
id: FloorId | null, 
/**
 * In this building.
 */
building: BuildingId, 
/**
 * What people call it.
 */
name: string, 
/**
 * Counted from the ground, which is 0.
 */
level: number, } | { "do": "change_floor", 
/**
 * Which one.
 */
floor: FloorId, 
/**
 * In this building.
 */
building: BuildingId, 
/**
 * What people call it.
 */
name: string, 
/**
 * Counted from the ground, which is 0.
 */
level: number, } | { "do": "remove_floor", 
/**
 * Which one.
 */
floor: FloorId, } | { "do": "add_space", 
/**
 * The number it had, where it comes back; none for a new one.
 */
id: SpaceId | null, 
/**
 * On this floor.
 */
floor: FloorId, 
/**
 * What people call it.
 */
name: string, } | { "do": "change_space", 
/**
 * Which one.
 */
space: SpaceId, 
/**
 * On this floor.
 */
floor: FloorId, 
/**
 * What people call it.
 */
name: string, } | { "do": "remove_space", 
/**
 * Which one.
 */
space: SpaceId, } | { "do": "add_zone", 
/**
 * The number it had, where it comes back; none for a new one.
 */
id: ZoneId | null, 
/**
 * On this floor.
 */
floor: FloorId, 
/**
 * What people call it.
 */
name: string, 
/**
 * Spaces of the floor.
 */
spaces: Array<SpaceId>, } | { "do": "change_zone", 
/**
 * Which one.
 */
zone: ZoneId, 
/**
 * What people call it.
 */
name: string, 
/**
 * Spaces of its floor.
 */
spaces: Array<SpaceId>, } | { "do": "remove_zone", 
/**
 * Which one.
 */
zone: ZoneId, } | { "do": "add_equipment", 
/**
 * The number it had, where it comes back; none for a new one.
 */
id: EquipmentId | null, 
/**
 * What is said of it.
 */
words: EquipmentWords, } | { "do": "change_equipment", 
/**
 * Which one.
 */
equipment: EquipmentId, 
/**
 * What is said of it.
 */
words: EquipmentWords, } | { "do": "remove_equipment", 
/**
 * Which one.
 */
equipment: EquipmentId, } | { "do": "relate", 
/**
 * Which one.
 */
relation: Relation, } | { "do": "unrelate", 
/**
 * Which one.
 */
relation: Relation, } | { "do": "edit_points", 
/**
 * Which ones, by stable id.
 */
points: Array<PointCode>, 
/**
 * What, in this order.
 */
edits: Array<PointEdit>, } | { "do": "return_points", 
/**
 * Which ones, by stable id.
 */
points: Array<PointCode>, };

export type ModelChanged = { 
/**
 * The changes that bring back what was.
 */
undo: Array<ModelChange>, 
/**
 * Numbers of the things that were added, in the order of the changes.
 */
made: Array<number>, 
/**
 * The model as it is then.
 */
places: PlacesView, };

export type ModelWords = Record<symbol, never>;

export type ModelWordsView = { 
/**
 * Functions of points in their equipment: `zone-air-temp`.
 */
roles: Array<string>, 
/**
 * Types of equipment: `ahu`.
 */
equipment: Array<string>, };

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

export type MoveMapping = { 
/**
 * Its name.
 */
name: string, 
/**
 * The name of the mapping that it is to stand before; none for the end.
 */
before: string | null, };

export type MqttVersion = "3.1.1" | "5";

export type NamedTopic = { 
/**
 * The topic.
 */
topic: string, 
/**
 * The building.
 */
building: string | null, 
/**
 * The floor.
 */
floor: string | null, 
/**
 * The space, or the zone.
 */
space: string | null, 
/**
 * The equipment.
 */
equipment: string | null, 
/**
 * The point.
 */
point: string | null, };

export type OccupiedHours = { 
/**
 * 1 is Monday, 7 is Sunday.
 */
weekday: number, 
/**
 * `HH:MM`.
 */
from: string, 
/**
 * `HH:MM`, later than `from`; `24:00` is midnight.
 */
to: string, };

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

export type OutageView = { 
/**
 * The connection.
 */
connection: string, 
/**
 * From when to when, and why.
 */
gap: GapView, };

export type Overview = Record<symbol, never>;

export type OverviewView = { 
/**
 * The engine's time.
 */
now: Timestamp, 
/**
 * The buildings, most silent points first; points without a place come last under no building.
 */
buildings: Array<BuildingOverview>, 
/**
 * Points that should have spoken, longest silent last, at most 200.
 */
silent: Array<SilentView>, 
/**
 * How many there are.
 */
silent_count: number, 
/**
 * What changed since the operator was last here.
 */
since: SinceView, 
/**
 * Today's energy; none where no meter is named.
 */
energy: EnergyView | null, 
/**
 * How long the answer took to make, ms.
 */
took_ms: number, };

export type Password = string;

export type PasswordState = "not_asked" | "kept" | "this_run" | "awaited";

export type PlaceId = { "is": "building", "id": BuildingId } | { "is": "floor", "id": FloorId } | { "is": "space", "id": SpaceId };

export type Places = Record<symbol, never>;

export type PlacesView = { 
/**
 * Whether this is the demo building: its devices are software, nothing in it is real.
 */
demo: boolean, 
/**
 * The site.
 */
site: SiteView, 
/**
 * Its equipment, by name.
 */
equipment: Array<EquipmentView>, 
/**
 * What equipment is to other equipment and to places.
 */
relations: Array<Relation>, };

export type PointChange = { 
/**
 * What.
 */
change: ChangeKind, 
/**
 * The row that asks for it; none for a point that the list does not name.
 */
row: number | null, 
/**
 * The point.
 */
point: PointCode, 
/**
 * What people call it, after the change.
 */
name: string, 
/**
 * Cell by cell.
 */
cells: Array<CellChange>, };

export type PointCode = string;

export type PointDetail = { 
/**
 * Which one, by stable id.
 */
point: PointCode, };

export type PointDetailView = { 
/**
 * What it does in its equipment.
 */
role: string | null, 
/**
 * Its tags.
 */
tags: { [key in string]: string | null }, 
/**
 * What its numbers mean where they are states.
 */
states: { [key: string]: string }, 
/**
 * Its limits.
 */
limits: { [key in string]: number }, 
/**
 * Seconds between two readings that a person expects.
 */
expected_s: number | null, 
/**
 * Words about it.
 */
description: string | null, 
/**
 * Where it is.
 */
place: PlaceId | null, 
/**
 * The zone it belongs to.
 */
zone: ZoneId | null, };

export type PointEdit = { "set": "accepted", 
/**
 * Since then.
 */
since: Timestamp, } | { "set": "name", 
/**
 * Its name.
 */
name: string, } | { "set": "kind", 
/**
 * Its kind.
 */
kind: Kind, } | { "set": "unit", 
/**
 * Its unit; none where its numbers have none.
 */
unit: Unit | null, } | { "set": "role", 
/**
 * Its role, such as `zone-air-temp`.
 */
role: string | null, } | { "set": "tags", 
/**
 * They.
 */
tags: { [key in string]: string | null }, } | { "set": "add_tags", 
/**
 * They.
 */
tags: { [key in string]: string | null }, } | { "set": "remove_tags", 
/**
 * Their names.
 */
names: Array<string>, } | { "set": "limits", 
/**
 * They.
 */
limits: { [key in string]: number }, } | { "set": "expected", 
/**
 * Seconds between two readings.
 */
seconds: number | null, } | { "set": "description", 
/**
 * They.
 */
words: string | null, } | { "set": "place", 
/**
 * The smallest place that is known.
 */
place: PlaceId | null, } | { "set": "zone", 
/**
 * One of its floor.
 */
zone: ZoneId | null, } | { "set": "equipment", 
/**
 * Which one.
 */
equipment: EquipmentId | null, };

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

export type PointsExported = { 
/**
 * One file; BACnet EDE has four, of which the first names the points.
 */
files: Array<ListFile>, 
/**
 * How many points are in it.
 */
points: number, };

export type PointsImported = { 
/**
 * As what the files were read.
 */
format: ListFormat, 
/**
 * Points that are added.
 */
create: number, 
/**
 * Points that are changed.
 */
update: number, 
/**
 * Points that are found points again.
 */
remove: number, 
/**
 * Points that are what the list says.
 */
unchanged: number, 
/**
 * How many places and pieces of equipment are made, or changed, that the list names by themselves.
 */
stand: number, 
/**
 * Relations between equipment that are added.
 */
relate: number, 
/**
 * Relations between equipment that are taken away.
 */
unrelate: number, 
/**
 * The first of the changes; all of them are counted above.
 */
changes: Array<PointChange>, 
/**
 * Why nothing can be applied; the first of the reasons.
 */
problems: Array<ListProblem>, 
/**
 * Further ones.
 */
problems_more: number, 
/**
 * What was left out or read in another way than it stands, none of which is in the way.
 */
notes: Array<ListProblem>, 
/**
 * Whether the changes were made.
 */
applied: boolean, };

export type Proposal = { 
/**
 * What it would be called.
 */
name: string, 
/**
 * The device or equipment it seems to belong to; found points of one device are listed together.
 */
device: string, 
/**
 * What it seems to do.
 */
kind: Kind, 
/**
 * What it seems to be measured in.
 */
unit: Unit | null, 
/**
 * What it would do in its equipment, such as `zone-air-temp`.
 */
role: string | null, 
/**
 * The equipment it would belong to.
 */
equipment: ProposedEquipment | null, 
/**
 * The floor it would be on.
 */
floor: string | null, 
/**
 * The space it would be in.
 */
space: string | null, 
/**
 * How sure that is, percent.
 */
confidence: number, 
/**
 * Why, in a few words each, the strongest reason first.
 */
because: Array<string>, };

export type ProposedEquipment = { 
/**
 * What it would be called.
 */
name: string, 
/**
 * Its type: `ahu`, `vav`, `meter`.
 */
kind: string, };

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

export type Refusal = { 
/**
 * The kind.
 */
id: string, };

export type RefusalDetail = { 
/**
 * The kind.
 */
refusal: RefusalView, 
/**
 * The message; its first 16 KiB where it was longer. None where it is not kept.
 */
message: MessageView | null, };

export type RefusalReason = { 
/**
 * Its word.
 */
reason: string, 
/**
 * Kinds that have it.
 */
kinds: number, 
/**
 * Refusals of these kinds.
 */
count: number, };

export type RefusalView = { 
/**
 * Names it; the same after a restart.
 */
id: string, 
/**
 * The connection's name.
 */
connection: string, 
/**
 * The topic: hostile data; empty where nobody knows it.
 */
topic: string, 
/**
 * The value's path in the message: hostile data; none where the message itself was refused.
 */
field: string | null, 
/**
 * The reason's word.
 */
reason: string, 
/**
 * Whether messages were refused as a whole, or values in messages that were understood.
 */
whole: boolean, 
/**
 * How often.
 */
count: number, 
/**
 * When the first one came.
 */
first: Timestamp, 
/**
 * When the newest one came.
 */
last: Timestamp, 
/**
 * The point whose value it would have been, where one is known.
 */
point: PointCode | null, 
/**
 * What people call that point.
 */
point_name: string | null, 
/**
 * The beginning of the newest message that held one; none where it is not kept.
 */
sample: string | null, 
/**
 * Whether that message can be tried again: it is kept, and whole.
 */
replayable: boolean, };

export type Refusals = { 
/**
 * Only those with this reason's word.
 */
reason: string | null, 
/**
 * Only those of this connection.
 */
connection: string | null, 
/**
 * Only those whose topic or field holds all words of this text, in any case.
 */
text: string, 
/**
 * How many to pass over.
 */
from: number, };

export type RefusalsView = { 
/**
 * The kinds, newest first, at most 500.
 */
refusals: Array<RefusalView>, 
/**
 * How many there are that were asked for, on all pages.
 */
matching: number, 
/**
 * How many kinds there are in all.
 */
kinds: number, 
/**
 * How many there may be.
 */
kinds_max: number, 
/**
 * Messages that were refused beyond these kinds.
 */
messages_beyond: number, 
/**
 * Values that were refused beyond these kinds.
 */
values_beyond: number, 
/**
 * The reasons of all kinds, the most frequent first.
 */
reasons: Array<RefusalReason>, };

export type Relation = { 
/**
 * The one that does it.
 */
from: EquipmentId, 
/**
 * What it does.
 */
verb: Verb, 
/**
 * The one it is done to.
 */
to: RelationEnd, };

export type RelationEnd = { "is": "equipment", "id": EquipmentId } | { "is": "zone", "id": ZoneId } | { "is": "space", "id": SpaceId } | { "is": "floor", "id": FloorId } | { "is": "building", "id": BuildingId };

export type RemoveConnection = { 
/**
 * Which one.
 */
name: string, };

export type RemoveMapping = { 
/**
 * Its name.
 */
name: string, };

export type RemoveView = { 
/**
 * Which one.
 */
name: string, };

export type Replay = { 
/**
 * The kinds, at most 1,000.
 */
ids: Array<string>, };

export type ReplayCounts = { 
/**
 * Messages that were tried.
 */
messages: number, 
/**
 * Values that were read out of them.
 */
read: number, 
/**
 * New readings.
 */
stored: number, 
/**
 * Stored already, most of them when the message came.
 */
duplicate: number, 
/**
 * Another value for the same point and time.
 */
replaced: number, 
/**
 * Refused again.
 */
refused: number, };

export type ReplayView = { 
/**
 * Messages that were tried.
 */
messages: number, 
/**
 * Values that were read out of them: stored, duplicate and replaced ones.
 */
values: number, 
/**
 * Of these, new readings, at the time the message was received or at the device's own.
 */
stored: number, 
/**
 * Of these, stored already.
 */
duplicate: number, 
/**
 * Of these, in place of another value of the same time.
 */
replaced: number, 
/**
 * Values without a time that the broker had kept: shown where nothing newer is, and no readings.
 */
shown: number, 
/**
 * Kinds that are over: nothing of their message is refused for them any more. They are gone from the quarantine.
 */
over: Array<string>, 
/**
 * Kinds that stay, each with the reason in words.
 */
stays: Array<StaysView>, };

export type Resolution = "raw" | "15m" | "1h" | "1d" | "1mo";

export type ResolutionAsked = "auto" | { "exactly": Resolution };

export type ReturnPoints = { 
/**
 * These.
 */
points: Array<PointCode>, };

export type Returned = { 
/**
 * How many points.
 */
returned: number, };

export type SaveMapping = { 
/**
 * Its file.
 */
file: string, 
/**
 * The connection whose messages it is to read; none for those of all.
 */
connection: string | null, 
/**
 * Whether it is to read messages.
 */
on: boolean, 
/**
 * The name of the mapping that it takes the place of; none where it is a new one.
 */
before: string | null, 
/**
 * Where it is to stand in the order; none for its old place, or the end.
 */
place: number | null, 
/**
 * What becomes of points whose values it reads otherwise than before; none where that is to be asked first.
 */
histories: Histories | null, };

export type SaveView = { 
/**
 * The view.
 */
view: SavedView, };

export type SavedView = { 
/**
 * What people call it.
 */
name: string, 
/**
 * What it draws, at most eight; points that have gone are left out when it is opened.
 */
points: Array<PointCode>, 
/**
 * The time it shows.
 */
window: ViewWindow, };

export type SavedViews = Record<symbol, never>;

export type Seal = Record<symbol, never>;

export type SealSecrets = { 
/**
 * Its new passphrase.
 */
passphrase: Password, };

export type Sealed = { 
/**
 * Chunks written.
 */
chunks: number, 
/**
 * Readings in them.
 */
readings: number, };

export type SecretStore = "keyring" | "keyring_locked" | "sealed_file" | "sealed_file_locked" | "session_only";

export type Secrets = Record<symbol, never>;

export type SecretsView = { 
/**
 * Which place it is.
 */
store: SecretStore, 
/**
 * The same in a sentence.
 */
explanation: string, 
/**
 * Connections that wait for their password, by name.
 */
awaited: Array<string>, };

export type SetLogin = { 
/**
 * Which one.
 */
name: string, 
/**
 * User name and password; where absent it signs in as nobody, and its password is forgotten.
 */
login: Login | null, };

export type SetMeters = { 
/**
 * Points measured in kWh, Wh or MWh.
 */
points: Array<PointCode>, };

export type SetSite = { 
/**
 * What people call it.
 */
name: string, 
/**
 * An IANA name.
 */
timezone: string, 
/**
 * ISO 3166-1 alpha-2.
 */
country: string | null, 
/**
 * Gross floor area, m².
 */
area_m2: number | null, 
/**
 * When people are there, local time.
 */
hours: Array<OccupiedHours>, };

export type SetTopicPatterns = { 
/**
 * The patterns, at most 64.
 */
patterns: Array<string>, };

export type SilentView = { 
/**
 * Its stable id.
 */
point: PointCode, 
/**
 * What people call it.
 */
name: string, 
/**
 * Where it is.
 */
place: string, 
/**
 * The connection it belongs to.
 */
connection: string | null, 
/**
 * The device that publishes it.
 */
device: string, 
/**
 * Its last value came then.
 */
since: Timestamp, };

export type SinceView = { 
/**
 * When that was; none at the first visit.
 */
last_here: Timestamp | null, 
/**
 * Points that went silent since and still are.
 */
gone_silent: number, 
/**
 * Points heard for the first time since.
 */
found: number, 
/**
 * Found points that wait to be accepted, whenever they were heard first.
 */
waiting: number, 
/**
 * Outages of connections that began or ended since, newest first, at most 20.
 */
outages: Array<OutageView>, 
/**
 * How many there were.
 */
outage_count: number, };

export type SiteId = number;

export type SiteView = { 
/**
 * Its number.
 */
id: SiteId, 
/**
 * What people call it.
 */
name: string, 
/**
 * Its time zone, an IANA name.
 */
timezone: string, 
/**
 * ISO 3166-1 alpha-2.
 */
country: string | null, 
/**
 * Gross floor area, m².
 */
area_m2: number | null, 
/**
 * When people are there, local time.
 */
hours: Array<OccupiedHours>, 
/**
 * The registers that together count what the site takes from the grid, in kWh.
 */
meters: Array<PointCode>, 
/**
 * Its buildings, by name.
 */
buildings: Array<BuildingView>, };

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

export type SpaceId = number;

export type SpaceView = { 
/**
 * Its number.
 */
id: SpaceId, 
/**
 * What people call it.
 */
name: string, 
/**
 * Points in it.
 */
points: number, };

export type Sparks = { 
/**
 * Stable ids; one that is not known gets an empty curve.
 */
points: Array<PointCode>, 
/**
 * From when to when, at most a day.
 */
range: TimeRange, 
/**
 * How many values a curve has, 2 to 200.
 */
buckets: number, };

export type StaysView = { 
/**
 * The kind.
 */
id: string, 
/**
 * The reason of now; none where the message could not be tried.
 */
reason: string | null, 
/**
 * Why, in words.
 */
because: string, };

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
 * Why nothing can be written at present; none while all is well.
 */
trouble: string | null, 
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

export type SuggestMapping = { 
/**
 * The connection.
 */
connection: string, 
/**
 * The topic.
 */
topic: string, };

export type SwitchMapping = { 
/**
 * Its name.
 */
name: string, 
/**
 * Whether it is to read.
 */
on: boolean, };

export type TestConnection = { 
/**
 * Which one.
 */
name: string, };

export type TimeRange = { from: Timestamp, to: Timestamp, };

export type Timestamp = number;

export type TopicBranch = { 
/**
 * The name: hostile data.
 */
name: string, 
/**
 * Topics here and below.
 */
topics: number, 
/**
 * Messages on them in this run.
 */
messages: number, 
/**
 * Messages a second over the last ten seconds.
 */
per_second: number, 
/**
 * When the newest of them came.
 */
newest: Timestamp | null, 
/**
 * Whether there are levels below.
 */
has_children: boolean, 
/**
 * Points here and below that are in the model.
 */
accepted: number, 
/**
 * Points here and below that were found and are not.
 */
found: number, 
/**
 * The topic that ends here; none where none does.
 */
heard: TopicHeard | null, };

export type TopicHeard = { 
/**
 * The convention that read its newest message, by its word.
 */
convention: string, 
/**
 * The beginning of that message; bytes in hexadecimal where they are no text.
 */
last: string, 
/**
 * Whether the broker had kept it from before.
 */
retained: boolean, };

export type TopicLevel = { 
/**
 * The connection.
 */
connection: string, 
/**
 * The level, such as `site/ahu`; none for the first level of all topics.
 */
below: string | null, 
/**
 * Only names that hold this text, in any case.
 */
filter: string, };

export type TopicLevelView = { 
/**
 * The level.
 */
level: TopicLevel, 
/**
 * The names.
 */
branches: Array<TopicBranch>, 
/**
 * How many there are beyond.
 */
more: number, };

export type TopicMessage = { 
/**
 * The connection.
 */
connection: string, 
/**
 * The topic.
 */
topic: string, 
/**
 * The message's number.
 */
number: number, };

export type TopicMessageView = { 
/**
 * Its number among all messages of its topic in this run.
 */
number: number, 
/**
 * The message; in a list only the beginning of a long one.
 */
message: MessageView, };

export type TopicMessages = { 
/**
 * The connection.
 */
connection: string, 
/**
 * The topic.
 */
topic: string, };

export type TopicPatternTried = { 
/**
 * What it takes from a topic, in a sentence; what is wrong with it, where it is none.
 */
words: string, 
/**
 * Where it is wrong, in characters from its beginning; none where it is right.
 */
wrong_at: number | null, 
/**
 * Topics that fit.
 */
matched: number, 
/**
 * Topics that do not.
 */
unmatched: number, 
/**
 * The first that fit, with what is named in each.
 */
named: Array<NamedTopic>, 
/**
 * The first that do not.
 */
left: Array<string>, };

export type TopicPatternView = { 
/**
 * As it was written.
 */
pattern: string, 
/**
 * What it takes from a topic, in a sentence.
 */
words: string, 
/**
 * Topics of points that fit it, and no pattern before it.
 */
matched: number, };

export type TopicPatterns = Record<symbol, never>;

export type TopicSearch = { 
/**
 * The words.
 */
text: string, };

export type TopicSums = { 
/**
 * Topics that are known.
 */
topics: number, 
/**
 * How many may be.
 */
topics_max: number, 
/**
 * Messages on topics beyond.
 */
unknown: number, 
/**
 * Messages that are remembered.
 */
messages: number, 
/**
 * What they hold.
 */
bytes: number, 
/**
 * What they may hold.
 */
bytes_max: number, 
/**
 * Messages that gave way before their topic had 200 newer ones.
 */
let_go: number, };

export type Topics = { 
/**
 * The levels that are open, at most 64.
 */
levels: Array<TopicLevel>, };

export type TopicsFound = { 
/**
 * The topics; the name of each is the whole topic.
 */
found: Array<FoundTopic>, 
/**
 * How many there are beyond.
 */
more: number, };

export type TopicsView = { 
/**
 * As asked for.
 */
levels: Array<TopicLevelView>, 
/**
 * What is remembered in all.
 */
sums: TopicSums, 
/**
 * When this was so.
 */
now: Timestamp, };

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

export type TrialStage = "settings" | "name" | "reach" | "secure" | "sign_in" | "subscribe" | "packet_size";

export type TrialStep = { 
/**
 * What it looks at.
 */
stage: TrialStage, 
/**
 * The same in a few words.
 */
title: string, 
/**
 * How it went.
 */
verdict: TrialVerdict, 
/**
 * What was found, or what is the matter and what to do.
 */
sentence: string, 
/**
 * How long it took, in ms; 0 where it was not reached.
 */
took_ms: number, };

export type TrialVerdict = "ok" | "failed" | "not_reached";

export type TriedMessage = { 
/**
 * Its connection; empty where the message was given.
 */
connection: string, 
/**
 * Its topic: hostile data.
 */
topic: string, 
/**
 * When it came; none where the message was given.
 */
received: Timestamp | null, 
/**
 * The beginning of its payload.
 */
payload: string, 
/**
 * Whether it was refused when it came, and is kept in the quarantine.
 */
quarantined: boolean, 
/**
 * Why it is refused as a whole, `other_topic` where the mapping is not for its topic; none where it is understood.
 */
refused: string | null, 
/**
 * What is read of it.
 */
values: Array<TriedValue>, 
/**
 * What of it is refused.
 */
rejects: Array<TriedReject>, 
/**
 * How long reading took, in microseconds.
 */
took_us: number, };

export type TriedReject = { 
/**
 * Its path.
 */
field: string | null, 
/**
 * The reason's word.
 */
reason: string, 
/**
 * More of it, in words; empty where the reason says it all.
 */
words: string, };

export type TriedValue = { 
/**
 * The device.
 */
device: string, 
/**
 * The point's path: `/` and its name.
 */
path: string, 
/**
 * The value.
 */
value: Value, 
/**
 * What it is measured in.
 */
unit: Unit | null, 
/**
 * When it was true; none where that is the time of arrival.
 */
time: Timestamp | null, 
/**
 * How far it can be trusted.
 */
quality: Quality, };

export type TryConnection = { 
/**
 * `mqtt://host:port`, `mqtts://host:port`, `ws://host:port/path` or `wss://host:port/path`; port and path may be left out.
 */
url: string, 
/**
 * The protocol to insist on; MQTT 5 and then 3.1.1 are tried where absent.
 */
version: MqttVersion | null, 
/**
 * What it would subscribe to; everything where empty.
 */
filters?: Array<string>, 
/**
 * How to sign in; as nobody where absent. It is used once and kept nowhere.
 */
login?: Login, 
/**
 * The connection whose kept login is used where `login` is absent.
 */
login_of?: string, 
/**
 * How the way there is protected beyond that.
 */
security?: ConnectionSecurity, };

export type TryMapping = { 
/**
 * Its file.
 */
file: string, 
/**
 * Only messages of this connection.
 */
connection: string | null, 
/**
 * This message instead of the captured ones.
 */
message: GivenMessage | null, 
/**
 * The name of the mapping that it is to take the place of; none where it is a new one.
 */
before: string | null, };

export type TryTopicPattern = { 
/**
 * The pattern.
 */
pattern: string, };

export type Unit = string;

export type UnlockSecrets = { 
/**
 * Its passphrase.
 */
passphrase: Password, };

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

export type Verb = "feeds" | "isPartOf" | "meters" | "isSubMeterOf";

export type ViewWindow = { "kind": "live", 
/**
 * How long, ms.
 */
length_ms: number, } | { "kind": "fixed", 
/**
 * From when to when.
 */
range: TimeRange, };

export type Visit = Record<symbol, never>;

export type Visited = { 
/**
 * The end of the visit before this one; none at the first.
 */
last_here: Timestamp | null, };

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

export type ZoneId = number;

export type ZoneView = { 
/**
 * Its number.
 */
id: ZoneId, 
/**
 * What people call it.
 */
name: string, 
/**
 * Its spaces, all of its floor.
 */
spaces: Array<SpaceId>, 
/**
 * Points that name it.
 */
points: number, };

/** Every request with its arguments and its reply. */
export interface Requests {
  health: { args: Health; reply: HealthView };
  connections: { args: Connections; reply: Array<ConnectionView> };
  add_connection: { args: AddConnection; reply: ConnectionView };
  remove_connection: { args: RemoveConnection; reply: ConnectionView };
  test_connection: { args: TestConnection; reply: ConnectionTested };
  try_connection: { args: TryConnection; reply: ConnectionTested };
  change_connection: { args: ChangeConnection; reply: ConnectionView };
  set_login: { args: SetLogin; reply: LoginChanged };
  forget_password: { args: ForgetPassword; reply: LoginChanged };
  secrets: { args: Secrets; reply: SecretsView };
  unlock_secrets: { args: UnlockSecrets; reply: SecretsView };
  seal_secrets: { args: SealSecrets; reply: SecretsView };
  places: { args: Places; reply: PlacesView };
  set_site: { args: SetSite; reply: PlacesView };
  set_meters: { args: SetMeters; reply: PlacesView };
  change_model: { args: ChangeModel; reply: ModelChanged };
  point_detail: { args: PointDetail; reply: PointDetailView };
  model_words: { args: ModelWords; reply: ModelWordsView };
  overview: { args: Overview; reply: OverviewView };
  visit: { args: Visit; reply: Visited };
  points: { args: Points; reply: Array<PointView> };
  inbox: { args: Inbox; reply: Array<FoundView> };
  accept_points: { args: AcceptPoints; reply: Accepted };
  ignore_points: { args: IgnorePoints; reply: Ignored };
  topic_patterns: { args: TopicPatterns; reply: Array<TopicPatternView> };
  set_topic_patterns: { args: SetTopicPatterns; reply: Array<TopicPatternView> };
  try_topic_pattern: { args: TryTopicPattern; reply: TopicPatternTried };
  mappings: { args: Mappings; reply: Array<MappingView> };
  save_mapping: { args: SaveMapping; reply: MappingSaved };
  remove_mapping: { args: RemoveMapping; reply: Array<MappingView> };
  switch_mapping: { args: SwitchMapping; reply: Array<MappingView> };
  move_mapping: { args: MoveMapping; reply: Array<MappingView> };
  try_mapping: { args: TryMapping; reply: MappingTried };
  suggest_mapping: { args: SuggestMapping; reply: MappingLeaves };
  return_points: { args: ReturnPoints; reply: Returned };
  export_points: { args: ExportPoints; reply: PointsExported };
  import_points: { args: ImportPoints; reply: PointsImported };
  messages: { args: Messages; reply: Array<MessageView> };
  topics: { args: Topics; reply: TopicsView };
  topic_search: { args: TopicSearch; reply: TopicsFound };
  topic_messages: { args: TopicMessages; reply: Array<TopicMessageView> };
  topic_message: { args: TopicMessage; reply: TopicMessageView };
  refusals: { args: Refusals; reply: RefusalsView };
  refusal: { args: Refusal; reply: RefusalDetail };
  replay: { args: Replay; reply: ReplayView };
  dismiss: { args: Dismiss; reply: Dismissed };
  latest: { args: Latest; reply: Array<CurrentView> };
  watch: { args: Watch; reply: Watched };
  readings: { args: Readings; reply: ReadingsView };
  trends: { args: Trends; reply: TrendsView };
  sparks: { args: Sparks; reply: Array<Array<number | null>> };
  views: { args: SavedViews; reply: Array<SavedView> };
  save_view: { args: SaveView; reply: Array<SavedView> };
  remove_view: { args: RemoveView; reply: Array<SavedView> };
  export: { args: Export; reply: ExportPage };
  import_readings: { args: ImportReadings; reply: Imported };
  store_stats: { args: StoreStats; reply: StoreStatsView };
  store_verify: { args: StoreVerify; reply: StoreVerifyView };
  seal: { args: Seal; reply: Sealed };
}
