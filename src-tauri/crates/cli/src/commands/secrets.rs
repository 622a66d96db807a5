//! `secrets`: what keeps passwords, and the file that a passphrase seals.

use engine::Door;
use wire::{SealSecrets, Secrets, SecretsView, UnlockSecrets};

use crate::args::SecretsCommand;
use crate::entered;
use crate::exit::Ended;
use crate::output::{Output, safe};

pub(super) async fn run(door: &Door, command: SecretsCommand, output: Output) -> Result<(), Ended> {
    let view = match command {
        SecretsCommand::Show => door.ask(Secrets {}).await?,
        SecretsCommand::Unlock(_) => {
            door.ask(UnlockSecrets { passphrase: entered::password().await? }).await?
        }
        SecretsCommand::Seal(_) => {
            door.ask(SealSecrets { passphrase: entered::password().await? }).await?
        }
    };
    output.answer(&view, || words(&view))
}

fn words(view: &SecretsView) -> String {
    if view.awaited.is_empty() {
        return view.explanation.clone();
    }
    let names: Vec<_> = view.awaited.iter().map(|name| safe(name)).collect();
    format!(
        "{}\nThese connections wait for their password: {}.",
        view.explanation,
        names.join(", ")
    )
}
