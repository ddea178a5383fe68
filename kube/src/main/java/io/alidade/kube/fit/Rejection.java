package io.alidade.kube.fit;

/// A refusal with the kubelet's reason (`OutOfcpu`) and message.
public record Rejection(String reason, String message) {}
