//! A small browser: asks the routes directly, keeps the cookie and the form secret of one log-in.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use sigap_access::NewUser;
use sigap_kernel::{Grant, Lang, Masked};
use tower::ServiceExt as _;

use crate::deployment::App;

const PASSWORD: &str = "kamar mawar lantai tiga";

/// Somebody with a browser, logged in or not.
pub(super) struct Browser {
    router: Router,
    cookie: Option<String>,
    csrf: Option<String>,
}

/// What came back.
pub(super) struct Came {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
}

impl Browser {
    /// Somebody without an account.
    pub(super) fn of_anyone(router: Router) -> Self {
        Self { router, cookie: None, csrf: None }
    }

    /// Somebody with an account that has these grants.
    pub(super) async fn of_person(router: Router, app: &App, email: &str, grants: Vec<Grant>) -> Self {
        let password = Some(Masked::new(PASSWORD.to_owned()));
        let new = NewUser {
            email: Masked::new(email.to_owned()),
            name: Masked::new("Uji Coba (rekaan)".to_owned()),
            lang: Lang::Id,
            grants,
            password,
        };
        app.access().unwrap().add_user(&app.operator(), &new).await.unwrap();
        let mut browser = Self::of_anyone(router);
        let form = format!("email={}&password={}", email.replace('@', "%40"), PASSWORD.replace(' ', "+"));
        let came = browser.send(Method::POST, "/masuk", &form).await;
        assert_eq!(came.status, StatusCode::SEE_OTHER, "{}", came.body);
        let cookie = came.headers[header::SET_COOKIE].to_str().unwrap();
        browser.cookie = Some(cookie.split(';').next().unwrap().to_owned());
        let page = browser.send(Method::GET, "/there-is-no-such-page", "").await.body;
        let after = page.split("name=\"csrf-token\" content=\"").nth(1).expect("a page of a log-in has the secret of its forms");
        browser.csrf = Some(after.split('"').next().unwrap().to_owned());
        browser
    }

    /// Sends a request, the form's secret with it.
    pub(super) async fn send(&self, method: Method, path: &str, form: &str) -> Came {
        self.send_with(method, path, form, None).await
    }

    /// The same person in a form that another site made: the cookie comes along, the secret does not.
    pub(super) fn without_its_secret(&self) -> Self {
        Self { router: self.router.clone(), cookie: self.cookie.clone(), csrf: None }
    }

    /// Sends a form that is done once, however often it is sent.
    pub(super) async fn send_form_once(&self, path: &str, form: &str, key: &str) -> Came {
        self.send_with(Method::POST, path, form, Some(key)).await
    }

    /// Sends an empty form that is done once, however often it is sent.
    pub(super) async fn send_once(&self, method: Method, path: &str, key: &str) -> Came {
        self.send_with(method, path, "", Some(key)).await
    }

    async fn send_with(&self, method: Method, path: &str, form: &str, key: Option<&str>) -> Came {
        let mut request = Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        if let Some(csrf) = &self.csrf {
            request = request.header("x-csrf-token", csrf);
        }
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let response = self.router.clone().oneshot(request.body(Body::from(form.to_owned())).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Came { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&body).into_owned() }
    }
}
