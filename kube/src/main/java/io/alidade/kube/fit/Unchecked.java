package io.alidade.kube.fit;

/// What a pod asks for and the description of the node does not let be judged.
///
/// @param predicate the kubelet's name of the check, `NodeAffinity`
/// @param why       a sentence for people
public record Unchecked(String predicate, String why) {}
