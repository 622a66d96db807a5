use std::collections::BTreeSet;
use std::fmt::Write as _;

use insta::assert_snapshot;
use proptest::prelude::*;

use super::*;

const RESETTINGS: [Resetting; 2] = [Resetting::Itself, Resetting::ByHand];

fn at(state: State) -> Standing {
    let live = match state {
        State::ActiveUnacknowledged => Live::Active { acknowledged: false },
        State::ActiveAcknowledged => Live::Active { acknowledged: true },
        State::ReturnedUnacknowledged => Live::Returned,
        State::Latched => Live::Latched { acknowledged: true },
        State::Normal | State::Shelved | State::Suppressed | State::OutOfService => Live::Normal,
    };
    let aside = Aside {
        shelved: state == State::Shelved,
        suppressed: state == State::Suppressed,
        out_of_service: state == State::OutOfService,
    };
    Standing { live, aside }
}

/// Everything that can be reached from an alarm at rest, by any moves.
fn reachable(resetting: Resetting) -> BTreeSet<Standing> {
    let mut found = BTreeSet::from([Standing::default()]);
    let mut open = vec![Standing::default()];
    while let Some(standing) = open.pop() {
        for step in Move::ALL {
            if let Ok((next, _)) = standing.after(step, resetting)
                && found.insert(next)
            {
                open.push(next);
            }
        }
    }
    found
}

/// One block for each standing: where its legal moves lead and what the journal says of them, then its illegal ones.
fn table(standings: impl Iterator<Item = (String, Standing)>, resetting: Resetting) -> String {
    let mut table = String::new();
    for (name, standing) in standings {
        writeln!(table, "{name}").unwrap();
        let mut illegal = String::new();
        for step in Move::ALL {
            match standing.after(step, resetting) {
                Ok((next, kind)) => {
                    let next = next.state().word();
                    writeln!(table, "  {step:?} -> {next} ({})", kind.word()).unwrap();
                }
                Err(refused) => {
                    assert_eq!((refused.state, refused.step), (standing.state(), step));
                    write!(illegal, " {step:?}").unwrap();
                }
            }
        }
        writeln!(table, "  illegal:{illegal}").unwrap();
    }
    table
}

#[test]
fn every_move_of_every_state_is_legal_or_illegal_as_the_table_says() {
    let states = State::ALL.into_iter().map(|state| (state.word().to_owned(), at(state)));
    assert_snapshot!(table(states, Resetting::Itself), @r"
    normal
      Raise -> active-unacknowledged (raised)
      Shelve -> shelved (shelved)
      Suppress -> suppressed (suppressed)
      TakeOut -> out-of-service (out-of-service)
      illegal: Return Acknowledge Reset Unshelve Unsuppress PutBack
    active-unacknowledged
      Return -> returned-unacknowledged (returned)
      Acknowledge -> active-acknowledged (acknowledged)
      Shelve -> shelved (shelved)
      Suppress -> suppressed (suppressed)
      TakeOut -> out-of-service (out-of-service)
      illegal: Raise Reset Unshelve Unsuppress PutBack
    active-acknowledged
      Return -> normal (cleared)
      Shelve -> shelved (shelved)
      Suppress -> suppressed (suppressed)
      TakeOut -> out-of-service (out-of-service)
      illegal: Raise Acknowledge Reset Unshelve Unsuppress PutBack
    returned-unacknowledged
      Raise -> active-unacknowledged (raised)
      Acknowledge -> normal (acknowledged)
      Shelve -> shelved (shelved)
      Suppress -> suppressed (suppressed)
      TakeOut -> out-of-service (out-of-service)
      illegal: Return Reset Unshelve Unsuppress PutBack
    latched
      Raise -> active-unacknowledged (raised)
      Reset -> normal (reset)
      Shelve -> shelved (shelved)
      Suppress -> suppressed (suppressed)
      TakeOut -> out-of-service (out-of-service)
      illegal: Return Acknowledge Unshelve Unsuppress PutBack
    shelved
      Raise -> shelved (raised)
      Unshelve -> normal (unshelved)
      Suppress -> suppressed (suppressed)
      TakeOut -> out-of-service (out-of-service)
      illegal: Return Acknowledge Reset Shelve Unsuppress PutBack
    suppressed
      Raise -> suppressed (raised)
      Unsuppress -> normal (unsuppressed)
      TakeOut -> out-of-service (out-of-service)
      illegal: Return Acknowledge Reset Shelve Unshelve Suppress PutBack
    out-of-service
      Raise -> out-of-service (raised)
      Suppress -> out-of-service (suppressed)
      PutBack -> normal (in-service)
      illegal: Return Acknowledge Reset Shelve Unshelve Unsuppress TakeOut
    ");
}

#[test]
fn a_latching_alarm_waits_for_its_reset() {
    let lives = [
        Live::Active { acknowledged: false },
        Live::Active { acknowledged: true },
        Live::Latched { acknowledged: false },
        Live::Latched { acknowledged: true },
    ];
    let standings = lives.into_iter().map(|live| {
        let standing = Standing { live, ..Standing::default() };
        let seen = match live {
            Live::Latched { acknowledged: false } => " unseen",
            Live::Latched { acknowledged: true } => " seen",
            Live::Normal | Live::Active { .. } | Live::Returned => "",
        };
        (format!("{}{seen}", standing.state().word()), standing)
    });
    assert_snapshot!(table(standings, Resetting::ByHand), @r"
    active-unacknowledged
      Return -> latched (latched)
      Acknowledge -> active-acknowledged (acknowledged)
      Shelve -> shelved (shelved)
      Suppress -> suppressed (suppressed)
      TakeOut -> out-of-service (out-of-service)
      illegal: Raise Reset Unshelve Unsuppress PutBack
    active-acknowledged
      Return -> latched (latched)
      Shelve -> shelved (shelved)
      Suppress -> suppressed (suppressed)
      TakeOut -> out-of-service (out-of-service)
      illegal: Raise Acknowledge Reset Unshelve Unsuppress PutBack
    latched unseen
      Raise -> active-unacknowledged (raised)
      Acknowledge -> latched (acknowledged)
      Reset -> returned-unacknowledged (reset)
      Shelve -> shelved (shelved)
      Suppress -> suppressed (suppressed)
      TakeOut -> out-of-service (out-of-service)
      illegal: Return Unshelve Unsuppress PutBack
    latched seen
      Raise -> active-unacknowledged (raised)
      Reset -> normal (reset)
      Shelve -> shelved (shelved)
      Suppress -> suppressed (suppressed)
      TakeOut -> out-of-service (out-of-service)
      illegal: Return Acknowledge Unshelve Unsuppress PutBack
    ");
}

#[test]
fn what_sets_an_alarm_aside_is_independent_and_its_condition_goes_on_beneath() {
    // Normal, active seen and unseen, returned; latched seen and unseen beside them; each with all eight ways to be aside.
    assert_eq!(reachable(Resetting::Itself).len(), 4 * 8);
    assert_eq!(reachable(Resetting::ByHand).len(), 6 * 8);
    for resetting in RESETTINGS {
        for standing in reachable(resetting) {
            let raised = standing.after(Move::Raise, resetting);
            assert_eq!(raised.is_ok(), !standing.is_active(), "{standing:?}");
            if let Ok((raised, _)) = raised {
                assert!(raised.is_active() && raised.aside == standing.aside);
                let (over, _) = raised.after(Move::Return, resetting).unwrap();
                assert!(!over.is_active() && over.aside == standing.aside);
            }
        }
    }
}

#[test]
fn an_alarm_that_comes_back_from_a_shelf_or_from_service_is_seen_anew() {
    let seen = at(State::ActiveAcknowledged);
    for (away, back, expected) in [
        (Move::Shelve, Move::Unshelve, State::ActiveUnacknowledged),
        (Move::TakeOut, Move::PutBack, State::ActiveUnacknowledged),
        (Move::Suppress, Move::Unsuppress, State::ActiveAcknowledged),
    ] {
        let (aside, _) = seen.after(away, Resetting::Itself).unwrap();
        let (back, _) = aside.after(back, Resetting::Itself).unwrap();
        assert_eq!(back.state(), expected, "{away:?}");
    }
}

#[test]
fn an_illegal_move_says_what_cannot_be_done_where() {
    let illegal = at(State::Shelved).after(Move::Acknowledge, Resetting::Itself).unwrap_err();
    assert_eq!(illegal.to_string(), "an alarm that is shelved cannot be acknowledged");
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    prop::collection::vec(prop::sample::select(Move::ALL.to_vec()), 0..60)
}

proptest! {
    #[test]
    fn where_an_alarm_stands_follows_from_its_journal(moves in moves(), by_hand: bool) {
        let resetting = RESETTINGS[usize::from(by_hand)];
        let mut standing = Standing::default();
        let mut journal = Vec::new();
        for step in moves {
            if let Ok((next, kind)) = standing.after(step, resetting) {
                journal.push((kind, next.state()));
                standing = next;
            }
        }
        let mut told = Standing::default();
        for (kind, state) in journal {
            told = told.after(kind.step().unwrap(), resetting).unwrap().0;
            prop_assert_eq!(told.state(), state);
        }
        prop_assert_eq!(told, standing);
    }

    #[test]
    fn an_active_alarm_is_never_lost(moves in moves(), by_hand: bool) {
        let resetting = RESETTINGS[usize::from(by_hand)];
        let mut standing = Standing::default();
        let mut active = false;
        for step in moves {
            if let Ok((next, _)) = standing.after(step, resetting) {
                active = match step { Move::Raise => true, Move::Return => false, _ => active };
                standing = next;
            }
            prop_assert_eq!(standing.is_active(), active);
        }
    }
}
