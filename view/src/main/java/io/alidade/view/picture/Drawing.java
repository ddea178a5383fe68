package io.alidade.view.picture;

import java.util.List;

/// A picture whose every part has its place.
///
/// @param marks those behind first
record Drawing(double width, double height, List<Mark> marks) {
    Drawing {
        marks = List.copyOf(marks);
    }
}
