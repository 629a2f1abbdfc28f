//! Signing up, in and out.

use async_graphql::{Context, InputObject, MaybeUndefined, Object};

use crate::{
    graphql::{
        context::ContextExt as _,
        error::{ApiResult, mendable},
        node::NodeId,
        types::{
            exercise::Equipment,
            payload::{AuthPayload, DeletePayload, SignOutPayload, UserError, UserPayload},
            session::WeightUnit,
            user::User,
        },
    },
    service::{
        self,
        account::{UpdateProfile, change_password, delete_account, sign_out_everywhere, update_profile},
        refresh_tokens::SignedIn,
        sign_up::SignUp,
    },
    store::users,
};

/// What a newcomer tells.
#[derive(InputObject)]
pub struct SignUpInput {
    /// E-mail address, at most 254 characters, unique without regard to case.
    email: String,
    /// Password, 8 to 128 characters.
    password: String,
    /// What to call the user, 1 to 80 characters.
    display_name: String,
    /// IANA time zone, e.g. `Europe/Berlin`: where the user's days begin and end.
    #[graphql(default_with = "Some(\"UTC\".to_owned())")]
    time_zone: Option<String>,
}

/// Who signs in.
#[derive(InputObject)]
pub struct SignInInput {
    /// E-mail address, without regard to case.
    email: String,
    /// Password.
    password: String,
}

/// What is exchanged.
#[derive(InputObject)]
pub struct RefreshTokensInput {
    /// The newest refresh token of the sign-in.
    refresh_token: String,
}

/// Who signs out.
#[derive(InputObject)]
pub struct SignOutInput {
    /// Any refresh token of the sign-in.
    refresh_token: String,
}

/// What to change of the viewer's profile.
#[derive(InputObject)]
pub struct UpdateProfileInput {
    /// What to call the viewer, 1 to 80 characters. Default: as it was.
    display_name: Option<String>,
    /// IANA time zone. Default: as it was. Days that are planned already stay the days they are.
    time_zone: Option<String>,
    /// The equipment the viewer has; null: any. Default: as it was.
    equipment: MaybeUndefined<Vec<Equipment>>,
    /// The unit in which the viewer thinks of loads. Default: as it was.
    weight_unit: Option<WeightUnit>,
    /// Makes a retry safe: 1 to 128 characters, the viewer's own, remembered for 24 hours. With another input under the
    /// same key: `IDEMPOTENCY_KEY_REUSED`.
    idempotency_key: Option<String>,
}

/// The old password and the new one.
#[derive(InputObject)]
pub struct ChangePasswordInput {
    /// The password as it is.
    current_password: String,
    /// The password as it shall be, 8 to 128 characters.
    new_password: String,
}

/// Whose account goes.
#[derive(InputObject)]
pub struct DeleteAccountInput {
    /// The viewer's password: nobody loses everything by a slip.
    password: String,
}

#[derive(Default)]
pub(super) struct AccountMutation;

#[Object]
impl AccountMutation {
    /// Makes an account and signs its user in. Errors: `INVALID`, `EMAIL_TAKEN`; `RATE_LIMITED` after 100 attempts from one
    /// address in 15 minutes.
    async fn sign_up(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What a newcomer tells.")] input: SignUpInput,
    ) -> ApiResult<AuthPayload> {
        let request = ctx.request();
        let newcomer = SignUp {
            email: input.email,
            password: input.password,
            display_name: input.display_name,
            time_zone: input.time_zone.unwrap_or_else(|| "UTC".to_owned()),
        };
        payload(service::sign_up::sign_up(&request.env, request.address, newcomer).await)
    }

    /// Signs a user in. Errors: `WRONG_CREDENTIALS`; `RATE_LIMITED` after 10 failed attempts at one account, or 100
    /// attempts from one address, in 15 minutes.
    async fn sign_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who signs in.")] input: SignInInput,
    ) -> ApiResult<AuthPayload> {
        let request = ctx.request();
        payload(service::sign_in::sign_in(&request.env, request.address, &input.email, input.password).await)
    }

    /// Exchanges a refresh token for the next pair of tokens. A token that was exchanged before revokes all that
    /// descend from the same sign-in. Errors: `TOKEN_INVALID`.
    async fn refresh_tokens(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is exchanged.")] input: RefreshTokensInput,
    ) -> ApiResult<AuthPayload> {
        payload(service::refresh_tokens::refresh(&ctx.request().env, &input.refresh_token).await)
    }

    /// Revokes a refresh token and all that descend from the same sign-in.
    async fn sign_out(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who signs out.")] input: SignOutInput,
    ) -> ApiResult<SignOutPayload> {
        let outcome = service::sign_out::sign_out(&ctx.request().env, &input.refresh_token).await;
        Ok(match mendable(outcome)? {
            Ok(()) => SignOutPayload { signed_out: true, user_errors: Vec::new() },
            Err(errors) => SignOutPayload { signed_out: false, user_errors: UserError::list(errors) },
        })
    }

    /// Changes the viewer's profile. Errors: `INVALID`.
    async fn update_profile(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: UpdateProfileInput,
    ) -> ApiResult<UserPayload> {
        let env = &ctx.request().env;
        let equipment = input.equipment.map_value(|list| list.into_iter().map(Into::into).collect());
        let change = UpdateProfile {
            display_name: input.display_name,
            time_zone: input.time_zone,
            equipment: match equipment {
                MaybeUndefined::Undefined => None,
                MaybeUndefined::Null => Some(None),
                MaybeUndefined::Value(list) => Some(Some(list)),
            },
            weight_unit: input.weight_unit.map(Into::into),
        };
        let key = input.idempotency_key.as_deref();
        Ok(match mendable(update_profile(env, ctx.user()?, key, &change).await)? {
            Ok(written) => {
                let user = users::find(&env.db, written.user).await?;
                UserPayload { user: user.map(User), user_errors: Vec::new() }
            }
            Err(errors) => UserPayload { user: None, user_errors: UserError::list(errors) },
        })
    }

    /// Changes the viewer's password: signs them out everywhere, and in again here. Errors: `INVALID`,
    /// `WRONG_CREDENTIALS`; `RATE_LIMITED` after 10 wrong passwords, here or at `deleteAccount`, in 15 minutes.
    async fn change_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The old password and the new one.")] input: ChangePasswordInput,
    ) -> ApiResult<AuthPayload> {
        let env = &ctx.request().env;
        payload(change_password(env, ctx.user()?, input.current_password, input.new_password).await)
    }

    /// Revokes every refresh token of the viewer. Access tokens live out their 15 minutes.
    async fn sign_out_everywhere(&self, ctx: &Context<'_>) -> ApiResult<SignOutPayload> {
        let outcome = sign_out_everywhere(&ctx.request().env, ctx.user()?).await;
        Ok(match mendable(outcome)? {
            Ok(()) => SignOutPayload { signed_out: true, user_errors: Vec::new() },
            Err(errors) => SignOutPayload { signed_out: false, user_errors: UserError::list(errors) },
        })
    }

    /// Deletes the viewer with everything that is theirs. There is no way back. Errors: `WRONG_CREDENTIALS`; `RATE_LIMITED`
    /// after 10 wrong passwords, here or at `changePassword`, in 15 minutes.
    async fn delete_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose account goes.")] input: DeleteAccountInput,
    ) -> ApiResult<DeletePayload> {
        let outcome = delete_account(&ctx.request().env, ctx.user()?, input.password).await;
        Ok(match mendable(outcome)? {
            Ok(written) => DeletePayload {
                deleted_id: Some(NodeId::User(written.user).encode()),
                ..DeletePayload::default()
            },
            Err(errors) => DeletePayload { user_errors: UserError::list(errors), ..DeletePayload::default() },
        })
    }
}

fn payload(outcome: service::Result<SignedIn>) -> ApiResult<AuthPayload> {
    Ok(match mendable(outcome)? {
        Ok(signed_in) => signed_in.into(),
        Err(errors) => AuthPayload { user_errors: UserError::list(errors), ..AuthPayload::default() },
    })
}
