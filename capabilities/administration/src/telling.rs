//! An entry of the journal as a sentence, and as what it holds. A type that has no sentence is called by its code.

use serde_json::Value as Json;
use sigap_kernel::{Role, UserId};
use sigap_registry::{Said as _, Stage};
use sigap_store::JournalRow;
use sigap_web::Words;

/// Facts a sentence may name.
const FACTS: &[&str] = &[
    "bad",
    "beds",
    "capacity",
    "count",
    "event",
    "facility",
    "file",
    "free",
    "item",
    "kind",
    "lang",
    "name",
    "number",
    "protocol",
    "room_code",
    "rows",
    "tries",
];
/// Facts that are yes or no: each answer has a sentence of its own.
const QUESTIONS: &[&str] = &["disabled", "enabled"];

/// The entry as a sentence.
pub(crate) fn say(row: &JournalRow, w: &Words) -> String {
    let facts: Json = serde_json::from_str(&row.body).unwrap_or_default();
    let answer = QUESTIONS.iter().find_map(|name| facts.get(name)?.as_bool());
    let ending = answer.map_or("", |yes| if yes { "-yes" } else { "-no" });
    let key = format!("entry-{}{ending}", row.kind.replace('.', "-"));
    let texts: Vec<(&'static str, String)> = FACTS.iter().filter_map(|name| Some((*name, plain(facts.get(name)?)?))).collect();
    let (roles, stage) = (said_roles(&roles(&facts), w), stage(&facts, w));
    let mut args: Vec<(&'static str, &str)> = texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    args.extend([("roles", roles.as_str()), ("stage", stage.as_str())]);
    let sentence = w.with(&key, &args);
    // An entry of another version may lack a fact the sentence names.
    if sentence == key || sentence.contains("{$") { row.kind.clone() } else { sentence }
}

/// What the entry holds, to be read by a person.
pub(crate) fn body(row: &JournalRow) -> String {
    let facts: Option<Json> = serde_json::from_str(&row.body).ok();
    facts.and_then(|facts| serde_json::to_string_pretty(&facts).ok()).unwrap_or_else(|| row.body.clone())
}

/// The roles that an entry about a user's rights gives.
pub(crate) fn roles(facts: &Json) -> Vec<Role> {
    let grants = facts.get("after").or_else(|| facts.get("grants")).and_then(Json::as_array);
    let mut roles: Vec<Role> = grants.into_iter().flatten().filter_map(|grant| grant.get("role")?.as_str()?.parse().ok()).collect();
    roles.sort_unstable();
    roles.dedup();
    roles
}

/// Roles in words.
pub(crate) fn said_roles(roles: &[Role], w: &Words) -> String {
    roles.iter().map(|role| w.s(&format!("role-{role}"))).collect::<Vec<_>>().join(", ")
}

/// The end of an id: its beginning is only the time of its making.
pub(crate) fn short(id: &str) -> String {
    let start = id.char_indices().rev().nth(5).map_or(0, |(at, _)| at);
    format!("…{}", id.get(start..).unwrap_or_default())
}

/// A user by role and the end of the id, for whoever may not see the name.
pub(crate) fn unnamed(user: UserId, roles: &[Role], w: &Words) -> String {
    let said = if roles.is_empty() { w.s("person-somebody") } else { said_roles(roles, w) };
    format!("{said} {}", short(&user.to_string()))
}

fn plain(fact: &Json) -> Option<String> {
    match fact {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn stage(facts: &Json, w: &Words) -> String {
    let to = facts.get("to").and_then(Json::as_str).and_then(|code| code.parse::<Stage>().ok());
    to.map_or_else(String::new, |stage| stage.say(&sigap_registry::words(w.lang())))
}
