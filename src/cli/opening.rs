//! What commands stand on: the database, the keys, and the files to watch.

use std::{error::Error, sync::Arc};

use crate::{
    config::{Config, Environment, Signing, password_in},
    domain::system::System as _,
    key_file, secret,
    service::{
        Env,
        access_token::AccessTokens,
        catalogue::{CatalogueCache, load_built_in},
        counts::Counts,
        key_ring::KeyRing,
        password::PasswordHasher,
    },
    store::{Db, migrate},
    system::RealSystem,
    watch::Watched,
};

/// The database with an up-to-date schema and catalogue: brought there in development, checked in production.
pub(super) async fn open_database(config: &Config) -> Result<Db, Box<dyn Error + Send + Sync>> {
    let development = config.environment == Environment::Development;
    let url = config.database_address()?;
    if development {
        migrate::up(&url).await?;
    }
    let db = Db::connect(&url).await?;
    migrate::check(&db).await??;
    if development {
        load_built_in(&db).await?;
    }
    Ok(db)
}

/// What signs access tokens as configured, and the file to watch where it is a ring.
pub(super) fn tokens(
    config: &Config,
) -> Result<(Arc<AccessTokens>, Vec<Watched>), Box<dyn Error + Send + Sync>> {
    let file = match config.signing()? {
        Signing::Secret(secret) => return Ok((Arc::new(AccessTokens::new(secret.expose())), Vec::new())),
        Signing::OwnSecret => {
            let secret = secret::load_or_make(config.database_url()?, &RealSystem)?;
            return Ok((Arc::new(AccessTokens::new(secret.expose())), Vec::new()));
        }
        Signing::Ring(file) => file,
    };
    let missing =
        || format!("{}: there is no such file; `gravl admin keys rotate` makes one", file.display());
    let (ring, text) = key_file::load_text(file)?.ok_or_else(missing)?;
    let tokens = Arc::new(AccessTokens::of_ring(&ring).ok_or_else(missing)?);
    let turning = Arc::clone(&tokens);
    let watched = Watched::new(file.to_owned(), text, move |text| {
        turning.turn_to(&KeyRing::parse(text)?);
        Ok(())
    });
    Ok((tokens, vec![watched]))
}

/// The file with the password of the database; what is in it counts for every new connection.
pub(super) fn watched_password(config: &Config, db: &Db) -> Option<Watched> {
    let (file, db, environment) = (config.database_password_file.clone()?, db.clone(), config.environment);
    // Empty is what it was not: the first look takes over what changed since the first connection.
    Some(Watched::new(file, String::new(), move |text| {
        db.set_password(password_in(environment, text)?);
        Ok(())
    }))
}

/// What a command needs that issues no tokens: those of a secret that nobody knows.
pub(super) async fn offline(config: &Config) -> Result<Env, Box<dyn Error + Send + Sync>> {
    let mut secret = [0; 32];
    RealSystem.fill_random(&mut secret);
    environment(config, Arc::new(AccessTokens::new(&secret))).await
}

pub(super) async fn environment(
    config: &Config,
    tokens: Arc<AccessTokens>,
) -> Result<Env, Box<dyn Error + Send + Sync>> {
    let db = open_database(config).await?;
    Ok(Env {
        catalogue: Arc::new(CatalogueCache::load(&db).await?),
        db,
        system: Arc::new(RealSystem),
        passwords: PasswordHasher::default(),
        tokens,
        limit_sign_ins: config.rate_limit,
        counts: Counts::default(),
    })
}
