/// The kubelet's three checkpoint files, read and written byte for byte: `cpu_manager_state` (cpu-manager 16),
/// `memory_manager_state` (memory-manager 10) and `kubelet_internal_checkpoint` (device-manager 9).
///
/// In: bytes of a file, the kubelet's version, its gates and its configured policy. Out: the engine's states, or the words
/// with which that kubelet refuses to start. The other way: a state, and the exact text that kubelet would have written.
///
/// How it is built: a format is a [io.alidade.kube.golang.GoType.Struct], a table of the fields of the kubelet's Go
/// structure. Three walks over it serve all formats of all files: [io.alidade.kube.golang.GoJsonReader] and
/// [io.alidade.kube.golang.GoJsonWriter] do what Go's `encoding/json` does, [io.alidade.kube.golang.GoDump] prints the text
/// that checksums are taken over. This reader is apart from [io.alidade.kube.document.DocumentReader] on purpose: the
/// kubelet takes a key twice, folds the case of keys and answers broken text with Go's words, and a checkpoint that it
/// refuses must be refused with the same words here.
///
/// Invariants: *nothing lost* - a state written and read again (same version, gates, policy) is the same state;
/// *bounded* - [CheckpointFiles#MAX_BYTES] bytes, Go's nesting limit without recursion, and limits on the values and on the CPUs that
/// lists name in all; *never half written* - [CheckpointFiles#save] replaces whole files.
///
/// Rules, from the pages in `docs/spec`:
///
/// | rule | what | class |
/// | --- | --- | --- |
/// | cpu-manager 16.1 to 16.6 | `cpu_manager_state` | [CpuCheckpoint], [PastedCheckpoint] |
/// | memory-manager 10.1 to 10.3 | `memory_manager_state` | [MemoryCheckpoint], [MemoryCheckpointParts] |
/// | memory-manager 10.4 | writing | [CheckpointFiles] |
/// | device-manager 9 | `kubelet_internal_checkpoint` | [DeviceCheckpoint] |
@NullMarked
package io.alidade.kube.checkpoint;

import org.jspecify.annotations.NullMarked;
