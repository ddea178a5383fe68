/// Texts as the kubelet's language reads and writes them: JSON, the dump that checksums are taken of, quoted strings,
/// durations. What a kubelet accepts, and what it says of what it does not, is decided by these.
///
/// In: text or bytes, and a [GoType] where a structure is read. Out: [GoValue]s, texts, and Go's own messages.
@NullMarked
package io.alidade.kube.golang;

import org.jspecify.annotations.NullMarked;
