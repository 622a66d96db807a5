//! MQTT sessions: connect, subscribe, acknowledge late, back off with jitter.
