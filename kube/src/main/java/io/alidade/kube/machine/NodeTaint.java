package io.alidade.kube.machine;

/// A taint of a node.
///
/// @param effect `NoSchedule`, `PreferNoSchedule` or `NoExecute`
public record NodeTaint(String key, String value, String effect) {}
