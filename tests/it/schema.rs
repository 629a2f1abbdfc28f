//! The schema is what schema.graphql says, and holds everything that clients rely on.

use std::{collections::HashMap, env, fs, path::Path};

use async_graphql::parser::{
    parse_schema,
    types::{FieldDefinition, InputValueDefinition, TypeDefinition, TypeKind, TypeSystemDefinition},
};

#[test]
fn the_committed_schema_is_what_the_code_prints() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema.graphql");
    let printed = gravl::graphql::sdl();
    #[expect(clippy::disallowed_methods, reason = "the tests have no config.rs")]
    let update = env::var("UPDATE_SCHEMA").is_ok();
    if update {
        fs::write(&path, &printed).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap();
    assert!(committed == printed, "schema.graphql is stale: run `make schema` and commit it");
}

#[test]
fn the_schema_holds_the_contract() {
    let contract = types(include_str!("../data/contract.graphql"));
    let schema = types(&gravl::graphql::sdl());
    let mut missing: Vec<String> = Vec::new();
    for (name, promised) in &contract {
        match schema.get(name) {
            Some(kept) => missing.extend(differences(name, promised, kept)),
            None => missing.push(name.clone()),
        }
    }
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn everything_in_the_schema_is_described() {
    let mut bare: Vec<String> = Vec::new();
    for (name, definition) in types(&gravl::graphql::sdl()) {
        if definition.description.is_none() {
            bare.push(name.clone());
        }
        match &definition.kind {
            TypeKind::Object(object) => {
                object.fields.iter().for_each(|f| bare_field(&name, &f.node, &mut bare));
            }
            TypeKind::Interface(face) => {
                face.fields.iter().for_each(|f| bare_field(&name, &f.node, &mut bare));
            }
            TypeKind::InputObject(input) => {
                input.fields.iter().for_each(|f| bare_value(&name, &f.node, &mut bare));
            }
            TypeKind::Enum(list) => bare.extend(
                list.values
                    .iter()
                    .filter(|value| value.node.description.is_none())
                    .map(|value| format!("{name}.{}", value.node.value.node)),
            ),
            TypeKind::Scalar | TypeKind::Union(_) => {}
        }
    }
    assert_eq!(bare, Vec::<String>::new());
}

fn bare_field(name: &str, field: &FieldDefinition, bare: &mut Vec<String>) {
    let path = format!("{name}.{}", field.name.node);
    field.arguments.iter().for_each(|argument| bare_value(&path, &argument.node, bare));
    if field.description.is_none() {
        bare.push(path);
    }
}

fn bare_value(name: &str, value: &InputValueDefinition, bare: &mut Vec<String>) {
    if value.description.is_none() {
        bare.push(format!("{name}.{}", value.name.node));
    }
}

fn types(sdl: &str) -> HashMap<String, TypeDefinition> {
    let document = parse_schema(sdl).unwrap();
    let definitions = document.definitions.into_iter().filter_map(|definition| match definition {
        TypeSystemDefinition::Type(definition) => {
            Some((definition.node.name.node.to_string(), definition.node))
        }
        _ => None,
    });
    definitions.collect()
}

/// The members of a type that are not kept as promised: same names, types, arguments and default values.
fn differences(name: &str, promised: &TypeDefinition, kept: &TypeDefinition) -> Vec<String> {
    let (promised, kept) = (members(promised), members(kept));
    let broken = promised.iter().filter(|(member, shape)| {
        // An argument of a missing field is not missed on its own.
        let field = member.split('(').next().unwrap();
        kept.get(*member) != Some(shape) && (field == *member || kept.contains_key(field))
    });
    broken.map(|(member, _)| format!("{name}.{member}")).collect()
}

fn members(definition: &TypeDefinition) -> HashMap<String, String> {
    match &definition.kind {
        TypeKind::Object(object) => {
            let implements =
                object.implements.iter().map(|face| (format!("implements {}", face.node), String::new()));
            object.fields.iter().flat_map(|f| field(&f.node)).chain(implements).collect()
        }
        TypeKind::Interface(face) => face.fields.iter().flat_map(|f| field(&f.node)).collect(),
        TypeKind::InputObject(input) => {
            input.fields.iter().map(|f| (f.node.name.node.to_string(), value(&f.node))).collect()
        }
        TypeKind::Enum(list) => {
            list.values.iter().map(|value| (value.node.value.node.to_string(), String::new())).collect()
        }
        TypeKind::Scalar | TypeKind::Union(_) => HashMap::new(),
    }
}

/// A field, and each of its arguments on its own, so that more arguments break nothing.
fn field(field: &FieldDefinition) -> Vec<(String, String)> {
    let name = field.name.node.to_string();
    let arguments = field
        .arguments
        .iter()
        .map(|argument| (format!("{name}({})", argument.node.name.node), value(&argument.node)));
    arguments.chain([(name.clone(), field.ty.node.to_string())]).collect()
}

fn value(value: &InputValueDefinition) -> String {
    let default = value.default_value.as_ref().map(|default| match default.node.to_string().as_str() {
        // One number, two spellings.
        "80.0" => "80".to_owned(),
        text => text.to_owned(),
    });
    format!("{} = {default:?}", value.ty.node)
}
