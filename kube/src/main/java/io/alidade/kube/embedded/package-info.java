/// Kubelet configurations inside other documents: what providers and installers call by names of their own, text values
/// that hold a document, and command lines of a kubelet.
///
/// In: the text of a file ([EmbeddedConfigurations#in]). Out: [EmbeddedConfiguration] values, each with the fields of a
/// `KubeletConfiguration`, every value at its place in the outer file, so that whoever judges an inner setting names and
/// mends the outer line. The readers of `kube.config` take the fields as they take a file of their own.
///
/// Invariants: a flag of the kubelet wins over the field of a file, as in the kubelet; what a provider adds on its own is
/// an assumption that is said ([EmbeddedConfiguration#assumptions]), never silent.
@NullMarked
package io.alidade.kube.embedded;

import org.jspecify.annotations.NullMarked;
