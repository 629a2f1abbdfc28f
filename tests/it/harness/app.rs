//! The whole application in this process: what a client sends goes through the router, without a socket.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use gravl::http::{Options, router};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use super::{Backend, TestServer, TestUser};

/// A server with its routes.
pub(crate) struct TestApp {
    /// What the routes stand on.
    pub(crate) server: TestServer,
    /// The public routes, as in development.
    pub(crate) router: Router,
}

impl TestApp {
    /// The application on a database with the built-in catalogue and nobody in it.
    pub(crate) async fn start(backend: Backend) -> Self {
        Self::on(TestServer::start(backend).await).await
    }

    /// The same server, now counting attempts to sign in and sign up.
    pub(crate) async fn limiting_sign_ins(mut self) -> Self {
        self.server.env.limit_sign_ins = true;
        Self::on(self.server).await
    }

    async fn on(server: TestServer) -> Self {
        let router = router(server.env.clone(), Options::default()).await;
        Self { server, router }
    }

    /// Signs somebody up; the address follows from the name.
    pub(crate) async fn sign_up(&self, name: &str) -> TestUser {
        self.server.sign_up(name).await
    }

    /// What a mutation of somebody answers to its one input.
    pub(crate) async fn mutate(&self, user: &TestUser, mutation: &str, fields: &str, input: Value) -> Value {
        let kind = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
        let query = format!("mutation($input: {kind}!) {{ {mutation}(input: $input) {{ {fields} }} }}");
        self.data(user, &query, json!({ "input": input })).await[mutation].take()
    }

    /// The whole answer to a GraphQL request of somebody, or of nobody.
    pub(crate) async fn graphql(&self, user: Option<&TestUser>, query: &str, variables: Value) -> Value {
        let mut request = Request::post("/graphql").header(header::CONTENT_TYPE, "application/json");
        if let Some(user) = user {
            request = request.header(header::AUTHORIZATION, format!("Bearer {}", user.token));
        }
        let body = json!({ "query": query, "variables": variables }).to_string();
        let response = self.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let status = response.status();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let text = String::from_utf8_lossy(&bytes);
        assert_eq!(status, StatusCode::OK, "{text}");
        serde_json::from_str(&text).unwrap()
    }

    /// The data of an answer; errors fail the test. However late it is, the user comes with a fresh token.
    pub(crate) async fn data(&self, user: &TestUser, query: &str, variables: Value) -> Value {
        let fresh = self.server.env.tokens.issue(user.id, self.server.env.system.now()).unwrap();
        let user = &TestUser { id: user.id, token: fresh.token };
        let mut answer = self.graphql(Some(user), query, variables).await;
        assert_eq!(answer.get("errors"), None);
        answer["data"].take()
    }
}

/// The identifier of a built-in exercise.
pub(crate) fn exercise(slug: &str) -> Value {
    json!(format!("exe_{}", gravl::catalogue::exercise_id(slug).0.simple()))
}

/// Sets of ten to failure of a built-in exercise.
pub(crate) fn log(slug: &str, sets: usize) -> Value {
    json!({ "exerciseId": exercise(slug), "sets": vec![json!({ "reps": 10, "rir": 0 }); sets] })
}
