/// YAML and JSON with places: what every reader of outside text starts from, and the way back.
///
/// In: bytes of a file or of standard input ([InputFile], [DocumentReader]). Out: [DocumentNode] trees, decoded field by
/// field through [Fields], or [BadInput] naming file, line and column. [DocumentWriter] prints [Value]s as JSON or YAML.
///
/// Invariants: at most 16 MiB of UTF-8 text, 1,000,000 values and keys and 100 levels; no key twice; aliases together stand for at
/// most 100,000 values; no tags but the core ones.
///
/// Unquoted YAML words mean what they mean to Kubernetes, which converts YAML to JSON with sigs.k8s.io/yaml (go-yaml 2, in
/// the main YAML 1.1): `y yes on true n no off false` in lower, title or upper case are booleans; `~` and `null` are null;
/// `0x1f`, `0b11`, `0o17` and `017` are integers, underscores between digits are skipped; dates stay text; base 60 is not
/// known. The merge key `<<` works, and what is written out wins over it. Keys become text: `yes: 1` has the key `true`.
@NullMarked
package io.alidade.kube.document;

import org.jspecify.annotations.NullMarked;
