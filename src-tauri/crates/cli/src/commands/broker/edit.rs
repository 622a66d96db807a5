//! `broker edit`: changes what is named of a connection and leaves the rest as it is.

use engine::Door;
use wire::{
    ChangeConnection, ConnectionSecurity, ConnectionView, Connections, Failure, FailureCode, Login,
    SetLogin,
};

use super::{not_kept, told_version, whole_path};
use crate::args::{EditArgs, Without};
use crate::entered;
use crate::exit::Ended;
use crate::output::{Output, safe};

pub(super) async fn run(door: &Door, args: &EditArgs, output: Output) -> Result<(), Ended> {
    let mut view = known(door, &args.name).await?;
    let mut login = None;
    if let Some(user) = &args.user {
        login = Some(Login { username: user.clone(), password: entered::password().await? });
    }
    let change = changes_more_than_the_user(args).then(|| changed(&view, args)).transpose()?;
    // Where the user changes too, the one of before never comes to the broker of now.
    if args.without.contains(&Without::User) || (login.is_some() && change.is_some()) {
        view = sign_in(door, &args.name, None).await?;
    }
    if let Some(change) = change {
        view = door.ask(change).await?;
    }
    if login.is_some() {
        view = sign_in(door, &args.name, login).await?;
    }
    let not_kept = not_kept(door, &view).await?;
    output.answer(&view, || {
        format!("Connection {} to {} is changed.{not_kept}", safe(&view.name), safe(&view.url))
    })
}

async fn known(door: &Door, name: &str) -> Result<ConnectionView, Ended> {
    let all = door.ask(Connections {}).await?;
    let known = all.into_iter().find(|connection| connection.name == name);
    Ok(known.ok_or_else(|| {
        let message = format!("There is no connection {name:?}.");
        Failure::new(FailureCode::NotFound, message, "`plantroomctl broker list` shows them.")
    })?)
}

fn changes_more_than_the_user(args: &EditArgs) -> bool {
    let names = [&args.url, &args.pin].iter().any(|given| given.is_some());
    let files = [&args.ca, &args.cert].iter().any(|given| given.is_some());
    let rest = args.version.is_some() || args.conventions.is_some() || !args.filters.is_empty();
    names || files || rest || args.without.iter().any(|what| *what != Without::User)
}

/// What is to be asked for: what is named, and beside it what was before.
fn changed(view: &ConnectionView, args: &EditArgs) -> Result<ChangeConnection, Ended> {
    let without = |what: Without| args.without.contains(&what);
    let before = |kept: &Option<String>, what| kept.clone().filter(|_| !without(what));
    let security = &view.security;
    let file = |given: &Option<_>| given.as_deref().map(whole_path).transpose();
    let insisted = view.insisted.filter(|_| !without(Without::Version));
    Ok(ChangeConnection {
        name: view.name.clone(),
        url: args.url.clone().unwrap_or_else(|| view.url.clone()),
        filters: if args.filters.is_empty() { &view.filters } else { &args.filters }.clone(),
        version: args.version.map(told_version).or(insisted),
        security: ConnectionSecurity {
            ca: file(&args.ca)?.or_else(|| before(&security.ca, Without::Ca)),
            certificate: file(&args.cert)?.or_else(|| before(&security.certificate, Without::Cert)),
            key: file(&args.key)?.or_else(|| before(&security.key, Without::Cert)),
            pinned: args.pin.clone().or_else(|| before(&security.pinned, Without::Pin)),
        },
        conventions: args.conventions.clone(),
    })
}

async fn sign_in(door: &Door, name: &str, login: Option<Login>) -> Result<ConnectionView, Ended> {
    Ok(door.ask(SetLogin { name: name.to_owned(), login }).await?.connection)
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;
    use model::Conventions;
    use wire::{ConnectionState, MqttVersion};

    use super::*;

    #[derive(clap::Parser)]
    struct Line {
        #[command(flatten)]
        args: EditArgs,
    }

    fn written(line: &str) -> EditArgs {
        Line::try_parse_from(["edit", "plant"].into_iter().chain(line.split(' '))).unwrap().args
    }

    fn plant() -> ConnectionView {
        let file = |name: &str| Some(format!("/etc/{name}.pem"));
        ConnectionView {
            name: "plant".to_owned(),
            url: "mqtts://before".to_owned(),
            filters: vec!["ahu/#".to_owned()],
            state: ConnectionState::Live,
            since: None,
            version: None,
            insisted: Some(MqttVersion::V311),
            explanation: String::new(),
            reconnects: 0,
            subscribed: true,
            newest: None,
            security: ConnectionSecurity {
                ca: file("ca"),
                certificate: file("cert"),
                key: file("key"),
                pinned: Some("AA:BB".to_owned()),
            },
            login: None,
            conventions: Conventions::All,
        }
    }

    fn asked(line: &str) -> ChangeConnection {
        changed(&plant(), &written(line)).unwrap()
    }

    #[test]
    fn what_is_not_named_stays_as_it_is() {
        let view = plant();
        let change = asked("--url mqtts://now");
        assert_eq!((change.name.as_str(), change.url.as_str()), ("plant", "mqtts://now"));
        assert_eq!((change.filters, change.version), (view.filters, view.insisted));
        assert_eq!(change.security, view.security);
        let change = asked("--subscribe x/# --subscribe y/# --version 5 --ca /other.pem");
        assert_eq!(change.filters, ["x/#", "y/#"]);
        assert_eq!(
            (change.url.as_str(), change.version),
            ("mqtts://before", Some(MqttVersion::V5))
        );
        assert_eq!(change.security.ca.as_deref(), Some("/other.pem"));
        assert_eq!(change.security.pinned.as_deref(), Some("AA:BB"));
    }

    #[test]
    fn it_can_do_without_and_a_certificate_goes_with_its_key() {
        let security = asked("--without ca --without cert").security;
        assert_eq!((security.ca, security.certificate, security.key), (None, None, None));
        assert_eq!(security.pinned.as_deref(), Some("AA:BB"));
        let change = asked("--without version --without pin");
        assert_eq!((change.version, change.security.pinned), (None, None));
        assert_eq!(change.security.ca.as_deref(), Some("/etc/ca.pem"));
    }

    #[test]
    fn a_user_alone_makes_no_new_connection() {
        assert!(!changes_more_than_the_user(&written("--user u --password-stdin")));
        assert!(!changes_more_than_the_user(&written("--without user")));
        assert!(changes_more_than_the_user(&written("--without user --without pin")));
        assert!(changes_more_than_the_user(&written("--conventions homie,ha-discovery")));
    }
}
