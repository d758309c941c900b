//! What the reader of ordinary XML takes, what it leaves, and that it never means anything else than the full parser.

use proptest::prelude::*;
use roxmltree::{Document, ParsingOptions};

use super::{Element, PlainTree, XML_NODES_MAX, XmlTree, guard, xml_tree};

/// Everything that can be asked of a tree.
fn told(element: Element<'_>, out: &mut String) {
    let attributes = ["a", "b", "id", "xmlns", "p", "q", "lang", "xml"].map(|name| element.attribute(name));
    out.push_str(&format!("<{} {attributes:?} {:?} {:?}", element.name(), element.text(), element.single()));
    element.children().for_each(|child| told(child, out));
    out.push('>');
}

fn all(tree: &XmlTree<'_>) -> String {
    let mut out = String::new();
    told(Element::root(tree), &mut out);
    out
}

/// Whether it is plain; then it must be right and mean the same to the full parser.
fn is_plain(text: &str) -> bool {
    let Some(plain) = PlainTree::read(text, XML_NODES_MAX) else { return false };
    assert_eq!(guard::check(text), Ok(()), "{text}");
    let options = ParsingOptions { nodes_limit: XML_NODES_MAX, ..ParsingOptions::default() };
    let full = Document::parse_with_options(text, options).map(XmlTree::Full).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert_eq!(all(&XmlTree::Plain(plain)), all(&full), "{text}");
    true
}

#[test]
fn ordinary_xml_is_plain() {
    for text in [
        "<a/>",
        "<?xml version='1.0'?><a/>",
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\" ?>\r\n<!-- rekaan --> <a></a >\n<!-- akhir -->\n",
        "<a xmlns='u' xmlns:p=\"v\"><p:b p:id='1' b='2'><c/></p:b></a>",
        "<a xmlns:p='v'><b xmlns:q='v' q:id='1'/><b p:id='1'>x</b></a>",
        "<a>RS A &amp; B &lt;&#49;&#x4A; é病😀</a>",
        "<a>\r\n  <b>satu\r\ndua\rtiga</b>\r\n</a>",
        "<a>1<!-- lalu -->2<![CDATA[<3>\r\n&amp;]]>4</a>",
        "<a><![CDATA[]]></a>",
        "<a b='>' id=\"'\"\n\t/>",
    ] {
        assert!(is_plain(text), "{text}");
    }
}

#[test]
fn what_is_not_ordinary_is_left_to_the_full_parser() {
    for text in [
        "",
        "<",
        "<a",
        "<a>",
        "<a></b>",
        "<a/><b/>",
        "<a/>x",
        "x<a/>",
        "<!-- --> xa/>",
        "<a b>>",
        "<a b='1'c='2'/>",
        "<a b='<'/>",
        "<a b='&amp;'/>",
        "<a b='1' b='2'/>",
        "<a xmlns:p='u' xmlns:q='u' p:b='' q:b=''/>",
        "<p:a/>",
        "<a p:b=''/>",
        "<a xmlns:p='u'/><p:b/>",
        "<a><b xmlns:p='u'/><p:b/></a>",
        "<xmlns:a/>",
        "<a xmlns:xml='u'/>",
        "<a xml:lang='id'/>",
        "<a xmlns='http://www.w3.org/2000/xmlns/'/>",
        "<a xmlns='u' xmlns='v'/>",
        "<a p:xmlns='u'/>",
        "<é/>",
        "<aé/>",
        "<1/>",
        "<a:/>",
        "<:a/>",
        "<a:b:c/>",
        "<a>]]></a>",
        "<a>&nbsp;</a>",
        "<a>& </a>",
        "<a>&#0;</a>",
        "<a>&#xD800;</a>",
        "<a>&#+65;</a>",
        "<a>\u{0}</a>",
        "<a>\u{ffff}</a>",
        "<a b='\u{ffff}'/>",
        "<a><!-- -- --></a>",
        "<a><!-- ---></a>",
        "<a><![CDATA[\u{1}]]></a>",
        "<a><?b?></a>",
        "<?b?><a/>",
        "<?xml?><a/>",
        "<!DOCTYPE a><a/>",
        "<a><!x></a>",
        "<a>&amp;\r\n</a>",
        "<a/",
        "<a></a",
        "<a></a b>",
    ] {
        assert!(!is_plain(text), "{text}");
    }
    assert!(is_plain(&"<a>".repeat(32).chars().chain("</a>".repeat(32).chars()).collect::<String>()));
    assert!(!is_plain(&"<a>".repeat(33).chars().chain("</a>".repeat(33).chars()).collect::<String>()));
    assert!(PlainTree::read("<a>b<c/></a>", 4).is_some() && PlainTree::read("<a>b<c/></a>", 3).is_none());
    let attributes = |count: usize| format!("<a{}/>", (0..count).map(|number| format!(" a{number}=''")).collect::<String>());
    assert!(is_plain(&attributes(64)) && !is_plain(&attributes(65)));
    let many = |count: usize| format!("<a>{}</a>", "<b xmlns='u'/>".repeat(count));
    assert!(is_plain(&many(10_000)) && !is_plain(&many(10_001)));
}

#[test]
fn nothing_is_read_that_is_not_whole() {
    let text = "<?xml version='1.0'?><a xmlns:p='u' p:b='é'>x&#233;<p:c>\r\n</p:c><!-- y --><![CDATA[z]]></a>";
    assert!(is_plain(text));
    for (end, _) in text.char_indices() {
        assert!(!is_plain(&text[..end]), "{end}");
    }
}

/// Pieces of XML, good and bad, in an order in which they often fit.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "<a>",
        "</a>",
        "<b>",
        "</b>",
        "<a/>",
        "<b />",
        "<p:b>",
        "</p:b>",
        "<a b='1'>",
        "<a xmlns:p='u'>",
        "<a p:id=\"2\" q:id='3'>",
        "<b xmlns:q='v' xmlns='w'>",
        "<a xmlns:p='u' p:xmlns='x' xml='y'>",
        "<a b='1' xmlns='xmlns'/>",
        "x",
        " ",
        "\r\n",
        "\r",
        "é",
        "\u{ffff}",
        "\u{fffd}",
        "\u{1}",
        "&amp;",
        "&#65;",
        "&#x1F600;",
        "&#13;",
        "&b;",
        "&",
        "<!-- c -->",
        "<!---->",
        "<!--->",
        "<!-- -->",
        "<![CDATA[",
        "]]>",
        "<![CDATA[]]>",
        "<?xml version='1.0'?>",
        "<?b c?>",
        "<",
        ">",
        "=",
        "'",
        "\"",
        "--",
        "/",
        ":",
        "xmlns",
    ]);
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// Elements within elements, as they should be, with odd things in them.
fn documents() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        4 => prop::sample::select(vec!["x", " 7 ", "\r\n ", "\r", "&amp;", "&#13;", "é\u{fffd}", "<!-- c -->", "<![CDATA[<\r\n>]]>", "<![CDATA[]]>", ">", "]]", ""]).prop_map(str::to_owned),
        1 => pieces(),
    ];
    let tag = prop::sample::select(vec!["a", "b", "p:a", "q:b", "A-1._x"]);
    let attributes = prop::sample::select(vec![
        "",
        " xmlns='u'",
        " xmlns:p='u'",
        " b='1'",
        " p:b='1' id=\"2 '\"",
        " xmlns:q='u' q:a='' xmlns:p='u'",
        "\n\tb='>'\r\n",
        " b='\t'",
        " b ='1'",
    ]);
    leaf.prop_recursive(5, 40, 6, move |inner| {
        (tag.clone(), attributes.clone(), prop::collection::vec(inner, 0..6))
            .prop_map(|(tag, attributes, inner)| format!("<{tag}{attributes}>{}</{tag}>", inner.concat()))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_is_plain_means_the_same_to_the_full_parser(text in pieces()) {
        is_plain(&text);
    }

    #[test]
    fn documents_that_are_plain_mean_the_same_to_the_full_parser(text in documents()) {
        is_plain(&format!("<a xmlns:p='v'>{text}</a>"));
        is_plain(&text);
    }

    #[test]
    fn any_text_is_read_or_left(text in "\\PC{0,40}", inner in "[\\PC\r\n\t]{0,40}") {
        is_plain(&text);
        is_plain(&format!("<a b='{text}'>{inner}</a>"));
        let _ = xml_tree(&text).map(|tree| all(&tree));
    }
}
