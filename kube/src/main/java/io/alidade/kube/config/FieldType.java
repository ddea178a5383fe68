package io.alidade.kube.config;

/// The type of a configuration field, as far as decoding tells types apart.
enum FieldType {
    STRING, DURATION, BOOLEAN, INT32, INT64, NUMBER, STRING_MAP, STRING_LIST, STRING_LISTS, LIST, STRUCT, STRUCT_LIST
}
