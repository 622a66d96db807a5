// What the parts of Setup know. Outlives the page, so that coming back finds selections, marks and drafts as they were.

import { untrack } from "svelte";

import type { Desktop } from "../ipc/desk";
import { Connections } from "./connections.svelte";
import { Inbox } from "./inbox.svelte";
import { Mappings } from "./mappings.svelte";
import { Quarantine } from "./quarantine.svelte";
import type { Session } from "./session.svelte";
import { Computer } from "./setup-computer.svelte";
import { Counters } from "./setup-counters.svelte";
import { Model } from "./setup-model.svelte";
import { Topics } from "./topics.svelte";

const known = new WeakMap<Session, Setup>();

/** All parts of Setup. */
export class Setup {
  readonly connections: Connections;
  readonly inbox: Inbox;
  readonly quarantine: Quarantine;
  readonly mappings: Mappings;
  readonly topics: Topics;
  readonly model: Model;
  readonly counters: Counters;
  readonly computer: Computer;

  constructor(session: Session, desk: Desktop) {
    this.connections = new Connections(session.door, session.health);
    this.inbox = new Inbox(session.door);
    this.quarantine = new Quarantine(session.door);
    this.mappings = new Mappings(session.door, desk);
    this.topics = new Topics(session.door, session.health);
    this.model = new Model(session.door, session.places, session.current);
    this.counters = new Counters(session.door, () => session.current.now());
    this.computer = new Computer(desk);
  }

  /** The Setup of this session; made at the first asking. */
  static of(session: Session, desk: Desktop): Setup {
    const found = known.get(session);
    if (found !== undefined) return found;
    // Under a root of its own: what a page makes while it is built ends with that page, and this must not.
    let made: Setup | null = null;
    $effect.root(() => {
      const setup = new Setup(session, desk);
      made = setup;
      $effect(() => {
        if (session.mappingsChanged > 0) untrack(() => setup.mappings.hear());
      });
    });
    const setup = made ?? new Setup(session, desk);
    known.set(session, setup);
    return setup;
  }
}
