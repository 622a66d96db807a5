// What a reason of the quarantine means for the data, and what to do about it.

/** What it means, and what to do. */
export interface Advice {
  means: string;
  act: string;
}

const DEVICE = "Nothing has to be done here. Where the value is wanted, mend it at the device or its gateway.";
const MAPPING = "Look at the message. Where its form is right but nobody here knows it, a mapping makes it readable; then try it again.";
const MEND = "Change the mapping: its form is tried on this message at once. Then hear the message again.";
const BIRTH = "It is read once the device has told what it has, mostly with its next start. Then try it again.";

const ADVICE: Readonly<Record<string, Advice>> = {
  empty: { means: "The message holds nothing. Some devices clear a topic so.", act: "Dismiss it; it does no harm." },
  not_utf8: { means: "The bytes are no text, and no convention knows them: a picture, or a format of its own.", act: "Where it is no measurement, leave the topic out of what the connection listens to." },
  broken_json: { means: "The message begins as JSON and breaks off, or is spelt wrong. None of its values is stored.", act: "Mostly the device's buffer is too small for what it sends. Mend it there." },
  too_deep: { means: "Its JSON is nested more than 32 levels deep. None of its values is stored.", act: DEVICE },
  too_large: { means: "It is larger than a message may be and was not read.", act: "Let the device send less at once, or leave the topic out of what the connection listens to." },
  too_long: { means: "The text is longer than 4 KiB: a document, no value.", act: "Dismiss it, or leave the topic out." },
  too_many_values: { means: "The message holds more than 5,000 values; those beyond are not stored.", act: "Let the device send them in several messages." },
  too_many_points: { means: "The connection has as many points as it may have. Values of further ones are not stored.", act: "Listen to less: choose narrower topics for the connection." },
  not_finite: { means: "The number is infinite or no number. It is not stored, and nothing stands in its place.", act: "Mostly a sensor is broken or a division went wrong at the device. Look there." },
  null: { means: "The device says that it has no value at present. Nothing is stored for it; its neighbours are.", act: DEVICE },
  unavailable: { means: "The device says in words that it has no value at present. Nothing is stored for it.", act: DEVICE },
  control_characters: { means: "The text holds characters that are no text.", act: MAPPING },
  bad_time: { means: "The time told is impossible. The values beside it are stored under the time they were received.", act: "Set the clock of the device, or the form in which it writes the time." },
  not_of_type: { means: "The value is not of the type that its device declared for it. It is not stored.", act: "Look whether the device's declaration or its value is wrong." },
  duplicate_key: { means: "The message says the same value more than once; the last one was stored.", act: DEVICE },
  unknown_alias: { means: "The value is told by a number alone, and the device has not said yet what that number stands for.", act: BIRTH },
  wrong_type: { means: "The number does not fit the type that is told with it. It is not stored.", act: DEVICE },
  transient: { means: "The device does not want the value to be stored.", act: "Dismiss it; this is as it should be." },
  not_supported: { means: "It is of a kind that is not read: a file, a table, or a topic its convention does not name.", act: MAPPING },
  malformed: { means: "It is not of the form that its convention demands. It is not stored.", act: MAPPING },
  bad_protobuf: { means: "Its bytes are no well-formed Sparkplug payload. None of its values is stored.", act: DEVICE },
  compressed: { means: "Its payload is compressed inside its envelope, which is not read.", act: "Switch compression off at the device." },
  bad_topic: { means: "A discovery document names a topic that is none.", act: "Mend the device's discovery settings." },
  no_convention: { means: "None of the conventions that were chosen for the connection knows the message. Nothing of it is stored.", act: "Where it is wanted, let the connection be read by more conventions; then try it again." },
  bad_template: { means: "The template that the device gave for the value cannot be computed from this message.", act: BIRTH },
  missing: { means: "Its mapping requires the value, and the message does not hold it. Its neighbours are stored.", act: "Where the value need not be in every message, take “required” out of the mapping; else look at the device." },
  not_in_map: { means: "The device says a word that the mapping does not list. It is not stored, for nobody knows what it means.", act: MEND },
  other_unit: { means: "The message tells another unit than the mapping. The number is not stored: it would mean something else.", act: MEND },
  no_zone: { means: "The time says no zone, and the mapping gives none. The values beside it are stored under the time they were received, as uncertain.", act: "Give the zone of the device in the mapping." },
  ambiguous: { means: "The mapping's path leads to several values and is to lead to one. None of them is stored.", act: "Make the path narrower, or let the mapping take them as a list." },
  bad_expression: { means: "The mapping's expression cannot be computed from this message.", act: MEND },
  too_costly: { means: "Reading the value by its mapping takes more work than a message may cost. Values before it are stored.", act: "Make the mapping's paths and expressions simpler." },
  path_too_long: { means: "The value's name inside the message is longer than 1,024 bytes.", act: DEVICE },
  topic_not_utf8: { means: "The topic is no text, so nothing on it can be named or kept.", act: DEVICE },
};

/** What a reason means and asks for; one that nobody knows is told plainly. */
export function advice(reason: string): Advice {
  const known = Object.hasOwn(ADVICE, reason) ? ADVICE[reason] : undefined;
  return known ?? { means: "What was refused is not stored. Everything beside it is.", act: MAPPING };
}
