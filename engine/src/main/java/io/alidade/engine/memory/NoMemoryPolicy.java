package io.alidade.engine.memory;

/// Policy `None`: no opinion, nothing pinned.
record NoMemoryPolicy() implements MemoryPolicy {
    @Override
    public String wireName() {
        return "None";
    }
}
