//! `Routes`: a room's table of contents. Each line says who may come in, and a test visits every line uninvited.

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodFilter, on};
use sigap_access::Action;

use crate::error::OwnWords;
use crate::{PageError, Visitor};

/// Bytes of a form or of a call to the API.
pub(crate) const BODY_MAX: usize = 64 * 1024;

/// Who may come in at a route. The handler then asks about the very subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    /// Anyone.
    Public,
    /// Whoever may do this somewhere.
    Action(Action),
    /// Anyone with an account.
    Person,
    /// A machine that signs in the way of its protocol: the room checks, and answers in that protocol's own words.
    Protocol,
}

/// One line of the table of contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteInfo {
    /// The method.
    pub method: Method,
    /// The path with its parameters, for example `/rs/{facility}`.
    pub path: String,
    /// Who may come in.
    pub guard: Guard,
}

/// The routes of a room with state `S`.
pub struct Routes<S> {
    router: Router<S>,
    table: Vec<RouteInfo>,
}

/// Routes that know their state: ready to be merged into the program.
pub struct Mounted {
    /// The handlers.
    pub router: Router,
    /// The table of contents.
    pub table: Vec<RouteInfo>,
}

impl<S: Clone + Send + Sync + 'static> Routes<S> {
    /// No routes yet.
    #[must_use]
    pub fn new() -> Self {
        Self { router: Router::new(), table: Vec::new() }
    }

    /// A page or an answer to read.
    #[must_use]
    pub fn get<H: Handler<T, S>, T: 'static>(self, path: &str, guard: Guard, handler: H) -> Self {
        self.route(Method::GET, MethodFilter::GET, path, guard, handler, BODY_MAX)
    }

    /// A deed.
    #[must_use]
    pub fn post<H: Handler<T, S>, T: 'static>(self, path: &str, guard: Guard, handler: H) -> Self {
        self.route(Method::POST, MethodFilter::POST, path, guard, handler, BODY_MAX)
    }

    /// A deed that brings a file of at most `bytes_max`.
    #[must_use]
    pub fn upload<H: Handler<T, S>, T: 'static>(self, path: &str, guard: Guard, bytes_max: usize, handler: H) -> Self {
        self.route(Method::POST, MethodFilter::POST, path, guard, handler, bytes_max)
    }

    /// Every method below a path, for a foreign protocol that routes by itself.
    #[must_use]
    pub fn protocol<H: Handler<T, S>, T: 'static>(mut self, path: &str, handler: H) -> Self {
        self.table.push(RouteInfo { method: Method::POST, path: path.to_owned(), guard: Guard::Protocol });
        // The room reads bodies with a limit of its own, to answer in its own envelope.
        let handler = axum::routing::any(handler).layer(DefaultBodyLimit::disable()).layer(middleware::map_response(in_own_words));
        self.router = self.router.route(path, handler);
        self
    }

    fn route<H: Handler<T, S>, T: 'static>(
        mut self,
        method: Method,
        filter: MethodFilter,
        path: &str,
        guard: Guard,
        handler: H,
        bytes_max: usize,
    ) -> Self {
        self.table.push(RouteInfo { method, path: path.to_owned(), guard });
        let open = on(filter, handler).layer(DefaultBodyLimit::max(bytes_max));
        let door = middleware::from_fn(move |request, next| door(guard, request, next));
        // Where everybody may come in there is no door: a wall of a public page costs every reader.
        self.router = self.router.route(path, if guard == Guard::Public { open } else { open.layer(door) });
        self
    }

    /// Gives the routes their state.
    #[must_use]
    pub fn mount(self, state: S) -> Mounted {
        Mounted { router: self.router.with_state(state), table: self.table }
    }
}

impl<S: Clone + Send + Sync + 'static> Default for Routes<S> {
    fn default() -> Self {
        Self::new()
    }
}

impl Mounted {
    /// These routes and those of another room.
    #[must_use]
    pub fn and(mut self, other: Mounted) -> Self {
        self.table.extend(other.table);
        Self { router: self.router.merge(other.router), table: self.table }
    }
}

/// What a protocol says is said, also where it is plain text: no page takes its place.
async fn in_own_words(mut response: Response) -> Response {
    response.extensions_mut().insert(OwnWords);
    response
}

/// Lets in whom the guard allows; nobody reaches a handler past it.
async fn door(guard: Guard, request: Request, next: Next) -> Response {
    let Some(visitor) = request.extensions().get::<Visitor>() else {
        return PageError::internal("no visitor: the identify layer is missing").into_response();
    };
    let allowed = match guard {
        Guard::Public | Guard::Protocol => true,
        Guard::Person => visitor.is_person(),
        Guard::Action(action) => visitor.may_somewhere(action),
    };
    if allowed {
        return next.run(request).await;
    }
    let refusal = if visitor.is_person() { PageError::Refused } else { PageError::LogInFirst };
    refusal.answer_to(&request, visitor)
}
