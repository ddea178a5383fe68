/// Texts as the kubelet's language reads and writes them: JSON, the dump that checksums are taken of, quoted strings,
/// durations. What a kubelet accepts, and what it says of what it does not, is decided by these.
///
/// In: text or bytes, and a [GoType] where a structure is read. Out: [GoValue]s, texts, and Go's own messages.
///
/// Rules, from the pages in `docs/spec`:
///
/// | rule | what | class |
/// | --- | --- | --- |
/// | cpu-manager 16.2, memory-manager 10.2 | the dump that checksums are taken of | [GoDump] |
/// | cpu-manager 16.1, memory-manager 10.1 | JSON | [GoJsonWriter], [GoJsonReader] |
@NullMarked
package io.alidade.kube.golang;

import org.jspecify.annotations.NullMarked;
