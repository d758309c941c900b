//! `Words`: the sentences of the screen, from the room's own language files and then from the floor's.

use std::borrow::Cow;
use std::collections::HashMap;

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, StaticLoader, static_loader};
use sigap_kernel::{FieldErrors, Lang, UtcMs, figure};
use unic_langid::langid;

static_loader! {
    static FLOOR_WORDS = {
        locales: "./locales",
        fallback_language: "id",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// The language files of one crate.
pub type Loader = &'static std::sync::LazyLock<StaticLoader>;

const ID: LanguageIdentifier = langid!("id");
const EN: LanguageIdentifier = langid!("en");

/// The sentences of one room in one language.
#[derive(Clone, Copy)]
pub struct Words {
    lang: Lang,
    room: Loader,
}

impl Words {
    /// The sentences of a room.
    #[must_use]
    pub const fn new(lang: Lang, room: Loader) -> Self {
        Self { lang, room }
    }

    /// The floor's own sentences.
    #[must_use]
    pub const fn floor(lang: Lang) -> Self {
        Self { lang, room: &FLOOR_WORDS }
    }

    /// The language.
    #[must_use]
    pub const fn lang(&self) -> Lang {
        self.lang
    }

    /// A sentence without arguments.
    #[must_use]
    pub fn s(&self, key: &str) -> String {
        self.find(key, &HashMap::new())
    }

    /// A sentence with one argument.
    #[must_use]
    pub fn a1<'v>(&self, key: &str, name: &'static str, value: impl Into<FluentValue<'v>>) -> String {
        self.find(key, &HashMap::from([(Cow::Borrowed(name), value.into())]))
    }

    /// A sentence with two arguments.
    #[must_use]
    pub fn a2<'v>(
        &self,
        key: &str,
        name1: &'static str,
        value1: impl Into<FluentValue<'v>>,
        name2: &'static str,
        value2: impl Into<FluentValue<'v>>,
    ) -> String {
        self.find(key, &HashMap::from([(Cow::Borrowed(name1), value1.into()), (Cow::Borrowed(name2), value2.into())]))
    }

    /// A sentence with any arguments, all text.
    #[must_use]
    pub fn with(&self, key: &str, args: &[(&'static str, &str)]) -> String {
        let args = args.iter().map(|(name, value)| (Cow::Borrowed(*name), FluentValue::from((*value).to_owned()))).collect();
        self.find(key, &args)
    }

    /// The sentence of a mistake as [`FieldErrors`] carries it: `key` or `key?name=value`.
    #[must_use]
    pub fn mistake(&self, message: &str) -> String {
        let Some((key, rest)) = message.split_once('?') else { return self.s(message) };
        let args = rest
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (Cow::Owned(name.to_owned()), FluentValue::from(value.to_owned())))
            .collect();
        self.find(key, &args)
    }

    /// The name of a form's field, `f-NAME`; a number behind the name of one of several is left out of it. Empty without a name.
    #[must_use]
    pub fn field(&self, name: &str) -> String {
        self.of_field(name, "")
    }

    /// What helps to fill a form's field in, `f-NAME-hint`; empty where nothing is to be said.
    #[must_use]
    pub fn hint(&self, name: &str) -> String {
        self.of_field(name, "-hint")
    }

    fn of_field(&self, name: &str, ending: &str) -> String {
        let plain = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_').replace('_', "-");
        let key = format!("f-{plain}{ending}");
        Some(self.s(&key)).filter(|said| *said != key).unwrap_or_default()
    }

    /// A mistake as it stands above the form, away from its field: `Nama: Wajib diisi.`
    #[must_use]
    pub fn mistake_of(&self, field: &str, message: &str) -> String {
        let (name, said) = (self.field(field), self.mistake(message));
        if name.is_empty() { said } else { format!("{name}: {said}") }
    }

    /// The mistake at a field, as a sentence; empty when the field is right.
    #[must_use]
    pub fn at(&self, errors: &FieldErrors, field: &str) -> String {
        errors.first(field).map_or_else(String::new, |message| self.mistake(message))
    }

    /// A whole figure as this language writes it.
    #[must_use]
    pub fn figure(&self, value: impl TryInto<u64>) -> String {
        figure(value.try_into().unwrap_or_default(), self.lang)
    }

    fn find(&self, key: &str, args: &HashMap<Cow<'static, str>, FluentValue<'_>>) -> String {
        let lang = match self.lang {
            Lang::Id => &ID,
            Lang::En => &EN,
        };
        let args = (!args.is_empty()).then_some(args);
        self.room
            .lookup_single_language(lang, key, args)
            .or_else(|_| FLOOR_WORDS.lookup_single_language(lang, key, args))
            .unwrap_or_else(|_| key.to_owned())
    }
}

/// `6 mnt lalu`, `2 jam lalu`, `3 hari lalu`: how long ago something was, in words.
#[must_use]
pub fn minutes_ago(words: &Words, now: UtcMs, then: UtcMs) -> String {
    let minutes = now.age_s(then) / 60;
    match minutes {
        ..1 => words.s("age-now"),
        1..60 => words.a1("age-min", "n", minutes),
        60..1440 => words.a1("age-hour", "n", minutes / 60),
        _ => words.a1("age-day", "n", minutes / 1440),
    }
}
