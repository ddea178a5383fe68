package io.alidade.agent.log;

/// How log lines are written.
public enum LogFormat {
    /// `2026-11-28T08:00:00.123Z info pod-admitted pod=default/web cpus=2-3`.
    TEXT,
    /// One JSON object a line.
    JSON
}
