package io.alidade.bench.report;

import java.util.Map;
import java.util.Optional;

/// One result of JMH: a benchmark method with its parameters.
///
/// @param benchmark      class and method, without package and without the suffix of the class
/// @param micros         the cost of an operation: processor time where it was measured, else elapsed time
/// @param elapsedMicros  elapsed time
/// @param relativeError  half of the 99.9 % interval of `micros`, as a part of it; absent with too few samples
/// @param bytes          garbage of an operation
record Score(String benchmark, Map<String, String> params, double micros, double elapsedMicros,
        Optional<Double> relativeError, Optional<Double> bytes) {
    Score {
        params = Map.copyOf(params);
    }

    boolean is(String name, String value) {
        return params.getOrDefault(name, "").equals(value);
    }
}
