package io.alidade.plan.whatif;

/// A change that was tried and does it.
///
/// @param isAligned   whether the pod is also aligned then ([Alignment])
/// @param description a sentence for people
public record WhatIf(Change change, boolean isAligned, String description) {}
